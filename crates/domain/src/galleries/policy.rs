//! What a recipient gets: sizes, downloads, metadata, names.

use std::collections::BTreeSet;

use crate::images::Preset;
use crate::{RuleViolation, text};

/// The terms under which pictures leave the studio by one link.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct DeliveryPolicy {
    /// The sizes that may be seen, and downloaded where `download` is on.
    pub presets: BTreeSet<Preset>,
    pub download: bool,
    /// Withholds camera data from the JSON and removes it from the files.
    pub strip_metadata: bool,
    /// How downloads are named: `{name}`, `{gallery}`, `{index}`, `{id}` and `{preset}` are replaced.
    pub filename_template: String,
    /// How many files may be downloaded in all; `None` is no limit.
    pub download_limit: Option<i32>,
}

impl Default for DeliveryPolicy {
    fn default() -> Self {
        Self {
            presets: BTreeSet::from([Preset::Hotpreview, Preset::Thumb, Preset::Web]),
            download: true,
            strip_metadata: true,
            filename_template: "{name}".to_owned(),
            download_limit: None,
        }
    }
}

const PLACEHOLDERS: [&str; 5] = ["name", "gallery", "index", "id", "preset"];

impl DeliveryPolicy {
    /// What people of the studio get of their own pictures: everything, untouched.
    pub fn unrestricted() -> Self {
        Self {
            presets: BTreeSet::from(Preset::ALL),
            download: true,
            strip_metadata: false,
            filename_template: "{name}".to_owned(),
            download_limit: None,
        }
    }

    /// Checks the template and the limit; the hot preview is always among the sizes.
    pub fn checked(mut self) -> Result<Self, RuleViolation> {
        self.filename_template = text::required("policy.filename_template", &self.filename_template, 150)?;
        let mut rest = self.filename_template.as_str();
        while let Some((_, after)) = rest.split_once('{') {
            let (word, tail) = after.split_once('}').ok_or_else(bad_template)?;
            if !PLACEHOLDERS.contains(&word) {
                return Err(bad_template());
            }
            rest = tail;
        }
        if self.filename_template.contains(['/', '\\']) {
            return Err(bad_template());
        }
        if self.download_limit.is_some_and(|limit| limit < 1) {
            return Err(RuleViolation::invalid(
                "policy.download_limit",
                "out_of_range",
                "download_limit must be at least 1, or null for no limit",
            ));
        }
        self.presets.insert(Preset::Hotpreview);
        Ok(self)
    }

    /// Whether the recipient may look at this size. The original is a file, not a view.
    pub fn shows(&self, preset: Preset) -> bool {
        self.presets.contains(&preset) && (preset != Preset::Original || self.download)
    }

    /// Whether the recipient may take this size home.
    pub fn delivers(&self, preset: Preset) -> bool {
        self.download && self.presets.contains(&preset)
    }

    /// The largest size that may be taken home.
    pub fn best_download(&self) -> Option<Preset> {
        if self.download { self.presets.iter().next_back().copied() } else { None }
    }

    /// The name of a downloaded file: the template with its parts, safe on every file system, with `extension`.
    pub fn render_filename(&self, parts: &NameParts<'_>, extension: &str) -> String {
        let stem = parts.name.rsplit_once('.').map_or(parts.name, |(stem, _)| stem);
        let text = self
            .filename_template
            .replace("{name}", stem)
            .replace("{gallery}", parts.gallery)
            .replace("{index}", &format!("{:04}", parts.index))
            .replace("{id}", &parts.id.to_string())
            .replace("{preset}", parts.preset.as_str());
        let safe: String = text
            .chars()
            .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
            .take(180)
            .collect();
        let safe = safe.trim().trim_matches('.').to_owned();
        let safe = if safe.is_empty() { "image".to_owned() } else { safe };
        format!("{safe}.{extension}")
    }
}

/// What a file-name template may use.
#[derive(Debug, Clone, Copy)]
pub struct NameParts<'a> {
    pub name: &'a str,
    pub gallery: &'a str,
    /// Place in the gallery, from 1.
    pub index: i64,
    pub id: i64,
    pub preset: Preset,
}

fn bad_template() -> RuleViolation {
    RuleViolation::invalid(
        "policy.filename_template",
        "invalid_template",
        "filename_template takes {name}, {gallery}, {index}, {id} and {preset}, and no slashes",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_never_leave_the_download_folder() {
        let policy = DeliveryPolicy { filename_template: "{gallery} {index}".into(), ..Default::default() };
        let parts = NameParts { name: "a.CR3", gallery: "../../x\0", index: 7, id: 1, preset: Preset::Web };
        assert_eq!(policy.render_filename(&parts, "jpg"), "_.._x_ 0007.jpg");
    }

    #[test]
    fn templates_know_their_words() {
        let with =
            |template: &str| DeliveryPolicy { filename_template: template.into(), ..Default::default() };
        assert!(with("{name}-{preset}").checked().is_ok());
        for bad in ["{nom}", "{name", "a/b", ""] {
            assert!(with(bad).checked().is_err(), "{bad}");
        }
    }

    #[test]
    fn without_download_the_original_is_not_even_shown() {
        let policy = DeliveryPolicy { presets: Preset::ALL.into(), download: false, ..Default::default() };
        assert!(!policy.shows(Preset::Original));
        assert!(policy.shows(Preset::Web));
        assert_eq!(policy.best_download(), None);
    }
}
