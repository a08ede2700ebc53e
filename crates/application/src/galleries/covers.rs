//! The picture that stands for a gallery.

use std::collections::BTreeMap;
use std::ops::Deref;

use atelier_domain::access::Actor;
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::{GalleryId, ImageId};

use super::lifecycle::Galleries;
use crate::AppResult;
use crate::access::visible_levels;
use crate::delivery::{PictureView, StandIn, Terms};
use crate::ports::Tx;

/// A gallery as its viewer may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct GalleryView {
    pub gallery: Gallery,
    /// The picture that stands for it: the chosen one if the viewer may see it, else the first that the viewer sees.
    pub cover: Option<PictureView>,
}

impl GalleryView {
    /// The chosen picture, for those who may see it.
    pub fn primary_image(&self) -> Option<ImageId> {
        let shown = self.cover.as_ref().map(|cover| cover.id);
        self.gallery.primary_image.filter(|chosen| Some(*chosen) == shown)
    }
}

impl Deref for GalleryView {
    type Target = Gallery;

    fn deref(&self) -> &Gallery {
        &self.gallery
    }
}

impl Galleries {
    pub(super) async fn with_cover(
        &self,
        tx: &Tx,
        actor: &Actor,
        gallery: Gallery,
    ) -> AppResult<GalleryView> {
        let mut covers = self.covers(tx, actor, std::slice::from_ref(&gallery)).await?;
        Ok(GalleryView { cover: covers.remove(&gallery.id), gallery })
    }

    pub(super) async fn with_covers(
        &self,
        tx: &Tx,
        actor: &Actor,
        galleries: Vec<Gallery>,
    ) -> AppResult<Vec<GalleryView>> {
        let mut covers = self.covers(tx, actor, &galleries).await?;
        let view = |gallery: Gallery| GalleryView { cover: covers.remove(&gallery.id), gallery };
        Ok(galleries.into_iter().map(view).collect())
    }

    /// The covers of these galleries. How many queries that takes depends on how many different views the actor has of
    /// them, of which there are few, and not on how many galleries there are.
    async fn covers(
        &self,
        tx: &Tx,
        actor: &Actor,
        galleries: &[Gallery],
    ) -> AppResult<BTreeMap<GalleryId, PictureView>> {
        let mut by_levels: BTreeMap<Vec<&str>, (Vec<Visibility>, Vec<GalleryId>)> = BTreeMap::new();
        for gallery in galleries {
            let levels = visible_levels(actor, gallery);
            let key = levels.iter().map(|level| level.as_str()).collect();
            by_levels.entry(key).or_insert_with(|| (levels, Vec::new())).1.push(gallery.id);
        }
        let mut chosen: BTreeMap<GalleryId, ImageId> = BTreeMap::new();
        for (levels, ids) in by_levels.values() {
            chosen.extend(tx.galleries().covers(ids, levels).await?);
        }
        let mut wanted = Vec::with_capacity(chosen.len());
        for gallery in galleries {
            if let Some(&image) = chosen.get(&gallery.id) {
                let terms = Terms::of(tx, actor, gallery).await?;
                wanted.push(StandIn { owner: gallery.id, image, terms });
            }
        }
        self.delivery.stand_ins(tx, actor, wanted).await
    }
}
