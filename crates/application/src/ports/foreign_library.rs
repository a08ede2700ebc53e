//! A library that somebody kept with another program, from which it is to move here.

use std::path::PathBuf;

use async_trait::async_trait;
use atelier_domain::Timestamp;
use atelier_domain::library::TakenAt;
use serde_json::{Map, Value};

use super::store::StoreError;

type Result<T> = std::result::Result<T, StoreError>;

/// Somebody who has an account there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignUser {
    pub id: i64,
    pub username: String,
    pub email: Option<String>,
}

/// An author as the other program kept them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignAuthor {
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub bio: Option<String>,
    /// Since when they were kept there.
    pub created_at: Option<Timestamp>,
    /// Cells that do not hold what they should, in words.
    pub troubles: Vec<String>,
}

/// An import as the other program kept it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignSession {
    pub id: i64,
    pub imported_at: Option<Timestamp>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub default_author: Option<i64>,
    /// Since when it was kept there.
    pub created_at: Option<Timestamp>,
    /// Cells that do not hold what they should, in words.
    pub troubles: Vec<String>,
}

/// A photograph as the other program kept it. Nothing of it has been checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignPhoto {
    /// What it is called there; empty for what lies there without a photograph.
    pub hothash: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub tags: Vec<String>,
    pub rating: Option<i64>,
    pub taken_at: Option<TakenAt>,
    pub gps_latitude: Option<f64>,
    pub gps_longitude: Option<f64>,
    pub author: Option<i64>,
    /// Whether a larger preview lies beside the database, where it cannot be read from.
    pub has_coldpreview: bool,
    /// Since when it was kept there.
    pub created_at: Option<Timestamp>,
    /// By their numbers.
    pub files: Vec<ForeignFile>,
    /// Cells that do not hold what they should, in words.
    pub troubles: Vec<String>,
}

/// A file as the other program kept it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignFile {
    pub id: i64,
    pub filename: String,
    /// Bytes.
    pub file_size: Option<i64>,
    pub hotpreview: Option<Vec<u8>>,
    pub exif: Option<Map<String, Value>>,
    pub import_session: Option<i64>,
    pub imported_time: Option<Timestamp>,
    pub imported_info: Option<Map<String, Value>>,
    pub local_storage_info: Option<Map<String, Value>>,
    pub cloud_storage_info: Option<Map<String, Value>>,
    /// Since when it was kept there.
    pub created_at: Option<Timestamp>,
    /// Cells that do not hold what they should, in words.
    pub troubles: Vec<String>,
}

/// Reads a library of another program. It MUST be left exactly as it is. A row MUST NOT be left out because one of its
/// cells is broken: the cell is left out and told of among the row's troubles.
#[async_trait]
pub trait ForeignLibrary: Send + Sync {
    /// Everybody who has an account there, by number.
    async fn users(&self) -> Result<Vec<ForeignUser>>;

    /// The authors of this person, by number.
    async fn authors(&self, user: i64) -> Result<Vec<ForeignAuthor>>;

    /// The imports of this person, by number.
    async fn sessions(&self, user: i64) -> Result<Vec<ForeignSession>>;

    /// The names of all photographs of this person, in the order in which they came to be kept there; those of which that is
    /// not known come first.
    async fn photo_names(&self, user: i64) -> Result<Vec<String>>;

    /// Those of these photographs that this person has, with their files, in the order of the names.
    async fn photos(&self, user: i64, names: &[String]) -> Result<Vec<ForeignPhoto>>;

    /// Files of this person that belong to no photograph of theirs, by number, after the one of the number `after`; at
    /// most `limit`. Their photograph may never have been, or be somebody else's.
    async fn stray_files(&self, user: i64, after: i64, limit: u64) -> Result<Vec<ForeignFile>>;

    /// What this person has there that has no place here: a word for each kind, and how many.
    async fn left_behind(&self, user: i64) -> Result<Vec<(String, u64)>>;
}

/// An original that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundOriginal {
    pub path: PathBuf,
    /// 64 hex digits.
    pub blake3: String,
    /// Bytes.
    pub size: u64,
}

/// What became of the search for an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    Found(FoundOriginal),
    /// There is none, or it cannot be told which of several it is: why, for people.
    Missing(String),
}

/// Where the originals are that the other program only spoke of.
#[async_trait]
pub trait OriginalFolder: Send + Sync {
    /// The original of this name and, where it is known, of this many bytes. `place` is where it was said to be; it
    /// decides between several. MUST NOT answer with a file of another size, nor with one of several whose bytes differ.
    async fn find(&self, filename: &str, size: Option<i64>, place: Option<&str>) -> Sought;
}
