//! Where rows and bytes live.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::config::reader::{Reader, read_section};
use crate::config::secret::Secret;
use crate::config::value::choices;

/// Which database.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    pub(in crate::config) url: Option<Secret>,
    pub max_connections: u32,
    pub busy_timeout: Duration,
}

impl DatabaseConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(
            reader,
            DatabaseConfig {
                url: "database.url",
                max_connections: "database.max_connections",
                busy_timeout: "database.busy_timeout",
            }
        )?;
        reader.require(section.max_connections > 0, "database.max_connections", "expected at least 1");
        let known = |url: &Secret| {
            ["sqlite:", "postgres:", "postgresql:", "mysql:", "mariadb:"]
                .iter()
                .any(|scheme| url.expose().starts_with(scheme))
        };
        let message = "expected an address that begins with sqlite:, postgres: or mysql:";
        reader.require(section.url.as_ref().is_none_or(known), "database.url", message);
        Some(section)
    }
}

choices! {
    /// Where originals and derivatives live.
    MediaBackend { Local = "local", S3 = "s3" }
}

/// Where originals and derivatives live.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    pub store: MediaBackend,
    pub(in crate::config) folder: Option<PathBuf>,
    pub s3: S3Config,
}

/// An S3-compatible bucket.
#[derive(Debug, Clone)]
pub struct S3Config {
    pub bucket: String,
    pub region: String,
    pub endpoint: Option<Url>,
    pub path_style: bool,
    pub access_key: Option<Secret>,
    pub secret_key: Option<Secret>,
}

impl MediaConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let store = reader.get("media.store");
        let folder = reader.get("media.folder");
        let s3 = read_section!(
            reader,
            S3Config {
                bucket: "media.s3.bucket",
                region: "media.s3.region",
                endpoint: "media.s3.endpoint",
                path_style: "media.s3.path_style",
                access_key: "media.s3.access_key",
                secret_key: "media.s3.secret_key",
            }
        )?;
        let section = Self { store: store?, folder: folder?, s3 };
        if section.store == MediaBackend::S3 {
            let needed = "is needed when media.store is s3";
            reader.require(!section.s3.bucket.is_empty(), "media.s3.bucket", needed);
            reader.require(section.s3.access_key.is_some(), "media.s3.access_key", needed);
            reader.require(section.s3.secret_key.is_some(), "media.s3.secret_key", needed);
        }
        Some(section)
    }
}
