//! Files that have come in part, in a local folder: the adapter behind `application::ports::PartialFiles`.
//!
//! A file has the name of its upload. Whoever writes to it holds a lock of the operating system, which ends with the
//! process, so that neither two chunks nor two processes can meet in one file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use atelier_application::ports::{ChecksumAlgorithm, PartialError, PartialFile, PartialFiles};
use atelier_domain::{Timestamp, UploadId};
use sha1::Digest;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

/// A folder of partial files.
#[derive(Debug, Clone)]
pub struct LocalPartialFiles {
    folder: PathBuf,
}

impl LocalPartialFiles {
    /// Opens the folder, and makes it if it is not there.
    pub fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }
}

#[async_trait]
impl PartialFiles for LocalPartialFiles {
    async fn open(
        &self,
        id: UploadId,
        offset: u64,
        checksum: Option<ChecksumAlgorithm>,
    ) -> Result<Box<dyn PartialFile>, PartialError> {
        let (folder, path) = (self.folder.clone(), self.path(id));
        let file = blocking(move || open(&folder, &path, offset)).await?;
        let mut file = tokio::fs::File::from_std(file);
        file.seek(io::SeekFrom::Start(offset)).await?;
        Ok(Box::new(Open { file, hasher: checksum.map(Hasher::new) }))
    }

    fn path(&self, id: UploadId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    async fn remove(&self, id: UploadId) -> Result<(), PartialError> {
        match tokio::fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    async fn idle(&self, before: Timestamp) -> Result<Vec<UploadId>, PartialError> {
        let folder = self.folder.clone();
        blocking(move || Ok(idle(&folder, before)?)).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PartialError> + Send + 'static,
) -> Result<T, PartialError> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

fn open(folder: &Path, path: &Path, offset: u64) -> Result<File, PartialError> {
    let file = match OpenOptions::new().read(true).write(true).create(offset == 0).truncate(false).open(path)
    {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound && offset > 0 => {
            return Err(PartialError::Lost);
        }
        Err(error) => return Err(error.into()),
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(PartialError::Busy),
        // A file system without locks is used without them: the offset in the database still lets one chunk win.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    if file.metadata()?.len() < offset {
        return Err(PartialError::Lost);
    }
    file.set_len(offset)?;
    if offset == 0 {
        sync_folder(folder)?;
    }
    Ok(file)
}

/// Makes the name of a new file as safe as its bytes.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn idle(folder: &Path, before: Timestamp) -> io::Result<Vec<UploadId>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // It may have been removed since the folder was read.
        let Ok(metadata) = entry.metadata() else { continue };
        let Some(id) = UploadId::parse(&entry.file_name().to_string_lossy()) else { continue };
        if metadata.modified().is_ok_and(|modified| Timestamp::from(modified) < before) {
            found.push(id);
        }
    }
    Ok(found)
}

enum Hasher {
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
}

impl Hasher {
    fn new(algorithm: ChecksumAlgorithm) -> Self {
        match algorithm {
            ChecksumAlgorithm::Sha1 => Self::Sha1(sha1::Sha1::new()),
            ChecksumAlgorithm::Sha256 => Self::Sha256(sha2::Sha256::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
        }
    }

    fn digest(&self) -> Vec<u8> {
        match self {
            Self::Sha1(hasher) => hasher.clone().finalize().to_vec(),
            Self::Sha256(hasher) => hasher.clone().finalize().to_vec(),
        }
    }
}

/// The lock ends when the file is closed.
struct Open {
    file: tokio::fs::File,
    hasher: Option<Hasher>,
}

#[async_trait]
impl PartialFile for Open {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), PartialError> {
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        Ok(self.file.write_all(bytes).await?)
    }

    async fn sync(&mut self) -> Result<(), PartialError> {
        self.file.flush().await?;
        Ok(self.file.sync_data().await?)
    }

    async fn cut(&mut self, offset: u64) -> Result<(), PartialError> {
        self.file.flush().await?;
        self.file.set_len(offset).await?;
        self.file.seek(io::SeekFrom::Start(offset)).await?;
        Ok(())
    }

    fn digest(&self) -> Vec<u8> {
        self.hasher.as_ref().map(Hasher::digest).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> (tempfile::TempDir, LocalPartialFiles) {
        let folder = tempfile::tempdir().unwrap();
        let files = LocalPartialFiles::open(&folder.path().join("uploads")).unwrap();
        (folder, files)
    }

    const ID: UploadId = UploadId(7);

    #[tokio::test]
    async fn what_was_not_acknowledged_is_cut_off() {
        let (_folder, files) = files();
        let mut first = files.open(ID, 0, None).await.unwrap();
        first.write(b"hello world").await.unwrap();
        first.sync().await.unwrap();
        drop(first);
        let mut second = files.open(ID, 5, Some(ChecksumAlgorithm::Sha256)).await.unwrap();
        second.write(b"!").await.unwrap();
        second.sync().await.unwrap();
        assert_eq!(second.digest(), <sha2::Sha256 as Digest>::digest(b"!").to_vec());
        assert_eq!(std::fs::read(files.path(ID)).unwrap(), b"hello!");
        second.cut(5).await.unwrap();
        second.sync().await.unwrap();
        assert_eq!(std::fs::read(files.path(ID)).unwrap(), b"hello");
    }

    #[tokio::test]
    async fn two_chunks_never_meet_in_one_file() {
        let (_folder, files) = files();
        let held = files.open(ID, 0, None).await.unwrap();
        assert!(matches!(files.open(ID, 0, None).await, Err(PartialError::Busy)));
        drop(held);
        assert!(files.open(ID, 0, None).await.is_ok());
    }

    #[tokio::test]
    async fn bytes_that_are_gone_are_not_made_up() {
        let (_folder, files) = files();
        assert!(matches!(files.open(ID, 1, None).await, Err(PartialError::Lost)));
        drop(files.open(ID, 0, None).await.unwrap());
        assert!(matches!(files.open(ID, 1, None).await, Err(PartialError::Lost)));
        files.remove(ID).await.unwrap();
        files.remove(ID).await.unwrap();
    }

    #[tokio::test]
    async fn only_files_of_uploads_that_rest_are_idle() {
        let (_folder, files) = files();
        drop(files.open(ID, 0, None).await.unwrap());
        std::fs::write(files.path(ID).with_file_name("notes.txt"), "mine").unwrap();
        let modified = Timestamp::from(std::fs::metadata(files.path(ID)).unwrap().modified().unwrap());
        assert!(files.idle(modified - chrono::Duration::seconds(1)).await.unwrap().is_empty());
        assert_eq!(files.idle(modified + chrono::Duration::seconds(1)).await.unwrap(), [ID]);
    }
}
