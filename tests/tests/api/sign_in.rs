//! Tokens: how they come, how they change hands, how they end.

use atelier_tests::client::Client;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, PASSWORD, Studio, text, unique};
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    (server, studio)
}

async fn refresh(client: &Client, token: &str) -> atelier_tests::client::Answer {
    client.anonymous().post(&format!("{API}/auth/refresh"), json!({ "refresh_token": token })).await
}

async fn me(client: &Client) -> atelier_tests::client::Answer {
    client.get(&format!("{API}/auth/me")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_says_whether_it_waits_for_its_first_studio_and_nothing_else() {
    let server = TestServer::start().await;
    let nobody = server.client();
    let setup = async || nobody.get(&format!("{API}/setup")).await.expect(200);
    assert_eq!(setup().await.data(), json!({ "needed": true }));
    nobody
        .post(&format!("{API}/auth/login"), json!({ "username": "kari", "password": PASSWORD }))
        .await
        .expect(401);
    assert_eq!(setup().await.data(), json!({ "needed": true }));
    let studio = Studio::register(&nobody).await;
    for _ in 0..2 {
        let said = setup().await;
        assert_eq!(said.data(), json!({ "needed": false }));
        assert!(
            said.header("cache-control").is_some_and(|it| it.contains("no-store") || it.contains("no-cache"))
        );
    }
    // A sign-in changes nothing of it.
    assert_eq!(
        studio.owner.get(&format!("{API}/setup")).await.expect(200).data(),
        json!({ "needed": false })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_good_for_one_exchange_and_its_reuse_ends_the_sign_in() {
    let (_server, studio) = studio().await;
    let first = studio.refresh_token.clone();
    let second = refresh(&studio.owner, &first).await.expect(200).data();
    let newer = studio.owner.with_token(&text(&second, "access_token"));
    me(&newer).await.expect(200);

    refresh(&studio.owner, &first).await.expect_problem(401, "refresh_token_reused");
    refresh(&studio.owner, &text(&second, "refresh_token"))
        .await
        .expect_problem(401, "invalid_refresh_token");
    me(&newer).await.expect_problem(401, "session_ended");
    me(&studio.owner).await.expect_problem(401, "session_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_exchanges_at_once_give_one_pair_of_tokens() {
    let (_server, studio) = studio().await;
    let token = studio.refresh_token.clone();
    let (one, two) = tokio::join!(refresh(&studio.owner, &token), refresh(&studio.owner, &token));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_this_sign_in_at_once_and_no_other() {
    let (_server, studio) = studio().await;
    let other = studio.sign_in().await;
    studio.owner.post(&format!("{API}/auth/logout"), json!({})).await.expect(200);
    me(&studio.owner).await.expect_problem(401, "session_ended");
    refresh(&studio.owner, &studio.refresh_token).await.expect_problem(401, "invalid_refresh_token");
    me(&studio.owner.with_token(&text(&other, "access_token"))).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_sign_in() {
    let (_server, studio) = studio().await;
    let other = studio.owner.with_token(&text(&studio.sign_in().await, "access_token"));
    let wrong = json!({ "old_password": "not this one at all", "new_password": "another quiet evening" });
    let refused = studio.owner.post(&format!("{API}/auth/change-password"), wrong).await;
    assert_eq!(refused.expect(422).json()["errors"][0]["code"], "wrong_password");
    let body = json!({ "old_password": PASSWORD, "new_password": "another quiet evening" });
    studio.owner.post(&format!("{API}/auth/change-password"), body).await.expect(200);
    me(&other).await.expect_problem(401, "session_ended");
    let old = json!({ "username": studio.email, "password": PASSWORD });
    studio
        .owner
        .anonymous()
        .post(&format!("{API}/auth/login"), old)
        .await
        .expect_problem(401, "invalid_credentials");
    let new = json!({ "username": studio.email, "password": "another quiet evening" });
    studio.owner.anonymous().post(&format!("{API}/auth/login"), new).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deactivated_person_is_out_at_once() {
    let (_server, studio) = studio().await;
    let (id, person) = studio.person("studio_user", None).await;
    me(&person).await.expect(200);
    studio.owner.post(&format!("{API}/users/{id}/deactivate"), json!({})).await.expect(200);
    me(&person).await.expect_problem(401, "session_ended");
    studio
        .owner
        .post(&format!("{API}/users/{}/deactivate", studio.owner_id), json!({}))
        .await
        .expect_problem(409, "own_account");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_and_a_wrong_password_are_told_apart_by_nothing() {
    let (_server, studio) = studio().await;
    let try_with = |username: String| {
        let client = studio.owner.anonymous();
        async move {
            let body = json!({ "username": username, "password": "wrong, but long enough" });
            client
                .post(&format!("{API}/auth/login"), body)
                .await
                .expect_problem(401, "invalid_credentials")
                .json()
        }
    };
    let mut known = try_with(studio.email.clone()).await;
    let mut unknown = try_with("nobody@nowhere.example".to_owned()).await;
    for body in [&mut known, &mut unknown] {
        body["request_id"] = Value::Null;
    }
    assert_eq!(known, unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_short_addresses_of_sign_in_do_the_same() {
    let (_server, studio) = studio().await;
    let nobody = studio.owner.anonymous();
    let body = json!({ "username": studio.email, "password": PASSWORD });
    let signed_in = nobody.post("/auth/login", body).await.expect(200).data();
    let me = nobody.with_token(&text(&signed_in, "access_token")).get("/auth/me").await.expect(200).data();
    assert_eq!(me["email"], studio.email);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_addresses_are_compared_without_case_and_taken_once() {
    let (server, studio) = studio().await;
    let body = json!({ "username": studio.email.to_uppercase(), "password": PASSWORD });
    server.client().post(&format!("{API}/auth/login"), body).await.expect(200);
    let number = unique();
    let register = |username: String, email: String| {
        let client = server.client();
        async move {
            let body = json!({
                "studio_name": "Another", "name": "A", "username": username, "email": email, "password": PASSWORD,
            });
            client.post(&format!("{API}/auth/register"), body).await
        }
    };
    register(format!("kari{number}"), format!("kari{number}@a.example")).await.expect(201);
    register(format!("KARI{number}"), format!("kari{number}@b.example"))
        .await
        .expect_problem(409, "username_taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_taken_up_once() {
    let (_server, studio) = studio().await;
    let organization = studio.organization("Acme").await;
    let (_, client) = studio.person("client_user", Some(organization)).await;
    let me = me(&client).await.expect(200).data();
    assert_eq!((&me["kind"], &me["organization_ids"]), (&json!("client"), &json!([organization])));
    let open = studio.owner.get(&format!("{API}/invitations")).await.expect(200).data();
    assert_eq!(open, json!([]), "an invitation that was taken up is no longer open");
    let forged = json!({ "token": "x".repeat(43), "name": "Somebody", "password": PASSWORD });
    let refused = studio.owner.anonymous().post(&format!("{API}/auth/accept-invitation"), forged).await;
    assert!(matches!(refused.status, 404 | 422), "{}", refused.text());
}
