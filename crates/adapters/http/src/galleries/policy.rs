//! The terms of a link, as the API writes them.

use std::collections::BTreeSet;

use atelier_domain::galleries::{DeliveryPolicy, Mark, MetadataTerms, Notice, Position, Watermark};
use atelier_domain::images::Preset;
use atelier_domain::{ImageId, RuleViolation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::Object;

/// The terms under which pictures leave the studio by one link. Missing fields take the default.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeliveryPolicy, example = json!({
    "presets": ["hotpreview", "thumb", "web"], "download": true,
    "metadata": {"mode": "replace", "copyright": "© {year} {studio}", "creator": "{studio}"},
    "watermark": {"text": "{recipient} · {studio}", "position": "tile", "opacity": 0.3, "downloads": false},
    "filename_template": "{gallery}-{index}", "download_limit": 200
}))]
pub struct PolicyBody {
    /// The sizes that may be seen, and downloaded where `download` is on.
    #[serde(default = "default_presets")]
    #[schema(schema_with = crate::schema::presets, required = false)]
    presets: BTreeSet<Preset>,
    #[serde(default = "yes")]
    #[schema(required = false)]
    download: bool,
    /// The short form of `metadata`: true is `strip`, false is `keep`.
    #[serde(default)]
    strip_metadata: Option<bool>,
    /// What becomes of the camera's data, in the JSON and in the files; `strip` without it.
    #[serde(default)]
    #[schema(value_type = Option<MetadataBody>)]
    metadata: Option<Object<MetadataBody>>,
    /// What is drawn into the pictures; null is nothing.
    #[serde(default)]
    #[schema(value_type = Option<WatermarkBody>)]
    watermark: Option<Object<WatermarkBody>>,
    /// `{name}`, `{gallery}`, `{index}`, `{id}` and `{preset}` are replaced.
    #[serde(default = "default_template")]
    #[schema(min_length = 1, max_length = 150, required = false)]
    filename_template: String,
    /// How many files may be downloaded in all; null is no limit.
    #[serde(default)]
    #[schema(minimum = 1)]
    download_limit: Option<i32>,
}

/// What becomes of the metadata that the camera wrote.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeliveryMetadata, example = json!({"mode": "replace", "copyright": "© {year} {studio}"}))]
pub struct MetadataBody {
    mode: MetadataMode,
    /// Written into files by `replace`: `{recipient}`, `{studio}`, `{gallery}` and `{year}` are replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    copyright: Option<String>,
    /// Who made the pictures; the same words are replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    creator: Option<String>,
}

/// `keep` leaves it, `strip` removes it, `replace` writes a notice in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MetadataMode {
    Keep,
    Strip,
    Replace,
}

/// A mark that is drawn into the pictures: a text, or a picture of the pool.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Watermark, example = json!({"text": "{recipient} · {studio}", "position": "tile", "opacity": 0.3}))]
pub struct WatermarkBody {
    /// `{recipient}` is the link's label; `{studio}`, `{gallery}` and `{year}` are replaced too.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    text: Option<String>,
    /// A picture of the pool, best with transparency; instead of `text`.
    #[serde(default)]
    image_id: Option<i64>,
    #[serde(default)]
    #[schema(schema_with = crate::schema::watermark_position, required = false)]
    position: Position,
    /// 1 covers what is below.
    #[serde(default = "default_opacity")]
    #[schema(minimum = 0.01, maximum = 1.0, required = false)]
    opacity: f64,
    /// The part of the picture's width that the mark takes.
    #[serde(default = "default_scale")]
    #[schema(minimum = 0.05, maximum = 1.0, required = false)]
    scale: f64,
    /// The sizes that get it.
    #[serde(default = "Watermark::usual_presets")]
    #[schema(schema_with = crate::schema::presets, required = false)]
    presets: BTreeSet<Preset>,
    /// Whether files that are saved get it too, or only what is looked at.
    #[serde(default = "yes")]
    #[schema(required = false)]
    downloads: bool,
}

fn default_presets() -> BTreeSet<Preset> {
    DeliveryPolicy::default().presets
}

fn default_template() -> String {
    DeliveryPolicy::default().filename_template
}

fn default_opacity() -> f64 {
    f64::from(Watermark::OPACITY) / 100.0
}

fn default_scale() -> f64 {
    f64::from(Watermark::SCALE) / 100.0
}

fn yes() -> bool {
    true
}

/// Hundredths; what lies outside of 0 to 1 stays outside.
fn hundredths(part: f64) -> u8 {
    // The cast saturates.
    if part > 1.0 { u8::MAX } else { (part * 100.0).round() as u8 }
}

impl TryFrom<PolicyBody> for DeliveryPolicy {
    type Error = RuleViolation;

    fn try_from(body: PolicyBody) -> Result<Self, RuleViolation> {
        let PolicyBody {
            presets,
            download,
            strip_metadata,
            metadata,
            watermark,
            filename_template,
            download_limit,
        } = body;
        Ok(Self {
            presets,
            download,
            metadata: metadata_terms(strip_metadata, metadata.map(|Object(metadata)| metadata))?,
            watermark: watermark.map(|Object(watermark)| Watermark::try_from(watermark)).transpose()?,
            filename_template,
            download_limit,
        })
    }
}

fn metadata_terms(
    strip: Option<bool>,
    metadata: Option<MetadataBody>,
) -> Result<MetadataTerms, RuleViolation> {
    let Some(MetadataBody { mode, copyright, creator }) = metadata else {
        return Ok(if strip == Some(false) { MetadataTerms::Keep } else { MetadataTerms::Strip });
    };
    if strip.is_some_and(|strip| strip == (mode == MetadataMode::Keep)) {
        return Err(contradicts("policy.strip_metadata", "strip_metadata says something else than metadata"));
    }
    if mode != MetadataMode::Replace && (copyright.is_some() || creator.is_some()) {
        return Err(contradicts("policy.metadata.mode", "only `replace` writes a notice"));
    }
    Ok(match mode {
        MetadataMode::Keep => MetadataTerms::Keep,
        MetadataMode::Strip => MetadataTerms::Strip,
        MetadataMode::Replace => {
            MetadataTerms::Replace(Notice { copyright: copyright.unwrap_or_default(), creator })
        }
    })
}

fn contradicts(field: &'static str, message: &'static str) -> RuleViolation {
    RuleViolation::invalid(field, "contradicts", message)
}

impl TryFrom<WatermarkBody> for Watermark {
    type Error = RuleViolation;

    fn try_from(body: WatermarkBody) -> Result<Self, RuleViolation> {
        let WatermarkBody { text, image_id, position, opacity, scale, presets, downloads } = body;
        let mark = match (text, image_id) {
            (Some(_), Some(_)) => {
                let message = "a watermark is a text or a picture, not both";
                return Err(contradicts("policy.watermark.image_id", message));
            }
            (None, Some(image)) => Mark::Image(ImageId(image)),
            // Without either the text is missing, which the rules say.
            (text, None) => Mark::Text(text.unwrap_or_default()),
        };
        let (opacity, scale) = (hundredths(opacity), hundredths(scale));
        Ok(Self { mark, position, opacity, scale, presets, downloads })
    }
}

impl From<DeliveryPolicy> for PolicyBody {
    fn from(policy: DeliveryPolicy) -> Self {
        let DeliveryPolicy { presets, download, metadata, watermark, filename_template, download_limit } =
            policy;
        Self {
            presets,
            download,
            strip_metadata: Some(!metadata.keeps()),
            metadata: Some(Object(metadata.into())),
            watermark: watermark.map(|watermark| Object(watermark.into())),
            filename_template,
            download_limit,
        }
    }
}

impl From<MetadataTerms> for MetadataBody {
    fn from(terms: MetadataTerms) -> Self {
        let plain = |mode| Self { mode, copyright: None, creator: None };
        match terms {
            MetadataTerms::Keep => plain(MetadataMode::Keep),
            MetadataTerms::Strip => plain(MetadataMode::Strip),
            MetadataTerms::Replace(Notice { copyright, creator }) => {
                Self { mode: MetadataMode::Replace, copyright: Some(copyright), creator }
            }
        }
    }
}

impl From<Watermark> for WatermarkBody {
    fn from(watermark: Watermark) -> Self {
        let Watermark { mark, position, opacity, scale, presets, downloads } = watermark;
        let (text, image_id) = match mark {
            Mark::Text(text) => (Some(text), None),
            Mark::Image(image) => (None, Some(image.0)),
        };
        let part = |hundredths: u8| f64::from(hundredths) / 100.0;
        Self { text, image_id, position, opacity: part(opacity), scale: part(scale), presets, downloads }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn policy(json: serde_json::Value) -> Result<DeliveryPolicy, RuleViolation> {
        let body: PolicyBody = serde_json::from_value(json).unwrap();
        DeliveryPolicy::try_from(body)?.checked()
    }

    #[test]
    fn the_short_form_of_before_means_what_it_meant() {
        assert_eq!(policy(json!({})).unwrap().metadata, MetadataTerms::Strip);
        assert_eq!(policy(json!({"strip_metadata": false})).unwrap().metadata, MetadataTerms::Keep);
        assert_eq!(policy(json!({"strip_metadata": true})).unwrap(), DeliveryPolicy::default());
    }

    #[test]
    fn what_is_shown_can_be_sent_back() {
        let sent = json!({
            "metadata": {"mode": "replace", "copyright": "© {year}"},
            "watermark": {"text": "{recipient}", "opacity": 0.29, "position": "bottom_left", "downloads": false},
        });
        let first = policy(sent).unwrap();
        let shown = serde_json::to_value(PolicyBody::from(first.clone())).unwrap();
        assert_eq!(shown["watermark"]["opacity"], 0.29);
        assert_eq!(shown["strip_metadata"], true);
        assert_eq!(policy(shown), Ok(first));
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (sent, code) in [
            (json!({"strip_metadata": true, "metadata": {"mode": "keep"}}), "contradicts"),
            (json!({"strip_metadata": false, "metadata": {"mode": "strip"}}), "contradicts"),
            (json!({"metadata": {"mode": "strip", "copyright": "x"}}), "contradicts"),
            (json!({"metadata": {"mode": "replace"}}), "required"),
            (json!({"watermark": {"text": "x", "image_id": 1}}), "contradicts"),
            (json!({"watermark": {}}), "required"),
            (json!({"watermark": {"text": "x", "opacity": 0}}), "out_of_range"),
            (json!({"watermark": {"text": "x", "opacity": 1.001}}), "out_of_range"),
            (json!({"watermark": {"text": "x", "scale": -3.0}}), "out_of_range"),
        ] {
            assert_eq!(policy(sent.clone()).unwrap_err().code, code, "{sent}");
        }
    }
}
