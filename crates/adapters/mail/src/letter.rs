//! One letter as it travels.

use std::time::SystemTime;

use atelier_application::ports::{MailError, OutgoingMail};
use atelier_domain::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, Message};
use uuid::Uuid;

use crate::settings::MailSetupError;

/// RFC 3834: written by a program, so that no program answers.
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// Reads the sender from the settings.
pub(crate) fn sender(from: &str) -> Result<Mailbox, MailSetupError> {
    let refused = |reason: String| MailSetupError::Sender { from: from.to_owned(), reason };
    if from.chars().any(char::is_control) {
        return Err(refused("it holds a control character".to_owned()));
    }
    from.parse().map_err(|error: lettre::address::AddressError| refused(error.to_string()))
}

/// The letter in the form of RFC 5322, from `from`, dated `now`.
pub(crate) fn compose(from: &Mailbox, mail: &OutgoingMail, now: Timestamp) -> Result<Message, MailError> {
    let to = recipient(&mail.to)?;
    let id = format!("<{}@{}>", Uuid::new_v4().simple(), from.email.domain());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .date(SystemTime::from(now))
        .message_id(Some(id))
        .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
        // The builder ends the text with a line break of its own.
        .singlepart(SinglePart::plain(mail.text.trim_end().to_owned()))
        .map_err(|error| MailError::Permanent(error.to_string()))
}

/// One bare address. A list of them or a display name is not an address, and a line break is an attack.
fn recipient(to: &str) -> Result<Address, MailError> {
    let refused =
        |reason: &dyn std::fmt::Display| MailError::Permanent(format!("{to:?} is no address: {reason}"));
    if to.chars().any(char::is_control) {
        return Err(refused(&"it holds a control character"));
    }
    to.parse().map_err(|error: lettre::address::AddressError| refused(&error))
}

/// Runs of control characters, which include line breaks, become one space.
fn one_line(subject: &str) -> String {
    subject.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &str, subject: &str, text: &str) -> OutgoingMail {
        OutgoingMail { to: to.into(), subject: subject.into(), text: text.into() }
    }

    fn composed(mail: &OutgoingMail) -> String {
        let from = sender("Studio Nord <post@studio.example>").unwrap();
        let letter = compose(&from, mail, Timestamp::from_timestamp(1_800_000_000, 0).unwrap()).unwrap();
        String::from_utf8(letter.formatted()).unwrap()
    }

    #[test]
    fn a_letter_has_the_headers_of_one() {
        let letter =
            composed(&mail("kari@client.example", "Your pictures", "Hello Kari,\n\nthey are ready.\n"));
        let (headers, body) = letter.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| {
            let mut found = headers.lines().filter_map(|line| line.strip_prefix(&format!("{name}: ")));
            let value = found.next().unwrap_or_else(|| panic!("no {name} in {headers}"));
            assert_eq!(found.next(), None, "{name} stands twice");
            value.to_owned()
        };
        assert_eq!(header("From"), "\"Studio Nord\" <post@studio.example>");
        assert_eq!(header("To"), "kari@client.example");
        assert_eq!(header("Subject"), "Your pictures");
        assert_eq!(header("Date"), "Fri, 15 Jan 2027 08:00:00 +0000");
        assert_eq!(header("Auto-Submitted"), "auto-generated");
        assert_eq!(header("MIME-Version"), "1.0");
        assert_eq!(header("Content-Type"), "text/plain; charset=utf-8");
        assert!(header("Message-ID").ends_with("@studio.example>"));
        assert_eq!(body.replace("\r\n", "\n"), "Hello Kari,\n\nthey are ready.\n");
    }

    #[test]
    fn letters_outside_ascii_travel_as_ascii() {
        let letter = composed(&mail("kari@client.example", "Bryllup på Røros 📷", "Hei Øystein"));
        assert!(letter.is_ascii(), "{letter}");
        assert!(letter.contains("Subject: Bryllup =?utf-8?b?"), "{letter}");
        assert!(!letter.contains('ø'), "{letter}");
    }

    #[test]
    fn two_letters_never_have_the_same_id() {
        let id = || {
            composed(&mail("a@b.example", "x", "y"))
                .lines()
                .find(|l| l.starts_with("Message-ID"))
                .map(String::from)
        };
        assert!(id().is_some());
        assert_ne!(id(), id());
    }

    #[test]
    fn a_subject_cannot_add_a_header_or_a_body() {
        for subject in [
            "Hi\r\nBcc: victim@example.com",
            "Hi\nBcc: victim@example.com",
            "Hi\rBcc: victim@example.com",
            "Hi\r\n\r\nBcc: victim@example.com",
            "Hi\0\u{b}\u{c}\u{85}Bcc: victim@example.com",
            "Hi ø\r\nBcc: victim@example.com",
        ] {
            let letter = composed(&mail("kari@client.example", subject, "text"));
            let (headers, _) = letter.split_once("\r\n\r\n").unwrap();
            assert!(!headers.lines().any(|line| line.starts_with("Bcc")), "{headers}");
            assert!(!headers.replace("\r\n", "").contains(['\r', '\n']), "{headers}");
            let folded_or_named = |line: &str| line.starts_with(' ') || line.contains(": ");
            assert!(headers.lines().all(folded_or_named), "{headers}");
        }
        assert_eq!(one_line("\r\n a\r\n\tb \n"), " a b ");
    }

    #[test]
    fn an_address_that_is_none_is_refused_for_good() {
        let from = sender("post@studio.example").unwrap();
        for to in [
            "",
            "kari",
            "@client.example",
            "kari@",
            "kari@client.example, ola@client.example",
            "Kari <kari@client.example>",
            "kari@client.example\r\nBcc: victim@example.com",
            "kari@client.example\n",
            "kari\r\nRCPT TO:<victim@example.com>@client.example",
            "kari lie@client.example",
            "<kari@client.example>",
        ] {
            let outcome = compose(&from, &mail(to, "x", "y"), Timestamp::UNIX_EPOCH);
            assert!(matches!(outcome, Err(MailError::Permanent(_))), "{to:?}: {outcome:?}");
        }
    }

    #[test]
    fn a_sender_that_is_none_is_refused_at_the_start() {
        for from in ["", "Studio Nord", "post@", "post@studio.example\r\nBcc: victim@example.com"] {
            let error = sender(from).unwrap_err().to_string();
            assert!(error.contains("is not an address"), "{error}");
        }
    }
}
