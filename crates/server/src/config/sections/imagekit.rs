//! Delivery of pictures by ImageKit.

use std::time::Duration;

use url::Url;

use crate::config::reader::{Reader, read_section};
use crate::config::secret::Secret;

/// The account at ImageKit, if there is one.
#[derive(Debug, Clone)]
pub struct ImageKitConfig {
    /// Without it ImageKit is not used.
    pub private_key: Option<Secret>,
    pub url_endpoint: Option<Url>,
    pub webhook_secret: Option<Secret>,
    pub folder: String,
    /// Whether its addresses are given out; without that, copies are only made.
    pub deliver: bool,
    /// Whether it draws the text marks of links; only for an account that refuses unsigned addresses.
    pub watermarks: bool,
    pub url_expiry: Duration,
    /// Zero: never.
    pub probe_interval: Duration,
    pub api_url: Url,
    pub upload_url: Url,
}

/// The bounds of an address's life: shorter ones defeat every cache, longer ones outlive every revocation.
const EXPIRY: std::ops::RangeInclusive<Duration> = Duration::from_secs(60)..=Duration::from_secs(7 * 86_400);

impl ImageKitConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(
            reader,
            ImageKitConfig {
                private_key: "imagekit.private_key",
                url_endpoint: "imagekit.url_endpoint",
                webhook_secret: "imagekit.webhook_secret",
                folder: "imagekit.folder",
                deliver: "imagekit.deliver",
                watermarks: "imagekit.watermarks",
                url_expiry: "imagekit.url_expiry",
                probe_interval: "imagekit.probe_interval",
                api_url: "imagekit.api_url",
                upload_url: "imagekit.upload_url",
            }
        )?;
        let used = section.private_key.is_some();
        let needed = "is needed when imagekit.private_key is set";
        reader.require(!used || section.url_endpoint.is_some(), "imagekit.url_endpoint", needed);
        let alone = "imagekit.private_key is needed too";
        reader.require(used || section.url_endpoint.is_none(), "imagekit.url_endpoint", alone);
        reader.require(used || section.webhook_secret.is_none(), "imagekit.webhook_secret", alone);
        // Paths are put behind it.
        let is_base = |url: &Url| url.query().is_none() && url.fragment().is_none();
        let message = "expected an address without a query or a fragment";
        reader.require(section.url_endpoint.as_ref().is_none_or(is_base), "imagekit.url_endpoint", message);
        let message = "expected letters, digits, dots, dashes and underscores, with slashes between them";
        reader.require(is_folder(&section.folder), "imagekit.folder", message);
        let message = "expected a duration from 1m to 7d";
        reader.require(EXPIRY.contains(&section.url_expiry), "imagekit.url_expiry", message);
        Some(section)
    }

    /// From where browsers are given pictures, if from anywhere but here.
    pub fn origin(&self) -> Option<String> {
        let endpoint = self.url_endpoint.as_ref().filter(|_| self.deliver && self.private_key.is_some());
        endpoint.map(|url| url.origin().ascii_serialization())
    }
}

/// What ImageKit takes as a folder; anything else it would quietly rename.
fn is_folder(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    let climbs = |name: &str| name.bytes().all(|byte| byte == b'.');
    text.len() <= 200 && text.split('/').all(|name| is_name(name) && !climbs(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_plain_names() {
        for good in ["atelier", "studio/pictures-1", "a.b"] {
            assert!(is_folder(good), "{good}");
        }
        for bad in ["", "/atelier", "atelier/", "a//b", "..", "a/../b", "å", "a b", "a?b"] {
            assert!(!is_folder(bad), "{bad}");
        }
    }
}
