//! Groups of the pool, wherever they hang or not.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown};
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    (server, studio)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_made_in_the_pool_described_and_removed() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let pool = format!("{API}/image-groups");
    let made = owner.post(&pool, json!({ "name": "Portfolio" })).await.expect(201);
    let path = made.header("location").expect("a place").to_owned();
    let tag = made.header("etag").expect("a tag").to_owned();
    assert_eq!(made.data()["image_count"], 0);
    let patch = json!({ "name": "Best of 2026", "description": "For the website" });
    let changed =
        owner.request(reqwest::Method::PATCH, &path).header("if-match", &tag).json(patch).send().await;
    assert_eq!(changed.expect(200).data()["name"], "Best of 2026");
    let stale = owner.request(reqwest::Method::PATCH, &path).header("if-match", &tag);
    stale.json(json!({ "name": "x" })).send().await.expect_problem(412, "version_mismatch");

    let gallery = studio.some_gallery().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let group = id_of(&owner.get(&path).await.expect(200).data());
    studio.fill(group, &[image]).await;
    assert_eq!(owner.get(&path).await.expect(200).data()["image_count"], 1);
    let unused = list(&owner.get(&format!("{pool}?used=false")).await.expect(200));
    assert_eq!(unused.iter().map(id_of).collect::<Vec<_>>(), [group]);
    assert_eq!(list(&owner.get(&pool).await.expect(200)).len(), 2, "the gallery has a group of its own");

    owner.delete(&path).await.expect(200);
    owner.get(&path).await.expect_problem(404, "not_found");
    owner.delete(&path).await.expect_problem(404, "not_found");
    owner.get(&format!("{API}/images/{image}")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_group_is_refused_with_its_uses_and_forced_from_everywhere() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let gallery = studio.some_gallery().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let mug = studio.product("Mug").await;
    let group = studio.group(&format!("products/{mug}"), "official_gallery", "public", &[image]).await;
    let body = json!({ "type": "lookbook", "visibility": "studio" });
    owner.put(&format!("{API}/galleries/{gallery}/groups/{group}"), body).await.expect(200);
    let version = |product: Value| product["content_version"].as_i64();
    let before = version(owner.get(&format!("{API}/products/{mug}")).await.expect(200).data());

    let path = format!("{API}/image-groups/{group}");
    let problem = owner.delete(&path).await.expect_problem(409, "group_in_use").json();
    let uses = problem["uses"].as_array().expect("uses");
    let told: Vec<_> = uses
        .iter()
        .map(|used| (used["gallery_id"].as_i64(), used["product_id"].as_i64(), used["type"].as_str()))
        .collect();
    let expected = [(Some(gallery), None, Some("lookbook")), (None, Some(mug), Some("official_gallery"))];
    assert_eq!(told, expected);
    assert_eq!(uses, &list(&owner.get(&format!("{path}/uses")).await.expect(200)));
    assert_eq!(uses[1]["product_name"], "Mug");

    owner.delete(&format!("{path}?force=true")).await.expect(200);
    owner.get(&path).await.expect_problem(404, "not_found");
    assert!(list(&owner.get(&format!("{API}/products/{mug}/groups")).await.expect(200)).is_empty());
    let after = version(owner.get(&format!("{API}/products/{mug}")).await.expect(200).data());
    assert!(after > before, "{after:?} > {before:?}");
    let left: Vec<i64> = shown(owner, gallery).await.iter().map(id_of).collect();
    assert_eq!(left, [image], "it stays in the gallery's own group");
    assert_eq!(owner.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data()["image_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_only_deleted_owners_show_is_not_in_use() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let mug = studio.product("Mug").await;
    let group = studio.group(&format!("products/{mug}"), "main", "public", &[]).await;
    owner.delete(&format!("{API}/products/{mug}")).await.expect(200);
    assert!(list(&owner.get(&format!("{API}/image-groups/{group}/uses")).await.expect(200)).is_empty());
    owner.delete(&format!("{API}/image-groups/{group}")).await.expect(200);
    owner.post(&format!("{API}/products/{mug}/restore"), json!({})).await.expect(200);
    assert!(list(&owner.get(&format!("{API}/products/{mug}/groups")).await.expect(200)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pool_of_groups_is_the_studios_own() {
    let (_server, studio) = studio().await;
    let body = json!({ "name": "Portfolio" });
    let group = studio.owner.post(&format!("{API}/image-groups"), body.clone()).await.expect(201).data();
    let (_, vendor) = studio.person("vendor_user", None).await;
    assert!(list(&vendor.get(&format!("{API}/image-groups")).await.expect(200)).is_empty());
    vendor.post(&format!("{API}/image-groups"), body).await.expect_problem(403, "forbidden");
    let path = format!("{API}/image-groups/{}", id_of(&group));
    vendor.get(&path).await.expect_problem(404, "not_found");
    vendor.delete(&path).await.expect_problem(404, "not_found");
}
