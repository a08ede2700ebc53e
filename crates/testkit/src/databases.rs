//! Databases that a test has for itself.
//!
//! SQLite is always there. PostgreSQL and MySQL (or MariaDB) are used when `ATELIER_TEST_POSTGRES_URL` and
//! `ATELIER_TEST_MYSQL_URL` name a server on which the user may create databases. A server that is not named is skipped
//! with a message, unless `ATELIER_REQUIRE_ALL_BACKENDS=1`, which makes that a failure.

use std::ops::Deref;
use std::time::Duration;

use atelier_application::ports::{Clock, Mode, Store, StoreError};
use atelier_persistence::{DatabaseSettings, SeaStore};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;

use crate::clock::FixedClock;

/// The kinds of databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
    MySql,
}

impl Backend {
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::MySql];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
        }
    }

    /// The variable that names a server of this kind.
    const fn variable(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("ATELIER_TEST_POSTGRES_URL"),
            Self::MySql => Some("ATELIER_TEST_MYSQL_URL"),
        }
    }

    /// The server of this kind that this run has.
    pub(crate) fn server(self) -> Option<String> {
        self.variable().and_then(environment)
    }

    /// Whether this run can have a database of this kind.
    ///
    /// # Panics
    /// When it cannot and every kind is required.
    pub fn is_available(self) -> bool {
        let Some(variable) = self.variable() else { return true };
        if environment(variable).is_some() {
            return true;
        }
        let required = environment("ATELIER_REQUIRE_ALL_BACKENDS").as_deref() == Some("1");
        assert!(!required, "{} is required and {variable} is not set", self.name());
        println!("skipped: {} ({variable} is not set)", self.name());
        false
    }
}

/// A database of its own for one test. It goes when this value does.
pub struct TestDatabase {
    pub backend: Backend,
    settings: DatabaseSettings,
    store: SeaStore,
    place: Place,
}

impl Deref for TestDatabase {
    type Target = SeaStore;

    fn deref(&self) -> &SeaStore {
        &self.store
    }
}

impl TestDatabase {
    /// The store, to be shared with what runs beside the test.
    pub fn store(&self) -> SeaStore {
        self.store.clone()
    }

    /// Closes the database and gives what its file holds.
    pub(crate) async fn into_content(self) -> Vec<u8> {
        let Place::Folder { folder } = &self.place else { panic!("the database is in no folder") };
        self.store.close().await.expect("the database closes");
        std::fs::read(folder.path().join("atelier.sqlite")).expect("the database's file can be read")
    }

    /// Closes the database and leaves it where it is.
    pub(crate) async fn leave(self) {
        self.store.close().await.expect("the database closes");
        std::mem::forget(self.place);
    }

    /// How the database is reached; a second store can be opened on it.
    pub fn settings(&self) -> &DatabaseSettings {
        &self.settings
    }
}

/// A migrated SQLite database with its roles, in a file of its own.
pub async fn sqlite() -> TestDatabase {
    ready(Backend::Sqlite).await
}

/// A migrated SQLite database with its roles, in memory and with one connection: whoever asks for a second one while
/// the first is in use waits in vain.
pub async fn sqlite_with_one_connection() -> TestDatabase {
    let settings = DatabaseSettings {
        max_connections: 1,
        acquire_timeout: Duration::from_secs(3),
        ..DatabaseSettings::new("sqlite::memory:")
    };
    let database = open(Backend::Sqlite, settings, Place::Memory).await;
    prepare(&database).await;
    database
}

/// A migrated database with its roles on each kind of database that this run has.
pub async fn every_backend() -> Vec<TestDatabase> {
    let mut databases = Vec::new();
    for backend in Backend::ALL {
        if backend.is_available() {
            databases.push(ready(backend).await);
        }
    }
    databases
}

/// A migrated database with its roles.
pub async fn ready(backend: Backend) -> TestDatabase {
    // On the heap: tests within tests within tests would be too deep for the compiler.
    Box::pin(crate::blueprint::copy(backend)).await
}

/// A database without any table.
///
/// # Panics
/// When the server cannot be reached.
pub async fn empty(backend: Backend) -> TestDatabase {
    match backend.server() {
        None => Box::pin(in_folder(None)).await,
        Some(server) => Box::pin(on_server(backend, &server, &fresh_name(), "")).await,
    }
}

/// A SQLite database in a folder of its own, with what `content` holds.
pub(crate) async fn in_folder(content: Option<&[u8]>) -> TestDatabase {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let file = folder.path().join("atelier.sqlite");
    if let Some(content) = content {
        std::fs::write(&file, content).expect("the database's file can be written");
    }
    let settings = DatabaseSettings::new(format!("sqlite:{}", file.display()));
    open(Backend::Sqlite, settings, Place::Folder { folder }).await
}

async fn open(backend: Backend, settings: DatabaseSettings, place: Place) -> TestDatabase {
    let store = SeaStore::connect(&settings).await.expect("the test's database can be opened");
    TestDatabase { backend, settings, store, place }
}

/// Gives a database without any table today's schema and the roles.
pub(crate) async fn prepare(database: &TestDatabase) {
    database.migrate().await.expect("the migrations apply");
    give_roles(database).await;
}

pub(crate) async fn give_roles(database: &TestDatabase) {
    let tx = database.begin(Mode::Write).await.expect("a transaction begins");
    tx.roles().ensure_built_in(FixedClock::default().now()).await.expect("the roles are written");
    tx.commit(()).await.expect("the roles are committed").into_inner();
}

pub(crate) fn fresh_name() -> String {
    format!("atelier_test_{}", uuid::Uuid::new_v4().simple())
}

/// A database of this name on the server, made as `how` says besides.
pub(crate) async fn on_server(backend: Backend, server: &str, name: &str, how: &str) -> TestDatabase {
    let charset = if backend == Backend::MySql { " CHARACTER SET utf8mb4" } else { "" };
    let (settings, place) = made_on_server(backend, server, name, &format!("{charset}{how}")).await;
    open(backend, settings, place).await
}

/// Tries to open a database that cannot hold every text; `None` where there is none of the kind.
pub async fn open_narrow(backend: Backend) -> Option<Result<SeaStore, StoreError>> {
    let how = match backend {
        Backend::Sqlite => return None,
        Backend::Postgres => " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
        Backend::MySql => " CHARACTER SET latin1",
    };
    let (settings, _place) = made_on_server(backend, &backend.server()?, &fresh_name(), how).await;
    Some(SeaStore::connect(&settings).await)
}

async fn made_on_server(backend: Backend, server: &str, name: &str, how: &str) -> (DatabaseSettings, Place) {
    let admin = admin(server).await;
    let create = format!("CREATE DATABASE {name}{how}");
    admin.execute_unprepared(&create).await.expect("a database can be created");
    admin.close().await.expect("the connection closes");
    let mut url = url::Url::parse(server).expect("the server's address is a URL");
    url.set_path(name);
    let drop = match backend {
        Backend::Postgres => format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        _ => format!("DROP DATABASE IF EXISTS {name}"),
    };
    (DatabaseSettings::new(url.to_string()), Place::Server { server: server.to_owned(), drop })
}

pub(crate) async fn admin(server: &str) -> DatabaseConnection {
    Database::connect(server).await.expect("the test's database server answers")
}

/// Where the database lives, and how it goes.
enum Place {
    Memory,
    Folder { folder: TempDir },
    Server { server: String, drop: String },
}

impl Drop for Place {
    fn drop(&mut self) {
        let Self::Server { server, drop } = self else { return };
        let (server, drop) = (server.clone(), drop.clone());
        // A runtime of its own, because this one may be about to end. A database that stays behind harms nobody.
        let dropping = std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                return;
            };
            runtime.block_on(async {
                if let Ok(admin) = Database::connect(server).await {
                    let _ = admin.execute_unprepared(&drop).await;
                    let _ = admin.close().await;
                }
            });
        });
        let _ = dropping.join();
    }
}

#[expect(clippy::disallowed_methods, reason = "which servers a test run has is said by the environment")]
fn environment(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}
