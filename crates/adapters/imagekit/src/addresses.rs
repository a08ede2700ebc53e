//! Addresses of pictures: transformed by the service, signed here. Nothing is asked of the service for them.

use atelier_application::ports::{CdnRendition, TextMark};
use atelier_domain::galleries::Position;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::hmac;
use url::Url;

/// How strongly the service compresses, 1 to 100. It chooses the format by what the browser takes.
const QUALITY: u8 = 80;

/// What a path keeps as it is: the characters that RFC 3986 allows in its segments, and the slash.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What JavaScript's `encodeURIComponent` keeps, which is how the service reads texts in transformations.
const IN_TEXT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Makes addresses below one endpoint.
#[derive(Clone)]
pub struct Addresses {
    /// With a slash at the end.
    endpoint: String,
    key: hmac::Key,
}

impl Addresses {
    pub fn new(endpoint: &Url, private_key: &str) -> Self {
        let endpoint = format!("{}/", endpoint.as_str().trim_end_matches('/'));
        // SHA-1 is what the service signs with. A forger of HMACs needs more than its collisions.
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, private_key.as_bytes());
        Self { endpoint, key }
    }

    /// The address of a file by its path.
    pub fn of(&self, file_path: &str) -> String {
        let path = utf8_percent_encode(file_path.trim_start_matches('/'), IN_PATH);
        format!("{}{path}", self.endpoint)
    }

    /// The endpoint itself.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// A number that is another one for another endpoint or key, and tells nothing of the key. No path is signed so: a
    /// path ends with an instant.
    pub fn identity(&self) -> u32 {
        let tag = hmac::sign(&self.key, self.endpoint.as_bytes());
        tag.as_ref().iter().take(4).fold(0, |number, byte| (number << 8) | u32::from(*byte))
    }

    /// A signed address of a rendition. `None` for an address of another endpoint, and for a mark that cannot be drawn. The
    /// signature is over the transformation too: without its mark the address opens nothing.
    pub fn rendition(&self, url: &str, rendition: &CdnRendition, expires_at: i64) -> Option<String> {
        let path = url.strip_prefix(&self.endpoint)?;
        let mark = if path.contains('?') { '&' } else { '?' };
        Some(self.sign(&format!("{path}{mark}tr={}", transformation(rendition)?), Some(expires_at)))
    }

    /// Signs a path below the endpoint, with its query. Without an end it holds for ever.
    pub fn sign(&self, path: &str, expires_at: Option<i64>) -> String {
        /// What is signed where there is no end.
        const NEVER: i64 = 9_999_999_999;
        let end = expires_at.unwrap_or(NEVER);
        let tag = hmac::sign(&self.key, format!("{path}{end}").as_bytes());
        let signature: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let mark = if path.contains('?') { '&' } else { '?' };
        let end = expires_at.map(|end| format!("ik-t={end}&")).unwrap_or_default();
        format!("{}{path}{mark}{end}ik-s={signature}", self.endpoint)
    }
}

/// Fits the picture into a square without enlarging it, as our own sizes do, and lays the mark over it.
fn transformation(rendition: &CdnRendition) -> Option<String> {
    let CdnRendition { long_edge, watermark } = rendition;
    let size = format!("w-{long_edge},h-{long_edge},c-at_max,q-{QUALITY},f-auto");
    Some(match watermark {
        Some(mark) => format!("{size},{}", layer(mark)?),
        None => size,
    })
}

/// The smallest letters that can be read, in pixels.
const LEGIBLE: u32 = 10;

/// How wide a letter is at most, by the mean of a text, in hundredths of the size of the letters. A text that is wider
/// all the same is broken into lines.
const LETTER: u32 = 65;

/// How far the text stays from the edge of its ground, in the same hundredths.
const PADDING: u32 = 25;

/// A layer of white text on a black ground, both of the mark's opacity. `None` where the service would draw something that
/// cannot be read, or cannot draw it so at all.
fn layer(mark: &TextMark) -> Option<String> {
    let TextMark { text, position, opacity, width, height } = mark;
    let letters = u32::try_from(text.chars().count()).ok().filter(|letters| *letters > 0)?;
    if !text.chars().all(is_drawn) || *opacity == 0 || *position == Position::Tile {
        return None;
    }
    let length = letters.saturating_mul(LETTER).saturating_add(2 * PADDING);
    // A line with its ground is almost twice as high as its letters.
    let size = (width.saturating_mul(100) / length).min(height / 2);
    if size < LEGIBLE {
        return None;
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._ ".contains(c);
    let input = if text.chars().all(is_plain) {
        format!("i-{}", utf8_percent_encode(text, IN_TEXT))
    } else {
        format!("ie-{}", utf8_percent_encode(&STANDARD.encode(text), IN_TEXT))
    };
    let padding = size * PADDING / 100;
    let inner = width.saturating_sub(2 * padding);
    // Two digits behind a colour are hundredths of opacity; without them it covers.
    let alpha = if *opacity < 100 { format!("{opacity:02}") } else { String::new() };
    let place = position.as_str();
    Some(format!(
        "l-text,{input},lfo-{place},w-{inner},fs-{size},co-FFFFFF{alpha},bg-000000{alpha},pa-{padding},ia-center,l-end"
    ))
}

/// Whether the letters of the service have it for sure: Latin, Greek, Cyrillic, and the usual signs.
fn is_drawn(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{52f}' | '\u{2010}'..='\u{203a}' | '€' | '™')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses() -> Addresses {
        Addresses::new(&Url::parse("https://ik.imagekit.io/demo").unwrap(), "dummy-key")
    }

    #[test]
    fn a_path_is_encoded_like_a_browser_would() {
        let url = addresses().of("/atelier/7/à b.jpg");
        assert_eq!(url, "https://ik.imagekit.io/demo/atelier/7/%C3%A0%20b.jpg");
    }

    #[test]
    fn an_address_of_another_endpoint_is_not_signed() {
        let rendition = CdnRendition { long_edge: 512, watermark: None };
        for foreign in ["https://ik.imagekit.io/demo2/a.jpg", "https://evil.example/demo/a.jpg", ""] {
            assert_eq!(addresses().rendition(foreign, &rendition, 1), None, "{foreign}");
        }
    }

    #[test]
    fn another_endpoint_or_key_has_another_identity() {
        let of = |endpoint: &str, key: &str| Addresses::new(&Url::parse(endpoint).unwrap(), key).identity();
        let identity = of("https://ik.imagekit.io/demo", "dummy-key");
        assert_eq!(of("https://ik.imagekit.io/demo/", "dummy-key"), identity);
        assert_ne!(of("https://ik.imagekit.io/demo2", "dummy-key"), identity);
        assert_ne!(of("https://ik.imagekit.io/demo", "dummy-key2"), identity);
    }

    fn mark(text: &str) -> TextMark {
        TextMark {
            text: text.to_owned(),
            position: Position::BottomRight,
            opacity: 35,
            width: 1_000,
            height: 500,
        }
    }

    #[test]
    fn a_mark_cannot_end_its_layer() {
        let layer = layer(&mark("a,l-end,w-10:x/../b")).unwrap();
        assert_eq!(layer.matches("l-end").count(), 1, "{layer}");
        assert!(layer.contains(",lfo-bottom_right,") && layer.contains(",co-FFFFFF35,"), "{layer}");
    }

    #[test]
    fn what_cannot_be_drawn_to_be_read_has_no_address_at_all() {
        let plain = addresses().of("/atelier/7/a.jpg");
        let address = |mark: TextMark| {
            let rendition = CdnRendition { long_edge: 2048, watermark: Some(mark) };
            addresses().rendition(&plain, &rendition, 1)
        };
        for position in Position::ALL {
            let drawn = address(TextMark { position, ..mark("PROOF") });
            assert_eq!(drawn.is_some(), position != Position::Tile, "{position:?}");
            assert!(drawn.is_none_or(|url| url.contains(",l-text,i-PROOF,") && url.contains("&ik-s=")));
        }
        for undrawn in [
            mark(""),
            mark("校正"),
            mark("😀"),
            mark("line\nline"),
            mark(&"x".repeat(200)),
            TextMark { opacity: 0, ..mark("PROOF") },
            TextMark { width: 20, ..mark("PROOF") },
            TextMark { height: 15, ..mark("PROOF") },
        ] {
            assert_eq!(address(undrawn.clone()), None, "{undrawn:?}");
        }
    }
}
