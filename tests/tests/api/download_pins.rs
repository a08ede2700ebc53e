//! The PIN that downloads by a link may ask for.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, exchange, pictures as shown, text};
use serde_json::json;

const UNLOCK: &str = "/api/v1/share/unlock-downloads";

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_shown_once_and_opens_downloads_for_that_guest() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(300, 200, 1)).await;
    studio.settled(gallery).await;
    let link = studio.link(gallery, json!({ "download_pin": "4711" })).await;
    let told = studio.owner.get(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    assert_eq!(told.data()["has_download_pin"], true);
    assert!(!told.text().contains("argon2") && !told.text().contains("4711"), "{}", told.text());
    let entered = exchange(&server.client(), &link.token, None).await.expect(200).data();
    assert_eq!(entered["needs_download_pin"], true);
    let (guest, other) =
        (enter(&server.client(), &link.token).await, enter(&server.client(), &link.token).await);

    let seen = shown(&guest, gallery).await.remove(0);
    assert_eq!(seen["downloads"], json!({}));
    server.client().get(&text(&seen["urls"], "web")).await.expect(200);
    let archive = format!("{API}/galleries/{gallery}/downloads");
    guest.post(&archive, json!({})).await.expect_problem(403, "download_pin_required");

    guest.post(UNLOCK, json!({})).await.expect(422);
    guest.post(UNLOCK, json!({ "pin": "0000" })).await.expect_problem(403, "wrong_download_pin");
    guest.post(UNLOCK, json!({ "pin": "4711" })).await.expect(200);
    let address = text(&shown(&guest, gallery).await[0]["downloads"], "web");
    server.client().get(&address).await.expect(200);
    guest.post(&archive, json!({})).await.expect(200);
    assert_eq!(shown(&other, gallery).await[0]["downloads"], json!({}), "the other one has not shown it");

    // A new PIN closes what the old one opened, addresses that are out included.
    let patch = json!({ "download_pin": "another" });
    studio.owner.patch(&format!("{API}/share-links/{}", link.id), patch).await.expect(200);
    server.client().get(&address).await.expect_problem(403, "download_pin_required");
    studio.owner.post(UNLOCK, json!({ "pin": "another" })).await.expect_problem(409, "no_download_pin");
    let short =
        studio.owner.patch(&format!("{API}/share-links/{}", link.id), json!({ "download_pin": "1" })).await;
    assert_eq!(short.expect(422).json()["errors"][0]["code"], "invalid_download_pin");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_are_all_counted() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let link = studio.link(gallery, json!({ "download_pin": "4711" })).await;
    let guest = enter(&server.client(), &link.token).await;
    let guesses = (0..20).map(|_| {
        let guest = guest.clone();
        tokio::spawn(async move { guest.post(UNLOCK, json!({ "pin": "0000" })).await.status })
    });
    let mut wrong = 0;
    for guess in guesses.collect::<Vec<_>>() {
        wrong += usize::from(guess.await.expect("an answer") == 403);
    }
    assert!(wrong <= 10, "{wrong} guesses were compared");
    guest.post(UNLOCK, json!({ "pin": "4711" })).await.expect_problem(429, "download_pin_locked");

    // Nobody has guessed at a new one yet.
    let renewed = json!({ "download_pin": "another" });
    studio.owner.patch(&format!("{API}/share-links/{}", link.id), renewed).await.expect(200);
    guest.post(UNLOCK, json!({ "pin": "0000" })).await.expect_problem(403, "wrong_download_pin");
    guest.post(UNLOCK, json!({ "pin": "another" })).await.expect(200);
}
