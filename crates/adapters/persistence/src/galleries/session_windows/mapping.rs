//! Rows to windows, and back.

use atelier_application::ports::{StoreError, StoredWindow};
use atelier_domain::galleries::{Buffers, CalendarState, Place, SessionStatus, SessionWindow};
use atelier_domain::{GalleryId, StudioId, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};

use super::entity::{ActiveModel, Model};
use crate::columns::{corrupt, instant, stored};

pub(super) fn window(row: Model) -> Result<StoredWindow, StoreError> {
    let Model {
        id: _,
        studio_id: _,
        gallery_id,
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
        version,
        created_at,
        updated_at,
    } = row;
    let window = SessionWindow {
        starts_at: instant(starts_at),
        ends_at: instant(ends_at),
        timezone: timezone.parse().map_err(|_| corrupt("gallery_session_windows.timezone", &timezone))?,
        buffers: Buffers {
            setup: setup_minutes,
            travel_before: travel_before_minutes,
            travel_after: travel_after_minutes,
            teardown: teardown_minutes,
        },
        place: latitude.zip(longitude).and_then(|(latitude, longitude)| Place::at(latitude, longitude)),
        location,
        session_type,
        job_type,
        status: SessionStatus::parse(&status)
            .ok_or_else(|| corrupt("gallery_session_windows.status", &status))?,
        calendar_state: CalendarState::parse(&calendar_state)
            .ok_or_else(|| corrupt("gallery_session_windows.calendar_state", &calendar_state))?,
    };
    Ok(StoredWindow {
        gallery: GalleryId(gallery_id),
        window,
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

/// The window as version `version` of the gallery's.
pub(super) fn row(
    studio: StudioId,
    gallery: GalleryId,
    window: &SessionWindow,
    version: i64,
    now: Timestamp,
) -> ActiveModel {
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
    ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        gallery_id: Set(gallery.0),
        starts_at: Set(stored(*starts_at)),
        ends_at: Set(stored(*ends_at)),
        timezone: Set(timezone.name().to_owned()),
        setup_minutes: Set(*setup),
        travel_before_minutes: Set(*travel_before),
        travel_after_minutes: Set(*travel_after),
        teardown_minutes: Set(*teardown),
        latitude: Set(place.map(|place| place.latitude)),
        longitude: Set(place.map(|place| place.longitude)),
        location: Set(location.clone()),
        session_type: Set(session_type.clone()),
        job_type: Set(job_type.clone()),
        status: Set(status.as_str().to_owned()),
        calendar_state: Set(calendar_state.as_str().to_owned()),
        version: Set(version),
        created_at: if version == 1 { Set(stored(now)) } else { NotSet },
        updated_at: Set(stored(now)),
    }
}
