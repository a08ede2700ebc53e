//! What every request passes.

use std::time::Duration;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use atelier_http::HttpSettings;
use atelier_http::settings::{Rate, RateLimits, Secret};
use serde_json::json;

use crate::world::{Person, World};

#[actix_web::test]
async fn every_failure_is_a_problem_with_the_id_of_its_request() {
    let world = World::new().await;
    let nobody = Person::default();
    let cases = [
        (TestRequest::get().uri("/nowhere"), 404, "not_found"),
        (TestRequest::get().uri("/api/v1/nowhere"), 404, "not_found"),
        (TestRequest::get().uri("/api/v1/galleries"), 401, "unauthenticated"),
        (TestRequest::post().uri("/health"), 405, "method_not_allowed"),
        (TestRequest::post().uri("/api/v1/auth/login").set_payload("{}"), 415, "unsupported_media_type"),
        (TestRequest::get().uri("/media/free-size/x"), 404, "not_found"),
        (TestRequest::get().uri("/api/docs/../../etc/passwd"), 404, "not_found"),
    ];
    for (request, status, code) in cases {
        let answer = world.send(nobody.sends(request)).await.expect(status);
        let body = answer.json();
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!((body["code"].as_str(), body["success"].as_bool()), (Some(code), Some(false)));
        assert_eq!(body["request_id"].as_str(), Some(answer.header("x-request-id")));
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
}

#[actix_web::test]
async fn a_method_that_is_not_there_is_405_with_those_that_are() {
    let world = World::new().await;
    let answer = world.send(TestRequest::put().uri("/api/v1/galleries/7")).await.expect(405);
    assert_eq!(answer.header("allow"), "DELETE, GET, HEAD, PATCH");
    let invented = TestRequest::default().method(Method::from_bytes(b"FROB").unwrap()).uri("/health");
    assert_eq!(world.send(invented).await.expect(405).header("allow"), "GET, HEAD");
}

#[actix_web::test]
async fn answers_make_browsers_careful() {
    let world = World::new().await;
    let answer = world.get(&Person::default(), "/health").await.expect(200);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(answer.header("strict-transport-security"), "");
    let missing = world.get(&Person::default(), "/nowhere").await;
    assert_eq!(missing.header("x-content-type-options"), "nosniff");

    let settings = HttpSettings { hsts: Some(Duration::from_secs(60)), ..HttpSettings::default() };
    let answer = World::with(settings).await.get(&Person::default(), "/health").await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=60; includeSubDomains");
}

#[actix_web::test]
async fn other_origins_are_shut_out_unless_they_are_configured() {
    let preflight = |origin: &str| {
        TestRequest::default()
            .method(Method::OPTIONS)
            .uri("/api/v1/galleries")
            .insert_header(("origin", origin.to_owned()))
            .insert_header(("access-control-request-method", "GET"))
    };
    let closed = World::new().await.send(preflight("https://evil.example")).await;
    assert_eq!(closed.header("access-control-allow-origin"), "");
    let cors_origins = vec!["https://studio.example".to_owned()];
    let world = World::with(HttpSettings { cors_origins, ..HttpSettings::default() }).await;
    let answer = world.send(preflight("https://studio.example")).await.expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "https://studio.example");
    let other = world.send(preflight("https://evil.example")).await;
    assert_eq!(other.header("access-control-allow-origin"), "");
    let failed =
        TestRequest::get().uri("/api/v1/galleries").insert_header(("origin", "https://studio.example"));
    let failed = world.send(failed).await.expect(401);
    assert_eq!(failed.header("access-control-allow-origin"), "https://studio.example");
}

#[actix_web::test]
async fn who_tries_too_often_waits() {
    let rates = RateLimits { sign_in_per_account: Rate::new(2, 3_600), ..RateLimits::default() };
    let world = World::with(HttpSettings { rates, ..HttpSettings::default() }).await;
    let nobody = Person::default();
    let body = json!({"username": "nordlys", "password": "wrong"});
    for _ in 0..2 {
        world.post(&nobody, "/api/v1/auth/login", body.clone()).await.expect(401);
    }
    let refused = world.post(&nobody, "/auth/login", body).await.expect(429);
    assert_eq!(refused.code(), "rate_limited");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 60);
}

#[actix_web::test]
async fn operations_are_answered() {
    let world = World::new().await;
    let nobody = Person::default();
    assert_eq!(world.get(&nobody, "/health").await.expect(200).json()["status"], "ok");
    assert_eq!(world.get(&nobody, "/ready").await.expect(200).json()["status"], "ready");
    let metrics = world.get(&nobody, "/metrics").await.expect(200);
    let text = String::from_utf8_lossy(&metrics.body).into_owned();
    assert!(text.contains("http_requests_total{method=\"GET\",route=\"/ready\",status=\"200\"} 1"), "{text}");
    assert!(text.contains("atelier_jobs{state=\"queued\"} 0"), "{text}");

    let metrics_token = Some(Secret("s3cret".into()));
    let world = World::with(HttpSettings { metrics_token, ..HttpSettings::default() }).await;
    assert_eq!(world.get(&nobody, "/metrics").await.status, 401);
    let scraper = Person(Some("s3cret".into()));
    assert_eq!(world.get(&scraper, "/metrics").await.status, 200);
}

#[actix_web::test]
async fn the_pages_are_served_with_a_policy_that_lets_them_run() {
    let world = World::new().await;
    let nobody = Person::default();
    for path in [
        "/api/docs/",
        "/api/docs/swagger-initializer.js",
        "/share",
        "/share.js",
        "/api/errors",
        "/",
        "/desk/galleries/7",
    ] {
        let answer = world.get(&nobody, path).await.expect(200);
        assert!(!answer.body.is_empty(), "{path}");
    }
    for page in ["/api/docs/", "/share"] {
        let html = String::from_utf8(world.get(&nobody, page).await.body.to_vec()).unwrap();
        assert!(html.contains("<script src="), "{page}");
        assert!(!html.contains("<script>"), "{page}: the policy lets no script run that stands in the page");
    }
    let page = world.get(&nobody, "/share").await;
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    let moved = world.get(&nobody, "/api/docs").await;
    assert_eq!((moved.status, moved.header("location")), (308, "/api/docs/"));
    let document = world.get(&nobody, "/api/openapi.json").await.expect(200);
    assert_eq!(document.json()["openapi"], "3.1.0");
    let known = TestRequest::get().uri("/api/openapi.json");
    let known = known.insert_header(("if-none-match", document.header("etag").to_owned()));
    assert_eq!(world.send(known).await.status, 304);
}

#[actix_web::test]
async fn json_is_compressed_and_pictures_are_not() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    let zipped = |path: &str| TestRequest::get().uri(path).insert_header(("accept-encoding", "gzip"));
    let answer = world.send(zipped("/api/openapi.json")).await.expect(200);
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(answer.body.get(..2), Some([0x1f, 0x8b].as_slice()));
    let gallery = world.gallery(&owner).await;
    world.upload(&owner, gallery, &[("a.jpg", b"IMG a")]).await.expect(201);
    world.work().await;
    let images = world.get(&owner, &format!("/api/v1/galleries/{gallery}/images")).await.expect(200);
    let address = images.data()[0]["urls"]["thumb"].as_str().unwrap().to_owned();
    let file = world.send(zipped(&address)).await.expect(200);
    assert_eq!(file.body.as_ref(), b"a picture of size Thumb");
}
