//! Pictures that stand for something: a gallery's cover, a product's main picture.

use std::collections::{BTreeMap, HashMap};

use atelier_domain::ImageId;
use atelier_domain::access::Actor;
use atelier_domain::images::Image;

use super::{Delivery, PictureView, Terms};
use crate::AppResult;
use crate::ports::Tx;

/// A picture that is to stand for its owner, on the owner's terms.
#[derive(Debug, Clone)]
pub(crate) struct StandIn<K> {
    pub owner: K,
    pub image: ImageId,
    pub terms: Terms,
}

impl Delivery {
    /// The pictures as the actor may see them, by owner. Whoever chose them, the permission function is asked about
    /// each: one that the actor may not see stands for nothing.
    pub(crate) async fn stand_ins<K: Ord>(
        &self,
        tx: &Tx,
        actor: &Actor,
        wanted: Vec<StandIn<K>>,
    ) -> AppResult<BTreeMap<K, PictureView>> {
        let ids: Vec<ImageId> = wanted.iter().map(|stand_in| stand_in.image).collect();
        let found = tx.images().find_many(actor.studio, &ids).await?;
        let visible: HashMap<ImageId, Image> = found
            .into_iter()
            .filter_map(|(id, image)| Some((id, image.read(actor).ok()?)))
            .filter(|(_, image)| image.deleted_at.is_none())
            .collect();
        let shown = wanted.into_iter().filter_map(|stand_in| {
            let image = visible.get(&stand_in.image)?.clone();
            Some((stand_in.owner, self.view(actor, &stand_in.terms, image)))
        });
        Ok(shown.collect())
    }
}
