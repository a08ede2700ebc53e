//! The port, by calls.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use atelier_application::ports::{CdnError, CdnRendition, ImageCdn, NewMirror, Notice, NoticeError};
use atelier_domain::Timestamp;
use atelier_domain::images::Mirror;
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::addresses::Addresses;
use crate::calls::{BULK, Call};
use crate::error::CallError;
use crate::notices::Notices;
use crate::settings::{ImageKitSettings, ImageKitSetupError};
use crate::transport::Transport;
use crate::wire;

/// What the smallest plan takes: 25 MB.
const UPLOAD_MAX: u64 = 25_000_000;

/// How long the address holds with which delivery is looked after, in seconds, and twice as long at most.
const PROBE_LIFE: i64 = 300;

/// Pictures at ImageKit.
#[derive(Clone)]
pub struct ImageKit {
    transport: Transport,
    addresses: Addresses,
    notices: Option<Notices>,
    folder: String,
    /// The address of the copy that was given out last, without a signature; empty where none was.
    shown: Arc<Mutex<String>>,
}

impl std::fmt::Debug for ImageKit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImageKit")
            .field("endpoint", &self.addresses.endpoint())
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl ImageKit {
    /// Nothing is sent yet.
    pub fn new(settings: &ImageKitSettings) -> Result<Self, ImageKitSetupError> {
        Ok(Self {
            transport: Transport::new(settings)?,
            addresses: Addresses::new(&settings.url_endpoint, &settings.private_key),
            notices: settings.webhook_secret.as_deref().map(Notices::new),
            folder: settings.folder.trim_matches('/').to_owned(),
            shown: Arc::default(),
        })
    }

    async fn read<T: DeserializeOwned>(&self, call: &Call) -> Result<T, CallError> {
        let body = self.transport.call(call).await?;
        serde_json::from_slice(&body)
            .map_err(|error| CallError::Unreadable { call: call.name.to_owned(), reason: error.to_string() })
    }

    /// The address is made of the path that the service gave the file, and not of its own address, which may be on
    /// another host than the one that the settings name.
    fn mirror_of(&self, file: wire::File, content_hash: &str) -> Mirror {
        let wire::File { file_id, file_path, thumbnail_url, is_private_file: _ } = file;
        let url = self.addresses.of(&file_path);
        Mirror { file_id, url, thumbnail_url, content_hash: content_hash.to_owned() }
    }

    /// Deletes files in one call. The service deletes none where one is missing, and says which; the rest is asked for
    /// again.
    async fn delete_some(&self, file_ids: &[String]) -> Result<(), CdnError> {
        let call = Call::bulk_delete(file_ids);
        match self.transport.call(&call).await {
            Ok(body) => {
                let deleted: wire::Deleted = serde_json::from_slice(&body).unwrap_or_default();
                match deleted.errors.first() {
                    None => Ok(()),
                    Some(first) => {
                        let message = format!(
                            "{} files were not deleted, the first of them {}: {}",
                            deleted.errors.len(),
                            first.file_id,
                            first.error
                        );
                        Err(CdnError::Passing { message, after: None })
                    }
                }
            }
            Err(error) if error.is_missing() => {
                let missing = error.refusal().and_then(|body| serde_json::from_value(body.clone()).ok());
                let missing: wire::Missing = missing.unwrap_or_default();
                let left: Vec<String> =
                    file_ids.iter().filter(|id| !missing.missing_file_ids.contains(id)).cloned().collect();
                if left.is_empty() {
                    return Ok(());
                }
                // Where it does not say which are missing, each is asked for by itself.
                if left.len() < file_ids.len() && left.len() > 1 {
                    return Box::pin(self.delete_some(&left)).await;
                }
                for file_id in &left {
                    self.delete_one(file_id).await?;
                }
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn delete_one(&self, file_id: &str) -> Result<(), CdnError> {
        match self.transport.call(&Call::delete(file_id)).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_missing() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

#[async_trait]
impl ImageCdn for ImageKit {
    fn name(&self) -> &'static str {
        "imagekit"
    }

    fn max_bytes(&self) -> u64 {
        UPLOAD_MAX
    }

    async fn mirror(&self, new: NewMirror) -> Result<Mirror, CdnError> {
        let NewMirror { studio, name, content_hash, format, bytes } = new;
        let folder = format!("/{}/{studio}", self.folder);
        let filename = format!("{name}.{}", format.extension());
        let call = Call::upload(&folder, &filename, format.mime_type(), Bytes::from(bytes));
        let file: wire::File = self.read(&call).await?;
        if file.is_private_file == Some(false) {
            // Anybody could open it without a signature. It goes again, and the mistake is told.
            self.delete_one(&file.file_id).await?;
            return Err(CdnError::Lasting(
                "the service made a file public that was to be private".to_owned(),
            ));
        }
        Ok(self.mirror_of(file, &content_hash))
    }

    async fn find(&self, mirror: &Mirror) -> Result<Option<Mirror>, CdnError> {
        match self.read::<wire::File>(&Call::details(&mirror.file_id)).await {
            // Somebody has made it public: anybody can open it without a signature.
            Ok(file) if file.is_private_file == Some(false) => {
                let url = self.addresses.of(&file.file_path);
                self.delete_one(&file.file_id).await?;
                self.purge(&url).await?;
                Ok(None)
            }
            Ok(file) => Ok(Some(self.mirror_of(file, &mirror.content_hash))),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn delete(&self, file_ids: &[String]) -> Result<(), CdnError> {
        match file_ids {
            [one] => self.delete_one(one).await,
            many => {
                for some in many.chunks(BULK) {
                    self.delete_some(some).await?;
                }
                Ok(())
            }
        }
    }

    async fn purge(&self, url: &str) -> Result<(), CdnError> {
        // Every rendition is an address of its own, with another query. The star stands for all of them.
        self.transport.call(&Call::purge(&format!("{url}*"))).await?;
        Ok(())
    }

    fn sign_url(&self, url: &str, rendition: &CdnRendition, expires_at: Timestamp) -> Option<String> {
        let signed = self.addresses.rendition(url, rendition, expires_at.timestamp())?;
        // Where another is just being written down, that one will do.
        if let Ok(mut shown) = self.shown.try_lock()
            && shown.as_str() != url
        {
            shown.clear();
            shown.push_str(url);
        }
        Some(signed)
    }

    fn identity(&self) -> u32 {
        self.addresses.identity()
    }

    async fn ping(&self, now: Timestamp) -> Result<(), CdnError> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let smallest = CdnRendition { long_edge: 150, watermark: None };
        // On full multiples, so that its caches answer most of the time.
        let end = (now.timestamp().div_euclid(PROBE_LIFE) + 2).saturating_mul(PROBE_LIFE);
        let picture = self.addresses.rendition(&shown, &smallest, end);
        Ok(self.transport.ping(picture.as_deref()).await?)
    }

    fn read_notice(
        &self,
        headers: &[(String, String)],
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notice, NoticeError> {
        self.notices.as_ref().ok_or(NoticeError::Unexpected)?.read(headers, body, now)
    }
}
