//! What every request and answer of the upload protocol has in common.

use actix_web::HttpMessage;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};

/// The version of the protocol that is spoken.
pub const VERSION: &str = "1.0.0";

/// The media type of a chunk.
pub const CHUNK_TYPE: &str = "application/offset+octet-stream";

pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const SUPPORTED: HeaderName = HeaderName::from_static("tus-version");
const OVERRIDE: &str = "x-http-method-override";

/// Headers that clients of the protocol send.
pub const SENT: [&str; 7] = [
    "tus-resumable",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "upload-checksum",
    "x-http-method-override",
    "x-requested-with",
];

/// Headers that they read.
pub const ANSWERED: [&str; 9] = [
    "tus-resumable",
    "tus-version",
    "tus-extension",
    "tus-max-size",
    "tus-checksum-algorithm",
    "upload-offset",
    "upload-length",
    "upload-metadata",
    "upload-expires",
];

fn is_upload(path: &str) -> bool {
    path.strip_prefix("/api/v1/uploads").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Some clients cannot send PATCH or DELETE, and say in a header which of them their POST is.
pub fn honour_override(req: &mut ServiceRequest) {
    if *req.method() != Method::POST || !is_upload(req.path()) {
        return;
    }
    let named = req.headers().get(OVERRIDE).and_then(|value| value.to_str().ok());
    let method = match named {
        Some("PATCH") => Method::PATCH,
        Some("DELETE") => Method::DELETE,
        Some("HEAD") => Method::HEAD,
        _ => return,
    };
    req.head_mut().method = method;
}

/// Names the version of the protocol in every answer about an upload, failures included.
pub fn mark<B>(response: &mut ServiceResponse<B>) {
    if !is_upload(response.request().path()) {
        return;
    }
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static(VERSION));
    if status == StatusCode::PRECONDITION_FAILED {
        headers.insert(SUPPORTED, HeaderValue::from_static(VERSION));
    }
}

/// Whether the body of the request is a chunk.
pub fn is_chunk(req: &impl HttpMessage) -> bool {
    req.content_type().trim().eq_ignore_ascii_case(CHUNK_TYPE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn overridden(path: &str, method: &str) -> Method {
        let request = TestRequest::post().uri(path).insert_header((OVERRIDE, method));
        let mut request = request.to_srv_request();
        honour_override(&mut request);
        request.method().clone()
    }

    #[test]
    fn only_an_upload_may_be_patched_by_post() {
        assert_eq!(overridden("/api/v1/uploads/7", "PATCH"), Method::PATCH);
        assert_eq!(overridden("/api/v1/uploads/7", "DELETE"), Method::DELETE);
        assert_eq!(overridden("/api/v1/uploads/7", "PUT"), Method::POST);
        assert_eq!(overridden("/api/v1/uploads-of-others", "DELETE"), Method::POST);
        assert_eq!(overridden("/api/v1/galleries/7", "DELETE"), Method::POST);
    }
}
