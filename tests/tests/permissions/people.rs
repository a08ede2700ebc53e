//! The people and rows that the questions are about.

use atelier_domain::access::{Action, Actor, Area, Context, Credential, Grant, HeldRole, Membership};
use atelier_domain::galleries::{Gallery, GalleryDetails, GalleryMode, GalleryStatus, ProofingSettings};
use atelier_domain::identity::UserKind;
use atelier_domain::organizations::MemberRole;
use atelier_domain::{GalleryId, GrantId, OrganizationId, ShareLinkId, StudioId, Timestamp, UserId};
use chrono::{Duration, TimeZone, Utc};

pub const STUDIO: StudioId = StudioId(1);
pub const OTHER_STUDIO: StudioId = StudioId(2);
pub const A: OrganizationId = OrganizationId(10);
pub const B: OrganizationId = OrganizationId(20);
pub const GALLERY: GalleryId = GalleryId(445);
pub const LINK: ShareLinkId = ShareLinkId(7);

/// Noon of some day: the instant of every question that names no other.
pub fn noon() -> Timestamp {
    Utc.with_ymd_and_hms(2026, 5, 4, 12, 0, 0).single().expect("a real date")
}

pub fn second() -> Duration {
    Duration::seconds(1)
}

/// Somebody of this kind with the built-in role, without memberships and grants.
pub fn somebody(kind: UserKind) -> Actor {
    Actor {
        user: UserId(1),
        studio: STUDIO,
        name: "Somebody".to_owned(),
        active: true,
        roles: vec![HeldRole { name: kind.role_name().to_owned(), kind, actions: kind.actions() }],
        memberships: Vec::new(),
        grants: Vec::new(),
        credential: Credential::SignIn,
        now: noon(),
    }
}

/// A contact of the organization.
pub fn contact(organization: OrganizationId, role: MemberRole) -> Actor {
    Actor { memberships: vec![Membership { organization, role }], ..somebody(UserKind::Client) }
}

/// Somebody who came by a share link: a guest with what guests may do, granted in that gallery.
pub fn guest_of(gallery: GalleryId) -> Actor {
    let grants = UserKind::Guest
        .actions()
        .into_iter()
        .zip(1..)
        .map(|(action, id)| Grant {
            id: GrantId(id),
            action,
            context: Context::Gallery(gallery),
            expires_at: None,
        })
        .collect();
    Actor { grants, credential: through(gallery, None), ..somebody(UserKind::Guest) }
}

/// The credential of a guest whose link ends at `ends_at`.
pub fn through(gallery: GalleryId, ends_at: Option<Timestamp>) -> Credential {
    Credential::ShareLink { link: LINK, gallery, ends_at, revoked: false }
}

pub fn granted(actor: Actor, action: Action, context: Context, expires_at: Option<Timestamp>) -> Actor {
    let mut grants = actor.grants;
    grants.push(Grant { id: GrantId(1_000), action, context, expires_at });
    Actor { grants, ..actor }
}

pub fn gallery(id: GalleryId, organization: OrganizationId, studio: StudioId) -> Gallery {
    Gallery {
        id,
        studio,
        organization,
        details: GalleryDetails { subject_name: "Portraits".to_owned(), description: None },
        primary_image: None,
        status: GalleryStatus::Active,
        ai_enabled: false,
        mode: GalleryMode::default(),
        proofing: ProofingSettings::default(),
        image_count: 0,
        approved_count: 0,
        download_count: 0,
        last_activity_at: None,
        delivered_at: None,
        completed_at: None,
        archived_at: None,
        created_by: None,
        content_version: 1,
        proofing_version: 0,
        version: 1,
        created_at: noon(),
        updated_at: noon(),
        deleted_at: None,
    }
}

/// The permission without which a row that this action is about does not exist for the asker.
pub fn view_of(action: Action) -> Action {
    match action.area() {
        Area::Gallery => Action::ViewGallery,
        Area::Billing => Action::ViewInvoice,
        Area::Administration | Area::General => Action::ViewOrganization,
    }
}
