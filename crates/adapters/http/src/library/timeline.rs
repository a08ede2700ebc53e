//! The library along time.

use actix_web::get;
use actix_web::web::Data;
use atelier_application::library::Timeline;
use atelier_domain::RuleViolation;
use atelier_domain::library::{Bucket, Granularity, Span};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::local_time::LocalTime;
use crate::extract::{Caller, Query};
use crate::problem::{ApiResult, FieldError, Problem};
use crate::reply::{Listing, Reply};

/// How finely time is divided, and which part of it is looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TimelineQuery {
    /// Months need a `year`, days a `month` too, hours a `day` too.
    #[serde(default)]
    #[param(schema_with = crate::schema::granularity, required = false)]
    granularity: Granularity,
    /// Only this year.
    #[param(minimum = 1, maximum = 9999)]
    year: Option<i32>,
    /// Only this month of the year.
    #[param(minimum = 1, maximum = 12)]
    month: Option<u32>,
    /// Only this day of the month.
    #[param(minimum = 1, maximum = 31)]
    day: Option<u32>,
}

/// The photos of one year, month, day or hour, by the camera's clock.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineBucket)]
pub struct BucketBody {
    #[schema(example = 2024)]
    year: i64,
    /// Null where the bucket is a year.
    #[schema(example = 2)]
    month: Option<i64>,
    /// Null where the bucket is longer than a day.
    #[schema(example = 29)]
    day: Option<i64>,
    /// Null where the bucket is longer than an hour.
    hour: Option<i64>,
    #[schema(example = 120)]
    count: u64,
    first_taken_at: LocalTime,
    last_taken_at: LocalTime,
    /// The hothash of the photo that stands for them: the best rated, or else the one in the middle of their time.
    preview_hothash: String,
}

impl BucketBody {
    fn of(bucket: Bucket, granularity: Granularity) -> Self {
        let (year, month, day, hour) =
            (bucket.year(), bucket.month(), bucket.day(), bucket.hour(granularity));
        let Bucket { begins: _, count, first, last, photo } = bucket;
        Self {
            year,
            month,
            day,
            hour,
            count,
            first_taken_at: LocalTime(first),
            last_taken_at: LocalTime(last),
            preview_hothash: photo.to_string(),
        }
    }
}

/// Counts the photos of the caller's library by year, month, day or hour, with one photo that stands for each.
///
/// Photos of unknown time are left out.
///
/// Permission: can_use_library. Errors: `required`, `out_of_range`, `unknown_value`.
#[utoipa::path(tag = "library", params(TimelineQuery),
    responses((status = 200, description = "The buckets that hold photos, by time", body = Listing<BucketBody>)))]
#[get("/timeline")]
pub async fn show(
    timeline: Data<Timeline>,
    caller: Caller,
    query: Query<TimelineQuery>,
) -> ApiResult<Reply<Listing<BucketBody>>> {
    let TimelineQuery { granularity, year, month, day } = query.0;
    let span = Span::within(granularity, year, month, day).map_err(in_query)?;
    let found = timeline.buckets(&caller, span).await?;
    let buckets = found.into_iter().map(|bucket| BucketBody::of(bucket, granularity)).collect();
    Ok(Reply::all("Timeline", buckets))
}

/// A rule about a parameter of the query.
fn in_query(violation: RuleViolation) -> Problem {
    let RuleViolation { code, message, field, kind: _, bound: _ } = violation;
    Problem::invalid(vec![FieldError::parameter(field.unwrap_or_default(), code, message)])
}
