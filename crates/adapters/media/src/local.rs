//! A local folder: writing that survives a power cut, and listing in order.
//!
//! Everything here blocks and is called on the blocking pool.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use atelier_application::ports::{MediaError, StoredObject};
use atelier_domain::Timestamp;
use chrono::SubsecRound;

use crate::failure::unavailable;
use crate::key::is_segment;
use crate::settings::SetupError;

/// Its name begins with a dot, so no key can point into it.
const STAGING: &str = ".staging";

/// Tells the files of one process apart; the process id tells processes apart.
static STAGED: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
pub(crate) struct LocalFolder {
    root: PathBuf,
    staging: PathBuf,
}

impl LocalFolder {
    /// Opens the folder, makes it if it is not there, and removes what killed processes left half-written.
    pub(crate) fn open(root: &Path) -> Result<Self, SetupError> {
        let failed = |source| SetupError::Folder { path: root.to_owned(), source };
        fs::create_dir_all(root.join(STAGING)).map_err(failed)?;
        let root = root.canonicalize().map_err(failed)?;
        let staging = root.join(STAGING);
        remove_leftovers(&staging).map_err(failed)?;
        Ok(Self { root, staging })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// See `MediaStore::put_file`.
    pub(crate) fn put(&self, key: &str, source: &Path, expected: &str) -> Result<(), MediaError> {
        let target = self.root.join(key);
        let staged = Staged::new(&self.staging).map_err(unavailable)?;
        let found = staged.fill(source).map_err(unavailable)?;
        if found != expected {
            remove_if_there(&target).map_err(unavailable)?;
            return Err(MediaError::Damaged { key: key.to_owned(), expected: expected.to_owned(), found });
        }
        self.make_parents(&target).and_then(|()| staged.publish(&target)).map_err(unavailable)
    }

    /// Makes the folders above `target` and flushes every folder that got a new entry.
    fn make_parents(&self, target: &Path) -> io::Result<()> {
        let Some(parent) = target.parent() else { return Ok(()) };
        if parent.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(parent)?;
        for folder in parent.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root)) {
            sync_folder(folder)?;
        }
        Ok(())
    }

    /// Whether a file can be written and removed.
    pub(crate) fn probe(&self) -> Result<(), MediaError> {
        Staged::new(&self.staging).map(drop).map_err(unavailable)
    }

    /// See `MediaStore::list`. Folders are read one at a time, and those that lie before `after` not at all, so a page
    /// of a large store costs about as much as it is long.
    pub(crate) fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<StoredObject>, MediaError> {
        let mut listing = Listing { after: after.unwrap_or_default(), limit, found: Vec::new() };
        listing.walk(&self.root.join(prefix), prefix).map_err(unavailable)?;
        Ok(listing.found)
    }
}

/// A file that is not yet an object. It holds a lock while its process lives, and is removed unless it is published.
struct Staged {
    path: PathBuf,
    file: File,
}

impl Staged {
    fn new(folder: &Path) -> io::Result<Self> {
        loop {
            let count = STAGED.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!("{}-{count}", std::process::id()));
            match OpenOptions::new().read(true).write(true).create_new(true).open(&path) {
                Ok(file) => {
                    let staged = Self { path, file };
                    staged.lock()?;
                    return Ok(staged);
                }
                // Another machine or an earlier process with the same id shares the folder.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// A file system without locks is used without them: leftovers then stay, which harms nobody.
    fn lock(&self) -> io::Result<()> {
        match self.file.lock() {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
            outcome => outcome,
        }
    }

    /// Copies the file, flushes the copy, reads it back and answers its BLAKE3.
    fn fill(&self, source: &Path) -> io::Result<String> {
        io::copy(&mut File::open(source)?, &mut &self.file)?;
        self.file.sync_all()?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(&self.path)?)?;
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Gives the file its name; from here on it is an object.
    fn publish(&self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        target.parent().map_or(Ok(()), sync_folder)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After a publication there is nothing under this name, and a leftover is removed at the next start.
        let _ = fs::remove_file(&self.path);
    }
}

fn remove_leftovers(staging: &Path) -> io::Result<()> {
    for entry in fs::read_dir(staging)? {
        let path = entry?.path();
        let Ok(file) = File::open(&path) else { continue };
        // The lock of a file that is being written is taken; that of a dead process is not.
        if file.try_lock().is_ok() {
            remove_if_there(&path)?;
            tracing::info!(file = %path.display(), "removed a half-written media file");
        }
    }
    Ok(())
}

/// One listing under way.
struct Listing<'a> {
    after: &'a str,
    limit: usize,
    found: Vec<StoredObject>,
}

impl Listing<'_> {
    /// Adds what lies in `folder`, whose key is `key`.
    fn walk(&mut self, folder: &Path, key: &str) -> io::Result<()> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            // A folder that was never made or has just been removed holds nothing; nor does a file.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            let Some(name) = name.to_str().filter(|name| is_segment(name)) else { continue };
            let key = if key.is_empty() { name.to_owned() } else { format!("{key}/{name}") };
            // The slash makes a folder stand where its contents stand: `a-b` is before `a/b`, and `a` before both.
            if kind.is_dir() {
                names.push(format!("{key}/"));
            } else if kind.is_file() {
                names.push(key);
            }
        }
        names.sort_unstable();
        for name in names {
            if self.found.len() >= self.limit {
                break;
            }
            let path = |key: &str| key.rsplit('/').next().map_or_else(PathBuf::new, |last| folder.join(last));
            match name.strip_suffix('/') {
                Some(key) if name.as_str() >= self.after || self.after.starts_with(&name) => {
                    self.walk(&path(key), key)?;
                }
                None if name.as_str() > self.after => self.add(&path(&name), name)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, key: String) -> io::Result<()> {
        match fs::metadata(path) {
            Ok(about) => {
                let modified_at = Timestamp::from(about.modified()?).trunc_subsecs(6);
                self.found.push(StoredObject { key, size: about.len(), modified_at });
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

/// Flushes the entries of a folder. Only Unix can open one for that; elsewhere the file system does it in its time.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(folder: &Path, content: &[u8]) -> (PathBuf, String) {
        let path = folder.join("source");
        fs::write(&path, content).unwrap();
        (path, blake3::hash(content).to_hex().to_string())
    }

    fn staged_files(store: &LocalFolder) -> usize {
        fs::read_dir(&store.staging).unwrap().count()
    }

    #[test]
    fn nothing_is_left_in_staging_after_success_damage_or_failure() {
        let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = LocalFolder::open(root.path()).unwrap();
        let (file, hash) = source(elsewhere.path(), b"picture");
        store.put("a/b/one.jpg", &file, &hash).unwrap();
        assert_eq!(staged_files(&store), 0);
        assert!(matches!(store.put("a/b/two.jpg", &file, &"0".repeat(64)), Err(MediaError::Damaged { .. })));
        assert_eq!(staged_files(&store), 0);
        // A folder stands where the object should go.
        assert!(matches!(store.put("a/b", &file, &hash), Err(MediaError::Unavailable(_))));
        assert!(matches!(store.put("x", Path::new("/no/such/file"), &hash), Err(MediaError::Unavailable(_))));
        store.probe().unwrap();
        assert_eq!(staged_files(&store), 0);
    }

    #[test]
    fn what_a_killed_process_left_is_removed_at_the_next_start() {
        let root = tempfile::tempdir().unwrap();
        let store = LocalFolder::open(root.path()).unwrap();
        fs::write(store.staging.join("4711-0"), b"half a pic").unwrap();
        LocalFolder::open(root.path()).unwrap();
        assert_eq!(staged_files(&store), 0);
    }

    #[test]
    fn a_second_process_does_not_remove_what_the_first_is_writing() {
        let root = tempfile::tempdir().unwrap();
        let store = LocalFolder::open(root.path()).unwrap();
        let staged = Staged::new(&store.staging).unwrap();
        LocalFolder::open(root.path()).unwrap();
        assert!(staged.path.exists());
        staged.publish(&root.path().join("published")).unwrap();
        drop(staged);
        assert!(root.path().join("published").exists());
    }

    #[test]
    fn what_is_not_ours_is_not_listed() {
        let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = LocalFolder::open(root.path()).unwrap();
        let (file, hash) = source(elsewhere.path(), b"picture");
        store.put("originals/one.jpg", &file, &hash).unwrap();
        for name in [".DS_Store", "Thumbs.db", "one.jpg#1", "originals/.hidden"] {
            fs::write(root.path().join(name), b"x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join("link")).unwrap();
        let keys: Vec<_> = store.list("", None, 10).unwrap().into_iter().map(|object| object.key).collect();
        assert_eq!(keys, ["originals/one.jpg"]);
    }

    #[test]
    fn a_folder_that_cannot_be_used_is_named() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("file");
        fs::write(&path, b"x").unwrap();
        let error = LocalFolder::open(&path).unwrap_err().to_string();
        assert!(error.contains(path.to_str().unwrap()), "{error}");
    }

    #[test]
    fn a_folder_that_has_gone_is_not_available() {
        let root = tempfile::tempdir().unwrap();
        let store = LocalFolder::open(root.path()).unwrap();
        fs::remove_dir_all(&store.staging).unwrap();
        assert!(matches!(store.probe(), Err(MediaError::Unavailable(_))));
    }
}
