//! The conversation with the server about its tray.

use std::path::Path;

use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serde_json::json;

use super::session::{Envelope, Session, Uploaded, outcome, problem, read, successful};
use crate::error::StartError;

/// What the server made of a file for its tray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staged {
    Stored,
    AlreadyThere,
    Refused(String),
    /// No file of this account is taken any more.
    Closed(String),
}

#[derive(Deserialize)]
struct Batch {
    id: String,
}

#[derive(Deserialize)]
struct Anything {}

impl Session {
    /// Whether tray or pool have these bytes. An account that may not look there does not learn it, and sends them.
    pub async fn knows(&self, hash: &str) -> Result<bool, StartError> {
        let tray = self.url(&format!("/staging?content_hash={hash}&limit=1"));
        let response = self.patiently(async |token| Ok(self.client().get(&tray).bearer_auth(token))).await?;
        if response.status().is_success() {
            let found: Envelope<Vec<Anything>> = read(response).await?;
            if !found.data.is_empty() {
                return Ok(true);
            }
        }
        let pool = self.url(&format!("/images/by-hash/{hash}"));
        let response = self.patiently(async |token| Ok(self.client().get(&pool).bearer_auth(token))).await?;
        Ok(response.status().is_success())
    }

    /// Opens a batch for what a folder brings, or says why there can be none.
    pub async fn open_batch(&self, name: &str) -> Result<Result<String, String>, StartError> {
        let url = self.url("/upload-batches");
        let body = json!({ "name": name, "source": "watched_folder" });
        let response =
            self.patiently(async |token| Ok(self.client().post(&url).bearer_auth(token).json(&body))).await?;
        if response.status().is_client_error() {
            return Ok(Err(problem(response).await));
        }
        let made: Envelope<Batch> = read(successful(response).await?).await?;
        Ok(Ok(made.data.id))
    }

    /// Closes the batch, if the server can be reached.
    pub async fn close_batch(&self, batch: &str) {
        let url = self.url(&format!("/upload-batches/{batch}/close"));
        let Ok(token) = self.access_token().await else { return };
        if let Err(error) = self.client().post(&url).bearer_auth(&token).send().await {
            tracing::warn!(%error, "the batch stays open");
        }
    }

    /// Sends one file into the tray.
    pub async fn stage(&self, batch: &str, path: &Path) -> Result<Staged, StartError> {
        let url = self.url(&format!("/staging?batch_id={batch}"));
        let sent = self.patiently(async |token| {
            let open = tokio::fs::File::open(path).await?;
            let length = open.metadata().await?.len();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let body =
                reqwest::Body::wrap_stream(tokio_util::io::ReaderStream::with_capacity(open, 256 * 1024));
            let form = Form::new().part("file", Part::stream_with_length(body, length).file_name(name));
            Ok(self.client().post(&url).bearer_auth(token).multipart(form))
        });
        let response = sent.await?;
        Ok(match response.status() {
            status if status.is_success() => match outcome(read(response).await?)? {
                Uploaded::Stored | Uploaded::Restored => Staged::Stored,
                Uploaded::Duplicate => Staged::AlreadyThere,
                Uploaded::Refused(why) => Staged::Refused(why),
            },
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::CONFLICT => Staged::Closed(problem(response).await),
            status if status.is_client_error() => Staged::Refused(problem(response).await),
            _ => return Err(StartError::new(problem(response).await)),
        })
    }
}
