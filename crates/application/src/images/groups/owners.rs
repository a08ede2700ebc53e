//! What differs between the kinds of owners: how they are found, who may look, and what follows from a change.

use atelier_domain::access::{Action, Actor, Protected};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::{GroupOwner, Owner};
use atelier_domain::{ImageGroupId, Timestamp};

use crate::access::visible_levels;
use crate::delivery::Terms;
use crate::ports::Tx;
use crate::{AppResult, galleries, products};

/// What an actor sees of an owner's groups.
pub(super) struct Look {
    pub levels: Vec<Visibility>,
    /// On which terms the pictures are shown; only where they are asked for.
    pub terms: Option<Terms>,
    /// The owner, where people say something of its pictures.
    pub gallery: Option<Gallery>,
}

/// How far the actor may look into the owner's groups; an owner that it may not see is not there.
pub(super) async fn look(tx: &Tx, actor: &Actor, owner: Owner, pictures: bool) -> AppResult<Look> {
    match owner {
        Owner::Gallery(id) => {
            let gallery = galleries::live(galleries::find(tx, actor, id).await?.read(actor)?)?;
            let look = into(tx, actor, &gallery, pictures).await?;
            Ok(Look { gallery: Some(gallery), ..look })
        }
        Owner::Product(id) => {
            let product = products::live(products::find(tx, actor, id).await?.read(actor)?)?;
            into(tx, actor, &product, pictures).await
        }
    }
}

async fn into<T: Protected + Sync>(tx: &Tx, actor: &Actor, owner: &T, pictures: bool) -> AppResult<Look> {
    let terms = if pictures { Some(Terms::of(tx, actor, owner).await?) } else { None };
    Ok(Look { levels: visible_levels(actor, owner), terms, gallery: None })
}

/// Leave to change which groups hang under the owner. The owner stays locked until the transaction ends.
pub(super) async fn leave(tx: &Tx, actor: &Actor, owner: Owner) -> AppResult<Box<dyn GroupOwner>> {
    const ACTION: Action = Action::ManageImageGroups;
    Ok(match owner {
        Owner::Gallery(id) => {
            let gallery = galleries::find(tx, actor, id).await?.write(actor, ACTION)?;
            galleries::live(gallery.get().clone())?;
            Box::new(gallery)
        }
        Owner::Product(id) => {
            let product = products::find(tx, actor, id).await?.write(actor, ACTION)?;
            products::live(product.get().clone())?;
            Box::new(product)
        }
    })
}

/// Moves what tells that these owners show something else than before.
pub(super) async fn changed(tx: &Tx, owners: &[Owner], now: Timestamp) -> AppResult<()> {
    let (mut galleries, mut products) = (Vec::new(), Vec::new());
    for owner in owners {
        match *owner {
            Owner::Gallery(id) => galleries.push(id),
            Owner::Product(id) => products.push(id),
        }
    }
    tx.galleries().content_changed(&galleries, now).await?;
    tx.products().content_changed(&products).await?;
    Ok(())
}

/// Pictures left this group: the products that show it forget a choice that they do not show any more. Galleries do so
/// when they are counted.
pub(super) async fn pictures_left(tx: &Tx, group: ImageGroupId) -> AppResult<()> {
    let products = tx.products().showing_group(group).await?;
    Ok(tx.products().pictures_left(&products).await?)
}

pub(super) const fn reordered(owner: Owner) -> EventKind {
    match owner {
        Owner::Gallery(_) => EventKind::GalleryGroupsReordered,
        Owner::Product(_) => EventKind::ProductGroupsReordered,
    }
}
