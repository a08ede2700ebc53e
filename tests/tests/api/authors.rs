//! Who takes the photographs of a library.

use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list};
use reqwest::Method;
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
async fn an_author_from_the_first_word_to_the_last() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let body = json!({ "name": "Åse Berg", "email": "aase@berg.example", "bio": "Landscapes" });
    let made = owner.post(&format!("{API}/authors"), body).await.expect(201);
    let path = made.header("location").expect("a place").to_owned();
    let tag = made.header("etag").expect("a tag").to_owned();
    let author = made.data();
    assert_eq!(path, format!("{API}/authors/{}", id_of(&author)));
    assert_eq!((&author["image_count"], &author["version"]), (&json!(0), &json!(1)));
    assert_eq!(owner.get(&path).await.expect(200).data(), author);

    let request = owner.request(Method::PATCH, &path).header("if-match", &tag);
    let changed = request.json(json!({ "bio": null })).send().await.expect(200).data();
    assert_eq!((&changed["bio"], &changed["email"]), (&Value::Null, &json!("aase@berg.example")));
    let stale = owner.request(Method::PUT, &path).header("if-match", &tag);
    stale.json(json!({ "name": "Åse" })).send().await.expect_problem(412, "version_mismatch");
    let replaced = owner.put(&path, json!({ "name": "Åse" })).await.expect(200).data();
    assert_eq!((&replaced["name"], &replaced["email"]), (&json!("Åse"), &json!("aase@berg.example")));
    assert_eq!(replaced["version"], 3);
    let cleared = owner.put(&path, json!({ "email": null })).await.expect(200).data();
    assert_eq!((&cleared["name"], &cleared["email"]), (&json!("Åse"), &Value::Null));
    owner.put(&path, json!({ "name": " " })).await.expect_problem(422, "validation_failed");
    owner.patch(&path, json!({ "name": null })).await.expect_problem(422, "validation_failed");

    // Two people may have the same name.
    owner.post(&format!("{API}/authors"), json!({ "name": "Åse" })).await.expect(201);
    owner.request(Method::DELETE, &path).header("if-match", &tag).send().await.expect(412);
    owner.delete(&path).await.expect(200);
    owner.get(&path).await.expect_problem(404, "not_found");
    assert_eq!(names(&list(&owner.get(&format!("{API}/authors")).await.expect(200))), ["Åse"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_author_is_refused_by_name() {
    let (_server, studio) = studio().await;
    for (body, pointer, code) in [
        (json!({}), "/name", "required"),
        (json!({ "name": " " }), "/name", "required"),
        (json!({ "name": "x".repeat(256) }), "/name", "too_long"),
        (json!({ "name": "Åse", "email": "aase" }), "/email", "invalid_email"),
        (json!({ "name": "Åse", "bio": "x".repeat(2_001) }), "/bio", "too_long"),
        (json!({ "name": "Åse", "bio": "a\u{0}b" }), "/bio", "control_character"),
        (json!({ "name": "Åse", "camera": "Z6" }), "/camera", "unknown_field"),
    ] {
        let refused = studio.owner.post(&format!("{API}/authors"), body.clone()).await;
        let problem = refused.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["errors"][0]["code"], code, "{body} answered {problem}");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body} answered {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn authors_are_searched_sorted_and_paged() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    for name in ["Ola 100%", "Åse Berg", "Kari Bergsveinn"] {
        owner.post(&format!("{API}/authors"), json!({ "name": name })).await.expect(201);
    }
    let shown = async |query: &str| {
        let answer = owner.get(&format!("{API}/authors?{query}")).await.expect(200);
        names(&list(&answer)).join(", ")
    };
    assert_eq!(shown("search=BERG&sort=newest").await, "Kari Bergsveinn, Åse Berg");
    assert_eq!(shown("search=%25").await, "Ola 100%");
    assert_eq!(shown("sort=name").await, "Åse Berg, Kari Bergsveinn, Ola 100%");
    assert_eq!(shown("sort=name&offset=1&limit=1").await, "Kari Bergsveinn");

    let first = owner.get(&format!("{API}/authors?limit=2")).await.expect(200).json();
    assert_eq!(first["pagination"]["total"], 3);
    let cursor = first["pagination"]["next_cursor"].as_str().expect("a cursor").to_owned();
    assert_eq!(shown(&format!("limit=2&cursor={cursor}")).await, "Kari Bergsveinn");
    for query in [format!("sort=name&cursor={cursor}"), "sort=height".into(), "limit=0".into()] {
        let refused = owner.get(&format!("{API}/authors?{query}")).await;
        refused.expect_problem(422, "validation_failed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_is_their_owners_alone() {
    let (server, studio) = studio().await;
    let stranger = Studio::register(&server.client()).await.owner;
    let (_, colleague) = studio.person("studio_user", None).await;
    let author = studio.owner.post(&format!("{API}/authors"), json!({ "name": "Åse" })).await.expect(201);
    let path = format!("{API}/authors/{}", id_of(&author.data()));
    for other in [&colleague, &stranger] {
        let body = json!({ "name": "Ola" });
        other.get(&path).await.expect_problem(404, "not_found");
        other.put(&path, body.clone()).await.expect_problem(404, "not_found");
        other.patch(&path, body).await.expect_problem(404, "not_found");
        other.delete(&path).await.expect_problem(404, "not_found");
        assert!(list(&other.get(&format!("{API}/authors")).await.expect(200)).is_empty());
        assert!(list(&other.get(&format!("{API}/authors?search=ase")).await.expect(200)).is_empty());
    }
    assert_eq!(studio.owner.get(&path).await.expect(200).data(), author.data());

    let (_, vendor) = studio.person("vendor_user", None).await;
    vendor.get(&format!("{API}/authors")).await.expect_problem(403, "forbidden");
    let log = list(&studio.owner.get(&format!("{API}/audit-log")).await.expect(200));
    let told = log.iter().any(|line| line["kind"].as_str().is_some_and(|kind| kind.starts_with("author")));
    assert!(!told, "a library is private: {log:?}");
}
