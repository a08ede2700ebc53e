//! What can be set about the HTTP side, and what holds when nothing is set.

use std::path::PathBuf;
use std::time::Duration;

use crate::extract::Network;

/// Limits, addresses and borders of the HTTP API.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Where people reach this installation, without a slash at the end. Share links are made of it.
    pub public_url: String,
    /// Origins whose pages may call the API from a browser; empty closes it to all but our own.
    pub cors_origins: Vec<String>,
    /// Origins from which our pages show pictures beside our own.
    pub picture_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// How long browsers shall insist on TLS; only for installations that are reached by it.
    pub hsts: Option<Duration>,
    /// How long a request may take until its answer begins.
    pub request_timeout: Duration,
    /// The same for uploads, whose length depends on the client's line.
    pub upload_timeout: Duration,
    /// How long a client may pause in the middle of a body.
    pub stall_timeout: Duration,
    /// The largest JSON body, in bytes.
    pub json_limit: usize,
    /// What one upload may hold.
    pub uploads: UploadLimits,
    /// The folder into which uploads are streamed.
    pub spool: PathBuf,
    /// How fast callers may try secrets.
    pub rates: RateLimits,
    /// How long one event stream lasts; clients reconnect.
    pub stream_lifetime: Duration,
    /// Asked of whoever reads `/metrics`; `None` lets everybody.
    pub metrics_token: Option<Secret>,
    /// A folder from which the files of the faces are read anew for each request. Builds that people run ignore it.
    pub web_assets: Option<PathBuf>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            cors_origins: Vec::new(),
            picture_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            hsts: None,
            request_timeout: Duration::from_secs(30),
            upload_timeout: Duration::from_secs(3_600),
            stall_timeout: Duration::from_secs(30),
            json_limit: 256 * 1024,
            uploads: UploadLimits::default(),
            spool: PathBuf::from("./data/spool"),
            rates: RateLimits::default(),
            stream_lifetime: Duration::from_secs(600),
            metrics_token: None,
            web_assets: None,
        }
    }
}

/// A configured secret, which never shows itself in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What one upload may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// Bytes of one file; a larger one is refused by itself.
    pub file_bytes: u64,
    /// Bytes of the whole request.
    pub request_bytes: u64,
    pub files: usize,
}

impl Default for UploadLimits {
    fn default() -> Self {
        Self { file_bytes: 256 * 1024 * 1024, request_bytes: 16 * 1024 * 1024 * 1024, files: 500 }
    }
}

/// So many at once, and as many again over the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub burst: u32,
    pub per: Duration,
}

impl Rate {
    pub const fn new(burst: u32, per_seconds: u64) -> Self {
        Self { burst, per: Duration::from_secs(per_seconds) }
    }
}

/// How fast callers may try secrets, and programs may call: per address, and per account, link or API token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// Off only in tests.
    pub enabled: bool,
    pub sign_in_per_address: Rate,
    pub sign_in_per_account: Rate,
    pub registration_per_address: Rate,
    pub refresh_per_address: Rate,
    pub link_per_address: Rate,
    pub code_per_address: Rate,
    pub code_per_link: Rate,
    pub calls_per_api_token: Rate,
    pub refused_api_tokens_per_address: Rate,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            enabled: true,
            sign_in_per_address: Rate::new(30, 300),
            sign_in_per_account: Rate::new(10, 900),
            registration_per_address: Rate::new(10, 3_600),
            refresh_per_address: Rate::new(120, 60),
            link_per_address: Rate::new(60, 60),
            code_per_address: Rate::new(20, 900),
            code_per_link: Rate::new(10, 900),
            calls_per_api_token: Rate::new(1_200, 60),
            refused_api_tokens_per_address: Rate::new(60, 300),
        }
    }
}

impl RateLimits {
    /// No limits at all, for tests that sign in by the hundred.
    pub fn off() -> Self {
        Self { enabled: false, ..Self::default() }
    }
}
