//! What looks like a picture outside of the actor's library: in the studio's pool and in its tray.
//!
//! Of those only the gradient hash is known, which takes more strangers for copies than both hashes together. Its bits
//! count as they are.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use atelier_domain::access::{Action, Actor, Reach, Visible};
use atelier_domain::galleries::Visibility;
use atelier_domain::identity::UserKind;
use atelier_domain::images::{Image, Owner, Placement, distance};
use atelier_domain::{GalleryId, ImageId, ProductId, StagingImageId};

use super::similar::SimilarWanted;
use crate::AppResult;
use crate::ports::Tx;

/// How many hashes one statement asks for.
const PAGE: u64 = 5_000;

/// How many of them are looked at, the newest first: a hundred thousand are read and compared in a fraction of a
/// second.
const PAGES: usize = 20;

/// A picture of the pool that looks like what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolLikeness {
    pub image: ImageId,
    pub filename: String,
    pub distance: u32,
    /// Where it hangs, as far as the actor sees it.
    pub galleries: Vec<GalleryId>,
    pub products: Vec<ProductId>,
}

/// A file of the tray that looks like what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayLikeness {
    pub file: StagingImageId,
    pub filename: String,
    pub distance: u32,
}

/// Pictures of the pool that the actor sees. What their hashes say is for the studio's own people.
pub(super) async fn in_pool(
    tx: &Tx,
    actor: &Actor,
    gradient: i64,
    wanted: SimilarWanted,
) -> AppResult<Vec<PoolLikeness>> {
    if !actor.is(UserKind::Studio) {
        return Ok(Vec::new());
    }
    let visible = Visible::to(actor, Action::ViewGallery);
    let products = Visible::to(actor, Action::ViewProducts);
    let mut nearest = Nearest::new(gradient, wanted);
    let mut before = None;
    for _ in 0..PAGES {
        let page = tx.fingerprints().pool(&visible, before, PAGE).await?;
        let is_last = (page.len() as u64) < PAGE;
        before = page.last().map(|(image, _)| *image);
        nearest.take(page);
        if is_last {
            break;
        }
    }
    let found = nearest.into_found();
    let ids: Vec<ImageId> = found.iter().map(|(_, image)| *image).collect();
    let mut images: HashMap<ImageId, Image> = HashMap::with_capacity(ids.len());
    for (id, image) in tx.images().find_many(actor.studio, &ids).await? {
        // Lists and the permission function agree; who lost sight of it meanwhile is not told of it.
        if let Ok(image) = image.read(actor)
            && image.deleted_at.is_none()
        {
            images.insert(id, image);
        }
    }
    let likeness = |(distance, id): (u32, ImageId)| {
        let image = images.remove(&id)?;
        let (galleries, products) = hung(&image.placements, &visible, &products);
        Some(PoolLikeness { image: id, filename: image.filename, distance, galleries, products })
    };
    Ok(found.into_iter().filter_map(likeness).collect())
}

/// Files of the tray, for who works there.
pub(super) async fn in_tray(
    tx: &Tx,
    actor: &Actor,
    gradient: i64,
    wanted: SimilarWanted,
) -> AppResult<Vec<TrayLikeness>> {
    if !actor.is(UserKind::Studio) {
        return Ok(Vec::new());
    }
    let visible = Visible::to(actor, Action::AccessStaging);
    let mut nearest = Nearest::new(gradient, wanted);
    let mut before = None;
    for _ in 0..PAGES {
        let page = tx.fingerprints().tray(&visible, before, PAGE).await?;
        let is_last = (page.len() as u64) < PAGE;
        before = page.last().map(|(file, _)| *file);
        nearest.take(page);
        if is_last {
            break;
        }
    }
    let found = nearest.into_found();
    let ids: Vec<StagingImageId> = found.iter().map(|(_, file)| *file).collect();
    let files = tx.staging().find_many(actor.studio, &ids).await?;
    let readable = files.into_iter().filter_map(|file| file.read(actor).ok());
    let mut names: HashMap<StagingImageId, String> = readable.map(|file| (file.id, file.filename)).collect();
    let likeness = |(distance, file): (u32, StagingImageId)| {
        Some(TrayLikeness { file, filename: names.remove(&file)?, distance })
    };
    Ok(found.into_iter().filter_map(likeness).collect())
}

/// The nearest of many that are looked at one after the other; of equally near ones, the newest.
struct Nearest<T> {
    gradient: i64,
    wanted: SimilarWanted,
    found: Vec<(u32, Reverse<T>)>,
}

impl<T: Copy + Ord> Nearest<T> {
    fn new(gradient: i64, wanted: SimilarWanted) -> Self {
        Self { gradient, wanted, found: Vec::new() }
    }

    fn take(&mut self, hashes: Vec<(T, i64)>) {
        let near = hashes.into_iter().filter_map(|(id, hash)| {
            let distance = distance(Some(self.gradient), Some(hash))?;
            self.wanted.threshold.covers(distance).then_some((distance, Reverse(id)))
        });
        self.found.extend(near);
        self.found.sort_unstable();
        self.found.truncate(self.wanted.limit);
    }

    fn into_found(self) -> Vec<(u32, T)> {
        self.found.into_iter().map(|(distance, Reverse(id))| (distance, id)).collect()
    }
}

/// The galleries and products that show a picture, as far as both are visible.
fn hung(
    placements: &[Placement],
    galleries: &Visible,
    products: &Visible,
) -> (Vec<GalleryId>, Vec<ProductId>) {
    let (mut in_galleries, mut in_products) = (BTreeSet::new(), BTreeSet::new());
    for placement in placements {
        match placement.owner {
            Some((Owner::Gallery(id), _)) if sees(galleries, placement) => {
                in_galleries.insert(id);
            }
            Some((Owner::Product(id), _)) if sees(products, placement) => {
                in_products.insert(id);
            }
            _ => {}
        }
    }
    (in_galleries.into_iter().collect(), in_products.into_iter().collect())
}

/// Whether what the picture hangs in is among the rows that the actor reaches. Who reaches only some of them is told of
/// public places only.
fn sees(visible: &Visible, placement: &Placement) -> bool {
    let Reach::Within(places) = visible.reach() else { return true };
    let Some((owner, organization)) = placement.owner else { return false };
    let named = match owner {
        Owner::Gallery(id) => places.galleries.contains(&id),
        Owner::Product(id) => places.products.contains(&id),
    };
    let is_of_client = organization.is_some_and(|id| places.organizations.contains(&id));
    placement.visibility == Visibility::Public && (places.studio || named || is_of_client)
}

#[cfg(test)]
mod tests {
    use atelier_domain::library::Threshold;

    use super::*;

    #[test]
    fn the_nearest_of_all_pages_are_found_and_of_equal_ones_the_newest() {
        let picture = 0x0f0f_3c3c_5a5a_9696;
        let wanted = SimilarWanted { threshold: Threshold::new(4).unwrap(), limit: 3 };
        let mut nearest = Nearest::new(picture, wanted);
        nearest.take(vec![(9, picture ^ 1), (8, picture ^ 0x1f), (7, 0)]);
        nearest.take(vec![(6, picture), (5, picture ^ 1), (4, picture ^ 2)]);
        assert_eq!(nearest.into_found(), [(0, 6), (1, 9), (1, 5)]);
    }
}
