//! One struct per section. Each adapter is given its own section only.

mod imagekit;
mod log;
mod mail;
mod security;
mod server;
mod storage;
mod work;

pub use imagekit::ImageKitConfig;
pub use log::{LogConfig, LogFormat};
pub use mail::{MailConfig, MailTransport, SmtpConfig, SmtpEncryption};
pub use security::SecurityConfig;
pub use server::{LimitsConfig, ServerConfig};
pub use storage::{DatabaseConfig, MediaBackend, MediaConfig, S3Config};
pub use work::{DownloadsConfig, RetentionConfig, UploadsConfig, WorkerConfig};
