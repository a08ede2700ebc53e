//! Groups of products: official and customer photos, seasonal lookbooks, aspects of one thing.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list};
use serde_json::{Value, json};

/// A studio with six pictures in its pool.
struct Scene {
    _server: TestServer,
    studio: Studio,
    images: Vec<i64>,
}

async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let mut images = Vec::new();
    for seed in 0..6 {
        images.push(studio.picture(gallery, &format!("{seed}.jpg"), pictures::jpeg(60, 40, seed)).await);
    }
    Scene { _server: server, studio, images }
}

async fn groups(client: &Client, path: &str) -> Vec<Value> {
    list(&client.get(&format!("{API}/{path}")).await.expect(200))
}

/// The types of the groups, in their order.
fn types(groups: &[Value]) -> Vec<&str> {
    groups.iter().filter_map(|group| group["type"].as_str()).collect()
}

/// The pictures of a group that brought them along.
fn shown(group: &Value) -> Vec<i64> {
    group["images"].as_array().expect("pictures").iter().map(id_of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn official_photos_and_customers_photos_stand_apart() {
    let Scene { _server, studio, images } = scene().await;
    let path = format!("products/{}", studio.product("Red T-shirt").await);
    studio.group(&path, "official_gallery", "public", &images[..3]).await;
    studio.group(&path, "customer_photos", "public", &images[3..5]).await;

    let all = groups(&studio.owner, &format!("{path}/groups?include=images")).await;
    assert_eq!(types(&all), ["official_gallery", "customer_photos"]);
    assert_eq!((shown(&all[0]), shown(&all[1])), (images[..3].to_vec(), images[3..5].to_vec()));
    assert_eq!((&all[0]["image_count"], &all[1]["image_count"]), (&json!(3), &json!(2)));
    let official = groups(&studio.owner, &format!("{path}/groups?type=official_gallery")).await;
    assert_eq!(types(&official), ["official_gallery"]);
    assert!(official[0].get("images").is_none(), "nobody asked for pictures: {}", official[0]);
    let first = groups(&studio.owner, &format!("{path}/groups?include=images&image_limit=1")).await;
    assert_eq!((shown(&first[0]), shown(&first[1])), (images[..1].to_vec(), images[3..4].to_vec()));
    assert!(groups(&studio.owner, &format!("{path}/groups?type=lookbook")).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seasonal_lookbook_leaves_the_main_gallery_untouched() {
    let Scene { _server, studio, images } = scene().await;
    let owner = &studio.owner;
    let path = format!("products/{}", studio.product("Red T-shirt").await);
    let main = studio.group(&path, "main", "public", &images[..3]).await;
    let before = groups(owner, &format!("{path}/groups?type=main&include=images")).await;

    // The same picture can stand in both, in another place.
    let summer = studio.group(&path, "lookbook_summer_2026", "public", &[images[4], images[0]]).await;
    let order = json!({ "groups": [
        { "group_id": summer, "type": "lookbook_summer_2026" }, { "group_id": main, "type": "main" },
    ] });
    let reordered = owner.put(&format!("{API}/{path}/group-order"), order).await.expect(200);
    assert_eq!(types(&list(&reordered)), ["lookbook_summer_2026", "main"]);
    let turned = json!({ "image_ids": [images[0], images[4]] });
    owner.put(&format!("{API}/image-groups/{summer}/order"), turned).await.expect(200);
    let lookbook = groups(owner, &format!("{path}/groups?type=lookbook_summer_2026&include=images")).await;
    assert_eq!(shown(&lookbook[0]), [images[0], images[4]]);
    let after = groups(owner, &format!("{path}/groups?type=main&include=images")).await;
    assert_eq!(shown(&after[0]), shown(&before[0]));

    // The season ends: the lookbook goes, the group and its pictures stay in the pool.
    owner.delete(&format!("{API}/{path}/groups/{summer}")).await.expect(200);
    assert_eq!(types(&groups(owner, &format!("{path}/groups")).await), ["main"]);
    let kept = owner.get(&format!("{API}/image-groups/{summer}")).await.expect(200).data();
    assert_eq!(kept["image_count"], 2);
    let after = groups(owner, &format!("{path}/groups?type=main&include=images")).await;
    assert_eq!(shown(&after[0]), shown(&before[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn aspects_of_a_product_are_groups_that_several_products_share() {
    let Scene { _server, studio, images } = scene().await;
    let owner = &studio.owner;
    let (shelf, table) = (studio.product("Shelf").await, studio.product("Table").await);
    let path = format!("products/{shelf}");
    studio.group(&path, "product_shots", "public", &images[..2]).await;
    let how = studio.group(&path, "how_to_use", "public", &images[2..4]).await;
    let box_ = studio.group(&path, "packaging", "public", &images[4..]).await;
    assert_eq!(
        types(&groups(owner, &format!("{path}/groups")).await),
        ["product_shots", "how_to_use", "packaging"]
    );

    // The table comes in the same box and is put together in the same way, the box first.
    for (group, kind) in [(box_, "packaging"), (how, "assembly")] {
        let body = json!({ "type": kind, "visibility": "public" });
        owner.put(&format!("{API}/products/{table}/groups/{group}"), body).await.expect(200);
    }
    let of_table = groups(owner, &format!("products/{table}/groups?include=images")).await;
    assert_eq!(types(&of_table), ["packaging", "assembly"]);
    assert_eq!(shown(&of_table[1]), images[2..4]);
    let order = json!({ "groups": [
        { "group_id": how, "type": "assembly" }, { "group_id": box_, "type": "packaging" },
    ] });
    owner.put(&format!("{API}/products/{table}/group-order"), order).await.expect(200);
    assert_eq!(
        types(&groups(owner, &format!("{path}/groups")).await),
        ["product_shots", "how_to_use", "packaging"]
    );
    let uses = list(&owner.get(&format!("{API}/image-groups/{how}/uses")).await.expect(200));
    let told: Vec<_> =
        uses.iter().map(|used| (used["product_name"].as_str(), used["type"].as_str())).collect();
    assert_eq!(told, [(Some("Shelf"), Some("how_to_use")), (Some("Table"), Some("assembly"))]);
    let uses = list(&owner.get(&format!("{API}/images/{}/uses", images[4])).await.expect(200));
    assert!(uses.iter().any(|used| used["product_id"] == table), "{uses:?}");
    assert!(uses.iter().any(|used| used["gallery_id"].is_i64()), "{uses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_hangs_with_several_types_has_to_be_named_by_one() {
    let Scene { _server, studio, images } = scene().await;
    let owner = &studio.owner;
    let path = format!("{API}/products/{}", studio.product("Mug").await);
    let group = studio.group(path.trim_start_matches("/api/v1/"), "main", "public", &images[..1]).await;
    let hung = format!("{path}/groups/{group}");
    let body = json!({ "type": "packaging", "visibility": "members" });
    owner.put(&hung, body.clone()).await.expect(200);
    assert_eq!(
        owner.put(&hung, body).await.expect(200).data()["sort_order"],
        2,
        "hanging again moves nothing"
    );

    for answer in [owner.delete(&hung).await, owner.patch(&hung, json!({ "sort_order": 9 })).await] {
        let problem = answer.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["errors"][0]["code"], "ambiguous_type");
    }
    let patch = json!({ "sort_order": 9, "visibility": "studio" });
    let changed = owner.patch(&format!("{hung}?type=main"), patch).await.expect(200).data();
    assert_eq!((&changed["type"], &changed["sort_order"]), (&json!("main"), &json!(9)));
    owner.delete(&format!("{hung}?type=main")).await.expect(200);
    owner.delete(&format!("{hung}?type=main")).await.expect_problem(404, "not_found");
    owner.delete(&hung).await.expect(200);
    owner.delete(&hung).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_hang_is_refused_and_nothing_is_half_done() {
    let Scene { _server, studio, images } = scene().await;
    let owner = &studio.owner;
    let path = format!("{API}/products/{}", studio.product("Mug").await);
    let group = studio.group(path.trim_start_matches("/api/v1/"), "main", "public", &images[..1]).await;
    let stranger = Studio::register(&_server.client()).await;
    let theirs = stranger.product("Theirs").await;
    let foreign = stranger.group(&format!("products/{theirs}"), "main", "public", &[]).await;

    let public = |kind: &str| json!({ "type": kind, "visibility": "public" });
    owner.put(&format!("{path}/groups/{foreign}"), public("main")).await.expect_problem(404, "not_found");
    let theirs = format!("{API}/products/{theirs}");
    owner.put(&format!("{theirs}/groups/{group}"), public("main")).await.expect_problem(404, "not_found");
    for (body, code) in [
        (public("Main Gallery"), "invalid_group_type"),
        (public(""), "invalid_group_type"),
        (json!({ "type": "main" }), "required"),
        (json!({ "type": "main", "visibility": "everybody" }), "unknown_value"),
        (json!({ "type": "main", "visibility": "public", "sort_order": -1 }), "out_of_range"),
    ] {
        let problem = owner.put(&format!("{path}/groups/{group}"), body.clone()).await;
        let problem = problem.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["errors"][0]["code"], code, "{body} answered {problem}");
    }
    for query in ["type=Main", "include=videos", "image_limit=0", "image_limit=101", "x=1"] {
        owner.get(&format!("{path}/groups?{query}")).await.expect_problem(422, "validation_failed");
    }
    let twice =
        json!({ "groups": [{ "group_id": group, "type": "main" }, { "group_id": group, "type": "main" }] });
    for order in [json!({ "groups": [] }), twice] {
        let refused = owner.put(&format!("{path}/group-order"), order).await;
        let problem = refused.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["errors"][0]["code"], "not_a_permutation");
    }
    assert_eq!(types(&list(&owner.get(&format!("{path}/groups")).await.expect(200))), ["main"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_groups_hang_in_one_place_and_no_more() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let path = format!("{API}/products/{}/groups", studio.product("Mug").await);
    for number in 0..100 {
        let body = json!({ "name": "Group", "type": format!("kind_{number}") });
        studio.owner.post(&path, body).await.expect(201);
    }
    let loose = json!({ "name": "One more" });
    let loose = studio.owner.post(&format!("{API}/image-groups"), loose).await.expect(201).data();
    let body = json!({ "name": "Group", "type": "one_more" });
    studio.owner.post(&path, body).await.expect_problem(409, "too_many_groups");
    let body = json!({ "type": "one_more", "visibility": "public" });
    let hung = format!("{path}/{}", id_of(&loose));
    studio.owner.put(&hung, body).await.expect_problem(409, "too_many_groups");
    assert_eq!(list(&studio.owner.get(&path).await.expect(200)).len(), 100);
}
