//! What outside services tell us.

use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use atelier_application::images::Mirroring;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::extract::RawBody;
use crate::problem::ApiResult;
use crate::reply::{Done, Reply};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(imagekit);
}

/// A notice, as far as its form is agreed on. It is described and not read: what is signed are the bytes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookNotice, example = json!({
    "type": "file.deleted",
    "id": "58e6d24d-6098-4319-be8d-40c3cb0a402d",
    "created_at": "2026-06-20T11:59:58.461Z",
    "data": {"fileId": "6673f88237b244ef54d60180"},
}))]
pub struct NoticeBody {
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    kind: String,
    id: String,
    created_at: String,
    #[schema(schema_with = crate::schema::free_object)]
    data: serde_json::Value,
}

/// Takes a notice of ImageKit.
///
/// It must be signed with the configured secret over the bytes of the body, at most five minutes ago: by
/// `webhook-signature`, or the older `x-ik-signature`. Each notice counts once. A deleted file makes the picture's
/// addresses our own again; notices of other kinds are acknowledged. Where no secret is configured the answer is 404.
///
/// Permission: public. Errors: `invalid_webhook_signature`, `webhook_too_old`.
#[utoipa::path(tag = "webhooks", security(()), request_body = NoticeBody,
    params(
        ("webhook-id" = Option<String>, Header, description = "Names the notice"),
        ("webhook-timestamp" = Option<String>, Header, description = "Seconds since 1970"),
        ("webhook-signature" = Option<String>, Header, description = "`v1,` and base64 of the HMAC-SHA256"),
        ("x-ik-signature" = Option<String>, Header, description = "`t=` milliseconds, `v1=` hex of the HMAC-SHA256"),
    ),
    responses((status = 200, description = "Taken", body = Done)))]
#[post("/webhooks/imagekit")]
pub async fn imagekit(req: HttpRequest, mirroring: Data<Mirroring>, body: RawBody) -> ApiResult<Reply<Done>> {
    let headers = texts(req.headers());
    mirroring.take_notice(&headers, &body.0).await?.into_inner();
    Ok(Reply::done("Taken"))
}

/// The headers that are text, under their names in lower case.
fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).collect()
}
