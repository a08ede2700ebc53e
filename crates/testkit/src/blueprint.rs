//! The schema of MySQL as it is once all migrations have run, so that each test does not run them anew.
//!
//! MySQL ends a transaction with each change of the schema, and so most of a small test's time went into migrations: seven
//! of them took seven seconds, and take four. That the migrations lead there is tested by the migrations' own tests.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::sync::OnceCell;

use crate::databases::{Backend, TestDatabase, empty};

/// The statements by which the schema is made, as one text. They are read once in a process, from a database that has been migrated.
static SCHEMA: OnceCell<String> = OnceCell::const_new();

/// Gives a database without any table the schema of today.
pub(crate) async fn build(database: &TestDatabase) {
    let schema = SCHEMA.get_or_init(drawn).await;
    database.connection().execute_unprepared(schema).await.expect("the tables can be made");
}

async fn drawn() -> String {
    let model = empty(Backend::MySql).await;
    model.migrate().await.expect("the migrations apply");
    let rows = async |sql: String| {
        let statement = Statement::from_string(DbBackend::MySql, sql);
        model.connection().query_all_raw(statement).await.expect("the schema can be read")
    };
    // One statement for all, on one connection: tables name others that come later.
    let mut schema = "SET FOREIGN_KEY_CHECKS = 0".to_owned();
    for table in rows("SHOW TABLES".to_owned()).await {
        let name: String = table.try_get_by_index(0).expect("a table has a name");
        for row in rows(format!("SHOW CREATE TABLE `{name}`")).await {
            let create: String = row.try_get_by_index(1).expect("a table has been made somehow");
            schema.push_str(";\n");
            schema.push_str(&create);
        }
    }
    for row in rows("SELECT version, applied_at FROM seaql_migrations ORDER BY version".to_owned()).await {
        let version: String = row.try_get_by_index(0).expect("a migration has a name");
        let applied_at: i64 = row.try_get_by_index(1).expect("a migration has run at some time");
        schema.push_str(&format!(
            ";\nINSERT INTO seaql_migrations (version, applied_at) VALUES ('{version}', {applied_at})"
        ));
    }
    schema.push_str(";\nSET FOREIGN_KEY_CHECKS = 1");
    schema
}
