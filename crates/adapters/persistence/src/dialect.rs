//! Where the databases differ.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, EntityTrait, QuerySelect, Select,
    SqliteTransactionMode, Statement, TransactionOptions,
};

use crate::spelled::Spelled;

/// One number for all nodes that share a PostgreSQL database.
const MIGRATION_LOCK: i64 = 0x0061_7465_6c69_6572;

/// A way in which statements go in one round trip.
pub(crate) enum Together {
    /// As parts of one, which see each other's answers and not each other's rows.
    Statement,
    /// One after the other, from the beginning of a transaction to its end; one of them answers.
    Sequence,
}

/// The kind of database that a store is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect(DatabaseBackend);

impl Dialect {
    pub(crate) fn new(backend: DatabaseBackend) -> Self {
        Self(backend)
    }

    /// SQLite has one writer at a time; letting them queue in the process is fairer and faster than its busy timer.
    pub(crate) fn has_single_writer(self) -> bool {
        self.0 == DatabaseBackend::Sqlite
    }

    /// How a transaction that writes begins. SQLite's default takes the write lock only at the first write and then
    /// fails at once if somebody else has written since the first read. What the others need to be told, their connections
    /// have been told.
    pub(crate) fn write_transaction(self) -> TransactionOptions {
        let mut options = TransactionOptions::default();
        if self.has_single_writer() {
            options.sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        }
        options
    }

    /// Locks the selected rows until the transaction ends. SQLite's writer has the whole database already. PostgreSQL lets
    /// rows come in meanwhile that refer to those: nobody changes their keys.
    pub(crate) fn for_update<E: EntityTrait>(self, select: Select<E>) -> Select<E> {
        match self.0 {
            DatabaseBackend::Sqlite => select,
            DatabaseBackend::Postgres => select.lock(LockType::NoKeyUpdate),
            _ => select.lock_exclusive(),
        }
    }

    /// Locks the selected rows and leaves out those that another worker has locked. SQLite would ignore the clause; there
    /// the writer is alone.
    pub(crate) fn claiming<E: EntityTrait>(self, select: Select<E>) -> Select<E> {
        match self.0 {
            DatabaseBackend::Sqlite => select,
            _ => select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked),
        }
    }

    /// Whether an insert that was skipped because its key is taken can be told from one that was made, even where the
    /// database gives the row no number. MySQL counts found rows and says the same of both, unless a number is missing
    /// from its answer; there, unlike on PostgreSQL, a refused insert leaves the transaction usable.
    pub(crate) fn tells_skipped_inserts(self) -> bool {
        self.0 != DatabaseBackend::MySql
    }

    /// Whether a change can answer with the rows that it changed.
    pub(crate) fn has_returning(self) -> bool {
        self.0 != DatabaseBackend::MySql
    }

    /// How statements of which one needs what another makes go in one round trip, if they can. MySQL's cannot answer with
    /// what they made.
    pub(crate) fn together(self) -> Option<Together> {
        match self.0 {
            DatabaseBackend::Postgres => Some(Together::Statement),
            DatabaseBackend::Sqlite => Some(Together::Sequence),
            _ => None,
        }
    }

    /// A statement to be spelled out.
    pub(crate) fn spelled(self) -> Spelled {
        Spelled::new(self.0)
    }

    /// Whether a joined subquery may look at the tables before it. SQLite and MariaDB know no `LATERAL`; SQLite does not
    /// need it, because it walks nested indexes in order without sorting.
    pub(crate) fn has_lateral_joins(self) -> bool {
        self.0 == DatabaseBackend::Postgres
    }

    /// Whether rows that come from nested indexes in order are sorted nevertheless, all of them, before the first is
    /// given. MySQL does so; another statement is cheaper there.
    pub(crate) fn sorts_nested_indexes(self) -> bool {
        self.0 == DatabaseBackend::MySql
    }

    /// A sum as a whole number. PostgreSQL and MySQL would answer a decimal one, lest it grow too large.
    pub(crate) fn whole_sum(self, of: Expr) -> Expr {
        self.whole(of.sum())
    }

    /// A number as one of 64 bits.
    pub(crate) fn whole(self, of: Expr) -> Expr {
        let whole = match self.0 {
            DatabaseBackend::MySql => "signed",
            _ => "bigint",
        };
        of.cast_as(whole)
    }

    /// Two numbers of each row, of all rows in one text: a comma between the two and a semicolon between the rows, which
    /// stand in no order. SQLite works in this process, and whoever waits for its rows is woken for nearly each of them;
    /// the others send many at a time.
    pub(crate) fn gathered(self, one: &str, other: &str) -> Option<Expr> {
        self.has_single_writer().then(|| Expr::cust(format!("GROUP_CONCAT({one} || ',' || {other}, ';')")))
    }

    /// Waits until no other node migrates. On PostgreSQL and SQLite the lock ends with the transaction; MySQL's belongs
    /// to the connection, because its transactions end with every schema change.
    pub(crate) async fn lock_migrations(self, tx: &DatabaseTransaction, wait: Duration) -> Result<(), DbErr> {
        match self.0 {
            DatabaseBackend::Postgres => {
                // The bound on ordinary waiting does not hold here.
                let patience = format!("SET LOCAL lock_timeout = {}", wait.as_millis());
                tx.execute_raw(Statement::from_string(self.0, patience)).await?;
                let sql = "SELECT pg_advisory_xact_lock($1)";
                tx.execute_raw(Statement::from_sql_and_values(self.0, sql, [MIGRATION_LOCK.into()])).await?;
                Ok(())
            }
            DatabaseBackend::MySql => {
                let sql = "SELECT GET_LOCK(CONCAT('atelier:', MD5(DATABASE())), ?) AS got";
                let seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
                let row =
                    tx.query_one_raw(Statement::from_sql_and_values(self.0, sql, [seconds.into()])).await?;
                let got: Option<i64> = row.map(|row| row.try_get("", "got")).transpose()?.flatten();
                if got == Some(1) {
                    Ok(())
                } else {
                    Err(DbErr::Custom("another node has been migrating for too long".into()))
                }
            }
            _ => Ok(()),
        }
    }

    /// Ends what [`Dialect::lock_migrations`] began, where the end of the transaction does not.
    pub(crate) async fn unlock_migrations(self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        if self.0 == DatabaseBackend::MySql {
            let sql = "SELECT RELEASE_LOCK(CONCAT('atelier:', MD5(DATABASE())))";
            tx.query_one_raw(Statement::from_string(self.0, sql)).await?;
        }
        Ok(())
    }
}
