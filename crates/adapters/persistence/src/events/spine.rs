//! The outbox and the audit log.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::EventRepository;
use atelier_application::ports::{AuditEntry, OutboxEntry, Sort, StoreError};
use atelier_domain::access::Context;
use atelier_domain::events::{Event, EventKind};
use atelier_domain::{EventId, GalleryId, StudioId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entities::{audit_log, outbox_event};
use super::mapping;
use crate::columns::stored;
use crate::error::failed;
use crate::paging;
use crate::store::SeaTx;

fn scoped_audit(studio: StudioId) -> Select<audit_log::Entity> {
    audit_log::Entity::find().filter(audit_log::Column::StudioId.eq(studio.0))
}

/// The readers of the outbox serve the whole installation.
fn unscoped_outbox() -> Select<outbox_event::Entity> {
    outbox_event::Entity::find()
}

/// Housekeeping goes by age, whoever's event it was.
fn unscoped_outbox_delete() -> DeleteMany<outbox_event::Entity> {
    outbox_event::Entity::delete_many()
}

/// The names of those who did it.
async fn names_of(tx: &SeaTx, events: &[Event]) -> Result<HashMap<UserId, String>, StoreError> {
    let actors: BTreeSet<i64> = events.iter().filter_map(|event| event.actor).map(|actor| actor.0).collect();
    let mut names = HashMap::new();
    for chunk in Vec::from_iter(actors).chunks(paging::CHUNK) {
        let select = Query::select()
            .columns(["id", "name"])
            .from("users")
            .and_where(Expr::col("id").is_in(chunk.iter().copied()))
            .take();
        for row in tx.conn().query_all(&select).await.map_err(failed)? {
            let id: i64 = row.try_get("", "id").map_err(failed)?;
            names.insert(UserId(id), row.try_get("", "name").map_err(failed)?);
        }
    }
    Ok(names)
}

#[async_trait]
impl EventRepository for SeaTx {
    async fn record(&self, event: &Event) -> Result<(), StoreError> {
        let Event { studio, kind, subject, actor, payload, occurred_at } = event;
        let row = mapping::new_outbox_row(event);
        outbox_event::Entity::insert(row).exec(self.writer()?).await.map_err(failed)?;

        use audit_log::Column;
        // The name is looked up by the insert itself: every change is audited, and a round trip each would show.
        let actor_name = Query::select()
            .column("name")
            .from("users")
            .and_where(Expr::col("id").eq(actor.map(|user| user.0)))
            .take();
        let insert = Query::insert()
            .into_table(audit_log::Entity)
            .columns([
                Column::StudioId,
                Column::Kind,
                Column::SubjectType,
                Column::SubjectId,
                Column::ActorUserId,
                Column::ActorName,
                Column::Payload,
                Column::OccurredAt,
            ])
            .values([
                studio.0.into(),
                kind.as_str().into(),
                subject.map(|subject| subject.type_name()).into(),
                subject.map(|subject| subject.raw_id()).into(),
                actor.map(|user| user.0).into(),
                Expr::SubQuery(None, Box::new(actor_name.into())),
                payload.clone().into(),
                stored(*occurred_at).into(),
            ])
            .map_err(|error| StoreError::Unavailable(error.to_string()))?
            .take();
        self.writer()?.execute(&insert).await.map_err(failed)?;
        Ok(())
    }

    async fn record_all(&self, events: &[Event]) -> Result<(), StoreError> {
        let names = names_of(self, events).await?;
        for chunk in events.chunks(paging::CHUNK) {
            let outbox = chunk.iter().map(mapping::new_outbox_row);
            let insert = outbox_event::Entity::insert_many(outbox);
            insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
            let audit = chunk.iter().map(|event| {
                let name = event.actor.and_then(|actor| names.get(&actor).cloned());
                mapping::new_audit_row(event, name)
            });
            let insert = audit_log::Entity::insert_many(audit);
            insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn audit(&self, studio: StudioId, page: PageRequest) -> Result<Page<AuditEntry>, StoreError> {
        let select = scoped_audit(studio);
        let page =
            paging::list_by_id(self, select, audit_log::Column::Id, Sort::NewestFirst, page, |row| row.id)
                .await?;
        Ok(page.map(mapping::audit))
    }

    async fn of_gallery(
        &self,
        studio: StudioId,
        gallery: GalleryId,
        kinds: &[EventKind],
        page: PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError> {
        use audit_log::Column;
        let subject = Context::Gallery(gallery);
        let select = scoped_audit(studio)
            .filter(Column::SubjectType.eq(subject.type_name()))
            .filter(Column::SubjectId.eq(subject.raw_id()))
            .filter(Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())));
        let page =
            paging::list_by_id(self, select, Column::Id, Sort::NewestFirst, page, |row| row.id).await?;
        Ok(page.map(mapping::audit))
    }

    async fn outbox(&self, after: EventId, limit: u64) -> Result<Vec<OutboxEntry>, StoreError> {
        let rows = unscoped_outbox()
            .filter(outbox_event::Column::Id.gt(after.0))
            .order_by_asc(outbox_event::Column::Id)
            .limit(limit)
            .all(&self.conn())
            .await
            .map_err(failed)?;
        Ok(rows.into_iter().map(mapping::outbox).collect())
    }

    async fn prune_outbox(&self, before: Timestamp) -> Result<u64, StoreError> {
        let done = unscoped_outbox_delete()
            .filter(outbox_event::Column::OccurredAt.lt(stored(before)))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(done.rows_affected)
    }
}
