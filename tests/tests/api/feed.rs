//! A product's pictures as a shop embeds them.

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, text};
use reqwest::Method;
use serde_json::{Value, json};

const SHOP: &str = "https://pictures.studio.example";

struct Shop {
    server: TestServer,
    studio: Studio,
    product: i64,
    /// Two of the official gallery, one of the packaging, one behind the scenes.
    images: Vec<i64>,
    official: i64,
    /// A vendor who may look at the product.
    client: Client,
    user: i64,
}

async fn shop() -> Shop {
    let server = TestServer::with(&[("server.public_url", SHOP)]).await;
    let studio = Studio::register(&server.client()).await;
    let pool = studio.some_gallery().await;
    let mut images = Vec::new();
    for seed in 0..4 {
        images.push(studio.picture(pool, &format!("{seed}.jpg"), pictures::jpeg(900, 600, seed)).await);
    }
    studio.settled(pool).await;
    let product = studio.product("Red T-shirt").await;
    let path = format!("products/{product}");
    let official = studio.group(&path, "official_gallery", "public", &images[..2]).await;
    studio.group(&path, "packaging", "public", &images[2..3]).await;
    studio.group(&path, "behind_the_scenes", "members", &images[3..]).await;
    let (user, client) = studio.person("vendor_user", None).await;
    Shop { server, studio, product, images, official, client, user }
}

impl Shop {
    async fn grant(&self, context: &str, id: i64) -> i64 {
        let body = json!({ "permission": "can_view_products", "context_type": context, "context_id": id });
        let path = format!("{API}/users/{}/grants", self.user);
        id_of(&self.studio.owner.post(&path, body).await.expect(201).data())
    }

    fn path(&self) -> String {
        format!("{API}/products/{}/images", self.product)
    }

    async fn feed(&self, query: &str) -> Vec<Value> {
        list(&self.client.get(&format!("{}{query}", self.path())).await.expect(200))
    }
}

fn ids(pictures: &[Value]) -> Vec<i64> {
    pictures.iter().map(id_of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_gets_what_an_img_element_needs() {
    let shop = shop().await;
    shop.client.get(&shop.path()).await.expect_problem(404, "not_found");
    shop.grant("product", shop.product).await;
    let alt = json!({ "alt_text": "A red T-shirt" });
    shop.studio.owner.patch(&format!("{API}/images/{}", shop.images[0]), alt).await.expect(200);

    let all = shop.feed("").await;
    assert_eq!(ids(&all), shop.images[..3], "public groups only");
    let first = &all[0];
    assert_eq!((&first["alt_text"], &first["type"]), (&json!("A red T-shirt"), &json!("official_gallery")));
    assert_eq!((&first["width"], &first["height"]), (&json!(900), &json!(600)));
    let sources = first["sources"].as_array().expect("sources");
    let sizes: Vec<_> = sources
        .iter()
        .map(|source| (text(source, "preset"), source["width"].as_i64(), source["height"].as_i64()))
        .collect();
    let size = |name: &str, width, height| (name.to_owned(), Some(width), Some(height));
    assert_eq!(sizes, [size("hotpreview", 150, 100), size("thumb", 512, 341), size("web", 900, 600)]);
    let urls: Vec<String> = sources.iter().map(|source| text(source, "url")).collect();
    assert!(urls.iter().all(|url| url.starts_with(&format!("{SHOP}/media/"))), "{urls:?}");
    let srcset = format!("{} 150w, {} 512w, {} 900w", urls[0], urls[1], urls[2]);
    assert_eq!(first["srcset"], srcset);
    assert!(!first.to_string().contains("DSC") && first.get("metadata").is_none(), "{first}");

    // The addresses work without a header, and what they send has the size that was told.
    for source in sources {
        let address = text(source, "url").replace(SHOP, "");
        let sent = shop.server.client().get(&address).await.expect(200);
        let picture = image::load_from_memory(&sent.bytes).expect("a picture");
        let told = (source["width"].as_u64(), source["height"].as_u64());
        assert_eq!((Some(u64::from(picture.width())), Some(u64::from(picture.height()))), told);
    }
    assert_eq!(ids(&shop.feed("?type=packaging").await), shop.images[2..3]);
    assert_eq!(ids(&shop.feed("?limit=1&offset=1").await), shop.images[1..2]);
    assert!(shop.feed("?type=behind_the_scenes").await.is_empty());
    let bad = shop.client.get(&format!("{}?type=No!", shop.path())).await;
    bad.expect_problem(422, "validation_failed");
    // The owner, who sees everything, publishes no more than the public part either.
    assert_eq!(ids(&list(&shop.studio.owner.get(&shop.path()).await.expect(200))), shop.images[..3]);
}

async fn again(shop: &Shop, tag: &str) -> Answer {
    shop.client.request(Method::GET, &shop.path()).header("if-none-match", tag).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_feed_is_304_and_whatever_changes_in_it_is_told() {
    let shop = shop().await;
    let owner = &shop.studio.owner;
    shop.grant("studio", id_of(&owner.get(&format!("{API}/studio")).await.expect(200).data())).await;
    let first = shop.client.get(&shop.path()).await.expect(200);
    assert_eq!(first.header("cache-control"), Some("private, max-age=60"));
    let mut tag = first.header("etag").expect("a tag").to_owned();
    let unchanged = again(&shop, &tag).await.expect(304);
    assert_eq!(unchanged.header("cache-control"), Some("private, max-age=60"));
    assert!(unchanged.bytes.is_empty());

    let group = format!("{API}/image-groups/{}", shop.official);
    let hung = format!("{API}/products/{}/groups/{}", shop.product, shop.official);
    let picture = format!("{API}/images/{}", shop.images[0]);
    let turned = json!({ "image_ids": [shop.images[1], shop.images[0]] });
    let changes = [
        (Method::PUT, format!("{group}/order"), turned, "the order"),
        (Method::PATCH, picture.clone(), json!({ "alt_text": "Red" }), "a description"),
        (Method::PATCH, hung.clone(), json!({ "sort_order": 5 }), "the group's place"),
        (Method::DELETE, format!("{picture}?force=true"), json!({}), "a deleted picture"),
        (Method::POST, format!("{picture}/restore"), json!({}), "a restored picture"),
        (Method::PATCH, hung, json!({ "visibility": "members" }), "the visibility"),
    ];
    for (method, path, body, what) in changes {
        owner.request(method, &path).json(body).send().await.expect(200);
        let after = again(&shop, &tag).await;
        assert_eq!(after.status, 200, "{what} is not told");
        tag = after.header("etag").expect("a tag").to_owned();
        again(&shop, &tag).await.expect(304);
    }
    assert_eq!(ids(&shop.feed("").await), shop.images[2..3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_the_feed_ends_with_the_permission_and_with_the_product() {
    let shop = shop().await;
    let grant = shop.grant("product", shop.product).await;
    let address = text(&shop.feed("").await[0]["sources"][0], "url").replace(SHOP, "");
    let nobody = shop.server.client();
    nobody.get(&address).await.expect(200);
    let product = format!("{API}/products/{}", shop.product);
    shop.studio.owner.delete(&product).await.expect(200);
    nobody.get(&address).await.expect_problem(404, "not_found");
    shop.studio.owner.post(&format!("{product}/restore"), json!({})).await.expect(200);
    nobody.get(&address).await.expect(200);
    let path = format!("{API}/users/{}/grants/{grant}", shop.user);
    shop.studio.owner.delete(&path).await.expect(200);
    nobody.get(&address).await.expect_problem(404, "not_found");
    shop.client.get(&shop.path()).await.expect_problem(404, "not_found");
}
