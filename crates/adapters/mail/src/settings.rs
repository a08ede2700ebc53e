//! How letters leave.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How the line to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Not at all. For a server on the same machine or a test.
    None,
    /// Plain first, then TLS. A server that does not offer it is not given the letter.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

impl SmtpSecurity {
    /// The port that belongs to it.
    pub const fn default_port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::StartTls => 587,
            Self::Tls => 465,
        }
    }

    /// The names are `none`, `starttls` and `tls`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "starttls" => Some(Self::StartTls),
            "tls" => Some(Self::Tls),
            _ => None,
        }
    }
}

/// The mail server and the account on it.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// User name and password go together: both or neither.
    pub username: Option<String>,
    pub password: Option<String>,
    /// The sender, such as `Studio Nord <post@studio.example>`.
    pub from: String,
    /// How long a letter may take, from the connection to the server's word that it has it.
    pub timeout: Duration,
}

impl SmtpSettings {
    /// Whether what is said to the server stays on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let address = self.host.trim_matches(['[', ']']).parse::<IpAddr>();
        self.host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
    }
}

impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { host, port, security, username, password, from, timeout } = self;
        f.debug_struct("SmtpSettings")
            .field("host", host)
            .field("port", port)
            .field("security", security)
            .field("username", username)
            .field("password", &password.as_ref().map(|_| "…"))
            .field("from", from)
            .field("timeout", timeout)
            .finish()
    }
}

/// Mail cannot be set up as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    #[error("the sender {from:?} is not an address such as `Studio Nord <post@studio.example>`: {reason}")]
    Sender { from: String, reason: String },
    #[error("the mail folder {} cannot be used: {source}", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("a mail user name needs a password and a password a user name")]
    HalfAnAccount,
    #[error("the mail password would travel to {host} in the clear; use `starttls` or `tls`")]
    PasswordInTheClear { host: String },
    #[error("the mail server {host} cannot be used: {reason}")]
    Server { host: String, reason: String },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(host: &str) -> SmtpSettings {
        SmtpSettings {
            host: host.into(),
            port: 25,
            security: SmtpSecurity::None,
            username: Some("post".into()),
            password: Some("hemmelig".into()),
            from: "post@studio.example".into(),
            timeout: Duration::from_secs(1),
        }
    }

    #[test]
    fn debug_output_does_not_show_the_password() {
        let shown = format!("{:?}", settings("mail.example"));
        assert!(shown.contains("mail.example") && !shown.contains("hemmelig"), "{shown}");
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"] {
            assert!(settings(host).is_loopback(), "{host}");
        }
        for host in ["", "mail.example", "localhost.example", "10.0.0.1", "127.0.0.1.example"] {
            assert!(!settings(host).is_loopback(), "{host}");
        }
    }

    #[test]
    fn security_is_known_by_its_name() {
        assert_eq!(SmtpSecurity::parse("starttls"), Some(SmtpSecurity::StartTls));
        assert_eq!(SmtpSecurity::parse("tls").map(SmtpSecurity::default_port), Some(465));
        assert_eq!(SmtpSecurity::parse("none").map(SmtpSecurity::default_port), Some(25));
        assert_eq!(SmtpSecurity::parse("ssl"), None);
    }
}
