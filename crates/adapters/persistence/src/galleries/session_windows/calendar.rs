//! The windows of galleries as the sessions that were on.

use async_trait::async_trait;
use atelier_application::ports::{SessionWindows, StoreError, StoredWindow};
use atelier_domain::galleries::{BUFFER_MAX, GalleryStatus, SessionStatus, WINDOW_MAX_DAYS};
use atelier_domain::ingest::matching::{Candidate, Span};
use atelier_domain::{StudioId, Timestamp};
use chrono::{Duration, NaiveDate};
use sea_orm::prelude::DateTime;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::entity::{Column, Entity, Model};
use super::mapping;
use crate::columns::stored;
use crate::error::failed;
use crate::galleries::entities::gallery;
use crate::store::SeaTx;

/// Windows with the gallery that they belong to.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

/// Windows that touch the span. The buffers are in the row, but the index is by the start: the widest ones count.
fn near(Span { from, until }: Span) -> Condition {
    let buffers = Duration::minutes(2 * i64::from(BUFFER_MAX));
    Condition::all()
        .add(Column::StartsAt.lte(storable(until + buffers)))
        .add(Column::StartsAt.gte(storable(from - buffers - Duration::days(WINDOW_MAX_DAYS))))
        .add(Column::EndsAt.gte(storable(from - buffers)))
}

/// The nearest instant that every database can hold: cameras write years as they like. No session lies beyond.
fn storable(instant: Timestamp) -> DateTime {
    let end = NaiveDate::from_ymd_opt(9_999, 12, 31).and_then(|day| day.and_hms_opt(23, 59, 59));
    stored(instant.max(Timestamp::UNIX_EPOCH)).min(end.unwrap_or(DateTime::MAX))
}

/// A window, and what its gallery is called.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    window: Model,
    title: String,
}

fn candidate(Row { window, title }: Row) -> Result<Candidate, StoreError> {
    let StoredWindow { gallery, window, version: _, created_at: _, updated_at: _ } = mapping::window(window)?;
    Ok(Candidate { gallery, title, window })
}

#[async_trait]
impl SessionWindows for SeaTx {
    async fn touching(&self, studio: StudioId, spans: &[Span]) -> Result<Vec<Candidate>, StoreError> {
        if spans.is_empty() {
            return Ok(Vec::new());
        }
        let spans = spans.iter().fold(Condition::any(), |any, span| any.add(near(*span)));
        let to_gallery = Entity::belongs_to(gallery::Entity).from(Column::GalleryId).to(gallery::Column::Id);
        let off = SessionStatus::ALL.into_iter().filter(|status| !status.took_place());
        let rows = scoped(studio)
            .column_as(gallery::Column::SubjectName, "title")
            .join(JoinType::InnerJoin, to_gallery.into())
            .filter(spans)
            .filter(Column::Status.is_not_in(off.map(SessionStatus::as_str)))
            .filter(gallery::Column::DeletedAt.is_null())
            .filter(gallery::Column::Status.ne(GalleryStatus::Archived.as_str()))
            .order_by_asc(Column::GalleryId)
            .into_model::<Row>()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        rows.into_iter().map(candidate).collect()
    }
}
