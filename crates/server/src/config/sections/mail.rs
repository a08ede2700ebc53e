//! How letters leave.

use std::path::PathBuf;

use crate::config::reader::{Reader, read_section};
use crate::config::secret::Secret;
use crate::config::value::choices;

choices! {
    /// How letters leave.
    MailTransport { File = "file", Smtp = "smtp" }
}

choices! {
    /// How the connection to the mail server is protected.
    SmtpEncryption { StartTls = "starttls", Tls = "tls", None = "none" }
}

/// How letters leave.
#[derive(Debug, Clone)]
pub struct MailConfig {
    pub transport: MailTransport,
    pub from: String,
    pub(in crate::config) folder: Option<PathBuf>,
    pub smtp: SmtpConfig,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    pub host: String,
    port: Option<u16>,
    pub encryption: SmtpEncryption,
    pub username: Option<String>,
    pub password: Option<Secret>,
}

impl SmtpConfig {
    /// The configured port, or the customary one.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.encryption {
            SmtpEncryption::StartTls => 587,
            SmtpEncryption::Tls => 465,
            SmtpEncryption::None => 25,
        })
    }
}

impl MailConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let transport = reader.get("mail.transport");
        let from = reader.get("mail.from");
        let folder = reader.get("mail.folder");
        let smtp = read_section!(
            reader,
            SmtpConfig {
                host: "mail.smtp.host",
                port: "mail.smtp.port",
                encryption: "mail.smtp.encryption",
                username: "mail.smtp.username",
                password: "mail.smtp.password",
            }
        )?;
        let section = Self { transport: transport?, from: from?, folder: folder?, smtp };
        if section.transport == MailTransport::Smtp {
            let message = "is needed when mail.transport is smtp";
            reader.require(!section.smtp.host.is_empty(), "mail.smtp.host", message);
        }
        let message = "mail.smtp.username and mail.smtp.password go together: both or neither";
        let complete = section.smtp.username.is_some() == section.smtp.password.is_some();
        reader.require(complete, "mail.smtp.password", message);
        Some(section)
    }
}
