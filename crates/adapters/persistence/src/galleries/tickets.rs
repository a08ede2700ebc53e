//! Tickets for archives.

use async_trait::async_trait;
use atelier_application::ports::repositories::TicketRepository;
use atelier_application::ports::{NewDownloadTicket, StoreError, StoredTicket, TicketEntry};
use atelier_domain::images::Preset;
use atelier_domain::{ApiTokenId, GalleryId, ImageId, ShareLinkId, StudioId, Timestamp, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select};

use super::entities::download_ticket::{ActiveModel, Column, Entity, Model};
use crate::columns::{corrupt, instant, stored};
use crate::error::failed;
use crate::store::SeaTx;

/// Who brings a token has not said of which studio; the token is proof enough.
fn unscoped_by_token(token_hash: &str) -> Select<Entity> {
    Entity::find().filter(Column::TokenHash.eq(token_hash))
}

/// Housekeeping goes over all studios.
fn unscoped_ended(before: Timestamp) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::ExpiresAt.lt(stored(before)))
}

#[async_trait]
impl TicketRepository for SeaTx {
    async fn insert(&self, new: NewDownloadTicket) -> Result<(), StoreError> {
        let NewDownloadTicket {
            studio,
            gallery,
            user,
            share_link,
            api_token,
            token_hash,
            preset,
            entries,
            expires_at,
            now,
        } = new;
        let row = ActiveModel {
            id: NotSet,
            studio_id: Set(studio.0),
            gallery_id: Set(gallery.0),
            user_id: Set(user.0),
            share_link_id: Set(share_link.map(|link| link.0)),
            api_token_id: Set(api_token.map(|token| token.0)),
            token_hash: Set(token_hash),
            preset: Set(preset.as_str().to_owned()),
            entries: Set(to_json(&entries)),
            expires_at: Set(stored(expires_at)),
            created_at: Set(stored(now)),
        };
        Entity::insert(row).exec_without_returning(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn find_by_hash(&self, token_hash: &str) -> Result<Option<StoredTicket>, StoreError> {
        let row = unscoped_by_token(token_hash).one(&self.conn()).await.map_err(failed)?;
        row.map(ticket).transpose()
    }

    async fn purge(&self, before: Timestamp) -> Result<u64, StoreError> {
        Ok(unscoped_ended(before).exec(self.writer()?).await.map_err(failed)?.rows_affected)
    }
}

/// Pairs of numbers: thousands of them stand in a row.
fn to_json(entries: &[TicketEntry]) -> Json {
    entries.iter().map(|entry| Json::from(vec![entry.image.0, entry.index])).collect()
}

fn from_json(stored: &Json) -> Option<Vec<TicketEntry>> {
    let pair = |pair: &Json| match pair.as_array()?.as_slice() {
        [image, index] => Some(TicketEntry { image: ImageId(image.as_i64()?), index: index.as_i64()? }),
        _ => None,
    };
    stored.as_array()?.iter().map(pair).collect()
}

fn ticket(row: Model) -> Result<StoredTicket, StoreError> {
    let Model {
        id: _,
        studio_id,
        gallery_id,
        user_id,
        share_link_id,
        api_token_id,
        token_hash: _,
        preset,
        entries,
        expires_at,
        created_at: _,
    } = row;
    Ok(StoredTicket {
        studio: StudioId(studio_id),
        gallery: GalleryId(gallery_id),
        user: UserId(user_id),
        share_link: share_link_id.map(ShareLinkId),
        api_token: api_token_id.map(ApiTokenId),
        preset: Preset::parse(&preset).ok_or_else(|| corrupt("download_tickets.preset", &preset))?,
        entries: from_json(&entries)
            .ok_or_else(|| corrupt("download_tickets.entries", "no list of pairs"))?,
        expires_at: instant(expires_at),
    })
}
