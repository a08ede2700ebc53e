//! Databases as they are once all migrations have run, so that each test does not run them anew.
//!
//! Most of a small test's time went into migrations. So one database of each kind is migrated in a process, and those of
//! the tests are its copies: of SQLite its file is copied, PostgreSQL copies by itself, and MySQL is told how its tables
//! were made. That the migrations lead there is tested by the migrations' own tests.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};
use tokio::sync::OnceCell;

use crate::databases::{
    Backend, TestDatabase, admin, empty, fresh_name, give_roles, in_folder, on_server, prepare,
};

/// The file of a SQLite database.
static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// The name of a database on the PostgreSQL server.
static MODEL: OnceCell<String> = OnceCell::const_new();

/// The statements by which a MySQL database is made, as one text.
static SCRIPT: OnceCell<String> = OnceCell::const_new();

/// A process cannot drop its model when it ends. Who makes one drops those that are older than this.
const MODEL_LIFE_SECONDS: i64 = 2 * 60 * 60;

const MODEL_PREFIX: &str = "atelier_test_model_";

/// A migrated database with its roles.
pub(crate) async fn copy(backend: Backend) -> TestDatabase {
    match (backend, backend.server()) {
        (Backend::Postgres, Some(server)) => {
            let model = MODEL.get_or_init(|| modelled(&server)).await;
            on_server(backend, &server, &fresh_name(), &format!(" TEMPLATE {model}")).await
        }
        (Backend::MySql, Some(_)) => {
            let script = SCRIPT.get_or_init(written).await;
            let database = empty(backend).await;
            database.connection().execute_unprepared(script).await.expect("the tables can be made");
            give_roles(&database).await;
            database
        }
        (Backend::Sqlite, _) => in_folder(Some(FILE.get_or_init(filed).await)).await,
        (Backend::Postgres | Backend::MySql, None) => panic!("no server of {} is named", backend.name()),
    }
}

async fn filed() -> Vec<u8> {
    let model = empty(Backend::Sqlite).await;
    prepare(&model).await;
    model.into_content().await
}

async fn modelled(server: &str) -> String {
    let now = without_old_models(server).await;
    let name = format!("{MODEL_PREFIX}{now}_{}", uuid::Uuid::new_v4().simple());
    let model = on_server(Backend::Postgres, server, &name, "").await;
    prepare(&model).await;
    // Nobody may be connected to what is copied.
    model.leave().await;
    name
}

/// Drops the models of processes that have long ended. Gives the seconds since 1970 by the server's clock.
async fn without_old_models(server: &str) -> i64 {
    let admin = admin(server).await;
    let mut now = 0;
    let databases = "SELECT datname, EXTRACT(EPOCH FROM now())::bigint FROM pg_database";
    for row in rows(&admin, DbBackend::Postgres, databases).await {
        let name: String = row.try_get_by_index(0).expect("a database has a name");
        now = row.try_get_by_index(1).expect("the server has a clock");
        let made: Option<i64> =
            name.strip_prefix(MODEL_PREFIX).and_then(|rest| rest.split('_').next()?.parse().ok());
        if made.is_some_and(|made| made + MODEL_LIFE_SECONDS < now) {
            // Another process may do the same at this moment.
            let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
    admin.close().await.expect("the connection closes");
    now
}

async fn written() -> String {
    let model = empty(Backend::MySql).await;
    model.migrate().await.expect("the migrations apply");
    // One statement for all, on one connection: tables name others that come later.
    let mut script = "SET FOREIGN_KEY_CHECKS = 0".to_owned();
    for table in rows(model.connection(), DbBackend::MySql, "SHOW TABLES").await {
        let name: String = table.try_get_by_index(0).expect("a table has a name");
        for row in rows(model.connection(), DbBackend::MySql, &format!("SHOW CREATE TABLE `{name}`")).await {
            let create: String = row.try_get_by_index(1).expect("a table has been made somehow");
            script.push_str(";\n");
            script.push_str(&create);
        }
    }
    let migrations = "SELECT version, applied_at FROM seaql_migrations ORDER BY version";
    for row in rows(model.connection(), DbBackend::MySql, migrations).await {
        let version: String = row.try_get_by_index(0).expect("a migration has a name");
        let applied_at: i64 = row.try_get_by_index(1).expect("a migration has run at some time");
        script.push_str(&format!(
            ";\nINSERT INTO seaql_migrations (version, applied_at) VALUES ('{version}', {applied_at})"
        ));
    }
    script.push_str(";\nSET FOREIGN_KEY_CHECKS = 1");
    script
}

async fn rows(connection: &DatabaseConnection, backend: DbBackend, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(backend, sql);
    connection.query_all_raw(statement).await.expect("the server answers")
}
