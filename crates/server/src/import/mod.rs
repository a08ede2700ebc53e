//! `atelier import`: a folder of pictures into a gallery of a running server.
//!
//! Files whose bytes the gallery has are recognised by their BLAKE3 hash before anything is sent, so that the same
//! command continues an import that was cut short. Nothing is remembered on this side.

pub(crate) mod files;
mod session;
mod staging;

use std::collections::HashSet;

use atelier_domain::images::GroupType;
use futures_util::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Account, Import};
use crate::config::{Config, Sources};
use crate::error::StartError;
use crate::exit;
use files::Candidate;
pub(crate) use session::Session;
use session::{Access, Target, Uploaded};
pub(crate) use staging::Staged;

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Stored,
    AlreadyThere,
    Restored,
    /// Not a picture: a side-car, a film, a text.
    Skipped,
    Failed(String),
}

/// How many files became what.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    stored: usize,
    already_there: usize,
    restored: usize,
    skipped: usize,
    failed: usize,
}

impl Tally {
    fn count(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::Stored => &mut self.stored,
            Outcome::AlreadyThere => &mut self.already_there,
            Outcome::Restored => &mut self.restored,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Failed(_) => &mut self.failed,
        } += 1;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { stored, already_there, restored, skipped, failed } = self;
        write!(
            f,
            "{stored} stored, {already_there} already there, {restored} restored, {skipped} skipped, {failed} failed"
        )
    }
}

/// Uploads the folder and says what became of each file.
pub async fn run(config: &Config, sources: &Sources, args: Import) -> Result<i32, StartError> {
    let group_type = GroupType::parse(&args.group_type).map_err(StartError::of)?;
    let server = args.account.server.clone().unwrap_or_else(|| config.server.public_url(config.server.bind));
    let session = Session::open(&server, access(sources, &args.account)?).await?;
    let target = Target { gallery: args.gallery, group_type: group_type.as_str().to_owned() };
    let known = session.hashes(&target).await?;
    let folder = args.folder.clone();
    let found = tokio::task::spawn_blocking(move || files::find(&folder)).await.map_err(StartError::of)?;
    let found = found.map_err(|error| StartError::path(&args.folder, "cannot be read", &error))?;
    if found.is_empty() {
        return Err(StartError::new(format!("there are no files in {}", args.folder.display())));
    }

    let bar = progress_bar(found.iter().map(|candidate| candidate.size).sum());
    let mut tally = Tally::default();
    let importer = &Importer { session, target, known };
    let mut outcomes = futures_util::stream::iter(&found)
        .map(|candidate| async move { (candidate, importer.take(candidate).await) })
        .buffer_unordered(usize::from(args.parallel));
    while let Some((candidate, outcome)) = outcomes.next().await {
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                bar.abandon();
                return Err(StartError::new(format!(
                    "{error}\n{tally}; the same command continues the import"
                )));
            }
        };
        tally.count(&outcome);
        bar.inc(candidate.size);
        bar.suspend(|| println!("{}", line(&candidate.name, &outcome)));
    }
    bar.finish_and_clear();
    println!("{tally}");
    Ok(if tally.failed > 0 { exit::DIFFERENCES } else { exit::OK })
}

/// Who the server is talked to as.
pub(crate) fn access(sources: &Sources, args: &Account) -> Result<Access, StartError> {
    if let Some(login) = &args.login {
        let password = sources
            .variable("ATELIER_PASSWORD")
            .ok_or_else(|| StartError::new("put the password of --login into ATELIER_PASSWORD"))?;
        let (login, studio) = (login.clone(), args.studio.clone());
        return Ok(Access::Password { login, studio, password: password.to_owned() });
    }
    let token = args.token.as_deref().or_else(|| sources.variable("ATELIER_TOKEN"));
    let token = token.ok_or_else(|| {
        StartError::new("say who uploads: --login with ATELIER_PASSWORD, or an access token in ATELIER_TOKEN")
    })?;
    Ok(Access::Token(token.to_owned()))
}

fn progress_bar(bytes: u64) -> ProgressBar {
    let template = "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(bytes).with_style(style)
}

fn line(name: &str, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Stored => format!("stored         {name}"),
        Outcome::AlreadyThere => format!("already there  {name}"),
        Outcome::Restored => format!("restored       {name}"),
        Outcome::Skipped => format!("skipped        {name}: not a JPEG, PNG, WebP, TIFF or GIF file"),
        Outcome::Failed(why) => format!("failed         {name}: {why}"),
    }
}

struct Importer {
    session: Session,
    target: Target,
    /// Hashes of the pictures that the group has.
    known: HashSet<String>,
}

impl Importer {
    /// Sends one file, unless it need not be sent. An error ends the import: no other file would fare better.
    async fn take(&self, candidate: &Candidate) -> Result<Outcome, StartError> {
        let path = candidate.path.clone();
        let read =
            tokio::task::spawn_blocking(move || files::examine(&path)).await.map_err(StartError::of)?;
        let hash = match read {
            Ok(Some(hash)) => hash,
            Ok(None) => return Ok(Outcome::Skipped),
            Err(error) => return Ok(Outcome::Failed(format!("cannot be read: {error}"))),
        };
        if self.known.contains(&hash) {
            return Ok(Outcome::AlreadyThere);
        }
        Ok(match self.session.upload(&self.target, candidate).await? {
            Uploaded::Stored => Outcome::Stored,
            Uploaded::Duplicate => Outcome::AlreadyThere,
            Uploaded::Restored => Outcome::Restored,
            Uploaded::Refused(why) => Outcome::Failed(why),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_counted_and_named() {
        let outcomes = [
            Outcome::Stored,
            Outcome::AlreadyThere,
            Outcome::Restored,
            Outcome::Skipped,
            Outcome::Failed("the file is empty".into()),
        ];
        let mut tally = Tally::default();
        outcomes.iter().for_each(|outcome| tally.count(outcome));
        assert_eq!(tally.to_string(), "1 stored, 1 already there, 1 restored, 1 skipped, 1 failed");
        let lines: HashSet<String> = outcomes.iter().map(|outcome| line("a.jpg", outcome)).collect();
        assert_eq!(lines.len(), 5);
        assert!(lines.contains("failed         a.jpg: the file is empty"));
    }
}
