//! Requests that are sent twice.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::world::{Person, World, form};

fn with_key(who: &Person, path: &str, key: &str, body: Value) -> TestRequest {
    let request = TestRequest::post().uri(path).insert_header(("idempotency-key", key.to_owned()));
    who.sends(request.set_json(body))
}

#[actix_web::test]
async fn a_repeated_request_is_answered_and_not_done_again() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let path = "/api/v1/organizations";
    let first = world.send(with_key(&owner, path, "k1", json!({"name": "Fjord"}))).await.expect(201);
    assert_eq!(first.header("idempotency-replayed"), "");
    let second = world.send(with_key(&owner, path, "k1", json!({"name": "Fjord"}))).await.expect(201);
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(second.header("location"), first.header("location"));
    assert_eq!(second.json(), first.json());
    assert_eq!(world.get(&owner, path).await.json()["pagination"]["total"], 1);

    let other = world.send(with_key(&owner, path, "k1", json!({"name": "Dal"}))).await.expect(422);
    assert_eq!(other.code(), "idempotency_key_reused");
    let elsewhere = world.send(with_key(&owner, "/api/v1/roles", "k1", json!({"name": "Fjord"}))).await;
    assert_eq!(elsewhere.expect(422).code(), "idempotency_key_reused");
}

#[actix_web::test]
async fn keys_of_different_people_have_nothing_to_do_with_each_other() {
    let world = World::new().await;
    let (one, two) = (world.studio("nordlys").await, world.studio("sorlys").await);
    let path = "/api/v1/organizations";
    let first = world.send(with_key(&one, path, "k1", json!({"name": "Fjord"}))).await.expect(201);
    let second = world.send(with_key(&two, path, "k1", json!({"name": "Fjord"}))).await.expect(201);
    assert_eq!(second.header("idempotency-replayed"), "");
    assert_ne!(first.data()["id"], second.data()["id"]);
}

#[actix_web::test]
async fn a_request_that_failed_can_be_tried_again_under_its_key() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let path = "/api/v1/organizations";
    world.send(with_key(&owner, path, "k1", json!({"name": ""}))).await.expect(422);
    world.send(with_key(&owner, path, "k1", json!({"name": "Fjord"}))).await.expect(201);
    for bad in ["", "with space", "æøå", &"x".repeat(201)] {
        let refused = world.send(with_key(&owner, path, bad, json!({"name": "Fjord"}))).await;
        assert_eq!(refused.expect(400).code(), "invalid_header");
    }
}

#[actix_web::test]
async fn the_replay_of_a_share_link_lacks_its_secret() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let path = format!("/api/v1/galleries/{}/share-links", world.gallery(&owner).await);
    let first = world.send(with_key(&owner, &path, "k1", json!({}))).await.expect(201);
    assert!(first.data()["token"].is_string());
    let second = world.send(with_key(&owner, &path, "k1", json!({}))).await.expect(201);
    assert_eq!(second.data()["id"], first.data()["id"]);
    assert!(second.data()["token"].is_null());
    assert_eq!(world.get(&owner, &path).await.json()["pagination"]["total"], 1);
}

#[actix_web::test]
async fn an_upload_is_repeatable_too() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let path = format!("/api/v1/galleries/{}/images", world.gallery(&owner).await);
    let upload = || {
        let request = TestRequest::post().uri(&path).insert_header(("idempotency-key", "up1"));
        owner.sends(form(request, &[("a.jpg", b"IMG a")]))
    };
    let first = world.send(upload()).await.expect(201);
    let second = world.send(upload()).await.expect(201);
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(second.json(), first.json());
}
