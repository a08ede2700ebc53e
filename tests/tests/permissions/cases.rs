//! The cases that must hold in every version, each by name.

use atelier_domain::access::{
    Action, Actor, Context, Decision, Denied, Facts, Path, Protected, Reason, Scope, Unchecked, decide,
};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::identity::UserKind;
use atelier_domain::organizations::MemberRole;
use atelier_domain::{GalleryId, GrantId, ImageGroupId, ImageId, OrganizationId, ProductId, UserId};

use super::people::{
    A, B, GALLERY, OTHER_STUDIO, STUDIO, contact, gallery, granted, guest_of, noon, second, somebody, through,
};

fn may(actor: &Actor, action: Action, row: &Gallery) -> bool {
    Unchecked::from_storage(row.clone()).decide(actor, action).is_allowed()
}

fn sees(actor: &Actor, row: &Gallery) -> bool {
    may(actor, Action::ViewGallery, row)
}

fn mine() -> Gallery {
    gallery(GALLERY, A, STUDIO)
}

/// A row that hangs in an organization, such as an invoice.
fn row_of(organization: OrganizationId) -> Facts {
    Facts { studio: STUDIO, paths: vec![Path::public(vec![Context::Organization(organization)])] }
}

/// A picture in a group of gallery 445.
fn picture(visibility: Visibility) -> Facts {
    let contexts = vec![
        Context::Image(ImageId(3)),
        Context::ImageGroup(ImageGroupId(4)),
        Context::Gallery(GALLERY),
        Context::Organization(A),
    ];
    Facts { studio: STUDIO, paths: vec![Path { contexts, visibility }] }
}

fn may_view(actor: &Actor, facts: &Facts) -> bool {
    decide(actor, Action::ViewGallery, Action::ViewGallery, facts).is_allowed()
}

#[test]
fn a_contact_of_organization_a_never_sees_organization_b() {
    let theirs = gallery(GalleryId(446), B, STUDIO);
    for role in MemberRole::ALL {
        let contact = contact(A, role);
        for &action in Action::ALL {
            assert!(!may(&contact, action, &theirs), "{role:?} {action}");
            let answer = decide(&contact, action, Action::ViewOrganization, &row_of(B));
            assert_eq!(answer, Decision::Hidden(Reason::NotGranted), "{role:?} {action}");
        }
    }
    assert!(sees(&contact(A, MemberRole::Admin), &mine()));
}

#[test]
fn the_guest_of_gallery_445_sees_only_445() {
    let guest = guest_of(GALLERY);
    assert!(sees(&guest, &mine()));
    for neighbour in [gallery(GalleryId(446), A, STUDIO), gallery(GalleryId(444), B, STUDIO)] {
        for &action in Action::ALL {
            assert!(!may(&guest, action, &neighbour), "{action} on {}", neighbour.id);
        }
    }
    assert!(!decide(&guest, Action::ViewOrganization, Action::ViewOrganization, &row_of(A)).is_allowed());
}

#[test]
fn a_billing_contact_sees_the_invoice_and_not_the_gallery() {
    let contact = contact(A, MemberRole::BillingContact);
    let invoice = decide(&contact, Action::ViewInvoice, Action::ViewInvoice, &row_of(A));
    assert!(invoice.is_allowed(), "{invoice:?}");
    assert_eq!(
        Unchecked::from_storage(mine()).read(&contact),
        Err(Denied::Hidden),
        "the gallery does not exist for the billing contact"
    );
}

#[test]
fn a_marketing_contact_sees_the_gallery_and_not_the_invoice() {
    let contact = contact(A, MemberRole::MarketingContact);
    assert!(sees(&contact, &mine()));
    let invoice = decide(&contact, Action::ViewInvoice, Action::ViewInvoice, &row_of(A));
    assert_eq!(invoice, Decision::Hidden(Reason::NotGranted));
}

#[test]
fn only_admin_members_manage_the_contacts_of_their_organization() {
    let manages = |role| {
        decide(&contact(A, role), Action::ManageOrgUsers, Action::ViewOrganization, &row_of(A)).is_allowed()
    };
    assert!(manages(MemberRole::Admin));
    assert!(!manages(MemberRole::MarketingContact));
    assert!(!manages(MemberRole::BillingContact));
}

#[test]
fn a_grant_that_expired_one_second_ago_does_not_count() {
    let vendor = somebody(UserKind::Vendor);
    let until = |end| granted(vendor.clone(), Action::ViewGallery, Context::Gallery(GALLERY), Some(end));
    assert!(!sees(&until(noon() - second()), &mine()));
    assert!(!sees(&until(noon()), &mine()), "a grant ends at its end, not after it");
    assert!(sees(&until(noon() + second()), &mine()));
}

#[test]
fn an_answer_by_a_grant_names_the_grant_and_its_end() {
    let end = noon() + second();
    let vendor =
        granted(somebody(UserKind::Vendor), Action::UploadImages, Context::Gallery(GALLERY), Some(end));
    assert_eq!(
        Unchecked::from_storage(mine()).decide(&vendor, Action::UploadImages),
        Decision::Allowed(Reason::Granted {
            grant: GrantId(1_000),
            context: Context::Gallery(GALLERY),
            expires_at: Some(end),
        })
    );
}

#[test]
fn a_guest_leaves_when_the_link_ends_or_is_revoked() {
    let guest = guest_of(GALLERY);
    let ends = Actor { credential: through(GALLERY, Some(noon() + second())), ..guest.clone() };
    assert!(sees(&ends, &mine()));
    assert!(!sees(&ends.at(noon() + second()), &mine()));
    let atelier_domain::access::Credential::ShareLink { link, gallery, ends_at, .. } = guest.credential
    else {
        unreachable!("a guest comes by a link")
    };
    let revoked = atelier_domain::access::Credential::ShareLink { link, gallery, ends_at, revoked: true };
    assert!(!sees(&Actor { credential: revoked, ..guest }, &mine()));
}

#[test]
fn what_stands_behind_the_scenes_is_hidden_from_guests_whatever_they_were_granted() {
    let mut guest = guest_of(GALLERY);
    for &action in Action::ALL {
        for context in [Context::Gallery(GALLERY), Context::Image(ImageId(3)), Context::Studio(STUDIO)] {
            guest = granted(guest, action, context, None);
        }
    }
    assert!(may_view(&guest, &picture(Visibility::Public)));
    assert!(!may_view(&guest, &picture(Visibility::Members)));
    assert!(!may_view(&guest, &picture(Visibility::Studio)));
}

#[test]
fn members_see_what_stands_behind_the_scenes_and_not_what_the_studio_keeps() {
    let contact = contact(A, MemberRole::MarketingContact);
    assert!(may_view(&contact, &picture(Visibility::Members)));
    assert!(!may_view(&contact, &picture(Visibility::Studio)));
    assert!(may_view(&somebody(UserKind::Studio), &picture(Visibility::Studio)));
}

#[test]
fn a_vendor_needs_a_second_grant_for_what_stands_behind_the_scenes() {
    let place = Context::Gallery(GALLERY);
    let one = granted(somebody(UserKind::Vendor), Action::ViewGallery, place, None);
    assert!(!may_view(&one, &picture(Visibility::Members)));
    let both = granted(one, Action::ViewRestrictedGroups, place, None);
    assert!(may_view(&both, &picture(Visibility::Members)));
    assert!(!may_view(&both, &picture(Visibility::Studio)));
}

#[test]
fn a_role_without_a_context_opens_nothing() {
    for kind in [UserKind::Client, UserKind::Guest, UserKind::Vendor] {
        for &action in Action::ALL {
            assert!(!may(&somebody(kind), action, &mine()), "{kind:?} {action}");
        }
    }
}

#[test]
fn a_grant_never_gives_what_the_kind_never_does() {
    let place = Context::Gallery(GALLERY);
    let vendor = granted(somebody(UserKind::Vendor), Action::ViewGallery, place, None);
    let vendor = granted(vendor, Action::DeleteGallery, place, None);
    assert_eq!(
        Unchecked::from_storage(mine()).write(&vendor, Action::DeleteGallery).err(),
        Some(Denied::Forbidden { action: Action::DeleteGallery })
    );
}

#[test]
fn what_is_seen_and_not_allowed_is_forbidden_and_what_is_not_seen_is_hidden() {
    let client = contact(A, MemberRole::Admin);
    let refused = |row: Gallery| Unchecked::from_storage(row).write(&client, Action::EditGallery).err();
    assert_eq!(refused(mine()), Some(Denied::Forbidden { action: Action::EditGallery }));
    assert_eq!(refused(gallery(GALLERY, B, STUDIO)), Some(Denied::Hidden));
}

#[test]
fn an_owner_finds_nothing_in_another_studio() {
    let theirs = gallery(GALLERY, A, OTHER_STUDIO);
    for &action in Action::ALL {
        let answer = Unchecked::from_storage(theirs.clone()).decide(&somebody(UserKind::Studio), action);
        assert_eq!(answer, Decision::Hidden(Reason::OtherStudio), "{action}");
    }
}

#[test]
fn an_inactive_account_finds_nothing_at_home() {
    let gone = Actor { active: false, ..somebody(UserKind::Studio) };
    assert_eq!(
        Unchecked::from_storage(mine()).decide(&gone, Action::ViewGallery),
        Decision::Hidden(Reason::NotLive)
    );
}

#[test]
fn a_deleted_gallery_exists_for_the_studio_only() {
    let deleted = Gallery { deleted_at: Some(noon()), ..mine() };
    assert!(sees(&somebody(UserKind::Studio), &deleted));
    assert!(!sees(&contact(A, MemberRole::Admin), &deleted));
    assert!(!sees(&guest_of(GALLERY), &deleted));
}

#[test]
fn a_job_works_in_its_studio_only() {
    let scope = Scope::for_job(STUDIO, "recount", noon());
    assert!(sees(scope.actor(), &mine()));
    assert!(!sees(scope.actor(), &gallery(GALLERY, A, OTHER_STUDIO)));
}

#[test]
fn an_owner_of_a_narrow_role_may_do_what_it_lists_and_sees_the_rest() {
    let mut assistant = somebody(UserKind::Studio);
    for role in &mut assistant.roles {
        role.actions = [Action::ViewGallery, Action::UploadImages].into();
    }
    assert!(may(&assistant, Action::UploadImages, &mine()));
    assert_eq!(
        Unchecked::from_storage(mine()).write(&assistant, Action::DeleteGallery).err(),
        Some(Denied::Forbidden { action: Action::DeleteGallery })
    );
}

#[test]
fn a_deleted_picture_is_hidden_from_those_who_were_granted_it() {
    let facts = |deleted: bool| {
        let row = picture_row(deleted);
        row.facts()
    };
    let vendor = granted(somebody(UserKind::Vendor), Action::ViewGallery, Context::Image(ImageId(3)), None);
    assert!(may_view(&vendor, &facts(false)));
    assert!(!may_view(&vendor, &facts(true)));
}

const MUG: Context = Context::Product(ProductId(12));

/// A picture in a group of product 12.
fn in_product(visibility: Visibility) -> Facts {
    let contexts = vec![Context::Image(ImageId(3)), Context::ImageGroup(ImageGroupId(4)), MUG];
    Facts { studio: STUDIO, paths: vec![Path { contexts, visibility }] }
}

fn dealer_in(place: Context) -> Actor {
    granted(somebody(UserKind::Vendor), Action::ViewProducts, place, None)
}

#[test]
fn who_may_look_at_a_product_sees_what_it_shows_to_the_public() {
    for place in [MUG, Context::Studio(STUDIO)] {
        let dealer = dealer_in(place);
        assert!(may_view(&dealer, &in_product(Visibility::Public)), "{place:?}");
        assert!(!may_view(&dealer, &in_product(Visibility::Members)), "{place:?}");
        assert!(!may_view(&dealer, &in_product(Visibility::Studio)), "{place:?}");
    }
    let places =
        [Context::Product(ProductId(13)), Context::ImageGroup(ImageGroupId(4)), Context::Image(ImageId(3))];
    for place in places {
        assert!(!may_view(&dealer_in(place), &in_product(Visibility::Public)), "{place:?} is no product");
    }
    let late = granted(somebody(UserKind::Vendor), Action::ViewProducts, MUG, Some(noon()));
    assert!(!may_view(&late, &in_product(Visibility::Public)));
}

#[test]
fn a_dealer_who_may_look_behind_the_scenes_of_a_product_does_so() {
    let dealer = granted(dealer_in(MUG), Action::ViewRestrictedGroups, MUG, None);
    assert!(may_view(&dealer, &in_product(Visibility::Members)));
    assert!(!may_view(&dealer, &in_product(Visibility::Studio)));
}

#[test]
fn looking_at_a_product_gives_nothing_but_looking() {
    let dealer = dealer_in(MUG);
    for &action in Action::ALL.iter().filter(|&&action| action != Action::ViewGallery) {
        let answer = decide(&dealer, action, Action::ViewGallery, &in_product(Visibility::Public));
        // Asked about products themselves, the grant is what it is.
        assert_eq!(answer.is_allowed(), action == Action::ViewProducts, "{action}");
    }
    assert!(!may_view(&dealer, &picture(Visibility::Public)), "the way through a gallery stays closed");
}

#[test]
fn neither_guests_nor_contacts_see_what_only_a_product_shows() {
    for visibility in Visibility::ALL {
        assert!(!may_view(&guest_of(GALLERY), &in_product(visibility)));
        assert!(!may_view(&contact(A, MemberRole::Admin), &in_product(visibility)));
    }
}

#[test]
fn a_role_of_the_studio_that_sees_products_sees_all_that_they_show() {
    let mut seller = somebody(UserKind::Studio);
    seller.roles[0].actions = [Action::ViewProducts].into();
    for visibility in [Visibility::Public, Visibility::Studio] {
        assert!(may_view(&seller, &in_product(visibility)), "{visibility:?}");
    }
    assert!(!may_view(&seller, &picture(Visibility::Public)));
}

fn picture_row(deleted: bool) -> atelier_domain::images::Image {
    use atelier_domain::images::{Image, ImageFormat, ProcessingState};
    Image {
        id: ImageId(3),
        studio: STUDIO,
        filename: "a.jpg".to_owned(),
        alt_text: None,
        focal_point: None,
        ai: atelier_domain::images::AiLabel::None,
        storage_key: "originals/1/ab/abc.jpg".to_owned(),
        content_hash: "ab".repeat(32),
        file_size: 1,
        format: ImageFormat::Jpeg,
        width: 1,
        height: 1,
        metadata: Default::default(),
        taken_at: None,
        perceptual_hash: None,
        state: ProcessingState::Ready,
        failure: None,
        current_version: 1,
        mirror: None,
        uploaded_by: Some(UserId(1)),
        uploaded_at: noon(),
        version: 1,
        created_at: noon(),
        updated_at: noon(),
        deleted_at: deleted.then(noon),
        placements: Vec::new(),
    }
}
