//! The fingerprints of libraries in memory, each brought up to date before it is asked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use atelier_domain::library::{Hashes, Shelf};

use super::kept::Kept;
use crate::AppResult;
use crate::kernel::Kernel;
use crate::ports::fingerprints::{Fingerprint, FingerprintPlace, FingerprintState};
use crate::ports::{HashColumns, Tx};

/// How many fingerprints one statement asks for.
const PAGE: u64 = 10_000;

/// Libraries in memory.
///
/// What is kept of one says of which version of the library it is. The version is read from the store before each use,
/// so that what another node has written is seen as well as what this one has.
pub(super) struct LikenessIndex {
    kernel: Kernel,
    shelves: Kept<Shelf, Arc<Held>>,
}

/// One library.
#[derive(Default)]
struct Held {
    snapshot: Mutex<Snapshot>,
    /// Whoever brings it up to date holds this; the others wait for what it brings.
    turn: futures_util::lock::Mutex<()>,
}

#[derive(Default)]
struct Snapshot {
    /// The library's version of which it is; none before it was read for the first time.
    version: Option<i64>,
    /// By file. Pictures that show nothing are left out, because nothing is alike to them.
    columns: Arc<HashColumns>,
}

impl Held {
    fn lock(&self) -> MutexGuard<'_, Snapshot> {
        self.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fingerprints, if they are as new as this version.
    fn as_of(&self, version: i64) -> Option<Arc<HashColumns>> {
        let snapshot = self.lock();
        snapshot.version.filter(|known| *known >= version).map(|_| Arc::clone(&snapshot.columns))
    }

    /// The version since which nothing has gone, if there is one.
    fn still_holds(&self, state: FingerprintState) -> Option<i64> {
        self.lock().version.filter(|known| state.removals_version <= *known)
    }

    /// Puts what came since behind the rest. It is copied only if somebody is looking through it at this moment.
    fn grow(&self, came: Vec<(i64, Hashes)>, version: i64) -> Arc<HashColumns> {
        let mut snapshot = self.lock();
        if !came.is_empty() {
            Arc::make_mut(&mut snapshot.columns).extend(came);
        }
        snapshot.version = Some(version);
        Arc::clone(&snapshot.columns)
    }

    fn replace(&self, columns: HashColumns, version: i64) -> Arc<HashColumns> {
        let columns = Arc::new(columns);
        *self.lock() = Snapshot { version: Some(version), columns: Arc::clone(&columns) };
        columns
    }
}

impl LikenessIndex {
    /// An index that keeps libraries of so many bytes in all. What is being looked through stays in memory until that
    /// is done, whatever it has.
    pub(super) fn new(kernel: Kernel, room: usize) -> Self {
        Self { kernel, shelves: Kept::new(room) }
    }

    /// How far a library has come.
    pub(super) async fn state(&self, shelf: Shelf) -> AppResult<FingerprintState> {
        Ok(self.kernel.read().await?.fingerprints().state(shelf).await?)
    }

    /// The fingerprints of a library that has come this far, by file; perhaps with those that have come since.
    pub(super) async fn columns(&self, shelf: Shelf, state: FingerprintState) -> AppResult<Arc<HashColumns>> {
        let held = self.shelves.get_or(shelf, Arc::default);
        if let Some(columns) = held.as_of(state.version) {
            return Ok(columns);
        }
        // Nobody waits here with a transaction in hand.
        let _turn = held.turn.lock().await;
        let tx = self.kernel.read().await?;
        let state = tx.fingerprints().state(shelf).await?;
        if let Some(columns) = held.as_of(state.version) {
            return Ok(columns);
        }
        let columns = match held.still_holds(state) {
            Some(known) => {
                let mut came = Vec::new();
                let place = FingerprintPlace::after(known);
                read(&tx, shelf, place, state.version, |file, hashes| came.push((file, hashes))).await?;
                held.grow(came, state.version)
            }
            None => {
                let mut columns = HashColumns::default();
                let place = FingerprintPlace::START;
                read(&tx, shelf, place, state.version, |file, hashes| columns.push(file, hashes)).await?;
                columns.shrink();
                held.replace(columns, state.version)
            }
        };
        self.shelves.weigh(&shelf, columns.bytes());
        Ok(columns)
    }
}

/// Reads the fingerprints that show something, from a place up to a version. What is committed while this reads comes with
/// a later version and the next time.
async fn read(
    tx: &Tx,
    shelf: Shelf,
    from: FingerprintPlace,
    until: i64,
    mut take: impl FnMut(i64, Hashes) + Send,
) -> AppResult<()> {
    let mut place = from;
    loop {
        let page = tx.fingerprints().since(shelf, place, PAGE).await?;
        let is_last = (page.len() as u64) < PAGE;
        for fingerprint in page {
            let Fingerprint { file, photo: _, hashes, version } = fingerprint;
            if version > until {
                return Ok(());
            }
            place = fingerprint.place();
            if hashes.say_something() {
                take(file.0, hashes);
            }
        }
        if is_last {
            return Ok(());
        }
    }
}
