//! The page around a face: what the browser needs before the first script runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::assets::Assets;
use crate::html::{self, escape};
use crate::imports;
use crate::language::Language;
use crate::sheets;

/// Who looks at the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A client, at a gallery.
    Client,
    /// The studio, at its desk.
    Desk,
}

impl Face {
    /// The folder of its modules, and the word by which its style sheets begin.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Desk => "desk",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Client => Self::Desk,
            Self::Desk => Self::Client,
        }
    }
}

/// A page with what its Content-Security-Policy has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub html: String,
    /// The source expression that allows the inline import map; `None` for a page without scripts.
    pub script_hash: Option<String>,
}

/// Where the desk's manifest is served.
pub const MANIFEST: &str = "/manifest.webmanifest";

/// What a face has to load.
#[derive(Debug, Clone)]
struct Loads {
    import_map: String,
    script_hash: String,
    entry: String,
    preloads: Vec<String>,
    /// By the tags of languages.
    texts: BTreeMap<&'static str, Vec<String>>,
}

impl Loads {
    fn of(assets: &Assets, face: Face) -> Self {
        let addresses = assets.addresses();
        let other = face.other().name();
        let others = [format!("{other}/"), format!("texts/{other}-")];
        let is_others = |name: &str| others.iter().any(|start| name.starts_with(start));
        let modules: BTreeMap<&String, &String> =
            addresses.iter().filter(|(name, _)| name.ends_with(".js") && !is_others(name)).collect();
        let import_map = html::json(&json!({ "imports": modules }));
        let script_hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(import_map.as_bytes())));
        let entry = format!("{}/main.js", face.name());
        let needed = imports::closure(assets, &entry);
        let address = |name: &str| addresses.get(name).cloned();
        // What both faces say, and what one of them alone does.
        let texts = Language::ALL.into_iter().map(|it| {
            let own = format!("texts/{}-{}.js", face.name(), it.tag());
            let common = format!("texts/{}.js", it.tag());
            (it.tag(), [common, own].iter().filter_map(|name| address(name)).collect())
        });
        Self {
            preloads: needed.iter().filter(|name| **name != entry).filter_map(|name| address(name)).collect(),
            entry: address(&entry).unwrap_or_default(),
            import_map,
            script_hash,
            texts: texts.collect(),
        }
    }
}

/// What a page says beside what its face always says.
#[derive(Debug, Clone, Default)]
pub struct Content {
    pub title: String,
    /// HTML inside `<head>`.
    pub head: String,
    /// HTML that is shown where no script runs.
    pub without_script: String,
    /// What the script is told; an object.
    pub boot: Value,
}

/// Writes pages. What all pages have in common is worked out once.
#[derive(Debug, Clone)]
pub struct Shell {
    assets: Assets,
    /// Of the client and of the desk; `None` while the files may change.
    known: Option<(Loads, Loads)>,
}

impl Shell {
    pub fn new(assets: Assets) -> Self {
        let known =
            assets.is_fixed().then(|| (Loads::of(&assets, Face::Client), Loads::of(&assets, Face::Desk)));
        Self { assets, known }
    }

    /// The files that the pages refer to.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// The page of a face.
    pub fn page(&self, face: Face, language: Language, content: &Content) -> Page {
        match &self.known {
            Some((client, desk)) => {
                let loads = if face == Face::Client { client } else { desk };
                self.write(face, language, content, loads)
            }
            None => self.write(face, language, content, &Loads::of(&self.assets, face)),
        }
    }

    fn write(&self, face: Face, language: Language, content: &Content, loads: &Loads) -> Page {
        let mut html = self.top(language, content);
        // Writing to a text does not fail.
        self.style(&mut html, face.name());
        if !content.without_script.is_empty() {
            html.push_str("<noscript>\n");
            self.style(&mut html, sheets::PLAIN);
            html.push_str("</noscript>\n");
        }
        if face == Face::Desk {
            let _ = writeln!(html, "<link rel=\"manifest\" href=\"{MANIFEST}\">");
        }
        // Before anything that loads a module: an import map that comes later is not looked at.
        let _ = writeln!(html, "<script type=\"importmap\">{}</script>", loads.import_map);
        for module in loads.preloads.iter().chain(loads.texts.get(language.tag()).into_iter().flatten()) {
            let _ = writeln!(html, "<link rel=\"modulepreload\" href=\"{}\">", escape(module));
        }
        let _ = writeln!(html, "<script type=\"module\" src=\"{}\"></script>", escape(&loads.entry));
        let mut boot = json!({
            "face": face.name(),
            "language": language.tag(),
            "languages": Language::ALL.map(Language::tag),
        });
        if let (Value::Object(all), Value::Object(more)) = (&mut boot, &content.boot) {
            all.extend(more.clone());
        }
        // Data, not a script: browsers do not run it, so the policy needs not to allow it.
        let _ =
            writeln!(html, "<script type=\"application/json\" id=\"boot\">{}</script>", html::json(&boot));
        let _ = write!(
            html,
            "</head>\n<body>\n<div id=\"app\"></div>\n<noscript>\n{}\n</noscript>\n</body>\n</html>\n",
            content.without_script
        );
        Page { html, script_hash: Some(loads.script_hash.clone()) }
    }

    /// What a browser wants to know to put the desk among the programs of a device. A client's gallery is none: its
    /// address is a secret, and ends.
    pub fn manifest(&self) -> String {
        let icon = self.address("icons/icon.svg");
        let icons: Vec<Value> = icon
            .into_iter()
            .map(|src| json!({ "src": src, "type": "image/svg+xml", "sizes": "any" }))
            .collect();
        json!({
            "name": "Atelier",
            "short_name": "Atelier",
            "id": "/desk",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#fbfbfa",
            "theme_color": "#1c1c1e",
            "icons": icons,
        })
        .to_string()
    }

    /// A page without scripts, whose body is all that there is.
    pub fn plain_page(&self, language: Language, content: &Content) -> Page {
        let mut html = self.top(language, content);
        self.style(&mut html, sheets::PLAIN);
        let _ = write!(html, "</head>\n<body>\n{}\n</body>\n</html>\n", content.without_script);
        Page { html, script_hash: None }
    }

    /// What every page begins with.
    fn top(&self, language: Language, content: &Content) -> String {
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n{}",
            language.tag(),
            escape(&content.title),
            content.head,
        );
        if let Some(icon) = self.address("icons/icon.svg") {
            let _ = writeln!(html, "<link rel=\"icon\" type=\"image/svg+xml\" href=\"{}\">", escape(&icon));
        }
        html
    }

    /// Names a style sheet.
    fn style(&self, html: &mut String, word: &str) {
        if let Some(address) = self.address(&sheets::name_of(word)) {
            let _ = writeln!(html, "<link rel=\"stylesheet\" href=\"{}\">", escape(&address));
        }
    }

    fn address(&self, name: &str) -> Option<String> {
        self.assets.addresses().remove(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            title: "<Ola & Kari>".to_owned(),
            boot: json!({"title": "</script>"}),
            without_script: "<p>Hello</p>".to_owned(),
            ..Content::default()
        }
    }

    #[test]
    fn the_policy_allows_exactly_the_import_map_of_the_page() {
        let shell = Shell::new(Assets::embedded());
        for face in [Face::Client, Face::Desk] {
            let page = shell.page(face, Language::German, &content());
            let (_, rest) = page.html.split_once("<script type=\"importmap\">").unwrap();
            let (map, _) = rest.split_once("</script>").unwrap();
            let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(map.as_bytes())));
            assert_eq!(page.script_hash, Some(hash));
            let map: Value = serde_json::from_str(map).unwrap();
            let modules = map["imports"].as_object().unwrap();
            assert!(modules.contains_key(&format!("{}/main.js", face.name())));
            assert!(modules.keys().all(|name| !name.starts_with(face.other().name())));
        }
    }

    #[test]
    fn nothing_that_is_said_becomes_html() {
        let page = Shell::new(Assets::embedded()).page(Face::Client, Language::German, &content());
        assert!(page.html.contains("<html lang=\"de\">"));
        assert!(page.html.contains("<title>&lt;Ola &amp; Kari&gt;</title>"));
        assert!(page.html.contains(r#""title":"\u003c/script>""#));
        assert!(!page.html.contains("style="), "the policy forbids styles in attributes");
    }

    #[test]
    fn a_page_asks_for_one_style_sheet_and_the_texts_of_its_face() {
        let shell = Shell::new(Assets::embedded());
        for (face, texts) in
            [(Face::Client, vec!["texts/de."]), (Face::Desk, vec!["texts/de.", "texts/desk-de."])]
        {
            let html = shell.page(face, Language::German, &Content::default()).html;
            assert_eq!(html.matches("rel=\"stylesheet\"").count(), 1, "{html}");
            assert!(html.contains(&format!("href=\"/assets/styles/{}.", face.name())), "{html}");
            let preloads =
                html.lines().filter(|line| line.contains("modulepreload") && line.contains("/texts/"));
            let preloads: Vec<&str> = preloads.collect();
            assert_eq!(preloads.len(), texts.len(), "{preloads:?}");
            assert!(preloads.iter().zip(texts).all(|(line, name)| line.contains(name)), "{preloads:?}");
            assert_eq!(html.contains("texts/desk-en."), face == Face::Desk);
            assert_eq!(html.contains("rel=\"manifest\""), face == Face::Desk);
        }
    }
}
