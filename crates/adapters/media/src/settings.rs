//! What an S3-compatible bucket is reached by.

use std::path::PathBuf;

/// A bucket and the key to it.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Settings {
    pub bucket: String,
    /// `us-east-1` where the service has no regions.
    pub region: String,
    /// The service's address, such as `https://s3.example.org`; `None` for Amazon's own.
    pub endpoint: Option<String>,
    pub access_key: String,
    pub secret_key: String,
    /// `https://host/bucket/key` instead of `https://bucket.host/key`. Most services other than Amazon's want it.
    pub path_style: bool,
    /// Lets an `http://` endpoint be used. Bytes and signatures then travel in the clear.
    pub allow_http: bool,
}

impl std::fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { bucket, region, endpoint, access_key, secret_key: _, path_style, allow_http } = self;
        f.debug_struct("S3Settings")
            .field("bucket", bucket)
            .field("region", region)
            .field("endpoint", endpoint)
            .field("access_key", access_key)
            .field("secret_key", &"…")
            .field("path_style", path_style)
            .field("allow_http", allow_http)
            .finish()
    }
}

/// The store cannot be set up as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("the media folder {} cannot be used: {source}", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("the media bucket cannot be used: {0}")]
    S3(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_show_the_secret_key() {
        let settings = S3Settings {
            bucket: "pictures".into(),
            region: "us-east-1".into(),
            endpoint: None,
            access_key: "AKIA".into(),
            secret_key: "wJalrXUt".into(),
            path_style: true,
            allow_http: false,
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("pictures") && !shown.contains("wJalrXUt"), "{shown}");
    }
}
