//! The client's gallery as the server writes it: what a link tells before it is opened, the door, and the pictures for
//! browsers without scripts.

use std::fmt::Write as _;

use serde_json::json;

use crate::html::escape;
use crate::language::Language;
use crate::shell::Content;
use crate::texts::{self, Texts};

/// What may be known of an open link before it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub needs_code: bool,
    /// `None` where the link does not say.
    pub title: Option<String>,
    pub card: Card,
}

/// What messengers show of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Card {
    /// That there is one.
    Neutral,
    /// The gallery's name, and the address of the picture that stands for it.
    Named { image: Option<String> },
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    Unknown,
    Expired,
    Revoked,
    /// The gallery behind it is closed.
    Gallery,
    /// Too many attempts: later again.
    Busy,
}

/// What somebody at the door is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    CodeNeeded,
    CodeWrong,
    OpenAgain,
}

/// What artificial intelligence had to do with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ai {
    None,
    Edited,
    Generated,
}

/// A picture in the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub name: String,
    pub alt: Option<String>,
    pub ai: Ai,
    pub width: i32,
    pub height: i32,
    /// The address of a small picture; `None` while it is being made.
    pub small: Option<String>,
    pub large: Option<String>,
    pub download: Option<String>,
}

/// A group of pictures under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub heading: String,
    pub pictures: Vec<Picture>,
}

/// Where the page stands in the gallery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub offset: u64,
    pub limit: u64,
    pub total: u64,
}

/// A page of an opened gallery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub title: String,
    pub sections: Vec<Section>,
    pub place: Place,
    /// What opens further pages without opening the link again.
    pub session: String,
    pub needs_download_pin: bool,
}

/// What to call a group: its own name, or what its type stands for if nobody named it, as the page with scripts does.
pub fn heading(language: Language, name: &str, group_type: &str) -> String {
    if !name.ends_with(&format!(" – {group_type}")) {
        return name.to_owned();
    }
    let texts = texts::of(language);
    match group_type {
        "main" => texts.group_main.to_owned(),
        "behind_the_scenes" => texts.group_behind_the_scenes.to_owned(),
        other => {
            let words = other.replace('_', " ");
            let mut letters = words.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}

/// What the page of a link says before it is opened: nothing that its terms keep back.
pub fn door(language: Language, preview: &Preview, hint: Option<Hint>) -> Content {
    let texts = texts::of(language);
    let title = preview.title.as_deref().unwrap_or(texts.shared_with_you);
    let shown = escape(title);
    let head = card(texts, title, &preview.card);
    let boot = json!({
        "link": { "needs_code": preview.needs_code, "subject_name": preview.title },
    });
    Content { title: title.to_owned(), head, without_script: door_form(texts, &shown, preview, hint), boot }
}

/// What messengers show of a link: never more than whoever has its address may see.
fn card(texts: &Texts, title: &str, card: &Card) -> String {
    let (title, image) = match card {
        Card::Neutral => (texts.shared_with_you, None),
        Card::Named { image } => (title, image.as_deref()),
    };
    let (title, size) = (escape(title), if image.is_some() { "summary_large_image" } else { "summary" });
    let mut head = format!(
        "<meta property=\"og:type\" content=\"website\">\n<meta property=\"og:title\" content=\"{title}\">\n\
         <meta property=\"og:description\" content=\"{}\">\n<meta name=\"twitter:card\" content=\"{size}\">\n\
         <meta name=\"twitter:title\" content=\"{title}\">\n",
        escape(texts.shared_with_you),
    );
    if let Some(image) = image.map(escape) {
        // Writing to a text does not fail.
        let _ = write!(
            head,
            "<meta property=\"og:image\" content=\"{image}\">\n<meta name=\"twitter:image\" content=\"{image}\">\n"
        );
    }
    head
}

/// The page in which the desk shows the gallery as a client would see it.
pub fn previewed(language: Language) -> Content {
    let texts = texts::of(language);
    let content = note(texts.preview_title, texts.preview_by_desk);
    Content { boot: json!({ "preview": true }), ..content }
}

/// The form has no `action`: it is sent to the address of the page, which has the token.
fn door_form(texts: &Texts, title: &str, preview: &Preview, hint: Option<Hint>) -> String {
    let hint = match hint {
        Some(Hint::CodeNeeded) => Some(texts.code_needed),
        Some(Hint::CodeWrong) => Some(texts.code_wrong),
        Some(Hint::OpenAgain) => Some(texts.open_again),
        None => None,
    };
    let mut html = format!("<main class=\"plain plain-note\">\n<h1>{title}</h1>\n");
    // Writing to a text does not fail.
    if let Some(hint) = hint {
        let _ = writeln!(html, "<p role=\"alert\">{}</p>", escape(hint));
    }
    html.push_str("<form method=\"post\">\n");
    if preview.needs_code {
        let _ = writeln!(
            html,
            "<label>{} <input name=\"access_code\" autocomplete=\"one-time-code\" maxlength=\"64\" required></label>",
            escape(texts.access_code)
        );
    }
    let _ = write!(
        html,
        "<label>{} <input name=\"name\" autocomplete=\"name\" maxlength=\"255\"></label>\n\
         <button>{}</button>\n</form>\n</main>",
        escape(texts.your_name),
        escape(texts.open)
    );
    html
}

/// What is said of a link that leads nowhere. It tells nothing of what it led to.
pub fn closed(language: Language, closed: Closed) -> Content {
    let texts = texts::of(language);
    let (title, text) = match closed {
        Closed::Unknown => (texts.unknown_title, texts.unknown),
        Closed::Expired => (texts.expired_title, texts.expired),
        Closed::Revoked => (texts.revoked_title, texts.revoked),
        Closed::Gallery => (texts.closed_title, texts.closed),
        Closed::Busy => (texts.busy_title, texts.busy),
    };
    note(title, text)
}

/// What the desk says where no script runs.
pub fn desk(language: Language) -> Content {
    note("Atelier", texts::of(language).desk_needs_script)
}

fn note(title: &str, text: &str) -> Content {
    let without_script = format!(
        "<main class=\"plain plain-note\">\n<h1>{}</h1>\n<p>{}</p>\n</main>",
        escape(title),
        escape(text)
    );
    Content { title: title.to_owned(), without_script, ..Content::default() }
}

/// The pictures, in their sections.
pub fn pictures(language: Language, opened: &Opened) -> Content {
    let texts = texts::of(language);
    let mut html = format!("<main class=\"plain\">\n<h1>{}</h1>\n", escape(&opened.title));
    if opened.needs_download_pin {
        let _ = writeln!(html, "<p>{}</p>", escape(texts.pin_needs_script));
    }
    if opened.place.total == 0 {
        let _ = writeln!(html, "<p>{}</p>", escape(texts.no_pictures));
    }
    for section in &opened.sections {
        let _ = writeln!(html, "<h2>{}</h2>\n<ul class=\"plain-grid\">", escape(&section.heading));
        for picture in &section.pictures {
            figure(&mut html, picture, texts);
        }
        html.push_str("</ul>\n");
    }
    turning(&mut html, opened, texts);
    html.push_str("</main>");
    Content { title: opened.title.clone(), without_script: html, ..Content::default() }
}

fn figure(html: &mut String, picture: &Picture, texts: &Texts) {
    let name = escape(&picture.name);
    let alt = picture.alt.as_deref().map_or_else(|| name.clone(), escape);
    html.push_str("<li><figure>");
    if let Some(small) = &picture.small {
        let (width, height) = (picture.width, picture.height);
        let image = format!(
            "<img src=\"{}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\" loading=\"lazy\">",
            escape(small)
        );
        let _ = match &picture.large {
            Some(large) => write!(html, "<a href=\"{}\">{image}</a>", escape(large)),
            None => write!(html, "{image}"),
        };
    }
    let _ = write!(html, "<figcaption><span>{name}</span>");
    let label = match picture.ai {
        Ai::None => None,
        Ai::Edited => Some(texts.ai_edited),
        Ai::Generated => Some(texts.ai_generated),
    };
    if let Some(label) = label {
        let _ = write!(html, " <strong>{}</strong>", escape(label));
    }
    if let Some(download) = &picture.download {
        let _ = write!(
            html,
            " <a href=\"{}\" download aria-label=\"{} {name}\">{}</a>",
            escape(download),
            escape(texts.download),
            escape(texts.download)
        );
    }
    html.push_str("</figcaption></figure></li>\n");
}

/// The buttons to the pages before and after. What opens them travels in the body of a form, never in an address.
fn turning(html: &mut String, opened: &Opened, texts: &Texts) {
    let Place { offset, limit, total } = opened.place;
    let end = offset.saturating_add(limit).min(total);
    let before = (offset > 0).then(|| (offset.saturating_sub(limit), texts.previous));
    let after = (end < total).then_some((end, texts.next));
    if before.is_none() && after.is_none() {
        return;
    }
    let _ =
        writeln!(html, "<p>{}–{end} {} {total}</p>", offset.saturating_add(1).min(total), escape(texts.of));
    for (offset, text) in before.into_iter().chain(after) {
        let _ = writeln!(
            html,
            "<form method=\"post\"><input type=\"hidden\" name=\"session\" value=\"{}\">\
             <input type=\"hidden\" name=\"offset\" value=\"{offset}\"><button>{}</button></form>",
            escape(&opened.session),
            escape(text)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> Opened {
        let picture = Picture {
            name: "a\"><script>.jpg".to_owned(),
            alt: Some("Kari & Ola".to_owned()),
            ai: Ai::Generated,
            width: 900,
            height: 600,
            small: Some("/media/thumb/x?a=1&b=2".to_owned()),
            large: None,
            download: None,
        };
        Opened {
            title: "<b>Spring</b>".to_owned(),
            sections: vec![Section { heading: "<i>Main".to_owned(), pictures: vec![picture] }],
            place: Place { offset: 200, limit: 200, total: 401 },
            session: "\"secret".to_owned(),
            needs_download_pin: false,
        }
    }

    #[test]
    fn what_people_typed_stays_text() {
        let html = pictures(Language::English, &opened()).without_script;
        for raw in ["<script>", "<b>", "<i>", "\"\"secret", "1&b", "Kari & Ola"] {
            assert!(!html.contains(raw), "{raw}: {html}");
        }
        assert!(html.contains("<strong>AI-generated</strong>"), "{html}");
        assert!(html.contains("width=\"900\" height=\"600\" alt=\"Kari &amp; Ola\""), "{html}");
        let title = Some("\"><script>".to_owned());
        let card = Card::Named { image: Some("https://x/\"><script>".to_owned()) };
        let preview = Preview { needs_code: false, title, card };
        let content = door(Language::English, &preview, None);
        assert!(!content.head.contains("<script>") && !content.without_script.contains("<script>"));
    }

    #[test]
    fn groups_that_nobody_named_are_called_by_what_they_are_for() {
        let german = |name, kind| heading(Language::German, name, kind);
        assert_eq!(german("Spring – main", "main"), "Bilder");
        assert_eq!(
            german("Before it was renamed – behind_the_scenes", "behind_the_scenes"),
            "Hinter den Kulissen"
        );
        assert_eq!(german("Spring – wide_shots", "wide_shots"), "Wide shots");
        assert_eq!(german("In the domain", "main"), "In the domain");
    }

    #[test]
    fn pages_lead_to_their_neighbours() {
        let html = |offset, total| {
            let place = Place { offset, limit: 200, total };
            pictures(Language::English, &Opened { place, ..opened() }).without_script
        };
        let middle = html(200, 401);
        assert!(middle.contains("value=\"0\"") && middle.contains("value=\"400\""), "{middle}");
        assert!(middle.contains("201–400 of 401"), "{middle}");
        assert!(!html(0, 200).contains("<form"));
        assert!(!html(200, 400).contains("value=\"400\""));
    }

    #[test]
    fn a_link_with_a_code_tells_nothing() {
        let preview = Preview { needs_code: true, title: None, card: Card::Neutral };
        let content = door(Language::German, &preview, Some(Hint::CodeWrong));
        assert_eq!(content.title, "Eine Galerie wurde mit Ihnen geteilt");
        assert!(content.without_script.contains("name=\"access_code\""));
        assert!(content.without_script.contains("role=\"alert\""));
        assert!(!content.head.contains("og:image"));
    }
}
