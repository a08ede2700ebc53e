//! When and where a gallery's pictures are taken: what staged files are compared with.

use actix_web::web::Data;
use actix_web::{delete, get, put};
use atelier_application::galleries::{GallerySessions, SessionWindowInput};
use atelier_application::ports::StoredWindow;
use atelier_domain::GalleryId;
use atelier_domain::galleries::{Buffers, CalendarState, SessionStatus, SessionWindow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Body, Caller, Id, IfMatch};
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Reply};
use crate::schema::Moment;

/// A session's window.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "starts_at": "2026-05-04T17:00:00Z", "ends_at": "2026-05-04T19:00:00Z", "timezone": "America/Los_Angeles",
    "setup_minutes": 30, "travel_before_minutes": 15, "latitude": 34.0728, "longitude": -118.4421,
    "location": "Royce Hall", "session_type": "headshot"
}))]
pub struct NewSessionWindow {
    #[schema(value_type = String, format = DateTime)]
    starts_at: Moment,
    /// At most seven days later.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Moment,
    /// IANA name. Cameras that do not tell their zone are read in it; the studio's own zone if it is absent.
    #[schema(max_length = 100)]
    timezone: Option<String>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1440)]
    setup_minutes: i32,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1440)]
    travel_before_minutes: i32,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1440)]
    travel_after_minutes: i32,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1440)]
    teardown_minutes: i32,
    #[schema(minimum = -90, maximum = 90)]
    latitude: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    longitude: Option<f64>,
    #[schema(max_length = 255)]
    location: Option<String>,
    #[schema(max_length = 100)]
    session_type: Option<String>,
    #[schema(max_length = 100)]
    job_type: Option<String>,
    #[serde(default = "confirmed")]
    #[schema(schema_with = crate::schema::session_status, required = false)]
    status: SessionStatus,
    #[serde(default = "normal")]
    #[schema(schema_with = crate::schema::calendar_state, required = false)]
    calendar_state: CalendarState,
}

fn confirmed() -> SessionStatus {
    SessionStatus::Confirmed
}

fn normal() -> CalendarState {
    CalendarState::Normal
}

impl From<NewSessionWindow> for SessionWindowInput {
    fn from(body: NewSessionWindow) -> Self {
        let NewSessionWindow {
            starts_at,
            ends_at,
            timezone,
            setup_minutes,
            travel_before_minutes,
            travel_after_minutes,
            teardown_minutes,
            latitude,
            longitude,
            location,
            session_type,
            job_type,
            status,
            calendar_state,
        } = body;
        Self {
            starts_at: starts_at.0,
            ends_at: ends_at.0,
            timezone,
            buffers: Buffers {
                setup: setup_minutes,
                travel_before: travel_before_minutes,
                travel_after: travel_after_minutes,
                teardown: teardown_minutes,
            },
            latitude,
            longitude,
            location,
            session_type,
            job_type,
            status,
            calendar_state,
        }
    }
}

/// When and where a gallery's pictures are taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessionWindow)]
pub struct SessionWindowBody {
    #[schema(example = 445)]
    gallery_id: i64,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    #[schema(example = "America/Los_Angeles")]
    timezone: String,
    setup_minutes: i32,
    travel_before_minutes: i32,
    travel_after_minutes: i32,
    teardown_minutes: i32,
    latitude: Option<f64>,
    longitude: Option<f64>,
    location: Option<String>,
    session_type: Option<String>,
    job_type: Option<String>,
    #[schema(schema_with = crate::schema::session_status)]
    status: SessionStatus,
    #[schema(schema_with = crate::schema::calendar_state)]
    calendar_state: CalendarState,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<StoredWindow> for SessionWindowBody {
    fn from(stored: StoredWindow) -> Self {
        let StoredWindow { gallery, window, version, created_at, updated_at } = stored;
        let SessionWindow {
            starts_at,
            ends_at,
            timezone,
            buffers: Buffers { setup, travel_before, travel_after, teardown },
            place,
            location,
            session_type,
            job_type,
            status,
            calendar_state,
        } = window;
        Self {
            gallery_id: gallery.0,
            starts_at,
            ends_at,
            timezone: timezone.name().to_owned(),
            setup_minutes: setup,
            travel_before_minutes: travel_before,
            travel_after_minutes: travel_after,
            teardown_minutes: teardown,
            latitude: place.map(|place| place.latitude),
            longitude: place.map(|place| place.longitude),
            location,
            session_type,
            job_type,
            status,
            calendar_state,
            version,
            created_at,
            updated_at,
        }
    }
}

fn shown(message: &'static str, stored: StoredWindow) -> Reply<Envelope<SessionWindowBody>> {
    let version = stored.version;
    Reply::ok(message, stored.into()).version(version)
}

/// When and where the gallery's pictures are taken.
///
/// Permission: can_edit_gallery. Errors: `not_found` also for a gallery without a window.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The window", body = Envelope<SessionWindowBody>)))]
#[get("/galleries/{gallery_id}/session-window")]
pub async fn read(
    sessions: Data<GallerySessions>,
    caller: Caller,
    id: Id<GalleryId>,
) -> ApiResult<Reply<Envelope<SessionWindowBody>>> {
    Ok(shown("Session window", sessions.read(&caller, id.0).await?))
}

/// Gives the gallery a session window, or another one than it has.
///
/// Files that are staged from then on are compared with it; those that wait already are when they are matched again.
///
/// Permission: can_edit_gallery. Errors: `validation_failed`, `version_mismatch`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)), request_body = NewSessionWindow,
    responses((status = 200, description = "The window", body = Envelope<SessionWindowBody>)))]
#[put("/galleries/{gallery_id}/session-window")]
pub async fn set(
    sessions: Data<GallerySessions>,
    caller: Caller,
    id: Id<GalleryId>,
    expected: IfMatch,
    body: Body<NewSessionWindow>,
) -> ApiResult<Reply<Envelope<SessionWindowBody>>> {
    let stored = sessions.set(&caller, id.0, body.0.into(), expected.0).await?.into_inner();
    Ok(shown("Session window set", stored))
}

/// Takes the gallery's session window away.
///
/// Permission: can_edit_gallery. Errors: `not_found` also for a gallery without a window, `version_mismatch`.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path)),
    responses((status = 200, description = "The window is gone", body = Done)))]
#[delete("/galleries/{gallery_id}/session-window")]
pub async fn remove(
    sessions: Data<GallerySessions>,
    caller: Caller,
    id: Id<GalleryId>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    sessions.remove(&caller, id.0, expected.0).await?.into_inner();
    Ok(Reply::done("Session window removed"))
}
