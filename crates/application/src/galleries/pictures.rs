//! The pictures of a gallery, as its viewer may see them.

use atelier_domain::access::Actor;
use atelier_domain::images::GroupType;
use atelier_domain::{GalleryId, ImageGroupId};

use super::lifecycle::{find, live};
use crate::access::visible_levels;
use crate::delivery::{Delivery, PictureView, Terms};
use crate::kernel::Kernel;
use crate::paging::{Page, PageRequest};
use crate::ports::ImageProgress;
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

/// Use cases around looking at a gallery.
#[derive(Clone)]
pub struct Pictures {
    kernel: Kernel,
    delivery: Delivery,
}

impl Pictures {
    pub fn new(kernel: Kernel, delivery: Delivery) -> Self {
        Self { kernel, delivery }
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
        let gallery = live(find(&tx, actor, gallery).await?.read(actor)?)?;
        let terms = Terms::of(&tx, actor, &gallery).await?;
        let levels = visible_levels(actor, &gallery);
        // Everything that the answer depends on: the pictures, who looks, which part, and until when addresses hold.
        let tag = format!(
            "{:x}-{:x}-{:x}-{}-{:x}-{:x}-{}",
            gallery.id.0,
            gallery.content_version,
            actor.user.0,
            terms.fingerprint(actor),
            page.offset,
            page.limit,
            group_type.as_ref().map_or("*", GroupType::as_str),
        );
        if known == Some(tag.as_str()) {
            return Ok(GalleryPage::Unchanged(tag));
        }
        let rows = tx.galleries().images(gallery.id, &levels, group_type.as_ref(), page, true).await?;
        let page = rows.map(|row| ListedPicture {
            group: row.group,
            group_type: row.group_type.clone(),
            sort_order: row.sort_order,
            picture: self.delivery.view_row(actor, &terms, row),
        });
        Ok(GalleryPage::Pictures { tag, page })
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
