//! What is done to a picture's bytes before they leave: what is drawn into them, and what is written beside them.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use atelier_domain::galleries::{Notice, Position};
use atelier_domain::images::{Image, ImageFormat, Preset};
use serde_json::json;

use super::Renderer;
use crate::ports::TokenSource;

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DrawnMark {
    Text(String),
    Picture {
        storage_key: String,
        content_hash: String,
        format: ImageFormat,
    },
    /// The picture that should be drawn has been removed for good.
    Missing,
}

/// What is drawn, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Drawing {
    pub mark: DrawnMark,
    pub position: Position,
    /// Hundredths.
    pub opacity: u8,
    /// Hundredths of the picture's width.
    pub scale: u8,
}

/// What is done to the bytes of one size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendition {
    pub drawing: Option<Drawing>,
    /// Takes the camera's metadata out; smaller sizes have none anyway.
    pub strip: bool,
    /// Written in place of the metadata.
    pub notice: Option<Notice>,
}

impl Rendition {
    /// What the names of derivatives begin with that are made for the terms of a link.
    pub const PREFIX: &'static str = "r-";

    /// The bytes as they are.
    pub fn plain() -> Self {
        Self::default()
    }

    /// Whether this size is delivered as it is kept.
    pub fn is_plain(&self, preset: Preset) -> bool {
        let stripped = self.strip && preset == Preset::Original;
        self.drawing.is_none() && self.notice.is_none() && !stripped
    }

    /// Whether the camera's metadata goes and nothing else happens.
    fn only_strips(&self) -> bool {
        self.drawing.is_none() && self.notice.is_none()
    }

    /// A number that differs for what looks different, and stays the same in one version of the program; `None` for
    /// bytes as they are.
    pub fn fingerprint(&self, preset: Preset) -> Option<u32> {
        if self.is_plain(preset) {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        let notice = self.notice.as_ref().map(|Notice { copyright, creator }| (copyright, creator));
        (&self.drawing, self.strip, notice).hash(&mut hasher);
        // The lower half of the hash will do.
        Some(hasher.finish() as u32)
    }

    /// The name under which the outcome is kept. It names what was done to which bytes, so that neither other terms nor
    /// another content of the picture ever find it.
    pub fn name(&self, preset: Preset, image: &Image, tokens: &dyn TokenSource) -> String {
        if self.is_plain(preset) {
            return preset.as_str().to_owned();
        }
        if self.only_strips() {
            return Renderer::STRIPPED.to_owned();
        }
        let drawing = self.drawing.as_ref().map(|Drawing { mark, position, opacity, scale }| {
            let mark = match mark {
                DrawnMark::Text(text) => json!({ "text": text }),
                DrawnMark::Picture { content_hash, .. } => json!({ "picture": content_hash }),
                DrawnMark::Missing => json!(null),
            };
            json!([mark, position.as_str(), opacity, scale])
        });
        let notice = self.notice.as_ref().map(|Notice { copyright, creator }| json!([copyright, creator]));
        let done = json!([image.content_hash, drawing, notice]).to_string();
        let digest = tokens.digest(&done);
        format!("{}{}-{}", Self::PREFIX, preset.as_str(), digest.get(..24).unwrap_or(&digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> Rendition {
        let drawing = Drawing {
            mark: DrawnMark::Text(text.to_owned()),
            position: Position::Center,
            opacity: 30,
            scale: 40,
        };
        Rendition { drawing: Some(drawing), strip: true, notice: None }
    }

    #[test]
    fn only_what_changes_bytes_has_a_fingerprint() {
        let strip = Rendition { strip: true, ..Rendition::plain() };
        assert_eq!(strip.fingerprint(Preset::Web), None);
        assert!(strip.fingerprint(Preset::Original).is_some());
        assert_ne!(drawn("a").fingerprint(Preset::Web), drawn("b").fingerprint(Preset::Web));
        assert_eq!(drawn("a").fingerprint(Preset::Web), drawn("a").fingerprint(Preset::Web));
        let notice = Notice { copyright: "©".to_owned(), creator: None };
        let named = Rendition { notice: Some(notice), ..drawn("a") };
        assert_ne!(named.fingerprint(Preset::Web), drawn("a").fingerprint(Preset::Web));
    }
}
