//! Lists against the permission function, on a small generated world.

use atelier_application::paging::PageRequest;
use atelier_application::ports::{GalleryFilter, ImageFilter, JobFilter, NewJob, ProductFilter};
use atelier_domain::access::{
    Action, Actor, Context, Credential, Grant, HeldRole, Membership, Unchecked, Visible,
};
use atelier_domain::galleries::Visibility;
use atelier_domain::identity::UserKind;
use atelier_domain::organizations::MemberRole;
use atelier_domain::{
    GalleryId, GrantId, ImageGroupId, ImageId, OrganizationId, ProductId, ShareLinkId, StudioId, UserId,
};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_gallery, an_organization};

use crate::world::{World, commit, job, now};

contract!(
    a_list_of_images_shows_what_the_permission_function_allows,
    a_list_of_images_never_shows_more_to_members_than_the_permission_function_allows,
    a_list_of_products_shows_what_the_permission_function_allows,
    a_list_of_galleries_shows_what_the_permission_function_allows,
    jobs_are_listed_for_people_of_the_studio_only,
);

/// A small generator of the same numbers on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

struct Places {
    organizations: Vec<OrganizationId>,
    galleries: Vec<GalleryId>,
    products: Vec<ProductId>,
    groups: Vec<ImageGroupId>,
    images: Vec<ImageId>,
}

async fn populate(world: &World, dice: &mut Dice) -> Places {
    let second = an_organization().insert(&*world.db, world.studio.id).await;
    let owners = [world.organization.clone(), second];
    let mut galleries = vec![world.gallery.id];
    for n in 0..4 {
        galleries.push(a_gallery().insert(&*world.db, &owners[n % 2], &world.owner).await.id);
    }
    let images = world.images(24).await;
    let mut groups = Vec::new();
    for _ in 0..8 {
        let members: Vec<ImageId> = images.iter().copied().filter(|_| dice.below(4) == 0).collect();
        groups.push(world.group_of(&members).await);
    }
    // The last group hangs nowhere, so that a grant on it is all there is.
    for &group in &groups[..7] {
        let first = dice.below(galleries.len());
        let visibility = Visibility::ALL[dice.below(3)];
        world.attach(galleries[first], group, "main", visibility).await;
        if dice.below(2) == 0 {
            let second = galleries[(first + 1) % galleries.len()];
            world.attach(second, group, "sketches", Visibility::ALL[dice.below(3)]).await;
        }
    }
    // Some hang under products as well, and one group under a product alone.
    let mut products = Vec::new();
    for name in ["Mug", "Poster", "Sold out"] {
        products.push(world.product(name).await);
    }
    for &group in &groups[..7] {
        if dice.below(2) == 0 {
            let visibility = Visibility::ALL[dice.below(3)];
            world.attach_to_product(products[dice.below(3)], group, "main", visibility).await;
        }
    }
    let members: Vec<ImageId> = images.iter().copied().filter(|_| dice.below(4) == 0).collect();
    groups.push(world.group_of(&members).await);
    world.attach_to_product(products[0], groups[8], "official_gallery", Visibility::Public).await;
    world.delete_product(products[2]).await;
    for &image in images.iter().step_by(7) {
        world.delete_image(image).await;
    }
    world.delete_gallery(galleries[3]).await;
    Places { organizations: owners.map(|owner| owner.id).to_vec(), galleries, products, groups, images }
}

fn actor(studio: StudioId, kind: UserKind) -> Actor {
    Actor {
        user: UserId(1),
        studio,
        name: "Somebody".into(),
        active: true,
        roles: vec![HeldRole { name: kind.role_name().into(), kind, actions: kind.actions() }],
        memberships: Vec::new(),
        grants: Vec::new(),
        credential: Credential::SignIn,
        now: now(),
    }
}

fn granted(studio: StudioId, kind: UserKind, contexts: impl IntoIterator<Item = Context>) -> Actor {
    holding(Action::ViewGallery, studio, kind, contexts)
}

fn holding(
    action: Action,
    studio: StudioId,
    kind: UserKind,
    contexts: impl IntoIterator<Item = Context>,
) -> Actor {
    let grants = contexts
        .into_iter()
        .map(|context| Grant { id: GrantId(1), action, context, expires_at: None })
        .collect();
    Actor { grants, ..actor(studio, kind) }
}

/// Vendors who may look at products and at nothing else.
fn dealers(studio: StudioId, places: &Places) -> Vec<(&'static str, Actor)> {
    let dealer = |context| holding(Action::ViewProducts, studio, UserKind::Vendor, [context]);
    let mut actors: Vec<_> =
        places.products.iter().map(|&id| ("dealer of a product", dealer(Context::Product(id)))).collect();
    // What is granted in a place that is no product opens none.
    actors.push(("dealer of a group", dealer(Context::ImageGroup(places.groups[0]))));
    actors.push(("dealer of everything", dealer(Context::Studio(studio))));
    actors
}

/// Actors for whom a list must show exactly what the permission function allows.
fn exact_actors(studio: StudioId, places: &Places) -> Vec<(&'static str, Actor)> {
    let mut actors = vec![
        ("job", job(studio)),
        ("studio user", actor(studio, UserKind::Studio)),
        ("client without organization", actor(studio, UserKind::Client)),
        ("vendor without grant", actor(studio, UserKind::Vendor)),
        ("vendor of the studio", granted(studio, UserKind::Vendor, [Context::Studio(studio)])),
        ("vendor of another studio", granted(studio, UserKind::Vendor, [Context::Studio(StudioId(0))])),
    ];
    for &gallery in &places.galleries {
        let guest = Actor {
            credential: Credential::ShareLink {
                link: ShareLinkId(1),
                gallery,
                ends_at: None,
                revoked: false,
            },
            ..granted(studio, UserKind::Guest, [Context::Gallery(gallery)])
        };
        let mut ended = guest.clone();
        ended.credential =
            Credential::ShareLink { link: ShareLinkId(1), gallery, ends_at: Some(now()), revoked: false };
        actors.extend([("guest", guest), ("guest of a link that ended", ended)]);
    }
    for &group in &places.groups {
        actors.push(("vendor of a group", granted(studio, UserKind::Vendor, [Context::ImageGroup(group)])));
    }
    for &product in &places.products {
        let vendor = granted(studio, UserKind::Vendor, [Context::Product(product)]);
        actors.push(("vendor of a product's pictures", vendor));
    }
    actors.extend(dealers(studio, places));
    let some_images = places.images.iter().copied().step_by(5).map(Context::Image);
    actors.push(("vendor of images", granted(studio, UserKind::Vendor, some_images)));
    for &organization in &places.organizations {
        let vendor = granted(studio, UserKind::Vendor, [Context::Organization(organization)]);
        actors.push(("vendor of an organization", vendor));
        let mut contact = actor(studio, UserKind::Client);
        contact.roles[0].actions.remove(&Action::ViewRestrictedGroups);
        for role in MemberRole::ALL {
            let memberships = vec![Membership { organization, role }];
            actors.push(("contact", Actor { memberships, ..contact.clone() }));
        }
    }
    actors
}

async fn listed_images(world: &World, actor: &Actor) -> Vec<ImageId> {
    let tx = world.read().await;
    let visible = Visible::to(actor, Action::ViewGallery);
    let mut ids = Vec::new();
    for deleted in [false, true] {
        let filter = ImageFilter { deleted, ..Default::default() };
        let page = tx.images().list(&visible, &filter, PageRequest::first(1_000)).await.unwrap();
        assert_eq!(page.total, page.items.len() as u64);
        ids.extend(page.items.into_iter().map(|image| image.id));
    }
    ids.sort();
    ids
}

fn sees<T: atelier_domain::access::Protected>(row: &Unchecked<T>, actor: &Actor) -> bool {
    row.decide(actor, Action::ViewGallery).is_allowed()
}

async fn decided_images(world: &World, actor: &Actor, images: &[ImageId]) -> Vec<ImageId> {
    let tx = world.read().await;
    let mut ids = Vec::new();
    for &id in images {
        if sees(&tx.images().find(world.studio.id, id).await.unwrap().unwrap(), actor) {
            ids.push(id);
        }
    }
    ids
}

async fn a_list_of_images_shows_what_the_permission_function_allows(db: TestDatabase) {
    let world = World::on(db).await;
    let places = populate(&world, &mut Dice(7)).await;
    let mut seen = 0;
    for (name, actor) in exact_actors(world.studio.id, &places) {
        let listed = listed_images(&world, &actor).await;
        let decided = decided_images(&world, &actor, &places.images).await;
        assert_eq!(listed, decided, "{name} on {}: {actor:?}", world.db.backend.name());
        seen += listed.len();
    }
    assert!(seen > 100, "the world is too empty to tell anything: {seen}");
}

async fn a_list_of_images_never_shows_more_to_members_than_the_permission_function_allows(db: TestDatabase) {
    let world = World::on(db).await;
    let places = populate(&world, &mut Dice(11)).await;
    let mut seen = 0;
    for &organization in &places.organizations {
        let mut client = actor(world.studio.id, UserKind::Client);
        client.memberships = vec![Membership { organization, role: MemberRole::Admin }];
        let listed = listed_images(&world, &client).await;
        let decided = decided_images(&world, &client, &places.images).await;
        seen += listed.len();
        assert!(listed.iter().all(|id| decided.contains(id)), "{listed:?} of {decided:?}");
    }
    assert!(seen > 0, "the world is too empty to tell anything");
}

async fn a_list_of_galleries_shows_what_the_permission_function_allows(db: TestDatabase) {
    let world = World::on(db).await;
    let places = populate(&world, &mut Dice(13)).await;
    let tx = world.read().await;
    for (name, actor) in exact_actors(world.studio.id, &places) {
        let visible = Visible::to(&actor, Action::ViewGallery);
        let mut listed = Vec::new();
        for deleted in [false, true] {
            let filter = GalleryFilter { deleted, ..Default::default() };
            let page = tx.galleries().list(&visible, &filter, PageRequest::first(1_000)).await.unwrap();
            listed.extend(page.items.into_iter().map(|gallery| gallery.id));
        }
        listed.sort();
        let mut decided = Vec::new();
        for &id in &places.galleries {
            if sees(&tx.galleries().find(world.studio.id, id).await.unwrap().unwrap(), &actor) {
                decided.push(id);
            }
        }
        assert_eq!(listed, decided, "{name} on {}: {actor:?}", world.db.backend.name());
    }
}

async fn a_list_of_products_shows_what_the_permission_function_allows(db: TestDatabase) {
    let world = World::on(db).await;
    let places = populate(&world, &mut Dice(17)).await;
    let tx = world.read().await;
    for (name, actor) in exact_actors(world.studio.id, &places) {
        let visible = Visible::to(&actor, Action::ViewProducts);
        let mut listed = Vec::new();
        for deleted in [false, true] {
            let filter = ProductFilter { deleted, ..Default::default() };
            let page = tx.products().list(&visible, &filter, PageRequest::first(1_000)).await.unwrap();
            listed.extend(page.items.into_iter().map(|product| product.id));
        }
        listed.sort();
        let mut decided = Vec::new();
        for &id in &places.products {
            let row = tx.products().find(world.studio.id, id).await.unwrap().unwrap();
            if row.decide(&actor, Action::ViewProducts).is_allowed() {
                decided.push(id);
            }
        }
        assert_eq!(listed, decided, "{name} on {}: {actor:?}", world.db.backend.name());
    }
}

async fn jobs_are_listed_for_people_of_the_studio_only(db: TestDatabase) {
    let world = World::on(db).await;
    let studio = world.studio.id;
    let tx = world.write().await;
    let kind = "images.make_derivatives";
    let new = NewJob { studio, kind, payload: serde_json::json!({}), run_at: now(), now: now() };
    tx.jobs().enqueue(new).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let count = async |actor: &Actor| {
        let visible = Visible::to(actor, Action::ViewAuditLog);
        tx.jobs().list(&visible, &JobFilter::default(), PageRequest::default()).await.unwrap().total
    };
    let mut stripped = actor(studio, UserKind::Studio);
    stripped.roles[0].actions.clear();
    stripped.grants = vec![Grant {
        id: GrantId(1),
        action: Action::ViewAuditLog,
        context: Context::Studio(studio),
        expires_at: None,
    }];
    assert_eq!(count(&actor(studio, UserKind::Studio)).await, 1);
    assert_eq!(count(&stripped).await, 0);
    assert_eq!(count(&actor(studio, UserKind::Client)).await, 0);
}
