//! What the service answers, as far as it matters here.

use serde::Deserialize;
use serde_json::Value;

/// A file, as an upload and `details` describe it. The first calls its thumbnail by another name than the second.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    pub file_id: String,
    /// With a leading slash. It may differ from what was sent.
    pub file_path: String,
    #[serde(default, alias = "thumbnail")]
    pub thumbnail_url: Option<String>,
    /// Absent unless it was asked for.
    #[serde(default)]
    pub is_private_file: Option<bool>,
}

/// What became of a bulk delete of which only a part was done.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Deleted {
    pub errors: Vec<Undeleted>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Undeleted {
    pub file_id: String,
    pub error: String,
}

/// Why nothing was deleted: these are not there.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Missing {
    pub missing_file_ids: Vec<String>,
}

/// A notice. Of its data only the file matters, and that is asked for anew.
#[derive(Debug, Deserialize)]
pub struct Notice {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// Of another form for every kind, and for some of a form that nobody has told us.
    #[serde(default)]
    pub data: Value,
}

impl Notice {
    /// The file that it is about, if it is about one.
    pub fn file_id(&self) -> Option<String> {
        self.data.get("fileId").and_then(Value::as_str).map(str::to_owned)
    }
}
