//! The pictures of a gallery, as its viewer may see them.

use std::collections::HashMap;
use std::sync::Arc;

use atelier_domain::access::{Actor, Unchecked};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::{GroupType, ProcessingState};
use atelier_domain::{GalleryId, ImageGroupId, ImageId, StudioId};
use chrono::Duration;

use super::lifecycle::{find, live};
use crate::access::visible_levels;
use crate::delivery::{Delivery, PictureView, Terms};
use crate::images::{Placeholder, placeholders_of};
use crate::kernel::Kernel;
use crate::memory::Memory;
use crate::paging::{Page, PageRequest};
use crate::ports::proofing::ProofSummary;
use crate::ports::{GalleryImage, ImageProgress, Tx};
use crate::proofing::{OwnOpinion, Said};
use crate::{AppError, AppResult};

/// A picture in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPicture {
    pub picture: PictureView,
    pub group: ImageGroupId,
    pub group_type: GroupType,
    pub sort_order: i32,
    /// What the caller says of it.
    pub own: OwnOpinion,
    /// What people outside the studio say of it together; not for guests.
    pub summary: Option<ProofSummary>,
    /// What stands for it until it has come, if that was asked for.
    pub placeholder: Option<Placeholder>,
}

impl ListedPicture {
    /// The picture on these terms, without what is said of it.
    pub(crate) fn of(delivery: &Delivery, actor: &Actor, terms: &Terms, row: GalleryImage) -> Self {
        Self {
            group: row.group,
            group_type: row.group_type.clone(),
            sort_order: row.sort_order,
            own: OwnOpinion::default(),
            summary: None,
            placeholder: None,
            picture: delivery.view(actor, terms, row),
        }
    }
}

impl ListedPicture {
    /// With its placeholder, if its viewer may look at it in any size. A watermark is not drawn into so few pixels, as
    /// it is not into the hot preview.
    pub(crate) fn standing(self, standing: &HashMap<ImageId, Placeholder>) -> Self {
        let shown = standing.get(&self.picture.id).filter(|_| !self.picture.urls.is_empty());
        Self { placeholder: shown.cloned(), ..self }
    }
}

/// Which pictures of a gallery are wanted, and how much of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct PicturesWanted<'a> {
    /// Only groups of this type.
    pub group_type: Option<&'a str>,
    /// Each with what stands for it until it has come.
    pub placeholders: bool,
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

/// How many pages are remembered, each of at most so many pictures of about a kilobyte.
const PAGES: usize = 64;
const PAGE_ROWS: u64 = 200;

/// A gallery's pictures under some visibilities and of some type, in one state of its content.
type Listing = (GalleryId, i64, Vec<Visibility>, Option<GroupType>);

/// A listing from an offset, up to a limit.
type ListedPage = (Listing, u64, u64);

/// The rows of a page, which several viewers may be looking at.
struct Rows {
    items: Arc<[GalleryImage]>,
    total: u64,
}

/// Use cases around looking at a gallery.
#[derive(Clone)]
pub struct Pictures {
    kernel: Kernel,
    delivery: Delivery,
    time_to_live: Duration,
    galleries: Arc<Memory<(StudioId, GalleryId), Gallery>>,
    totals: Arc<Memory<Listing, u64>>,
    pages: Arc<Memory<ListedPage, Arc<[GalleryImage]>>>,
    placeholders: Arc<Memory<ListedPage, Standing>>,
}

/// The placeholders of a page.
type Standing = Arc<HashMap<ImageId, Placeholder>>;

impl Pictures {
    /// `time_to_live` bounds how long another node's change can go unnoticed.
    pub fn new(kernel: Kernel, delivery: Delivery, time_to_live: Duration) -> Self {
        let (galleries, totals) = (Arc::new(Memory::new(CAPACITY)), Arc::new(Memory::new(CAPACITY)));
        let (pages, placeholders) = (Arc::new(Memory::new(PAGES)), Arc::new(Memory::new(PAGES)));
        Self { kernel, delivery, time_to_live, galleries, totals, pages, placeholders }
    }

    /// A page of the gallery's pictures in their order. `known` is the tag of the copy that the caller has.
    pub async fn list(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        wanted: PicturesWanted<'_>,
        page: PageRequest,
        known: Option<&str>,
    ) -> AppResult<GalleryPage> {
        let group_type = wanted.group_type.map(GroupType::parse).transpose()?;
        let tx = self.kernel.read().await?;
        let gallery = self.gallery(&tx, actor, gallery).await?;
        let terms = Terms::of(&tx, actor, &gallery).await?;
        let levels = visible_levels(actor, &gallery);
        // Everything that the answer depends on: the pictures, what is said of them, who looks, which part, and until when addresses hold.
        let tag = format!(
            "{:x}-{:x}-{:x}-{:x}-{:x}-{}{}-{:x}-{:x}-{}{}",
            gallery.id.0,
            gallery.content_version,
            gallery.proofing_version,
            actor.user.0,
            levels.iter().fold(0_u8, |bits, level| bits | (1 << (*level as u8))),
            terms.fingerprint(actor),
            self.delivery.fingerprint(actor, &terms),
            page.offset,
            page.limit,
            group_type.as_ref().map_or("*", GroupType::as_str),
            if wanted.placeholders { "+" } else { "" },
        );
        if known == Some(tag.as_str()) {
            return Ok(GalleryPage::Unchanged(tag));
        }
        let key = ((gallery.id, gallery.content_version, levels, group_type), page.offset, page.limit);
        let rows = self.rows(&tx, actor, &key, page).await?;
        let standing = match wanted.placeholders {
            true => self.standing(&tx, actor, key, &rows.items).await?,
            false => Standing::default(),
        };
        let said = Said::of(&tx, actor, &gallery, &rows.items).await?;
        let listed = rows.items.iter().map(|row| {
            let (own, summary) = (said.own(row.id, &row.content_hash), said.summary(row.id));
            let listed = ListedPicture::of(&self.delivery, actor, &terms, row.clone());
            ListedPicture { own, summary, ..listed }.standing(&standing)
        });
        let page = Page { items: listed.collect(), total: rows.total, next: None };
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

    /// The rows of a page. They are read and counted once for each state of the gallery's content, whoever looks: many
    /// guests open the same gallery on the same evening.
    async fn rows(&self, tx: &Tx, actor: &Actor, key: &ListedPage, page: PageRequest) -> AppResult<Rows> {
        // Pages and counts belong to their content version and to no other, so no epoch can make them stale.
        let (items, total) = (self.pages.get(key, 0, actor.now), self.totals.get(&key.0, 0, actor.now));
        if let (Some(items), Some(total)) = (&items, total) {
            return Ok(Rows { items: Arc::clone(items), total });
        }
        let (gallery, _, levels, group_type) = &key.0;
        let rows =
            tx.galleries().images(*gallery, levels, group_type.as_ref(), page, total.is_none()).await?;
        let rows = Rows { items: rows.items.into(), total: total.unwrap_or(rows.total) };
        let until = actor.now + self.time_to_live * 60;
        if total.is_none() {
            self.totals.put(key.0.clone(), rows.total, 0, actor.now, until);
        }
        if page.limit <= PAGE_ROWS {
            self.pages.put(key.clone(), Arc::clone(&rows.items), 0, actor.now, until);
        }
        Ok(rows)
    }

    /// The placeholders of a page, remembered with its rows. They are made with what makes a picture ready; only a page
    /// on which some still have to be made for older pictures is read anew.
    async fn standing(
        &self,
        tx: &Tx,
        actor: &Actor,
        key: ListedPage,
        rows: &[GalleryImage],
    ) -> AppResult<Standing> {
        if let Some(standing) = self.placeholders.get(&key, 0, actor.now) {
            return Ok(standing);
        }
        let standing: Standing = Arc::new(placeholders_of(tx, rows).await?);
        let is_whole =
            |row: &GalleryImage| row.state != ProcessingState::Ready || standing.contains_key(&row.id);
        if key.2 <= PAGE_ROWS && rows.iter().all(is_whole) {
            let until = actor.now + self.time_to_live * 60;
            self.placeholders.put(key, Arc::clone(&standing), 0, actor.now, until);
        }
        Ok(standing)
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
