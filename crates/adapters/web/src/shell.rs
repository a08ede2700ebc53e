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

/// The style sheets that everything else builds upon, in this order.
const FIRST_STYLES: [&str; 3] = ["styles/tokens.css", "styles/base.css", "styles/components.css"];

/// The style sheet of what is shown without a script.
const PLAIN_STYLES: &str = "styles/plain.css";

/// What a face has to load.
#[derive(Debug, Clone)]
struct Loads {
    import_map: String,
    script_hash: String,
    styles: Vec<String>,
    entry: String,
    preloads: Vec<String>,
    texts: BTreeMap<&'static str, String>,
}

impl Loads {
    fn of(assets: &Assets, face: Face) -> Self {
        let addresses = assets.addresses();
        let other = format!("{}/", face.other().name());
        let modules: BTreeMap<&String, &String> =
            addresses.iter().filter(|(name, _)| name.ends_with(".js") && !name.starts_with(&other)).collect();
        let import_map = html::json(&json!({ "imports": modules }));
        let script_hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(import_map.as_bytes())));
        let entry = format!("{}/main.js", face.name());
        let needed = imports::closure(assets, &entry);
        let address = |name: &str| addresses.get(name).cloned();
        let texts = Language::ALL
            .into_iter()
            .filter_map(|it| address(&format!("texts/{}.js", it.tag())).map(|address| (it.tag(), address)))
            .collect();
        Self {
            styles: styles(addresses.keys(), face).iter().filter_map(|name| address(name)).collect(),
            preloads: needed.iter().filter(|name| **name != entry).filter_map(|name| address(name)).collect(),
            entry: address(&entry).unwrap_or_default(),
            import_map,
            script_hash,
            texts,
        }
    }
}

/// The style sheets of a face: the common ones first, then what has no place of its own, then those of the face.
fn styles<'a>(names: impl Iterator<Item = &'a String>, face: Face) -> Vec<String> {
    let prefix = |face: Face| format!("styles/{}", face.name());
    let (own, others) = (prefix(face), prefix(face.other()));
    let mut found: Vec<String> = names
        .filter(|name| name.starts_with("styles/") && name.ends_with(".css"))
        .filter(|name| *name != PLAIN_STYLES && !name.starts_with(&others))
        .cloned()
        .collect();
    found.sort_by_key(|name| {
        let place = FIRST_STYLES.iter().position(|first| first == name).unwrap_or(FIRST_STYLES.len());
        (place, name.starts_with(&own), name.trim_end_matches(".css").to_owned())
    });
    found
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
        for style in &loads.styles {
            let _ = writeln!(html, "<link rel=\"stylesheet\" href=\"{}\">", escape(style));
        }
        if let Some(plain) = self.address(PLAIN_STYLES).filter(|_| !content.without_script.is_empty()) {
            let _ =
                writeln!(html, "<noscript><link rel=\"stylesheet\" href=\"{}\"></noscript>", escape(&plain));
        }
        // Before anything that loads a module: an import map that comes later is not looked at.
        let _ = writeln!(html, "<script type=\"importmap\">{}</script>", loads.import_map);
        for module in loads.preloads.iter().chain(loads.texts.get(language.tag())) {
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

    /// A page without scripts, whose body is all that there is.
    pub fn plain_page(&self, language: Language, content: &Content) -> Page {
        let mut html = self.top(language, content);
        let names = FIRST_STYLES.iter().take(2).chain([&PLAIN_STYLES]);
        for style in names.filter_map(|name| self.address(name)) {
            let _ = writeln!(html, "<link rel=\"stylesheet\" href=\"{}\">", escape(&style));
        }
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
    fn style_sheets_come_in_order_and_the_other_faces_stay_away() {
        let names = ["client", "components", "desk", "tokens", "base", "plain", "grid", "desk-tray"];
        let names: Vec<String> = names.iter().map(|name| format!("styles/{name}.css")).collect();
        let of = |face| styles(names.iter(), face).join(" ").replace("styles/", "").replace(".css", "");
        assert_eq!(of(Face::Client), "tokens base components grid client");
        assert_eq!(of(Face::Desk), "tokens base components grid desk desk-tray");
    }
}
