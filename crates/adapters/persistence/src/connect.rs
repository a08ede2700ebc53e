//! Opening the database that an address names.

use std::time::Duration;

use atelier_application::ports::StoreError;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{AssertSqlSafe, Executor};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement};

use crate::error::failed;

/// Which database, and how much of it.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// `sqlite:path`, `sqlite::memory:`, `postgres://…` or `mysql://…`.
    pub url: String,
    /// Connections in the pool. A database in memory always has one.
    pub max_connections: u32,
    /// How long a transaction waits for a connection, and a writer for another writer.
    pub acquire_timeout: Duration,
}

impl DatabaseSettings {
    pub const DEFAULT_MAX_CONNECTIONS: u32 = 8;
    pub const DEFAULT_ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

    /// The defaults for the database at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: Self::DEFAULT_MAX_CONNECTIONS,
            acquire_timeout: Self::DEFAULT_ACQUIRE_TIMEOUT,
        }
    }

    /// The address without its password, for logs and errors.
    pub fn redacted_url(&self) -> String {
        redact(&self.url)
    }

    fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    fn is_in_memory(&self) -> bool {
        self.is_sqlite() && (self.url.contains(":memory:") || self.url.contains("mode=memory"))
    }
}

impl std::fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseSettings")
            .field("url", &self.redacted_url())
            .field("max_connections", &self.max_connections)
            .field("acquire_timeout", &self.acquire_timeout)
            .finish()
    }
}

/// Idle connections older than this are tried before they are handed out; a ping before every query would cost a third
/// of the throughput.
const PING_AFTER_IDLE: Duration = Duration::from_secs(30);

/// How often a fresh SQLite file is tried again while another process turns on its write-ahead log. That switch does
/// not wait for locks by itself.
const OPEN_ATTEMPTS: u32 = 20;

/// Opens the pool, and one connection at once.
pub(crate) async fn connect(settings: &DatabaseSettings) -> Result<DatabaseConnection, StoreError> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        match Database::connect(options(settings)).await {
            Ok(db) => return Ok(db),
            Err(error) => match failed(error) {
                StoreError::Busy if settings.is_sqlite() && attempt < OPEN_ATTEMPTS => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                error => return Err(without_secrets(error, settings)),
            },
        }
    }
}

/// How to open one connection more, for transactions that go in one round trip from beginning to end, where they can: if one
/// fails half-way, its end has to be sent after it on the same connection. A database in memory is its connection, and has
/// no other.
pub(crate) fn for_sequences(settings: &DatabaseSettings) -> Option<DatabaseSettings> {
    let is_apart = settings.is_sqlite() && !settings.is_in_memory();
    is_apart.then(|| DatabaseSettings { max_connections: 1, ..settings.clone() })
}

fn options(settings: &DatabaseSettings) -> ConnectOptions {
    let mut options = ConnectOptions::new(settings.url.clone());
    options
        .max_connections(settings.max_connections.max(1))
        .acquire_timeout(settings.acquire_timeout)
        .connect_timeout(settings.acquire_timeout)
        .test_before_acquire_if_idle_for(PING_AFTER_IDLE)
        .sqlx_logging(false);
    if settings.is_in_memory() {
        // The database is gone when its only connection closes.
        options
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>);
    }
    if settings.is_sqlite() {
        let busy = settings.acquire_timeout;
        let in_memory = settings.is_in_memory();
        options.map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(busy)
                .synchronous(SqliteSynchronous::Normal);
            if in_memory { sqlite } else { sqlite.journal_mode(SqliteJournalMode::Wal) }
        });
    }
    prepare_connections(&mut options, settings.acquire_timeout);
    options
}

/// Says once for each connection what all its transactions have in common; saying it in each would be another round trip.
///
/// A writer waits for another's lock as long as it would wait for a connection: PostgreSQL would wait for ever, and MySQL
/// for 50 seconds; SQLite has its busy timeout. What a transaction reads is what is committed by then: MySQL's default
/// shows what was committed before its first read, even after waiting for a lock, and an administrator may have set
/// PostgreSQL's to anything.
fn prepare_connections(options: &mut ConnectOptions, wait: Duration) {
    let postgres = format!(
        "SET lock_timeout = {}; SET default_transaction_isolation = 'read committed'",
        wait.as_millis()
    );
    options.map_sqlx_postgres_pool_opts(move |pool| {
        let sql = postgres.clone();
        pool.after_connect(move |connection, _| {
            let sql = AssertSqlSafe(sql.clone());
            Box::pin(async move { connection.execute(sql).await.map(drop) })
        })
    });
    let mysql = format!("SET SESSION innodb_lock_wait_timeout = {}", wait.as_secs().max(1));
    options.map_sqlx_mysql_pool_opts(move |pool| {
        let sql = mysql.clone();
        pool.after_connect(move |connection, _| {
            let sql = AssertSqlSafe(sql.clone());
            Box::pin(async move {
                connection.execute(sql).await?;
                let isolation = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
                connection.execute(isolation).await.map(drop)
            })
        })
    });
}

/// Refuses a database in which text would not be what was stored: older character sets lose what they cannot hold. The
/// collation of the database does not matter: every table brings its own, or compares bytes.
pub(crate) async fn check_charset(db: &DatabaseConnection) -> Result<(), StoreError> {
    let backend = db.get_database_backend();
    let (sql, wanted, remedy) = match backend {
        DatabaseBackend::MySql => {
            ("SELECT @@character_set_database AS charset", "utf8mb4", "CHARACTER SET utf8mb4")
        }
        DatabaseBackend::Postgres => (
            "SELECT pg_encoding_to_char(encoding)::text AS charset FROM pg_database \
             WHERE datname = current_database()",
            "UTF8",
            "ENCODING 'UTF8' TEMPLATE template0",
        ),
        _ => return Ok(()),
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await.map_err(failed)?;
    let charset: String = match row {
        Some(row) => row.try_get("", "charset").map_err(failed)?,
        None => String::new(),
    };
    if charset == wanted {
        return Ok(());
    }
    Err(StoreError::Unavailable(format!(
        "the database has the character set {charset}; create it with {remedy}"
    )))
}

fn without_secrets(error: StoreError, settings: &DatabaseSettings) -> StoreError {
    let address = settings.redacted_url();
    match error {
        StoreError::Unavailable(detail) => {
            StoreError::Unavailable(format!("{address}: {}", detail.replace(&settings.url, &address)))
        }
        other => other,
    }
}

/// Replaces the password in `scheme://user:password@host/…` and in a `password=` parameter.
pub(crate) fn redact(url: &str) -> String {
    let mut out = url.to_owned();
    if let Some((scheme, rest)) = out.split_once("://") {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        if let Some((credentials, host)) = authority.rsplit_once('@')
            && let Some((user, _)) = credentials.split_once(':')
        {
            out = format!("{scheme}://{user}:***@{host}{tail}");
        }
    }
    if let Some((head, tail)) = out.split_once("password=") {
        let rest = tail.split_once('&').map_or(String::new(), |(_, rest)| format!("&{rest}"));
        out = format!("{head}password=***{rest}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_shows_in_an_address() {
        assert_eq!(redact("postgres://kari:s3cr:et@db/atelier"), "postgres://kari:***@db/atelier");
        assert_eq!(
            redact("mysql://db/atelier?user=k&password=x&ssl=1"),
            "mysql://db/atelier?user=k&password=***&ssl=1"
        );
        assert_eq!(redact("sqlite:/var/lib/atelier.db"), "sqlite:/var/lib/atelier.db");
        let settings = DatabaseSettings::new("postgres://kari:s3cret@db/atelier");
        assert!(!format!("{settings:?}").contains("s3cret"));
    }
}
