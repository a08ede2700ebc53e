//! Forgotten passwords.

use atelier_application::identity::{ForgottenPassword, SignedIn, UserPatch};
use atelier_application::paging::PageRequest;
use atelier_application::ports::JobFilter;
use atelier_application::upkeep::Retention;
use atelier_domain::StudioId;
use atelier_domain::access::{Action, Scope, Visible};
use atelier_domain::events::Job;
use chrono::Duration;

use crate::desk::{Desk, PASSWORD, code};

const NEW: &str = "a much better horse";

fn forgotten(login: &str, studio: Option<&str>) -> ForgottenPassword {
    ForgottenPassword {
        login: login.into(),
        studio: studio.map(str::to_owned),
        base_url: "https://studio.example".into(),
    }
}

impl Desk {
    async fn forgot(&self, login: &str) {
        self.users.forgot_password(forgotten(login, None)).await.unwrap().into_inner();
    }

    /// The letters that wait: to whom, and with which token, oldest first.
    async fn letters(&self, studio: StudioId) -> Vec<(String, String)> {
        let tx = self.kernel.read().await.unwrap();
        let scope = Scope::for_job(studio, "test", self.kernel.now());
        let visible = Visible::to(scope.actor(), Action::ViewAuditLog);
        let jobs = tx.jobs().list(&visible, &JobFilter::default(), PageRequest::default()).await.unwrap();
        let mut letters: Vec<_> = jobs.items.into_iter().filter(|job| job.kind == "mail.send").collect();
        letters.sort_by_key(|job| job.id.0);
        let part = |job: &Job, name: &str| {
            job.payload.get(name).and_then(serde_json::Value::as_str).unwrap().to_owned()
        };
        let of = |job: Job| {
            let text = part(&job, "text");
            let (_, rest) = text.split_once("https://studio.example/#reset=").unwrap();
            (part(&job, "to"), rest.split_whitespace().next().unwrap().to_owned())
        };
        letters.into_iter().map(of).collect()
    }

    async fn token(&self, of: &SignedIn) -> String {
        self.forgot("lys").await;
        self.letters(of.user.studio).await.pop().unwrap().1
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_letter_and_every_sign_in_ends() {
    let desk = Desk::open().await;
    let owner = desk.register("Lys").await;
    let token = desk.token(&owner).await;
    assert_eq!(desk.letters(owner.user.studio).await, [("kari@example.com".to_owned(), token.clone())]);
    assert_eq!(token.len(), 43);
    // Asking alone changes nothing.
    assert!(desk.sign_in.login("lys", PASSWORD, None).await.is_ok());

    assert_eq!(code(desk.users.reset_password(&token, "short").await), "weak_password");
    desk.users.reset_password(&token, NEW).await.unwrap().into_inner();
    assert_eq!(code(desk.actors.authenticate(&owner.access_token).await), "session_ended");
    assert_eq!(code(desk.sign_in.refresh(&owner.refresh_token.0).await), "invalid_refresh_token");
    assert_eq!(code(desk.sign_in.login("lys", PASSWORD, None).await), "invalid_credentials");
    assert!(desk.sign_in.login("kari@example.com", NEW, None).await.is_ok());
    assert_eq!(code(desk.users.reset_password(&token, NEW).await), "password_reset_expired");
}

#[tokio::test]
async fn only_the_latest_letter_counts_and_for_an_hour() {
    let desk = Desk::open().await;
    let owner = desk.register("Lys").await;
    let first = desk.token(&owner).await;
    let second = desk.token(&owner).await;
    assert_ne!(first, second);
    assert_eq!(code(desk.users.reset_password(&first, NEW).await), "password_reset_expired");
    assert_eq!(code(desk.users.reset_password("no such token", NEW).await), "password_reset_expired");
    desk.clock.advance(Duration::minutes(60));
    assert_eq!(code(desk.users.reset_password(&second, NEW).await), "password_reset_expired");
    let third = desk.token(&owner).await;
    desk.clock.advance(Duration::minutes(60) - Duration::microseconds(1));
    assert!(desk.users.reset_password(&third, NEW).await.is_ok());
}

#[tokio::test]
async fn a_token_is_stored_as_a_digest_and_swept_when_its_hour_is_over() {
    let desk = Desk::open().await;
    let owner = desk.register("Lys").await;
    let token = desk.token(&owner).await;
    let digest = desk.kernel.tokens.digest(&token);
    let known = async |hash: &str| {
        desk.kernel.read().await.unwrap().password_resets().find_by_hash(hash).await.unwrap().is_some()
    };
    assert!(known(&digest).await && !known(&token).await);
    let days = Duration::days(30);
    let retention = Retention { deleted: days, orphans: days, history: days };
    assert_eq!(desk.upkeep.tidy(retention).await.unwrap().password_resets_purged, 0);
    desk.clock.advance(Duration::minutes(61));
    assert_eq!(desk.upkeep.tidy(retention).await.unwrap().password_resets_purged, 1);
    assert!(!known(&digest).await);
}

#[tokio::test]
async fn nobody_who_cannot_sign_in_gets_a_letter_and_nobody_is_told() {
    let desk = Desk::open().await;
    let owner = desk.register("Lys").await;
    let actor = desk.actor(&owner).await;
    let vendor = desk.vendor(owner.user.studio).await.user;
    for login in ["nobody", "nobody@example.com", "lys@elsewhere"] {
        desk.forgot(login).await;
    }
    assert_eq!(desk.letters(owner.user.studio).await, []);

    desk.forgot("retoucher").await;
    let (_, token) = desk.letters(owner.user.studio).await.pop().unwrap();
    desk.users.deactivate(&actor, vendor.id).await.unwrap().into_inner();
    desk.forgot("retoucher").await;
    assert_eq!(desk.letters(owner.user.studio).await.len(), 1);
    // The letter from before does not come back with the account.
    desk.users.reactivate(&actor, vendor.id).await.unwrap().into_inner();
    assert_eq!(code(desk.users.reset_password(&token, NEW).await), "password_reset_expired");
}

#[tokio::test]
async fn a_letter_ends_when_the_password_or_the_address_changes() {
    let desk = Desk::open().await;
    let owner = desk.register("Lys").await;
    let actor = desk.actor(&owner).await;
    let token = desk.token(&owner).await;
    let name = UserPatch { name: Some("Kari N.".into()), ..UserPatch::default() };
    desk.users.change_me(&actor, name, None).await.unwrap().into_inner();
    let digest = desk.kernel.tokens.digest(&token);
    let known = desk.kernel.read().await.unwrap().password_resets().find_by_hash(&digest).await.unwrap();
    assert!(known.is_some(), "another name ends no letter");
    let address = UserPatch { email: Some(Some("kari@new.example".into())), ..UserPatch::default() };
    desk.users.change_me(&actor, address, None).await.unwrap().into_inner();
    assert_eq!(code(desk.users.reset_password(&token, NEW).await), "password_reset_expired");

    let token = desk.token(&owner).await;
    assert_eq!(desk.letters(owner.user.studio).await.pop().unwrap().0, "kari@new.example");
    desk.users.change_password(&actor, PASSWORD, NEW).await.unwrap().into_inner();
    assert_eq!(code(desk.users.reset_password(&token, "yet another horse").await), "password_reset_expired");
}

#[tokio::test]
async fn an_address_of_several_studios_gets_a_letter_from_each_or_from_the_one_that_is_named() {
    use atelier_application::identity::Registration;
    use atelier_domain::identity::{StudioDetails, UserDetails};
    let desk = Desk::open().await;
    let first = desk.register("Lys").await.user.studio;
    let studio = StudioDetails {
        name: "Skygge".into(),
        business_name: "Skygge AS".into(),
        subdomain: Some("skygge".into()),
        timezone: "UTC".into(),
        currency: "NOK".into(),
        ..StudioDetails::default()
    };
    let owner =
        UserDetails { name: "Kari".into(), email: Some("KARI@example.com".into()), ..UserDetails::default() };
    let input = Registration { studio, owner, password: PASSWORD.into() };
    let second = desk.sign_in.register(input).await.unwrap().into_inner().user.studio;

    desk.forgot(" Kari@Example.com ").await;
    assert_eq!((desk.letters(first).await.len(), desk.letters(second).await.len()), (1, 1));
    let named = forgotten("kari@example.com", Some("SKYGGE"));
    desk.users.forgot_password(named).await.unwrap().into_inner();
    assert_eq!((desk.letters(first).await.len(), desk.letters(second).await.len()), (1, 2));
    // Each link is for the account of its studio alone.
    let (_, token) = desk.letters(second).await.pop().unwrap();
    desk.users.reset_password(&token, NEW).await.unwrap().into_inner();
    assert!(desk.sign_in.login("lys", PASSWORD, None).await.is_ok());
}
