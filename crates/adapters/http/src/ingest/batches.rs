//! Batches: opened, looked at, closed.

use actix_web::web::Data;
use actix_web::{get, post};
use atelier_application::ingest::{BatchInput, Batches};
use atelier_domain::BatchId;
use atelier_domain::ingest::BatchSource;
use serde::Deserialize;
use utoipa::ToSchema;

use super::bodies::{BatchBody, BatchViewBody};
use crate::extract::{Body, Caller, Id, Paging, Query};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Listing, Reply};

/// A new batch.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BatchInput, example = json!({"name": "Ferry, second card", "source": "upload"}))]
pub struct BatchInputBody {
    #[schema(max_length = 255)]
    name: Option<String>,
    /// `upload` if it is missing.
    #[schema(schema_with = crate::schema::batch_source, required = false)]
    source: Option<BatchSource>,
}

impl From<BatchInputBody> for BatchInput {
    fn from(body: BatchInputBody) -> Self {
        let BatchInputBody { name, source } = body;
        Self { name, source: source.unwrap_or_default() }
    }
}

/// Opens a batch that files are sent to.
///
/// Permission: can_access_staging.
#[utoipa::path(tag = "staging", request_body = BatchInputBody,
    responses((status = 201, description = "The batch", body = Envelope<BatchBody>)))]
#[post("/upload-batches")]
pub async fn open(
    batches: Data<Batches>,
    caller: Caller,
    body: Body<BatchInputBody>,
) -> ApiResult<Reply<Envelope<BatchBody>>> {
    let batch = batches.open(&caller, body.0.into()).await?.into_inner();
    let location = format!("/api/v1/upload-batches/{}", batch.id);
    let version = batch.version;
    Ok(Reply::created("Batch opened", location, batch.into()).version(version))
}

/// Lists the batches, newest first.
///
/// Permission: can_access_staging.
#[utoipa::path(tag = "staging", params(Paging),
    responses((status = 200, description = "A page of batches", body = Listing<BatchBody>)))]
#[get("/upload-batches")]
pub async fn list(
    batches: Data<Batches>,
    caller: Caller,
    query: Query<Paging>,
) -> ApiResult<Reply<Listing<BatchBody>>> {
    let page = query.0.request()?;
    let found = batches.list(&caller, page).await?;
    Ok(Reply::page("Batches", page, found.map(BatchBody::from)))
}

/// Shows a batch with what its files are now.
///
/// Permission: can_access_staging.
#[utoipa::path(tag = "staging", params(("batch_id" = String, Path)),
    responses((status = 200, description = "The batch", body = Envelope<BatchViewBody>)))]
#[get("/upload-batches/{batch_id}")]
pub async fn read(
    batches: Data<Batches>,
    caller: Caller,
    id: Id<BatchId>,
) -> ApiResult<Reply<Envelope<BatchViewBody>>> {
    Ok(Reply::ok("The batch", batches.read(&caller, id.0).await?.into()))
}

/// Closes a batch: what is on its way still arrives, and nothing new begins.
///
/// Permission: can_access_staging.
#[utoipa::path(tag = "staging", params(("batch_id" = String, Path)),
    responses((status = 200, description = "The batch", body = Envelope<BatchBody>)))]
#[post("/upload-batches/{batch_id}/close")]
pub async fn close(
    batches: Data<Batches>,
    caller: Caller,
    id: Id<BatchId>,
) -> ApiResult<Reply<Envelope<BatchBody>>> {
    let batch = batches.close(&caller, id.0).await?.into_inner();
    let version = batch.version;
    Ok(Reply::ok("Batch closed", batch.into()).version(version))
}
