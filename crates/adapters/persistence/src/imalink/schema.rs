//! Which tables and columns a database has.

use std::collections::{BTreeMap, BTreeSet};

use atelier_application::ports::StoreError;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement, Value};

use crate::error::failed;

/// Without these it is another program's database.
const NEEDED: &[(&str, &[&str])] = &[
    ("users", &["id", "username"]),
    ("photos", &["hothash", "user_id"]),
    ("image_files", &["id", "user_id", "photo_hothash", "filename"]),
];

/// Tables that are read where they are there.
const TABLES: &[&str] = &["users", "authors", "photos", "import_sessions", "image_files", "photo_stacks"];

/// The tables that matter, with their columns.
pub(super) struct Schema {
    backend: DatabaseBackend,
    columns: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Schema {
    pub(super) async fn of(db: &DatabaseConnection) -> Result<Self, StoreError> {
        let backend = db.get_database_backend();
        let sql = match backend {
            DatabaseBackend::Sqlite => "SELECT name FROM pragma_table_info(?)",
            _ => {
                "SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns \
                 WHERE table_name = $1 AND table_schema = ANY (current_schemas(false))"
            }
        };
        let mut columns = BTreeMap::new();
        for table in TABLES {
            let ask = Statement::from_sql_and_values(backend, sql, [Value::from(*table)]);
            let rows = db.query_all_raw(ask).await.map_err(failed)?;
            let names: Result<BTreeSet<String>, _> = rows.iter().map(|row| row.try_get("", "name")).collect();
            columns.insert(*table, names.map_err(failed)?);
        }
        let schema = Self { backend, columns };
        for (table, needed) in NEEDED {
            if let Some(missing) = needed.iter().find(|column| !schema.has(table, column)) {
                let message = format!("this is no database of ImaLink 2: {table} has no column {missing}");
                return Err(StoreError::Unavailable(message));
            }
        }
        Ok(schema)
    }

    pub(super) fn has(&self, table: &str, column: &str) -> bool {
        self.columns.get(table).is_some_and(|columns| columns.contains(column))
    }

    /// A list for SELECT that gives every one of the columns as text, and nothing where the table does not have it.
    pub(super) fn texts(&self, table: &str, columns: &[&str]) -> String {
        let one = |column: &&str| {
            if self.has(table, column) {
                format!("CAST({table}.{column} AS TEXT) AS {column}")
            } else {
                format!("CAST(NULL AS TEXT) AS {column}")
            }
        };
        columns.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// A statement in which every `?` is a parameter.
    pub(super) fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        let sql = match self.backend {
            DatabaseBackend::Postgres => numbered(sql),
            _ => sql.to_owned(),
        };
        Statement::from_sql_and_values(self.backend, sql, values)
    }
}

/// The same with parameters as PostgreSQL counts them. None of the statements here has a question mark in a text.
fn numbered(sql: &str) -> String {
    let mut parts = sql.split('?');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, number) in parts.zip(1..) {
        out.push_str(&format!("${number}{part}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_counted_for_postgresql() {
        assert_eq!(numbered("a = ? AND b IN (?, ?) LIMIT 3"), "a = $1 AND b IN ($2, $3) LIMIT 3");
        assert_eq!(numbered("a"), "a");
    }
}
