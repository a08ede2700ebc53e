//! Keys by which clients make a request safe to repeat.

use async_trait::async_trait;
use atelier_application::ports::repositories::IdempotencyRepository;
use atelier_application::ports::{IdempotencyRecord, StoreError};
use atelier_domain::Timestamp;
use chrono::Duration;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};

use super::entities::idempotency_key::{ActiveModel, Column, Entity, Model};
use crate::columns::corrupt;
use crate::columns::stored;
use crate::error::failed;
use crate::inserting::insert_unless_taken;
use crate::store::SeaTx;

/// How long a key is remembered.
const LIFE: Duration = Duration::hours(24);

/// A client may choose any text; its hash has one length.
fn key_hash(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex().to_string()
}

/// One key of one scope. The scope names studio and user.
fn scoped(scope: &str, key_hash: &str) -> Select<Entity> {
    Entity::find().filter(Column::Scope.eq(scope)).filter(Column::KeyHash.eq(key_hash))
}

fn scoped_update(scope: &str, key_hash: &str) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Scope.eq(scope)).filter(Column::KeyHash.eq(key_hash))
}

fn scoped_delete(scope: &str, key_hash: &str) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Scope.eq(scope)).filter(Column::KeyHash.eq(key_hash))
}

/// Housekeeping goes by age, whoever's key it was.
fn unscoped_delete() -> DeleteMany<Entity> {
    Entity::delete_many()
}

fn record(row: Model, fingerprint: &str) -> Result<IdempotencyRecord, StoreError> {
    let Model { id: _, scope: _, key_hash: _, fingerprint: first, status, body, location, created_at: _ } =
        row;
    if first != fingerprint {
        return Ok(IdempotencyRecord::Mismatch);
    }
    let Some(status) = status else { return Ok(IdempotencyRecord::InProgress) };
    let status =
        u16::try_from(status).map_err(|_| corrupt("idempotency_keys.status", &status.to_string()))?;
    Ok(IdempotencyRecord::Done { status, body: body.unwrap_or_default(), location })
}

#[async_trait]
impl IdempotencyRepository for SeaTx {
    async fn claim(
        &self,
        scope: &str,
        key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<IdempotencyRecord, StoreError> {
        let key_hash = key_hash(key);
        let row = ActiveModel {
            id: NotSet,
            scope: Set(scope.to_owned()),
            key_hash: Set(key_hash.clone()),
            fingerprint: Set(fingerprint.to_owned()),
            status: Set(None),
            body: Set(None),
            location: Set(None),
            created_at: Set(stored(now)),
        };
        if insert_unless_taken(self, row, [Column::Scope, Column::KeyHash]).await?.is_some() {
            return Ok(IdempotencyRecord::New);
        }
        let first = self.locked(scoped(scope, &key_hash)).one(&self.conn()).await.map_err(failed)?;
        // Released between the two statements: the caller may try again.
        let Some(first) = first else { return Err(StoreError::Busy) };
        if first.created_at >= stored(now - LIFE) {
            return record(first, fingerprint);
        }
        // The row is locked, so nobody else can find the same old key and take it over too.
        scoped_update(scope, &key_hash)
            .col_expr(Column::Fingerprint, Expr::value(fingerprint))
            .col_expr(Column::Status, Expr::value(None::<i32>))
            .col_expr(Column::Body, Expr::value(None::<String>))
            .col_expr(Column::Location, Expr::value(None::<String>))
            .col_expr(Column::CreatedAt, Expr::value(stored(now)))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(IdempotencyRecord::New)
    }

    async fn complete(
        &self,
        scope: &str,
        key: &str,
        status: u16,
        body: &str,
        location: Option<&str>,
    ) -> Result<(), StoreError> {
        scoped_update(scope, &key_hash(key))
            .col_expr(Column::Status, Expr::value(i32::from(status)))
            .col_expr(Column::Body, Expr::value(body))
            .col_expr(Column::Location, Expr::value(location))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn release(&self, scope: &str, key: &str) -> Result<(), StoreError> {
        let delete = scoped_delete(scope, &key_hash(key)).filter(Column::Status.is_null());
        delete.exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn purge(&self, before: Timestamp) -> Result<u64, StoreError> {
        let delete = unscoped_delete().filter(Column::CreatedAt.lt(stored(before)));
        Ok(delete.exec(self.writer()?).await.map_err(failed)?.rows_affected)
    }
}
