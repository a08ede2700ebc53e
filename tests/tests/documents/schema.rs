//! `docs/DATA-MODEL.md` against a migrated database.

use atelier_migrations::{Migrator, MigratorTrait};
use atelier_tests::golden;
use sea_orm::{ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement};

async fn texts(db: &DatabaseConnection, sql: String, column: &str) -> Vec<String> {
    db.query_all_raw(Statement::from_string(DatabaseBackend::Sqlite, sql))
        .await
        .expect("the schema can be asked for")
        .iter()
        .map(|row| row.try_get("", column).expect("a name is text"))
        .collect()
}

#[tokio::test]
async fn the_data_model_page_lists_every_table_with_its_columns() {
    let db = Database::connect("sqlite::memory:").await.expect("a database in memory");
    Migrator::up(&db, None).await.expect("the migrations run");
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                  AND name <> 'seaql_migrations' ORDER BY name";
    let mut page = String::new();
    for table in texts(&db, tables.to_owned(), "name").await {
        let columns =
            texts(&db, format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"), "name").await;
        page.push_str(&format!("- **{table}**: {}\n", columns.join(", ")));
    }
    golden::assert_matches_section("docs/DATA-MODEL.md", "schema", &page);
}
