//! Another program's database, as far as it is read.

use atelier_testkit::databases::{Backend, TestDatabase, empty};
use sea_orm::{ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement, Value as Cell};
use sha2::{Digest, Sha256};

use crate::process::jpeg;

/// In the words of SQLite.
const TABLES: &[&str] = &[
    "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, username VARCHAR(50) NOT NULL, email VARCHAR(255))",
    "CREATE TABLE authors (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL, name VARCHAR(255) NOT NULL, \
     email VARCHAR(255), bio TEXT, created_at DATETIME)",
    "CREATE TABLE photos (hothash VARCHAR(64) NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL, taken_at DATETIME, \
     gps_latitude FLOAT, gps_longitude FLOAT, title VARCHAR(255), description TEXT, tags JSON, rating INTEGER, \
     author_id INTEGER, coldpreview_path VARCHAR(255), created_at DATETIME)",
    "CREATE TABLE import_sessions (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL, \
     imported_at DATETIME NOT NULL, title VARCHAR(255), description TEXT, default_author_id INTEGER, \
     created_at DATETIME)",
    "CREATE TABLE image_files (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL, \
     filename VARCHAR(255) NOT NULL, file_size INTEGER, exif_dict JSON, hotpreview BLOB, perceptual_hash VARCHAR(16), \
     photo_hothash VARCHAR(64), import_session_id INTEGER, imported_time DATETIME, imported_info JSON, \
     local_storage_info JSON, cloud_storage_info JSON, created_at DATETIME)",
];

pub struct Theirs {
    place: TestDatabase,
    db: DatabaseConnection,
}

impl Theirs {
    async fn make(backend: Backend) -> Self {
        let place = Box::pin(empty(backend)).await;
        let db = Database::connect(place.settings().url.as_str()).await.unwrap();
        let theirs = Self { place, db };
        for table in TABLES {
            theirs.run(&theirs.in_its_words(table), vec![]).await;
        }
        theirs.run("INSERT INTO users VALUES (1, 'alice', 'alice@example.org')", vec![]).await;
        theirs.run("INSERT INTO users VALUES (2, 'bob', 'bob@example.org')", vec![]).await;
        theirs
    }

    fn in_its_words(&self, table: &str) -> String {
        match self.place.backend {
            Backend::Postgres => table
                .replace("id INTEGER NOT NULL PRIMARY KEY", "id SERIAL PRIMARY KEY")
                .replace("DATETIME", "TIMESTAMP")
                .replace("BLOB", "BYTEA"),
            _ => table.to_owned(),
        }
    }

    /// With values at `?`, and with JSON at `?json`.
    async fn run(&self, sql: &str, values: Vec<Cell>) {
        let (backend, sql) = match self.place.backend {
            Backend::Postgres => {
                let pieces: Vec<&str> = sql.split('?').collect();
                let mut numbered = pieces[0].to_owned();
                for (index, piece) in pieces[1..].iter().enumerate() {
                    let place = format!("${}", index + 1);
                    numbered += &match piece.strip_prefix("json") {
                        Some(rest) => format!("CAST({place} AS JSON){rest}"),
                        None => format!("{place}{piece}"),
                    };
                }
                (DatabaseBackend::Postgres, numbered)
            }
            _ => (DatabaseBackend::Sqlite, sql.replace("?json", "?")),
        };
        self.db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
    }

    /// A photo of this hothash with what a user may have written.
    pub async fn photo(&self, hothash: &str, title: &str, tags: &str, rating: Option<i64>) {
        let sql = "INSERT INTO photos (hothash, user_id, taken_at, gps_latitude, gps_longitude, title, tags, rating, \
                   author_id, created_at) VALUES (?, 1, '2025-01-10 10:30:00.000000', 59.9, 10.7, ?, ?json, ?, 1, \
                   '2025-02-01 08:00:01.500000')";
        self.run(sql, vec![hothash.into(), title.into(), tags.into(), rating.into()]).await;
    }

    /// Since when the photo is there.
    pub async fn photo_is_of(&self, hothash: &str, day: &str) {
        let sql = match self.place.backend {
            Backend::Postgres => "UPDATE photos SET created_at = CAST(? AS TIMESTAMP) WHERE hothash = ?",
            _ => "UPDATE photos SET created_at = ? WHERE hothash = ?",
        };
        self.run(sql, vec![format!("{day} 12:00:00.000000").into(), hothash.into()]).await;
    }

    pub async fn file(&self, photo: &str, filename: &str, size: Option<i64>, hotpreview: Option<Vec<u8>>) {
        let sql = "INSERT INTO image_files (user_id, photo_hothash, filename, file_size, hotpreview, \
                   import_session_id, exif_dict, imported_info, imported_time, local_storage_info, created_at) VALUES \
                   (1, ?, ?, ?, ?, 1, '{\"Make\": \"X\"}', 'null', '2025-02-01 08:00:00.000000', \
                   '{\"path\": \"/cards/one/IMG\"}', '2025-02-01 08:00:02.000000')";
        self.run(sql, vec![photo.into(), filename.into(), size.into(), hotpreview.into()]).await;
    }

    /// An author, an import, and a photo with a JPEG and the RAW beside it.
    pub async fn filled(backend: Backend) -> Self {
        let theirs = Self::make(backend).await;
        let author = "INSERT INTO authors VALUES (1, 1, 'Åse Berg', 'aase@berg.example', NULL, \
                      '2024-12-24 18:00:00.000000')";
        theirs.run(author, vec![]).await;
        let session = "INSERT INTO import_sessions VALUES (1, 1, '2025-01-31 12:00:00.123456', 'Lofoten', '', 1, \
                       '2025-01-31 12:00:00.250000')";
        theirs.run(session, vec![]).await;
        let preview = jpeg(1, 120, 80);
        let name = sha256(&preview);
        theirs.photo(&name, "Fjord", "[\"landscape\", \"bl\\u00e5b\\u00e6r\"]", Some(4)).await;
        theirs.file(&name, "IMG_1.jpg", None, Some(preview)).await;
        theirs.file(&name, "IMG_1.NEF", Some(9_000), None).await;
        theirs
    }

    /// What the command is told.
    pub fn database(&self) -> String {
        self.place.settings().url.as_str().trim_start_matches("sqlite:").to_owned()
    }
}

/// The name that the program gives a preview.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The JPEG, saying of itself which camera made it.
pub fn by_camera(make: &str, jpeg: &[u8]) -> Vec<u8> {
    let text = format!("{make}\0");
    let length = u32::try_from(text.len()).unwrap();
    // One directory of one entry, with the text behind it.
    let tiff = [
        b"II*\0".as_slice(),
        &8_u32.to_le_bytes(),
        &1_u16.to_le_bytes(),
        &0x010F_u16.to_le_bytes(),
        &2_u16.to_le_bytes(),
        &length.to_le_bytes(),
        &26_u32.to_le_bytes(),
        &0_u32.to_le_bytes(),
        text.as_bytes(),
    ]
    .concat();
    let size = u16::try_from(2 + 6 + tiff.len()).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &size, b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}
