//! When and where a gallery's pictures are taken.

use atelier_domain::access::{Action, Actor, Context, Scope};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{Buffers, CalendarState, Gallery, Place, SessionStatus, SessionWindow, zone};
use atelier_domain::{GalleryId, Timestamp};
use serde_json::json;

use super::lifecycle::{find, live};
use crate::kernel::{Kernel, did, ensure_version};
use crate::ports::{Committed, StoredWindow, Tx};
use crate::{AppError, AppResult};

/// A window as it is asked for.
#[derive(Debug, Clone)]
pub struct SessionWindowInput {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// IANA name; the studio's own zone if it is absent.
    pub timezone: Option<String>,
    pub buffers: Buffers,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub location: Option<String>,
    pub session_type: Option<String>,
    pub job_type: Option<String>,
    pub status: SessionStatus,
    pub calendar_state: CalendarState,
}

/// Use cases around the sessions of galleries.
#[derive(Clone)]
pub struct GallerySessions {
    kernel: Kernel,
}

impl GallerySessions {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    pub async fn read(&self, actor: &Actor, gallery: GalleryId) -> AppResult<StoredWindow> {
        let tx = self.kernel.read().await?;
        let gallery = live(find(&tx, actor, gallery).await?.allowed(actor, Action::EditGallery)?)?;
        tx.session_windows().of_gallery(gallery.id).await?.ok_or(AppError::NotFound)
    }

    /// Gives the gallery a window, or another one than it has.
    pub async fn set(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        input: SessionWindowInput,
        expected: Option<i64>,
    ) -> AppResult<Committed<StoredWindow>> {
        let tx = self.kernel.write().await?;
        let gallery = find(&tx, actor, gallery).await?.write(actor, Action::EditGallery)?;
        live(gallery.get().clone())?;
        ensure_seen(&tx, gallery.get(), expected).await?;
        let window = checked(&tx, actor, input).await?;
        let stored = tx.session_windows().put(&gallery, &window, actor.now).await?;
        let payload = json!({ "starts_at": window.starts_at, "ends_at": window.ends_at });
        let subject = Context::Gallery(gallery.get().id);
        tx.events().record(&did(actor, EventKind::SessionWindowSet, subject, payload)).await?;
        Ok(tx.commit(stored).await?)
    }

    pub async fn remove(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let gallery = find(&tx, actor, gallery).await?.write(actor, Action::EditGallery)?;
        live(gallery.get().clone())?;
        ensure_seen(&tx, gallery.get(), expected).await?;
        if !tx.session_windows().remove(&gallery).await? {
            return Err(AppError::NotFound);
        }
        let subject = Context::Gallery(gallery.get().id);
        tx.events().record(&did(actor, EventKind::SessionWindowRemoved, subject, json!({}))).await?;
        Ok(tx.commit(()).await?)
    }
}

/// Refuses to change a window that is not as the caller last saw it. A gallery without one has version 0.
async fn ensure_seen(tx: &Tx, gallery: &Gallery, expected: Option<i64>) -> AppResult<()> {
    if expected.is_none() {
        return Ok(());
    }
    let stored = tx.session_windows().of_gallery(gallery.id).await?;
    ensure_version(stored.map_or(0, |stored| stored.version), expected)
}

async fn checked(tx: &Tx, actor: &Actor, input: SessionWindowInput) -> AppResult<SessionWindow> {
    let SessionWindowInput {
        starts_at,
        ends_at,
        timezone,
        buffers,
        latitude,
        longitude,
        location,
        session_type,
        job_type,
        status,
        calendar_state,
    } = input;
    let place = match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => Some(Place { latitude, longitude }),
        (None, None) => None,
        (None, Some(_)) => return Err(half_a_place("latitude")),
        (Some(_), None) => return Err(half_a_place("longitude")),
    };
    let timezone = match timezone {
        Some(timezone) => timezone,
        None => studio_zone(tx, actor).await?,
    };
    let timezone = zone("timezone", &timezone)?;
    let window = SessionWindow {
        starts_at,
        ends_at,
        timezone,
        buffers,
        place,
        location,
        session_type,
        job_type,
        status,
        calendar_state,
    };
    Ok(window.checked()?)
}

fn half_a_place(missing: &'static str) -> AppError {
    AppError::invalid(missing, "required", format!("{missing} must be given with the other coordinate"))
}

/// Whoever may edit a gallery need not be allowed to see the studio's card; its zone is no secret.
async fn studio_zone(tx: &Tx, actor: &Actor) -> AppResult<String> {
    let scope = Scope::for_job(actor.studio, "session_window_zone", actor.now);
    let studio = tx.studios().find(actor.studio).await?.ok_or(AppError::NotFound)?;
    Ok(studio.read(scope.actor())?.details.timezone)
}
