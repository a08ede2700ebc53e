//! A caller of the API as the outside sees it: addresses, headers and bytes, and no type of the server.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// Somebody who calls, with or without a token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// What was asked, for messages.
    asked: String,
}

/// A file on its way up: its name and its bytes.
pub type NamedFile<'a> = (&'a str, Vec<u8>);

/// For every client of reqwest, which is built without a provider of its own. A second call finds the first one.
pub fn name_tls_provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl Client {
    /// A caller of the server at `base` who has not signed in. Redirects are not followed.
    pub fn new(base: &str) -> Self {
        name_tls_provider();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .build()
            .expect("a client can be built");
        Self { http, base: base.to_owned(), token: None }
    }

    /// The same caller with this access token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same caller without a token.
    pub fn anonymous(&self) -> Self {
        Self { token: None, ..self.clone() }
    }

    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).send().await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.request(Method::POST, path).json(body).send().await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.request(Method::PUT, path).json(body).send().await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.request(Method::PATCH, path).json(body).send().await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.request(Method::DELETE, path).send().await
    }

    /// Uploads files in one form.
    pub async fn upload(&self, path: &str, files: &[NamedFile<'_>]) -> Answer {
        self.upload_by(Method::POST, path, files).await
    }

    /// As [`Client::upload`], by another method.
    pub async fn upload_by(&self, method: Method, path: &str, files: &[NamedFile<'_>]) -> Answer {
        let mut form = reqwest::multipart::Form::new();
        for (name, bytes) in files {
            let part = reqwest::multipart::Part::bytes(bytes.clone()).file_name((*name).to_owned());
            form = form.part("files", part);
        }
        self.request(method, path).form(form).send().await
    }

    pub fn request(&self, method: Method, path: &str) -> Request {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let mut inner = self.http.request(method.clone(), address);
        if let Some(token) = &self.token {
            inner = inner.bearer_auth(token);
        }
        Request { inner, asked: format!("{method} {path}") }
    }
}

/// A request that is being put together.
pub struct Request {
    inner: reqwest::RequestBuilder,
    asked: String,
}

impl Request {
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a value that fits into a header");
        self.inner = self.inner.header(HeaderName::from_static(name), value);
        self
    }

    pub fn json(mut self, body: Value) -> Self {
        self.inner = self.inner.json(&body);
        self
    }

    /// Bytes as they are, with a content type.
    pub fn body(mut self, content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.inner = self.inner.header("content-type", content_type).body(bytes.into());
        self
    }

    pub fn form(mut self, form: reqwest::multipart::Form) -> Self {
        self.inner = self.inner.multipart(form);
        self
    }

    /// Sends it and answers as soon as the head is there; the body comes as the caller takes it.
    ///
    /// # Panics
    ///
    /// When no answer comes at all.
    pub async fn begin(self) -> reqwest::Response {
        let asked = self.asked;
        self.inner.send().await.unwrap_or_else(|error| panic!("{asked}: no answer: {error}"))
    }

    /// Sends it and waits for the whole answer.
    ///
    /// # Panics
    ///
    /// When no answer comes at all: the server must answer whatever it is sent.
    pub async fn send(self) -> Answer {
        let asked = self.asked;
        let response = self.inner.send().await.unwrap_or_else(|error| panic!("{asked}: no answer: {error}"));
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.unwrap_or_else(|error| panic!("{asked}: cut off: {error}"));
        Answer { status, headers, bytes: bytes.to_vec(), asked }
    }
}

impl Answer {
    /// The answer, if it has this status.
    ///
    /// # Panics
    ///
    /// When it has another one; the message shows what was asked and what came.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered {}", self.asked, self.text());
        self
    }

    /// The problem's code, if the answer is a problem with this status.
    ///
    /// # Panics
    ///
    /// When it is anything else.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        let kind = answer.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("application/problem+json"), "{}: {kind}", answer.asked);
        let body = answer.json();
        assert_eq!(body.get("code").and_then(Value::as_str), Some(code), "{} answered {body}", answer.asked);
        assert_eq!(body.get("success"), Some(&Value::Bool(false)));
        assert_eq!(body.get("status").and_then(Value::as_u64), Some(u64::from(status)));
        answer
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{} answered no JSON ({error}): {}", self.asked, self.text()))
    }

    /// The `data` of the envelope.
    #[track_caller]
    pub fn data(&self) -> Value {
        let body = self.json();
        assert_eq!(body.get("success"), Some(&Value::Bool(true)), "{} answered {body}", self.asked);
        body.get("data").cloned().unwrap_or_else(|| panic!("{} answered without data: {body}", self.asked))
    }

    /// The problem's code, or nothing.
    pub fn code(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.bytes).ok()?;
        body.get("code")?.as_str().map(str::to_owned)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All of the body, where [`Answer::text`] is what a failed test may print.
    pub fn whole(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).chars().take(2_000).collect()
    }

    pub fn asked(&self) -> &str {
        &self.asked
    }
}
