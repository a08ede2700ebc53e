//! What the studio sells.

use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list};
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    (server, studio)
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().filter_map(|row| row["name"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_from_its_creation_to_its_end_and_back() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let body = json!({
        "name": "Red T-shirt", "sku": "TS-RED-M",
        "price": { "amount": "450.5", "currency": "USD" }, "description": "Cotton",
    });
    let made = owner.post(&format!("{API}/products"), body).await.expect(201);
    let path = made.header("location").expect("a place").to_owned();
    let tag = made.header("etag").expect("a tag").to_owned();
    let product = made.data();
    assert_eq!(path, format!("{API}/products/{}", id_of(&product)));
    assert_eq!(product["price"], json!({ "amount": "450.50", "currency": "USD" }));
    assert_eq!(owner.get(&path).await.expect(200).data(), product);

    let patch = json!({ "price": null, "description": "Wool" });
    let changed =
        owner.request(reqwest::Method::PATCH, &path).header("if-match", &tag).json(patch).send().await;
    let changed = changed.expect(200).data();
    assert_eq!((&changed["price"], &changed["description"]), (&Value::Null, &json!("Wool")));
    assert_eq!((&changed["sku"], &changed["version"]), (&json!("TS-RED-M"), &json!(2)));
    let stale = owner.request(reqwest::Method::DELETE, &path).header("if-match", &tag).send().await;
    stale.expect_problem(412, "version_mismatch");

    owner.delete(&path).await.expect(200);
    owner.get(&path).await.expect_problem(404, "not_found");
    owner.patch(&path, json!({ "name": "x" })).await.expect_problem(404, "not_found");
    assert!(list(&owner.get(&format!("{API}/products")).await.expect(200)).is_empty());
    let deleted = list(&owner.get(&format!("{API}/products?deleted=true")).await.expect(200));
    assert_eq!(names(&deleted), ["Red T-shirt"]);
    let restored = owner.post(&format!("{path}/restore"), json!({})).await.expect(200).data();
    assert_eq!(restored["deleted_at"], Value::Null);
    owner.post(&format!("{path}/restore"), json!({})).await.expect_problem(409, "not_deleted");

    let log = list(&owner.get(&format!("{API}/audit-log")).await.expect(200));
    let kinds: Vec<&str> = log.iter().filter_map(|line| line["kind"].as_str()).collect();
    for kind in ["product.created", "product.changed", "product.deleted", "product.restored"] {
        assert!(kinds.contains(&kind), "{kinds:?} lacks {kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_belongs_to_one_live_product() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let path = format!("{API}/products");
    let first = owner.post(&path, json!({ "name": "Mug", "sku": "M-1" })).await.expect(201).data();
    owner.post(&path, json!({ "name": "Cup", "sku": "m-1" })).await.expect_problem(409, "sku_taken");
    let second = owner.post(&path, json!({ "name": "Cup" })).await.expect(201).data();
    let second = format!("{path}/{}", id_of(&second));
    owner.patch(&second, json!({ "sku": "M-1" })).await.expect_problem(409, "sku_taken");

    let first = format!("{path}/{}", id_of(&first));
    owner.delete(&first).await.expect(200);
    owner.patch(&second, json!({ "sku": "M-1" })).await.expect(200);
    owner.post(&format!("{first}/restore"), json!({})).await.expect_problem(409, "sku_taken");
    owner.patch(&second, json!({ "sku": null })).await.expect(200);
    owner.post(&format!("{first}/restore"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_searched_and_paged() {
    let (_server, studio) = studio().await;
    for name in ["Rødt krus", "Plakat", "Blått krus"] {
        studio.product(name).await;
    }
    let owner = &studio.owner;
    let found = list(&owner.get(&format!("{API}/products?search=KRUS&newest_first=true")).await.expect(200));
    assert_eq!(names(&found), ["Blått krus", "Rødt krus"]);
    let first = owner.get(&format!("{API}/products?limit=2")).await.expect(200).json();
    assert_eq!(first["pagination"]["total"], 3);
    let cursor = first["pagination"]["next_cursor"].as_str().expect("a cursor").to_owned();
    let rest = list(&owner.get(&format!("{API}/products?limit=2&cursor={cursor}")).await.expect(200));
    assert_eq!(names(&rest), ["Blått krus"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_price_or_name_is_refused_by_name() {
    let (_server, studio) = studio().await;
    let price = |amount: &str, currency: &str| json!({ "name": "Mug", "price": { "amount": amount, "currency": currency } });
    for (body, pointer, code) in [
        (price("4,50", "USD"), "/price/amount", "invalid_amount"),
        (price("4.505", "USD"), "/price/amount", "invalid_amount"),
        (price("-1.00", "USD"), "/price/amount", "out_of_range"),
        (price("99999999999999999999", "USD"), "/price/amount", "invalid_amount"),
        (price("9999999999999999", "USD"), "/price/amount", "out_of_range"),
        (price("4.50", "NOK"), "/price/currency", "foreign_currency"),
        (price("4.50", "dollars"), "/price/currency", "invalid_currency"),
        (
            json!({ "name": "Mug", "price": { "amount": 4.5, "currency": "USD" } }),
            "/price/amount",
            "invalid_type",
        ),
        (json!({ "name": "Mug", "price": { "amount": "4.50" } }), "/price/currency", "required"),
        (json!({ "name": " " }), "/name", "required"),
        (json!({ "name": "a\u{0}b" }), "/name", "control_character"),
        (json!({ "name": "Mug", "sku": "x".repeat(101) }), "/sku", "too_long"),
        (json!({ "name": "Mug", "colour": "red" }), "/colour", "unknown_field"),
    ] {
        let refused = studio.owner.post(&format!("{API}/products"), body.clone()).await;
        let problem = refused.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["errors"][0]["code"], code, "{body} answered {problem}");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body} answered {problem}");
    }
    assert!(list(&studio.owner.get(&format!("{API}/products")).await.expect(200)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_has_the_decimals_of_the_studios_currency() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    owner.patch(&format!("{API}/studio"), json!({ "currency": "JPY" })).await.expect(200);
    let body = json!({ "name": "Mug", "price": { "amount": "450", "currency": "JPY" } });
    let product = owner.post(&format!("{API}/products"), body).await.expect(201).data();
    assert_eq!(product["price"], json!({ "amount": "450", "currency": "JPY" }));
    // A price that stands keeps its currency when the studio changes its own.
    owner.patch(&format!("{API}/studio"), json!({ "currency": "KWD" })).await.expect(200);
    let path = format!("{API}/products/{}", id_of(&product));
    let renamed = owner.patch(&path, json!({ "name": "Cup" })).await.expect(200).data();
    assert_eq!(renamed["price"]["currency"], "JPY");
}
