//! Comments on pictures.

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::proofing::{CommentEntry, NewComment};
use atelier_application::ports::repositories::CommentRepository;
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::proofing::Comment;
use atelier_domain::{CommentId, GalleryId, ImageId, StudioId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select, UpdateMany};

use super::entities::image_comment::{Column, Entity};
use super::{mapping, people};
use crate::error::{corrupt, failed};
use crate::galleries::entities::gallery;
use crate::paging;
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

/// The comments on a picture in a gallery, both of which the caller has found in its studio.
fn unscoped_of(gallery: GalleryId, image: ImageId) -> Select<Entity> {
    Entity::find().filter(Column::GalleryId.eq(gallery.0)).filter(Column::ImageId.eq(image.0))
}

/// The gallery of a comment that has been found.
fn unscoped_gallery(gallery: i64) -> Select<gallery::Entity> {
    gallery::Entity::find().filter(gallery::Column::Id.eq(gallery))
}

/// To whom the gallery belongs.
async fn organization(tx: &SeaTx, gallery: GalleryId) -> Result<i64, StoreError> {
    let organization: Option<i64> = unscoped_gallery(gallery.0)
        .select_only()
        .column(gallery::Column::OrganizationId)
        .into_tuple()
        .one(&tx.conn())
        .await
        .map_err(failed)?;
    organization.ok_or_else(|| corrupt("a comment hangs in no gallery"))
}

/// The comment, deleted or not. In a transaction that writes, its row is locked.
async fn load(
    tx: &SeaTx,
    studio: StudioId,
    gallery: GalleryId,
    image: ImageId,
    id: CommentId,
) -> Result<Option<Comment>, StoreError> {
    let select = scoped(studio)
        .filter(Column::Id.eq(id.0))
        .filter(Column::GalleryId.eq(gallery.0))
        .filter(Column::ImageId.eq(image.0));
    let Some(row) = tx.locked(select).one(&tx.conn()).await.map_err(failed)? else { return Ok(None) };
    Ok(Some(mapping::comment(row, organization(tx, gallery).await?)))
}

#[async_trait]
impl CommentRepository for SeaTx {
    async fn find(
        &self,
        studio: StudioId,
        gallery: GalleryId,
        image: ImageId,
        id: CommentId,
    ) -> Result<Option<Unchecked<Comment>>, StoreError> {
        Ok(load(self, studio, gallery, image, id).await?.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewComment) -> Result<Comment, StoreError> {
        let (studio, gallery, image) = (new.studio, new.gallery, new.image);
        let row = mapping::new_comment_row(new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, studio, gallery, image, CommentId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new comment is not there"))
    }

    async fn update(&self, comment: &Writable<Comment>) -> Result<(), StoreError> {
        let comment = comment.get();
        scoped_update(comment.studio)
            .set(mapping::comment_row(comment))
            .filter(Column::Id.eq(comment.id.0))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn list(
        &self,
        gallery: GalleryId,
        image: ImageId,
        internal: bool,
        page: PageRequest,
    ) -> Result<Page<CommentEntry>, StoreError> {
        let mut select = unscoped_of(gallery, image);
        if !internal {
            select = select.filter(Column::Internal.eq(false));
        }
        let page =
            paging::list_by_id(self, select, Column::Id, Sort::OldestFirst, page, |row| row.id).await?;
        if page.items.is_empty() {
            return Ok(Page { items: Vec::new(), total: page.total, next: page.next });
        }
        let organization = organization(self, gallery).await?;
        let names = people::names(self, page.items.iter().map(|row| row.user_id)).await?;
        paging::try_map(page, |row| {
            let author = names.get(&row.user_id).map(|person| person.name.clone());
            let author_name = author.ok_or_else(|| corrupt("a comment has no author"))?;
            Ok(CommentEntry { comment: mapping::comment(row, organization), author_name })
        })
    }
}
