//! The envelope in which every success leaves, with its tag and its place.

use actix_web::body::BoxBody;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use atelier_application::paging::{Page, PageRequest};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::Answer;
use crate::extract::{Cursor, none_match};
use crate::json;
use crate::pieces::Pieces;
use crate::problem::ApiResult;

/// The answer to a request that succeeded.
#[derive(Debug, Serialize, ToSchema)]
pub struct Envelope<T> {
    /// Always true.
    #[schema(example = true)]
    pub success: bool,
    pub message: String,
    pub data: T,
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    /// Always true.
    #[schema(example = true)]
    pub success: bool,
    pub message: String,
    pub data: Vec<T>,
    pub pagination: Pagination,
}

/// The answer to a request that leaves nothing to show.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    /// Always true.
    #[schema(example = true)]
    pub success: bool,
    pub message: String,
    /// Always null.
    #[schema(value_type = Option<Object>)]
    pub data: (),
}

/// Where a page lies in its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pagination {
    /// Rows of the whole list.
    #[schema(example = 1)]
    pub total: u64,
    #[schema(example = 0)]
    pub offset: u64,
    #[schema(example = 100)]
    pub limit: u64,
    /// From 1.
    #[schema(example = 1)]
    pub page: u64,
    #[schema(example = 1)]
    pub pages: u64,
    /// Send it as `cursor` for the next page; null on the last one, and on lists that have no cursor.
    pub next_cursor: Option<String>,
}

impl Pagination {
    pub fn of<T>(page: &Page<T>, request: PageRequest) -> Self {
        let limit = request.limit.max(1);
        Self {
            total: page.total,
            offset: request.offset,
            limit,
            page: request.offset / limit + 1,
            pages: page.total.div_ceil(limit),
            next_cursor: page.next.map(|next| Cursor(next).to_string()),
        }
    }

    /// Of a list that has several orders: the cursor ends in the one that it is good for.
    pub fn in_order(mut self, order: &str) -> Self {
        self.next_cursor = self.next_cursor.map(|cursor| format!("{cursor}.{order}"));
        self
    }
}

/// A body that a replay may carry instead of the first answer's, which held a secret that is shown once.
#[derive(Debug, Clone)]
pub struct ReplayBody(pub String);

/// An answer on its way out: body, tag, place.
#[derive(Debug)]
pub struct Reply<B> {
    status: StatusCode,
    body: B,
    location: Option<String>,
    version: Option<i64>,
    tag: Option<String>,
    store: bool,
    /// For how many seconds a copy may be used without asking again.
    fresh: Option<u32>,
    replay: Option<String>,
    packed: bool,
}

impl<T: Serialize> Reply<Envelope<T>> {
    /// 200 with a body.
    pub fn ok(message: impl Into<String>, data: T) -> Self {
        Self::new(StatusCode::OK, Envelope { success: true, message: message.into(), data })
    }

    /// 201 with the new resource and where it is.
    pub fn created(message: impl Into<String>, location: String, data: T) -> Self {
        let mut reply = Self::ok(message, data);
        reply.status = StatusCode::CREATED;
        reply.location = Some(location);
        reply
    }
}

impl Reply<Done> {
    /// 200 with nothing to show.
    pub fn done(message: impl Into<String>) -> Self {
        Self::new(StatusCode::OK, Done { success: true, message: message.into(), data: () })
    }
}

impl<T: Serialize> Reply<Listing<T>> {
    /// 200 with one page.
    pub fn page(message: impl Into<String>, request: PageRequest, page: Page<T>) -> Self {
        let pagination = Pagination::of(&page, request);
        let body = Listing { success: true, message: message.into(), data: page.items, pagination };
        Self::new(StatusCode::OK, body)
    }

    /// 200 with a list that is whole by its nature: the members of one client, the roles of one studio.
    pub fn all(message: impl Into<String>, items: Vec<T>) -> Self {
        let total = items.len() as u64;
        let request = PageRequest::first(total.max(1));
        Self::page(message, request, Page { items, total, next: None })
    }
}

/// What a reply can carry.
pub trait ToPieces {
    /// The body as it is sent.
    fn to_pieces(&self) -> ApiResult<Pieces>;
}

impl<T: Serialize> ToPieces for T {
    fn to_pieces(&self) -> ApiResult<Pieces> {
        Ok(Bytes::from(json::to_vec(self)?).into())
    }
}

impl ToPieces for Pieces {
    fn to_pieces(&self) -> ApiResult<Pieces> {
        Ok(self.clone())
    }
}

/// An [`Envelope`], and all of a [`Listing`] too, up to the data.
pub(crate) fn opening(message: &str) -> ApiResult<Bytes> {
    Ok(json::up_to_null(&Envelope { success: true, message: message.to_owned(), data: () })?.into())
}

impl Reply<Pieces> {
    /// 200 with a body that has been put together.
    pub(crate) fn pieces(body: Pieces) -> Self {
        Self::new(StatusCode::OK, body)
    }
}

impl<B: ToPieces> Reply<B> {
    fn new(status: StatusCode, body: B) -> Self {
        Self {
            status,
            body,
            location: None,
            version: None,
            tag: None,
            store: true,
            fresh: None,
            replay: None,
            packed: false,
        }
    }

    /// Most of it is pictures in base64: compressing a page of fifty takes 6 ms, where all the rest takes 0.2.
    pub fn packed(mut self, packed: bool) -> Self {
        self.packed = packed;
        self
    }

    /// The version that `If-Match` is compared with; it leads the ETag.
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// An ETag that was known before the body.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The caller may use its copy for so many seconds without asking again.
    pub fn fresh_for(mut self, seconds: u32) -> Self {
        self.fresh = Some(seconds);
        self
    }

    /// No cache keeps it: it holds a token.
    pub fn secret(mut self) -> Self {
        self.store = false;
        self
    }

    /// Like [`Reply::secret`], and a repeated request gets `without` instead, which lacks the secret.
    pub fn secret_once(mut self, without: &impl Serialize) -> Self {
        self.replay = serde_json::to_string(without).ok();
        self.secret()
    }

    fn etag(&self, body: &Pieces) -> String {
        if let Some(tag) = &self.tag {
            return format!("\"{tag}\"");
        }
        let mut hasher = blake3::Hasher::new();
        body.iter().for_each(|piece| {
            hasher.update(piece);
        });
        let digest = hasher.finalize().to_hex();
        let short: String = digest.chars().take(16).collect();
        self.version.map_or_else(|| format!("\"b-{short}\""), |version| format!("\"v{version}-{short}\""))
    }
}

/// 304 for a caller that has what `tag` names.
pub fn not_modified(tag: &str) -> HttpResponse {
    unchanged(&format!("\"{tag}\""), None)
}

/// [`not_modified`] where the copy may be used for `fresh` seconds more without asking again.
pub fn not_modified_for(tag: &str, fresh: u32) -> HttpResponse {
    unchanged(&format!("\"{tag}\""), Some(fresh))
}

fn cache_control(fresh: Option<u32>) -> String {
    fresh.map_or_else(|| "private, no-cache".to_owned(), |seconds| format!("private, max-age={seconds}"))
}

fn unchanged(etag: &str, fresh: Option<u32>) -> HttpResponse {
    HttpResponse::NotModified()
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, cache_control(fresh)))
        .insert_header((header::VARY, "Authorization"))
        .finish()
}

impl<B: ToPieces> Reply<B> {
    /// What is compressed is compressed as a whole.
    fn body(&self) -> ApiResult<Pieces> {
        let body = self.body.to_pieces()?;
        Ok(if self.packed { body } else { body.joined().into() })
    }

    /// The answer to a request that succeeded, to be sent more than once.
    pub fn answer(self) -> ApiResult<Answer> {
        let body = self.body()?;
        Ok(Answer { etag: self.etag(&body), body, packed: self.packed })
    }
}

impl<B: ToPieces> Responder for Reply<B> {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let body = match self.body() {
            Ok(body) => body,
            Err(problem) => return HttpResponse::from_error(problem),
        };
        let mut response = headed(self.status, self.packed);
        if let Some(location) = &self.location {
            response.insert_header((header::LOCATION, location.as_str()));
        }
        if !self.store {
            response.insert_header((header::CACHE_CONTROL, "no-store"));
        } else {
            let is_get = is_read(req);
            if is_get || self.version.is_some() {
                let etag = self.etag(&body);
                if is_get && self.status == StatusCode::OK && none_match(req, &etag) {
                    return unchanged(&etag, self.fresh);
                }
                response.insert_header((header::ETAG, etag));
            }
            response.insert_header((header::CACHE_CONTROL, cache_control(self.fresh)));
            response.insert_header((header::VARY, "Authorization"));
        }
        if let Some(replay) = self.replay {
            req.extensions_mut().insert(ReplayBody(replay));
        }
        response.body(BoxBody::from(body))
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let Self { etag, body, packed } = self;
        let mut response = headed(StatusCode::OK, packed);
        if is_read(req) {
            if none_match(req, &etag) {
                return unchanged(&etag, None);
            }
            response.insert_header((header::ETAG, etag));
        }
        response.insert_header((header::CACHE_CONTROL, cache_control(None)));
        response.insert_header((header::VARY, "Authorization"));
        response.body(BoxBody::from(body))
    }
}

fn is_read(req: &HttpRequest) -> bool {
    matches!(*req.method(), Method::GET | Method::HEAD)
}

fn headed(status: StatusCode, packed: bool) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.content_type("application/json");
    if packed {
        response.insert_header(ContentEncoding::Identity);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;
    use actix_web::test::TestRequest;
    use atelier_application::paging;
    use serde_json::{Value, json};

    async fn body(response: HttpResponse) -> Value {
        serde_json::from_slice(&to_bytes(response.into_body()).await.unwrap()).unwrap()
    }

    #[actix_web::test]
    async fn a_created_resource_says_where_it_is_and_which_version_it_has() {
        let req = TestRequest::post().to_http_request();
        let reply = Reply::created("Gallery created", "/api/v1/galleries/7".into(), json!({"id": 7}));
        let response = reply.version(3).respond_to(&req);
        assert_eq!(response.status(), 201);
        assert_eq!(response.headers().get("location").unwrap(), "/api/v1/galleries/7");
        assert!(response.headers().get("etag").unwrap().to_str().unwrap().starts_with("\"v3-"));
        let expected = json!({"success": true, "message": "Gallery created", "data": {"id": 7}});
        assert_eq!(body(response).await, expected);
    }

    #[actix_web::test]
    async fn a_get_whose_tag_the_caller_has_is_304_without_a_body() {
        let first = Reply::ok("x", json!({"a": 1})).respond_to(&TestRequest::get().to_http_request());
        let etag = first.headers().get("etag").unwrap().to_str().unwrap().to_owned();
        let again =
            TestRequest::get().insert_header(("If-None-Match", format!("W/{etag}"))).to_http_request();
        let second = Reply::ok("x", json!({"a": 1})).respond_to(&again);
        assert_eq!(second.status(), 304);
        assert!(to_bytes(second.into_body()).await.unwrap().is_empty());
        let changed = Reply::ok("x", json!({"a": 2})).respond_to(&again);
        assert_eq!(changed.status(), 200);
    }

    #[actix_web::test]
    async fn pages_count_from_one_and_carry_the_cursor() {
        let page = Page { items: vec![1, 2], total: 5, next: Some(paging::Cursor { key: 9, id: 2 }) };
        let request = PageRequest { offset: 2, limit: 2, after: None };
        let reply = Reply::page("x", request, page).respond_to(&TestRequest::get().to_http_request());
        let pagination = body(reply).await["pagination"].clone();
        assert_eq!(pagination["page"], 2);
        assert_eq!(pagination["pages"], 3);
        assert!(pagination["next_cursor"].is_string());
    }

    #[actix_web::test]
    async fn a_secret_is_not_stored_and_its_replay_lacks_it() {
        let req = TestRequest::post().to_http_request();
        let reply = Reply::ok("x", json!({"token": "s"})).secret_once(&json!({"token": null}));
        let response = reply.respond_to(&req);
        assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
        assert!(response.headers().get("etag").is_none());
        assert_eq!(req.extensions().get::<ReplayBody>().unwrap().0, r#"{"token":null}"#);
    }
}
