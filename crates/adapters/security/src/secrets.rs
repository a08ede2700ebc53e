//! The master secret and its file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The 32 bytes on which every signature hangs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    master: [u8; 32],
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// The master secret cannot be used, and why.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("the secret file {} cannot be {action}: {source}", path.display())]
    Io { path: PathBuf, action: &'static str, source: io::Error },
    /// Nothing is tightened silently: who has read the file may keep the secret, so its owner must decide.
    #[error(
        "the secret file {0} may be read by others (mode {mode:03o}); make it private with `chmod 600 {0}`, or delete it \
         so that a new secret is made if others may have read it",
        path.display()
    )]
    Exposed { path: PathBuf, mode: u32 },
    #[error("{origin} does not hold a secret: expected 64 hex digits")]
    Malformed { origin: String },
    #[error("no secret can be made because the operating system gives no random numbers: {0}")]
    Randomness(getrandom::Error),
}

impl Secrets {
    /// The secret from 64 hex digits; space around them is ignored.
    pub fn from_hex(hex: &str) -> Result<Self, SecretsError> {
        Self::parse(hex, || "the configured secret".to_owned())
    }

    /// Reads the secret from `path`, or makes one there that only its owner can read.
    ///
    /// Processes that start at once agree on one secret: each writes a file of its own and offers it under the name,
    /// which only the first can take, complete and on disk.
    pub fn load_or_create(path: &Path) -> Result<Self, SecretsError> {
        match Self::load(path) {
            Err(SecretsError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                create(path)?;
                Self::load(path)
            }
            outcome => outcome,
        }
    }

    fn load(path: &Path) -> Result<Self, SecretsError> {
        let file = File::open(path).map_err(failed(path, "opened"))?;
        refuse_exposed(path, &file)?;
        let text = io::read_to_string(file).map_err(failed(path, "read"))?;
        Self::parse(&text, || format!("the file {}", path.display()))
    }

    fn parse(hex: &str, origin: impl FnOnce() -> String) -> Result<Self, SecretsError> {
        match blake3::Hash::from_hex(hex.trim()) {
            Ok(hash) => Ok(Self { master: *hash.as_bytes() }),
            Err(_) => Err(SecretsError::Malformed { origin: origin() }),
        }
    }

    /// The key for one purpose. Keys of different purposes tell nothing about each other or about the secret.
    pub(crate) fn key(&self, purpose: &'static str) -> [u8; 32] {
        blake3::derive_key(purpose, &self.master)
    }
}

fn failed(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> SecretsError {
    let path = path.to_owned();
    move |source| SecretsError::Io { path, action, source }
}

/// Leaves a whole secret under `path`; one that is already there stays.
fn create(path: &Path) -> Result<(), SecretsError> {
    let mut master = [0; 32];
    getrandom::fill(&mut master).map_err(SecretsError::Randomness)?;
    let mut suffix = [0; 8];
    getrandom::fill(&mut suffix).map_err(SecretsError::Randomness)?;

    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(failed(folder, "put into its folder"))?;
    let draft = folder.join(format!(".secret-{:016x}", u64::from_le_bytes(suffix)));
    let outcome = publish(&draft, path, blake3::Hash::from_bytes(master).to_hex().as_str());
    // The draft has another name now or was not needed; a leftover would be a second copy of the secret.
    let removed = fs::remove_file(&draft);
    outcome.map_err(failed(path, "created"))?;
    removed.map_err(failed(&draft, "removed"))?;
    sync_folder(folder).map_err(failed(path, "flushed"))
}

fn publish(draft: &Path, path: &Path, hex: &str) -> io::Result<()> {
    let mut file = private_file().open(draft)?;
    writeln!(file, "{hex}")?;
    file.sync_all()?;
    // Unlike a rename, a hard link never takes a name that is taken.
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome,
    }
}

fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, file: &File) -> Result<(), SecretsError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata().map_err(failed(path, "inspected"))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(SecretsError::Exposed { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &File) -> Result<(), SecretsError> {
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_start_makes_a_secret_and_later_ones_find_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data").join("secret");
        let first = Secrets::load_or_create(&path).unwrap();
        assert_eq!(Secrets::load_or_create(&path).unwrap(), first);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(Secrets::from_hex(&text).unwrap(), first);
        let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(names.len(), 1, "a draft was left behind");
    }

    #[test]
    fn two_installations_have_different_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let one = Secrets::load_or_create(&folder.path().join("one")).unwrap();
        let other = Secrets::load_or_create(&folder.path().join("other")).unwrap();
        assert_ne!(one.key("purpose"), other.key("purpose"));
    }

    #[test]
    fn each_purpose_has_its_own_key() {
        let secrets = Secrets::from_hex(&"ab".repeat(32)).unwrap();
        assert_ne!(secrets.key("one"), secrets.key("other"));
        assert_ne!(secrets.key("one"), [0xab; 32]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_a_new_secret() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        Secrets::load_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_that_others_may_read_is_refused_and_left_as_it_is() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        Secrets::load_or_create(&path).unwrap();
        for mode in [0o644, 0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = Secrets::load_or_create(&path).unwrap_err();
            assert!(matches!(error, SecretsError::Exposed { mode: found, .. } if found == mode), "{error}");
            assert!(error.to_string().contains("chmod 600"), "{error}");
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        }
    }

    #[test]
    fn a_file_that_holds_no_secret_is_named_and_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(65)] {
            let _ = fs::remove_file(&path);
            private_file().open(&path).unwrap().write_all(text.as_bytes()).unwrap();
            let error = Secrets::load_or_create(&path).unwrap_err();
            assert!(error.to_string().contains("secret"), "{error}");
            assert!(matches!(error, SecretsError::Malformed { .. }), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn processes_that_start_at_once_agree_on_one_secret() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("secret");
            let gate = std::sync::Barrier::new(8);
            let found: Vec<Secrets> = std::thread::scope(|scope| {
                let starts: Vec<_> = (0..8)
                    .map(|_| {
                        scope.spawn(|| {
                            gate.wait();
                            Secrets::load_or_create(&path).unwrap()
                        })
                    })
                    .collect();
                starts.into_iter().map(|start| start.join().unwrap()).collect()
            });
            assert!(found.windows(2).all(|pair| pair[0] == pair[1]));
        }
    }

    #[test]
    fn debug_output_does_not_show_the_secret() {
        let secrets = Secrets::from_hex(&"ab".repeat(32)).unwrap();
        assert!(!format!("{secrets:?}").contains("171") && !format!("{secrets:?}").contains("ab"));
    }
}
