//! Deleting pictures that are used, one or many, and bringing them back.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown};
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

async fn group_of(studio: &Studio, gallery: i64) -> i64 {
    let groups = studio.owner.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200);
    id_of(&list(&groups)[0])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_picture_is_not_deleted_unless_forced_and_its_uses_are_told() {
    let (_server, studio, gallery) = studio().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let group = group_of(&studio, gallery).await;
    let path = format!("{API}/images/{image}");

    let refused = studio.owner.delete(&path).await.expect_problem(409, "image_in_use").json();
    let uses = refused["uses"].as_array().expect("a list of uses");
    assert_eq!(uses.len(), 1, "{refused}");
    assert_eq!(uses[0]["group_id"], group);
    assert_eq!(uses[0]["gallery_id"], gallery);
    assert_eq!(uses[0]["gallery_name"], "Spring portraits");
    assert_eq!(uses[0]["type"], "main");
    assert_eq!(list(&studio.owner.get(&format!("{path}/uses")).await.expect(200)), *uses);
    studio.owner.delete(&format!("{path}?force=false")).await.expect_problem(409, "image_in_use");
    studio.owner.delete(&format!("{path}?force=maybe")).await.expect_problem(422, "validation_failed");
    assert_eq!(shown(&studio.owner, gallery).await.len(), 1);

    studio.owner.delete(&format!("{path}?force=true")).await.expect(200);
    assert!(shown(&studio.owner, gallery).await.is_empty());

    // One that is in no group any more can simply go.
    let other = studio.picture(gallery, "b.jpg", pictures::jpeg(60, 40, 2)).await;
    let body = json!({ "image_ids": [other] });
    studio.owner.post(&format!("{API}/image-groups/{group}/images/remove"), body).await.expect(200);
    studio.owner.delete(&format!("{API}/images/{other}")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_pictures_are_deleted_and_each_is_told_what_became_of_it() {
    let (server, studio, gallery) = studio().await;
    let used = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let loose = studio.picture(gallery, "b.jpg", pictures::jpeg(60, 40, 2)).await;
    let group = group_of(&studio, gallery).await;
    let body = json!({ "image_ids": [loose] });
    studio.owner.post(&format!("{API}/image-groups/{group}/images/remove"), body).await.expect(200);
    let stranger = Studio::register(&server.client()).await;
    let theirs = stranger.some_gallery().await;
    let theirs = stranger.picture(theirs, "c.jpg", pictures::jpeg(60, 40, 3)).await;

    let path = format!("{API}/images/delete");
    let body = json!({ "image_ids": [used, loose, theirs, loose] });
    let told = studio.owner.post(&path, body.clone()).await.expect(200).data();
    assert_eq!((&told["done"], &told["failed"]), (&json!(1), &json!(2)), "{told}");
    let codes: Vec<&Value> =
        told["images"].as_array().expect("results").iter().map(|image| &image["error"]["code"]).collect();
    assert_eq!(codes, [&json!("image_in_use"), &Value::Null, &json!("not_found")], "{told}");
    assert_eq!(told["images"][0]["error"]["uses"][0]["gallery_id"], gallery);
    assert_eq!(shown(&studio.owner, gallery).await.len(), 1);

    // Again, by force: what is deleted stays so, and the used one goes too.
    let body = json!({ "image_ids": [used, loose], "force": true });
    for _ in 0..2 {
        let told = studio.owner.post(&path, body.clone()).await.expect(200).data();
        assert_eq!((&told["done"], &told["failed"]), (&json!(2), &json!(0)), "{told}");
    }
    let row = || async { studio.owner.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data() };
    assert_eq!(row().await["image_count"], 0);

    let body = json!({ "image_ids": [used, loose, theirs] });
    for _ in 0..2 {
        let told = studio.owner.post(&format!("{API}/images/restore"), body.clone()).await.expect(200).data();
        assert_eq!((&told["done"], &told["failed"]), (&json!(2), &json!(1)), "{told}");
        assert_eq!(told["images"][2]["error"]["code"], "not_found");
    }
    assert_eq!(row().await["image_count"], 1);
    assert_eq!(shown(&studio.owner, gallery).await.len(), 1);
    stranger.owner.get(&format!("{API}/images/{theirs}")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_not_too_many_and_not_none() {
    let (_server, studio, gallery) = studio().await;
    let (_, guest) = studio.guest(gallery).await;
    for name in ["delete", "restore"] {
        let path = format!("{API}/images/{name}");
        for ids in [vec![], (1..=501).collect::<Vec<i64>>()] {
            let refused = studio.owner.post(&path, json!({ "image_ids": ids })).await.expect(422).json();
            assert_eq!(refused["errors"][0]["code"], "out_of_range", "{refused}");
        }
        guest.post(&path, json!({ "image_ids": [1] })).await.expect_problem(403, "forbidden");
    }
}
