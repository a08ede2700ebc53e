//! A conversation with the server: signed in, patient with what passes, and clear about what does not.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::sync::Mutex;

use super::files::Candidate;
use crate::error::StartError;

/// How often a request is tried that fails for a passing reason.
const ATTEMPTS: u32 = 6;

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Who uploads.
pub enum Access {
    Password { login: String, studio: Option<String>, password: String },
    Token(String),
}

/// Where the pictures go.
pub struct Target {
    pub gallery: i64,
    pub group_type: String,
}

/// What the server made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uploaded {
    Stored,
    Duplicate,
    Restored,
    Refused(String),
}

/// A signed-in client.
pub struct Session {
    http: Client,
    base: String,
    tokens: Mutex<Tokens>,
    /// Whether the server has answered once.
    reached: AtomicBool,
}

struct Tokens {
    access: String,
    /// What the next access token is got with, and when: before this one ends.
    renewal: Option<(String, Instant)>,
}

#[derive(Deserialize)]
pub(super) struct Envelope<T> {
    pub(super) data: T,
}

#[derive(Deserialize)]
struct SignedIn {
    access_token: String,
    refresh_token: String,
    expires_in: u64,
}

#[derive(Deserialize)]
struct Problem {
    detail: String,
}

#[derive(Deserialize)]
struct Listed {
    /// Shown to the studio's own people.
    content_hash: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct UploadResult {
    files: Vec<FileResult>,
}

#[derive(Deserialize)]
struct FileResult {
    status: String,
    error: Option<Problem>,
}

impl Session {
    /// Signs in where there is something to sign in with.
    pub async fn open(server: &str, access: Access) -> Result<Self, StartError> {
        let http = Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(120))
            .build()
            .map_err(StartError::of)?;
        let base = format!("{}/api/v1", server.trim_end_matches('/'));
        let tokens = match access {
            Access::Token(access) => Tokens { access, renewal: None },
            Access::Password { login, studio, password } => {
                let credentials = json!({ "username": login, "studio": studio, "password": password });
                let request = http.post(format!("{base}/auth/login")).json(&credentials);
                sign_in(request).await?
            }
        };
        Ok(Self { http, base, tokens: Mutex::new(tokens), reached: AtomicBool::new(false) })
    }

    pub(super) fn client(&self) -> &Client {
        &self.http
    }

    /// The address of a path below the API.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The hashes of the pictures that the target has; nothing where the server does not show them.
    pub async fn hashes(&self, target: &Target) -> Result<HashSet<String>, StartError> {
        const PAGE: usize = 1_000;
        let mut hashes = HashSet::new();
        let mut offset = 0;
        loop {
            let url = format!(
                "{}/galleries/{}/images?type={}&limit={PAGE}&offset={offset}",
                self.base, target.gallery, target.group_type
            );
            let response = self.patiently(async |token| Ok(self.http.get(&url).bearer_auth(token))).await?;
            if response.status() == StatusCode::NOT_FOUND {
                let message = "does not exist there, or this account may not see it";
                return Err(StartError::new(format!("gallery {} {message}", target.gallery)));
            }
            let page: Envelope<Vec<Listed>> = read(successful(response).await?).await?;
            offset += page.data.len();
            let complete = page.data.len() < PAGE;
            hashes.extend(page.data.into_iter().filter_map(|listed| listed.content_hash));
            if complete {
                return Ok(hashes);
            }
        }
    }

    /// Sends one file. A file that the server does not take is an answer; an error concerns every file.
    pub async fn upload(&self, target: &Target, file: &Candidate) -> Result<Uploaded, StartError> {
        let url = format!("{}/galleries/{}/images?type={}", self.base, target.gallery, target.group_type);
        let sent = self.patiently(async |token| {
            let open = tokio::fs::File::open(&file.path).await?;
            let length = open.metadata().await?.len();
            let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let body =
                reqwest::Body::wrap_stream(tokio_util::io::ReaderStream::with_capacity(open, 256 * 1024));
            let form = Form::new().part("file", Part::stream_with_length(body, length).file_name(name));
            Ok(self.http.post(&url).bearer_auth(token).multipart(form))
        });
        let response = sent.await?;
        match response.status() {
            status if status.is_success() => outcome(read(response).await?),
            // The gallery is closed, gone or not ours: no other file will fare better.
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::CONFLICT => Err(StartError::new(problem(response).await)),
            status if status.is_client_error() => Ok(Uploaded::Refused(problem(response).await)),
            _ => Err(StartError::new(problem(response).await)),
        }
    }

    /// Sends the request that `build` makes, again and again while what fails is passing.
    pub(super) async fn patiently(
        &self,
        build: impl AsyncFn(&str) -> std::io::Result<RequestBuilder>,
    ) -> Result<Response, StartError> {
        let mut attempt = 1;
        loop {
            let token = self.access_token().await?;
            let request = build(&token).await.map_err(StartError::of)?;
            let (why, pause) = match request.send().await {
                Ok(response) if is_passing(response.status()) => {
                    let pause = retry_after(&response);
                    (format!("the server answers {}", response.status()), pause)
                }
                Ok(response) => {
                    self.reached.store(true, Ordering::Relaxed);
                    return Ok(response);
                }
                Err(error) => (explain(&error), None),
            };
            if attempt == ATTEMPTS {
                return Err(StartError::new(format!("{why}; given up after {ATTEMPTS} attempts")));
            }
            let pause = pause.unwrap_or(Duration::from_secs(1 << attempt)).min(LONGEST_PAUSE);
            tracing::warn!(attempt, pause = pause.as_secs(), "{why}; trying again");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// An access token that holds for a while yet, renewed by one request at a time.
    pub(super) async fn access_token(&self) -> Result<String, StartError> {
        let mut tokens = self.tokens.lock().await;
        if let Some((refresh, due)) = &tokens.renewal
            && Instant::now() >= *due
        {
            let body = json!({ "refresh_token": refresh });
            *tokens = sign_in(self.http.post(format!("{}/auth/refresh", self.base)).json(&body)).await?;
        }
        Ok(tokens.access.clone())
    }
}

async fn sign_in(request: RequestBuilder) -> Result<Tokens, StartError> {
    let response = request.send().await.map_err(|error| StartError::new(explain(&error)))?;
    let signed_in: Envelope<SignedIn> = read(successful(response).await?).await?;
    let SignedIn { access_token, refresh_token, expires_in } = signed_in.data;
    // The rest of its life is for the request that it is sent with.
    let due = Instant::now() + Duration::from_secs(expires_in) / 2;
    Ok(Tokens { access: access_token, renewal: Some((refresh_token, due)) })
}

pub(super) fn outcome(answer: Envelope<UploadResult>) -> Result<Uploaded, StartError> {
    let file = answer.data.files.into_iter().next();
    let file = file.ok_or_else(|| StartError::new("the server says nothing of the file"))?;
    Ok(match file.status.as_str() {
        "stored" => Uploaded::Stored,
        "duplicate" => Uploaded::Duplicate,
        "restored" => Uploaded::Restored,
        _ => Uploaded::Refused(file.error.map_or_else(|| "refused".to_owned(), |problem| problem.detail)),
    })
}

fn is_passing(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS
        || status == StatusCode::REQUEST_TIMEOUT
        || matches!(status.as_u16(), 502..=504)
}

fn retry_after(response: &Response) -> Option<Duration> {
    let header = response.headers().get(reqwest::header::RETRY_AFTER)?;
    header.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

pub(super) async fn successful(response: Response) -> Result<Response, StartError> {
    if response.status().is_success() { Ok(response) } else { Err(StartError::new(problem(response).await)) }
}

/// What the server says about an answer that is no success.
pub(super) async fn problem(response: Response) -> String {
    let status = response.status();
    match response.json::<Problem>().await {
        Ok(problem) => problem.detail,
        Err(_) => format!("the server answers {status}"),
    }
}

pub(super) async fn read<T: DeserializeOwned>(response: Response) -> Result<T, StartError> {
    let url = response.url().clone();
    let unreadable =
        |error: reqwest::Error| StartError::new(format!("{url} does not answer as Atelier does: {error}"));
    response.json().await.map_err(unreadable)
}

/// An error with its causes, which say more than it does.
fn explain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    text
}
