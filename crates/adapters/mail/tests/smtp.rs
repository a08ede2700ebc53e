//! Letters over SMTP, against a server that answers as the test says.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected has failed")]

#[cfg(test)]
mod server;

use std::sync::Arc;
use std::time::Duration;

use atelier_application::ports::{Clock, MailError, Mailer, OutgoingMail};
use atelier_domain::Timestamp;
use atelier_mail::{MailSetupError, SmtpMailer, SmtpSecurity, SmtpSettings};
use server::Server;

struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

fn settings(server: &Server) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".into(),
        port: server.port,
        security: SmtpSecurity::None,
        username: None,
        password: None,
        from: "Studio Nord <post@studio.example>".into(),
        timeout: Duration::from_secs(2),
    }
}

fn mailer(settings: &SmtpSettings) -> SmtpMailer {
    SmtpMailer::new(settings, Arc::new(StandingClock)).unwrap()
}

fn mail(to: &str) -> OutgoingMail {
    OutgoingMail { to: to.into(), subject: "Your pictures".into(), text: "Hello\n.\nQUIT\n".into() }
}

const KARI: &str = "kari@client.example";

#[tokio::test]
async fn a_letter_arrives_whole() {
    let server = Server::start(&[]).await;
    mailer(&settings(&server)).send(&mail(KARI)).await.unwrap();
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("Subject: Your pictures\r\n"), "{letters:?}");
    // A dot alone on its line would end the letter if it were not doubled on the way.
    assert!(letters[0].trim_end().ends_with("\r\n\r\nHello\r\n..\r\nQUIT"), "{letters:?}");
    let commands = server.commands();
    assert!(commands.contains(&"MAIL FROM:<post@studio.example>".into()), "{commands:?}");
    assert!(commands.contains(&"RCPT TO:<kari@client.example>".into()), "{commands:?}");
}

#[tokio::test]
async fn one_mailer_sends_many_letters_at_once() {
    let server = Server::start(&[]).await;
    let mailer = mailer(&settings(&server));
    let sent = (0..8).map(|_| {
        let mailer = mailer.clone();
        tokio::spawn(async move { mailer.send(&mail(KARI)).await })
    });
    for outcome in sent.collect::<Vec<_>>() {
        outcome.await.unwrap().unwrap();
    }
    assert_eq!(server.letters().len(), 8);
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_later() {
    for command in ["MAIL", "RCPT", "DATA", "."] {
        let server = Server::start(&[(command, "451 try again")]).await;
        let outcome = mailer(&settings(&server)).send(&mail(KARI)).await;
        assert!(matches!(outcome, Err(MailError::Temporary(_))), "{command}: {outcome:?}");
        assert_eq!(server.letters().len(), usize::from(command == "."));
    }
}

#[tokio::test]
async fn a_letter_that_the_server_refuses_is_not_tried_again() {
    for command in ["MAIL", "RCPT", "DATA", "."] {
        let server = Server::start(&[(command, "550 no such user")]).await;
        let error = mailer(&settings(&server)).send(&mail(KARI)).await.unwrap_err();
        assert!(matches!(error, MailError::Permanent(_)), "{command}: {error}");
        assert!(error.to_string().contains("no such user"), "{error}");
    }
}

#[tokio::test]
async fn a_refused_letter_does_not_hinder_the_next() {
    let server = Server::start(&[("RCPT TO:<nobody@client.example>", "550 no such user")]).await;
    let mailer = mailer(&settings(&server));
    assert!(mailer.send(&mail("nobody@client.example")).await.is_err());
    mailer.send(&mail(KARI)).await.unwrap();
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn an_address_that_is_none_never_reaches_the_server() {
    let server = Server::start(&[]).await;
    for to in ["nobody", "kari@client.example\r\nRCPT TO:<victim@example.com>", "a@b.example,c@d.example"] {
        let outcome = mailer(&settings(&server)).send(&mail(to)).await;
        assert!(matches!(outcome, Err(MailError::Permanent(_))), "{to}: {outcome:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_address_that_the_server_cannot_spell_is_refused_for_good() {
    let server = Server::start(&[]).await;
    let outcome = mailer(&settings(&server)).send(&mail("øystein@client.example")).await;
    assert!(matches!(outcome, Err(MailError::Permanent(_))), "{outcome:?}");
    assert_eq!(server.letters().len(), 0);
}

#[tokio::test]
async fn a_wrong_password_can_be_mended_so_the_letter_waits() {
    let server = Server::start(&[("AUTH", "535 authentication failed")]).await;
    let account =
        SmtpSettings { username: Some("post".into()), password: Some("wrong".into()), ..settings(&server) };
    let outcome = mailer(&account).send(&mail(KARI)).await;
    assert!(matches!(outcome, Err(MailError::Temporary(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_is_away_is_asked_again_later() {
    let server = Server::start(&[]).await;
    let gone = SmtpSettings { port: Server::unused_port().await, ..settings(&server) };
    let outcome = mailer(&gone).send(&mail(KARI)).await;
    assert!(matches!(outcome, Err(MailError::Temporary(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_in_time() {
    for command in ["EHLO", "MAIL", "DATA", "."] {
        let server = Server::start(&[(command, "")]).await;
        let impatient = mailer(&SmtpSettings { timeout: Duration::from_millis(300), ..settings(&server) });
        let outcome =
            tokio::time::timeout(Duration::from_secs(5), impatient.send(&mail(KARI))).await.unwrap();
        assert!(matches!(outcome, Err(MailError::Temporary(_))), "{command}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_letter_that_was_taken_is_sent_even_if_the_server_does_not_say_goodbye() {
    let server = Server::start(&[("QUIT", "")]).await;
    mailer(&settings(&server)).send(&mail(KARI)).await.unwrap();
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn a_server_without_tls_is_not_given_the_letter_when_tls_is_wanted() {
    for security in [SmtpSecurity::StartTls, SmtpSecurity::Tls] {
        let server = Server::start(&[]).await;
        let outcome = mailer(&SmtpSettings { security, ..settings(&server) }).send(&mail(KARI)).await;
        assert!(matches!(outcome, Err(MailError::Temporary(_))), "{security:?}: {outcome:?}");
        assert!(!server.commands().iter().any(|command| command.starts_with("MAIL")), "{security:?}");
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_at_the_start() {
    let server = Server::start(&[]).await;
    let good = settings(&server);
    let account = |host: &str, username: Option<&str>, password: Option<&str>| {
        let settings = SmtpSettings {
            host: host.into(),
            username: username.map(Into::into),
            password: password.map(Into::into),
            ..good.clone()
        };
        SmtpMailer::new(&settings, Arc::new(StandingClock))
    };
    let clear = account("mail.example", Some("post"), Some("secret")).unwrap_err();
    assert!(matches!(clear, MailSetupError::PasswordInTheClear { .. }), "{clear}");
    let half = account("127.0.0.1", Some("post"), None).unwrap_err();
    assert!(matches!(half, MailSetupError::HalfAnAccount), "{half}");
    let half = account("127.0.0.1", None, Some("secret")).unwrap_err();
    assert!(matches!(half, MailSetupError::HalfAnAccount), "{half}");
    assert!(account("127.0.0.1", Some("post"), Some("secret")).is_ok());
    let sender = SmtpSettings { from: "nobody".into(), ..good.clone() };
    assert!(SmtpMailer::new(&sender, Arc::new(StandingClock)).is_err());
}
