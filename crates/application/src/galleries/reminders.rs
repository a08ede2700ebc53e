//! Links that are about to end: the studio is told a week and a day before.

use atelier_domain::access::{Context, Scope};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::GalleryStatus;
use atelier_domain::{ShareLinkId, StudioId};
use serde_json::json;

use crate::AppResult;
use crate::kernel::{Kernel, happened};

/// How many links are looked at in one step.
const STEP: u64 = 200;

/// Tells the spine of links that are about to end.
#[derive(Clone)]
pub struct Reminders {
    kernel: Kernel,
}

impl Reminders {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// Sends what is due, each reminder once, however many nodes do it at a time; how many.
    pub async fn send(&self) -> AppResult<u64> {
        let mut sent = 0;
        loop {
            let now = self.kernel.now();
            let due = self.kernel.read().await?.share_links().reminders_due(now, STEP).await?;
            if due.is_empty() {
                return Ok(sent);
            }
            for (studio, link) in due {
                sent += u64::from(self.remind(studio, link).await?);
            }
        }
    }

    /// Whether the link's reminder was still due. The row is locked while it is looked at, and when the next one is due
    /// is written with the event.
    async fn remind(&self, studio: StudioId, id: ShareLinkId) -> AppResult<bool> {
        let now = self.kernel.now();
        let scope = Scope::for_job(studio, "remind_of_expiry", now);
        let tx = self.kernel.write().await?;
        let Some(link) = tx.share_links().find(studio, id).await? else { return Ok(false) };
        let mut link = link.read(scope.actor())?;
        if link.remind_at.is_none_or(|at| at > now) {
            return Ok(false);
        }
        let days = link.remind(now);
        tx.share_links().save_reminder(&link).await?;
        let gallery = tx.galleries().find(studio, link.gallery).await?;
        let gallery = gallery.map(|gallery| gallery.read(scope.actor())).transpose()?;
        let is_open = gallery
            .is_some_and(|gallery| gallery.deleted_at.is_none() && gallery.status != GalleryStatus::Archived);
        let days = days.filter(|_| is_open);
        if let Some(days) = days {
            let payload = json!({
                "share_link_id": id.0,
                "label": link.label,
                "created_by_user_id": link.created_by.0,
                "expires_at": link.expires_at.map(|end| end.to_rfc3339()),
                "days_left": days,
            });
            let subject = Some(Context::Gallery(link.gallery));
            let event = happened(studio, EventKind::ShareLinkExpiring, subject, None, payload, now);
            tx.events().record(&event).await?;
        }
        tx.finish().await?;
        Ok(days.is_some())
    }
}
