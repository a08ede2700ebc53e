//! The pictures that stand for galleries and products.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;

use atelier_domain::ImageId;
use atelier_domain::access::{Actor, Protected};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::{Image, Owner};
use atelier_domain::products::Product;

use super::{Delivery, PictureView, Viewer};
use crate::AppResult;
use crate::access::visible_levels;
use crate::ports::Tx;

/// A row for which a picture stands.
pub trait Covered: Protected + Send + Sync {
    fn owner(&self) -> Owner;

    /// The picture that was chosen, whoever may see it.
    fn chosen(&self) -> Option<ImageId>;
}

impl Covered for Gallery {
    fn owner(&self) -> Owner {
        self.id.into()
    }

    fn chosen(&self) -> Option<ImageId> {
        self.primary_image
    }
}

impl Covered for Product {
    fn owner(&self) -> Owner {
        self.id.into()
    }

    fn chosen(&self) -> Option<ImageId> {
        self.primary_image
    }
}

/// A row as its viewer may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct WithCover<T> {
    pub row: T,
    /// The picture that stands for it: the chosen one if the viewer may see it, else the first that the viewer sees.
    pub cover: Option<PictureView>,
    /// Whether the viewer is told how much there is in all. A guest is not: the difference to what they see would tell them
    /// that something is kept from them.
    pub is_counted: bool,
}

impl<T: Covered> WithCover<T> {
    /// The chosen picture, for those who may see it.
    pub fn primary_image(&self) -> Option<ImageId> {
        let shown = self.cover.as_ref().map(|cover| cover.id);
        self.row.chosen().filter(|chosen| Some(*chosen) == shown)
    }
}

impl<T> Deref for WithCover<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.row
    }
}

impl Delivery {
    pub(crate) async fn with_cover<T: Covered>(
        &self,
        tx: &Tx,
        actor: &Actor,
        row: T,
    ) -> AppResult<WithCover<T>> {
        let mut covers = self.covers(tx, actor, std::slice::from_ref(&row)).await?;
        Ok(WithCover { cover: covers.remove(&row.owner()), is_counted: !actor.is_guest(), row })
    }

    pub(crate) async fn with_covers<T: Covered>(
        &self,
        tx: &Tx,
        actor: &Actor,
        rows: Vec<T>,
    ) -> AppResult<Vec<WithCover<T>>> {
        let mut covers = self.covers(tx, actor, &rows).await?;
        let is_counted = !actor.is_guest();
        let view = |row: T| WithCover { cover: covers.remove(&row.owner()), is_counted, row };
        Ok(rows.into_iter().map(view).collect())
    }

    /// The covers of these rows. How many queries that takes depends on how many different views the actor has of them,
    /// of which there are few, and not on how many rows there are. Whoever chose a picture, the permission function is
    /// asked about each: one that the actor may not see stands for nothing.
    async fn covers<T: Covered>(
        &self,
        tx: &Tx,
        actor: &Actor,
        rows: &[T],
    ) -> AppResult<BTreeMap<Owner, PictureView>> {
        let mut by_levels: BTreeMap<Vec<&str>, (Vec<Visibility>, Vec<Owner>)> = BTreeMap::new();
        for row in rows {
            let levels = visible_levels(actor, row);
            let key = levels.iter().map(|level| level.as_str()).collect();
            by_levels.entry(key).or_insert_with(|| (levels, Vec::new())).1.push(row.owner());
        }
        let mut standing: BTreeMap<Owner, ImageId> = BTreeMap::new();
        for (levels, owners) in by_levels.values() {
            standing.extend(standing_for(tx, owners, levels).await?);
        }
        if standing.is_empty() {
            return Ok(BTreeMap::new());
        }
        let viewer = Viewer::of(tx, actor).await?;
        let ids: Vec<ImageId> = standing.values().copied().collect();
        let found = tx.images().find_many(actor.studio, &ids).await?;
        let visible: HashMap<ImageId, Image> = found
            .into_iter()
            .filter_map(|(id, image)| Some((id, image.read(actor).ok()?)))
            .filter(|(_, image)| image.deleted_at.is_none())
            .collect();
        let shown = rows.iter().filter_map(|row| {
            let owner = row.owner();
            let image = visible.get(standing.get(&owner)?)?.clone();
            Some((owner, self.view(actor, &viewer.terms(actor, row), image)))
        });
        Ok(shown.collect())
    }
}

/// The pictures that stand for these owners towards somebody who looks into groups of these visibilities.
async fn standing_for(tx: &Tx, owners: &[Owner], levels: &[Visibility]) -> AppResult<Vec<(Owner, ImageId)>> {
    let (mut galleries, mut products) = (Vec::new(), Vec::new());
    for owner in owners {
        match *owner {
            Owner::Gallery(id) => galleries.push(id),
            Owner::Product(id) => products.push(id),
        }
    }
    let of_galleries = tx.galleries().covers(&galleries, levels).await?;
    let of_products = tx.products().covers(&products, levels).await?;
    let galleries = of_galleries.into_iter().map(|(id, image)| (Owner::Gallery(id), image));
    let products = of_products.into_iter().map(|(id, image)| (Owner::Product(id), image));
    Ok(galleries.chain(products).collect())
}
