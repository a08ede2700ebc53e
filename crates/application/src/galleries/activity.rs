//! What became of a gallery: who opened it, what was said of it and what was taken home.

use std::collections::HashMap;

use atelier_domain::access::{Action, Actor};
use atelier_domain::events::EventKind;
use atelier_domain::{GalleryId, ShareLinkId};

use super::lifecycle::{Galleries, find, live};
use crate::AppResult;
use crate::paging::{Page, PageRequest};
use crate::ports::AuditEntry;

/// Something that happened in a gallery.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    pub entry: AuditEntry,
    /// The link that it is about, or by which the person came, with its label of today.
    pub link: Option<(ShareLinkId, Option<String>)>,
}

impl Galleries {
    /// What people did in the gallery, newest first: read from the history that is kept of everything. It names people,
    /// so it is for those who look after the gallery.
    pub async fn activity(
        &self,
        actor: &Actor,
        id: GalleryId,
        page: PageRequest,
    ) -> AppResult<Page<Happening>> {
        let tx = self.kernel.read().await?;
        let gallery = live(find(&tx, actor, id).await?.allowed(actor, Action::EditGallery)?)?;
        let found = tx.events().of_gallery(actor.studio, gallery.id, EventKind::ACTIVITY, page).await?;
        let mut links: Vec<ShareLinkId> = found.items.iter().filter_map(link_of).collect();
        links.sort_unstable();
        links.dedup();
        let labels: HashMap<ShareLinkId, Option<String>> =
            tx.share_links().labels(actor.studio, &links).await?;
        Ok(found.map(|entry| {
            let link = link_of(&entry).and_then(|id| Some((id, labels.get(&id)?.clone())));
            Happening { entry, link }
        }))
    }
}

/// The link that an event is about; else the one by which the guest came who did it.
fn link_of(entry: &AuditEntry) -> Option<ShareLinkId> {
    let named = |key: &str| entry.payload.get(key).and_then(serde_json::Value::as_i64);
    named("share_link_id").or_else(|| named("by_share_link_id")).map(ShareLinkId)
}
