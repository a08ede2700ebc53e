//! The pictures of a gallery, as its viewer may see them.

use std::sync::Arc;

use atelier_domain::access::{Actor, Unchecked};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::GroupType;
use atelier_domain::{GalleryId, ImageGroupId, StudioId};
use chrono::Duration;

use super::lifecycle::{find, live};
use crate::access::visible_levels;
use crate::delivery::{Delivery, PictureView, Terms};
use crate::kernel::Kernel;
use crate::memory::Memory;
use crate::paging::{Page, PageRequest};
use crate::ports::{GalleryImage, ImageProgress, Tx};
use crate::{AppError, AppResult};

/// A picture in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPicture {
    pub picture: PictureView,
    pub group: ImageGroupId,
    pub group_type: GroupType,
    pub sort_order: i32,
}

/// A page of a gallery, or the news that the caller has it already.
#[derive(Debug, Clone, PartialEq)]
pub enum GalleryPage {
    /// Nothing changed since the caller's copy, which had this tag.
    Unchanged(String),
    Pictures {
        tag: String,
        page: Page<ListedPicture>,
    },
}

/// How many galleries and totals are remembered: some hundred bytes each.
const CAPACITY: usize = 10_000;

/// A gallery's pictures under some visibilities and of some type, in one state of its content.
type Listing = (GalleryId, i64, Vec<Visibility>, Option<GroupType>);

/// Use cases around looking at a gallery.
#[derive(Clone)]
pub struct Pictures {
    kernel: Kernel,
    delivery: Delivery,
    time_to_live: Duration,
    galleries: Arc<Memory<(StudioId, GalleryId), Gallery>>,
    totals: Arc<Memory<Listing, u64>>,
}

impl Pictures {
    /// `time_to_live` bounds how long another node's change can go unnoticed.
    pub fn new(kernel: Kernel, delivery: Delivery, time_to_live: Duration) -> Self {
        let (galleries, totals) = (Arc::new(Memory::new(CAPACITY)), Arc::new(Memory::new(CAPACITY)));
        Self { kernel, delivery, time_to_live, galleries, totals }
    }

    /// A page of the gallery's pictures in their order. `known` is the tag of the copy that the caller has.
    pub async fn list(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        group_type: Option<&str>,
        page: PageRequest,
        known: Option<&str>,
    ) -> AppResult<GalleryPage> {
        let group_type = group_type.map(GroupType::parse).transpose()?;
        let tx = self.kernel.read().await?;
        let gallery = self.gallery(&tx, actor, gallery).await?;
        let terms = Terms::of(&tx, actor, &gallery).await?;
        let levels = visible_levels(actor, &gallery);
        // Everything that the answer depends on: the pictures, who looks, which part, and until when addresses hold.
        let tag = format!(
            "{:x}-{:x}-{:x}-{:x}-{}-{:x}-{:x}-{}",
            gallery.id.0,
            gallery.content_version,
            actor.user.0,
            levels.iter().fold(0_u8, |bits, level| bits | (1 << (*level as u8))),
            terms.fingerprint(actor),
            page.offset,
            page.limit,
            group_type.as_ref().map_or("*", GroupType::as_str),
        );
        if known == Some(tag.as_str()) {
            return Ok(GalleryPage::Unchanged(tag));
        }
        let rows = self.rows(&tx, actor, &gallery, levels, group_type, page).await?;
        let page = rows.map(|row| ListedPicture {
            group: row.group,
            group_type: row.group_type.clone(),
            sort_order: row.sort_order,
            picture: self.delivery.view(actor, &terms, row),
        });
        Ok(GalleryPage::Pictures { tag, page })
    }

    /// The gallery, if the actor may see it. The row is remembered, the question is asked every time.
    async fn gallery(&self, tx: &Tx, actor: &Actor, id: GalleryId) -> AppResult<Gallery> {
        let key = (actor.studio, id);
        let epoch = self.kernel.store.write_epoch();
        if let Some(gallery) = self.galleries.get(&key, epoch, actor.now) {
            return live(Unchecked::from_storage(gallery).read(actor)?);
        }
        let gallery = find(tx, actor, id).await?.read(actor)?;
        self.galleries.put(key, gallery.clone(), epoch, actor.now, actor.now + self.time_to_live);
        live(gallery)
    }

    /// The rows of a page. They are counted once for each state of the gallery's content.
    async fn rows(
        &self,
        tx: &Tx,
        actor: &Actor,
        gallery: &Gallery,
        levels: Vec<Visibility>,
        group_type: Option<GroupType>,
        page: PageRequest,
    ) -> AppResult<Page<GalleryImage>> {
        let key = (gallery.id, gallery.content_version, levels, group_type);
        // A count belongs to its content version and to no other, so no epoch can make it stale.
        let known = self.totals.get(&key, 0, actor.now);
        let (_, _, levels, group_type) = &key;
        let counted = known.is_none();
        let mut rows = tx.galleries().images(gallery.id, levels, group_type.as_ref(), page, counted).await?;
        match known {
            Some(total) => rows.total = total,
            None => self.totals.put(key, rows.total, 0, actor.now, actor.now + self.time_to_live * 60),
        }
        Ok(rows)
    }

    /// How far the gallery's pictures have come.
    pub async fn progress(&self, actor: &Actor, gallery: GalleryId) -> AppResult<ImageProgress> {
        let tx = self.kernel.read().await?;
        let gallery = live(find(&tx, actor, gallery).await?.read(actor)?)?;
        let levels = visible_levels(actor, &gallery);
        if levels.is_empty() {
            return Err(AppError::NotFound);
        }
        Ok(tx.galleries().progress(gallery.id, &levels).await?)
    }
}
