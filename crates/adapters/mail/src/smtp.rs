//! Letters over SMTP.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use atelier_application::ports::{Clock, MailError, Mailer, OutgoingMail};
use lettre::Message;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use crate::letter::{compose, sender};
use crate::settings::{MailSetupError, SmtpSecurity, SmtpSettings};

/// How long a server may take to say goodbye. Its answer changes nothing.
const FAREWELL: Duration = Duration::from_secs(2);

/// Replies that speak of our account and not of the letter: authentication needed, too weak, wrong, or only over TLS.
const ACCOUNT_REPLIES: [u16; 4] = [530, 534, 535, 538];

/// Hands letters to a mail server, each over a connection of its own.
///
/// Letters are few, and a connection that was given up in the middle of one must never carry another: its late answers
/// would be taken for those of the next letter.
#[derive(Clone)]
pub struct SmtpMailer {
    host: String,
    port: u16,
    security: SmtpSecurity,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    from: Mailbox,
    timeout: Duration,
    hello: ClientId,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMailer")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

impl SmtpMailer {
    /// Checks the settings; nothing is sent yet.
    pub fn new(settings: &SmtpSettings, clock: Arc<dyn Clock>) -> Result<Self, MailSetupError> {
        let host = settings.host.clone();
        let tls = TlsParameters::new(host.clone())
            .map_err(|error| MailSetupError::Server { host: host.clone(), reason: error.to_string() })?;
        Ok(Self {
            host,
            port: settings.port,
            security: settings.security,
            tls,
            credentials: credentials(settings)?,
            from: sender(&settings.from)?,
            timeout: settings.timeout,
            hello: ClientId::default(),
            clock,
        })
    }

    /// From the first byte until the server has taken the letter.
    async fn deliver(&self, letter: &Message) -> Result<AsyncSmtpConnection, Error> {
        let tls = (self.security == SmtpSecurity::Tls).then(|| self.tls.clone());
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &self.hello, tls, None).await?;
        if self.security == SmtpSecurity::StartTls {
            connection.starttls(self.tls.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        connection.send(letter.envelope(), &letter.formatted()).await?;
        Ok(connection)
    }
}

fn credentials(settings: &SmtpSettings) -> Result<Option<Credentials>, MailSetupError> {
    match (&settings.username, &settings.password) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) if settings.security == SmtpSecurity::None && !settings.is_loopback() => {
            Err(MailSetupError::PasswordInTheClear { host: settings.host.clone() })
        }
        (Some(username), Some(password)) => Ok(Some(Credentials::new(username.clone(), password.clone()))),
        _ => Err(MailSetupError::HalfAnAccount),
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError> {
        let letter = compose(&self.from, mail, self.clock.now())?;
        match tokio::time::timeout(self.timeout, self.deliver(&letter)).await {
            Ok(Ok(mut connection)) => {
                // The letter has been taken. A server that then hangs must not make us send it again.
                let _ = tokio::time::timeout(FAREWELL, connection.abort()).await;
                Ok(())
            }
            Ok(Err(error)) => Err(classify(&error, mail)),
            Err(_) => {
                let Self { host, timeout, .. } = self;
                Err(MailError::Temporary(format!("{host} did not take the letter within {timeout:?}")))
            }
        }
    }
}

fn classify(error: &Error, mail: &OutgoingMail) -> MailError {
    let about_the_account = error.status().is_some_and(|code| ACCOUNT_REPLIES.contains(&code.into()));
    // The client itself gives up where the server cannot take the letters of an address.
    let unwritable = error.is_client() && !mail.to.is_ascii();
    if unwritable || (error.is_permanent() && !about_the_account) {
        MailError::Permanent(error.to_string())
    } else {
        MailError::Temporary(error.to_string())
    }
}
