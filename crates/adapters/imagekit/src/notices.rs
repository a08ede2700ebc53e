//! Notices that the service sends: whether they are its own, and what they say.

use atelier_application::ports::{Notice, NoticeError, NoticedChange};
use atelier_domain::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use crate::wire;

/// How far the sender's clock may be from ours.
const TOLERANCE_SECONDS: i64 = 5 * 60;

/// The longest id that is kept.
const ID_MAX: usize = 200;

/// Checks notices against one secret.
#[derive(Clone)]
pub(crate) struct Notices {
    key: hmac::Key,
}

/// Header names in lower case, with their values.
type Headers<'a> = &'a [(String, String)];

impl Notices {
    /// The key is the text of the secret as the service shows it, `whsec_` and all. Libraries for this kind of
    /// signature decode what follows the prefix; with the key that they find, no notice of this service verifies.
    pub(crate) fn new(secret: &str) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()) }
    }

    pub(crate) fn read(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notice, NoticeError> {
        let sent_as = self.verify(headers, body, now)?;
        let notice: wire::Notice =
            serde_json::from_slice(body).map_err(|error| NoticeError::Unreadable(error.to_string()))?;
        let change = match (notice.kind.as_str(), notice.file_id()) {
            ("file.deleted", Some(file_id)) => NoticedChange::Deleted { file_id },
            ("file.updated", Some(file_id)) => NoticedChange::Changed { file_id },
            _ => NoticedChange::Other,
        };
        let wire::Notice { id, kind, data: _ } = notice;
        let message = sent_as.unwrap_or(id);
        if message.is_empty() || message.len() > ID_MAX || kind.len() > ID_MAX {
            return Err(NoticeError::Unreadable("its id or its type has no sensible length".to_owned()));
        }
        Ok(Notice { message, kind, change })
    }

    /// Accepts either form; the id under which the notice was sent, where its form has one.
    fn verify(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<String>, NoticeError> {
        let find =
            |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        if let Some(signatures) = find("webhook-signature") {
            let id = find("webhook-id").ok_or(NoticeError::Unsigned)?;
            let sent_at = find("webhook-timestamp").ok_or(NoticeError::Unsigned)?;
            let seconds: i64 = sent_at.parse().map_err(|_| NoticeError::Unsigned)?;
            let genuine = signatures
                .split_ascii_whitespace()
                .filter_map(|signature| signature.strip_prefix("v1,"))
                .filter_map(|signature| STANDARD.decode(signature).ok())
                .any(|signature| self.signed(&[id, ".", sent_at, "."], body, &signature));
            return fresh(genuine, seconds, now).map(|()| Some(id.to_owned()));
        }
        let older = find("x-ik-signature").ok_or(NoticeError::Unsigned)?;
        let part = |name: &str| {
            older.split(',').find_map(|part| part.trim().strip_prefix(name)).ok_or(NoticeError::Unsigned)
        };
        let (sent_at, signature) = (part("t=")?, part("v1=")?);
        let milliseconds: i64 = sent_at.parse().map_err(|_| NoticeError::Unsigned)?;
        let signature = unhex(signature).ok_or(NoticeError::Unsigned)?;
        let genuine = self.signed(&[sent_at, "."], body, &signature);
        fresh(genuine, milliseconds / 1_000, now).map(|()| None)
    }

    /// Compares in constant time.
    fn signed(&self, head: &[&str], body: &[u8], signature: &[u8]) -> bool {
        let mut text = head.concat().into_bytes();
        text.extend_from_slice(body);
        hmac::verify(&self.key, &text, signature).is_ok()
    }
}

/// The age is looked at last: who cannot sign learns nothing of our clock.
fn fresh(genuine: bool, sent_at: i64, now: Timestamp) -> Result<(), NoticeError> {
    if !genuine {
        return Err(NoticeError::Unsigned);
    }
    let age = now.timestamp().saturating_sub(sent_at);
    if age.saturating_abs() > TOLERANCE_SECONDS { Err(NoticeError::Stale) } else { Ok(()) }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
