//! Whatever is sent, the answer is never a 5xx and always a problem.

use atelier_tests::client::Answer;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio};
use reqwest::Method;
use serde_json::json;

fn assert_problem(answer: &Answer) {
    assert!((400..500).contains(&answer.status), "{} answered {}", answer.asked(), answer.text());
    let kind = answer.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("application/problem+json"), "{}: {kind}: {}", answer.asked(), answer.text());
    assert!(answer.header("x-request-id").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_bodies_are_refused_with_a_problem() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let send = |path: String, kind: &'static str, body: Vec<u8>| {
        studio.owner.request(Method::POST, &path).body(kind, body).send()
    };
    let organizations = format!("{API}/organizations");
    let json_type = "application/json";
    for body in [
        b"".to_vec(),
        b"{".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\"x\"".to_vec(),
        b"{\"name\": 7}".to_vec(),
        b"{\"name\": \"\"}".to_vec(),
        b"{\"name\": \"a\\u0000b\"}".to_vec(),
        b"{\"name\": \"a\", \"name\": \"b\"}".to_vec(),
        b"{\"name\": \"\xff\xfe\"}".to_vec(),
        format!("{{\"name\": \"{}\"}}", "x".repeat(256)).into_bytes(),
        format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes(),
        b"{\"name\": \"a\", \"settings\": {\"rates\": {\"x\": 1e999}}}".to_vec(),
    ] {
        assert_problem(&send(organizations.clone(), json_type, body).await);
    }
    assert_eq!(send(organizations.clone(), "text/plain", b"{}".to_vec()).await.status, 415);
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(2_000_000)).into_bytes();
    assert_eq!(send(organizations, json_type, large).await.status, 413);

    let images = format!("{API}/galleries/{gallery}/images");
    for (kind, body) in [
        ("multipart/form-data", b"x".to_vec()),
        ("multipart/form-data; boundary=x", b"--y\r\n".to_vec()),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"files\"\r\n".to_vec(),
        ),
        (json_type, b"{}".to_vec()),
    ] {
        assert_problem(&send(images.clone(), kind, body).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_addresses_are_refused_with_a_problem() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    for path in [
        "/nothing/here",
        "/api/v1/nothing",
        "/api/v1/galleries/0",
        "/api/v1/galleries/-1",
        "/api/v1/galleries/9223372036854775807",
        "/api/v1/galleries/9223372036854775808",
        "/api/v1/galleries/1e3",
        "/api/v1/galleries/%00",
        "/api/v1/galleries/%ff",
        "/api/v1/galleries/..%2f..%2fetc%2fpasswd",
        "/api/v1/images/x",
        "/media/web/AAAA",
        "/media/web/%00",
        "/media/../../etc/passwd",
    ] {
        assert_problem(&studio.owner.get(path).await);
    }
    let odd =
        studio.owner.request(Method::PATCH, &format!("{API}/organizations")).json(json!({})).send().await;
    assert_eq!(odd.status, 405);
    assert!(odd.header("allow").is_some_and(|allow| allow.contains("POST")));
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_searches_do_no_harm() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    studio.organization("100 % Sørlandet_AS").await;
    for search in
        ["%25", "_", "%5C", "'", "%22", "%27%3B%20DROP%20TABLE%20users", "%F0%9F%98%80", "%ff", "", "%20"]
    {
        let answer = studio.owner.get(&format!("{API}/organizations?search={search}")).await;
        assert!(answer.status < 500, "{}", answer.text());
    }
    for (search, found) in
        [("sorlandet", 1), ("S%C3%98RLANDET", 1), ("100%20%25", 1), ("1%250", 0), ("nothing", 0)]
    {
        let answer = studio.owner.get(&format!("{API}/organizations?search={search}")).await.expect(200);
        assert_eq!(answer.json()["pagination"]["total"], found, "{search}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_headers_do_no_harm() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let path = format!("{API}/organizations");
    for (name, value) in [
        ("authorization", "Bearer"),
        ("authorization", "Basic eDp5"),
        ("if-none-match", "\"\", *, W/"),
        ("range", "bytes=0-"),
        ("accept", "text/html"),
        ("x-request-id", "../../etc/passwd"),
        ("idempotency-key", ""),
        ("accept-encoding", "gzip;q=x"),
        ("host", "somewhere.else.example"),
    ] {
        let request = studio.owner.request(Method::GET, &path).header(name, value);
        let answer = request.send().await;
        assert!(answer.status < 500, "{name}: {}", answer.text());
    }
    let key = studio.owner.request(Method::POST, &path).header("idempotency-key", &"k".repeat(300));
    key.json(json!({ "name": "x" })).send().await.expect_problem(400, "invalid_header");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_headers_that_keep_browsers_safe() {
    let server = TestServer::start().await;
    for path in ["/health", "/api/openapi.json", "/api/v1/auth/me", "/nothing"] {
        let answer = server.client().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(answer.header("x-request-id").is_some(), "{path}");
        assert!(answer.header("access-control-allow-origin").is_none(), "{path}");
    }
    let foreign = server.client().request(Method::OPTIONS, &format!("{API}/organizations"));
    let foreign = foreign.header("origin", "https://elsewhere.example");
    let answer = foreign.header("access-control-request-method", "POST").send().await;
    assert!(answer.header("access-control-allow-origin").is_none(), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_how_it_is() {
    let server = TestServer::start().await;
    server.client().get("/health").await.expect(200);
    server.client().get("/ready").await.expect(200);
    let metrics = server.client().get("/metrics").await.expect(200);
    assert!(metrics.text().contains("# TYPE"), "{}", metrics.text());
    let page = server.client().get("/api/docs/").await.expect(200);
    assert!(page.text().contains("<html"), "{}", page.text());
}
