//! The effective configuration, for people.

use super::settings::SETTINGS;
use super::{Config, Origin};

impl Config {
    /// The effective configuration as a TOML document, secrets redacted, with the origin of what is not a default.
    pub fn to_toml(&self) -> String {
        let mut document = String::new();
        let mut section = "";
        for setting in SETTINGS {
            let Some((parent, name)) = setting.key.rsplit_once('.') else { continue };
            if parent != section {
                let gap = if document.is_empty() { "" } else { "\n" };
                document.push_str(&format!("{gap}[{parent}]\n"));
                section = parent;
            }
            // A JSON string is a TOML string too.
            let value = serde_json::Value::String(self.values.shown(setting));
            let origin = self.values.get(setting.key).map(|value| &value.origin);
            let comment = match origin {
                None | Some(Origin::Default) => String::new(),
                Some(origin) => format!("  # {origin}"),
            };
            document.push_str(&format!("{name} = {value}{comment}\n"));
        }
        document
    }
}
