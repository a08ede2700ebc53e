//! What a recipient gets: sizes, downloads, metadata, names.

use std::collections::{BTreeMap, BTreeSet};

use super::template;
use super::watermark::{MetadataTerms, Watermark};
use crate::images::Preset;
use crate::{RuleViolation, text};

/// The terms under which pictures leave the studio by one link.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DeliveryPolicy {
    /// The sizes that may be seen, and downloaded where `download` is on.
    pub presets: BTreeSet<Preset>,
    pub download: bool,
    /// What becomes of the camera's data, in the JSON and in the files.
    pub metadata: MetadataTerms,
    /// What is drawn into the pictures.
    pub watermark: Option<Watermark>,
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
            metadata: MetadataTerms::Strip,
            watermark: None,
            filename_template: "{name}".to_owned(),
            download_limit: None,
        }
    }
}

const PLACEHOLDERS: [&str; 5] = ["name", "gallery", "index", "id", "preset"];

/// The longest stem of a file name: file systems take 255 bytes, and an archive may add a number and the extension.
const STEM_BYTES: usize = 200;

impl DeliveryPolicy {
    /// What people of the studio get of their own pictures: everything, untouched.
    pub fn unrestricted() -> Self {
        Self {
            presets: BTreeSet::from(Preset::ALL),
            download: true,
            metadata: MetadataTerms::Keep,
            watermark: None,
            filename_template: "{name}".to_owned(),
            download_limit: None,
        }
    }

    /// Checks the templates and the bounds; the hot preview is always among the sizes.
    pub fn checked(mut self) -> Result<Self, RuleViolation> {
        self.filename_template = text::required("policy.filename_template", &self.filename_template, 150)?;
        let known = template::knows_its_words(&self.filename_template, &PLACEHOLDERS);
        if !known || self.filename_template.contains(['/', '\\']) {
            return Err(bad_template());
        }
        if self.download_limit.is_some_and(|limit| limit < 1) {
            return Err(RuleViolation::invalid(
                "policy.download_limit",
                "out_of_range",
                "download_limit must be at least 1, or null for no limit",
            ));
        }
        self.metadata = self.metadata.checked()?;
        self.watermark = self.watermark.map(Watermark::checked).transpose()?;
        self.presets.insert(Preset::Hotpreview);
        Ok(self)
    }

    /// These terms, as somebody who has `own` may pass them on: never more than that. A watermark and a notice go on as
    /// they are, whether they are named or not. The error names the field that asks for more.
    ///
    /// Downloads are counted, and asked a PIN for, at the link by which they are made; `own_downloads` says whether
    /// they may be passed on at all.
    pub fn passed_on(mut self, own: &Self, own_downloads: bool) -> Result<Self, &'static str> {
        if self.presets.iter().any(|preset| *preset != Preset::Hotpreview && !own.presets.contains(preset)) {
            return Err("policy.presets");
        }
        if self.download && !(own.download && own_downloads) {
            return Err("policy.download");
        }
        self.metadata = match (&own.metadata, self.metadata) {
            (MetadataTerms::Keep, asked) => asked,
            (MetadataTerms::Strip, MetadataTerms::Strip) => MetadataTerms::Strip,
            (MetadataTerms::Replace(_), MetadataTerms::Strip) => own.metadata.clone(),
            (MetadataTerms::Replace(own), MetadataTerms::Replace(asked)) if *own == asked => {
                MetadataTerms::Replace(asked)
            }
            // A notice is the studio's word about whose the pictures are: it goes on as it is, or not at all.
            _ => return Err("policy.metadata"),
        };
        self.watermark = match (&own.watermark, self.watermark) {
            (None, asked) => asked,
            (Some(own), None) => Some(own.clone()),
            (Some(own), Some(asked)) if *own == asked => Some(asked),
            (Some(_), Some(_)) => return Err("policy.watermark"),
        };
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
        let values = BTreeMap::from([
            ("name", stem.to_owned()),
            ("gallery", parts.gallery.to_owned()),
            ("index", format!("{:04}", parts.index)),
            ("id", parts.id.to_string()),
            ("preset", parts.preset.as_str().to_owned()),
        ]);
        let safe: String = template::fill(&self.filename_template, &values)
            .chars()
            .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
            .scan(0, |bytes, c| {
                *bytes += c.len_utf8();
                (*bytes <= STEM_BYTES).then_some(c)
            })
            .collect();
        let safe = safe.trim().trim_matches('.').trim();
        let safe = match safe {
            "" => "image".to_owned(),
            device if is_device(device) => format!("_{device}"),
            name => name.to_owned(),
        };
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

/// Names that Windows takes for devices, whatever their extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
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
    use crate::galleries::{Mark, Notice, Position};

    #[test]
    fn a_name_can_never_leave_the_download_folder() {
        let policy = DeliveryPolicy { filename_template: "{gallery} {index}".into(), ..Default::default() };
        let parts = NameParts { name: "a.CR3", gallery: "../../x\0", index: 7, id: 1, preset: Preset::Web };
        assert_eq!(policy.render_filename(&parts, "jpg"), "_.._x_ 0007.jpg");
    }

    #[test]
    fn a_name_fits_every_file_system() {
        let policy = DeliveryPolicy::default();
        let named = |name: &str| {
            let parts = NameParts { name, gallery: "", index: 1, id: 1, preset: Preset::Web };
            policy.render_filename(&parts, "jpg")
        };
        assert_eq!(named("con.jpg"), "_con.jpg");
        assert_eq!(named("LPT1.tif"), "_LPT1.jpg");
        assert_eq!(named("console.jpg"), "console.jpg");
        assert!(named(&"😀".repeat(250)).len() <= STEM_BYTES + 4);
        assert_eq!(named(" .. .jpg"), "image.jpg");
    }

    #[test]
    fn a_file_that_is_called_like_a_word_keeps_its_name() {
        let policy = DeliveryPolicy { filename_template: "{name} {id}".into(), ..Default::default() };
        let parts = NameParts { name: "{id}.jpg", gallery: "", index: 1, id: 7, preset: Preset::Web };
        assert_eq!(policy.render_filename(&parts, "jpg"), "{id} 7.jpg");
    }

    #[test]
    fn a_mark_and_a_notice_are_passed_on_and_cannot_be_exchanged() {
        let mark = Watermark {
            mark: Mark::Text("{recipient}".into()),
            position: Position::Center,
            opacity: 30,
            scale: 30,
            presets: Watermark::usual_presets(),
            downloads: true,
        };
        let notice =
            |text: &str| MetadataTerms::Replace(Notice { copyright: text.to_owned(), creator: None });
        let own = DeliveryPolicy {
            watermark: Some(mark.clone()),
            metadata: notice("ours"),
            ..DeliveryPolicy::default()
        };
        let asked = DeliveryPolicy::default;
        let passed = asked().passed_on(&own, true).unwrap();
        assert_eq!((&passed.watermark, &passed.metadata), (&own.watermark, &own.metadata));
        assert_eq!(passed.clone().passed_on(&own, true), Ok(passed));
        let fainter = Watermark { opacity: 1, ..mark };
        let refused = |policy: DeliveryPolicy| policy.passed_on(&own, true).unwrap_err();
        assert_eq!(refused(DeliveryPolicy { watermark: Some(fainter), ..asked() }), "policy.watermark");
        assert_eq!(refused(DeliveryPolicy { metadata: notice("mine"), ..asked() }), "policy.metadata");
        assert_eq!(refused(DeliveryPolicy { metadata: MetadataTerms::Keep, ..asked() }), "policy.metadata");
        assert_eq!(asked().passed_on(&own, false).unwrap_err(), "policy.download");
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
