//! Previews: what a client would see, for who may share it, without a trace.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, id_of, list, pictures as shown, text};
use serde_json::{Value, json};

struct Scene {
    server: TestServer,
    studio: Studio,
    organization: i64,
    gallery: i64,
    open: i64,
    hidden: i64,
}

/// A gallery with one picture for everybody and one for members only.
async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let organization = studio.organization("Acme").await;
    let gallery = studio.gallery(organization, "Spring portraits").await;
    let open = studio.picture(gallery, "open.jpg", pictures::jpeg(600, 400, 1)).await;
    let elsewhere = studio.gallery(organization, "Elsewhere").await;
    let hidden = studio.picture(elsewhere, "hidden.jpg", pictures::jpeg(300, 200, 2)).await;
    studio.group(&format!("galleries/{gallery}"), "behind_the_scenes", "members", &[hidden]).await;
    studio.settled(gallery).await;
    Scene { server, studio, organization, gallery, open, hidden }
}

async fn preview(maker: &Client, gallery: i64, body: Value) -> Client {
    let made = maker.post(&format!("{API}/galleries/{gallery}/preview"), body).await.expect(200);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    maker.with_token(&text(&made.data(), "access_token"))
}

/// Everything that looking could have moved.
async fn traces(scene: &Scene) -> (Value, Value, Value) {
    let owner = &scene.studio.owner;
    let links = owner.get(&format!("{API}/galleries/{}/share-links", scene.gallery)).await.expect(200);
    let gallery = owner.get(&format!("{API}/galleries/{}", scene.gallery)).await.expect(200).data();
    let log = owner.get(&format!("{API}/audit-log?limit=1")).await.expect(200).json();
    (links.json()["data"].clone(), gallery, log["pagination"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_sees_what_a_guest_on_its_terms_sees_and_leaves_no_trace() {
    let scene = scene().await;
    let Scene { gallery, .. } = scene;
    let policy =
        json!({ "presets": ["thumb"], "download": true, "watermark": { "text": "for {recipient}" } });
    let body = json!({ "label": "Kari", "policy": policy });
    let link = scene.studio.link(gallery, body.clone()).await;
    let before = traces(&scene).await;

    let as_client = preview(&scene.studio.owner, gallery, body).await;
    let seen = shown(&as_client, gallery).await;
    assert_eq!(seen.iter().map(id_of).collect::<Vec<_>>(), [scene.open], "the hidden group is hidden");
    let sizes: Vec<&String> = seen[0]["urls"].as_object().expect("addresses").keys().collect();
    assert_eq!(sizes, ["hotpreview", "thumb"]);
    let groups = as_client.get(&format!("{API}/galleries/{gallery}/groups?include=images")).await.expect(200);
    assert!(!groups.text().contains("behind_the_scenes"), "{}", groups.text());
    as_client.get(&format!("{API}/images/{}", scene.hidden)).await.expect_problem(404, "not_found");
    let row = as_client.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data();
    assert!(row["image_count"].is_null() && row["primary_image"]["id"] == scene.open, "{row}");
    for path in ["decisions", "proofing", "selections", "progress"] {
        as_client.get(&format!("{API}/galleries/{gallery}/{path}")).await.expect(200);
    }
    let marked = scene.server.client().get(&text(&seen[0]["urls"], "thumb")).await.expect(200);
    let save = scene.server.client().get(&text(&seen[0]["downloads"], "thumb")).await;
    save.expect_problem(403, "preview_is_read_only");
    assert_eq!(traces(&scene).await, before, "nothing was counted or written down");

    // What a guest of such a link sees is the same to the byte.
    let guest = enter(&scene.server.client(), &link.token).await;
    let theirs = shown(&guest, gallery).await;
    let theirs = scene.server.client().get(&text(&theirs[0]["urls"], "thumb")).await.expect(200);
    assert_eq!(marked.header("etag"), theirs.header("etag"));
    let plain = shown(&scene.studio.owner, gallery).await;
    let plain = plain.iter().find(|image| id_of(image) == scene.open).expect("the picture");
    let plain = scene.server.client().get(&text(&plain["urls"], "thumb")).await.expect(200);
    assert_ne!(marked.header("etag"), plain.header("etag"), "the mark is drawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_there_is_is_shown_without_its_code_and_its_pin() {
    let scene = scene().await;
    let Scene { gallery, .. } = scene;
    let body = json!({ "access_code": "silver-birch", "download_pin": "4711", "label": "Kari",
        "policy": { "download": true, "presets": ["thumb", "web"] } });
    let link = scene.studio.link(gallery, body).await;
    let before = traces(&scene).await;
    let as_client = preview(&scene.studio.owner, gallery, json!({ "link_id": link.id })).await;
    let seen = &shown(&as_client, gallery).await[0];
    assert!(seen["downloads"]["web"].is_string(), "{seen}");
    assert_eq!(traces(&scene).await, before);

    let path = format!("{API}/galleries/{gallery}/preview");
    let both = json!({ "link_id": link.id, "policy": {} });
    let problem = scene.studio.owner.post(&path, both).await.expect_problem(422, "validation_failed");
    assert_eq!(problem.json()["errors"][0]["code"], "contradicts");
    let other = scene.studio.gallery(scene.organization, "Another").await;
    let elsewhere = format!("{API}/galleries/{other}/preview");
    let wrong = scene.studio.owner.post(&elsewhere, json!({ "link_id": link.id })).await;
    wrong.expect_problem(404, "not_found");
    scene.studio.owner.delete(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    let gone = scene.studio.owner.post(&path, json!({ "link_id": link.id })).await;
    gone.expect_problem(410, "share_link_revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_changes_nothing_by_any_route() {
    let scene = scene().await;
    let (gallery, image) = (scene.gallery, scene.open);
    let as_client = preview(&scene.studio.owner, gallery, json!({})).await;
    let here = format!("{API}/galleries/{gallery}");
    for answer in [
        as_client.post(&format!("{here}/images/{image}/comments"), json!({ "body": "Nice" })).await,
        as_client.put(&format!("{here}/images/{image}/decision"), json!({ "decision": "approved" })).await,
        as_client.post(&format!("{here}/selections"), json!({ "name": "Mine" })).await,
        as_client.post(&format!("{here}/downloads"), json!({ "preset": "web" })).await,
        as_client.post(&format!("{here}/share-links"), json!({})).await,
        as_client.post(&format!("{here}/preview"), json!({})).await,
        as_client.patch(&here, json!({ "subject_name": "Mine" })).await,
        as_client.delete(&here).await,
        as_client.post(&format!("{here}/submit"), json!({})).await,
        as_client.post(&format!("{API}/share/unlock-downloads"), json!({ "pin": "1234" })).await,
        as_client.post("/api/v1/auth/logout", json!({})).await,
    ] {
        answer.expect_problem(403, "preview_is_read_only");
    }
    as_client.get(&format!("{API}/galleries")).await.expect(200);
    as_client.get(&format!("{API}/audit-log")).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_made_by_who_may_share_and_dies_with_that_leave() {
    let scene = scene().await;
    let gallery = scene.gallery;
    let path = format!("{API}/galleries/{gallery}/preview");
    let foreign = Studio::register(&scene.server.client()).await;
    foreign.owner.post(&path, json!({})).await.expect_problem(404, "not_found");
    scene.server.client().post(&path, json!({})).await.expect_problem(401, "unauthenticated");

    let (contact, client) = scene.studio.person("client_user", Some(scene.organization)).await;
    let as_guest = preview(&client, gallery, json!({ "policy": { "presets": ["thumb"] } })).await;
    assert_eq!(shown(&as_guest, gallery).await.len(), 1, "a contact sees two, its guests one");
    let picture = text(&shown(&as_guest, gallery).await[0]["urls"], "thumb");
    let nobody = scene.server.client();
    nobody.get(&picture).await.expect(200);
    // An address is no session, and a session no address.
    let address = picture.rsplit('/').next().expect("a token");
    let session = client.with_token(address).get(&format!("{API}/galleries/{gallery}")).await;
    session.expect_problem(401, "preview_ended");
    let token = as_guest.token().expect("a token");
    nobody.get(&format!("/media/thumb/{token}")).await.expect_problem(404, "not_found");

    scene.studio.owner.post(&format!("{API}/users/{contact}/deactivate"), json!({})).await.expect(200);
    let here = format!("{API}/galleries/{gallery}");
    as_guest.get(&here).await.expect_problem(401, "preview_ended");
    nobody.get(&picture).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guests_preview_shows_no_more_than_the_guest_may_pass_on_and_ends_with_its_link() {
    let scene = scene().await;
    let gallery = scene.gallery;
    let policy = json!({ "presets": ["thumb"], "download": false });
    let link = scene.studio.link(gallery, json!({ "policy": policy })).await;
    let guest = enter(&scene.server.client(), &link.token).await;
    let path = format!("{API}/galleries/{gallery}/preview");
    let more = json!({ "policy": { "presets": ["thumb", "large"], "download": false } });
    let refused = guest.post(&path, more).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.json()["errors"][0]["code"], "exceeds_own_terms");
    let as_client =
        preview(&guest, gallery, json!({ "policy": { "presets": ["thumb"], "download": false } })).await;
    assert_eq!(shown(&as_client, gallery).await.len(), 1);
    scene.studio.owner.delete(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    let ended = as_client.get(&format!("{API}/galleries/{gallery}")).await;
    ended.expect_problem(401, "preview_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_previews_may_be_framed_by_the_desk_and_knows_nothing() {
    let scene = scene().await;
    let page = scene.server.client().get("/g/preview").await.expect(200);
    assert!(page.header("content-security-policy").is_some_and(|it| it.contains("frame-ancestors 'self'")));
    assert_eq!(page.header("x-frame-options"), Some("SAMEORIGIN"));
    let html = page.whole();
    assert!(html.contains("\"preview\":true"), "{html}");
    assert!(!html.contains("Spring portraits"), "{html}");
    let links = scene.studio.owner.get(&format!("{API}/galleries/{}/share-links", scene.gallery)).await;
    assert!(list(&links).is_empty());
}
