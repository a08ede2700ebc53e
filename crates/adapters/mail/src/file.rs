//! Letters as files.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use atelier_application::ports::{Clock, MailError, Mailer, OutgoingMail};
use atelier_domain::Timestamp;
use lettre::message::Mailbox;
use uuid::Uuid;

use crate::letter::{compose, sender};
use crate::settings::MailSetupError;

/// Writes every letter into a folder.
///
/// Letters hold links that sign people in, so only the owner of the process may read them.
#[derive(Clone)]
pub struct FileMailer {
    folder: PathBuf,
    from: Mailbox,
    clock: Arc<dyn Clock>,
    /// Keeps letters of the same microsecond in order.
    written: Arc<AtomicU64>,
}

impl std::fmt::Debug for FileMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileMailer").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl FileMailer {
    /// Makes the folder if it is not there.
    pub fn new(folder: &Path, from: &str, clock: Arc<dyn Clock>) -> Result<Self, MailSetupError> {
        let from = sender(from)?;
        fs::create_dir_all(folder)
            .map_err(|source| MailSetupError::Folder { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned(), from, clock, written: Arc::default() })
    }

    /// `20270115T080000.000000Z-000000-1b9d6bcd….eml`: by time, then by order, and apart from other processes'.
    fn name(&self, now: Timestamp) -> String {
        let count = self.written.fetch_add(1, Ordering::Relaxed);
        format!("{}-{count:06}-{}.eml", now.format("%Y%m%dT%H%M%S%.6fZ"), Uuid::new_v4().simple())
    }
}

#[async_trait]
impl Mailer for FileMailer {
    async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError> {
        let now = self.clock.now();
        let letter = compose(&self.from, mail, now)?.formatted();
        let name = self.name(now);
        let path = self.folder.join(&name);
        match tokio::task::spawn_blocking(move || write(&path, &letter)).await {
            Ok(outcome) => outcome.map_err(temporary)?,
            Err(error) => return Err(temporary(error)),
        }
        // Somebody waits for it, and nobody brings it.
        tracing::warn!(file = name, "no mail server is set: a letter lies in the mail folder");
        Ok(())
    }
}

/// Under its name there is the whole letter or nothing.
fn write(path: &Path, letter: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("part");
    let outcome = private_file().open(&draft).and_then(|mut file| {
        file.write_all(letter)?;
        file.sync_all()?;
        fs::rename(&draft, path)
    });
    if outcome.is_err() {
        let _ = fs::remove_file(&draft);
    }
    outcome
}

fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn temporary(error: impl std::fmt::Display) -> MailError {
    MailError::Temporary(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct StandingClock;

    impl Clock for StandingClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_timestamp_micros(1_800_000_000_000_042).unwrap()
        }
    }

    fn mailer(folder: &Path) -> FileMailer {
        FileMailer::new(folder, "Studio Nord <post@studio.example>", Arc::new(StandingClock)).unwrap()
    }

    fn mail(subject: &str) -> OutgoingMail {
        OutgoingMail { to: "kari@client.example".into(), subject: subject.into(), text: "Hello\n".into() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let names =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_letter_becomes_one_file_that_mail_programs_read() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data").join("mail");
        mailer(&folder).send(&mail("Your pictures")).await.unwrap();
        let names = names(&folder);
        assert_eq!(names.len(), 1);
        assert!(
            names[0].starts_with("20270115T080000.000042Z-000000-") && names[0].ends_with(".eml"),
            "{names:?}"
        );
        let letter = fs::read_to_string(folder.join(&names[0])).unwrap();
        assert!(
            letter.contains("\r\nSubject: Your pictures\r\n") && letter.contains("\r\n\r\nHello\r\n"),
            "{letter}"
        );
    }

    #[tokio::test]
    async fn names_sort_in_the_order_of_sending() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = mailer(folder.path());
        for index in 0..12 {
            mailer.send(&mail(&format!("number {index}"))).await.unwrap();
        }
        let letters: Vec<String> = names(folder.path())
            .iter()
            .map(|name| fs::read_to_string(folder.path().join(name)).unwrap())
            .collect();
        assert_eq!(letters.len(), 12);
        for (index, letter) in letters.iter().enumerate() {
            assert!(letter.contains(&format!("Subject: number {index}\r\n")), "{letter}");
        }
    }

    #[tokio::test]
    async fn two_processes_do_not_overwrite_each_others_letters() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (mailer(folder.path()), mailer(folder.path()));
        one.send(&mail("one")).await.unwrap();
        other.send(&mail("other")).await.unwrap();
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[tokio::test]
    async fn a_refused_letter_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let refused = OutgoingMail { to: "nobody".into(), ..mail("x") };
        let outcome = mailer(folder.path()).send(&refused).await;
        assert!(matches!(outcome, Err(MailError::Permanent(_))), "{outcome:?}");
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[tokio::test]
    async fn a_folder_that_has_gone_may_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = mailer(&folder.path().join("mail"));
        fs::remove_dir(folder.path().join("mail")).unwrap();
        let outcome = mailer.send(&mail("x")).await;
        assert!(matches!(outcome, Err(MailError::Temporary(_))), "{outcome:?}");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_owner_can_read_a_letter() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        mailer(folder.path()).send(&mail("x")).await.unwrap();
        let path = folder.path().join(&names(folder.path())[0]);
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, b"x").unwrap();
        let error =
            FileMailer::new(&path, "post@studio.example", Arc::new(StandingClock)).unwrap_err().to_string();
        assert!(error.contains(path.to_str().unwrap()), "{error}");
    }
}
