//! Nothing that a client can send is answered with 5xx, and nothing is answered with a status that is not documented.

use actix_web::body::to_bytes;
use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service};
use atelier_http::openapi::openapi;
use serde_json::{Value, json};

use crate::world::{Person, World};

const IDS: [&str; 9] =
    ["1", "0", "-1", "9223372036854775807", "9223372036854775808", "1e999", "%00", "%ff%fe", "abc"];

fn bodies() -> Vec<String> {
    let mut bodies: Vec<String> =
        ["", "null", "[]", "{}", "\"x\"", "1e999", "{\"a\":", "{\"\\u0000\":1}"].map(str::to_owned).to_vec();
    bodies.push("[".repeat(5_000));
    bodies
}

/// Bodies made from an example, each with one field spoiled.
fn spoiled(example: &Value) -> Vec<String> {
    let values = [
        json!(null),
        json!(-1),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.5),
        json!(true),
        json!(""),
        json!("\u{0}"),
        json!("😀".repeat(300)),
        json!([]),
        json!([null]),
        json!({}),
        json!({"\u{0}": {"x": [1e300]}}),
        json!("9999-12-31T23:59:59.999999999Z"),
    ];
    let mut bodies = vec![example.to_string()];
    for field in example.as_object().into_iter().flat_map(|map| map.keys()) {
        for value in &values {
            let mut body = example.clone();
            body[field] = value.clone();
            bodies.push(body.to_string());
        }
    }
    bodies
}

struct Operation {
    method: Method,
    path: String,
    statuses: Vec<String>,
    example: Option<Value>,
    parameters: Vec<String>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let example = schema.as_str().and_then(|target| {
                document.pointer(target.trim_start_matches('#')).map(|schema| schema["example"].clone())
            });
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let parameters = parameters.iter().filter(|it| it["in"] == "query");
            operations.push(Operation {
                method: Method::from_bytes(method.to_ascii_uppercase().as_bytes()).unwrap(),
                path: path.clone(),
                statuses: operation["responses"].as_object().unwrap().keys().cloned().collect(),
                example,
                parameters: parameters.map(|it| it["name"].as_str().unwrap().to_owned()).collect(),
            });
        }
    }
    operations
}

/// The path with every parameter replaced.
fn filled(path: &str, id: &str) -> String {
    let words = path.split('/').map(|word| if word.starts_with('{') { id } else { word });
    words.collect::<Vec<_>>().join("/")
}

#[actix_web::test]
async fn nothing_that_a_client_sends_breaks_the_server() {
    let world = World::new().await;
    let owner = world.studio("nordlys").await;
    world.gallery(&owner).await;
    let app = init_service(world.http.app()).await;
    let mut sent = 0;
    for operation in operations() {
        // Signing out would end the test's own sign-in, and so would a new password or the own deactivation.
        if operation.path.ends_with("/logout") || operation.path.ends_with("/stream") {
            continue;
        }
        let mut requests = Vec::new();
        for id in IDS {
            requests.push((filled(&operation.path, id), None));
        }
        let query_values = ["", "-1", "0", "99999999999999999999", "%00", "%ff", "x", "true", "a%20b"];
        for name in &operation.parameters {
            for value in query_values {
                requests.push((format!("{}?{name}={value}", filled(&operation.path, "1")), None));
            }
        }
        if let Some(example) = &operation.example {
            for body in bodies().into_iter().chain(spoiled(example)) {
                requests.push((filled(&operation.path, "1"), Some(body)));
            }
        }
        for (path, body) in requests {
            let mut request = owner.sends(TestRequest::default().method(operation.method.clone()).uri(&path));
            if let Some(body) = &body {
                request = request.insert_header(("content-type", "application/json"));
                request = request.set_payload(body.clone());
            }
            let response = call_service(&app, request.to_request()).await;
            let status = response.status().as_u16();
            let answer = to_bytes(response.into_body()).await.map_err(|_| "the body broke off").unwrap();
            let place = format!("{} {path} {:.200}", operation.method, body.unwrap_or_default());
            let answer = String::from_utf8_lossy(&answer);
            assert!(status < 500, "{place} was answered with {status}: {answer}");
            assert!(
                operation.statuses.contains(&status.to_string()),
                "{place}: {status} is not documented: {answer}"
            );
            sent += 1;
        }
    }
    assert!(sent > 1_500, "only {sent} requests were sent");
}

#[actix_web::test]
async fn without_a_token_no_route_but_the_public_ones_answers() {
    let world = World::new().await;
    let document = serde_json::to_value(openapi()).unwrap();
    let app = init_service(world.http.app()).await;
    for operation in operations() {
        let method = operation.method.as_str().to_ascii_lowercase();
        if document["paths"][&operation.path][method]["security"].is_array() {
            continue;
        }
        let path = filled(&operation.path, "1");
        let request = TestRequest::default().method(operation.method.clone()).uri(&path);
        let request = request.insert_header(("content-type", "application/json")).set_payload("{}");
        let response = call_service(&app, request.to_request()).await;
        assert_eq!(response.status().as_u16(), 401, "{} {path}", operation.method);
    }
}

#[actix_web::test]
async fn what_belongs_to_another_studio_does_not_exist() {
    let world = World::new().await;
    let (owner, other) = (world.studio("nordlys").await, world.studio("sorlys").await);
    let gallery = world.gallery(&owner).await;
    let upload = world.upload(&owner, gallery, &[("a.jpg", b"IMG a")]).await.expect(201);
    world.work().await;
    let image = upload.data()["files"][0]["image"]["id"].as_i64().unwrap();
    let link = world.post(&owner, &format!("/api/v1/galleries/{gallery}/share-links"), json!({})).await;
    let link = link.expect(201).data()["id"].as_i64().unwrap();
    for path in [
        "/api/v1/organizations/1".to_owned(),
        "/api/v1/users/1".to_owned(),
        "/api/v1/jobs/1".to_owned(),
        format!("/api/v1/galleries/{gallery}"),
        format!("/api/v1/galleries/{gallery}/images"),
        format!("/api/v1/galleries/{gallery}/groups"),
        format!("/api/v1/galleries/{gallery}/share-links"),
        format!("/api/v1/galleries/{gallery}/progress"),
        format!("/api/v1/galleries/{gallery}/progress/stream"),
        format!("/api/v1/images/{image}"),
        format!("/api/v1/share-links/{link}"),
    ] {
        assert_eq!(world.get(&owner, &path).await.status, 200, "{path}");
        assert_eq!(world.get(&other, &path).await.expect(404).code(), "not_found", "{path}");
    }
    assert_eq!(world.upload(&other, gallery, &[("a.jpg", b"IMG a")]).await.status, 404);
    assert_eq!(world.get(&Person::default(), "/api/v1/galleries").await.status, 401);
}
