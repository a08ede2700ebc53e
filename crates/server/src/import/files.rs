//! Which files a folder has, and which of them are pictures.

use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use image::ImageFormat;

/// A file that may be a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub path: PathBuf,
    /// Its path below the folder, for people.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// The files below `folder` in the order of their names. Hidden ones are left out, and links to folders are not
/// followed, since they may lead in circles.
pub fn find(folder: &Path) -> io::Result<Vec<Candidate>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                open.push(path);
                continue;
            }
            // A link that leads nowhere is no picture.
            let Ok(metadata) = std::fs::metadata(&path) else { continue };
            if metadata.is_file() {
                let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
                found.push(Candidate { path, name, size: metadata.len() });
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// BLAKE3 of a file that begins like a picture of a kind that the server takes; `None` for any other. The server looks
/// closer.
pub fn examine(path: &Path) -> io::Result<Option<String>> {
    let mut file = std::fs::File::open(path)?;
    let mut head = Vec::with_capacity(64);
    file.by_ref().take(64).read_to_end(&mut head)?;
    // An empty file was meant to be something; the server says what is wrong with it.
    if !head.is_empty() && !image::guess_format(&head).is_ok_and(is_taken) {
        return Ok(None);
    }
    file.rewind()?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(Some(hasher.finalize().to_hex().to_string()))
}

fn is_taken(format: ImageFormat) -> bool {
    use ImageFormat::{Gif, Jpeg, Png, Tiff, WebP};
    matches!(format, Jpeg | Png | WebP | Tiff | Gif)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sub_folders_are_included_and_hidden_files_are_not() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("b/deep")).unwrap();
        std::fs::create_dir(folder.path().join(".trash")).unwrap();
        for name in ["c.jpg", "a.jpg", ".hidden.jpg", "b/deep/d.jpg", ".trash/e.jpg"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), folder.path().join("circle")).unwrap();
        let names: Vec<String> = find(folder.path()).unwrap().into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["a.jpg", "b/deep/d.jpg", "c.jpg"]);
    }

    #[test]
    fn a_picture_is_known_by_its_bytes_and_not_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let examine_bytes = |bytes: &[u8]| {
            let path = folder.path().join("file.txt");
            std::fs::write(&path, bytes).unwrap();
            examine(&path).unwrap()
        };
        let jpeg = crate::demo::landscape(1, 16, 16).unwrap();
        assert_eq!(examine_bytes(&jpeg), Some(blake3::hash(&jpeg).to_hex().to_string()));
        assert_eq!(examine_bytes(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"), None);
        assert!(examine_bytes(b"").is_some());
    }
}
