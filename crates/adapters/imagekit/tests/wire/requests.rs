//! Our requests are those that the official client sends.

use atelier_application::ports::ImageCdn;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::world::{imagekit, mirror, new_mirror, uploaded, vectors};

/// What the service received, in the form of the recording.
fn written(request: &Request) -> Value {
    let header = |name: &str| request.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let mut call = json!({
        "method": request.method.as_str(),
        "path": request.url.path(),
        "authorization": header("authorization"),
    });
    let kind = header("content-type").unwrap_or_default();
    if kind.starts_with("application/json") {
        call["json"] = serde_json::from_slice(&request.body).unwrap();
    }
    if let Some((_, boundary)) = kind.split_once("boundary=") {
        call["multipart"] = parts(&String::from_utf8(request.body.clone()).unwrap(), boundary);
    }
    call
}

fn parts(body: &str, boundary: &str) -> Value {
    let line = format!("--{boundary}");
    let parts = body.split(&line).filter_map(|part| part.split_once("\r\n\r\n"));
    parts
        .map(|(head, value)| {
            let mut part = Map::new();
            for (mark, name) in [("; name=\"", "name"), ("; filename=\"", "filename")] {
                if let Some((_, rest)) = head.split_once(mark) {
                    part.insert(name.into(), rest.split('"').next().into());
                }
            }
            let kind = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-type").then(|| value.to_owned())
            });
            if let Some(kind) = kind {
                part.insert("content_type".into(), kind.into());
            }
            part.insert("value".into(), value.strip_suffix("\r\n").unwrap().into());
            Value::Object(part)
        })
        .collect()
}

/// The recording with our way of writing the account: the service looks at the name before the colon only.
fn recorded(name: &str) -> Value {
    let recording = vectors("client");
    let mut call = recording["calls"][name].clone();
    let sent = call["authorization"].as_str().unwrap().trim_start_matches("Basic ").to_owned();
    let sent = String::from_utf8(STANDARD.decode(sent).unwrap()).unwrap();
    let (user, _) = sent.split_once(':').unwrap();
    call["authorization"] = format!("Basic {}", STANDARD.encode(format!("{user}:"))).into();
    call
}

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

async fn only_request(server: &MockServer) -> Value {
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    written(&requests[0])
}

#[tokio::test]
async fn an_upload_is_the_official_clients() {
    let server = server(ResponseTemplate::new(200).set_body_json(uploaded())).await;
    imagekit(&server).mirror(new_mirror()).await.unwrap();
    assert_eq!(only_request(&server).await, recorded("upload"));
}

#[tokio::test]
async fn asking_for_details_is_the_official_clients() {
    let server = server(ResponseTemplate::new(404).set_body_json(json!({"message": "gone"}))).await;
    assert_eq!(imagekit(&server).find(&mirror("f1")).await.unwrap(), None);
    assert_eq!(only_request(&server).await, recorded("details"));
}

#[tokio::test]
async fn deleting_one_file_and_several_is_the_official_clients() {
    let one = server(ResponseTemplate::new(204)).await;
    imagekit(&one).delete(&["f1".to_owned()]).await.unwrap();
    assert_eq!(only_request(&one).await, recorded("delete"));

    let done = json!({"successfullyDeletedFileIds": ["f1", "f2"]});
    let several = server(ResponseTemplate::new(200).set_body_json(done)).await;
    imagekit(&several).delete(&["f1".to_owned(), "f2".to_owned()]).await.unwrap();
    assert_eq!(only_request(&several).await, recorded("bulk_delete"));
}

#[tokio::test]
async fn a_purge_is_the_official_clients() {
    let server = server(ResponseTemplate::new(201).set_body_json(json!({"requestId": "r"}))).await;
    imagekit(&server).purge("https://ik.imagekit.io/demo/atelier/7/812.jpg").await.unwrap();
    let mut expected = recorded("purge");
    // With all its renditions, which differ in what follows the path.
    expected["json"]["url"] = json!("https://ik.imagekit.io/demo/atelier/7/812.jpg*");
    assert_eq!(only_request(&server).await, expected);
}

#[tokio::test]
async fn more_files_than_one_call_takes_are_deleted_by_several() {
    let server = server(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    let ids: Vec<String> = (0..250).map(|number| format!("f{number}")).collect();
    imagekit(&server).delete(&ids).await.unwrap();
    imagekit(&server).delete(&[]).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let sizes = requests.iter().map(|request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        body["fileIds"].as_array().unwrap().len()
    });
    assert_eq!(sizes.collect::<Vec<_>>(), [100, 100, 50]);
}

#[tokio::test]
async fn what_we_send_fits_the_schema() {
    let schema = vectors("schema");
    let check = |call: &str, body: &Value| {
        let mut one = schema["requests"][call].clone();
        one["$defs"] = schema["$defs"].clone();
        let validator = jsonschema::validator_for(&one).unwrap();
        let faults: Vec<String> = validator.iter_errors(body).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{call}: {faults:?}");
    };
    let server = server(ResponseTemplate::new(200).set_body_json(uploaded())).await;
    imagekit(&server).mirror(new_mirror()).await.unwrap();
    imagekit(&server).delete(&["f1".to_owned(), "f2".to_owned()]).await.unwrap();
    imagekit(&server).purge("https://ik.imagekit.io/demo/a.jpg").await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let sent: Vec<Value> = requests.iter().map(written).collect();
    // A form has texts only: lists travel with commas, truths as words.
    let mut upload = Map::new();
    for part in sent[0]["multipart"].as_array().unwrap() {
        let (name, value) = (part["name"].as_str().unwrap(), part["value"].as_str().unwrap());
        let value = match (name, value) {
            ("responseFields", list) => list.split(',').collect(),
            (_, "true") => json!(true),
            (_, "false") => json!(false),
            (_, text) => json!(text),
        };
        upload.insert(name.to_owned(), value);
    }
    check("POST /api/v1/files/upload", &Value::Object(upload));
    check("POST /v1/files/batch/deleteByFileIds", &sent[1]["json"]);
    check("POST /v1/files/purge", &sent[2]["json"]);
}
