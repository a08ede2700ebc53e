//! The form in which the criteria of a saved search are kept.

use atelier_domain::library::{MapBox, PhotoOrder, PhotoSearch, PhotoSort, TagName};
use atelier_domain::{AuthorId, ImportSessionId, RuleViolation};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Criteria as they are kept: under the names that they have in the API, so that a row can be read by people, and with
/// nothing for what was not asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Criteria {
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating_min: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating_max: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_after: Option<NaiveDateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_before: Option<NaiveDateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_gps: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_raw: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    import_session_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    camera: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lens: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<Within>,
    sort_by: SortBy,
    sort_order: SortOrder,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Within {
    south: f64,
    west: f64,
    north: f64,
    east: f64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SortBy {
    #[default]
    TakenAt,
    CreatedAt,
    Rating,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SortOrder {
    Asc,
    #[default]
    Desc,
}

/// Criteria as JSON, for storage.
pub(super) fn to_json(search: &PhotoSearch, order: PhotoOrder) -> Result<Value, serde_json::Error> {
    let PhotoSearch {
        text,
        tags,
        rating_min,
        rating_max,
        taken_after,
        taken_before,
        has_gps,
        has_raw,
        author,
        import_session,
        camera,
        lens,
        within,
    } = search.clone();
    let PhotoOrder { by, ascending } = order;
    serde_json::to_value(Criteria {
        q: text,
        tags: tags.into_iter().map(|tag| tag.name).collect(),
        rating_min,
        rating_max,
        taken_after,
        taken_before,
        has_gps,
        has_raw,
        author_id: author.map(i64::from),
        import_session_id: import_session.map(i64::from),
        camera,
        lens,
        within: within.map(|MapBox { south, west, north, east }| Within { south, west, north, east }),
        sort_by: match by {
            PhotoSort::TakenAt => SortBy::TakenAt,
            PhotoSort::CreatedAt => SortBy::CreatedAt,
            PhotoSort::Rating => SortBy::Rating,
        },
        sort_order: if ascending { SortOrder::Asc } else { SortOrder::Desc },
    })
}

/// Criteria out of JSON that [`to_json`] wrote; nothing if it did not.
pub(super) fn from_json(json: Value) -> Option<(PhotoSearch, PhotoOrder)> {
    let Criteria {
        q,
        tags,
        rating_min,
        rating_max,
        taken_after,
        taken_before,
        has_gps,
        has_raw,
        author_id,
        import_session_id,
        camera,
        lens,
        within,
        sort_by,
        sort_order,
    } = serde_json::from_value(json).ok()?;
    let tags: Result<Vec<TagName>, RuleViolation> = tags.iter().map(|tag| TagName::parse(tag)).collect();
    let search = PhotoSearch {
        text: q,
        tags: tags.ok()?,
        rating_min,
        rating_max,
        taken_after,
        taken_before,
        has_gps,
        has_raw,
        author: author_id.map(AuthorId),
        import_session: import_session_id.map(ImportSessionId),
        camera,
        lens,
        within: within.map(|Within { south, west, north, east }| MapBox { south, west, north, east }),
    };
    let by = match sort_by {
        SortBy::TakenAt => PhotoSort::TakenAt,
        SortBy::CreatedAt => PhotoSort::CreatedAt,
        SortBy::Rating => PhotoSort::Rating,
    };
    Some((search, PhotoOrder { by, ascending: matches!(sort_order, SortOrder::Asc) }))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::json;

    use super::*;

    #[test]
    fn criteria_come_back_as_they_were_typed() {
        let leap_day =
            NaiveDate::from_ymd_opt(2024, 2, 29).and_then(|date| date.and_hms_micro_opt(10, 0, 0, 5));
        let search = PhotoSearch {
            text: Some("Blåbær 100%".into()),
            tags: TagName::all(&["Blåbær", "f/1.8"]).unwrap_or_default(),
            rating_min: Some(3),
            rating_max: Some(5),
            taken_after: leap_day,
            taken_before: leap_day,
            has_gps: Some(true),
            has_raw: Some(false),
            author: Some(AuthorId(7)),
            import_session: Some(ImportSessionId(8)),
            camera: Some("Nikon".into()),
            lens: Some("50mm".into()),
            within: Some(MapBox { south: -21.5, west: 176.0, north: -12.0, east: -178.0 }),
        };
        for by in [PhotoSort::TakenAt, PhotoSort::CreatedAt, PhotoSort::Rating] {
            for ascending in [true, false] {
                let order = PhotoOrder { by, ascending };
                let json = to_json(&search, order).ok();
                assert_eq!(json.and_then(from_json), Some((search.clone(), order)));
            }
        }
    }

    #[test]
    fn nothing_is_kept_of_what_was_not_asked_for() {
        let json = to_json(&PhotoSearch::default(), PhotoOrder::default()).ok();
        assert_eq!(json, Some(json!({"sort_by": "taken_at", "sort_order": "desc"})));
    }

    #[test]
    fn what_we_did_not_write_is_not_guessed_at() {
        for json in [json!(3), json!({"ratings": 3}), json!({"tags": [""]}), json!({"sort_by": "name"})] {
            assert_eq!(from_json(json.clone()), None, "{json}");
        }
    }
}
