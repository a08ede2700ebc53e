//! What lies in a folder at this moment.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// By what a change of a file is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    size: u64,
    modified: Option<SystemTime>,
}

/// A file as it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    pub path: PathBuf,
    /// Its path below the folder, for people.
    pub name: String,
    pub appearance: Appearance,
}

/// The files below `folder` in the order of their names. Hidden ones are left out, links to folders are not followed,
/// and what cannot be read now may be readable at the next look.
pub fn look(folder: &Path) -> Vec<Sight> {
    let mut seen = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let entries = match std::fs::read_dir(&next) {
            Ok(entries) => entries,
            Err(error) => {
                tracing::warn!(folder = %next.display(), %error, "the folder cannot be read");
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(path);
                continue;
            }
            let Ok(metadata) = std::fs::metadata(&path) else { continue };
            if metadata.is_file() {
                let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
                let appearance = Appearance { size: metadata.len(), modified: metadata.modified().ok() };
                seen.push(Sight { path, name, appearance });
            }
        }
    }
    seen.sort_by(|one, other| one.name.cmp(&other.name));
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_looks_different() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("DCIM")).unwrap();
        let file = folder.path().join("DCIM/a.jpg");
        std::fs::write(&file, "half").unwrap();
        std::fs::write(folder.path().join(".hidden"), "x").unwrap();
        let first = look(folder.path());
        assert_eq!(first.len(), 1);
        assert_eq!(first, look(folder.path()));
        std::fs::write(&file, "whole").unwrap();
        assert_ne!(first, look(folder.path()));
    }

    #[test]
    fn a_folder_that_is_gone_is_empty() {
        assert!(look(Path::new("there is no such folder")).is_empty());
    }
}
