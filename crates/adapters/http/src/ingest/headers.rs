//! The headers of the upload protocol.

use actix_web::HttpRequest;
use actix_web::http::header;
use atelier_application::ingest::{Checksum, Chunk};
use atelier_application::ports::ChecksumAlgorithm;
use atelier_domain::BatchId;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::edge::tus;
use crate::problem::Problem;

/// How many values a client may give with a file.
const METADATA_MAX: usize = 50;

fn bad(detail: impl Into<Box<str>>) -> Problem {
    Problem::new("invalid_header", detail)
}

fn text<'a>(req: &'a HttpRequest, name: &str) -> Result<Option<&'a str>, Problem> {
    let Some(value) = req.headers().get(name) else { return Ok(None) };
    value.to_str().map(|text| Some(text.trim())).map_err(|_| bad(format!("{name} must be text")))
}

fn number(req: &HttpRequest, name: &str) -> Result<Option<u64>, Problem> {
    let Some(text) = text(req, name)? else { return Ok(None) };
    let whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if whole { text.parse().ok() } else { None };
    let number = number.filter(|number| i64::try_from(*number).is_ok());
    number.map(Some).ok_or_else(|| bad(format!("{name} must be a whole number")))
}

/// Refuses what speaks another version of the protocol.
pub(super) fn ensure_version(req: &HttpRequest) -> Result<(), Problem> {
    match text(req, tus::RESUMABLE.as_str())? {
        Some(tus::VERSION) => Ok(()),
        _ => {
            let detail = format!("send Tus-Resumable: {}", tus::VERSION);
            Err(Problem::new("unsupported_tus_version", detail))
        }
    }
}

/// `Upload-Length` of an announcement.
pub(super) fn length(req: &HttpRequest) -> Result<u64, Problem> {
    number(req, "upload-length")?
        .ok_or_else(|| bad("Upload-Length is required; its size cannot be told later"))
}

/// `Upload-Metadata`: names with values in base64, separated by commas.
pub(super) fn metadata(req: &HttpRequest) -> Result<Map<String, Value>, Problem> {
    let mut found = Map::new();
    let raw = text(req, "upload-metadata")?.unwrap_or_default();
    for pair in raw.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = STANDARD.decode(value.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let value = value.ok_or_else(|| bad(format!("Upload-Metadata: {name} must be UTF-8 in base64")))?;
        if value.contains('\0') {
            return Err(bad(format!("Upload-Metadata: {name} must not contain NUL")));
        }
        if found.insert(name.to_owned(), Value::String(value)).is_some() {
            return Err(bad(format!("Upload-Metadata: {name} is given twice")));
        }
        if found.len() > METADATA_MAX {
            return Err(bad(format!("Upload-Metadata may give at most {METADATA_MAX} values")));
        }
    }
    Ok(found)
}

/// The metadata as it was sent.
pub(super) fn written(metadata: &Map<String, Value>) -> String {
    let pairs = metadata.iter().map(|(name, value)| {
        let value = STANDARD.encode(value.as_str().unwrap_or_default());
        if value.is_empty() { name.clone() } else { format!("{name} {value}") }
    });
    pairs.collect::<Vec<_>>().join(",")
}

/// The name of the file, under the names that clients of the protocol use for it.
pub(super) fn filename(metadata: &Map<String, Value>) -> String {
    let named = ["filename", "name"].iter().find_map(|name| metadata.get(*name).and_then(Value::as_str));
    named.unwrap_or_default().to_owned()
}

/// The batch that the file belongs to, if it names one.
pub(super) fn batch(metadata: &Map<String, Value>) -> Result<Option<BatchId>, Problem> {
    let Some(raw) = metadata.get("batch_id").and_then(Value::as_str) else { return Ok(None) };
    BatchId::parse(raw).map(Some).ok_or_else(Problem::not_found)
}

/// The head of a chunk.
pub(super) fn chunk(req: &HttpRequest) -> Result<Chunk, Problem> {
    if !tus::is_chunk(req) {
        let detail = format!("send the chunk as {}", tus::CHUNK_TYPE);
        return Err(Problem::new("unsupported_media_type", detail));
    }
    let offset = number(req, "upload-offset")?.ok_or_else(|| bad("Upload-Offset is required"))?;
    let length = number(req, header::CONTENT_LENGTH.as_str())?;
    Ok(Chunk { offset, length, checksum: checksum(req)? })
}

/// `Upload-Checksum`: the algorithm and the digest in base64.
fn checksum(req: &HttpRequest) -> Result<Option<Checksum>, Problem> {
    let Some(raw) = text(req, "upload-checksum")? else { return Ok(None) };
    let known = ChecksumAlgorithm::ALL.map(ChecksumAlgorithm::as_str).join(" or ");
    let wrong = || bad(format!("Upload-Checksum must be {known} and the digest in base64"));
    let (name, digest) = raw.split_once(' ').ok_or_else(wrong)?;
    let algorithm = ChecksumAlgorithm::parse(name).ok_or_else(wrong)?;
    let digest = STANDARD.decode(digest.trim()).map_err(|_| wrong())?;
    Ok(Some(Checksum { algorithm, digest }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn with(headers: &[(&str, &str)]) -> HttpRequest {
        let request = headers.iter().fold(TestRequest::patch(), |request, (name, value)| {
            request.insert_header(((*name).to_owned(), (*value).to_owned()))
        });
        request.to_http_request()
    }

    #[test]
    fn metadata_comes_back_as_it_was_sent() {
        let raw = "filename RFNDXzAwMDEuSlBH,is_private,name w6U=";
        let found = metadata(&with(&[("upload-metadata", raw)])).unwrap();
        assert_eq!(filename(&found), "DSC_0001.JPG");
        assert_eq!(found["name"], "å");
        assert_eq!(written(&found), raw);
        for bad in ["filename !!", "a AA==", "a YQ==,a YQ=="] {
            assert_eq!(
                metadata(&with(&[("upload-metadata", bad)])).unwrap_err().code,
                "invalid_header",
                "{bad}"
            );
        }
    }

    #[test]
    fn numbers_are_whole_and_fit_into_the_database() {
        assert_eq!(length(&with(&[("upload-length", "12")])).unwrap(), 12);
        for bad in ["", "-1", "+1", "1.5", "x", "9223372036854775808"] {
            assert_eq!(length(&with(&[("upload-length", bad)])).unwrap_err().status.as_u16(), 400, "{bad}");
        }
    }

    #[test]
    fn a_chunk_says_where_it_begins_and_may_vouch_for_its_bytes() {
        let kind = ("content-type", "application/offset+octet-stream");
        let offset = ("upload-offset", "7");
        let head =
            chunk(&with(&[kind, offset, ("upload-checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")])).unwrap();
        assert_eq!((head.offset, head.length), (7, None));
        assert_eq!(head.checksum.unwrap().digest.len(), 20);
        assert_eq!(chunk(&with(&[offset])).unwrap_err().code, "unsupported_media_type");
        assert_eq!(chunk(&with(&[kind])).unwrap_err().code, "invalid_header");
        for bad in ["md5 AAAA", "sha1", "sha256 ???"] {
            let problem = chunk(&with(&[kind, offset, ("upload-checksum", bad)])).unwrap_err();
            assert_eq!(problem.code, "invalid_header", "{bad}");
        }
    }

    #[test]
    fn another_version_is_refused() {
        assert!(ensure_version(&with(&[("tus-resumable", "1.0.0")])).is_ok());
        assert_eq!(ensure_version(&with(&[("tus-resumable", "0.2.2")])).unwrap_err().status.as_u16(), 412);
        assert_eq!(ensure_version(&with(&[])).unwrap_err().status.as_u16(), 412);
    }
}
