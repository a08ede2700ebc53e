//! What was published of photographs.

use async_trait::async_trait;
use atelier_application::ports::StoreError;
use atelier_application::ports::library::LeftTray;
use atelier_application::ports::repositories::PublicationRepository;
use atelier_domain::library::{Publication, Shelf};
use atelier_domain::{ImageId, PhotoId, StagingImageId, StudioId, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select, UpdateMany};

use self::publication::{ActiveModel, Column, Entity, Model};
use super::stagings;
use crate::columns::{instant, stored};
use crate::error::failed;
use crate::inserting::insert_unless_taken;
use crate::store::SeaTx;

/// Rows of `photo_publications`.
pub(super) mod publication {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "photo_publications")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub image_id: i64,
        pub photo_id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub content_hash: String,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn scoped(shelf: Shelf) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(shelf.studio().0)).filter(Column::UserId.eq(shelf.owner().0))
}

fn scoped_update(shelf: Shelf) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
}

fn to_domain(row: Model) -> Publication {
    let Model { image_id, photo_id, studio_id: _, user_id: _, content_hash, created_at, updated_at } = row;
    Publication {
        image: ImageId(image_id),
        photo: PhotoId(photo_id),
        content_hash,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    }
}

fn to_row(shelf: Shelf, publication: &Publication) -> ActiveModel {
    let Publication { image, photo, content_hash, created_at, updated_at } = publication;
    ActiveModel {
        image_id: Set(image.0),
        photo_id: Set(photo.0),
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        content_hash: Set(content_hash.clone()),
        created_at: Set(stored(*created_at)),
        updated_at: Set(stored(*updated_at)),
    }
}

#[async_trait]
impl PublicationRepository for SeaTx {
    async fn find(&self, shelf: Shelf, image: ImageId) -> Result<Option<Publication>, StoreError> {
        let select = scoped(shelf).filter(Column::ImageId.eq(image.0));
        Ok(select.one(&self.conn()).await.map_err(failed)?.map(to_domain))
    }

    async fn of_photo(&self, shelf: Shelf, photo: PhotoId) -> Result<Vec<Publication>, StoreError> {
        let select = scoped(shelf).filter(Column::PhotoId.eq(photo.0)).order_by_asc(Column::ImageId);
        Ok(select.all(&self.conn()).await.map_err(failed)?.into_iter().map(to_domain).collect())
    }

    async fn record(&self, shelf: Shelf, publication: &Publication) -> Result<bool, StoreError> {
        if insert_unless_taken(self, to_row(shelf, publication), [Column::ImageId]).await?.is_some() {
            return Ok(true);
        }
        let known = PublicationRepository::find(self, shelf, publication.image).await?;
        if known.is_none_or(|known| known.photo != publication.photo) {
            return Ok(false);
        }
        scoped_update(shelf)
            .col_expr(Column::ContentHash, Expr::value(publication.content_hash.as_str()))
            .col_expr(Column::UpdatedAt, Expr::value(stored(publication.updated_at)))
            .filter(Column::ImageId.eq(publication.image.0))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(true)
    }

    async fn record_staged(
        &self,
        shelf: Shelf,
        file: StagingImageId,
        photo: PhotoId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        stagings::record(self, shelf, file, photo, now).await
    }

    async fn record_left(
        &self,
        studio: StudioId,
        files: &[LeftTray],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        stagings::left(self, studio, files, now).await
    }

    async fn move_all(&self, shelf: Shelf, from: PhotoId, to: PhotoId) -> Result<(), StoreError> {
        // The files first: what leaves the tray meanwhile is waited for, and is there below.
        stagings::move_all(self, shelf, from, to).await?;
        scoped_update(shelf)
            .col_expr(Column::PhotoId, Expr::value(to.0))
            .filter(Column::PhotoId.eq(from.0))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }
}
