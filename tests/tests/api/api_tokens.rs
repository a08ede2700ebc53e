//! Programs that call with a key of their own.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, PASSWORD, Studio, id_of, list, pictures as shown, text};
use reqwest::Method;
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    (server, studio)
}

/// A token of the person with these permissions: its number, and the program that calls with it.
async fn program(person: &Client, permissions: &[&str]) -> (i64, Client) {
    let body = json!({ "name": "Shop", "permissions": permissions });
    let made = person.post(&format!("{API}/api-tokens"), body).await.expect(201).data();
    (id_of(&made), person.with_token(&text(&made, "token")))
}

async fn revoke(studio: &Studio, token: i64) {
    studio.owner.delete(&format!("{API}/api-tokens/{token}")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_may_what_its_token_carries_and_nothing_else() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let (_, shop) = program(&studio.owner, &["can_view_gallery"]).await;

    assert_eq!(id_of(&shown(&shop, gallery).await[0]), image);
    assert_eq!(list(&shop.get(&format!("{API}/galleries")).await.expect(200)).len(), 1);
    shop.patch(&format!("{API}/galleries/{gallery}"), json!({ "subject_name": "Mine" }))
        .await
        .expect_problem(403, "forbidden");
    shop.delete(&format!("{API}/images/{image}?force=true")).await.expect_problem(403, "forbidden");
    atelier_tests::studio::upload(&shop, gallery, &[("b.jpg", pictures::jpeg(60, 40, 2))])
        .await
        .expect_problem(403, "forbidden");
    shop.get(&format!("{API}/api-tokens")).await.expect_problem(403, "forbidden");
    // Neither originals nor downloads are among its permissions, so it gets no address for them.
    let picture = shop.get(&format!("{API}/images/{image}")).await.expect(200).data();
    assert_eq!(picture["downloads"], json!({}), "{picture}");

    let (_, uploader) = program(&studio.owner, &["can_upload_images"]).await;
    atelier_tests::studio::upload(&uploader, gallery, &[("b.jpg", pictures::jpeg(60, 40, 2))])
        .await
        .expect(201);
    uploader.get(&format!("{API}/galleries/{gallery}")).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_never_carries_more_than_its_maker_and_loses_what_its_maker_loses() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let role = json!({
        "name": "assistant", "kind": "studio", "permissions": ["can_view_gallery", "can_manage_api_tokens"],
    });
    let role = id_of(&studio.owner.post(&format!("{API}/roles"), role).await.expect(201).data());
    let body = json!({ "email": "assistant@example.com", "role_id": role });
    let invited = studio.owner.post(&format!("{API}/invitations"), body).await.expect(201).data();
    let accept = json!({ "token": text(&invited, "token"), "name": "Ola", "password": PASSWORD });
    let accepted = studio.owner.anonymous().post(&format!("{API}/auth/accept-invitation"), accept).await;
    let accepted = accepted.expect(201).data();
    let (user, assistant) =
        (id_of(&accepted["user"]), studio.owner.with_token(&text(&accepted, "access_token")));

    let more = json!({ "name": "Shop", "permissions": ["can_view_gallery", "can_delete_gallery"] });
    let refused = assistant.post(&format!("{API}/api-tokens"), more).await;
    let refused = refused.expect_problem(422, "validation_failed").json();
    assert_eq!(refused["errors"][0]["code"], "permission_not_held", "{refused}");
    assert_eq!(refused["errors"][0]["pointer"], "/permissions");

    let (_, shop) = program(&assistant, &["can_view_gallery"]).await;
    let path = format!("{API}/galleries/{gallery}");
    shop.get(&path).await.expect(200);
    studio.owner.delete(&format!("{API}/users/{user}/roles/{role}")).await.expect(200);
    shop.get(&path).await.expect_problem(404, "not_found");
    let again = format!("{API}/users/{user}/roles/{role}");
    studio.owner.put(&again, json!({})).await.expect(200);
    shop.get(&path).await.expect(200);
    studio.owner.post(&format!("{API}/users/{user}/deactivate"), json!({})).await.expect(200);
    shop.get(&path).await.expect_problem(401, "session_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_and_its_addresses_end_at_once() {
    let (server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(900, 600, 1)).await;
    studio.settled(gallery).await;
    let (token, shop) = program(&studio.owner, &["can_view_gallery", "can_download_images"]).await;
    let picture = shown(&shop, gallery).await.remove(0);
    let (thumb, save) = (text(&picture["urls"], "thumb"), text(&picture["downloads"], "web"));
    server.client().get(&thumb).await.expect(200);
    server.client().get(&save).await.expect(200);
    // Its owner's addresses are others, and live on.
    let owners = text(&shown(&studio.owner, gallery).await[0]["urls"], "thumb");
    assert_ne!(owners, thumb);

    revoke(&studio, token).await;
    revoke(&studio, token).await;
    shop.get(&format!("{API}/galleries")).await.expect_problem(401, "api_token_revoked");
    for address in [&thumb, &save] {
        server.client().get(address).await.expect_problem(404, "not_found");
    }
    server.client().get(&owners).await.expect(200);
    let known = studio.owner.get(&format!("{API}/api-tokens/{token}")).await.expect(200).data();
    assert!(known["revoked_at"].is_string() && known["last_used_at"].is_string(), "{known}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_the_owner_has_is_not_taken_for_the_programs() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    studio.settled(gallery).await;
    let path = format!("{API}/galleries/{gallery}/images");
    let owners = studio.owner.get(&path).await.expect(200);
    let tag = owners.header("etag").expect("a tag").to_owned();
    let every: Vec<&str> =
        vec!["can_view_gallery", "can_view_restricted_groups", "can_download_images", "can_access_originals"];
    let (_, shop) = program(&studio.owner, &every).await;
    let asked = shop.request(Method::GET, &path).header("if-none-match", &tag).send().await;
    asked.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_in_the_future_if_it_ends() {
    let (server, studio) = studio().await;
    let wanted =
        |end: &str| json!({ "name": "Shop", "permissions": ["can_view_gallery"], "expires_at": end });
    let past = wanted("2020-01-01T00:00:00Z");
    let refused = studio.owner.post(&format!("{API}/api-tokens"), past).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "in_the_past", "{refused}");
    let end = (server.now().await + chrono::Duration::days(1)).to_rfc3339();
    let made = studio.owner.post(&format!("{API}/api-tokens"), wanted(&end)).await.expect(201).data();
    let shop = studio.owner.with_token(&text(&made, "token"));
    shop.get(&format!("{API}/galleries")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_is_no_business_of_programs() {
    let (_server, studio) = studio().await;
    let roles = list(&studio.owner.get(&format!("{API}/roles")).await.expect(200));
    let all = roles.iter().find(|role| role["name"] == "studio_user").expect("a built-in role");
    let all: Vec<&str> =
        all["permissions"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    let (_, shop) = program(&studio.owner, &all).await;
    let change = json!({ "old_password": PASSWORD, "new_password": "another long pass phrase" });
    let answers = [
        shop.post(&format!("{API}/auth/change-password"), change).await,
        shop.post(&format!("{API}/auth/logout"), json!({})).await,
        shop.patch(&format!("{API}/auth/me"), json!({ "name": "Somebody" })).await,
        shop.post(&format!("{API}/api-tokens"), json!({ "name": "x", "permissions": ["can_view_gallery"] }))
            .await,
    ];
    for answer in answers {
        answer.expect_problem(403, "sign_in_required");
    }
    // Everything else is as for its owner, who is still signed in.
    assert_eq!(id_of(&shop.get(&format!("{API}/auth/me")).await.expect(200).data()), studio.owner_id);
    shop.get(&format!("{API}/users")).await.expect(200);
    studio.owner.get(&format!("{API}/auth/me")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_known_by_its_beginning() {
    let (_server, studio) = studio().await;
    let send = || {
        let request = studio.owner.request(Method::POST, &format!("{API}/api-tokens"));
        let body = json!({ "name": "Shop", "permissions": ["can_view_gallery"] });
        request.header("idempotency-key", "shop").json(body).send()
    };
    let first = send().await.expect(201);
    assert_eq!(first.header("cache-control"), Some("no-store"));
    let secret = text(&first.data(), "token");
    let again = send().await.expect(201);
    let listed = studio.owner.get(&format!("{API}/api-tokens")).await.expect(200);
    let read = studio.owner.get(first.header("location").expect("a place")).await.expect(200);
    for answer in [&again, &listed, &read] {
        assert!(!answer.text().contains(&secret), "{}", answer.text());
        assert!(answer.text().contains(&secret[..12]), "{}", answer.text());
    }
    assert_eq!(list(&listed).len(), 1);
    let log = studio.owner.get(&format!("{API}/audit-log")).await.expect(200);
    assert!(log.text().contains("api_token.created") && !log.text().contains(&secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_did_is_told_with_its_token() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let (token, shop) = program(&studio.owner, &["can_view_gallery", "can_edit_gallery"]).await;
    shop.patch(&format!("{API}/galleries/{gallery}"), json!({ "subject_name": "By the shop" }))
        .await
        .expect(200);
    let log = list(&studio.owner.get(&format!("{API}/audit-log")).await.expect(200));
    let entry = log.iter().find(|entry| entry["kind"] == "gallery.changed").expect("an entry");
    assert_eq!(entry["payload"]["by_api_token_id"], token, "{entry}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_not_given_the_answer_that_its_owner_got() {
    let (_server, studio) = studio().await;
    let (_, shop) = program(&studio.owner, &["can_view_gallery"]).await;
    let send = |who: &Client| {
        let request = who.request(Method::POST, &format!("{API}/organizations"));
        request.header("idempotency-key", "same").json(json!({ "name": "Secret client" })).send()
    };
    send(&studio.owner).await.expect(201);
    send(&shop).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_a_program_makes_gives_no_more_than_the_program_has() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let (_, shop) = program(&studio.owner, &["can_view_gallery", "can_share_gallery"]).await;
    let path = format!("{API}/galleries/{gallery}/share-links");
    let refused = shop.post(&path, json!({})).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "exceeds_own_terms", "{refused}");
    shop.post(&path, json!({ "policy": { "download": false } })).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_and_guesses_are_limited() {
    let server = TestServer::with(&[
        ("limits.enabled", "true"),
        ("limits.calls_per_api_token", "3/1h"),
        ("limits.refused_api_tokens_per_address", "2/1h"),
    ])
    .await;
    let studio = Studio::register(&server.client()).await;
    let (_, shop) = program(&studio.owner, &["can_view_gallery"]).await;
    let path = format!("{API}/galleries");
    for _ in 0..3 {
        shop.get(&path).await.expect(200);
    }
    shop.get(&path).await.expect_problem(429, "rate_limited");
    studio.owner.get(&path).await.expect(200);
    for (guess, status) in [("a", 401), ("b", 401), ("c", 429)] {
        let token = format!("atl_{}", guess.repeat(43));
        server.client().with_token(&token).get(&path).await.expect(status);
    }
}
