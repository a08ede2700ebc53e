//! The data folder: made on the first start, readable by its owner only.

use std::path::Path;

use crate::config::Config;
use crate::error::StartError;

/// Makes the data folder and what must lie in it before anything else starts.
pub fn prepare(config: &Config) -> Result<(), StartError> {
    make_private(&config.data_folder)?;
    make_private(&config.spool_folder())?;
    make_private(&config.partial_folder())
}

fn make_private(folder: &Path) -> Result<(), StartError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| StartError::path(folder, "cannot be made", &error))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_data_folder_is_its_owners_alone_and_may_be_there_already() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("some").join("data");
        let config = Config::with(&[("data.folder", data.to_str().unwrap())]).unwrap();
        prepare(&config).unwrap();
        prepare(&config).unwrap();
        for path in [&config.data_folder, &config.spool_folder(), &config.partial_folder()] {
            assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}
