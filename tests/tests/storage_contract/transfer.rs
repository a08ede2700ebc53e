//! Two people who move pictures to and fro at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use atelier_application::images::{Transfer, TransferInput, transfer_images};
use atelier_application::kernel::Kernel;
use atelier_application::ports::Store;
use atelier_domain::galleries::Visibility;
use atelier_domain::{GalleryId, ImageGroupId, ImageId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{FixedClock, SeededTokens, a_gallery};

use crate::world::{World, job};

contract!(two_opposite_moves_at_once_neither_wait_for_ever_nor_lose_a_picture);

/// How often both move.
const ROUNDS: usize = 6;

async fn two_opposite_moves_at_once_neither_wait_for_ever_nor_lose_a_picture(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(40).await;
    let other = a_gallery().insert(&*world.db, &world.organization, &world.owner).await.id;
    let (left, right) = (world.group_of(&ids[..20]).await, world.group_of(&ids[20..]).await);
    world.attach(world.gallery.id, left, "main", Visibility::Public).await;
    // The galleries hang the other way round, so that who locked them by way of the groups would cross the other.
    world.attach(other, right, "main", Visibility::Public).await;
    world.attach(world.gallery.id, right, "more", Visibility::Public).await;

    for _ in 0..ROUNDS {
        let (there, back) =
            tokio::join!(everything_moves(&world, left, right), everything_moves(&world, right, left),);
        there.unwrap();
        back.unwrap();
        let (in_left, in_right) = (held(&world, left).await, held(&world, right).await);
        let together: BTreeSet<ImageId> = in_left.iter().chain(&in_right).copied().collect();
        assert_eq!(together, ids.iter().copied().collect(), "every picture is somewhere");
        assert_eq!(in_left.len() + in_right.len(), ids.len(), "and in one place only");
        assert_eq!(counted(&world, other).await, in_right.len());
        assert_eq!(counted(&world, world.gallery.id).await, ids.len());
    }
    assert!(world.read().await.galleries().recount(false).await.unwrap().is_empty());
}

async fn held(world: &World, group: ImageGroupId) -> Vec<ImageId> {
    world.read().await.groups().image_ids(group).await.unwrap()
}

async fn counted(world: &World, id: GalleryId) -> usize {
    let tx = world.read().await;
    let gallery = crate::world::gallery(&tx, world.studio.id, id).await;
    usize::try_from(gallery.get().image_count).unwrap()
}

/// Moves what is in the group now. The other one may have moved some of it meanwhile, and that is no fault.
async fn everything_moves(
    world: &World,
    from: ImageGroupId,
    to: ImageGroupId,
) -> Result<u64, tokio::task::JoinError> {
    let (store, actor): (Arc<dyn Store>, _) = (Arc::new(world.db.store()), job(world.studio.id));
    let images = held(world, from).await;
    if images.is_empty() {
        // The other one was done before this one looked, and nothing is left to move.
        return Ok(0);
    }
    let kernel =
        Kernel { store, clock: Arc::new(FixedClock::default()), tokens: Arc::new(SeededTokens::default()) };
    let work = async move {
        let input = TransferInput { images, to, position: Some(1) };
        transfer_images(&kernel, &actor, from, Transfer::Move, input).await.unwrap().into_inner()
    };
    tokio::spawn(work).await
}
