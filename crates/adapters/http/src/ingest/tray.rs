//! Looking at the tray.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use atelier_application::ingest::{Tray, TrayWanted};
use atelier_application::ports::{StagingFilter, StagingOrder};
use atelier_domain::images::Preset;
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::ingest::{Flag, StagingState};
use atelier_domain::{BatchId, GalleryId, StagingImageId};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::bodies::{FacetsBody, StagingBody};
use crate::extract::{Caller, Id, Paging, Query, search_text};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Envelope, Listing, Reply};
use crate::schema::looked_up;
use crate::stream::{FileAnswer, Keeping, Wanted};

/// How long a browser may keep a preview, in seconds: its address is one file's for ever.
const PREVIEW_AGE: i64 = 3_600;

/// By what the tray is sorted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraySort {
    #[default]
    Arrival,
    TakenAt,
    Filename,
}

/// With how many files the pool is compared at once.
const COMPARED: u64 = 100;

/// What files of the tray bring along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrayInclude {
    Versions,
}

/// What a file of the tray brings along.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TrayFileQuery {
    /// `versions` says of which picture of the studio the file may be a version.
    #[param(inline)]
    include: Option<TrayInclude>,
}

/// Which files of the tray are shown. Ranges include their ends.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TrayQuery {
    /// Text to find in the file name.
    search: Option<String>,
    batch_id: Option<String>,
    /// Only the file with these bytes, whatever its state: BLAKE3, 64 hex digits.
    #[param(pattern = "^[0-9a-f]{64}$")]
    content_hash: Option<String>,
    /// What waits (`received`, `ready` and `failed`) if it is missing.
    #[param(schema_with = crate::schema::staging_state, required = false)]
    state: Option<StagingState>,
    /// Only files that were put into this gallery; with `state=assigned`.
    gallery_id: Option<i64>,
    /// By the camera's clock, from this day or time on.
    #[param(example = "2026-06-01T14:00:00")]
    taken_from: Option<String>,
    /// By the camera's clock, up to but without this time; a day is included whole.
    #[param(example = "2026-06-01")]
    taken_until: Option<String>,
    camera_model: Option<String>,
    lens: Option<String>,
    iso_min: Option<i32>,
    iso_max: Option<i32>,
    /// The f-number.
    aperture_min: Option<f64>,
    aperture_max: Option<f64>,
    /// Millimetres.
    focal_length_min: Option<f64>,
    focal_length_max: Option<f64>,
    /// `false` leaves out files whose bytes the studio has already; `true` shows only those.
    in_pool: Option<bool>,
    /// Only files whose `proposal` has this outcome.
    #[param(schema_with = crate::schema::match_outcome, required = false)]
    outcome: Option<Outcome>,
    /// Only files with this rating or a better one.
    #[param(minimum = 1, maximum = 5)]
    rating_min: Option<i32>,
    /// Only files of which this was said.
    #[param(schema_with = crate::schema::staging_flag, required = false)]
    flag: Option<Flag>,
    /// `false` leaves out files that were rejected; `true` shows only those.
    rejected: Option<bool>,
    #[serde(default)]
    #[param(inline, required = false)]
    sort: TraySort,
    /// The other way round.
    #[serde(default)]
    descending: bool,
    /// `versions` says of which picture of the studio each file may be a version, for at most 100 files at once.
    #[param(inline)]
    include: Option<TrayInclude>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
}

impl TrayQuery {
    fn filter(self) -> Result<StagingFilter, Problem> {
        let batch = self.batch_id.map(|raw| {
            let unknown = || parameter("batch_id", "invalid_value", "batch_id must be a UUID");
            BatchId::parse(&raw).ok_or_else(unknown)
        });
        let name = |field: &'static str, raw: Option<String>| {
            let checked = raw.map(|raw| looked_up(field, &raw)).transpose();
            checked.map_err(|violation| parameter(field, violation.code, violation.message))
        };
        Ok(StagingFilter {
            search: search_text(self.search.as_deref())?,
            batch: batch.transpose()?,
            content_hash: name("content_hash", self.content_hash)?.map(|hash| hash.to_ascii_lowercase()),
            states: self.state.into_iter().collect(),
            gallery: self.gallery_id.map(GalleryId),
            taken_from: time("taken_from", self.taken_from, false)?,
            taken_until: time("taken_until", self.taken_until, true)?,
            camera_model: name("camera_model", self.camera_model)?,
            lens: name("lens", self.lens)?,
            iso: (self.iso_min, self.iso_max),
            aperture_x100: (
                scaled("aperture_min", self.aperture_min, 100.0)?,
                scaled("aperture_max", self.aperture_max, 100.0)?,
            ),
            focal_length_x10: (
                scaled("focal_length_min", self.focal_length_min, 10.0)?,
                scaled("focal_length_max", self.focal_length_max, 10.0)?,
            ),
            in_pool: self.in_pool,
            outcome: self.outcome,
            rating_min: stars(self.rating_min)?,
            flag: self.flag,
            rejected: self.rejected,
            order: match self.sort {
                TraySort::Arrival => StagingOrder::Arrival,
                TraySort::TakenAt => StagingOrder::TakenAt,
                TraySort::Filename => StagingOrder::Filename,
            },
            descending: self.descending,
        })
    }

    fn wanted(&self) -> Result<TrayWanted, Problem> {
        let wanted = wanted(self.include);
        if wanted.versions && self.limit.is_some_and(|limit| limit > COMPARED) {
            let message = format!("limit must be at most {COMPARED} with include=versions");
            return Err(parameter("limit", "out_of_range", message));
        }
        Ok(wanted)
    }

    fn page(&self) -> Paging {
        Paging { offset: self.offset, limit: self.limit, cursor: None }
    }
}

fn wanted(include: Option<TrayInclude>) -> TrayWanted {
    TrayWanted { versions: include == Some(TrayInclude::Versions) }
}

fn parameter(name: &str, code: &str, message: impl Into<String>) -> Problem {
    Problem::invalid(vec![FieldError::parameter(name, code, message)])
}

/// A time on the camera's clock. A day stands for its beginning, or, as an end, for the beginning of the next.
fn time(name: &str, raw: Option<String>, is_end: bool) -> Result<Option<NaiveDateTime>, Problem> {
    let Some(raw) = raw else { return Ok(None) };
    let day = NaiveDate::parse_from_str(&raw, "%Y-%m-%d").ok();
    let day = day.and_then(|day| if is_end { day.succ_opt() } else { Some(day) });
    let time = day.map(|day| day.and_time(NaiveTime::MIN));
    let time = time.or_else(|| NaiveDateTime::parse_from_str(&raw, "%Y-%m-%dT%H:%M:%S").ok());
    let known = time.filter(|time| (1..=9998).contains(&time.year()));
    let wrong = || parameter(name, "invalid_value", format!("{name} must be a day or a time without a zone"));
    known.map(Some).ok_or_else(wrong)
}

/// A rating that there is.
fn stars(rating: Option<i32>) -> Result<Option<i32>, Problem> {
    match rating {
        None | Some(1..=5) => Ok(rating),
        Some(_) => Err(parameter("rating_min", "out_of_range", "rating_min must be from 1 to 5")),
    }
}

/// A number as the tray stores it.
fn scaled(name: &str, number: Option<f64>, factor: f64) -> Result<Option<i32>, Problem> {
    let Some(number) = number else { return Ok(None) };
    if !(0.0..=1_000_000.0).contains(&number) {
        return Err(parameter(name, "out_of_range", format!("{name} must be from 0 to 1000000")));
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    Ok(Some((number * factor).round() as i32))
}

/// Lists the files that wait in the tray.
///
/// Each says what was decided about where it belongs and, if that is asked for, of which picture it may be a version.
///
/// Permission: can_access_staging; `include=versions` needs can_version_images in the studio.
#[utoipa::path(tag = "staging", params(TrayQuery),
    responses((status = 200, description = "A page of files", body = Listing<StagingBody>)))]
#[get("/staging")]
pub async fn list(
    tray: Data<Tray>,
    caller: Caller,
    query: Query<TrayQuery>,
) -> ApiResult<Reply<Listing<StagingBody>>> {
    let (page, wanted) = (query.0.page().request()?, query.0.wanted()?);
    let found = tray.list(&caller, query.0.filter()?, page, wanted).await?;
    Ok(Reply::page("Files", page, found.map(StagingBody::from)))
}

/// Counts the cameras, lenses and marks of the files that a filter shows.
///
/// What the filter says of cameras does not narrow the choice of cameras, and the same for lenses, ratings and flags.
///
/// Permission: can_access_staging.
#[utoipa::path(tag = "staging", params(TrayQuery),
    responses((status = 200, description = "At most 200 cameras and lenses", body = Envelope<FacetsBody>)))]
#[get("/staging/facets")]
pub async fn facets(
    tray: Data<Tray>,
    caller: Caller,
    query: Query<TrayQuery>,
) -> ApiResult<Reply<Envelope<FacetsBody>>> {
    let facets = tray.facets(&caller, query.0.filter()?).await?;
    Ok(Reply::ok("What there is to choose from", facets.into()))
}

/// Shows a file of the tray.
///
/// Permission: can_access_staging; `include=versions` needs can_version_images in the studio.
#[utoipa::path(tag = "staging", params(("staging_id" = i64, Path), TrayFileQuery),
    responses((status = 200, description = "The file", body = Envelope<StagingBody>)))]
#[get("/staging/{staging_id}")]
pub async fn read(
    tray: Data<Tray>,
    caller: Caller,
    id: Id<StagingImageId>,
    query: Query<TrayFileQuery>,
) -> ApiResult<Reply<Envelope<StagingBody>>> {
    let shown = tray.read(&caller, id.0, wanted(query.0.include)).await?;
    let version = shown.file.version;
    Ok(Reply::ok("The file", StagingBody::from(shown)).version(version))
}

/// A preview of a file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PreviewPath {
    staging_id: i64,
    /// `hotpreview`, `thumb` or `web`.
    #[param(schema_with = crate::schema::preset)]
    preset: String,
}

/// Sends a preview of a file in the tray.
///
/// `HEAD`, `If-None-Match` and `Range` are honoured.
///
/// Permission: can_access_staging. Errors: `range_not_satisfiable`.
#[utoipa::path(tag = "staging", params(PreviewPath),
    responses(
        (status = 200, description = "The preview", content_type = "image/*", body = Vec<u8>),
        (status = 206, description = "A part of it", content_type = "image/*", body = Vec<u8>),
        (status = 416, description = "The range lies outside of the file"),
    ))]
#[get("/staging/{staging_id}/previews/{preset}")]
pub async fn preview(
    req: HttpRequest,
    tray: Data<Tray>,
    caller: Caller,
    path: Id<PreviewPath>,
) -> ApiResult<HttpResponse> {
    let PreviewPath { staging_id, preset } = path.0;
    let preset = Preset::parse(&preset).ok_or_else(Problem::not_found)?;
    let preview = tray.preview(&caller, StagingImageId(staging_id), preset).await?;
    let answer = FileAnswer {
        size: preview.size,
        etag: preview.etag.clone(),
        content_type: preview.format.mime_type(),
        keeping: Keeping::ByCaller(PREVIEW_AGE),
        download_name: None,
    };
    match answer.wanted(&req) {
        Wanted::Nothing(response) => Ok(response),
        Wanted::Bytes(range) => {
            let body = tray.open(&caller, &preview, range.clone()).await?;
            Ok(answer.send(range, body))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(raw: &str, is_end: bool) -> Option<String> {
        time("t", Some(raw.to_owned()), is_end).ok().flatten().map(|time| time.to_string())
    }

    #[test]
    fn a_day_is_included_whole() {
        assert_eq!(at("2026-06-01", false).unwrap(), "2026-06-01 00:00:00");
        assert_eq!(at("2026-06-01", true).unwrap(), "2026-06-02 00:00:00");
        assert_eq!(at("2026-06-01T14:03:22", true).unwrap(), "2026-06-01 14:03:22");
        for bad in ["", "yesterday", "2026-13-01", "+12026-01-01", "2026-06-01T14:03:22Z", "9999-12-31"] {
            assert_eq!(at(bad, true), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_length_is_refused() {
        assert_eq!(scaled("x", Some(2.8), 100.0).unwrap(), Some(280));
        for bad in [f64::NAN, f64::INFINITY, -1.0, 1e9] {
            assert!(scaled("x", Some(bad), 10.0).is_err(), "{bad}");
        }
    }
}
