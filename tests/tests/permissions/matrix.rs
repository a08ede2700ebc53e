//! The whole table as a committed text. Reviewers read its difference; the permissions page shows its short form.

use std::collections::BTreeSet;
use std::fmt::Write;

use atelier_domain::access::{Action, Actor, Cell, Context, Decision, Protected, cell, decide};
use atelier_domain::identity::UserKind;
use atelier_domain::organizations::MemberRole;
use atelier_domain::{GalleryId, OrganizationId, StudioId};
use atelier_tests::golden;

use super::people::{
    A, B, GALLERY, OTHER_STUDIO, STUDIO, contact, gallery, granted, guest_of, noon, second, somebody, view_of,
};

const HEADER: &str = "\
# Who may do what, as `domain::access::decide` answers. Generated; a test compares it with the code.
#
# Every cell asks about one row: gallery 445 of organization A in studio 1.
#   own        the actor at home: its own studio, organization A, or the link to gallery 445
#   org        the same actor, and gallery 446 of organization B in the same studio
#   studio     the same actor, and gallery 445 of organization A in studio 2
#   granted    an actor of this role without organization and link, granted this permission on gallery 445
#   expired    the same, and the grant ends at this very instant
#   nothing    the same without the grant
#
# yes = allowed, 403 = sees the row and may not do this, 404 = for this actor there is no such row.
";

const COLUMNS: [&str; 6] = ["own", "org", "studio", "granted", "expired", "nothing"];

/// A heading, the actor at home, and the kind whose actor stands without a home.
fn roles() -> Vec<(&'static str, Actor, UserKind)> {
    vec![
        ("studio_user", somebody(UserKind::Studio), UserKind::Studio),
        ("client_user as admin of A", contact(A, MemberRole::Admin), UserKind::Client),
        ("client_user as marketing_contact of A", contact(A, MemberRole::MarketingContact), UserKind::Client),
        ("client_user as billing_contact of A", contact(A, MemberRole::BillingContact), UserKind::Client),
        ("guest_user by a link to gallery 445", guest_of(GALLERY), UserKind::Guest),
        ("vendor_user", somebody(UserKind::Vendor), UserKind::Vendor),
    ]
}

fn answer(
    actor: &Actor,
    action: Action,
    id: GalleryId,
    owner: OrganizationId,
    studio: StudioId,
) -> &'static str {
    let facts = gallery(id, owner, studio).facts();
    match decide(actor, action, view_of(action), &facts) {
        Decision::Allowed(_) => "yes",
        Decision::Forbidden(_) => "403",
        Decision::Hidden(_) => "404",
    }
}

fn row(home: &Actor, kind: UserKind, action: Action) -> [&'static str; 6] {
    let stranger = somebody(kind);
    let place = Context::Gallery(GALLERY);
    let with = granted(stranger.clone(), action, place, Some(noon() + second()));
    let late = granted(stranger.clone(), action, place, Some(noon()));
    [
        answer(home, action, GALLERY, A, STUDIO),
        answer(home, action, GalleryId(446), B, STUDIO),
        answer(home, action, GALLERY, A, OTHER_STUDIO),
        answer(&with, action, GALLERY, A, STUDIO),
        answer(&late, action, GALLERY, A, STUDIO),
        answer(&stranger, action, GALLERY, A, STUDIO),
    ]
}

fn line(first: &str, cells: [&str; 6]) -> String {
    let mut text = format!("{first:28}");
    for cell in cells {
        write!(text, "{cell:9}").expect("writing to a string");
    }
    format!("{}\n", text.trim_end())
}

#[test]
fn the_table_of_all_answers_is_as_committed() {
    let mut text = HEADER.to_owned();
    for (heading, home, kind) in roles() {
        text.push_str(&format!("\n{heading}\n{}", line("", COLUMNS)));
        for &action in Action::ALL {
            text.push_str(&line(action.as_str(), row(&home, kind, action)));
        }
    }
    golden::assert_matches_file("tests/tests/permissions/matrix.txt", &text);
}

/// The table of all answers and the short table must tell the same story for somebody who stands nowhere.
#[test]
fn every_action_stands_in_the_table_with_the_answer_of_its_cell() {
    let mut seen = BTreeSet::new();
    for kind in UserKind::ALL {
        for &action in Action::ALL {
            seen.insert(action);
            let [_, _, studio, granted, expired, nothing] = row(&somebody(kind), kind, action);
            assert_eq!(studio, "404", "{action} for {kind:?} in another studio");
            if kind == UserKind::Studio {
                assert_eq!((granted, expired, nothing), ("yes", "yes", "yes"), "{action}");
            } else {
                assert_eq!(granted == "yes", cell(action, kind) != Cell::Never, "{action} for {kind:?}");
                assert_eq!((expired, nothing), ("404", "404"), "{action} for {kind:?}");
            }
        }
    }
    assert_eq!(seen.len(), Action::ALL.len());
}

#[test]
fn the_permissions_page_shows_the_matrix_of_the_code() {
    let mut text =
        "| permission | studio_user | client_user | guest_user | vendor_user |\n|---|---|---|---|---|\n"
            .to_owned();
    for &action in Action::ALL {
        let [studio, client, guest, vendor] = UserKind::ALL.map(|kind| match cell(action, kind) {
            Cell::ByRole => "●",
            Cell::WhenGranted => "○",
            Cell::Never => "–",
        });
        text.push_str(&format!("| `{action}` | {studio} | {client} | {guest} | {vendor} |\n"));
    }
    golden::assert_matches_section("docs/PERMISSIONS.md", "matrix", &text);
}
