//! The OpenAPI document against its committed copy, and against the code.

use std::collections::BTreeSet;

use atelier_tests::{golden, workspace};
use serde_json::Value;

use super::operations;
use super::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn the_committed_document_is_the_one_that_is_served() {
    // In the order and form in which `atelier openapi` prints it.
    let mut text = atelier_http::openapi::openapi().to_pretty_json().expect("JSON can be written");
    text.push('\n');
    golden::assert_matches_file("docs/openapi.json", &text);
    let printed: Value = serde_json::from_str(&text).expect("JSON can be read");
    assert!(printed == World::empty().await.document().await, "the server serves another document");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_openapi_3_1_and_tells_everything_about_every_operation() {
    let document = World::empty().await.document().await;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let mut wrong = Vec::new();
    for operation in operations::of(&document) {
        let raw = &document["paths"][&operation.path][operation.method.as_str().to_lowercase()];
        let mut miss = |what: &str| wrong.push(format!("{}: {what}", operation.name()));
        if operation.summary.is_empty() {
            miss("no summary");
        }
        if operation.permission.is_empty() && operation.path.starts_with("/api/v1") {
            miss("no permission");
        }
        let responses = raw["responses"].as_object().cloned().unwrap_or_default();
        if !responses.keys().any(|status| status.starts_with('2')) {
            miss("no success");
        }
        if operation.path.starts_with("/api/v1") && !responses.keys().any(|status| status.starts_with('4')) {
            miss("no errors");
        }
        let takes_json = !raw["requestBody"]["content"]["application/json"].is_null();
        if takes_json && operation.body.is_none() {
            miss("no example of the body");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Handlers are told by the attribute above them; a handler that was written and not registered is found here.
#[tokio::test(flavor = "multi_thread")]
async fn every_handler_of_the_code_is_in_the_document() {
    let document = World::empty().await.document().await;
    let known: BTreeSet<String> = operations::of(&document).iter().map(operations::Operation::name).collect();
    let mut missing = Vec::new();
    for file in workspace::rust_files_in("crates/adapters/http/src") {
        let text = workspace::read(&file);
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in text.lines() {
            let Some((method, path)) = attribute(line) else { continue };
            let there =
                ["", "/api/v1", "/api"].iter().any(|base| known.contains(&format!("{method} {base}{path}")));
            if !there {
                missing.push(format!("{}: {method} {path}", workspace::relative(&file)));
            }
        }
    }
    assert!(missing.is_empty(), "handlers that the document does not know: {missing:#?}");
}

/// `#[get("/galleries")]` → `GET /galleries`.
fn attribute(line: &str) -> Option<(String, &str)> {
    let (method, rest) = line.trim().strip_prefix("#[")?.split_once("(\"")?;
    let known = ["get", "post", "put", "patch", "delete"].contains(&method);
    let path = rest.split('"').next()?;
    known.then(|| (method.to_uppercase(), path))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reference_of_the_document_leads_somewhere() {
    let document = World::empty().await.document().await;
    let mut lost = BTreeSet::new();
    walk(&document, &mut |value| {
        if let Some(reference) = value["$ref"].as_str()
            && document.pointer(reference.trim_start_matches('#')).is_none()
        {
            lost.insert(reference.to_owned());
        }
    });
    assert!(lost.is_empty(), "{lost:#?}");
}

fn walk(value: &Value, visit: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(map) => {
            visit(value);
            map.values().for_each(|inner| walk(inner, visit));
        }
        Value::Array(list) => list.iter().for_each(|inner| walk(inner, visit)),
        _ => {}
    }
}
