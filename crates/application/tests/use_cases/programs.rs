//! Programs, with a clock that moves.

use std::collections::BTreeSet;

use atelier_application::identity::{ApiTokenInput, Issued};
use atelier_application::paging::PageRequest;
use atelier_application::ports::Store;
use atelier_domain::Timestamp;
use atelier_domain::access::{Action, Actor};
use atelier_domain::identity::MAX_API_TOKENS;
use chrono::Duration;

use crate::desk::{Desk, code};

fn wanted(expires_at: Option<Timestamp>) -> ApiTokenInput {
    ApiTokenInput { name: "Shop".to_owned(), actions: BTreeSet::from([Action::ViewGallery]), expires_at }
}

async fn issued(desk: &Desk, owner: &Actor, expires_at: Option<Timestamp>) -> Issued {
    desk.api_tokens.create(owner, wanted(expires_at)).await.unwrap().into_inner()
}

async fn last_used(desk: &Desk, owner: &Actor) -> Option<Timestamp> {
    desk.api_tokens.list(owner, PageRequest::default()).await.unwrap().items.first().unwrap().last_used_at
}

#[tokio::test]
async fn a_use_is_written_down_once_an_hour_and_empties_no_cache() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let token = issued(&desk, &owner, None).await.text.0;
    let (start, epoch) = (desk.kernel.now(), desk.database.access_epoch());
    for minutes in [0, 1, 30, 28] {
        desk.clock.advance(Duration::minutes(minutes));
        desk.actors.authenticate(&token).await.unwrap();
        assert_eq!(last_used(&desk, &owner).await, Some(start));
    }
    desk.clock.advance(Duration::minutes(1));
    let writes = desk.database.write_epoch();
    for _ in 0..3 {
        desk.actors.authenticate(&token).await.unwrap();
    }
    assert_eq!(last_used(&desk, &owner).await, Some(start + Duration::hours(1)));
    assert_eq!((desk.database.write_epoch(), desk.database.access_epoch()), (writes + 1, epoch));
}

#[tokio::test]
async fn a_token_ends_at_its_end_and_at_once_when_it_is_revoked() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let end = desk.kernel.now() + Duration::hours(1);
    let ending = issued(&desk, &owner, Some(end)).await;
    let revoked = issued(&desk, &owner, None).await;
    let program = desk.actors.authenticate(&revoked.text.0).await.unwrap();
    assert_eq!((program.user, program.api_token()), (owner.user, Some(revoked.token.id)));
    desk.api_tokens.revoke(&owner, revoked.token.id).await.unwrap().into_inner();
    assert_eq!(code(desk.actors.authenticate(&revoked.text.0).await), "api_token_revoked");
    let of = async |issued: &Issued| desk.actors.of_api_token(owner.studio, issued.token.id).await.unwrap();
    assert!(of(&revoked).await.is_none());

    desk.clock.advance(Duration::hours(1) - Duration::microseconds(1));
    desk.actors.authenticate(&ending.text.0).await.unwrap();
    assert!(of(&ending).await.is_some());
    desk.clock.advance(Duration::microseconds(1));
    assert_eq!(code(desk.actors.authenticate(&ending.text.0).await), "api_token_expired");
    assert!(of(&ending).await.is_none());
    assert_eq!(code(desk.actors.authenticate("atl_never").await), "invalid_token");
}

#[tokio::test]
async fn programs_make_no_tokens_and_a_studio_has_so_many() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let first = issued(&desk, &owner, None).await;
    let program = desk.actors.authenticate(&first.text.0).await.unwrap();
    assert_eq!(code(desk.api_tokens.create(&program, wanted(None)).await), "sign_in_required");
    for _ in 1..MAX_API_TOKENS {
        issued(&desk, &owner, None).await;
    }
    assert_eq!(code(desk.api_tokens.create(&owner, wanted(None)).await), "too_many_api_tokens");
    desk.api_tokens.revoke(&owner, first.token.id).await.unwrap().into_inner();
    issued(&desk, &owner, None).await;
}
