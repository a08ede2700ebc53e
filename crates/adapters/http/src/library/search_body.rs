//! What somebody looks for in their library, as it is written.

use atelier_domain::library::{MapBox, PhotoOrder, PhotoSearch, PhotoSort, TagName};
use atelier_domain::{AuthorId, ImportSessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::local_time::LocalTime;
use crate::extract::{Object, Paging};
use crate::problem::Problem;

/// A body that holds the criteria of a search and whatever stands beside them. Serde's `flatten` would give up
/// `deny_unknown_fields` and the pointers to what is wrong, so the fields are written once, here, and stand in several
/// structs.
macro_rules! search_body {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $extra:ident: $type:ident),* $(,)? }) => {
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
        $(#[$about])*
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Words in the title, the description or a file's name; each must be somewhere.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(max_length = 255)]
            q: Option<String>,
            /// All of these.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(max_items = 20)]
            tags: Option<Vec<String>>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(minimum = 0, maximum = 5)]
            rating_min: Option<i32>,
            /// A photo without a rating counts as 0 here.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(minimum = 0, maximum = 5)]
            rating_max: Option<i32>,
            /// At or after this, by the camera's clock.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            taken_after: Option<LocalTime>,
            /// Before or at this, by the camera's clock.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            taken_before: Option<LocalTime>,
            /// With a place, or without one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            has_gps: Option<bool>,
            /// With a RAW file, or without one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            has_raw: Option<bool>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            author_id: Option<i64>,
            /// With a file of this import.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            import_session_id: Option<i64>,
            /// A part of the camera's name.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(max_length = 255)]
            camera: Option<String>,
            /// A part of the lens's name.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(max_length = 255)]
            lens: Option<String>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<MapBoxBody>)]
            within: Option<Object<MapBoxBody>>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            sort_by: Option<SortBy>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            sort_order: Option<SortOrder>,
            $(
                $(#[$note])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $extra: Option<$type>,
            )*
        }
    };
}

search_body! {
    /// What photos must have to be found, and their order. Absent criteria ask for nothing; all that are there must hold.
    #[schema(example = json!({"tags": ["lofoten"], "rating_min": 4, "sort_by": "taken_at", "sort_order": "desc"}))]
    PhotoSearchBody {}
}

search_body! {
    /// What photos must have to be found, their order, and which part of what is found.
    #[schema(example = json!({"q": "lofoten", "has_raw": true, "taken_after": "2024-02-29T00:00:00", "limit": 50}))]
    PhotoSearchRequest {
        /// How many photos to skip.
        #[schema(minimum = 0, maximum = 1_000_000, default = 0)]
        offset: u64,
        /// How many photos to show.
        #[schema(minimum = 1, maximum = 1000, default = 100)]
        limit: u64,
        /// The `next_cursor` of the page before; it wins over `offset`.
        cursor: String,
    }
}

/// A part of the map, in degrees. Where `west` is greater than `east` it crosses the line of the date.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MapBox)]
pub struct MapBoxBody {
    #[schema(minimum = -90, maximum = 90)]
    south: f64,
    #[schema(minimum = -180, maximum = 180)]
    west: f64,
    #[schema(minimum = -90, maximum = 90)]
    north: f64,
    #[schema(minimum = -180, maximum = 180)]
    east: f64,
}

/// By what found photos are put in order; `taken_at` without it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PhotoSortBy)]
pub enum SortBy {
    #[default]
    TakenAt,
    CreatedAt,
    Rating,
}

/// In which direction; `desc` without it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PhotoSortOrder)]
pub enum SortOrder {
    Asc,
    #[default]
    Desc,
}

/// What a cursor of a list in this order ends in, so that it is taken for no other.
pub fn cursor_order(order: PhotoOrder) -> &'static str {
    let PhotoOrder { by, ascending } = order;
    match (by, ascending) {
        (PhotoSort::TakenAt, false) => "taken",
        (PhotoSort::TakenAt, true) => "taken-asc",
        (PhotoSort::CreatedAt, false) => "created",
        (PhotoSort::CreatedAt, true) => "created-asc",
        (PhotoSort::Rating, false) => "rating",
        (PhotoSort::Rating, true) => "rating-asc",
    }
}

impl PhotoSearchRequest {
    /// The criteria, and the page of what is found.
    pub fn into_parts(self) -> (PhotoSearchBody, Paging) {
        let Self {
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
            offset,
            limit,
            cursor,
        } = self;
        let body = PhotoSearchBody {
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
        };
        (body, Paging { offset, limit, cursor })
    }
}

impl PhotoSearchBody {
    /// What is looked for, as it was typed, if it can ever be found.
    pub fn wanted(self) -> Result<(PhotoSearch, PhotoOrder), Problem> {
        let Self {
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
        } = self;
        let search = PhotoSearch {
            text: q,
            tags: TagName::all(&tags.unwrap_or_default())?,
            rating_min,
            rating_max,
            taken_after: taken_after.map(|time| time.0),
            taken_before: taken_before.map(|time| time.0),
            has_gps,
            has_raw,
            author: author_id.map(AuthorId),
            import_session: import_session_id.map(ImportSessionId),
            camera,
            lens,
            within: within.map(|Object(MapBoxBody { south, west, north, east })| MapBox {
                south,
                west,
                north,
                east,
            }),
        };
        search.clone().checked()?;
        let by = match sort_by.unwrap_or_default() {
            SortBy::TakenAt => PhotoSort::TakenAt,
            SortBy::CreatedAt => PhotoSort::CreatedAt,
            SortBy::Rating => PhotoSort::Rating,
        };
        let ascending = sort_order.unwrap_or_default() == SortOrder::Asc;
        Ok((search, PhotoOrder { by, ascending }))
    }
}

impl From<(PhotoSearch, PhotoOrder)> for PhotoSearchBody {
    fn from((search, order): (PhotoSearch, PhotoOrder)) -> Self {
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
        } = search;
        let PhotoOrder { by, ascending } = order;
        Self {
            q: text,
            tags: (!tags.is_empty()).then(|| tags.into_iter().map(|tag| tag.name).collect()),
            rating_min,
            rating_max,
            taken_after: taken_after.map(LocalTime),
            taken_before: taken_before.map(LocalTime),
            has_gps,
            has_raw,
            author_id: author.map(i64::from),
            import_session_id: import_session.map(i64::from),
            camera,
            lens,
            within: within
                .map(|MapBox { south, west, north, east }| Object(MapBoxBody { south, west, north, east })),
            sort_by: Some(match by {
                PhotoSort::TakenAt => SortBy::TakenAt,
                PhotoSort::CreatedAt => SortBy::CreatedAt,
                PhotoSort::Rating => SortBy::Rating,
            }),
            sort_order: Some(if ascending { SortOrder::Asc } else { SortOrder::Desc }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: serde_json::Value) -> Result<PhotoSearchBody, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_asked_for_is_everything_newest_first() {
        let (search, order) = read(json!({})).unwrap().wanted().unwrap();
        assert_eq!((search, order), (PhotoSearch::default(), PhotoOrder::default()));
    }

    #[test]
    fn criteria_come_back_as_they_went() {
        let json = json!({
            "q": "Blåbær", "tags": ["f/1.8"], "rating_min": 3, "rating_max": 5,
            "taken_after": "2024-02-29T10:00:00", "taken_before": "2024-03-01T00:00:00",
            "has_gps": true, "has_raw": false, "author_id": 7, "import_session_id": 8,
            "camera": "Nikon", "lens": "50mm",
            "within": {"south": -21.0, "west": 176.0, "north": -12.0, "east": -178.0},
            "sort_by": "rating", "sort_order": "asc",
        });
        let wanted = read(json.clone()).unwrap().wanted().unwrap();
        assert_eq!(json!(PhotoSearchBody::from(wanted)), json);
    }

    #[test]
    fn misspelt_criteria_are_not_lost() {
        assert!(read(json!({"ratings": 3})).unwrap_err().starts_with("unknown field"));
        assert!(read(json!({"limit": 3})).unwrap_err().starts_with("unknown field"));
        assert!(read(json!({"sort_by": "name"})).is_err());
        assert_eq!(read(json!({"tags": null, "q": null})).unwrap(), read(json!({})).unwrap());
        let bad = read(json!({"rating_max": 9})).unwrap().wanted().unwrap_err();
        assert_eq!(bad.errors[0].pointer.as_deref(), Some("/rating_max"));
    }

    #[test]
    fn a_page_stands_beside_the_criteria() {
        let request: PhotoSearchRequest =
            serde_json::from_value(json!({"q": "x", "limit": 5, "offset": 10})).unwrap();
        let (body, paging) = request.into_parts();
        assert_eq!((body.q.as_deref(), paging.limit, paging.offset), (Some("x"), Some(5), Some(10)));
    }
}
