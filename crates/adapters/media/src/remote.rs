//! A bucket: connecting, and uploads of bounded memory.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use atelier_application::ports::MediaError;
use bytes::Bytes;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::failure::unavailable;
use crate::read::digest;
use crate::settings::{S3Settings, SetupError};

/// The smallest part that S3 takes; with at most 10,000 parts it is enough for 50 GB.
const PART: usize = 5 * 1024 * 1024;
const PARTS_UNDER_WAY: usize = 2;

/// A bucket that is down is reported soon enough for a load balancer or a job to act on it.
const RETRIES: usize = 3;
const RETRY_TIME: Duration = Duration::from_secs(30);
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// Between two pieces of an answer. A whole answer takes as long as the guest's line makes it.
const SILENCE: Duration = Duration::from_secs(60);

pub(crate) fn connect(settings: &S3Settings) -> Result<AmazonS3, SetupError> {
    if let Some(endpoint) = &settings.endpoint
        && !endpoint.starts_with("https://")
        && !(settings.allow_http && endpoint.starts_with("http://"))
    {
        let wanted = if settings.allow_http { "https:// or http://" } else { "https://" };
        return Err(SetupError::S3(format!("the endpoint {endpoint} does not begin with {wanted}")));
    }
    // Takes no effect where the program has already chosen; without any, the client could not be built.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = ClientOptions::new()
        .with_allow_http(settings.allow_http)
        .with_connect_timeout(CONNECT_TIME)
        .with_timeout_disabled()
        .with_read_timeout(SILENCE);
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_TIME, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_client_options(client)
        .with_retry(retry)
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        .with_access_key_id(&settings.access_key)
        .with_secret_access_key(&settings.secret_key)
        .with_virtual_hosted_style_request(!settings.path_style)
        // We delete one object at a time, and not every service knows the request for many.
        .with_disable_bulk_delete(true);
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    builder.build().map_err(|error| SetupError::S3(error.to_string()))
}

/// See `MediaStore::put_file`. While an object is being written, "not found" can only mean the bucket, so no failure
/// in here is a missing object.
pub(crate) async fn put(
    store: &Arc<dyn ObjectStore>,
    key: &Key,
    source: &Path,
    expected: &str,
) -> Result<(), MediaError> {
    upload(store, key, source).await?;
    let found = match read_back(store, key).await {
        Ok(found) if found == expected => return Ok(()),
        outcome => outcome,
    };
    // Nothing that was not verified may stay under the key. If even this fails, no row will name the object, and the
    // orphan sweep removes it.
    let removed = store.delete(key).await;
    if let Err(error) = &removed {
        tracing::warn!(%key, %error, "an object that was not verified could not be removed");
    }
    Err(MediaError::Damaged { key: key.to_string(), expected: expected.to_owned(), found: found? })
}

async fn read_back(store: &Arc<dyn ObjectStore>, key: &Key) -> Result<String, MediaError> {
    digest(store.get(key).await.map_err(unavailable)?).await
}

async fn upload(store: &Arc<dyn ObjectStore>, key: &Key, source: &Path) -> Result<(), MediaError> {
    let mut file = File::open(source).await.map_err(unreadable)?;
    let first = part(&mut file).await?;
    if first.len() < PART {
        store.put(key, first.into()).await.map_err(unavailable)?;
        return Ok(());
    }
    let upload = store.put_multipart(key).await.map_err(unavailable)?;
    let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
    match send_parts(&mut upload, first, &mut file).await {
        Ok(()) => upload.finish().await.map(drop).map_err(unavailable),
        Err(error) => {
            if let Err(error) = upload.abort().await {
                tracing::warn!(%key, %error, "an upload could not be aborted");
            }
            Err(error)
        }
    }
}

async fn send_parts(
    upload: &mut WriteMultipart,
    first: Bytes,
    file: &mut (impl AsyncRead + Unpin),
) -> Result<(), MediaError> {
    let mut next = first;
    while !next.is_empty() {
        upload.wait_for_capacity(PARTS_UNDER_WAY).await.map_err(unavailable)?;
        upload.put(next);
        next = part(file).await?;
    }
    Ok(())
}

/// The next part, which is shorter than `PART` only at the end.
async fn part(file: &mut (impl AsyncRead + Unpin)) -> Result<Bytes, MediaError> {
    let mut bytes = Vec::new();
    file.take(PART as u64).read_to_end(&mut bytes).await.map_err(unreadable)?;
    Ok(bytes.into())
}

fn unreadable(error: std::io::Error) -> MediaError {
    MediaError::Unavailable(format!("the file to store cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpListener;

    use super::*;

    fn settings(endpoint: String) -> S3Settings {
        S3Settings {
            bucket: "pictures".into(),
            region: "us-east-1".into(),
            endpoint: Some(endpoint),
            access_key: "key".into(),
            secret_key: "secret".into(),
            path_style: true,
            allow_http: false,
        }
    }

    #[tokio::test]
    async fn an_https_endpoint_is_spoken_to_in_tls() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let store = connect(&settings(format!("https://{}", server.local_addr().unwrap()))).unwrap();
        let asked = tokio::spawn(async move { store.head(&Key::from("x")).await });
        let first = tokio::task::spawn_blocking(move || {
            let (mut connection, _) = server.accept().unwrap();
            let mut first = [0; 1];
            connection.read_exact(&mut first).unwrap();
            first[0]
        })
        .await
        .unwrap();
        assert_eq!(first, 0x16, "the first byte is not that of a TLS handshake");
        asked.abort();
    }

    #[test]
    fn an_http_endpoint_is_refused_unless_it_is_allowed() {
        let http = settings("http://127.0.0.1:1".into());
        let error = connect(&http).unwrap_err().to_string();
        assert!(error.contains("http://127.0.0.1:1 does not begin with https://"), "{error}");
        assert!(connect(&S3Settings { allow_http: true, ..http }).is_ok());
        assert!(connect(&S3Settings { allow_http: true, ..settings("127.0.0.1:1".into()) }).is_err());
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_is_named_with_the_cause() {
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let store = connect(&S3Settings { allow_http: true, ..settings(format!("http://{gone}")) }).unwrap();
        let error = unavailable(store.head(&Key::from("x")).await.unwrap_err()).to_string();
        assert!(error.contains(&gone.to_string()) && error.contains("refused"), "{error}");
    }

    #[tokio::test]
    async fn a_part_is_whole_unless_the_file_ends() {
        let content = vec![7_u8; PART + 3];
        // A reader that gives little at a time, as sockets and slow disks do.
        let mut slow = tokio::io::BufReader::with_capacity(1_000, content.as_slice());
        assert_eq!(part(&mut slow).await.unwrap().len(), PART);
        assert_eq!(part(&mut slow).await.unwrap().len(), 3);
        assert_eq!(part(&mut slow).await.unwrap().len(), 0);
    }
}
