//! Groups of pictures: in the pool, under their owners, and what is in them.

mod filling;
mod hanging;
mod owners;
mod pool;
mod transfer;

pub use hanging::{GroupInput, GroupPatch, GroupsWanted, Hanging, HungGroup};
pub use pool::{PoolGroupInput, PoolGroupPatch};
pub use transfer::{Transfer, TransferInput, transfer_images};

use atelier_domain::ImageGroupId;
use atelier_domain::access::{Actor, Unchecked};
use atelier_domain::images::ImageGroup;

use crate::delivery::Delivery;
use crate::kernel::Kernel;
use crate::ports::Tx;
use crate::{AppError, AppResult};

/// Use cases around groups.
#[derive(Clone)]
pub struct Groups {
    kernel: Kernel,
    delivery: Delivery,
}

impl Groups {
    pub fn new(kernel: Kernel, delivery: Delivery) -> Self {
        Self { kernel, delivery }
    }
}

async fn find(tx: &Tx, actor: &Actor, id: ImageGroupId) -> AppResult<Unchecked<ImageGroup>> {
    tx.groups().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}
