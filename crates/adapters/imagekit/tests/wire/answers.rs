//! What the service answers, and what becomes of it.

use atelier_application::ports::{CdnError, ImageCdn};
use serde_json::{Value, json};
use wiremock::matchers::{any, body_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::world::{details, imagekit, mirror, new_mirror, uploaded, vectors};

async fn answering(status: u16, body: Value) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_json(body);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// The answers of these tests are ones that the service gives.
#[test]
fn our_samples_fit_the_schema() {
    let schema = vectors("schema");
    for (call, sample) in [
        ("POST /api/v1/files/upload", uploaded()),
        ("GET /v1/files/{fileId}/details", details()),
        ("POST /v1/files/batch/deleteByFileIds", json!({"successfullyDeletedFileIds": ["f1"]})),
        ("POST /v1/files/purge", json!({"requestId": "r"})),
    ] {
        let mut one = schema["responses"][call].clone();
        one["$defs"] = schema["$defs"].clone();
        let faults = jsonschema::validate(&one, &sample);
        assert!(faults.is_ok(), "{call}: {faults:?}");
    }
}

#[tokio::test]
async fn a_copy_is_where_the_service_says_below_our_endpoint() {
    let mut answer = uploaded();
    // The account's usual host answers, whatever host of ours leads there.
    answer["url"] = json!("https://other.example/x.jpg");
    answer["filePath"] = json!("/atelier/7/812_renamed.jpg");
    let server = answering(200, answer).await;
    let made = imagekit(&server).mirror(new_mirror()).await.unwrap();
    assert_eq!(made.file_id, "6673f88237b244ef54d60180");
    assert_eq!(made.url, "https://ik.imagekit.io/demo/atelier/7/812_renamed.jpg");
    assert!(made.thumbnail_url.unwrap().contains("ik_ml_thumbnail"));
    assert_eq!(made.content_hash, new_mirror().content_hash);
}

#[tokio::test]
async fn a_file_that_was_moved_is_found_where_it_is() {
    let server = answering(200, details()).await;
    let found = imagekit(&server).find(&mirror("6673f88237b244ef54d60180")).await.unwrap().unwrap();
    assert_eq!(found.url, "https://ik.imagekit.io/demo/elsewhere/moved.jpg");
    assert!(found.thumbnail_url.unwrap().ends_with("/elsewhere/moved.jpg"));
}

#[tokio::test]
async fn a_copy_that_anybody_could_open_goes_again() {
    let mut public = uploaded();
    public["isPrivateFile"] = json!(false);
    let server = MockServer::start().await;
    let upload = Mock::given(method("POST")).respond_with(ResponseTemplate::new(200).set_body_json(public));
    upload.mount(&server).await;
    let delete = Mock::given(method("DELETE")).and(path("/v1/files/6673f88237b244ef54d60180"));
    delete.respond_with(ResponseTemplate::new(204)).expect(1).mount(&server).await;
    let refused = imagekit(&server).mirror(new_mirror()).await.unwrap_err();
    assert!(matches!(refused, CdnError::Lasting(_)), "{refused}");
}

#[tokio::test]
async fn a_copy_that_was_made_public_goes_with_what_the_caches_have_of_it() {
    let mut public = details();
    public["isPrivateFile"] = json!(false);
    let server = MockServer::start().await;
    let asked = Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(public));
    asked.mount(&server).await;
    let delete = Mock::given(method("DELETE")).and(path("/v1/files/6673f88237b244ef54d60180"));
    delete.respond_with(ResponseTemplate::new(204)).expect(1).mount(&server).await;
    let purge = Mock::given(method("POST"))
        .and(path("/v1/files/purge"))
        .and(body_json(json!({"url": "https://ik.imagekit.io/demo/elsewhere/moved.jpg*"})));
    let done = ResponseTemplate::new(201).set_body_json(json!({"requestId": "r"}));
    purge.respond_with(done).expect(1).mount(&server).await;
    let found = imagekit(&server).find(&mirror("6673f88237b244ef54d60180")).await.unwrap();
    assert_eq!(found, None);
}

#[tokio::test]
async fn an_answer_of_something_in_between_says_nothing_of_the_file() {
    for status in [302, 307, 404] {
        let server = MockServer::start().await;
        let page = ResponseTemplate::new(status).set_body_string("<html>no such page</html>");
        Mock::given(any()).respond_with(page).mount(&server).await;
        let error = imagekit(&server).find(&mirror("f1")).await.unwrap_err();
        assert!(matches!(error, CdnError::Passing { .. }), "{status}: {error}");
        let error = imagekit(&server).delete(&["f1".to_owned()]).await.unwrap_err();
        assert!(matches!(error, CdnError::Passing { .. }), "{status}: {error}");
    }
}

#[tokio::test]
async fn deleting_what_is_not_there_is_done() {
    let server = answering(404, json!({"message": "The requested file does not exist."})).await;
    imagekit(&server).delete(&["f1".to_owned()]).await.unwrap();
}

#[tokio::test]
async fn a_bulk_delete_goes_on_without_the_missing() {
    let server = MockServer::start().await;
    let all = Mock::given(body_json(json!({"fileIds": ["f1", "f2", "f3"]})));
    let missing = json!({"message": "The requested file(s) does not exist.", "missingFileIds": ["f2"]});
    all.respond_with(ResponseTemplate::new(404).set_body_json(missing)).expect(1).mount(&server).await;
    let rest = Mock::given(body_json(json!({"fileIds": ["f1", "f3"]})));
    let done = json!({"successfullyDeletedFileIds": ["f1", "f3"]});
    rest.respond_with(ResponseTemplate::new(200).set_body_json(done)).expect(1).mount(&server).await;
    let ids = ["f1", "f2", "f3"].map(str::to_owned);
    imagekit(&server).delete(&ids).await.unwrap();
}

#[tokio::test]
async fn a_bulk_delete_of_which_a_part_was_done_is_tried_again() {
    let partial = json!({
        "successfullyDeletedFileIds": ["f1"],
        "errors": [{"fileId": "f2", "error": "Error deleting file"}],
    });
    let server = answering(207, partial).await;
    let error = imagekit(&server).delete(&["f1".to_owned(), "f2".to_owned()]).await.unwrap_err();
    assert!(matches!(&error, CdnError::Passing { message, .. } if message.contains("f2")), "{error}");
}

#[tokio::test]
async fn a_refusal_is_lasting_and_a_wrong_key_may_be_mended() {
    let text = json!({"message": "Your request contains invalid fileId parameter.", "help": "support"});
    let server = answering(400, text).await;
    let error = imagekit(&server).purge("https://x").await.unwrap_err();
    assert!(matches!(&error, CdnError::Lasting(text) if text.contains("invalid fileId")), "{error}");
    assert_eq!(server.received_requests().await.unwrap().len(), 1, "a refusal is not repeated");

    let server = answering(401, json!({"message": "Your account cannot be authenticated."})).await;
    let error = imagekit(&server).purge("https://x").await.unwrap_err();
    assert!(matches!(error, CdnError::Passing { .. }), "{error}");
    assert_eq!(server.received_requests().await.unwrap().len(), 1, "the key will not be right in a second");
}

#[tokio::test]
async fn a_success_that_says_something_else_is_no_success() {
    for body in ["", "<html>", "{}", "[1]", "{\"fileId\": 1, \"filePath\": \"/a\"}"] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).set_body_string(body);
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let error = imagekit(&server).mirror(new_mirror()).await.unwrap_err();
        assert!(matches!(error, CdnError::Passing { .. }), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_our_key() {
    let elsewhere = answering(200, uploaded()).await;
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(307).insert_header("location", elsewhere.uri());
    Mock::given(any()).respond_with(answer).mount(&server).await;
    assert!(imagekit(&server).mirror(new_mirror()).await.is_err());
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}
