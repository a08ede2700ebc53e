//! What is drawn over pictures and written into files, so that they can be traced to whom they were given.

use std::collections::{BTreeMap, BTreeSet};

use super::template;
use crate::images::Preset;
use crate::{ImageId, RuleViolation, text};

/// The words of texts that are about a recipient.
const WORDS: [&str; 4] = ["recipient", "studio", "gallery", "year"];

/// The longest text that is drawn or written, after its words have been replaced.
const TEXT_MAX: usize = 200;

/// Where a watermark is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Position {
    TopLeft,
    Top,
    TopRight,
    Left,
    #[default]
    Center,
    Right,
    BottomLeft,
    Bottom,
    BottomRight,
    /// All over the picture, slanted.
    Tile,
}

impl Position {
    pub const ALL: [Self; 10] = [
        Self::TopLeft,
        Self::Top,
        Self::TopRight,
        Self::Left,
        Self::Center,
        Self::Right,
        Self::BottomLeft,
        Self::Bottom,
        Self::BottomRight,
        Self::Tile,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TopLeft => "top_left",
            Self::Top => "top",
            Self::TopRight => "top_right",
            Self::Left => "left",
            Self::Center => "center",
            Self::Right => "right",
            Self::BottomLeft => "bottom_left",
            Self::Bottom => "bottom",
            Self::BottomRight => "bottom_right",
            Self::Tile => "tile",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|position| position.as_str() == name)
    }
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Mark {
    /// A text in which `{recipient}`, `{studio}`, `{gallery}` and `{year}` are replaced.
    Text(String),
    /// A picture of the studio's pool; what is transparent in it stays so.
    Image(ImageId),
}

/// A mark that is drawn into the pictures of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Watermark {
    pub mark: Mark,
    pub position: Position,
    /// Hundredths: 1 can hardly be seen, 100 covers.
    pub opacity: u8,
    /// Hundredths of the picture's width that the mark takes.
    pub scale: u8,
    /// The sizes that get it.
    pub presets: BTreeSet<Preset>,
    /// Whether files that are saved get it too, or only what is looked at.
    pub downloads: bool,
}

impl Watermark {
    pub const OPACITY: u8 = 35;
    pub const SCALE: u8 = 40;

    /// Every size but the hot preview, in which no mark could be read and which is worth nothing to anybody.
    pub fn usual_presets() -> BTreeSet<Preset> {
        BTreeSet::from([Preset::Thumb, Preset::Web, Preset::Large, Preset::Original])
    }

    /// Checks text and bounds.
    pub fn checked(mut self) -> Result<Self, RuleViolation> {
        if let Mark::Text(text) = &mut self.mark {
            *text = checked_text("policy.watermark.text", text)?;
        }
        if !(1..=100).contains(&self.opacity) {
            return Err(RuleViolation::invalid(
                "policy.watermark.opacity",
                "out_of_range",
                "opacity lies between 0.01 and 1",
            ));
        }
        if !(5..=100).contains(&self.scale) {
            return Err(RuleViolation::invalid(
                "policy.watermark.scale",
                "out_of_range",
                "scale lies between 0.05 and 1",
            ));
        }
        if self.presets.is_empty() {
            return Err(RuleViolation::invalid(
                "policy.watermark.presets",
                "required",
                "a watermark needs sizes to be drawn into; without it, leave the watermark out",
            ));
        }
        Ok(self)
    }

    /// Whether this size gets the mark, looked at or saved.
    pub fn covers(&self, preset: Preset, download: bool) -> bool {
        self.presets.contains(&preset) && (self.downloads || !download)
    }
}

/// What is written into files in place of the camera's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Notice {
    /// `{recipient}`, `{studio}`, `{gallery}` and `{year}` are replaced.
    pub copyright: String,
    /// Who made the pictures; the same words are replaced.
    pub creator: Option<String>,
}

impl Notice {
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let creator = self.creator.filter(|creator| !creator.trim().is_empty());
        Ok(Self {
            copyright: checked_text("policy.metadata.copyright", &self.copyright)?,
            creator: creator.map(|creator| checked_text("policy.metadata.creator", &creator)).transpose()?,
        })
    }

    /// The notice for one recipient.
    pub fn fill(&self, words: &Words<'_>) -> Self {
        Self {
            copyright: words.fill(&self.copyright),
            creator: self.creator.as_deref().map(|creator| words.fill(creator)),
        }
    }
}

/// What becomes of the metadata that the camera wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum MetadataTerms {
    /// It stays, in the JSON and in the files.
    Keep,
    /// It is withheld from the JSON and removed from the files.
    #[default]
    Strip,
    /// As `Strip`, and files carry this notice instead.
    Replace(Notice),
}

impl MetadataTerms {
    pub const fn keeps(&self) -> bool {
        matches!(self, Self::Keep)
    }

    pub const fn notice(&self) -> Option<&Notice> {
        match self {
            Self::Replace(notice) => Some(notice),
            Self::Keep | Self::Strip => None,
        }
    }

    pub fn checked(self) -> Result<Self, RuleViolation> {
        match self {
            Self::Replace(notice) => notice.checked().map(Self::Replace),
            other => Ok(other),
        }
    }
}

/// What the words of a text stand for at one link.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// To whom the link was given: its label. What guests call themselves is not asked, because anybody can say
    /// anything.
    pub recipient: &'a str,
    pub studio: &'a str,
    pub gallery: &'a str,
    /// The year in which the link was made.
    pub year: i32,
}

impl Words<'_> {
    /// The text with its words replaced: one line, bounded.
    pub fn fill(&self, template: &str) -> String {
        // What is filled in is passed on as a text, and must not be filled again.
        let value = |text: &str| text.replace('{', "(").replace('}', ")");
        let values = BTreeMap::from([
            ("recipient", value(self.recipient)),
            ("studio", value(self.studio)),
            ("gallery", value(self.gallery)),
            ("year", self.year.to_string()),
        ]);
        let filled = template::fill(template, &values);
        let line: String = filled.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text: String = line.trim().chars().take(TEXT_MAX).collect();
        // A link without a label has no recipient; a mark of nothing would be no mark.
        if text.is_empty() { self.studio.trim().chars().take(TEXT_MAX).collect() } else { text }
    }
}

fn checked_text(field: &'static str, raw: &str) -> Result<String, RuleViolation> {
    let text = text::required(field, raw, TEXT_MAX)?;
    if template::knows_its_words(&text, &WORDS) {
        return Ok(text);
    }
    Err(RuleViolation::invalid(
        field,
        "invalid_template",
        "the text takes {recipient}, {studio}, {gallery} and {year}",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watermark() -> Watermark {
        Watermark {
            mark: Mark::Text("© {studio} for {recipient}".into()),
            position: Position::Tile,
            opacity: Watermark::OPACITY,
            scale: Watermark::SCALE,
            presets: Watermark::usual_presets(),
            downloads: true,
        }
    }

    #[test]
    fn a_text_is_filled_for_its_recipient_in_one_line() {
        let words = Words { recipient: "Kari\n{year}", studio: "Lys", gallery: "Spring", year: 2027 };
        assert_eq!(words.fill("© {year} {studio} for {recipient}"), "© 2027 Lys for Kari (year)");
        assert_eq!(words.fill(&"x".repeat(500)).len(), TEXT_MAX);
        assert_eq!(Words { recipient: " ", ..words }.fill("{recipient}"), "Lys");
    }

    #[test]
    fn a_watermark_is_held_to_its_bounds() {
        assert!(watermark().checked().is_ok());
        for broken in [
            Watermark { mark: Mark::Text("{nobody}".into()), ..watermark() },
            Watermark { mark: Mark::Text("  ".into()), ..watermark() },
            Watermark { opacity: 0, ..watermark() },
            Watermark { opacity: 101, ..watermark() },
            Watermark { scale: 4, ..watermark() },
            Watermark { presets: BTreeSet::new(), ..watermark() },
        ] {
            assert!(broken.clone().checked().is_err(), "{broken:?}");
        }
    }

    #[test]
    fn a_watermark_for_previews_leaves_saved_files_alone() {
        let previews = Watermark { downloads: false, ..watermark() };
        assert!(previews.covers(Preset::Web, false));
        assert!(!previews.covers(Preset::Web, true));
        assert!(!watermark().covers(Preset::Hotpreview, false));
        assert!(watermark().covers(Preset::Original, true));
    }

    #[test]
    fn an_empty_creator_is_none() {
        let notice = Notice { copyright: "© {studio}".into(), creator: Some(" ".into()) };
        assert_eq!(notice.checked().unwrap().creator, None);
    }
}
