//! The files of photographs.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::library::{
    CompanionKey, ImageFileFilter, ImageFileView, NewImageFile, StoredFile,
};
use atelier_application::ports::repositories::{ImageFileRepository, PhotoRepository};
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::library::{Hashes, ImageFile, Shelf};
use atelier_domain::{ImageFileId, PhotoId};
use chrono::{Duration, Timelike};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, DeleteMany, EntityTrait, IdenStatic, Iterable, QueryFilter, QueryOrder,
    QuerySelect, Select, TryIntoModel, UpdateMany,
};

use super::entities::image_file::{ActiveModel, Column, Entity, Model};
use super::entities::{library, photo};
use super::{mapping, photo as photos};
use crate::error::{corrupt, failed};
use crate::paging::{CHUNK, list_by_id};
use crate::store::SeaTx;

/// The shelf's files.
pub(super) fn scoped(shelf: Shelf) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(shelf.owner().0)).filter(Column::StudioId.eq(shelf.studio().0))
}

pub(super) fn scoped_update(shelf: Shelf) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::StudioId.eq(shelf.studio().0))
}

/// The shelf's files as they are shown. That there is a small picture is told by one without bytes: nobody who asks for a
/// file wants a megabyte of them.
fn scoped_shown(shelf: Shelf) -> Select<Entity> {
    let told: Expr = CaseStatement::new()
        .case(Column::Hotpreview.is_not_null(), Expr::value(Vec::<u8>::new()))
        .finally(Expr::value(None::<Vec<u8>>))
        .into();
    scoped(shelf)
        .select_only()
        .columns(Column::iter().filter(|column| !matches!(column, Column::Hotpreview)))
        .expr_as(told, Column::Hotpreview.as_str())
}

fn scoped_delete(shelf: Shelf) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::UserId.eq(shelf.owner().0))
        .filter(Column::StudioId.eq(shelf.studio().0))
}

/// Sweeps and checks go through the bytes of the whole installation; a storage key is unique whoever has it.
fn unscoped_files() -> Select<Entity> {
    Entity::find()
}

/// As [`unscoped_files`].
fn unscoped_photos() -> Select<photo::Entity> {
    photo::Entity::find()
}

async fn one(tx: &SeaTx, select: Select<Entity>) -> Result<Option<ImageFile>, StoreError> {
    select.one(&tx.conn()).await.map_err(failed)?.map(mapping::file).transpose()
}

/// The files with the names of their photographs.
async fn with_photos(tx: &SeaTx, shelf: Shelf, rows: Vec<Model>) -> Result<Vec<ImageFileView>, StoreError> {
    let mut ids: Vec<i64> = rows.iter().map(|row| row.photo_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names = HashMap::new();
    let mut raws: HashMap<i64, Vec<i64>> = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let found: Vec<(i64, String)> = photos::scoped_among(shelf)
            .select_only()
            .columns([photo::Column::Id, photo::Column::Hothash])
            .filter(photo::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        names.extend(found);
        let raw: Vec<(i64, i64)> = scoped(shelf)
            .select_only()
            .columns([Column::PhotoId, Column::Id])
            .filter(Column::PhotoId.is_in(chunk.iter().copied()))
            .filter(Column::Format.is_in(mapping::raw_names()))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        for (photo, file) in raw {
            raws.entry(photo).or_default().push(file);
        }
    }
    let view = |row: Model| {
        let hothash = names.get(&row.photo_id).ok_or_else(|| corrupt("a file without a photo"))?;
        let others = raws.get(&row.photo_id);
        let has_raw_companion = others.is_some_and(|others| others.iter().any(|id| *id != row.id));
        Ok(ImageFileView {
            hothash: mapping::hothash_of(hothash)?,
            has_raw_companion,
            file: mapping::file(row)?,
        })
    };
    rows.into_iter().map(view).collect()
}

#[async_trait]
impl ImageFileRepository for SeaTx {
    async fn find(&self, shelf: Shelf, id: ImageFileId) -> Result<Option<ImageFile>, StoreError> {
        one(self, scoped_shown(shelf).filter(Column::Id.eq(id.0))).await
    }

    async fn find_by_content(
        &self,
        shelf: Shelf,
        content_hash: &str,
    ) -> Result<Option<ImageFile>, StoreError> {
        one(self, scoped_shown(shelf).filter(Column::ContentHash.eq(content_hash))).await
    }

    async fn of_photo(&self, shelf: Shelf, photo: PhotoId) -> Result<Vec<ImageFile>, StoreError> {
        let select = scoped_shown(shelf).filter(Column::PhotoId.eq(photo.0)).order_by_asc(Column::Id);
        let rows = select.all(&self.conn()).await.map_err(failed)?;
        rows.into_iter().map(mapping::file).collect()
    }

    async fn insert(
        &self,
        shelf: Shelf,
        library_version: i64,
        new: NewImageFile,
    ) -> Result<ImageFile, StoreError> {
        let photo = new.photo;
        let row = mapping::new_file_row(shelf, library_version, new);
        let insert = Entity::insert(row.clone());
        let id = insert.exec(self.writer_of(&[photo])?).await.map_err(failed)?.last_insert_id;
        // Every column is written, so nothing needs to be read again.
        mapping::file(ActiveModel { id: Set(id), ..row }.try_into_model().map_err(failed)?)
    }

    async fn rewrite(
        &self,
        shelf: Shelf,
        library_version: i64,
        file: &ImageFile,
        new: NewImageFile,
    ) -> Result<ImageFile, StoreError> {
        // A fingerprint that stays as it is must not be told of as a new one.
        let hashes = new.hashes.filter(|hashes| Some(*hashes) != file.hashes);
        let new = NewImageFile { photo: file.photo, hashes, ..new };
        scoped_update(shelf)
            .set(mapping::rewritten_row(shelf, library_version, new))
            .filter(Column::Id.eq(file.id.0))
            .exec(self.writer_of(&[file.photo])?)
            .await
            .map_err(failed)?;
        if hashes.is_some() && file.hashes.is_some() {
            self.fingerprints_removed(shelf, library_version).await?;
        }
        let rewritten = ImageFileRepository::find(self, shelf, file.id).await?;
        rewritten.ok_or_else(|| corrupt("a file that was there is gone"))
    }

    async fn update_info(&self, shelf: Shelf, file: &ImageFile) -> Result<ImageFile, StoreError> {
        scoped_update(shelf)
            .set(mapping::info_row(file))
            .filter(Column::Id.eq(file.id.0))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        let updated = ImageFileRepository::find(self, shelf, file.id).await?;
        updated.ok_or_else(|| corrupt("a file that was there is gone"))
    }

    async fn remove(&self, shelf: Shelf, library_version: i64, file: &ImageFile) -> Result<(), StoreError> {
        if file.has_hotpreview {
            let others = Condition::all().add(Column::PhotoId.eq(file.photo.0)).add(Column::Id.ne(file.id.0));
            let heir: Option<i64> = scoped(shelf)
                .select_only()
                .column(Column::Id)
                .filter(others.clone())
                .order_by_asc(Column::Id)
                .into_tuple()
                .one(&self.conn())
                .await
                .map_err(failed)?;
            let bytes = ImageFileRepository::hotpreview(self, shelf, file.id).await?;
            if let (Some(heir), Some(bytes)) = (heir, bytes) {
                scoped_update(shelf)
                    .col_expr(Column::Hotpreview, Expr::value(bytes))
                    .filter(Column::Id.eq(heir))
                    .exec(self.writer()?)
                    .await
                    .map_err(failed)?;
                if let Some(Hashes { gradient, dct }) = file.hashes {
                    // The picture is found by its fingerprint wherever it is; a file that has its own keeps it.
                    scoped_update(shelf)
                        .col_expr(Column::PerceptualHash, Expr::value(dct))
                        .col_expr(Column::GradientHash, Expr::value(gradient))
                        .col_expr(Column::FingerprintVersion, Expr::value(library_version))
                        .filter(Column::Id.eq(heir))
                        .filter(Column::PerceptualHash.is_null())
                        .exec(self.writer()?)
                        .await
                        .map_err(failed)?;
                }
            }
        }
        let delete = scoped_delete(shelf).filter(Column::Id.eq(file.id.0));
        delete.exec(self.writer()?).await.map_err(failed)?;
        if file.hashes.is_some() {
            self.fingerprints_removed(shelf, library_version).await?;
        }
        Ok(())
    }

    async fn move_all(&self, shelf: Shelf, from: PhotoId, to: PhotoId) -> Result<(), StoreError> {
        let has_picture = PhotoRepository::hotpreview(self, shelf, to).await?.is_some();
        let mut moved = scoped_update(shelf).col_expr(Column::PhotoId, Expr::value(to.0));
        if has_picture {
            // A photograph has one small picture: the one that its name is made of.
            moved = moved.col_expr(Column::Hotpreview, Expr::value(None::<Vec<u8>>));
        }
        moved.filter(Column::PhotoId.eq(from.0)).exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn fingerprints_removed(&self, shelf: Shelf, library_version: i64) -> Result<(), StoreError> {
        photos::scoped_library_update(shelf)
            .col_expr(library::Column::RemovalsVersion, Expr::value(library_version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn list(
        &self,
        shelf: Shelf,
        filter: ImageFileFilter,
        page: PageRequest,
    ) -> Result<Page<ImageFileView>, StoreError> {
        let ImageFileFilter { import_session, photo } = filter;
        let condition = Condition::all()
            .add_option(import_session.map(|session| Column::ImportSessionId.eq(session.0)))
            .add_option(photo.map(|photo| Column::PhotoId.eq(photo.0)));
        let select = scoped_shown(shelf).filter(condition);
        let Page { items, total, next } =
            list_by_id(self, select, Column::Id, Sort::NewestFirst, page, |row| row.id).await?;
        Ok(Page { items: with_photos(self, shelf, items).await?, total, next })
    }

    async fn view(&self, shelf: Shelf, id: ImageFileId) -> Result<Option<ImageFileView>, StoreError> {
        let rows = scoped_shown(shelf).filter(Column::Id.eq(id.0)).all(&self.conn()).await.map_err(failed)?;
        Ok(with_photos(self, shelf, rows).await?.pop())
    }

    async fn companion(&self, shelf: Shelf, key: &CompanionKey) -> Result<Option<PhotoId>, StoreError> {
        let CompanionKey { stem_key, taken_at, camera, is_raw } = key;
        // Cameras write fractions of a second into one of two companions only.
        let second = taken_at.local.with_nanosecond(0).unwrap_or(taken_at.local);
        let raw = Column::Format.is_in(mapping::raw_names());
        let other_kind = if *is_raw {
            Condition::any().add(raw.clone().not()).add(Column::Format.is_null())
        } else {
            Condition::all().add(raw)
        };
        let found: Option<i64> = scoped(shelf)
            .select_only()
            .column(Column::PhotoId)
            .filter(Column::TakenAt.gte(second))
            .filter(Column::TakenAt.lt(second + Duration::seconds(1)))
            .filter(Column::StemKey.eq(stem_key))
            .filter(Column::Camera.eq(camera))
            .filter(other_kind)
            .order_by_asc(Column::PhotoId)
            .into_tuple()
            .one(&self.conn())
            .await
            .map_err(failed)?;
        Ok(found.map(PhotoId))
    }

    async fn hotpreview(&self, shelf: Shelf, id: ImageFileId) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes: Option<Option<Vec<u8>>> = scoped(shelf)
            .select_only()
            .column(Column::Hotpreview)
            .filter(Column::Id.eq(id.0))
            .into_tuple()
            .one(&self.conn())
            .await
            .map_err(failed)?;
        Ok(bytes.flatten())
    }

    async fn named_objects(&self, keys: &[String]) -> Result<HashSet<String>, StoreError> {
        let mut named = HashSet::new();
        for chunk in keys.chunks(CHUNK) {
            let originals: Vec<Option<String>> = unscoped_files()
                .select_only()
                .column(Column::StorageKey)
                .filter(Column::StorageKey.is_in(chunk))
                .into_tuple()
                .all(&self.conn())
                .await
                .map_err(failed)?;
            let previews: Vec<Option<String>> = unscoped_photos()
                .select_only()
                .column(photo::Column::ColdpreviewKey)
                .filter(photo::Column::ColdpreviewKey.is_in(chunk))
                .into_tuple()
                .all(&self.conn())
                .await
                .map_err(failed)?;
            named.extend(originals.into_iter().chain(previews).flatten());
        }
        Ok(named)
    }

    async fn originals(&self, after: ImageFileId, limit: u64) -> Result<Vec<StoredFile>, StoreError> {
        let rows: Vec<(i64, Option<String>, Option<String>, Option<i64>)> = unscoped_files()
            .select_only()
            .columns([Column::Id, Column::StorageKey, Column::ContentHash, Column::FileSize])
            .filter(Column::Id.gt(after.0))
            .filter(Column::StorageKey.is_not_null())
            .order_by_asc(Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        let file = |(id, key, hash, size): (i64, Option<String>, Option<String>, Option<i64>)| {
            Some(StoredFile {
                id: ImageFileId(id),
                storage_key: key?,
                content_hash: hash?,
                file_size: size.unwrap_or(0),
            })
        };
        Ok(rows.into_iter().filter_map(file).collect())
    }
}
