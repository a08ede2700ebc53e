//! Addresses of pictures: transformed by the service, signed here. Nothing is asked of the service for them.

use atelier_application::ports::{CdnRendition, TextMark};
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

    /// A signed address of a rendition, or `None` for an address of another endpoint.
    pub fn rendition(&self, url: &str, rendition: &CdnRendition, expires_at: i64) -> Option<String> {
        let path = url.strip_prefix(&self.endpoint)?;
        let mark = if path.contains('?') { '&' } else { '?' };
        Some(self.sign(&format!("{path}{mark}tr={}", transformation(rendition)), Some(expires_at)))
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
fn transformation(rendition: &CdnRendition) -> String {
    let CdnRendition { long_edge, watermark } = rendition;
    let size = format!("w-{long_edge},h-{long_edge},c-at_max,q-{QUALITY},f-auto");
    match watermark {
        Some(mark) => format!("{size},{}", layer(mark)),
        None => size,
    }
}

/// A layer of text in the middle, as high as a sixteenth of the picture's width.
fn layer(mark: &TextMark) -> String {
    let TextMark { text, opacity } = mark;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._ ".contains(c);
    let input = if text.chars().all(is_plain) {
        format!("i-{}", utf8_percent_encode(text, IN_TEXT))
    } else {
        format!("ie-{}", utf8_percent_encode(&STANDARD.encode(text), IN_TEXT))
    };
    // The service knows nine degrees.
    let alpha = (u16::from(*opacity) + 5) / 10;
    format!("l-text,{input},fs-bw_div_16,co-FFFFFF,al-{},l-end", alpha.clamp(1, 9))
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
    fn a_mark_cannot_end_its_layer() {
        let layer = layer(&TextMark { text: "a,l-end,w-10:x/../b".into(), opacity: 100 });
        assert_eq!(layer.matches("l-end").count(), 1, "{layer}");
        assert!(layer.contains(",al-9,"), "{layer}");
    }
}
