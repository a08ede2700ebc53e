//! The port, over a folder or a bucket.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use atelier_application::ports::{ByteRange, MediaError, MediaStore, ObjectBody, StoredObject};
use chrono::SubsecRound;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};

use crate::failure::{failure, unavailable};
use crate::key::{checked, checked_prefix};
use crate::local::LocalFolder;
use crate::read::{body, copy_to, digest};
use crate::remote;
use crate::settings::{S3Settings, SetupError};

/// Keeps objects in a local folder or in a bucket.
#[derive(Debug, Clone)]
pub struct ObjectMediaStore {
    store: Arc<dyn ObjectStore>,
    /// Where the store is a folder: what `object_store` leaves to be wished for.
    folder: Option<Arc<LocalFolder>>,
}

impl ObjectMediaStore {
    /// Objects as files in `folder`, which is made if it is not there.
    pub fn local(folder: &Path) -> Result<Self, SetupError> {
        let opened = LocalFolder::open(folder)?;
        let store = LocalFileSystem::new_with_prefix(opened.root())
            .map_err(|error| SetupError::Folder { path: folder.to_owned(), source: error.into() })?;
        Ok(Self { store: Arc::new(store), folder: Some(Arc::new(opened)) })
    }

    /// Objects in a bucket. Nothing is sent yet: `ping` tells whether the bucket answers.
    pub fn s3(settings: &S3Settings) -> Result<Self, SetupError> {
        Ok(Self { store: Arc::new(remote::connect(settings)?), folder: None })
    }

    /// A body without bytes, for a range that lies past the end.
    async fn nothing_of(&self, key: &Key) -> Result<ObjectBody, MediaError> {
        let size = self.store.head(key).await.map_err(failure)?.size;
        Ok(ObjectBody { size, stream: stream::empty().boxed() })
    }
}

/// Runs `work` on the folder, on the blocking pool.
async fn in_folder<T: Send + 'static>(
    folder: &Arc<LocalFolder>,
    work: impl FnOnce(&LocalFolder) -> Result<T, MediaError> + Send + 'static,
) -> Result<T, MediaError> {
    let folder = Arc::clone(folder);
    match tokio::task::spawn_blocking(move || work(&folder)).await {
        Ok(outcome) => outcome,
        Err(error) => Err(unavailable(error)),
    }
}

#[async_trait]
impl MediaStore for ObjectMediaStore {
    async fn put_file(&self, key: &str, file: &Path, blake3: &str) -> Result<(), MediaError> {
        let checked = checked(key)?;
        match &self.folder {
            Some(folder) => {
                let (key, file, blake3) = (key.to_owned(), file.to_owned(), blake3.to_owned());
                in_folder(folder, move |folder| folder.put(&key, &file, &blake3)).await
            }
            None => remote::put(&self.store, &checked, file, blake3).await,
        }
    }

    async fn get(&self, key: &str, range: Option<ByteRange>) -> Result<ObjectBody, MediaError> {
        let key = checked(key)?;
        let Some(range) = range else {
            let result = self.store.get(&key).await.map_err(failure)?;
            return Ok(ObjectBody { size: result.meta.size, stream: body(result) });
        };
        if range.is_empty() {
            return self.nothing_of(&key).await;
        }
        let start = range.start;
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        match self.store.get_opts(&key, options).await.map_err(failure) {
            Ok(result) => Ok(ObjectBody { size: result.meta.size, stream: body(result) }),
            Err(MediaError::NotFound) => Err(MediaError::NotFound),
            // Each store has its own way to say that a range begins past the end.
            Err(error) => match self.nothing_of(&key).await? {
                nothing if start >= nothing.size => Ok(nothing),
                _ => Err(error),
            },
        }
    }

    async fn fetch_to(&self, key: &str, file: &Path) -> Result<(), MediaError> {
        let result = self.store.get(&checked(key)?).await.map_err(failure)?;
        copy_to(result, file).await
    }

    async fn digest(&self, key: &str) -> Result<String, MediaError> {
        digest(self.store.get(&checked(key)?).await.map_err(failure)?).await
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, MediaError> {
        match self.store.head(&checked(key)?).await.map_err(failure) {
            Ok(about) => Ok(Some(about.size)),
            Err(MediaError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), MediaError> {
        match self.store.delete(&checked(key)?).await.map_err(failure) {
            Err(MediaError::NotFound) => Ok(()),
            outcome => outcome,
        }
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<StoredObject>, MediaError> {
        let prefix = checked_prefix(prefix)?;
        let after = after.map(checked).transpose()?;
        if let Some(folder) = &self.folder {
            return in_folder(folder, move |folder| {
                folder.list(prefix.as_ref(), after.as_ref().map(Key::as_ref), limit)
            })
            .await;
        }
        let objects = match &after {
            Some(after) => self.store.list_with_offset(Some(&prefix), after),
            None => self.store.list(Some(&prefix)),
        };
        objects
            .take(limit)
            .map_ok(|object| StoredObject {
                key: object.location.to_string(),
                size: object.size,
                modified_at: object.last_modified.trunc_subsecs(6),
            })
            .try_collect()
            .await
            .map_err(failure)
    }

    async fn ping(&self) -> Result<(), MediaError> {
        match &self.folder {
            Some(folder) => in_folder(folder, LocalFolder::probe).await,
            // The shortest question that needs the bucket, the key to it and the right to list.
            None => match self.store.list(Some(&Key::from("ping"))).next().await {
                Some(Err(error)) => Err(unavailable(error)),
                _ => Ok(()),
            },
        }
    }
}
