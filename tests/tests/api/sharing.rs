//! Doors to galleries, and the terms on which pictures go through them.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, exchange, id_of, list, pictures as shown, text};
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_code_is_asked_for_and_guessing_it_ends() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({ "access_code": "silver-birch" })).await;
    let nobody = server.client();
    exchange(&nobody, &link.token, None).await.expect_problem(401, "access_code_required");
    exchange(&nobody, &link.token, Some("silver-birch")).await.expect(200);
    for _ in 0..10 {
        exchange(&nobody, &link.token, Some("wrong-code")).await.expect_problem(401, "wrong_access_code");
    }
    let locked = exchange(&nobody, &link.token, Some("silver-birch")).await;
    let locked = locked.expect_problem(429, "access_code_locked");
    let seconds: u64 = locked.header("retry-after").and_then(|value| value.parse().ok()).expect("a pause");
    assert!((1..=900).contains(&seconds), "{seconds}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_are_all_counted() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({ "access_code": "silver-birch" })).await;
    let guesses = (0..20).map(|_| {
        let (client, token) = (server.client(), link.token.clone());
        tokio::spawn(async move { exchange(&client, &token, Some("wrong-code")).await.status })
    });
    let mut wrong = 0;
    for guess in guesses.collect::<Vec<_>>() {
        wrong += usize::from(guess.await.expect("an answer") == 401);
    }
    assert!(wrong <= 10, "{wrong} guesses were compared");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_has_ended_answers_410_to_everything() {
    let (server, studio, gallery) = studio().await;
    let soon = server.now().await + chrono::Duration::seconds(2);
    let link = studio.link(gallery, json!({ "expires_at": soon.to_rfc3339() })).await;
    let guest = enter(&server.client(), &link.token).await;
    guest.get(&format!("{API}/galleries/{gallery}")).await.expect(200);
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    // The token lives no longer than the link.
    let late = guest.get(&format!("{API}/galleries/{gallery}")).await;
    assert!(matches!(late.status, 401 | 410), "{}", late.text());
    exchange(&server.client(), &link.token, None).await.expect_problem(410, "share_link_expired");
    let past = json!({ "expires_at": "2020-01-01T00:00:00Z" });
    let refused =
        studio.owner.post(&format!("{API}/galleries/{gallery}/share-links"), past).await.expect(422);
    assert_eq!(refused.json()["errors"][0]["code"], "in_the_past");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_gallery_closes_its_links_until_it_comes_back() {
    let (server, studio, gallery) = studio().await;
    let (link, guest) = studio.guest(gallery).await;
    studio.owner.post(&format!("{API}/galleries/{gallery}/archive"), json!({})).await.expect(200);
    guest.get(&format!("{API}/galleries/{gallery}")).await.expect_problem(410, "gallery_closed");
    exchange(&server.client(), &link.token, None).await.expect_problem(410, "gallery_closed");
    studio.owner.post(&format!("{API}/galleries/{gallery}/reactivate"), json!({})).await.expect(200);
    guest.get(&format!("{API}/galleries/{gallery}")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terms_say_which_sizes_there_are_and_whether_they_may_be_taken() {
    let (server, studio, gallery) = studio().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(900, 600, 1)).await;
    let mine = studio.settled(gallery).await.remove(0);
    assert!(mine["downloads"]["original"].is_string(), "{mine}");
    let policy = json!({ "presets": ["thumb"], "download": false });
    let link = studio.link(gallery, json!({ "policy": policy })).await;
    let guest = enter(&server.client(), &link.token).await;
    let seen = shown(&guest, gallery).await.remove(0);
    let sizes: Vec<&String> = seen["urls"].as_object().expect("addresses").keys().collect();
    assert_eq!(sizes, ["hotpreview", "thumb"], "{seen}");
    assert_eq!(seen["downloads"], json!({}));
    for internal in ["content_hash", "perceptual_hash", "failure"] {
        assert!(seen.get(internal).is_none_or(Value::is_null), "a guest sees {internal}: {seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stricter_terms_hold_for_addresses_that_are_out_already() {
    let (server, studio, gallery) = studio().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(300, 200, 1)).await;
    studio.settled(gallery).await;
    let (link, guest) = studio.guest(gallery).await;
    let address = text(&shown(&guest, gallery).await[0]["downloads"], "web");
    server.client().get(&address).await.expect(200);
    let stricter = json!({ "policy": { "presets": ["thumb"], "download": false } });
    studio.owner.patch(&format!("{API}/share-links/{}", link.id), stricter).await.expect(200);
    server.client().get(&address).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_files_are_taken_than_the_terms_allow_even_at_once() {
    let (server, studio, gallery) = studio().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(300, 200, 1)).await;
    studio.settled(gallery).await;
    let link = studio.link(gallery, json!({ "policy": { "download_limit": 2 } })).await;
    let guest = enter(&server.client(), &link.token).await;
    let address = text(&shown(&guest, gallery).await[0]["downloads"], "web");
    let tries = (0..6).map(|_| {
        let (client, address) = (server.client(), address.clone());
        tokio::spawn(async move { client.get(&address).await.status })
    });
    let mut taken = 0;
    for one in tries.collect::<Vec<_>>() {
        taken += usize::from(one.await.expect("an answer") == 200);
    }
    assert_eq!(taken, 2);
    let refused = server.client().get(&address).await;
    assert_eq!(refused.code().as_deref(), Some("download_limit_reached"), "{}", refused.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_named_as_the_terms_say() {
    let (server, studio, gallery) = studio().await;
    studio.picture(gallery, "first.jpg", pictures::jpeg(300, 200, 1)).await;
    studio.picture(gallery, "second.jpg", pictures::jpeg(300, 200, 2)).await;
    studio.settled(gallery).await;
    let policy = json!({ "filename_template": "{gallery} {index} {preset}" });
    let link = studio.link(gallery, json!({ "policy": policy })).await;
    let guest = enter(&server.client(), &link.token).await;
    let address = text(&shown(&guest, gallery).await[1]["downloads"], "web");
    let file = server.client().get(&address).await.expect(200);
    let disposition = file.header("content-disposition").unwrap_or_default();
    assert!(disposition.contains("Spring portraits 0002 web.jpg"), "{disposition}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guests_own_link_never_gives_more_than_the_guest_has_and_ends_with_it() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({ "policy": { "presets": ["thumb"], "download": false } })).await;
    let guest = enter(&server.client(), &link.token).await;
    let path = format!("{API}/galleries/{gallery}/share-links");
    for more in [
        json!({ "presets": ["thumb", "original"], "download": false }),
        json!({ "presets": ["thumb"], "download": true }),
        json!({ "presets": ["thumb"], "download": false, "strip_metadata": false }),
    ] {
        let refused = guest.post(&path, json!({ "policy": more })).await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], "exceeds_own_terms", "{refused}");
    }
    let own = json!({ "policy": { "presets": ["thumb"], "download": false } });
    let passed_on = guest.post(&path, own).await.expect(201).data();
    let second = enter(&server.client(), &text(&passed_on, "token")).await;
    second.get(&format!("{API}/galleries/{gallery}")).await.expect(200);
    assert_eq!(list(&guest.get(&path).await.expect(200)).len(), 1, "a guest sees the links that it made");
    studio.owner.delete(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    second.get(&format!("{API}/galleries/{gallery}")).await.expect_problem(410, "share_link_revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_never_was_is_not_found() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({})).await;
    for token in ["x".repeat(43), link.token.to_lowercase(), format!("{}x", link.token)] {
        exchange(&server.client(), &token, None).await.expect_problem(404, "not_found");
    }
    let read = studio.owner.get(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    assert!(!read.text().contains(&link.token), "the token is shown once");
    assert_eq!(id_of(&read.data()), link.id);
}
