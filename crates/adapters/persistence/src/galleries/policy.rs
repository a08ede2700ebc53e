//! A delivery policy as its column keeps it.

use atelier_application::ports::StoreError;
use atelier_domain::galleries::DeliveryPolicy;
use atelier_domain::images::Preset;
use sea_orm::prelude::Json;
use serde_json::{Value, json};

use crate::columns::corrupt;

pub(super) fn to_json(policy: &DeliveryPolicy) -> Json {
    let DeliveryPolicy { presets, download, strip_metadata, filename_template, download_limit } = policy;
    let presets: Vec<&str> = presets.iter().map(|preset| preset.as_str()).collect();
    json!({
        "presets": presets,
        "download": download,
        "strip_metadata": strip_metadata,
        "filename_template": filename_template,
        "download_limit": download_limit,
    })
}

/// Every key must be there: a term that is missing must not become a more generous default.
pub(super) fn from_json(stored: &Json) -> Result<DeliveryPolicy, StoreError> {
    parse(stored).ok_or_else(|| corrupt("share_links.policy", &stored.to_string()))
}

fn parse(stored: &Json) -> Option<DeliveryPolicy> {
    let presets = stored
        .get("presets")?
        .as_array()?
        .iter()
        .map(|name| name.as_str().and_then(Preset::parse))
        .collect::<Option<_>>()?;
    let download_limit = match stored.get("download_limit")? {
        Value::Null => None,
        limit => Some(i32::try_from(limit.as_i64()?).ok()?),
    };
    Some(DeliveryPolicy {
        presets,
        download: stored.get("download")?.as_bool()?,
        strip_metadata: stored.get("strip_metadata")?.as_bool()?,
        filename_template: stored.get("filename_template")?.as_str()?.to_owned(),
        download_limit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_comes_back_as_it_was_stored() {
        for policy in [
            DeliveryPolicy::default(),
            DeliveryPolicy { download_limit: Some(7), ..DeliveryPolicy::unrestricted() },
        ] {
            assert_eq!(from_json(&to_json(&policy)).unwrap(), policy);
        }
    }

    #[test]
    fn a_policy_that_lacks_a_term_is_not_guessed() {
        let mut stored = to_json(&DeliveryPolicy::default());
        stored.as_object_mut().unwrap().remove("download_limit");
        assert!(matches!(from_json(&stored), Err(StoreError::Corrupt(_))));
    }
}
