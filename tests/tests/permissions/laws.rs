//! Laws that hold for every actor: small worlds are drawn at random, so that ids often meet.

use std::collections::BTreeSet;

use atelier_domain::access::{
    Action, Actor, Context, Credential, Decision, Facts, Grant, HeldRole, Membership, Path, Protected, Reach,
    Reason, Visible, decide,
};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::identity::{ApiToken, UserKind};
use atelier_domain::organizations::MemberRole;
use atelier_domain::{
    ApiTokenId, GalleryId, GrantId, ImageGroupId, ImageId, OrganizationId, ProductId, ShareLinkId, StudioId,
    Timestamp, UserId,
};
use chrono::Duration;
use proptest::prelude::*;

use super::people::{gallery, noon, through, view_of};

fn action() -> impl Strategy<Value = Action> {
    // Half of the questions are about the few permissions that lists are made of.
    prop_oneof![
        proptest::sample::select(vec![
            Action::ViewGallery,
            Action::ViewOrganization,
            Action::ShareGallery,
            Action::DownloadImages,
            Action::ViewProducts,
        ]),
        proptest::sample::select(Action::ALL.to_vec()),
    ]
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (-3_i64..=3).prop_map(|seconds| noon() + Duration::seconds(seconds))
}

fn context() -> impl Strategy<Value = Context> {
    (0..7_u8, 1..4_i64).prop_map(|(kind, id)| match kind {
        0 => Context::Studio(StudioId(id)),
        1 => Context::Organization(OrganizationId(id)),
        2 => Context::Gallery(GalleryId(id)),
        3 => Context::ImageGroup(ImageGroupId(id)),
        4 => Context::Image(ImageId(id)),
        5 => Context::Product(ProductId(id)),
        _ => Context::User(UserId(id)),
    })
}

fn grant() -> impl Strategy<Value = Grant> {
    (action(), context(), proptest::option::of(instant()), 1..100_i64)
        .prop_map(|(action, context, expires_at, id)| Grant { id: GrantId(id), action, context, expires_at })
}

/// The built-in role, or a narrower one of the studio's own.
fn role() -> impl Strategy<Value = HeldRole> {
    (
        proptest::sample::select(UserKind::ALL.to_vec()),
        proptest::option::of(proptest::collection::vec(action(), 0..6)),
    )
        .prop_map(|(kind, own)| HeldRole {
            name: kind.role_name().to_owned(),
            kind,
            actions: own.map_or_else(|| kind.actions(), |list| list.into_iter().collect::<BTreeSet<_>>()),
        })
}

fn membership() -> impl Strategy<Value = Membership> {
    (1..4_i64, proptest::sample::select(MemberRole::ALL.to_vec()))
        .prop_map(|(id, role)| Membership { organization: OrganizationId(id), role })
}

fn credential() -> impl Strategy<Value = Credential> {
    prop_oneof![
        4 => Just(Credential::SignIn),
        2 => (1..4_i64, proptest::option::of(instant()), proptest::bool::weighted(0.2)).prop_map(
            |(id, ends_at, revoked)| Credential::ShareLink {
                link: ShareLinkId(1),
                gallery: GalleryId(id),
                ends_at,
                revoked,
            }
        ),
        1 => Just(Credential::Job("a job")),
    ]
}

prop_compose! {
    fn actor()(
        studio in 1..3_i64,
        active in proptest::bool::weighted(0.9),
        roles in proptest::collection::vec(role(), 0..3),
        memberships in proptest::collection::vec(membership(), 0..3),
        grants in proptest::collection::vec(grant(), 0..6),
        credential in credential(),
        now in instant(),
    ) -> Actor {
        Actor {
            user: UserId(1),
            studio: StudioId(studio),
            name: "Somebody".to_owned(),
            active,
            roles,
            memberships,
            grants,
            credential,
            now,
        }
    }
}

fn api_token() -> impl Strategy<Value = ApiToken> {
    let actions = proptest::collection::btree_set(action(), 0..8);
    let revoked = proptest::option::weighted(0.1, instant());
    (actions, proptest::option::of(instant()), revoked, 1..3_i64, 1..3_i64).prop_map(
        |(actions, expires_at, revoked_at, studio, user)| ApiToken {
            id: ApiTokenId(1),
            studio: StudioId(studio),
            user: UserId(user),
            name: "A program".to_owned(),
            prefix: "atl_abcdefgh".to_owned(),
            actions,
            expires_at,
            last_used_at: None,
            revoked_at,
            created_at: noon(),
        },
    )
}

fn live_gallery() -> impl Strategy<Value = Gallery> {
    (1..4_i64, 1..4_i64, 1..3_i64)
        .prop_map(|(id, owner, studio)| gallery(GalleryId(id), OrganizationId(owner), StudioId(studio)))
}

fn facts() -> impl Strategy<Value = Facts> {
    let path =
        (proptest::collection::vec(context(), 0..4), proptest::sample::select(Visibility::ALL.to_vec()))
            .prop_map(|(contexts, visibility)| Path { contexts, visibility });
    (1..3_i64, proptest::collection::vec(path, 0..3))
        .prop_map(|(studio, paths)| Facts { studio: StudioId(studio), paths })
}

fn allowed(actor: &Actor, action: Action, facts: &Facts) -> bool {
    decide(actor, action, view_of(action), facts).is_allowed()
}

/// Whether a list that goes as far as `visible` shows the gallery.
fn lists(visible: &Visible, gallery: &Gallery) -> bool {
    visible.studio() == gallery.studio
        && match visible.reach() {
            Reach::Everything => true,
            Reach::Within(places) => {
                places.studio
                    || places.galleries.contains(&gallery.id)
                    || places.organizations.contains(&gallery.organization)
            }
        }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_studios_row_is_always_hidden(actor in actor(), facts in facts(), action in action()) {
        let facts = Facts { studio: StudioId(actor.studio.0 + 1), ..facts };
        prop_assert_eq!(
            decide(&actor, action, view_of(action), &facts),
            Decision::Hidden(Reason::OtherStudio)
        );
    }

    #[test]
    fn a_further_grant_never_takes_anything_away(
        actor in actor(), facts in facts(), action in action(), grant in grant(),
    ) {
        let mut more = actor.clone();
        more.grants.push(grant);
        prop_assert!(!allowed(&actor, action, &facts) || allowed(&more, action, &facts));
    }

    #[test]
    fn a_further_way_to_a_row_never_takes_anything_away(
        actor in actor(), facts in facts(), way in facts(), action in action(),
    ) {
        let mut more = facts.clone();
        more.paths.extend(way.paths);
        prop_assert!(!allowed(&actor, action, &facts) || allowed(&actor, action, &more));
    }

    #[test]
    fn time_never_opens_anything(actor in actor(), facts in facts(), action in action(), later in 0..10_i64) {
        let then = actor.at(actor.now + Duration::seconds(later));
        prop_assert!(allowed(&actor, action, &facts) || !allowed(&then, action, &facts));
    }

    #[test]
    fn who_is_not_live_sees_nothing(actor in actor(), facts in facts(), action in action()) {
        let gone = Actor { active: false, ..actor };
        prop_assert!(matches!(decide(&gone, action, view_of(action), &facts), Decision::Hidden(_)));
        prop_assert!(matches!(
            Visible::to(&gone, action).reach(),
            Reach::Within(places) if *places == Default::default()
        ));
    }

    #[test]
    fn a_token_narrows_and_never_widens(
        actor in actor(), token in api_token(), facts in facts(), action in action(), gallery in live_gallery(),
    ) {
        let narrowed = actor.clone().narrowed_to(&token);
        let may = allowed(&narrowed, action, &facts);
        prop_assert!(!may || allowed(&actor, action, &facts));
        prop_assert!(!may || token.actions.contains(&action));
        prop_assert!(!may || (token.holds_at(actor.now) && token.user == actor.user));
        let (more, less) = (Visible::to(&actor, action), Visible::to(&narrowed, action));
        prop_assert!(!lists(&less, &gallery) || lists(&more, &gallery));
        prop_assert!(narrowed.actions().is_subset(&actor.actions()));
    }

    #[test]
    fn a_token_with_every_permission_is_its_user(
        actor in actor(), facts in facts(), action in action(), token in api_token(),
    ) {
        let actor = Actor { credential: Credential::SignIn, ..actor };
        let whole = ApiToken {
            actions: Action::ALL.iter().copied().collect(),
            user: actor.user,
            studio: actor.studio,
            expires_at: None,
            revoked_at: None,
            ..token
        };
        let program = actor.clone().narrowed_to(&whole);
        prop_assert_eq!(
            decide(&program, action, view_of(action), &facts),
            decide(&actor, action, view_of(action), &facts)
        );
    }

    #[test]
    fn no_guest_looks_behind_the_scenes(actor in actor(), facts in facts(), action in action()) {
        let actor = Actor { credential: through(GalleryId(1), None), ..actor };
        let mut hidden = facts;
        for path in &mut hidden.paths {
            path.visibility = Visibility::Members;
        }
        prop_assert!(!allowed(&actor, action, &hidden));
    }

    #[test]
    fn what_may_be_done_may_be_seen(actor in actor(), gallery in live_gallery(), action in action()) {
        let seen = decide(&actor, action, Action::ViewGallery, &gallery.facts());
        if matches!(seen, Decision::Forbidden(_)) {
            prop_assert!(allowed(&actor, Action::ViewGallery, &gallery.facts()));
        }
    }

    #[test]
    fn who_sees_a_product_sees_the_pictures_that_it_shows_to_the_public(
        actor in actor(), id in 1..4_i64, studio in 1..3_i64,
    ) {
        let product = Context::Product(ProductId(id));
        let of = |contexts| Facts { studio: StudioId(studio), paths: vec![Path::public(contexts)] };
        let picture = of(vec![Context::Image(ImageId(1)), Context::ImageGroup(ImageGroupId(1)), product]);
        let sees_product =
            decide(&actor, Action::ViewProducts, Action::ViewProducts, &of(vec![product])).is_allowed();
        let sees_picture = decide(&actor, Action::ViewGallery, Action::ViewGallery, &picture).is_allowed();
        prop_assert!(!sees_product || sees_picture);
    }

    #[test]
    fn a_list_shows_exactly_the_products_that_the_permission_function_allows(
        actor in actor(), id in 1..4_i64, studio in 1..3_i64, action in action(),
    ) {
        let place = Context::Product(ProductId(id));
        let facts = Facts { studio: StudioId(studio), paths: vec![Path::public(vec![place])] };
        let visible = Visible::to(&actor, action);
        let by_list = visible.studio() == facts.studio && match visible.reach() {
            Reach::Everything => true,
            Reach::Within(places) => {
                places.studio || places.every_product || places.products.contains(&ProductId(id))
            }
        };
        prop_assert_eq!(by_list, decide(&actor, action, Action::ViewProducts, &facts).is_allowed());
    }

    #[test]
    fn a_list_shows_exactly_the_galleries_that_the_permission_function_allows(
        actor in actor(), gallery in live_gallery(), action in action(),
    ) {
        let by_list = lists(&Visible::to(&actor, action), &gallery);
        let by_row = decide(&actor, action, Action::ViewGallery, &gallery.facts()).is_allowed();
        prop_assert_eq!(by_list, by_row);
    }
}
