//! Where things lie that have no setting of their own, or none that was set.

use std::path::PathBuf;

use super::{Config, Secret};

impl Config {
    /// The address of the database: as configured, or a file in the data folder.
    pub fn database_url(&self) -> Secret {
        match &self.database.url {
            Some(url) => url.clone(),
            None => {
                let file = self.data_folder.join("atelier.sqlite");
                Secret::new(format!("sqlite://{}?mode=rwc", file.display()))
            }
        }
    }

    /// The folder of the local media store.
    pub fn media_folder(&self) -> PathBuf {
        self.media.folder.clone().unwrap_or_else(|| self.data_folder.join("media"))
    }

    /// The folder that letters are written to as files.
    pub fn mail_folder(&self) -> PathBuf {
        self.mail.folder.clone().unwrap_or_else(|| self.data_folder.join("mail"))
    }

    /// Where uploads and derivatives lie while they are being worked on.
    pub fn spool_folder(&self) -> PathBuf {
        self.data_folder.join("spool")
    }

    /// What has come of files that are sent in chunks. It outlives restarts, unlike the rest of the spool.
    pub fn partial_folder(&self) -> PathBuf {
        self.spool_folder().join(crate::spool::PARTIAL)
    }

    /// The signing secret of an installation that was given none.
    pub fn secret_file(&self) -> PathBuf {
        self.data_folder.join("secret.key")
    }
}
