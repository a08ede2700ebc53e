//! The store, and the transaction that all repositories are written on.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use atelier_application::ports::library::{Arrived, NewImageFile, NewPhoto};
use atelier_application::ports::{Committed, LibraryWatch, Mode, Store, StoreError, Touched, Tx};
use atelier_domain::PhotoId;
use atelier_domain::library::Shelf;
use futures_util::stream::BoxStream;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbErr, EntityTrait, QueryResult, Select,
    Statement, StreamTrait, TransactionTrait,
};
use tokio::sync::{Mutex as Queue, OwnedMutexGuard};

use crate::connect::{DatabaseSettings, check_charset, connect, for_sequences};
use crate::dialect::Dialect;
use crate::error::failed;
use crate::library;

/// Rows as they come.
pub(crate) type RowStream<'a> = BoxStream<'a, Result<QueryResult, DbErr>>;

/// An open transaction that writes, and its turn among this process's writers.
pub(crate) type Writing = (DatabaseTransaction, Option<OwnedMutexGuard<()>>);

/// A database behind the port [`Store`]. Clones share the pool.
#[derive(Clone)]
pub struct SeaStore {
    pub(crate) db: DatabaseConnection,
    /// The one connection of transactions that are sequences, where they can be.
    pub(crate) sequences: Option<DatabaseConnection>,
    pub(crate) dialect: Dialect,
    /// How long a writer waits for another.
    pub(crate) wait: Duration,
    epochs: Arc<Epochs>,
    /// The queue of this process's writers, where the database takes only one at a time.
    writers: Option<Arc<Queue<()>>>,
}

impl std::fmt::Debug for SeaStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeaStore").field("dialect", &self.dialect).finish_non_exhaustive()
    }
}

impl SeaStore {
    /// Opens the database; a SQLite file is created when it is missing. The schema is left as it is.
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let db = connect(settings).await?;
        check_charset(&db).await?;
        let sequences = match for_sequences(settings) {
            Some(settings) => Some(connect(&settings).await?),
            None => None,
        };
        let dialect = Dialect::new(db.get_database_backend());
        Ok(Self {
            db,
            sequences,
            dialect,
            wait: settings.acquire_timeout,
            epochs: Arc::default(),
            writers: dialect.has_single_writer().then(Arc::default),
        })
    }

    /// Closes the pool, after which nothing works any more.
    pub async fn close(&self) -> Result<(), StoreError> {
        if let Some(sequences) = &self.sequences {
            sequences.close_by_ref().await.map_err(failed)?;
        }
        self.db.close_by_ref().await.map_err(failed)
    }

    /// The same database, with every statement that is sent told to `observer`: tests count them and look at them.
    pub fn observed(mut self, observer: impl Fn(&Statement) + Send + Sync + 'static) -> Self {
        let observer = Arc::new(observer);
        for connection in self.sequences.iter_mut().chain([&mut self.db]) {
            let observer = Arc::clone(&observer);
            connection.set_metric_callback(move |told| observer(told.statement));
        }
        self
    }

    /// The same database as another process has it: tests see that what is done there is told to nobody here.
    pub fn apart(mut self) -> Self {
        self.epochs = Arc::default();
        self
    }

    /// The pool, for tools that inspect the schema. Use cases go through [`Store`].
    pub fn connection(&self) -> &DatabaseConnection {
        &self.db
    }

    /// For a statement that is a transaction of its own and opens the library.
    pub(crate) fn tick(&self, shelf: Shelf) -> Tick {
        let libraries = Libraries { versions: vec![(shelf, 0)], ..Libraries::default() };
        Tick { epochs: Arc::clone(&self.epochs), access: false, work: false, libraries, outcome: None }
    }

    pub(crate) async fn begin_tx(&self, mode: Mode) -> Result<SeaTx, StoreError> {
        let (work, turn) = match mode {
            Mode::Read => (Work::Reading(self.db.clone()), None),
            Mode::Write => {
                let (open, turn) = self.begin_write().await?;
                (Work::Writing(open), turn)
            }
        };
        Ok(SeaTx {
            work,
            dialect: self.dialect,
            epochs: Arc::clone(&self.epochs),
            access_touched: AtomicBool::new(false),
            work_queued: AtomicBool::new(false),
            libraries: Mutex::default(),
            _turn: turn,
        })
    }

    pub(crate) async fn begin_write(&self) -> Result<Writing, StoreError> {
        let turn = self.turn().await?;
        let open = self.db.begin_with_options(self.dialect.write_transaction()).await.map_err(failed)?;
        Ok((open, turn))
    }

    /// Waits for this caller's turn among this process's writers, where they take turns.
    pub(crate) async fn turn(&self) -> Result<Option<OwnedMutexGuard<()>>, StoreError> {
        let Some(queue) = &self.writers else { return Ok(None) };
        let turn = tokio::time::timeout(self.wait, Arc::clone(queue).lock_owned()).await;
        Ok(Some(turn.map_err(|_| StoreError::Busy)?))
    }
}

#[async_trait]
impl Store for SeaStore {
    async fn begin(&self, mode: Mode) -> Result<Tx, StoreError> {
        Ok(Tx::new(Box::new(self.begin_tx(mode).await?)))
    }

    async fn arrive(
        &self,
        shelf: Shelf,
        new: NewPhoto,
        file: NewImageFile,
        import: Option<i64>,
    ) -> Result<Committed<Arrived>, StoreError> {
        library::arrival::add(self, shelf, new, file, import).await
    }

    fn access_epoch(&self) -> u64 {
        self.epochs.access.load(Ordering::Acquire)
    }

    fn write_epoch(&self) -> u64 {
        self.epochs.write.load(Ordering::Acquire)
    }

    fn work_epoch(&self) -> u64 {
        self.epochs.work.load(Ordering::Acquire)
    }

    fn watch_libraries(&self, watch: Arc<dyn LibraryWatch>) {
        self.epochs.watch(&watch);
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.db.ping().await.map_err(failed)
    }
}

/// Reading needs no transaction: each statement sees what is committed, and no connection is held in between.
enum Work {
    Reading(DatabaseConnection),
    Writing(DatabaseTransaction),
}

/// One unit of work. It implements every repository.
pub struct SeaTx {
    // Fields drop in this order: the transaction is rolled back before the next writer's turn.
    work: Work,
    dialect: Dialect,
    epochs: Arc<Epochs>,
    access_touched: AtomicBool,
    work_queued: AtomicBool,
    libraries: Mutex<Libraries>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl SeaTx {
    /// What queries run on, in both modes.
    pub(crate) fn conn(&self) -> DatabaseExecutor<'_> {
        match &self.work {
            Work::Reading(db) => db.into(),
            Work::Writing(open) => open.into(),
        }
    }

    /// The rows of a statement as they come.
    pub(crate) async fn stream(&self, select: &SelectStatement) -> Result<RowStream<'_>, StoreError> {
        Ok(match &self.work {
            Work::Reading(db) => Box::pin(db.stream(select).await.map_err(failed)?),
            Work::Writing(open) => Box::pin(open.stream(select).await.map_err(failed)?),
        })
    }

    /// What changes run on, of whatever they touch. In a transaction for reading there would be nothing to roll back, so it
    /// is refused.
    pub(crate) fn writer(&self) -> Result<&DatabaseTransaction, StoreError> {
        self.opened().touched = Touched::Everything;
        self.write()
    }

    /// As [`SeaTx::writer`], for changes that touch of what libraries show these photographs alone, or nothing.
    pub(crate) fn writer_of(&self, photos: &[PhotoId]) -> Result<&DatabaseTransaction, StoreError> {
        self.opened().touched.add(photos);
        self.write()
    }

    fn write(&self) -> Result<&DatabaseTransaction, StoreError> {
        match &self.work {
            Work::Writing(open) => Ok(open),
            Work::Reading(_) => {
                Err(StoreError::Unavailable("a transaction for reading was asked to write".into()))
            }
        }
    }

    fn opened(&self) -> MutexGuard<'_, Libraries> {
        self.libraries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that the library has been opened and has this version.
    pub(crate) fn library_opened(&self, shelf: Shelf, version: i64) {
        self.opened().versions.push((shelf, version));
    }

    /// The select as a `find…` runs it: in a transaction that writes, its rows are locked.
    pub(crate) fn locked<E: EntityTrait>(&self, select: Select<E>) -> Select<E> {
        match &self.work {
            Work::Reading(_) => select,
            Work::Writing(_) => self.dialect.for_update(select),
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Says that this transaction changes who may do what: when it commits, cached actors are stale.
    pub(crate) fn touch_access(&self) {
        self.access_touched.store(true, Ordering::Release);
    }

    /// Says that there will be something to claim when this transaction commits.
    pub(crate) fn queue_work(&self) {
        self.work_queued.store(true, Ordering::Release);
    }

    pub(crate) async fn finish(self: Box<Self>) -> Result<(), StoreError> {
        let Self { work, epochs, access_touched, work_queued, libraries, dialect: _, _turn } = *self;
        let Work::Writing(open) = work else { return Ok(()) };
        let libraries = libraries.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (access, work) = (access_touched.into_inner(), work_queued.into_inner());
        let mut tick = Tick { epochs, access, work, libraries, outcome: None };
        let outcome = open.commit().await.map_err(failed);
        tick.outcome = Some(outcome.is_ok());
        outcome
    }
}

/// The libraries that a transaction has opened, and what it touched of what they show.
struct Libraries {
    versions: Vec<(Shelf, i64)>,
    touched: Touched,
}

impl Default for Libraries {
    fn default() -> Self {
        Self { versions: Vec::new(), touched: Touched::Photos(BTreeSet::new()) }
    }
}

/// What tells memories in this process that they are stale.
#[derive(Default)]
struct Epochs {
    access: AtomicU64,
    write: AtomicU64,
    work: AtomicU64,
    watches: Mutex<Vec<Weak<dyn LibraryWatch>>>,
}

impl Epochs {
    fn watch(&self, watch: &Arc<dyn LibraryWatch>) {
        self.watches().push(Arc::downgrade(watch));
    }

    fn watches(&self) -> MutexGuard<'_, Vec<Weak<dyn LibraryWatch>>> {
        self.watches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, libraries: &Libraries, committed: bool) {
        if libraries.versions.is_empty() {
            return;
        }
        let mut watches = self.watches();
        watches.retain(|watch| watch.strong_count() > 0);
        for watch in watches.iter().filter_map(Weak::upgrade) {
            for (shelf, version) in &libraries.versions {
                if committed {
                    watch.changed(*shelf, *version, &libraries.touched);
                } else {
                    watch.unsure(*shelf);
                }
            }
        }
    }
}

/// Moves the epochs on when it goes, and tells who watches. A caller that goes away while the database commits leaves it
/// unknown whether it did, and then the epochs move too.
pub(crate) struct Tick {
    epochs: Arc<Epochs>,
    access: bool,
    work: bool,
    libraries: Libraries,
    /// Whether it has committed, if that is known.
    outcome: Option<bool>,
}

impl Tick {
    /// The statement has been answered, and left the library with this version.
    pub(crate) fn committed(mut self, version: i64) {
        for (_, known) in &mut self.libraries.versions {
            *known = version;
        }
        self.outcome = Some(true);
    }

    /// The statement has changed nothing.
    pub(crate) fn refused(mut self) {
        self.libraries.versions.clear();
        self.outcome = Some(false);
    }
}

impl Drop for Tick {
    fn drop(&mut self) {
        self.epochs.tell(&self.libraries, self.outcome == Some(true));
        if self.outcome == Some(false) {
            return;
        }
        if self.access {
            self.epochs.access.fetch_add(1, Ordering::AcqRel);
        }
        if self.work {
            self.epochs.work.fetch_add(1, Ordering::AcqRel);
        }
        self.epochs.write.fetch_add(1, Ordering::AcqRel);
    }
}
