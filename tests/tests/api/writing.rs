//! Changing things: what is absent, what is null, what somebody else changed meanwhile, what is sent twice.

use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of};
use reqwest::Method;
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    (server, studio)
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_patch_absent_leaves_and_null_clears() {
    let (_server, studio) = studio().await;
    let body = json!({ "name": "Acme", "billing_email": "pay@acme.example", "billing_city": "Oslo" });
    let made = studio.owner.post(&format!("{API}/organizations"), body).await.expect(201).data();
    let path = format!("{API}/organizations/{}", id_of(&made));
    let changed = studio.owner.patch(&path, json!({ "billing_city": null })).await.expect(200).data();
    assert_eq!(changed["billing_email"], "pay@acme.example");
    assert_eq!(changed["billing_city"], Value::Null);
    let refused = studio.owner.patch(&path, json!({ "name": null })).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/name");
    let refused = studio.owner.patch(&path, json!({ "nmae": "x" })).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "unknown_field", "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_keep_keys_that_nobody_knows() {
    let (_server, studio) = studio().await;
    let body = json!({ "name": "Acme", "settings": { "po_required": true, "their_own": { "x": 1 } } });
    let made = studio.owner.post(&format!("{API}/organizations"), body).await.expect(201).data();
    let path = format!("{API}/organizations/{}", id_of(&made));
    let patch = json!({ "settings": { "po_required": null, "default_session_type": "headshots" } });
    let changed = studio.owner.patch(&path, patch).await.expect(200).data();
    assert_eq!(changed["settings"], json!({ "their_own": { "x": 1 }, "default_session_type": "headshots" }));
    let wrong = json!({ "settings": { "po_required": "yes" } });
    assert_eq!(
        studio.owner.patch(&path, wrong).await.expect(422).json()["errors"][0]["code"],
        "invalid_setting"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_somebody_else_made_in_between_is_not_lost() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let path = format!("{API}/galleries/{gallery}");
    let read = studio.owner.get(&path).await.expect(200);
    let etag = read.header("etag").expect("a tag").to_owned();
    let change = |subject: &str, etag: &str| {
        let request = studio.owner.request(Method::PATCH, &path).header("if-match", etag);
        request.json(json!({ "subject_name": subject })).send()
    };
    let first = change("Summer portraits", &etag).await.expect(200);
    change("Autumn portraits", &etag).await.expect_problem(412, "version_mismatch");
    let newer = first.header("etag").expect("a tag").to_owned();
    assert_ne!(newer, etag);
    change("Autumn portraits", &newer).await.expect(200);
    change("Winter portraits", "\"of-something-else\"").await.expect_problem(412, "version_mismatch");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_with_the_same_tag_one_wins() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let path = format!("{API}/galleries/{gallery}");
    let etag = studio.owner.get(&path).await.expect(200).header("etag").expect("a tag").to_owned();
    let change = |subject: &'static str| {
        let request = studio.owner.request(Method::PATCH, &path).header("if-match", &etag);
        request.json(json!({ "subject_name": subject })).send()
    };
    let (one, two) = tokio::join!(change("One"), change("Two"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_sent_twice_with_a_key_is_done_once() {
    let (_server, studio) = studio().await;
    let path = format!("{API}/organizations");
    let send = |key: &str, name: &str| {
        let request = studio.owner.request(Method::POST, &path).header("idempotency-key", key);
        request.json(json!({ "name": name })).send()
    };
    let first = send("k1", "Acme").await.expect(201);
    let again = send("k1", "Acme").await.expect(201);
    assert_eq!(first.data(), again.data());
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(first.header("location"), again.header("location"));
    send("k1", "Another").await.expect_problem(422, "idempotency_key_reused");
    let other = send("k2", "Acme").await.expect(201);
    assert_ne!(id_of(&first.data()), id_of(&other.data()));
    let all = studio.owner.get(&path).await.expect(200).json();
    assert_eq!(all["pagination"]["total"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_whoever_chose_it() {
    let (server, studio) = studio().await;
    let stranger = Studio::register(&server.client()).await;
    for owner in [&studio.owner, &stranger.owner] {
        let request = owner.request(Method::POST, &format!("{API}/organizations"));
        let answer = request
            .header("idempotency-key", "same")
            .json(json!({ "name": "Acme" }))
            .send()
            .await
            .expect(201);
        assert_eq!(answer.header("idempotency-replayed"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_replay_of_a_share_link_does_not_tell_its_token() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let send = || {
        let request = studio.owner.request(Method::POST, &format!("{API}/galleries/{gallery}/share-links"));
        request.header("idempotency-key", "link").json(json!({})).send()
    };
    let first = send().await.expect(201).data();
    let again = send().await.expect(201);
    assert!(first["token"].is_string());
    assert!(!again.text().contains(first["token"].as_str().unwrap_or_default()), "{}", again.text());
    assert_eq!(id_of(&again.data()), id_of(&first));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_answer_is_not_sent_again() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    for path in [format!("{API}/galleries/{gallery}"), format!("{API}/galleries/{gallery}/images")] {
        let first = studio.owner.get(&path).await.expect(200);
        let etag = first.header("etag").expect("a tag");
        let again = studio.owner.request(Method::GET, &path).header("if-none-match", etag).send().await;
        assert_eq!(again.expect(304).bytes.len(), 0, "{path}");
    }
    studio.picture(gallery, "a.jpg", atelier_tests::pictures::jpeg(60, 40, 1)).await;
    let list = format!("{API}/galleries/{gallery}/images");
    assert_eq!(studio.owner.get(&list).await.expect(200).json()["pagination"]["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gallery_goes_through_its_life_and_back() {
    let (_server, studio) = studio().await;
    let gallery = studio.some_gallery().await;
    let path = format!("{API}/galleries/{gallery}");
    let step = |name: &'static str| {
        let (owner, path) = (studio.owner.clone(), format!("{path}/{name}"));
        async move { owner.post(&path, json!({})).await }
    };
    assert_eq!(step("complete").await.expect(200).data()["status"], "completed");
    step("complete").await.expect_problem(409, "invalid_transition");
    assert_eq!(step("archive").await.expect(200).data()["status"], "archived");
    assert_eq!(step("reactivate").await.expect(200).data()["status"], "active");
    studio.owner.delete(&path).await.expect(200);
    studio.owner.get(&path).await.expect_problem(404, "not_found");
    step("restore").await.expect(200);
    studio.owner.get(&path).await.expect(200);
    step("restore").await.expect_problem(409, "not_deleted");
}
