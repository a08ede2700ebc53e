//! The calls of the API, as values: what is asked, before anybody asks it.

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// The most files that one call deletes.
pub const BULK: usize = 100;

/// Which of the service's two hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    Api,
    Upload,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Delete,
}

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Text { name: &'static str, value: String },
    File { name: &'static str, filename: String, content_type: &'static str, bytes: Bytes },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    Nothing,
    Json(Value),
    Form(Vec<Part>),
}

/// A call. Every one may be made twice: what is deleted stays deleted, and an upload names its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// For messages.
    pub name: &'static str,
    pub host: Host,
    pub method: Method,
    /// Begins with a slash.
    pub path: String,
    pub body: Body,
}

impl Call {
    /// Uploads a file that only signed addresses open. The same name in the same folder is the same file.
    pub fn upload(folder: &str, filename: &str, content_type: &'static str, bytes: Bytes) -> Self {
        let text = |name, value: &str| Part::Text { name, value: value.to_owned() };
        let parts = vec![
            text("fileName", filename),
            text("folder", folder),
            text("isPrivateFile", "true"),
            text("overwriteFile", "true"),
            text("responseFields", "isPrivateFile"),
            text("useUniqueFileName", "false"),
            Part::File { name: "file", filename: filename.to_owned(), content_type, bytes },
        ];
        Self {
            name: "upload",
            host: Host::Upload,
            method: Method::Post,
            path: "/api/v1/files/upload".to_owned(),
            body: Body::Form(parts),
        }
    }

    pub fn details(file_id: &str) -> Self {
        let path = format!("/v1/files/{}/details", segment(file_id));
        Self { name: "details", host: Host::Api, method: Method::Get, path, body: Body::Nothing }
    }

    pub fn delete(file_id: &str) -> Self {
        let path = format!("/v1/files/{}", segment(file_id));
        Self { name: "delete", host: Host::Api, method: Method::Delete, path, body: Body::Nothing }
    }

    /// Deletes up to [`BULK`] files: all of them, or none where one is not there.
    pub fn bulk_delete(file_ids: &[String]) -> Self {
        Self {
            name: "bulk delete",
            host: Host::Api,
            method: Method::Post,
            path: "/v1/files/batch/deleteByFileIds".to_owned(),
            body: Body::Json(json!({ "fileIds": file_ids })),
        }
    }

    /// Empties the caches of what they have of an address.
    pub fn purge(url: &str) -> Self {
        Self {
            name: "purge",
            host: Host::Api,
            method: Method::Post,
            path: "/v1/files/purge".to_owned(),
            body: Body::Json(json!({ "url": url })),
        }
    }
}

/// What a segment keeps as it is.
const IN_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// A text as one segment of a path, whatever it holds.
fn segment(text: &str) -> String {
    utf8_percent_encode(text, IN_SEGMENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_never_leaves_its_segment() {
        assert_eq!(Call::delete("../a?b").path, "/v1/files/%2E%2E%2Fa%3Fb");
        assert_eq!(Call::details("6321e7f2-b7_1").path, "/v1/files/6321e7f2-b7_1/details");
    }
}
