//! The aggregate `ShareLink`.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_application::ports::repositories::ShareLinkRepository;
use atelier_application::ports::{LinkRegisterEntry, NewShareLink, StoreError};
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::galleries::{GalleryStatus, ShareLink};
use atelier_domain::{GalleryId, ShareLinkId, StudioId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use super::entities::gallery;
use super::entities::share_link::{Column, Entity, Model};
use super::mapping;
use super::unlocks;
use crate::columns::stored;
use crate::error::{corrupt, failed};
use crate::paging::{CHUNK, rows, unsigned};
use crate::store::SeaTx;

/// How many links a register shows.
const REGISTER_MAX: u64 = 1_000;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

/// Who brings a token has not said of which studio; the token is proof enough.
fn unscoped_by_token(token_hash: &str) -> Select<Entity> {
    Entity::find().filter(Column::TokenHash.eq(token_hash))
}

/// The links of one gallery, which the caller has found in its studio.
fn unscoped_of(gallery: GalleryId) -> Select<Entity> {
    Entity::find().filter(Column::GalleryId.eq(gallery.0))
}

/// A guest shares nothing but the gallery that its own link leads to.
fn unscoped_made_by_guests_of(link: ShareLinkId) -> Select<Entity> {
    let guests = Query::select()
        .column("user_id")
        .from("refresh_tokens")
        .and_where(Expr::col("share_link_id").eq(link.0))
        .take();
    Entity::find().filter(Column::CreatedByUserId.in_subquery(guests))
}

/// The guest's session names its link, and was checked when the guest came in.
fn unscoped_update(link: ShareLinkId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.eq(link.0))
}

/// The clock strikes in every studio.
fn unscoped_due(now: Timestamp) -> Select<Entity> {
    Entity::find().filter(Column::RemindAt.lte(stored(now)))
}

/// The gallery of a link that has been found.
fn unscoped_gallery(gallery: i64) -> Select<gallery::Entity> {
    gallery::Entity::find().filter(gallery::Column::Id.eq(gallery))
}

/// The link. In a transaction that writes, its row is locked.
async fn load(tx: &SeaTx, studio: StudioId, id: ShareLinkId) -> Result<Option<ShareLink>, StoreError> {
    let select = scoped(studio).filter(Column::Id.eq(id.0));
    Ok(one(tx, select).await?.map(|(link, _)| link))
}

/// The link, and whether its gallery is live and not archived.
async fn one(tx: &SeaTx, select: Select<Entity>) -> Result<Option<(ShareLink, bool)>, StoreError> {
    let Some(row) = tx.locked(select).one(&tx.conn()).await.map_err(failed)? else { return Ok(None) };
    let gallery = gallery_of(tx, &row).await?;
    let open = gallery.deleted_at.is_none() && gallery.status != GalleryStatus::Archived.as_str();
    Ok(Some((mapping::share_link(row, gallery.organization_id)?, open)))
}

async fn gallery_of(tx: &SeaTx, link: &Model) -> Result<gallery::Model, StoreError> {
    let gallery = unscoped_gallery(link.gallery_id).one(&tx.conn()).await.map_err(failed)?;
    gallery.ok_or_else(|| corrupt(format!("link {} leads to no gallery", link.id)))
}

#[derive(FromQueryResult)]
struct Guests {
    link: i64,
    guests: i64,
}

/// How many people came in by each link of the gallery.
async fn guests(tx: &SeaTx, gallery: GalleryId) -> Result<HashMap<i64, u64>, StoreError> {
    let links = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Expr::col(Column::GalleryId).eq(gallery.0))
        .take();
    let select = Query::select()
        .expr_as(Expr::col("share_link_id"), "link")
        .expr_as(Expr::col("user_id").count_distinct(), "guests")
        .from("refresh_tokens")
        .and_where(Expr::col("share_link_id").in_subquery(links))
        .group_by_col("share_link_id")
        .take();
    Ok(rows::<Guests>(tx, &select).await?.into_iter().map(|row| (row.link, unsigned(row.guests))).collect())
}

#[async_trait]
impl ShareLinkRepository for SeaTx {
    async fn find(
        &self,
        studio: StudioId,
        id: ShareLinkId,
    ) -> Result<Option<Unchecked<ShareLink>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<(ShareLink, bool)>, StoreError> {
        one(self, unscoped_by_token(token_hash)).await
    }

    async fn insert(&self, new: NewShareLink) -> Result<ShareLink, StoreError> {
        let studio = new.studio;
        let row = mapping::new_share_link_row(new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        self.touch_access();
        let inserted = load(self, studio, ShareLinkId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new share link is not there"))
    }

    async fn update(&self, link: &Writable<ShareLink>) -> Result<ShareLink, StoreError> {
        self.touch_access();
        let link = link.get();
        let done = scoped_update(link.studio)
            .set(mapping::share_link_row(link))
            .filter(Column::Id.eq(link.id.0))
            .filter(Column::Version.eq(link.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        match load(self, link.studio, link.id).await? {
            // Read again, because the link may have been used since the value was read.
            Some(stored) if done.rows_affected > 0 => Ok(stored),
            stored => Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) }),
        }
    }

    async fn save_use(&self, link: &ShareLink) -> Result<(), StoreError> {
        scoped_update(link.studio)
            .col_expr(Column::FailedAttempts, Expr::value(link.failed_attempts))
            .col_expr(Column::LockedUntil, Expr::value(link.locked_until.map(stored)))
            .col_expr(Column::PinFailedAttempts, Expr::value(link.pin_failed_attempts))
            .col_expr(Column::PinLockedUntil, Expr::value(link.pin_locked_until.map(stored)))
            .col_expr(Column::ViewCount, Expr::value(link.view_count))
            .col_expr(Column::LastUsedAt, Expr::value(link.last_used_at.map(stored)))
            .filter(Column::Id.eq(link.id.0))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn take_downloads(
        &self,
        link: ShareLinkId,
        count: i32,
        limit: Option<i32>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        // One statement compares and counts, so that two callers cannot both take the last ones.
        let below = limit.map(|limit| Column::DownloadCount.lte(limit.saturating_sub(count)));
        let done = unscoped_update(link)
            .col_expr(Column::DownloadCount, Expr::col(Column::DownloadCount).add(count))
            .col_expr(Column::LastUsedAt, Expr::value(stored(now)))
            .filter(Condition::all().add_option(below))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(done.rows_affected > 0)
    }

    async fn is_unlocked(&self, link: ShareLinkId, user: UserId) -> Result<bool, StoreError> {
        unlocks::is_unlocked(self, link, user).await
    }

    async fn unlock(&self, link: &ShareLink, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        unlocks::unlock(self, link, user, now).await
    }

    async fn lock_again(&self, link: ShareLinkId) -> Result<(), StoreError> {
        unlocks::lock_again(self, link).await
    }

    async fn reminders_due(
        &self,
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<(StudioId, ShareLinkId)>, StoreError> {
        let due: Vec<(i64, i64)> = unscoped_due(now)
            .select_only()
            .columns([Column::StudioId, Column::Id])
            .order_by_asc(Column::RemindAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        Ok(due.into_iter().map(|(studio, link)| (StudioId(studio), ShareLinkId(link))).collect())
    }

    async fn save_reminder(&self, link: &ShareLink) -> Result<(), StoreError> {
        scoped_update(link.studio)
            .col_expr(Column::RemindAt, Expr::value(link.remind_at.map(stored)))
            .filter(Column::Id.eq(link.id.0))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn made_through(&self, link: ShareLinkId) -> Result<Vec<Unchecked<ShareLink>>, StoreError> {
        let select = unscoped_made_by_guests_of(link).order_by_asc(Column::Id);
        let rows = self.locked(select).all(&self.conn()).await.map_err(failed)?;
        let mut made = Vec::with_capacity(rows.len());
        for row in rows {
            let organization = gallery_of(self, &row).await?.organization_id;
            made.push(Unchecked::from_storage(mapping::share_link(row, organization)?));
        }
        Ok(made)
    }

    async fn labels(
        &self,
        studio: StudioId,
        links: &[ShareLinkId],
    ) -> Result<HashMap<ShareLinkId, Option<String>>, StoreError> {
        let mut labels = HashMap::with_capacity(links.len());
        for chunk in links.chunks(CHUNK) {
            let found = scoped(studio)
                .select_only()
                .columns([Column::Id, Column::Label])
                .filter(Column::Id.is_in(chunk.iter().map(|link| link.0)))
                .into_tuple::<(i64, Option<String>)>();
            let found = found.all(&self.conn()).await.map_err(failed)?;
            labels.extend(found.into_iter().map(|(id, label)| (ShareLinkId(id), label)));
        }
        Ok(labels)
    }

    async fn register(
        &self,
        gallery: GalleryId,
        now: Timestamp,
    ) -> Result<Vec<LinkRegisterEntry>, StoreError> {
        let links = unscoped_of(gallery)
            .order_by_desc(Column::Id)
            .limit(REGISTER_MAX)
            .all(&self.conn())
            .await
            .map_err(failed)?;
        let Some(first) = links.first() else { return Ok(Vec::new()) };
        let organization = gallery_of(self, first).await?.organization_id;
        let guests = guests(self, gallery).await?;
        links
            .into_iter()
            .map(|row| {
                let guests = guests.get(&row.id).copied().unwrap_or(0);
                let link = mapping::share_link(row, organization)?;
                Ok(LinkRegisterEntry { state: link.state(now), guests, link })
            })
            .collect()
    }
}
