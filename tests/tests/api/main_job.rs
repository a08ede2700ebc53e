//! The whole way: a studio registers, a client opens its gallery and takes a picture home.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, exchange, list, pictures as shown, text, upload};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_file_reaches_the_client_and_a_withdrawn_link_takes_it_back() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let organization = studio.organization("Acme").await;
    let gallery = studio.gallery(organization, "Spring portraits").await;

    // One file of every kind that is taken, the first with a camera's metadata.
    let files = [
        ("DSC_0001.JPG", pictures::jpeg_with_exif(900, 600, 1, "Model X", 1)),
        ("layer.png", pictures::png(300, 200, 2)),
        ("web.webp", pictures::webp(300, 200, 3)),
        ("scan.tif", pictures::tiff(300, 200, 4)),
        ("loop.gif", pictures::gif(300, 200, 5)),
    ];
    let answer = upload(&studio.owner, gallery, &files).await.expect(201);
    assert_eq!(answer.data()["stored"], 5);
    let settled = studio.settled(gallery).await;
    assert!(settled.iter().all(|picture| picture["state"] == "ready"), "{settled:?}");
    assert_eq!(settled[0]["metadata"]["camera_model"], "Model X");

    let link = studio.link(gallery, json!({ "label": "For Acme" })).await;
    let entered = exchange(&server.client(), &link.token, None).await.expect(200).data();
    assert_eq!(entered["gallery_id"], gallery);
    let guest = server.client().with_token(&text(&entered, "access_token"));

    let seen = shown(&guest, gallery).await;
    let names: Vec<&str> = seen.iter().filter_map(|picture| picture["filename"].as_str()).collect();
    assert_eq!(names, ["DSC_0001.JPG", "layer.png", "web.webp", "scan.tif", "loop.gif"]);
    assert_eq!(seen[0]["metadata"], json!({}), "the usual terms withhold camera data");

    let look = guest.anonymous().get(&text(&seen[0]["urls"], "thumb")).await.expect(200);
    assert_eq!(look.header("content-type"), Some("image/jpeg"));
    let small = image::load_from_memory(&look.bytes).expect("a picture");
    assert_eq!((small.width(), small.height()), (512, 341));

    let address = text(&seen[0]["downloads"], "web");
    let taken = guest.anonymous().get(&address).await.expect(200);
    let disposition = taken.header("content-disposition").unwrap_or_default();
    assert!(disposition.contains("attachment") && disposition.contains("DSC_0001.jpg"), "{disposition}");
    assert_eq!(image::load_from_memory(&taken.bytes).expect("a picture").width(), 900);

    let register = studio.owner.get(&format!("{API}/galleries/{gallery}/share-links")).await.expect(200);
    let entry = &list(&register)[0];
    assert_eq!((&entry["view_count"], &entry["download_count"]), (&json!(1), &json!(1)), "{entry}");

    studio.owner.delete(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    guest.get(&format!("{API}/galleries/{gallery}/images")).await.expect_problem(410, "share_link_revoked");
    exchange(&server.client(), &link.token, None).await.expect_problem(410, "share_link_revoked");
    guest.anonymous().get(&address).await.expect_problem(410, "share_link_revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_progress_of_a_gallery_tells_when_its_pictures_are_ready() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(600, 400, 1)).await;
    studio.picture(gallery, "b.jpg", pictures::jpeg(600, 400, 2)).await;
    // The stream ends by itself once there is nothing left to tell.
    let stream = studio.owner.get(&format!("{API}/galleries/{gallery}/progress/stream")).await.expect(200);
    assert_eq!(stream.header("content-type"), Some("text/event-stream"));
    let told = stream.text();
    assert!(
        told.contains("event: done\ndata: {\"total\":2,\"processing\":0,\"ready\":2,\"failed\":0}"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_of_the_way_stands_in_the_audit_log() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    studio.settled(gallery).await;
    let link = studio.link(gallery, json!({})).await;
    enter(&server.client(), &link.token).await;
    let log = list(&studio.owner.get(&format!("{API}/audit-log")).await.expect(200));
    let kinds: Vec<&str> = log.iter().filter_map(|entry| entry["kind"].as_str()).collect();
    for kind in [
        "studio.registered",
        "organization.created",
        "gallery.created",
        "image.uploaded",
        "image.ready",
        "share_link.created",
        "share_link.opened",
    ] {
        assert!(kinds.contains(&kind), "{kind} is not told: {kinds:?}");
    }
    let whole = serde_json::to_string(&log).expect("JSON");
    assert!(!whole.contains(&link.token), "the log tells a secret");
}
