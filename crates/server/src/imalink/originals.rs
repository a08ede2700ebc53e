//! The originals in a folder, found by what ImaLink knew of them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use atelier_application::ports::{FoundOriginal, OriginalFolder, Sought};

use crate::error::StartError;
use crate::import::files::{self, Candidate};

/// The files of a folder by their names in lower case, since cards and disks do not agree about it.
pub struct Originals {
    by_name: HashMap<String, Vec<Candidate>>,
}

impl Originals {
    /// Looks once at which files there are.
    pub async fn below(folder: &Path) -> Result<Self, StartError> {
        let path = folder.to_owned();
        let found = tokio::task::spawn_blocking(move || files::find(&path)).await.map_err(StartError::of)?;
        let found = found.map_err(|error| StartError::path(folder, "cannot be read", &error))?;
        let mut by_name: HashMap<String, Vec<Candidate>> = HashMap::new();
        for file in found {
            by_name.entry(name_of(&file.path).to_lowercase()).or_default().push(file);
        }
        Ok(Self { by_name })
    }

    /// Those that may be the one, or why none may.
    fn candidates(
        &self,
        filename: &str,
        size: Option<i64>,
        place: Option<&str>,
    ) -> Result<Vec<&Candidate>, String> {
        let named = self.by_name.get(&filename.to_lowercase());
        let named: Vec<&Candidate> = named.into_iter().flatten().collect();
        let Some(first) = named.first() else { return Err("the folder has no file of this name".to_owned()) };
        let is_size = |file: &&Candidate| size.is_none_or(|size| u64::try_from(size) == Ok(file.size));
        let sized: Vec<&Candidate> = named.iter().copied().filter(is_size).collect();
        if sized.is_empty() {
            let size = size.unwrap_or_default();
            return Err(format!("the file of this name has {} bytes and not {size}", first.size));
        }
        let exact: Vec<&Candidate> =
            sized.iter().copied().filter(|file| name_of(&file.path) == filename).collect();
        let sized = if exact.is_empty() { sized } else { exact };
        let place = place.unwrap_or_default();
        let best = sized.iter().map(|file| common_end(&file.path, place)).max().unwrap_or(0);
        Ok(sized.into_iter().filter(|file| common_end(&file.path, place) == best).collect())
    }
}

#[async_trait]
impl OriginalFolder for Originals {
    async fn find(&self, filename: &str, size: Option<i64>, place: Option<&str>) -> Sought {
        let candidates = match self.candidates(filename, size, place) {
            Ok(candidates) => candidates,
            Err(why) => return Sought::Missing(why),
        };
        let count = candidates.len();
        let mut found: Option<FoundOriginal> = None;
        for candidate in candidates {
            let hashed = match hashed(candidate.path.clone()).await {
                Ok(hashed) => hashed,
                Err(why) => return Sought::Missing(why),
            };
            match &found {
                Some(first) if first.blake3 != hashed.blake3 => {
                    let why = format!("the folder has {count} files of this name that differ");
                    return Sought::Missing(why);
                }
                Some(_) => {}
                None => found = Some(hashed),
            }
        }
        found.map_or_else(|| Sought::Missing("the folder has no file of this name".to_owned()), Sought::Found)
    }
}

async fn hashed(path: PathBuf) -> Result<FoundOriginal, String> {
    let reading = tokio::task::spawn_blocking(move || -> std::io::Result<FoundOriginal> {
        let file = std::fs::File::open(&path)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(file)?;
        let (blake3, size) = (hasher.finalize().to_hex().to_string(), hasher.count());
        Ok(FoundOriginal { path, blake3, size })
    });
    let read = reading.await.map_err(|error| format!("it cannot be read: {error}"))?;
    read.map_err(|error| format!("it cannot be read: {error}"))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// How many names the two paths have in common, counted from the file back to the root.
fn common_end(path: &Path, place: &str) -> usize {
    let ours = path.to_string_lossy().to_lowercase();
    let theirs = place.to_lowercase();
    let parts = |path: &str| -> Vec<String> {
        path.rsplit(['/', '\\']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    parts(&ours).iter().zip(parts(&theirs)).take_while(|(one, other)| *one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Originals) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let originals = Originals::below(folder.path()).await.unwrap();
        (folder, originals)
    }

    fn ending(sought: &Sought) -> Option<String> {
        match sought {
            Sought::Found(found) => {
                let parent = found.path.parent().unwrap().file_name().unwrap();
                Some(format!("{}/{}", parent.to_string_lossy(), name_of(&found.path)))
            }
            Sought::Missing(_) => None,
        }
    }

    #[tokio::test]
    async fn an_original_is_found_by_name_and_size() {
        let (_folder, originals) = folder(&[("a/IMG_1.JPG", "one"), ("b/IMG_2.JPG", "two")]).await;
        assert_eq!(ending(&originals.find("img_1.jpg", Some(3), None).await).as_deref(), Some("a/IMG_1.JPG"));
        assert_eq!(ending(&originals.find("IMG_2.JPG", None, None).await).as_deref(), Some("b/IMG_2.JPG"));
        let other = originals.find("IMG_1.JPG", Some(4), None).await;
        assert_eq!(other, Sought::Missing("the file of this name has 3 bytes and not 4".into()));
        assert_eq!(ending(&originals.find("IMG_3.JPG", None, None).await), None);
    }

    #[tokio::test]
    async fn where_a_file_was_decides_between_several() {
        let files = [("day1/IMG_1.JPG", "one"), ("day2/IMG_1.JPG", "two"), ("day3/IMG_1.JPG", "two")];
        let (_folder, originals) = folder(&files).await;
        let place = Some("D:\\card\\day2\\IMG_1.JPG");
        assert_eq!(
            ending(&originals.find("IMG_1.JPG", Some(3), place).await).as_deref(),
            Some("day2/IMG_1.JPG")
        );
        assert_eq!(ending(&originals.find("IMG_1.JPG", Some(3), None).await), None, "they differ");
    }

    #[tokio::test]
    async fn copies_of_one_file_are_that_file() {
        let (_folder, originals) = folder(&[("a/IMG_1.JPG", "one"), ("b/IMG_1.JPG", "one")]).await;
        assert!(matches!(originals.find("IMG_1.JPG", Some(3), None).await, Sought::Found(_)));
    }
}
