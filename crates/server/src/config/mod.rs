//! The configuration: defaults, then an optional TOML file, then the environment.
//!
//! This is the only place of the program that reads the environment. Every setting and its default stands in
//! [`settings::SETTINGS`]; all errors are reported at once; secrets show in no output.

mod error;
mod paths;
mod reader;
mod sections;
mod show;
mod sources;
mod value;

pub mod secret;
pub mod settings;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use error::{ConfigError, ConfigErrors};
pub use secret::Secret;
pub use sections::{
    DatabaseConfig, DownloadsConfig, ImageKitConfig, LimitsConfig, LogConfig, LogFormat, MailConfig,
    MailTransport, MediaBackend, MediaConfig, RetentionConfig, S3Config, SecurityConfig, ServerConfig,
    SmtpConfig, SmtpEncryption, UploadsConfig, WorkerConfig,
};
pub use sources::{Origin, Values};
pub use value::{Bytes, Parallel, Rate};

use reader::Reader;

/// The file that is read when it exists and no other is named.
pub const DEFAULT_FILE: &str = "atelier.toml";

/// The whole configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub server: ServerConfig,
    pub data_folder: PathBuf,
    pub database: DatabaseConfig,
    pub media: MediaConfig,
    pub mail: MailConfig,
    pub imagekit: ImageKitConfig,
    pub security: SecurityConfig,
    pub uploads: UploadsConfig,
    pub downloads: DownloadsConfig,
    pub worker: WorkerConfig,
    pub limits: LimitsConfig,
    pub log: LogConfig,
    pub retention: RetentionConfig,
    /// A folder of files for the faces instead of those in the program; in debug builds only.
    pub web_assets: Option<PathBuf>,
    values: Values,
}

/// What a configuration is made from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file named on the command line.
    pub file: Option<PathBuf>,
    pub environment: BTreeMap<OsString, OsString>,
}

impl Sources {
    /// The environment of this process and the given file.
    pub fn of_process(file: Option<PathBuf>) -> Self {
        Self { file, environment: std::env::vars_os().collect() }
    }

    /// The text of a variable that is no setting, such as `ATELIER_TOKEN`. Empty counts as not set.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let value = self.environment.get(&OsString::from(name))?.to_str()?;
        (!value.is_empty()).then_some(value)
    }

    /// The file to read, and whether it was asked for.
    fn file(&self) -> (PathBuf, bool) {
        match (&self.file, self.variable("ATELIER_CONFIG")) {
            (Some(path), _) => (path.clone(), true),
            (None, Some(path)) => (PathBuf::from(path), true),
            (None, None) => (PathBuf::from(DEFAULT_FILE), false),
        }
    }
}

impl Config {
    /// Reads and checks everything.
    pub fn load(sources: &Sources) -> Result<Self, ConfigErrors> {
        let mut errors = Vec::new();
        let mut values = Values::defaults();
        let (path, asked_for) = sources.file();
        match std::fs::read_to_string(&path) {
            Ok(document) => values.apply_toml(&path, &document, &mut errors),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !asked_for => {}
            Err(error) => errors.push(ConfigError::new(path.display(), format!("cannot be read: {error}"))),
        }
        let read = |path: &Path| std::fs::read_to_string(path);
        values.apply_environment(&sources.environment, read, &mut errors);
        let mut config = Self::from_values(values, errors)?;
        if cfg!(debug_assertions) {
            config.web_assets = sources.variable(settings::WEB_ASSETS).map(PathBuf::from);
        }
        Ok(config)
    }

    /// The defaults with some settings changed, without a file and without the environment.
    pub fn with(pairs: &[(&str, &str)]) -> Result<Self, ConfigErrors> {
        let mut values = Values::defaults();
        values.apply_pairs(pairs)?;
        Self::from_values(values, Vec::new())
    }

    fn from_values(values: Values, earlier: Vec<ConfigError>) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(&values);
        let server = ServerConfig::read(&mut reader);
        let data_folder = reader.get("data.folder");
        let database = DatabaseConfig::read(&mut reader);
        let media = MediaConfig::read(&mut reader);
        let mail = MailConfig::read(&mut reader);
        let imagekit = ImageKitConfig::read(&mut reader);
        let security = SecurityConfig::read(&mut reader);
        let uploads = UploadsConfig::read(&mut reader);
        let downloads = DownloadsConfig::read(&mut reader);
        let worker = WorkerConfig::read(&mut reader);
        let limits = LimitsConfig::read(&mut reader);
        let log = LogConfig::read(&mut reader);
        let retention = RetentionConfig::read(&mut reader);
        let errors: Vec<ConfigError> = earlier.into_iter().chain(reader.errors).collect();
        let complete = || {
            Some(Self {
                server: server?,
                data_folder: data_folder?,
                database: database?,
                media: media?,
                mail: mail?,
                imagekit: imagekit?,
                security: security?,
                uploads: uploads?,
                downloads: downloads?,
                worker: worker?,
                limits: limits?,
                log: log?,
                retention: retention?,
                web_assets: None,
                values,
            })
        };
        match complete() {
            Some(config) if errors.is_empty() => Ok(config),
            _ => Err(ConfigErrors(errors)),
        }
    }
}
