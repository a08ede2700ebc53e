//! What the contract is held with.

use std::path::PathBuf;

use atelier_application::ports::{ByteRange, MediaError, MediaStore};
use atelier_media::S3Settings;
use futures_util::TryStreamExt;

/// A store, and keys and files of this test alone.
pub struct Bench<'a> {
    pub store: &'a dyn MediaStore,
    pub folder: tempfile::TempDir,
    prefix: String,
}

impl<'a> Bench<'a> {
    pub fn new(store: &'a dyn MediaStore) -> Self {
        let prefix = format!("test-{:016x}", getrandom::u64().unwrap());
        Self { store, folder: tempfile::tempdir().unwrap(), prefix }
    }

    pub fn key(&self, name: &str) -> String {
        format!("{}/{name}", self.prefix)
    }

    pub fn file(&self, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(format!("{:016x}", getrandom::u64().unwrap()));
        std::fs::write(&path, content).unwrap();
        path
    }

    pub async fn put(&self, key: &str, content: &[u8]) -> Result<(), MediaError> {
        self.store.put_file(key, &self.file(content), &hash(content)).await
    }

    /// The size of the whole object, and the bytes that came.
    pub async fn read(&self, key: &str, range: Option<ByteRange>) -> Result<(u64, Vec<u8>), MediaError> {
        let body = self.store.get(key, range).await?;
        let pieces: Vec<Vec<u8>> = body.stream.try_collect().await?;
        Ok((body.size, pieces.concat()))
    }

    /// The keys below a prefix of this test.
    pub async fn list(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<String> {
        let page = self.store.list(&self.key(prefix), after, limit).await.unwrap();
        page.into_iter().map(|object| object.key).collect()
    }
}

/// Bytes without a pattern that a cut at a round number would keep.
pub fn bytes(length: usize) -> Vec<u8> {
    let mut content = vec![0; length];
    let mut reader = blake3::Hasher::new().update(&length.to_le_bytes()).finalize_xof();
    reader.fill(&mut content);
    content
}

pub fn hash(content: &[u8]) -> String {
    blake3::hash(content).to_hex().to_string()
}

/// The configured test bucket. `None` means that the test is skipped, which it says.
#[expect(clippy::disallowed_methods, reason = "a test has no other way to be told of a server")]
pub fn s3_settings() -> Option<S3Settings> {
    let var =
        |name: &str| std::env::var(format!("ATELIER_TEST_S3_{name}")).ok().filter(|value| !value.is_empty());
    let settings = || {
        Some(S3Settings {
            endpoint: Some(var("ENDPOINT")?),
            bucket: var("BUCKET")?,
            region: var("REGION").unwrap_or_else(|| "us-east-1".into()),
            access_key: var("ACCESS_KEY")?,
            secret_key: var("SECRET_KEY")?,
            path_style: true,
            allow_http: true,
        })
    };
    let settings = settings();
    if settings.is_none() {
        let required = std::env::var("ATELIER_REQUIRE_ALL_BACKENDS").is_ok_and(|value| value == "1");
        assert!(!required, "ATELIER_REQUIRE_ALL_BACKENDS is set, but no S3 server is configured");
        println!("skipped: no S3 server is configured");
    }
    settings
}
