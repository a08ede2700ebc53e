//! What became of a gallery, as the studio reads it.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, list, pictures as shown, text};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_studio_reads_who_came_and_what_they_did_newest_first() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let image = studio.picture(gallery, "one.jpg", pictures::jpeg(600, 400, 1)).await;
    studio.settled(gallery).await;
    let other = studio.some_gallery().await;
    let here = format!("{API}/galleries/{gallery}");
    let link = studio.link(gallery, json!({ "label": "For the board" })).await;
    studio.link(other, json!({ "label": "Elsewhere" })).await;
    let guest = enter(&server.client(), &link.token).await;
    guest
        .put(&format!("{here}/images/{image}/decision"), json!({ "decision": "approved" }))
        .await
        .expect(200);
    guest.post(&format!("{here}/images/{image}/comments"), json!({ "body": "Nice" })).await.expect(201);
    guest.put(&format!("{here}/images/{image}/edit-request"), json!({ "notes": "Crop" })).await.expect(200);
    server.client().get(&text(&shown(&guest, gallery).await[0]["downloads"], "web")).await.expect(200);
    guest.post(&format!("{here}/submit"), json!({})).await.expect(200);

    let answer = studio.owner.get(&format!("{here}/activity")).await.expect(200);
    let told = list(&answer);
    let kinds: Vec<String> = told.iter().map(|one| text(one, "kind")).collect();
    let expected = [
        "gallery.submitted",
        "image.downloaded",
        "image.edit_requested",
        "image.commented",
        "image.approved",
        "share_link.opened",
        "share_link.created",
    ];
    assert_eq!(kinds, expected);
    for one in &told {
        assert_eq!(one["link"], json!({ "id": link.id, "label": "For the board" }), "{one}");
    }
    assert_eq!((&told[1]["image_ids"], &told[1]["image_count"]), (&json!([image]), &json!(1)));
    let page = studio.owner.get(&format!("{here}/activity?limit=3&offset=5")).await.expect(200);
    let kinds: Vec<String> = list(&page).iter().map(|one| text(one, "kind")).collect();
    assert_eq!(kinds, expected[5..]);
    assert_eq!(page.json()["pagination"]["total"], 7);

    guest.get(&format!("{here}/activity")).await.expect_problem(403, "forbidden");
    let foreign = Studio::register(&server.client()).await;
    foreign.owner.get(&format!("{here}/activity")).await.expect_problem(404, "not_found");
}
