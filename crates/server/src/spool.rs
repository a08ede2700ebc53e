//! What a process that was killed left in the spool folder.

use std::path::Path;
use std::time::Duration;

use atelier_domain::Timestamp;

/// Nothing that is being worked on lies in the spool for longer, unless uploads may take longer.
pub const MAX_AGE: Duration = Duration::from_secs(86_400);

/// The folder in it that is not swept by age: its files are, with the rows that name them.
pub const PARTIAL: &str = "uploads";

/// Removes what has not changed since `before`; how much.
pub fn sweep(folder: &Path, before: Timestamp) -> std::io::Result<u64> {
    let mut removed = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == PARTIAL {
            continue;
        }
        // Another process may have removed it since the folder was read.
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.modified().is_ok_and(|modified| Timestamp::from(modified) < before) {
            let gone = if metadata.is_dir() {
                std::fs::remove_dir_all(entry.path())
            } else {
                std::fs::remove_file(entry.path())
            };
            removed += u64::from(gone.is_ok());
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_goes_and_what_is_new_stays() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("upload-1"), "bytes").unwrap();
        std::fs::create_dir(folder.path().join("work-1")).unwrap();
        std::fs::create_dir(folder.path().join(PARTIAL)).unwrap();
        std::fs::write(folder.path().join("work-1/thumb.jpg"), "bytes").unwrap();
        let modified =
            Timestamp::from(std::fs::metadata(folder.path().join("upload-1")).unwrap().modified().unwrap());
        assert_eq!(sweep(folder.path(), modified - chrono::Duration::hours(1)).unwrap(), 0);
        assert_eq!(sweep(folder.path(), modified + chrono::Duration::hours(1)).unwrap(), 2);
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(left, [PARTIAL]);
    }
}
