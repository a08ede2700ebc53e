//! How fast secrets may be tried.

use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, exchange};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn guessing_a_password_is_slowed_down_for_the_account() {
    let server =
        TestServer::with(&[("limits.enabled", "true"), ("limits.sign_in_per_account", "3/15m")]).await;
    let studio = Studio::register(&server.client()).await;
    let guess = || {
        let body = json!({ "username": studio.email, "password": "a wrong guess again" });
        let client = server.client();
        async move { client.post(&format!("{API}/auth/login"), body).await }
    };
    for _ in 0..3 {
        guess().await.expect_problem(401, "invalid_credentials");
    }
    let slowed = guess().await.expect_problem(429, "rate_limited");
    let pause: u64 = slowed.header("retry-after").and_then(|value| value.parse().ok()).expect("a pause");
    assert!(pause >= 1);
    // Who is signed in goes on working.
    studio.owner.get(&format!("{API}/auth/me")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_and_links_are_limited_by_address() {
    let server = TestServer::with(&[
        ("limits.enabled", "true"),
        ("limits.registration_per_address", "2/1h"),
        ("limits.link_per_address", "2/1m"),
    ])
    .await;
    Studio::register(&server.client()).await;
    Studio::register(&server.client()).await;
    let body = json!({ "studio_name": "x", "email": "x@x.example", "password": "long enough, this" });
    server.client().post(&format!("{API}/auth/register"), body).await.expect_problem(429, "rate_limited");
    for _ in 0..2 {
        exchange(&server.client(), &"x".repeat(43), None).await.expect(404);
    }
    exchange(&server.client(), &"x".repeat(43), None).await.expect_problem(429, "rate_limited");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_looked_at_and_then_opened_is_opened_once() {
    let server = TestServer::with(&[("limits.enabled", "true"), ("limits.link_per_address", "2/1m")]).await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let link = studio.link(gallery, json!({})).await;
    let page = format!("/g/{}", link.token);
    for _ in 0..2 {
        server.client().get(&page).await.expect(200);
        exchange(&server.client(), &link.token, None).await.expect(200);
    }
    assert_eq!(server.client().get(&page).await.status, 429);
    exchange(&server.client(), &link.token, None).await.expect_problem(429, "rate_limited");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_somebody_claims_for_itself_is_not_believed() {
    let server =
        TestServer::with(&[("limits.enabled", "true"), ("limits.registration_per_address", "1/1h")]).await;
    Studio::register(&server.client()).await;
    let request = server.client().request(reqwest::Method::POST, &format!("{API}/auth/register"));
    let body = json!({ "studio_name": "x", "email": "x@x.example", "password": "long enough, this" });
    request
        .header("x-forwarded-for", "203.0.113.9")
        .json(body)
        .send()
        .await
        .expect_problem(429, "rate_limited");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_bounded() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let organization = studio.organization("Acme").await;
    for number in 0..3 {
        studio.gallery(organization, &format!("Gallery {number}")).await;
    }
    let path = format!("{API}/galleries");
    for query in ["limit=0", "limit=1001", "limit=-1", "limit=x", "offset=-1", "offset=1000001", "cursor=%21"]
    {
        studio.owner.get(&format!("{path}?{query}")).await.expect_problem(422, "validation_failed");
    }
    let page = studio.owner.get(&format!("{path}?limit=2&offset=1")).await.expect(200).json();
    assert_eq!(page["data"].as_array().map(Vec::len), Some(2));
    assert_eq!(page["pagination"]["total"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_walks_a_list_without_losing_or_repeating_a_row() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let organization = studio.organization("Acme").await;
    let mut made = Vec::new();
    for number in 0..7 {
        made.push(studio.gallery(organization, &format!("Gallery {number}")).await);
    }
    let mut seen = Vec::new();
    let mut path = format!("{API}/galleries?limit=3");
    loop {
        let page = studio.owner.get(&path).await.expect(200).json();
        seen.extend(page["data"].as_array().expect("a list").iter().map(atelier_tests::studio::id_of));
        let Some(next) = page["pagination"]["next_cursor"].as_str() else { break };
        path = format!("{API}/galleries?limit=3&cursor={next}");
    }
    made.sort_unstable();
    seen.sort_unstable();
    assert_eq!(seen, made);
}
