//! `atelier watch`: what appears in a folder goes into the tray of a running server.
//!
//! The folder is looked at now and then: that works on every system and on folders of other machines, of which no
//! system tells that they change. A file is taken once it has stayed the same from one look to the next, so that a card
//! that is still being copied is left alone. Nothing is moved, and nothing is remembered on this side: files whose
//! bytes the server has are recognised by their BLAKE3 hash.

mod look;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::cli::Watch;
use crate::config::{Config, Sources};
use crate::error::StartError;
use crate::import::{Session, Staged, access, files};
use crate::{exit, signals};
use look::{Appearance, Sight};

/// How many files became what.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    stored: usize,
    already_there: usize,
    skipped: usize,
    failed: usize,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { stored, already_there, skipped, failed } = self;
        write!(f, "{stored} stored, {already_there} already there, {skipped} skipped, {failed} failed")
    }
}

/// Watches until it is told to stop.
pub async fn run(config: &Config, sources: &Sources, args: Watch) -> Result<i32, StartError> {
    let stop = signals::shutdown_token().map_err(StartError::of)?;
    let server = args.account.server.clone();
    let server = server.unwrap_or_else(|| config.server.public_url(config.server.bind));
    let session = Session::open(&server, access(sources, &args.account)?).await?;
    if !args.folder.is_dir() {
        return Err(StartError::new(format!("{} is no folder", args.folder.display())));
    }
    println!("watching {}", args.folder.display());
    let mut watcher = Watcher {
        interval: Duration::from_secs(u64::from(args.every)),
        folder: args.folder,
        session,
        batch: None,
        seen: HashMap::new(),
        tally: Tally::default(),
    };
    let outcome = tokio::select! {
        () = stop.cancelled() => Ok(()),
        outcome = watcher.watch() => outcome,
    };
    watcher.close().await;
    println!("{}", watcher.tally);
    outcome.map(|()| exit::OK)
}

struct Watcher {
    folder: PathBuf,
    interval: Duration,
    session: Session,
    /// Opened with the first file.
    batch: Option<String>,
    /// Every file as it was at the last look, and whether it has been dealt with.
    seen: HashMap<PathBuf, (Appearance, bool)>,
    tally: Tally,
}

impl Watcher {
    /// Looks and takes, again and again. It ends only when no file could be taken any more.
    async fn watch(&mut self) -> Result<(), StartError> {
        loop {
            let folder = self.folder.clone();
            let sights =
                tokio::task::spawn_blocking(move || look::look(&folder)).await.map_err(StartError::of)?;
            for sight in self.settled(sights) {
                if self.take(&sight).await? {
                    self.seen.insert(sight.path, (sight.appearance, true));
                }
            }
            tokio::time::sleep(self.interval).await;
        }
    }

    /// The files that are as they were at the last look and have not been dealt with.
    fn settled(&mut self, sights: Vec<Sight>) -> Vec<Sight> {
        let mut before = std::mem::take(&mut self.seen);
        let mut settled = Vec::new();
        for sight in sights {
            let known = before.remove(&sight.path).filter(|(appearance, _)| *appearance == sight.appearance);
            let is_done = known.is_some_and(|(_, done)| done);
            if known.is_some() && !is_done {
                settled.push(sight.clone());
            }
            self.seen.insert(sight.path, (sight.appearance, is_done));
        }
        settled
    }

    /// Deals with one file; whether it need not be tried again. An error ends the watch: no other file would fare better.
    async fn take(&mut self, sight: &Sight) -> Result<bool, StartError> {
        let path = sight.path.clone();
        let read =
            tokio::task::spawn_blocking(move || files::examine(&path)).await.map_err(StartError::of)?;
        let hash = match read {
            Ok(Some(hash)) => hash,
            Ok(None) => {
                self.tally.skipped += 1;
                println!("skipped        {}: not a JPEG, PNG, WebP, TIFF or GIF file", sight.name);
                return Ok(true);
            }
            Err(error) => {
                self.tally.failed += 1;
                println!("failed         {}: cannot be read: {error}", sight.name);
                return Ok(true);
            }
        };
        let staged = match self.send(sight, &hash).await {
            Ok(staged) => staged,
            // The server does not answer: the file waits for the next look.
            Err(error) => {
                eprintln!("{}: {error}; it is tried again", sight.name);
                return Ok(false);
            }
        };
        match staged {
            Staged::Stored => {
                self.tally.stored += 1;
                println!("stored         {}", sight.name);
            }
            Staged::AlreadyThere => {
                self.tally.already_there += 1;
                println!("already there  {}", sight.name);
            }
            Staged::Refused(why) => {
                self.tally.failed += 1;
                println!("failed         {}: {why}", sight.name);
            }
            Staged::Closed(why) => return Err(StartError::new(why)),
        }
        Ok(true)
    }

    async fn send(&mut self, sight: &Sight, hash: &str) -> Result<Staged, StartError> {
        if self.session.knows(hash).await? {
            return Ok(Staged::AlreadyThere);
        }
        let batch = match &self.batch {
            Some(batch) => batch.clone(),
            None => {
                let name = self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                match self.session.open_batch(&name).await? {
                    Ok(batch) => self.batch.insert(batch).clone(),
                    Err(why) => return Ok(Staged::Closed(why)),
                }
            }
        };
        self.session.stage(&batch, &sight.path).await
    }

    /// Says that nothing more comes. A server that does not hear it keeps the batch open, which harms nobody.
    async fn close(&self) {
        if let Some(batch) = &self.batch {
            self.session.close_batch(batch).await;
        }
    }
}
