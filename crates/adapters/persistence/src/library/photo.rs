//! The aggregate `Photo`, and the lock of the library that it is in.

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::StoreError;
use atelier_application::ports::library::{NewPhoto, PhotoView, PlacedPhoto};
use atelier_application::ports::repositories::PhotoRepository;
use atelier_domain::library::{Hothash, Photo, PhotoOrder, PhotoSearch, Shelf, TagName};
use atelier_domain::{PhotoId, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, TryIntoModel,
    UpdateMany,
};

use super::entities::{image_file, library, photo};
use super::stacks::members;
use super::{mapping, search, tagging, views};
use crate::error::failed;
use crate::paging::count;
use crate::store::SeaTx;

/// The shelf's photographs.
pub(super) fn scoped(shelf: Shelf) -> Select<photo::Entity> {
    photo::Entity::find()
        .filter(photo::Column::UserId.eq(shelf.owner().0))
        .filter(photo::Column::StudioId.eq(shelf.studio().0))
}

/// Whether a photograph is the shelf's, where photographs are named. By both columns of the shelf SQLite would find them in
/// the index of their order, and read that to its end for the named ones; so one of them is hidden from it.
pub(super) fn among(shelf: Shelf) -> Condition {
    let column = |column| Expr::col((photo::Entity, column));
    Condition::all()
        .add(column(photo::Column::UserId).eq(shelf.owner().0))
        .add(column(photo::Column::StudioId).add(0).eq(shelf.studio().0))
}

/// As [`among`], where a query names the photographs: SQLite would sooner read any index that begins with the owner.
pub(super) fn among_found(shelf: Shelf) -> Condition {
    let column = |column| Expr::col((photo::Entity, column)).add(0);
    Condition::all()
        .add(column(photo::Column::UserId).eq(shelf.owner().0))
        .add(column(photo::Column::StudioId).eq(shelf.studio().0))
}

/// As [`scoped`], where photographs are named.
pub(super) fn scoped_among(shelf: Shelf) -> Select<photo::Entity> {
    photo::Entity::find().filter(among(shelf))
}

pub(super) fn scoped_update(shelf: Shelf) -> UpdateMany<photo::Entity> {
    photo::Entity::update_many()
        .filter(photo::Column::UserId.eq(shelf.owner().0))
        .filter(photo::Column::StudioId.eq(shelf.studio().0))
}

fn scoped_delete(shelf: Shelf) -> DeleteMany<photo::Entity> {
    photo::Entity::delete_many()
        .filter(photo::Column::UserId.eq(shelf.owner().0))
        .filter(photo::Column::StudioId.eq(shelf.studio().0))
}

pub(super) fn scoped_library(shelf: Shelf) -> Select<library::Entity> {
    library::Entity::find()
        .filter(library::Column::UserId.eq(shelf.owner().0))
        .filter(library::Column::StudioId.eq(shelf.studio().0))
}

pub(super) fn scoped_library_update(shelf: Shelf) -> UpdateMany<library::Entity> {
    library::Entity::update_many()
        .filter(library::Column::UserId.eq(shelf.owner().0))
        .filter(library::Column::StudioId.eq(shelf.studio().0))
}

async fn one(tx: &SeaTx, select: Select<photo::Entity>) -> Result<Option<Photo>, StoreError> {
    select.one(&tx.conn()).await.map_err(failed)?.map(mapping::photo).transpose()
}

#[async_trait]
impl PhotoRepository for SeaTx {
    async fn open(&self, shelf: Shelf) -> Result<i64, StoreError> {
        let next = Expr::col(library::Column::Version).add(1);
        let grown = || scoped_library_update(shelf).col_expr(library::Column::Version, next.clone());
        if self.dialect().has_returning() {
            let rows = grown().exec_with_returning(self.writer_of(&[])?).await.map_err(failed)?;
            if let Some(row) = rows.into_iter().next() {
                self.library_opened(shelf, row.version);
                return Ok(row.version);
            }
        }
        if grown().exec(self.writer_of(&[])?).await.map_err(failed)?.rows_affected == 0 {
            let row = library::ActiveModel {
                user_id: Set(shelf.owner().0),
                studio_id: Set(shelf.studio().0),
                version: Set(1),
                removals_version: Set(0),
            };
            // Somebody else may begin it at the same time, so one statement makes the row or takes it. If all who find it
            // there were to share its lock first, MySQL would let none of them change it.
            let grow = OnConflict::column(library::Column::UserId)
                .values([(
                    library::Column::Version,
                    Expr::col((library::Entity, library::Column::Version)).add(1),
                )])
                .to_owned();
            let insert = library::Entity::insert(row).on_conflict(grow);
            insert.exec_without_returning(self.writer_of(&[])?).await.map_err(failed)?;
        }
        let version = self.library_version(shelf).await?;
        self.library_opened(shelf, version);
        Ok(version)
    }

    async fn library_version(&self, shelf: Shelf) -> Result<i64, StoreError> {
        let row = scoped_library(shelf).one(&self.conn()).await.map_err(failed)?;
        Ok(row.map_or(0, |row| row.version))
    }

    async fn find(&self, shelf: Shelf, hothash: &Hothash) -> Result<Option<Photo>, StoreError> {
        one(self, scoped(shelf).filter(photo::Column::Hothash.eq(hothash.as_str()))).await
    }

    async fn find_by_id(&self, shelf: Shelf, id: PhotoId) -> Result<Option<Photo>, StoreError> {
        one(self, scoped(shelf).filter(photo::Column::Id.eq(id.0))).await
    }

    async fn insert(&self, shelf: Shelf, new: NewPhoto) -> Result<Photo, StoreError> {
        let row = mapping::new_photo_row(shelf, new);
        let insert = photo::Entity::insert(row.clone());
        let id = insert.exec(self.writer_of(&[])?).await.map_err(failed)?.last_insert_id;
        // Every column is written, so nothing needs to be read again.
        let row = photo::ActiveModel { id: Set(id), ..row };
        mapping::photo(row.try_into_model().map_err(failed)?)
    }

    async fn update(&self, shelf: Shelf, photo: &Photo) -> Result<Photo, StoreError> {
        let done = scoped_update(shelf)
            .set(mapping::photo_row(photo))
            .filter(photo::Column::Id.eq(photo.id.0))
            .filter(photo::Column::Version.eq(photo.version))
            .exec(self.writer_of(&[photo.id])?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = self.find_by_id(shelf, photo.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(Photo { version: photo.version + 1, ..photo.clone() })
    }

    async fn recount(&self, shelf: Shelf, photo: Photo) -> Result<Photo, StoreError> {
        let id = photo.id;
        let files: Vec<(String, Option<String>)> = super::files::scoped(shelf)
            .select_only()
            .columns([image_file::Column::Filename, image_file::Column::Format])
            .filter(image_file::Column::PhotoId.eq(id.0))
            .order_by_asc(image_file::Column::Id)
            .into_tuple()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        let search_key = mapping::search_key(&photo, files.iter().map(|(filename, _)| filename.as_str()));
        let file_count = i32::try_from(files.len()).unwrap_or(i32::MAX);
        let has_raw = files.iter().any(|(_, format)| mapping::is_raw(format.as_deref()));
        scoped_update(shelf)
            .col_expr(photo::Column::SearchKey, Expr::value(search_key))
            .col_expr(photo::Column::HasRaw, Expr::value(has_raw))
            .col_expr(photo::Column::FileCount, Expr::value(file_count))
            .filter(photo::Column::Id.eq(id.0))
            .exec(self.writer_of(&[id])?)
            .await
            .map_err(failed)?;
        Ok(Photo { has_raw, file_count, ..photo })
    }

    async fn remove(&self, shelf: Shelf, photo: &Photo) -> Result<(), StoreError> {
        tagging::set(self, shelf, photo.id, &[], photo.updated_at).await?;
        members::leave(self, shelf, photo.id, photo.updated_at).await?;
        let delete = scoped_delete(shelf).filter(photo::Column::Id.eq(photo.id.0));
        delete.exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn set_tags(
        &self,
        shelf: Shelf,
        id: PhotoId,
        tags: &[TagName],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        tagging::set(self, shelf, id, tags, now).await
    }

    async fn tags(&self, shelf: Shelf, id: PhotoId) -> Result<Vec<TagName>, StoreError> {
        tagging::of(self, shelf, id).await
    }

    async fn search(
        &self,
        shelf: Shelf,
        wanted: &PhotoSearch,
        order: PhotoOrder,
        page: PageRequest,
        total: Option<u64>,
    ) -> Result<Page<PlacedPhoto>, StoreError> {
        search::page(self, shelf, wanted, order, page, total).await
    }

    async fn count(&self, shelf: Shelf, wanted: &PhotoSearch) -> Result<u64, StoreError> {
        count(self, search::found(shelf, wanted)).await
    }

    async fn views(
        &self,
        shelf: Shelf,
        photos: &[PhotoId],
        previews: bool,
    ) -> Result<Vec<PhotoView>, StoreError> {
        views::of(self, shelf, photos, previews).await
    }

    async fn view(&self, shelf: Shelf, hothash: &Hothash) -> Result<Option<PhotoView>, StoreError> {
        views::named(self, shelf, hothash).await
    }

    async fn hotpreview(&self, shelf: Shelf, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes: Option<Option<Vec<u8>>> = super::files::scoped(shelf)
            .select_only()
            .column(image_file::Column::Hotpreview)
            .filter(image_file::Column::PhotoId.eq(id.0))
            .filter(image_file::Column::Hotpreview.is_not_null())
            .order_by_asc(image_file::Column::Id)
            .into_tuple()
            .one(&self.conn())
            .await
            .map_err(failed)?;
        Ok(bytes.flatten())
    }
}
