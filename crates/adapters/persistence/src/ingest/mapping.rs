//! Rows of batches and uploads to values of the domain, and back.

use atelier_application::ports::{NewBatch, NewUpload, StoreError};
use atelier_domain::ingest::{BatchSource, BatchState, Upload, UploadBatch, UploadState};
use atelier_domain::{BatchId, StagingImageId, StudioId, UploadId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;

use super::entities::{batch, upload};
use crate::columns::{corrupt, instant, json_object, stored};

pub(super) fn batch_id(raw: &str) -> Result<BatchId, StoreError> {
    BatchId::parse(raw).ok_or_else(|| corrupt("batch_id", raw))
}

pub(super) fn upload_id(raw: &str) -> Result<UploadId, StoreError> {
    UploadId::parse(raw).ok_or_else(|| corrupt("uploads.id", raw))
}

pub(super) fn batch(row: batch::Model) -> Result<UploadBatch, StoreError> {
    let batch::Model {
        id,
        studio_id,
        name,
        source,
        state,
        total,
        received,
        failed,
        duplicate,
        created_by_user_id,
        version,
        created_at,
        updated_at,
        closed_at,
    } = row;
    Ok(UploadBatch {
        id: batch_id(&id)?,
        studio: StudioId(studio_id),
        name,
        source: BatchSource::parse(&source).ok_or_else(|| corrupt("upload_batches.source", &source))?,
        state: BatchState::parse(&state).ok_or_else(|| corrupt("upload_batches.state", &state))?,
        total,
        received,
        failed,
        duplicate,
        created_by: created_by_user_id.map(UserId),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
        closed_at: closed_at.map(instant),
    })
}

/// The columns of `batch` that `update` writes, with the next version. The counters move by a method of their own.
pub(super) fn batch_row(batch: &UploadBatch) -> batch::ActiveModel {
    let UploadBatch {
        id: _,
        studio: _,
        name,
        source: _,
        state,
        total: _,
        received: _,
        failed: _,
        duplicate: _,
        created_by: _,
        version,
        created_at: _,
        updated_at,
        closed_at,
    } = batch;
    batch::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        name: Set(name.clone()),
        source: NotSet,
        state: Set(state.as_str().to_owned()),
        total: NotSet,
        received: NotSet,
        failed: NotSet,
        duplicate: NotSet,
        created_by_user_id: NotSet,
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
        closed_at: Set(closed_at.map(stored)),
    }
}

pub(super) fn new_batch_row(new: NewBatch) -> batch::ActiveModel {
    let NewBatch { id, studio, name, source, created_by, now } = new;
    batch::ActiveModel {
        id: Set(id.to_string()),
        studio_id: Set(studio.0),
        name: Set(name),
        source: Set(source.as_str().to_owned()),
        state: Set(BatchState::Open.as_str().to_owned()),
        total: Set(0),
        received: Set(0),
        failed: Set(0),
        duplicate: Set(0),
        created_by_user_id: Set(Some(created_by.0)),
        version: Set(1),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
        closed_at: Set(None),
    }
}

pub(super) fn upload(row: upload::Model) -> Result<Upload, StoreError> {
    let upload::Model {
        id,
        studio_id,
        batch_id: batch,
        filename,
        length,
        received_bytes,
        metadata,
        state,
        failure,
        staging_image_id,
        is_duplicate,
        created_by_user_id,
        expires_at,
        version,
        created_at,
        updated_at,
    } = row;
    Ok(Upload {
        id: upload_id(&id)?,
        studio: StudioId(studio_id),
        batch: batch_id(&batch)?,
        filename,
        length,
        offset: received_bytes,
        metadata: json_object("uploads.metadata", metadata)?,
        state: UploadState::parse(&state).ok_or_else(|| corrupt("uploads.state", &state))?,
        failure,
        staging: staging_image_id.map(StagingImageId),
        is_duplicate,
        created_by: created_by_user_id.map(UserId),
        expires_at: instant(expires_at),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

/// Every column of `upload` with the next version.
pub(super) fn upload_row(upload: &Upload) -> upload::ActiveModel {
    let Upload {
        id: _,
        studio: _,
        batch: _,
        filename,
        length,
        offset,
        metadata,
        state,
        failure,
        staging,
        is_duplicate,
        created_by,
        expires_at,
        version,
        created_at: _,
        updated_at,
    } = upload;
    upload::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        batch_id: NotSet,
        filename: Set(filename.clone()),
        length: Set(*length),
        received_bytes: Set(*offset),
        metadata: Set(Json::Object(metadata.clone())),
        state: Set(state.as_str().to_owned()),
        failure: Set(failure.clone()),
        staging_image_id: Set(staging.map(|id| id.0)),
        is_duplicate: Set(*is_duplicate),
        created_by_user_id: Set(created_by.map(|user| user.0)),
        expires_at: Set(stored(*expires_at)),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    }
}

pub(super) fn new_upload_row(new: NewUpload) -> upload::ActiveModel {
    let NewUpload { id, studio, batch, filename, length, metadata, created_by, expires_at, now } = new;
    upload::ActiveModel {
        id: Set(id.to_string()),
        studio_id: Set(studio.0),
        batch_id: Set(batch.to_string()),
        filename: Set(filename),
        length: Set(length),
        received_bytes: Set(0),
        metadata: Set(Json::Object(metadata)),
        state: Set(UploadState::Receiving.as_str().to_owned()),
        failure: Set(None),
        staging_image_id: Set(None),
        is_duplicate: Set(false),
        created_by_user_id: Set(Some(created_by.0)),
        expires_at: Set(stored(expires_at)),
        version: Set(1),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
    }
}
