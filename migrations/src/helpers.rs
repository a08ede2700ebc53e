//! Columns, tables and indexes that mean the same on SQLite, PostgreSQL and MySQL.
//!
//! Columns are `NOT NULL` unless `.null()` is called on them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, Statement};

/// Writes the schema of one database.
pub struct Schema<'a, 'c> {
    manager: &'a SchemaManager<'c>,
    backend: DatabaseBackend,
    /// The collation that every table gets; only MySQL and MariaDB need one.
    collation: Option<&'static str>,
}

impl<'a, 'c> Schema<'a, 'c> {
    /// The schema of the database that `manager` is connected to.
    pub async fn of(manager: &'a SchemaManager<'c>) -> Result<Self, DbErr> {
        let backend = manager.get_database_backend();
        let collation = match backend {
            DatabaseBackend::MySql => Some(binary_collation(manager).await?),
            _ => None,
        };
        Ok(Self { manager, backend, collation })
    }

    /// A table that is created unless it exists. On MySQL its text compares byte by byte, as on the other two; the
    /// default would take `A@x.no` for `a@x.no` and `å` for `a`.
    pub fn table(&self, name: &'static str) -> TableCreateStatement {
        let mut table = Table::create();
        table.table(name).if_not_exists();
        if let Some(collation) = self.collation {
            table.engine("InnoDB").character_set("utf8mb4").collate(collation);
        }
        table
    }

    /// An instant in UTC without a zone, to the microsecond. MySQL's `TIMESTAMP` ends in 2038 and drops fractions.
    pub fn instant(&self, name: &'static str) -> ColumnDef {
        match self.backend {
            DatabaseBackend::MySql => ColumnDef::new(name).custom("datetime(6)").not_null().take(),
            _ => ColumnDef::new(name).date_time().not_null().take(),
        }
    }

    /// Text without a bound of the database's own. MySQL's `TEXT` ends at 64 KiB.
    pub fn text(&self, name: &'static str) -> ColumnDef {
        match self.backend {
            DatabaseBackend::MySql => ColumnDef::new(name).custom("mediumtext").not_null().take(),
            _ => ColumnDef::new(name).text().not_null().take(),
        }
    }

    /// Bytes of a small picture. MySQL's `BLOB` ends at 64 KiB.
    pub fn bytes(&self, name: &'static str) -> ColumnDef {
        match self.backend {
            DatabaseBackend::MySql => ColumnDef::new(name).custom("mediumblob").not_null().take(),
            _ => ColumnDef::new(name).blob().not_null().take(),
        }
    }

    /// `created_at` and `updated_at`.
    pub fn timestamps(&self, table: &mut TableCreateStatement) {
        table.col(self.instant("created_at")).col(self.instant("updated_at"));
    }

    pub async fn create(&self, table: TableCreateStatement) -> Result<(), DbErr> {
        self.manager.create_table(table).await
    }

    /// Adds a column to a table that exists, unless it is there. It must be null or have a default.
    pub async fn add_column(
        &self,
        table: &'static str,
        name: &'static str,
        column: ColumnDef,
    ) -> Result<(), DbErr> {
        if self.manager.has_column(table, name).await? {
            return Ok(());
        }
        self.manager.alter_table(Table::alter().table(table).add_column(column).take()).await
    }

    /// Drops columns that are there. An index over them must be gone before.
    pub async fn drop_columns(&self, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
        for &column in columns {
            if self.manager.has_column(table, column).await? {
                self.manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
            }
        }
        Ok(())
    }

    /// Drops an index that is there.
    pub async fn drop_index(&self, table: &'static str, name: &'static str) -> Result<(), DbErr> {
        if self.manager.has_index(table, name).await? {
            self.manager.drop_index(Index::drop().table(table).name(name).to_owned()).await?;
        }
        Ok(())
    }

    /// A unique index. Its name becomes part of the error that a taken value gives.
    pub async fn unique(
        &self,
        table: &'static str,
        name: &'static str,
        columns: &[&'static str],
    ) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.unique();
        self.create_index(index, table, name, columns).await
    }

    pub async fn index(
        &self,
        table: &'static str,
        name: &'static str,
        columns: &[&'static str],
    ) -> Result<(), DbErr> {
        self.create_index(Index::create(), table, name, columns).await
    }

    async fn create_index(
        &self,
        mut index: IndexCreateStatement,
        table: &'static str,
        name: &'static str,
        columns: &[&'static str],
    ) -> Result<(), DbErr> {
        if self.manager.has_index(table, name).await? {
            return Ok(());
        }
        index.name(name).table(table);
        for &column in columns {
            index.col(column);
        }
        self.manager.create_index(index).await
    }

    /// Drops the tables in this order, which must name children before their parents.
    pub async fn drop(&self, tables: &[&'static str]) -> Result<(), DbErr> {
        for &table in tables {
            self.manager.drop_table(Table::drop().table(table).if_exists().take()).await?;
        }
        Ok(())
    }
}

/// The binary collation that counts trailing spaces, by whichever name this server has it.
async fn binary_collation(manager: &SchemaManager<'_>) -> Result<&'static str, DbErr> {
    let row = manager
        .get_connection()
        .query_one_raw(Statement::from_string(DatabaseBackend::MySql, "SELECT VERSION() AS version"))
        .await?;
    let version: String = match row {
        Some(row) => row.try_get("", "version")?,
        None => String::new(),
    };
    Ok(if version.contains("MariaDB") { "utf8mb4_nopad_bin" } else { "utf8mb4_0900_bin" })
}

/// The primary key: a number that the database gives and never gives again.
pub fn id() -> ColumnDef {
    ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key().take()
}

/// A 64-bit number or the id of another row.
pub fn bigint(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// A 32-bit number.
pub fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// Text of at most `length` characters.
pub fn string(name: &'static str, length: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(length).not_null().take()
}

pub fn boolean(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// A JSON document.
pub fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json_binary().not_null().take()
}

/// The number that optimistic writers compare; it starts at 1.
pub fn version() -> ColumnDef {
    ColumnDef::new("version").big_integer().not_null().default(1).take()
}

/// A foreign key for `CREATE TABLE`; SQLite can take none later.
pub fn foreign_key(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(parent, "id")
        .on_delete(on_delete)
        .take()
}
