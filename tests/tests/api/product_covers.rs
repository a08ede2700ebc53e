//! The picture that stands for a product.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, list, text};
use serde_json::{Value, json};

/// A product with three pictures in one public group.
struct Scene {
    server: TestServer,
    studio: Studio,
    images: Vec<i64>,
    product: i64,
    group: i64,
}

async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let pool = studio.some_gallery().await;
    let mut images = Vec::new();
    for seed in 0..3 {
        images.push(studio.picture(pool, &format!("{seed}.jpg"), pictures::jpeg(300, 200, seed)).await);
    }
    studio.settled(pool).await;
    let product = studio.product("Red T-shirt").await;
    let group = studio.group(&format!("products/{product}"), "main", "public", &images).await;
    Scene { server, studio, images, product, group }
}

impl Scene {
    async fn choose(&self, product: i64, image: Value) -> Value {
        let body = json!({ "primary_image_id": image });
        self.studio.owner.patch(&format!("{API}/products/{product}"), body).await.expect(200).data()
    }

    /// What the owner of the studio is told of the choice, and the picture that stands for the product.
    async fn cover(&self) -> (Value, Value) {
        told(&read(&self.studio.owner, self.product).await)
    }

    async fn change(&self, what: &str, body: Value) {
        let path = format!("{API}/image-groups/{}/images/{what}", self.group);
        self.studio.owner.post(&path, body).await.expect(200);
    }
}

async fn read(client: &Client, product: i64) -> Value {
    client.get(&format!("{API}/products/{product}")).await.expect(200).data()
}

fn told(product: &Value) -> (Value, Value) {
    (product["primary_image_id"].clone(), product["primary_image"]["id"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chosen_picture_stands_for_the_product_else_the_first_one() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let (first, second) = (scene.images[0], scene.images[1]);
    let made = owner.post(&format!("{API}/products"), json!({ "name": "Mug" })).await.expect(201).data();
    assert_eq!((&made["primary_image_id"], &made["primary_image"]), (&Value::Null, &Value::Null));
    assert_eq!(scene.cover().await, (Value::Null, json!(first)));

    let chosen = scene.choose(scene.product, json!(second)).await;
    assert_eq!(told(&chosen), (json!(second), json!(second)));
    scene.server.client().get(&text(&chosen["primary_image"]["urls"], "thumb")).await.expect(200);
    let listed = list(&owner.get(&format!("{API}/products")).await.expect(200));
    assert_eq!(listed[0]["primary_image"], chosen["primary_image"]);
    assert_eq!(listed[1]["primary_image"], Value::Null);
    let path = format!("{API}/products/{}", scene.product);
    let renamed = owner.patch(&path, json!({ "name": "Blue T-shirt" })).await.expect(200).data();
    assert_eq!(told(&renamed), (json!(second), json!(second)));
    let back = scene.choose(scene.product, Value::Null).await;
    assert_eq!(told(&back), (Value::Null, json!(first)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cover_that_is_deleted_or_taken_out_is_never_left_dangling() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let (first, second, third) = (scene.images[0], scene.images[1], scene.images[2]);
    let forgotten = (Value::Null, json!(first));

    scene.choose(scene.product, json!(second)).await;
    owner.delete(&format!("{API}/images/{second}?force=true")).await.expect(200);
    assert_eq!(scene.cover().await, forgotten);
    // It comes back as a picture, and not as the cover.
    owner.post(&format!("{API}/images/{second}/restore"), json!({})).await.expect(200);
    assert_eq!(scene.cover().await, forgotten);

    scene.choose(scene.product, json!(third)).await;
    let many = json!({ "image_ids": [second, third], "force": true });
    owner.post(&format!("{API}/images/delete"), many).await.expect(200);
    let many = json!({ "image_ids": [second, third] });
    owner.post(&format!("{API}/images/restore"), many).await.expect(200);
    assert_eq!(scene.cover().await, forgotten);

    scene.choose(scene.product, json!(second)).await;
    scene.change("remove", json!({ "image_ids": [second] })).await;
    scene.studio.fill(scene.group, &[second]).await;
    assert_eq!(scene.cover().await, forgotten);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cover_stays_as_long_as_any_group_of_the_product_holds_it() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let (first, second, third) = (scene.images[0], scene.images[1], scene.images[2]);
    let path = format!("products/{}", scene.product);
    let packaging = scene.studio.group(&path, "packaging", "public", &[]).await;
    let other = scene.studio.product("Mug").await;
    let elsewhere = scene.studio.group(&format!("products/{other}"), "main", "public", &[]).await;

    scene.choose(scene.product, json!(second)).await;
    scene.change("move", json!({ "image_ids": [second], "to_group_id": packaging })).await;
    assert_eq!(scene.cover().await, (json!(second), json!(second)));
    scene.choose(scene.product, json!(third)).await;
    scene.change("move", json!({ "image_ids": [third], "to_group_id": elsewhere })).await;
    assert_eq!(scene.cover().await, (Value::Null, json!(first)));
    assert_eq!(told(&read(owner, other).await), (Value::Null, json!(third)));

    scene.choose(scene.product, json!(second)).await;
    owner.delete(&format!("{API}/image-groups/{packaging}?force=true")).await.expect(200);
    assert_eq!(scene.cover().await, (Value::Null, json!(first)));
    scene.choose(scene.product, json!(first)).await;
    owner.delete(&format!("{API}/{path}/groups/{}", scene.group)).await.expect(200);
    assert_eq!(scene.cover().await, (Value::Null, Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cover_that_goes_while_its_product_is_away_is_not_there_when_it_comes_back() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let path = format!("{API}/products/{}", scene.product);
    scene.choose(scene.product, json!(scene.images[1])).await;
    owner.delete(&path).await.expect(200);
    let deleted = list(&owner.get(&format!("{API}/products?deleted=true")).await.expect(200));
    assert_eq!(told(&deleted[0]), (json!(scene.images[1]), json!(scene.images[1])));
    scene.change("remove", json!({ "image_ids": [scene.images[1]] })).await;
    let restored = owner.post(&format!("{path}/restore"), json!({})).await.expect(200).data();
    assert_eq!(told(&restored), (Value::Null, json!(scene.images[0])));
    scene.studio.fill(scene.group, &[scene.images[1]]).await;
    assert_eq!(scene.cover().await, (Value::Null, json!(scene.images[0])));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_picture_of_the_product_can_be_its_cover() {
    let scene = scene().await;
    let pool = scene.studio.some_gallery().await;
    let elsewhere = scene.studio.picture(pool, "a.jpg", pictures::jpeg(60, 40, 11)).await;
    let stranger = Studio::register(&scene.server.client()).await;
    let theirs = stranger.some_gallery().await;
    let theirs = stranger.picture(theirs, "b.jpg", pictures::jpeg(60, 40, 12)).await;
    for image in [elsewhere, theirs, 999_999] {
        let body = json!({ "primary_image_id": image, "name": "Changed" });
        let path = format!("{API}/products/{}", scene.product);
        let refused = scene.studio.owner.patch(&path, body).await;
        let refused = refused.expect_problem(422, "validation_failed").json();
        assert_eq!(refused["errors"][0]["pointer"], "/primary_image_id", "{refused}");
        assert_eq!(refused["errors"][0]["code"], "unknown_image");
    }
    let seen = read(&scene.studio.owner, scene.product).await;
    assert_eq!((&seen["name"], &seen["version"]), (&json!("Red T-shirt"), &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_only_what_is_public_is_not_told_of_another_choice() {
    let scene = scene().await;
    let owner = &scene.studio.owner;
    let mug = scene.studio.product("Mug").await;
    let path = format!("products/{mug}");
    let (open, hidden) = (scene.images[0], scene.images[2]);
    scene.studio.group(&path, "behind_the_scenes", "members", &[hidden]).await;
    let (user, vendor) = scene.studio.person("vendor_user", None).await;
    let grant = json!({ "permission": "can_view_products", "context_type": "product", "context_id": mug });
    owner.post(&format!("{API}/users/{user}/grants"), grant).await.expect(201);
    let token = json!({ "name": "Shop", "permissions": ["can_view_products"] });
    let token = owner.post(&format!("{API}/api-tokens"), token).await.expect(201).data();
    let viewers = [vendor, owner.with_token(&text(&token, "token"))];

    scene.choose(mug, json!(hidden)).await;
    for viewer in &viewers {
        let seen = read(viewer, mug).await;
        assert_eq!((&seen["primary_image_id"], &seen["primary_image"]), (&Value::Null, &Value::Null));
    }
    let main = scene.studio.group(&path, "main", "public", &[open]).await;
    for viewer in &viewers {
        let listed = list(&viewer.get(&format!("{API}/products")).await.expect(200));
        let listed = listed.into_iter().find(|row| row["id"] == mug).expect("the mug");
        assert_eq!(listed["primary_image"], read(viewer, mug).await["primary_image"]);
        assert_eq!(told(&listed), (Value::Null, json!(open)), "{listed}");
        let address = text(&listed["primary_image"]["urls"], "thumb");
        scene.server.client().get(&address).await.expect(200);
    }
    assert_eq!(told(&read(owner, mug).await), (json!(hidden), json!(hidden)));

    // What was open to all can be chosen, and be closed afterwards.
    scene.choose(mug, json!(open)).await;
    assert_eq!(told(&read(&viewers[0], mug).await), (json!(open), json!(open)));
    let closed = json!({ "visibility": "members" });
    owner.patch(&format!("{API}/{path}/groups/{main}"), closed).await.expect(200);
    for viewer in &viewers {
        assert_eq!(told(&read(viewer, mug).await), (Value::Null, Value::Null));
    }
    assert_eq!(told(&read(owner, mug).await), (json!(open), json!(open)));
}
