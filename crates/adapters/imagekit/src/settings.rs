//! The account, and how to reach it.

use std::time::Duration;

use url::Url;

/// The account at ImageKit.
#[derive(Clone, PartialEq, Eq)]
pub struct ImageKitSettings {
    /// Signs addresses, and opens the API.
    pub private_key: String,
    /// Where pictures are delivered, such as `https://ik.imagekit.io/studio`.
    pub url_endpoint: Url,
    pub api_url: Url,
    pub upload_url: Url,
    /// What notices are signed with; without it none is believed.
    pub webhook_secret: Option<String>,
    /// The folder of the account below which everything of this installation lies.
    pub folder: String,
    pub timeouts: Timeouts,
}

/// How long calls may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// A call of the API, from the connection to the last byte of the answer.
    pub call: Duration,
    /// The same for an upload. The copies are small, and a worker waits for each.
    pub upload: Duration,
    /// The longest pause before another attempt. Who is told to wait longer leaves it to the job.
    pub pause: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            call: Duration::from_secs(30),
            upload: Duration::from_secs(30),
            pause: Duration::from_secs(10),
        }
    }
}

impl std::fmt::Debug for ImageKitSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { private_key: _, url_endpoint, api_url, upload_url, webhook_secret, folder, timeouts } =
            self;
        f.debug_struct("ImageKitSettings")
            .field("private_key", &"…")
            .field("url_endpoint", &url_endpoint.as_str())
            .field("api_url", &api_url.as_str())
            .field("upload_url", &upload_url.as_str())
            .field("webhook_secret", &webhook_secret.as_ref().map(|_| "…"))
            .field("folder", folder)
            .field("timeouts", timeouts)
            .finish()
    }
}

/// ImageKit cannot be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum ImageKitSetupError {
    #[error("the client for ImageKit cannot be made: {0}")]
    Client(#[from] reqwest::Error),
}
