//! From the studio's registration to a client's download.

use actix_web::test::TestRequest;
use serde_json::json;

use crate::world::{Person, World};

#[actix_web::test]
async fn a_studio_shares_a_gallery_and_its_client_downloads_a_picture() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let gallery = world.gallery(&owner).await;

    let files: [(&str, &[u8]); 3] =
        [("a.jpg", b"IMG first"), ("b.txt", b"no picture"), ("c.jpg", b"IMG second")];
    let upload = world.upload(&owner, gallery, &files).await.expect(201);
    assert_eq!(upload.data()["stored"], 2);
    assert_eq!(upload.data()["files"][1]["error"]["code"], "unsupported_image_type");
    assert_eq!(std::fs::read_dir(world.spool.path()).unwrap().count(), 0, "the spool folder is tidy");

    let progress = format!("/api/v1/galleries/{gallery}/progress");
    assert_eq!(world.get(&owner, &progress).await.expect(200).data()["processing"], 2);
    world.work().await;
    let done = world.get(&owner, &format!("{progress}/stream")).await.expect(200);
    assert!(String::from_utf8_lossy(&done.body).contains("event: done\ndata: {\"total\":2"));

    let links = format!("/api/v1/galleries/{gallery}/share-links");
    let shared = world.post(&owner, &links, json!({"label": "Board"})).await.expect(201);
    assert_eq!(shared.header("cache-control"), "no-store");
    let token = shared.data()["token"].as_str().unwrap().to_owned();
    assert!(shared.data()["url"].as_str().unwrap().ends_with(&format!("/g/{token}")));

    let entered = world.post(&Person::default(), "/api/v1/share/enter", json!({"token": token})).await;
    let entered = entered.expect(200);
    let guest = Person::of(&entered);
    assert_eq!(entered.data()["gallery_id"], gallery);

    let images = format!("/api/v1/galleries/{gallery}/images");
    let seen = world.get(&guest, &images).await.expect(200);
    assert_eq!(seen.json()["pagination"]["total"], 2);
    let picture = seen.data()[0].clone();
    assert_eq!(picture["metadata"], json!({}), "the link's terms withhold what the camera wrote");
    assert!(picture["content_hash"].is_null());

    let again =
        TestRequest::get().uri(&images).insert_header(("if-none-match", seen.header("etag").to_owned()));
    let again = world.send(guest.sends(again)).await.expect(304);
    assert!(again.body.is_empty());

    let thumb = picture["urls"]["thumb"].as_str().unwrap();
    let file = world.get(&Person::default(), thumb).await.expect(200);
    assert_eq!(file.header("content-type"), "image/jpeg");
    assert_eq!(file.header("etag").len(), 66);
    assert!(file.header("cache-control").contains("immutable"));

    let download = picture["downloads"]["web"].as_str().unwrap();
    let file = world.get(&Person::default(), download).await.expect(200);
    assert_eq!(file.body.as_ref(), b"a picture of size Web");
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"a.jpg\""));
    let part = TestRequest::get().uri(download).insert_header(("range", "bytes=2-8"));
    assert_eq!(world.send(part).await.expect(206).body.as_ref(), b"picture");

    let id = shared.data()["id"].as_i64().unwrap();
    world.delete(&owner, &format!("/api/v1/share-links/{id}")).await.expect(200);
    assert_eq!(world.get(&guest, &images).await.expect(410).code(), "share_link_revoked");
    assert_eq!(world.get(&Person::default(), thumb).await.expect(410).code(), "share_link_revoked");
    let late = world.post(&Person::default(), "/api/v1/share/enter", json!({"token": token})).await;
    assert_eq!(late.expect(410).code(), "share_link_revoked");
}

#[actix_web::test]
async fn an_upload_of_which_nothing_can_be_taken_is_a_problem_that_names_every_file() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let gallery = world.gallery(&owner).await;
    let files: [(&str, &[u8]); 2] = [("a.txt", b"text"), ("b.jpg", b"")];
    let refused = world.upload(&owner, gallery, &files).await.expect(415);
    assert_eq!(refused.code(), "unsupported_image_type");
    assert_eq!(refused.json()["errors"][1]["pointer"], "/files/1");
    assert_eq!(refused.json()["errors"][1]["code"], "empty_file");
    assert_eq!(world.upload(&owner, gallery, &[]).await.status, 422);

    let first = world.upload(&owner, gallery, &[("a.jpg", b"IMG a")]).await.expect(201);
    let second = world.upload(&owner, gallery, &[("a.jpg", b"IMG a")]).await.expect(200);
    assert_eq!(second.data()["files"][0]["status"], "duplicate");
    assert_eq!(first.data()["files"][0]["image"]["id"], second.data()["files"][0]["image"]["id"]);
}

#[actix_web::test]
async fn a_change_on_a_stale_copy_is_refused() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let path = format!("/api/v1/galleries/{}", world.gallery(&owner).await);
    let seen = world.get(&owner, &path).await.expect(200);
    let tag = seen.header("etag").to_owned();
    let change = |tag: &str, name: &str| {
        let request = TestRequest::patch().uri(&path).insert_header(("if-match", tag.to_owned()));
        owner.sends(request.set_json(json!({"subject_name": name})))
    };
    let changed = world.send(change(&tag, "One")).await.expect(200);
    assert_ne!(changed.header("etag"), tag);
    assert_eq!(world.send(change(&tag, "Two")).await.expect(412).code(), "version_mismatch");
    assert_eq!(world.send(change("\"foreign\"", "Two")).await.status, 412);
    assert_eq!(world.get(&owner, &path).await.data()["subject_name"], "One");

    world.patch(&owner, &path, json!({"description": "x"})).await.expect(200);
    world.patch(&owner, &path, json!({"subject_name": "Three"})).await.expect(200);
    assert_eq!(world.get(&owner, &path).await.data()["description"], "x", "what is absent stays");
    world.patch(&owner, &path, json!({"description": null})).await.expect(200);
    assert!(world.get(&owner, &path).await.data()["description"].is_null(), "null clears");
    let refused = world.patch(&owner, &path, json!({"subject_name": null})).await.expect(422);
    assert_eq!(refused.json()["errors"][0]["pointer"], "/subject_name");
}

#[actix_web::test]
async fn sign_in_is_served_with_and_without_the_base() {
    let world = World::new().await;
    world.studio("nordlys").await;
    let body = json!({"username": "nordlys", "password": crate::world::PASSWORD});
    for base in ["/auth", "/api/v1/auth"] {
        let signed_in =
            world.post(&Person::default(), &format!("{base}/login"), body.clone()).await.expect(200);
        assert_eq!(signed_in.data()["token_type"], "bearer");
        assert_eq!(signed_in.header("cache-control"), "no-store");
        let me = world.get(&Person::of(&signed_in), &format!("{base}/me")).await.expect(200);
        assert_eq!(me.data()["username"], "nordlys");
    }
    let wrong =
        world.post(&Person::default(), "/auth/login", json!({"username": "x", "password": "y"})).await;
    assert_eq!(wrong.expect(401).code(), "invalid_credentials");
}

#[actix_web::test]
async fn a_link_ends_at_its_instant_and_takes_its_guests_with_it() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let gallery = world.gallery(&owner).await;
    let links = format!("/api/v1/galleries/{gallery}/share-links");
    let body = json!({"expires_at": "2026-03-01T12:05:00Z", "access_code": "4711"});
    let token = world.post(&owner, &links, body).await.expect(201).data()["token"].clone();
    let enter = |code: serde_json::Value| {
        let body = json!({"token": token, "access_code": code});
        TestRequest::post().uri("/api/v1/share/enter").set_json(body)
    };
    assert_eq!(world.send(enter(json!(null))).await.expect(401).code(), "access_code_required");
    assert_eq!(world.send(enter(json!("4712"))).await.expect(401).code(), "wrong_access_code");
    let guest = Person::of(&world.send(enter(json!("4711"))).await.expect(200));
    let images = format!("/api/v1/galleries/{gallery}/images");
    world.get(&guest, &images).await.expect(200);
    world.clock.advance(chrono::Duration::minutes(5));
    let late = world.get(&guest, &images).await;
    assert!(matches!(late.status, 401 | 410), "{}", late.status);
    assert_eq!(world.send(enter(json!("4711"))).await.expect(410).code(), "share_link_expired");
}

#[actix_web::test]
async fn who_may_upload_no_more_is_refused_before_the_file_is_read() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let gallery = world.gallery(&owner).await;
    world.post(&owner, "/api/v1/auth/logout", json!({})).await.expect(200);
    let refused = world.upload(&owner, gallery, &[("a.jpg", b"IMG a")]).await.expect(401);
    assert_eq!(refused.code(), "session_ended");
    assert_eq!(std::fs::read_dir(world.spool.path()).unwrap().count(), 0);
}
