//! A schema in words that do not depend on the database.

use std::collections::{BTreeMap, BTreeSet};

use atelier_testkit::databases::Backend;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, QueryResult, Statement};

/// Tables by name.
pub type Tables = BTreeMap<String, Table>;

/// A table: its columns with class and nullability, its keys, its references.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: BTreeMap<String, String>,
    pub primary_key: Vec<String>,
    pub unique: BTreeSet<Vec<String>>,
    pub references: BTreeSet<String>,
}

/// Reads the schema, without the migrations' own table.
pub async fn read(backend: Backend, db: &DatabaseConnection) -> Tables {
    let mut tables = match backend {
        Backend::Sqlite => sqlite(db).await,
        Backend::Postgres => postgres(db).await,
        Backend::MySql => mysql(db).await,
    };
    tables.remove("seaql_migrations");
    tables
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap()
}

fn number(row: &QueryResult, column: &str) -> i64 {
    row.try_get("", column).unwrap()
}

fn split(names: &str) -> Vec<String> {
    names.split(',').map(str::to_owned).collect()
}

/// What the three call by different names.
fn class(declared: &str) -> String {
    let declared = declared.to_ascii_lowercase();
    let bare = declared.split('(').next().unwrap_or_default();
    match bare {
        "tinyint" if declared == "tinyint(1)" => "boolean".to_owned(),
        "integer" | "bigint" | "int" => "whole number".to_owned(),
        "datetime_text" | "timestamp without time zone" => "instant".to_owned(),
        "datetime" if declared == "datetime(6)" => "instant".to_owned(),
        "jsonb_text" | "json_text" | "jsonb" | "longtext" | "json" => "json".to_owned(),
        "text" | "mediumtext" => "text".to_owned(),
        "blob" | "bytea" | "mediumblob" => "bytes".to_owned(),
        "varchar" | "character varying" => declared.replace("character varying", "varchar"),
        "boolean" => bare.to_owned(),
        "double" | "double precision" | "real" => "fraction".to_owned(),
        other => panic!("a column of a type without a class: {other} ({declared})"),
    }
}

fn column(declared: &str, nullable: bool) -> String {
    format!("{}{}", class(declared), if nullable { " or nothing" } else { "" })
}

fn reference(columns: &str, parent: &str, keys: &str, on_delete: &str) -> String {
    format!("{columns} -> {parent}({keys}) on delete {}", on_delete.to_ascii_lowercase())
}

async fn sqlite(db: &DatabaseConnection) -> Tables {
    let mut tables = Tables::new();
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    for row in rows(db, names).await {
        let name = text(&row, "name");
        let mut table = Table::default();
        let mut key = BTreeMap::new();
        for row in
            rows(db, &format!("SELECT name, type, \"notnull\", pk FROM pragma_table_info('{name}')")).await
        {
            let (column_name, place) = (text(&row, "name"), number(&row, "pk"));
            table
                .columns
                .insert(column_name.clone(), column(&text(&row, "type"), number(&row, "notnull") == 0));
            if place > 0 {
                key.insert(place, column_name);
            }
        }
        table.primary_key = key.into_values().collect();
        let unique = format!(
            "SELECT l.name, (SELECT GROUP_CONCAT(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) \
             ORDER BY seqno)) AS columns FROM pragma_index_list('{name}') l WHERE l.\"unique\" = 1 AND l.origin <> 'pk'"
        );
        for row in rows(db, &unique).await {
            table.unique.insert(split(&text(&row, "columns")));
        }
        let references = format!(
            "SELECT \"table\" AS parent, on_delete, GROUP_CONCAT(\"from\", ',') AS columns, \
             GROUP_CONCAT(\"to\", ',') AS keys FROM (SELECT * FROM pragma_foreign_key_list('{name}') ORDER BY id, seq) \
             GROUP BY id"
        );
        for row in rows(db, &references).await {
            table.references.insert(reference(
                &text(&row, "columns"),
                &text(&row, "parent"),
                &text(&row, "keys"),
                &text(&row, "on_delete"),
            ));
        }
        tables.insert(name, table);
    }
    tables
}

async fn postgres(db: &DatabaseConnection) -> Tables {
    let mut tables = Tables::new();
    let columns = "SELECT table_name::text AS t, column_name::text AS c, is_nullable::text AS n, data_type::text || \
                   COALESCE('(' || character_maximum_length || ')', '') AS d \
                   FROM information_schema.columns WHERE table_schema = current_schema()";
    for row in rows(db, columns).await {
        let table = tables.entry(text(&row, "t")).or_default();
        table.columns.insert(text(&row, "c"), column(&text(&row, "d"), text(&row, "n") == "YES"));
    }
    let keys = "SELECT t.relname::text AS t, x.indisprimary AS p, ARRAY_TO_STRING(ARRAY(SELECT a.attname FROM \
                UNNEST(x.indkey) WITH ORDINALITY k(num, place) JOIN pg_attribute a ON a.attrelid = t.oid AND \
                a.attnum = k.num ORDER BY k.place), ',') AS c FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid \
                JOIN pg_namespace n ON n.oid = t.relnamespace WHERE x.indisunique AND n.nspname = current_schema()";
    for row in rows(db, keys).await {
        let table = tables.entry(text(&row, "t")).or_default();
        let columns = split(&text(&row, "c"));
        if row.try_get("", "p").unwrap() {
            table.primary_key = columns;
        } else {
            table.unique.insert(columns);
        }
    }
    let references = "SELECT c.conrelid::regclass::text AS t, c.confrelid::regclass::text AS parent, \
                      CASE c.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'r' THEN 'restrict' \
                      ELSE 'no action' END AS d, \
                      (SELECT STRING_AGG(a.attname, ',' ORDER BY k.place) FROM UNNEST(c.conkey) WITH ORDINALITY \
                      k(num, place) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) AS columns, \
                      (SELECT STRING_AGG(a.attname, ',' ORDER BY k.place) FROM UNNEST(c.confkey) WITH ORDINALITY \
                      k(num, place) JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) AS keys \
                      FROM pg_constraint c WHERE c.contype = 'f'";
    for row in rows(db, references).await {
        let made =
            reference(&text(&row, "columns"), &text(&row, "parent"), &text(&row, "keys"), &text(&row, "d"));
        tables.entry(text(&row, "t")).or_default().references.insert(made);
    }
    tables
}

async fn mysql(db: &DatabaseConnection) -> Tables {
    debug_assert_eq!(db.get_database_backend(), DatabaseBackend::MySql);
    let mut tables = Tables::new();
    let columns = "SELECT TABLE_NAME AS t, COLUMN_NAME AS c, IS_NULLABLE AS n, CAST(COLUMN_TYPE AS CHAR) AS d, \
                   COALESCE(COLLATION_NAME, '') AS o FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()";
    for row in rows(db, columns).await {
        let (table, name, collation) = (text(&row, "t"), text(&row, "c"), text(&row, "o"));
        let declared = text(&row, "d");
        if table != "seaql_migrations" && class(&declared) != "json" {
            let binary = ["", "utf8mb4_nopad_bin", "utf8mb4_0900_bin"].contains(&collation.as_str());
            assert!(binary, "{table}.{name} does not compare byte by byte: {collation}");
        }
        let columns = &mut tables.entry(table).or_default().columns;
        columns.insert(name, column(&declared, text(&row, "n") == "YES"));
    }
    let keys = "SELECT TABLE_NAME AS t, INDEX_NAME AS i, GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) AS c \
                FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0 \
                GROUP BY TABLE_NAME, INDEX_NAME";
    for row in rows(db, keys).await {
        let table = tables.entry(text(&row, "t")).or_default();
        let columns = split(&text(&row, "c"));
        if text(&row, "i") == "PRIMARY" {
            table.primary_key = columns;
        } else {
            table.unique.insert(columns);
        }
    }
    let references = "SELECT k.TABLE_NAME AS t, k.REFERENCED_TABLE_NAME AS parent, r.DELETE_RULE AS d, \
                      GROUP_CONCAT(k.COLUMN_NAME ORDER BY k.ORDINAL_POSITION) AS columns, \
                      GROUP_CONCAT(k.REFERENCED_COLUMN_NAME ORDER BY k.ORDINAL_POSITION) AS ks \
                      FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r \
                      ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME \
                      AND r.TABLE_NAME = k.TABLE_NAME WHERE k.TABLE_SCHEMA = DATABASE() \
                      GROUP BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.REFERENCED_TABLE_NAME, r.DELETE_RULE";
    for row in rows(db, references).await {
        let made =
            reference(&text(&row, "columns"), &text(&row, "parent"), &text(&row, "ks"), &text(&row, "d"));
        tables.entry(text(&row, "t")).or_default().references.insert(made);
    }
    tables
}
