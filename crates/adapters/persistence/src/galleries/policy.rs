//! A delivery policy as its column keeps it.

use std::collections::BTreeSet;

use atelier_application::ports::StoreError;
use atelier_domain::ImageId;
use atelier_domain::galleries::{DeliveryPolicy, Mark, MetadataTerms, Notice, Position, Watermark};
use atelier_domain::images::Preset;
use sea_orm::prelude::Json;
use serde_json::{Value, json};

use crate::columns::corrupt;

pub(super) fn to_json(policy: &DeliveryPolicy) -> Json {
    let DeliveryPolicy { presets, download, metadata, watermark, filename_template, download_limit } = policy;
    json!({
        "presets": names(presets),
        "download": download,
        "metadata": metadata_to_json(metadata),
        "watermark": watermark.as_ref().map(watermark_to_json),
        "filename_template": filename_template,
        "download_limit": download_limit,
    })
}

fn names(presets: &BTreeSet<Preset>) -> Vec<&'static str> {
    presets.iter().map(|preset| preset.as_str()).collect()
}

fn metadata_to_json(metadata: &MetadataTerms) -> Json {
    match metadata {
        MetadataTerms::Keep => json!("keep"),
        MetadataTerms::Strip => json!("strip"),
        MetadataTerms::Replace(Notice { copyright, creator }) => {
            json!({ "copyright": copyright, "creator": creator })
        }
    }
}

fn watermark_to_json(watermark: &Watermark) -> Json {
    let Watermark { mark, position, opacity, scale, presets, downloads } = watermark;
    let (text, image) = match mark {
        Mark::Text(text) => (Some(text), None),
        Mark::Image(image) => (None, Some(image.0)),
    };
    json!({
        "text": text,
        "image": image,
        "position": position.as_str(),
        "opacity": opacity,
        "scale": scale,
        "presets": names(presets),
        "downloads": downloads,
    })
}

/// Every key must be there: a term that is missing must not become a more generous default. Policies of before there
/// were watermarks have `strip_metadata` instead of the keys of today.
pub(super) fn from_json(stored: &Json) -> Result<DeliveryPolicy, StoreError> {
    parse(stored).ok_or_else(|| corrupt("share_links.policy", &stored.to_string()))
}

fn parse(stored: &Json) -> Option<DeliveryPolicy> {
    let download_limit = match stored.get("download_limit")? {
        Value::Null => None,
        limit => Some(i32::try_from(limit.as_i64()?).ok()?),
    };
    let (metadata, watermark) = match stored.get("strip_metadata") {
        Some(strip) => (if strip.as_bool()? { MetadataTerms::Strip } else { MetadataTerms::Keep }, None),
        None => {
            let watermark = match stored.get("watermark")? {
                Value::Null => None,
                watermark => Some(parse_watermark(watermark)?),
            };
            (parse_metadata(stored.get("metadata")?)?, watermark)
        }
    };
    Some(DeliveryPolicy {
        presets: parse_presets(stored)?,
        download: stored.get("download")?.as_bool()?,
        metadata,
        watermark,
        filename_template: stored.get("filename_template")?.as_str()?.to_owned(),
        download_limit,
    })
}

fn parse_presets(stored: &Json) -> Option<BTreeSet<Preset>> {
    stored.get("presets")?.as_array()?.iter().map(|name| name.as_str().and_then(Preset::parse)).collect()
}

fn parse_metadata(stored: &Json) -> Option<MetadataTerms> {
    match stored.as_str() {
        Some("keep") => Some(MetadataTerms::Keep),
        Some("strip") => Some(MetadataTerms::Strip),
        Some(_) => None,
        None => {
            let copyright = stored.get("copyright")?.as_str()?.to_owned();
            let creator = stored.get("creator")?.as_str().map(str::to_owned);
            Some(MetadataTerms::Replace(Notice { copyright, creator }))
        }
    }
}

fn parse_watermark(stored: &Json) -> Option<Watermark> {
    let hundredths = |key: &str| u8::try_from(stored.get(key)?.as_u64()?).ok();
    let mark = match stored.get("image")?.as_i64() {
        Some(image) => Mark::Image(ImageId(image)),
        None => Mark::Text(stored.get("text")?.as_str()?.to_owned()),
    };
    Some(Watermark {
        mark,
        position: Position::parse(stored.get("position")?.as_str()?)?,
        opacity: hundredths("opacity")?,
        scale: hundredths("scale")?,
        presets: parse_presets(stored)?,
        downloads: stored.get("downloads")?.as_bool()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watermark(mark: Mark) -> Option<Watermark> {
        Some(Watermark {
            mark,
            position: Position::BottomRight,
            opacity: 40,
            scale: 25,
            presets: Watermark::usual_presets(),
            downloads: false,
        })
    }

    #[test]
    fn a_policy_comes_back_as_it_was_stored() {
        let notice = Notice { copyright: "© {studio}".into(), creator: None };
        for policy in [
            DeliveryPolicy::default(),
            DeliveryPolicy { download_limit: Some(7), ..DeliveryPolicy::unrestricted() },
            DeliveryPolicy {
                watermark: watermark(Mark::Text("{recipient}".into())),
                metadata: MetadataTerms::Replace(notice.clone()),
                ..DeliveryPolicy::default()
            },
            DeliveryPolicy {
                watermark: watermark(Mark::Image(ImageId(7))),
                metadata: MetadataTerms::Replace(Notice { creator: Some("Kari".into()), ..notice }),
                ..DeliveryPolicy::default()
            },
        ] {
            assert_eq!(from_json(&to_json(&policy)).unwrap(), policy);
        }
    }

    #[test]
    fn a_policy_of_before_there_were_watermarks_means_what_it_meant() {
        let stored = |strip: bool| {
            json!({
                "presets": ["hotpreview", "web"], "download": true, "strip_metadata": strip,
                "filename_template": "{name}", "download_limit": null,
            })
        };
        let read = from_json(&stored(true)).unwrap();
        assert_eq!((read.metadata, read.watermark), (MetadataTerms::Strip, None));
        assert_eq!(from_json(&stored(false)).unwrap().metadata, MetadataTerms::Keep);
    }

    #[test]
    fn a_policy_that_lacks_a_term_is_not_guessed() {
        for term in ["presets", "download", "metadata", "watermark", "filename_template", "download_limit"] {
            let mut stored = to_json(&DeliveryPolicy::default());
            stored.as_object_mut().unwrap().remove(term);
            assert!(matches!(from_json(&stored), Err(StoreError::Corrupt(_))), "{term}");
        }
    }
}
