//! Libraries of two people of one studio and of a stranger, and short ways to fill them.

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, text, unique};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub struct Scene {
    pub server: TestServer,
    pub studio: Studio,
    pub kari: Client,
    /// Of the same studio.
    pub ola: Client,
    /// Of another studio.
    pub stranger: Client,
}

pub async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let (_, ola) = studio.person("studio_user", None).await;
    let stranger = Studio::register(&server.client()).await.owner;
    Scene { kari: studio.owner.clone(), studio, ola, stranger, server }
}

impl Scene {
    /// How many files lie in the media store for libraries.
    pub fn objects(&self) -> usize {
        fn below(folder: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            let count = |path: std::path::PathBuf| if path.is_dir() { below(&path) } else { 1 };
            entries.filter_map(Result::ok).map(|entry| count(entry.path())).sum()
        }
        below(&self.server.data().join("media/library"))
    }
}

/// A small picture that no other photo of this run has.
pub fn preview() -> Vec<u8> {
    let seed = u32::try_from(unique()).expect("a test has few photos");
    // Colours repeat after 256 seeds, and so the width grows.
    pictures::jpeg(40 + seed / 256, 40, seed)
}

/// The name of the photo that has this preview.
pub fn hothash_of(preview: &[u8]) -> String {
    Sha256::digest(preview).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The body of a new photo whose file stays with the client.
pub fn told(filename: &str, preview: &[u8], more: Value) -> Value {
    let mut body = json!({ "filename": filename, "hotpreview": encoded(preview) });
    for (name, value) in more.as_object().expect("fields of a photo") {
        body[name] = value.clone();
    }
    body
}

pub async fn new_photo(who: &Client, body: Value) -> Answer {
    who.post(&format!("{API}/image-files/new-photo"), body).await
}

/// A photo with this told of it, by its hothash.
pub async fn photo(who: &Client, more: Value) -> String {
    let name = format!("IMG_{}.jpg", unique());
    text(&new_photo(who, told(&name, &preview(), more)).await.expect(201).data(), "photo_hothash")
}

pub async fn change(who: &Client, photo: &str, patch: Value) -> Value {
    who.patch(&format!("{API}/photos/{photo}"), patch).await.expect(200).data()
}

pub async fn shown(who: &Client, photo: &str) -> Value {
    who.get(&format!("{API}/photos/{photo}")).await.expect(200).data()
}

/// A form of texts and one file.
pub fn form(texts: &[(&str, &str)], name: &str, bytes: Vec<u8>) -> Form {
    let file = Part::bytes(bytes).file_name(name.to_owned());
    let texts = texts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    texts.fold(Form::new(), |form, (name, value)| form.text(name, value)).part("file", file)
}

/// Sends an original to `new-photo` or `add-to-photo`.
pub async fn send(who: &Client, route: &str, texts: &[(&str, &str)], name: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("{API}/image-files/{route}");
    who.request(Method::POST, &path).form(form(texts, name, bytes)).send().await
}

/// The reference of an input to what is not there for the caller: where it is, and what it was to be.
#[track_caller]
pub fn unknown(answer: Answer) -> (String, String) {
    let problem = answer.expect_problem(404, "not_found").json();
    (text(&problem["errors"][0], "pointer"), text(&problem["errors"][0], "code"))
}

/// The fault of a refused input: where it is, and the rule.
#[track_caller]
pub fn fault(answer: Answer) -> (String, String) {
    let problem = answer.expect_problem(422, "validation_failed").json();
    (text(&problem["errors"][0], "pointer"), text(&problem["errors"][0], "code"))
}
