//! The port, on a database of ImaLink.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use atelier_application::ports::{
    ForeignAuthor, ForeignFile, ForeignLibrary, ForeignPhoto, ForeignSession, ForeignUser, StoreError,
};
use atelier_domain::Timestamp;
use sea_orm::sqlx::{Connection, PgConnection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, QueryResult, RuntimeErr, Value,
};

use super::cells::Cells;
use super::schema::Schema;
use crate::connect::redact;
use crate::error::failed;

/// How long to wait for the other database.
const PATIENCE: Duration = Duration::from_secs(30);

const FILE_COLUMNS: &[&str] = &[
    "id",
    "filename",
    "file_size",
    "exif_dict",
    "photo_hothash",
    "import_session_id",
    "imported_time",
    "imported_info",
    "local_storage_info",
    "cloud_storage_info",
    "created_at",
];

const PHOTO_COLUMNS: &[&str] = &[
    "hothash",
    "title",
    "description",
    "tags",
    "rating",
    "taken_at",
    "gps_latitude",
    "gps_longitude",
    "author_id",
    "coldpreview_path",
    "created_at",
];

/// A database of ImaLink 2, open for reading.
pub struct ImalinkDatabase {
    db: DatabaseConnection,
    schema: Schema,
}

impl std::fmt::Debug for ImalinkDatabase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImalinkDatabase").finish_non_exhaustive()
    }
}

impl ImalinkDatabase {
    /// Opens the SQLite file of this path, or the PostgreSQL database of this address, and looks whether it is one.
    pub async fn open(place: &str) -> Result<Self, StoreError> {
        let db = if place.starts_with("postgres://") || place.starts_with("postgresql://") {
            server(place).await?
        } else {
            let path = place.strip_prefix("sqlite:").unwrap_or(place);
            file(path.strip_prefix("//").unwrap_or(path)).await?
        };
        let schema = Schema::of(&db).await?;
        Ok(Self { db, schema })
    }

    /// Closes the connections.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.db.close_by_ref().await.map_err(failed)
    }

    async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, StoreError> {
        self.db.query_all_raw(self.schema.statement(sql, values)).await.map_err(failed)
    }

    fn file_columns(&self) -> String {
        let preview = if self.schema.has("image_files", "hotpreview") {
            "image_files.hotpreview AS hotpreview"
        } else {
            "NULL AS hotpreview"
        };
        format!("{}, {preview}", self.schema.texts("image_files", FILE_COLUMNS))
    }

    /// The files of these photographs, by the names of the photographs.
    async fn files_of(
        &self,
        user: i64,
        photos: &[String],
    ) -> Result<BTreeMap<String, Vec<ForeignFile>>, StoreError> {
        let mut files: BTreeMap<String, Vec<ForeignFile>> = BTreeMap::new();
        if photos.is_empty() {
            return Ok(files);
        }
        let sql = format!(
            "SELECT {} FROM image_files WHERE user_id = ? AND photo_hothash IN ({}) ORDER BY image_files.id",
            self.file_columns(),
            vec!["?"; photos.len()].join(", ")
        );
        let values =
            std::iter::once(Value::from(user)).chain(photos.iter().map(|name| Value::from(name.as_str())));
        for row in self.rows(&sql, values.collect()).await? {
            let (hothash, file) = file_of(&row);
            files.entry(hothash.unwrap_or_default()).or_default().push(file);
        }
        Ok(files)
    }
}

#[async_trait]
impl ForeignLibrary for ImalinkDatabase {
    async fn users(&self) -> Result<Vec<ForeignUser>, StoreError> {
        let columns = self.schema.texts("users", &["id", "username", "email"]);
        let rows = self.rows(&format!("SELECT {columns} FROM users ORDER BY users.id"), Vec::new()).await?;
        let user = |row: &QueryResult| {
            let mut cells = Cells::of(row);
            let id = cells.number("id")?;
            let username = cells.text("username").unwrap_or_default();
            Some(ForeignUser { id, username, email: cells.text("email") })
        };
        Ok(rows.iter().filter_map(user).collect())
    }

    async fn authors(&self, user: i64) -> Result<Vec<ForeignAuthor>, StoreError> {
        if !self.schema.has("authors", "id") {
            return Ok(Vec::new());
        }
        // Before they had owners, authors were everybody's.
        let (whose, values) = if self.schema.has("authors", "user_id") {
            ("WHERE user_id = ?", vec![Value::from(user)])
        } else {
            ("", Vec::new())
        };
        let columns = self.schema.texts("authors", &["id", "name", "email", "bio", "created_at"]);
        let rows =
            self.rows(&format!("SELECT {columns} FROM authors {whose} ORDER BY authors.id"), values).await?;
        let author = |row: &QueryResult| {
            let mut cells = Cells::of(row);
            Some(ForeignAuthor {
                id: cells.number("id")?,
                name: cells.text("name").unwrap_or_default(),
                email: cells.text("email"),
                bio: cells.text("bio"),
                created_at: cells.instant("created_at"),
                troubles: cells.troubles(),
            })
        };
        Ok(rows.iter().filter_map(author).collect())
    }

    async fn sessions(&self, user: i64) -> Result<Vec<ForeignSession>, StoreError> {
        if !self.schema.has("import_sessions", "id") {
            return Ok(Vec::new());
        }
        let (whose, values) = if self.schema.has("import_sessions", "user_id") {
            ("WHERE user_id = ?", vec![Value::from(user)])
        } else {
            ("", Vec::new())
        };
        let columns = ["id", "imported_at", "title", "description", "default_author_id", "created_at"];
        let columns = self.schema.texts("import_sessions", &columns);
        let sql = format!("SELECT {columns} FROM import_sessions {whose} ORDER BY import_sessions.id");
        let session = |row: &QueryResult| {
            let mut cells = Cells::of(row);
            Some(ForeignSession {
                id: cells.number("id")?,
                imported_at: cells.instant("imported_at"),
                title: cells.text("title"),
                description: cells.text("description"),
                default_author: cells.number("default_author_id"),
                created_at: cells.instant("created_at"),
                troubles: cells.troubles(),
            })
        };
        Ok(self.rows(&sql, values).await?.iter().filter_map(session).collect())
    }

    async fn photo_names(&self, user: i64) -> Result<Vec<String>, StoreError> {
        let columns = self.schema.texts("photos", &["hothash", "created_at"]);
        let sql = format!("SELECT {columns} FROM photos WHERE user_id = ?");
        let mut names: Vec<_> = self.rows(&sql, vec![Value::from(user)]).await?.iter().map(name_of).collect();
        names.sort_unstable();
        Ok(names.into_iter().map(|(_, name)| name).collect())
    }

    async fn photos(&self, user: i64, names: &[String]) -> Result<Vec<ForeignPhoto>, StoreError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {} FROM photos WHERE user_id = ? AND photos.hothash IN ({})",
            self.schema.texts("photos", PHOTO_COLUMNS),
            vec!["?"; names.len()].join(", ")
        );
        let values =
            std::iter::once(Value::from(user)).chain(names.iter().map(|name| Value::from(name.as_str())));
        let rows = self.rows(&sql, values.collect()).await?;
        let mut photos: Vec<ForeignPhoto> = rows.iter().map(photo_of).collect();
        photos.sort_by_key(|photo| names.iter().position(|name| *name == photo.hothash));
        let mut files = self.files_of(user, names).await?;
        for photo in &mut photos {
            photo.files = files.remove(&photo.hothash).unwrap_or_default();
        }
        Ok(photos)
    }

    async fn stray_files(&self, user: i64, after: i64, limit: u64) -> Result<Vec<ForeignFile>, StoreError> {
        let sql = format!(
            "SELECT {} FROM image_files WHERE image_files.user_id = ? AND image_files.id > ? AND NOT EXISTS \
             (SELECT 1 FROM photos WHERE photos.hothash = image_files.photo_hothash \
             AND photos.user_id = image_files.user_id) ORDER BY image_files.id LIMIT {limit}",
            self.file_columns()
        );
        let rows = self.rows(&sql, vec![Value::from(user), Value::from(after)]).await?;
        Ok(rows.iter().map(|row| file_of(row).1).collect())
    }

    async fn left_behind(&self, user: i64) -> Result<Vec<(String, u64)>, StoreError> {
        if !self.schema.has("photo_stacks", "user_id") {
            return Ok(Vec::new());
        }
        let sql = "SELECT CAST(COUNT(*) AS TEXT) AS total FROM photo_stacks WHERE user_id = ?";
        let rows = self.rows(sql, vec![Value::from(user)]).await?;
        let total = rows.first().and_then(|row| Cells::of(row).number("total")).unwrap_or(0);
        let total = u64::try_from(total).unwrap_or(0);
        Ok(if total == 0 { Vec::new() } else { vec![("photo stack".to_owned(), total)] })
    }
}

/// Since when the photograph is there, and its name.
fn name_of(row: &QueryResult) -> (Option<Timestamp>, String) {
    let mut cells = Cells::of(row);
    (cells.instant("created_at"), cells.text("hothash").unwrap_or_default())
}

fn photo_of(row: &QueryResult) -> ForeignPhoto {
    let mut cells = Cells::of(row);
    ForeignPhoto {
        hothash: cells.text("hothash").unwrap_or_default(),
        title: cells.text("title"),
        description: cells.text("description"),
        tags: cells.words("tags"),
        rating: cells.number("rating"),
        taken_at: cells.moment("taken_at"),
        gps_latitude: cells.degrees("gps_latitude"),
        gps_longitude: cells.degrees("gps_longitude"),
        author: cells.number("author_id"),
        has_coldpreview: cells.text("coldpreview_path").is_some_and(|path| !path.trim().is_empty()),
        created_at: cells.instant("created_at"),
        files: Vec::new(),
        troubles: cells.troubles(),
    }
}

/// The file, and the name of the photograph that it says it belongs to.
fn file_of(row: &QueryResult) -> (Option<String>, ForeignFile) {
    let mut cells = Cells::of(row);
    let hothash = cells.text("photo_hothash");
    let file = ForeignFile {
        id: cells.number("id").unwrap_or_default(),
        filename: cells.text("filename").unwrap_or_default(),
        file_size: cells.number("file_size"),
        hotpreview: cells.bytes("hotpreview"),
        exif: cells.object("exif_dict"),
        import_session: cells.number("import_session_id"),
        imported_time: cells.instant("imported_time"),
        imported_info: cells.object("imported_info"),
        local_storage_info: cells.object("local_storage_info"),
        cloud_storage_info: cells.object("cloud_storage_info"),
        created_at: cells.instant("created_at"),
        troubles: cells.troubles(),
    };
    (hothash, file)
}

async fn server(url: &str) -> Result<DatabaseConnection, StoreError> {
    reach(url).await.map_err(|error| without_password(error, url))?;
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(1).connect_timeout(PATIENCE).acquire_timeout(PATIENCE).sqlx_logging(false);
    Database::connect(options).await.map_err(|error| without_password(failed(error), url))
}

/// Connects once. A pool goes on trying where nobody answers, and says in the end only how long it did.
async fn reach(url: &str) -> Result<(), StoreError> {
    let connected = tokio::time::timeout(PATIENCE, PgConnection::connect(url)).await;
    let connected = connected
        .map_err(|_| StoreError::Unavailable(format!("no answer within {} seconds", PATIENCE.as_secs())))?;
    let connected = connected.map_err(|error| failed(DbErr::Conn(RuntimeErr::SqlxError(error.into()))))?;
    connected.close().await.map_err(|error| failed(DbErr::Conn(RuntimeErr::SqlxError(error.into()))))
}

/// The file is opened as it is: without being made where it is missing, and without a change of its journal.
async fn file(path: &str) -> Result<DatabaseConnection, StoreError> {
    if !Path::new(path).is_file() {
        return Err(StoreError::Unavailable(format!("there is no file {path}")));
    }
    // The path is put in below, because signs of an address may stand in it.
    let mut options = ConnectOptions::new("sqlite:imalink.sqlite".to_owned());
    options.max_connections(1).connect_timeout(PATIENCE).acquire_timeout(PATIENCE).sqlx_logging(false);
    let path = path.to_owned();
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite.filename(&path).read_only(true).create_if_missing(false).busy_timeout(PATIENCE)
    });
    Database::connect(options).await.map_err(failed)
}

fn without_password(error: StoreError, url: &str) -> StoreError {
    match error {
        StoreError::Unavailable(detail) => {
            let address = redact(url);
            StoreError::Unavailable(format!("{address}: {}", detail.replace(url, &address)))
        }
        other => other,
    }
}
