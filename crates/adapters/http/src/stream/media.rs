//! Files on their way out: whole or in part, with names and caching.

use std::ops::Range;

use actix_web::body::SizedStream;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use atelier_application::ports::ObjectBody;
use bytes::Bytes;
use futures_util::StreamExt;

use super::range::{Part, part};
use crate::edge::HeadOnly;
use crate::extract::none_match;
use crate::problem::Problem;

/// A file that may be sent. `etag` is the hash of its bytes, without quotes.
#[derive(Debug, Clone)]
pub struct FileAnswer {
    pub size: u64,
    pub etag: String,
    pub content_type: &'static str,
    pub keeping: Keeping,
    /// Present where the file is offered to be saved.
    pub download_name: Option<String>,
}

/// For how long whoever was sent a file may keep it, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// The address itself is the right to see these bytes, for so many seconds.
    ByAddress(i64),
    /// The address means these bytes and no others, for whom may see them: kept for so many seconds under the same
    /// token.
    ByCaller(i64),
    /// The address can mean other bytes at any time: whoever keeps them asks each time whether they still hold.
    Asking,
}

impl Keeping {
    /// The headers that say so.
    pub fn write(self, response: &mut actix_web::HttpResponseBuilder) {
        let caching = match self {
            Self::ByAddress(seconds) => format!("private, max-age={}, immutable", seconds.max(0)),
            Self::ByCaller(seconds) => format!("private, max-age={}", seconds.max(0)),
            Self::Asking => "private, no-cache".to_owned(),
        };
        response.insert_header((header::CACHE_CONTROL, caching));
        if !matches!(self, Self::ByAddress(_)) {
            response.insert_header((header::VARY, "Authorization"));
        }
    }
}

/// What the request wants of the file.
#[derive(Debug)]
pub enum Wanted {
    /// The answer is complete without bytes: 304, 416, or the head alone.
    Nothing(HttpResponse),
    /// These bytes; `None` is all of them.
    Bytes(Option<Range<u64>>),
}

impl FileAnswer {
    /// Reads the conditions and the range of the request, before any byte is fetched.
    pub fn wanted(&self, req: &HttpRequest) -> Wanted {
        let etag = self.quoted();
        if none_match(req, &etag) {
            let mut response = HttpResponse::NotModified();
            response.insert_header((header::ETAG, etag));
            self.keeping.write(&mut response);
            return Wanted::Nothing(response.finish());
        }
        let head_only = req.extensions().get::<HeadOnly>().is_some();
        match self.part(req) {
            Part::Outside => {
                let problem = Problem::of_status(StatusCode::RANGE_NOT_SATISFIABLE);
                let mut response = HttpResponse::from_error(problem);
                if let Ok(value) = header::HeaderValue::from_str(&format!("bytes */{}", self.size)) {
                    response.headers_mut().insert(header::CONTENT_RANGE, value);
                }
                Wanted::Nothing(response)
            }
            Part::Whole if head_only => Wanted::Nothing(self.head(None, self.size)),
            Part::Bytes(range) if head_only => {
                let length = range.end.saturating_sub(range.start);
                Wanted::Nothing(self.head(Some(&range), length))
            }
            Part::Whole => Wanted::Bytes(None),
            Part::Bytes(range) => Wanted::Bytes(Some(range)),
        }
    }

    /// The answer with its bytes, which are those of `range`.
    pub fn send(&self, range: Option<Range<u64>>, body: ObjectBody) -> HttpResponse {
        let length = range.as_ref().map_or(self.size, |range| range.end.saturating_sub(range.start));
        let stream = body.stream.map(|chunk| chunk.map(Bytes::from));
        self.start(range.as_ref()).body(SizedStream::new(length, stream))
    }

    fn head(&self, range: Option<&Range<u64>>, length: u64) -> HttpResponse {
        let nothing = futures_util::stream::empty::<Result<Bytes, std::convert::Infallible>>();
        self.start(range).body(SizedStream::new(length, nothing))
    }

    fn start(&self, range: Option<&Range<u64>>) -> actix_web::HttpResponseBuilder {
        let mut response = HttpResponse::Ok();
        if let Some(range) = range {
            response.status(StatusCode::PARTIAL_CONTENT);
            let last = range.end.saturating_sub(1);
            response.insert_header((
                header::CONTENT_RANGE,
                format!("bytes {}-{last}/{}", range.start, self.size),
            ));
        }
        response.insert_header((header::CONTENT_TYPE, self.content_type));
        response.insert_header((header::ACCEPT_RANGES, "bytes"));
        response.insert_header((header::ETAG, self.quoted()));
        self.keeping.write(&mut response);
        if let Some(name) = &self.download_name {
            response.insert_header((header::CONTENT_DISPOSITION, content_disposition(name)));
        }
        response
    }

    /// A range holds only for the file that the caller has a part of.
    fn part(&self, req: &HttpRequest) -> Part {
        if let Some(if_range) = req.headers().get(header::IF_RANGE)
            && if_range.to_str().ok().map(str::trim) != Some(self.quoted().as_str())
        {
            return Part::Whole;
        }
        let range = req.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
        part(range, self.size)
    }

    fn quoted(&self) -> String {
        format!("\"{}\"", self.etag)
    }
}

/// `attachment` with the name in ASCII for old programs, and in full for the others (RFC 6266, RFC 8187).
pub fn content_disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let mut full = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            full.push(char::from(byte));
        } else {
            full.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::{BodySize, MessageBody, to_bytes};
    use actix_web::test::TestRequest;
    use futures_util::stream;

    fn file() -> FileAnswer {
        FileAnswer {
            size: 10,
            etag: "abc".into(),
            content_type: "image/jpeg",
            keeping: Keeping::ByAddress(60),
            download_name: Some("Blåbær \"1\".jpg".into()),
        }
    }

    /// Asks for the file as a handler does.
    async fn ask(request: TestRequest) -> HttpResponse {
        let req = request.to_http_request();
        match file().wanted(&req) {
            Wanted::Nothing(response) => response,
            Wanted::Bytes(range) => {
                let part = range.clone().unwrap_or(0..10);
                let bytes: Vec<u8> = (0..10_u8).filter(|n| part.contains(&u64::from(*n))).collect();
                let body = ObjectBody { size: 10, stream: Box::pin(stream::iter([Ok(bytes)])) };
                file().send(range, body)
            }
        }
    }

    fn get(name: &str, value: &str) -> TestRequest {
        TestRequest::get().insert_header((name.to_owned(), value.to_owned()))
    }

    #[actix_web::test]
    async fn a_whole_file_carries_its_size_its_tag_and_its_name() {
        let response = ask(TestRequest::get()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.body().size(), BodySize::Sized(10));
        let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("etag"), "\"abc\"");
        assert_eq!(header("cache-control"), "private, max-age=60, immutable");
        assert_eq!(header("accept-ranges"), "bytes");
        assert_eq!(
            header("content-disposition"),
            "attachment; filename=\"Bl_b_r _1_.jpg\"; filename*=UTF-8''Bl%C3%A5b%C3%A6r%20%221%22.jpg"
        );
    }

    #[actix_web::test]
    async fn a_part_is_206_with_its_place() {
        let response = ask(get("range", "bytes=2-4")).await;
        assert_eq!(response.status(), 206);
        assert_eq!(response.headers().get("content-range").unwrap(), "bytes 2-4/10");
        assert_eq!(to_bytes(response.into_body()).await.unwrap().as_ref(), [2, 3, 4]);
    }

    #[actix_web::test]
    async fn a_part_of_another_version_is_the_whole() {
        let response = ask(get("range", "bytes=2-4").insert_header(("if-range", "\"old\""))).await;
        assert_eq!(response.status(), 200);
        let response = ask(get("range", "bytes=2-4").insert_header(("if-range", "\"abc\""))).await;
        assert_eq!(response.status(), 206);
    }

    #[actix_web::test]
    async fn a_part_outside_is_416_and_says_how_large_the_file_is() {
        let response = ask(get("range", "bytes=10-")).await;
        assert_eq!(response.status(), 416);
        assert_eq!(response.headers().get("content-range").unwrap(), "bytes */10");
    }

    #[actix_web::test]
    async fn what_the_caller_has_is_304() {
        assert_eq!(ask(get("if-none-match", "\"abc\"")).await.status(), 304);
    }

    #[actix_web::test]
    async fn the_head_alone_needs_no_bytes_and_tells_the_size() {
        let req = TestRequest::get().to_http_request();
        req.extensions_mut().insert(HeadOnly);
        let Wanted::Nothing(response) = file().wanted(&req) else { panic!("bytes were wanted") };
        assert_eq!(response.status(), 200);
        assert_eq!(response.body().size(), BodySize::Sized(10));
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let header = content_disposition("a\r\nSet-Cookie: x=\"y\\");
        assert!(header.chars().all(|c| c.is_ascii_graphic() || c == ' '));
        assert_eq!(header.matches('"').count(), 2);
    }
}
