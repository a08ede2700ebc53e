//! A photograph and its first file, written in one round trip where the database can.

use atelier_application::ports::StoreError;
use atelier_application::ports::library::{NewImageFile, NewPhoto};
use atelier_application::ports::repositories::{ImageFileRepository, PhotoRepository};
use atelier_domain::library::{ImageFile, Photo, Shelf};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Value;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IdenStatic, Iterable, TryIntoModel};

use super::entities::{image_file, photo};
use super::mapping;
use crate::dialect::Together;
use crate::error::{corrupt, failed};
use crate::spelled::Spelled;
use crate::store::SeaTx;

/// Opens the library, and adds the photograph with its file.
pub(super) async fn add(
    tx: &SeaTx,
    shelf: Shelf,
    new: NewPhoto,
    file: NewImageFile,
) -> Result<(Photo, ImageFile), StoreError> {
    let Some(together) = tx.dialect().together() else { return one_by_one(tx, shelf, new, file).await };
    let photo = mapping::new_photo_row(shelf, new.clone());
    // The library's version is not known yet: the statement adds it to this one, unless there is no fingerprint.
    let row = mapping::new_file_row(shelf, 0, file.clone());
    let sql = match together {
        Together::Statement => one_statement(tx, shelf, &photo, &row)?,
        Together::Sequence => one_sequence(tx, shelf, &photo, &row)?,
    };
    let found = tx.writer_of(&[])?.query_all_raw(sql.statement()).await.map_err(failed)?;
    // Where there is no library yet, nothing was added.
    let Some(ids) = found.first() else { return one_by_one(tx, shelf, new, file).await };
    let (photo_id, id) = (ids.try_get_by_index(0).map_err(failed)?, ids.try_get_by_index(1).map_err(failed)?);
    tx.library_opened(shelf, ids.try_get_by_index(2).map_err(failed)?);
    let photo = photo::ActiveModel { id: Set(photo_id), ..photo };
    let row = image_file::ActiveModel { id: Set(id), photo_id: Set(photo_id), ..row };
    Ok((
        mapping::photo(photo.try_into_model().map_err(failed)?)?,
        mapping::file(row.try_into_model().map_err(failed)?)?,
    ))
}

async fn one_by_one(
    tx: &SeaTx,
    shelf: Shelf,
    new: NewPhoto,
    file: NewImageFile,
) -> Result<(Photo, ImageFile), StoreError> {
    let version = tx.open(shelf).await?;
    let photo = PhotoRepository::insert(tx, shelf, new).await?;
    let file = NewImageFile { photo: photo.id, ..file };
    let file = ImageFileRepository::insert(tx, shelf, version, file).await?;
    Ok((photo, file))
}

/// Each part takes rows of the one before it, so the library is locked before anything is added to it.
fn one_statement(
    tx: &SeaTx,
    shelf: Shelf,
    photo: &photo::ActiveModel,
    file: &image_file::ActiveModel,
) -> Result<Spelled, StoreError> {
    let mut sql = tx.dialect().spelled();
    sql.text("WITH opened AS (");
    grow(&mut sql, shelf);
    sql.text(" RETURNING version), added AS (INSERT INTO photos (");
    insert(&mut sql, photo, |column| matches!(column, photo::Column::Id), &[])?;
    sql.text(" FROM opened RETURNING id) INSERT INTO image_files (");
    insert(&mut sql, file, is_found, &["photo_id", "fingerprint_version"])?;
    sql.text(", added.id, opened.version + ").value(base(file)?);
    sql.text(" FROM opened, added RETURNING photo_id, id, (SELECT version FROM opened)");
    Ok(sql)
}

/// Three statements on one way. The photograph is found again by its name: its number is known to nobody yet.
fn one_sequence(
    tx: &SeaTx,
    shelf: Shelf,
    photo: &photo::ActiveModel,
    file: &image_file::ActiveModel,
) -> Result<Spelled, StoreError> {
    let mut sql = tx.dialect().spelled();
    grow(&mut sql, shelf);
    sql.text("; INSERT INTO photos (");
    insert(&mut sql, photo, |column| matches!(column, photo::Column::Id), &[])?;
    sql.text(" FROM libraries");
    of_shelf(&mut sql, "libraries", shelf);
    sql.text("; INSERT INTO image_files (");
    insert(&mut sql, file, is_found, &["photo_id", "fingerprint_version"])?;
    sql.text(", photos.id, libraries.version + ").value(base(file)?);
    sql.text(" FROM photos CROSS JOIN libraries");
    of_shelf(&mut sql, "libraries", shelf);
    sql.text(" AND photos.user_id = ").value(shelf.owner().0);
    sql.text(" AND photos.studio_id = ").value(shelf.studio().0);
    sql.text(" AND photos.hothash = ").value(given(photo, photo::Column::Hothash)?);
    sql.text(" RETURNING photo_id, id, (SELECT version FROM libraries");
    of_shelf(&mut sql, "libraries", shelf);
    sql.text(")");
    Ok(sql)
}

/// Whether the statement knows it and the row does not.
fn is_found(column: &image_file::Column) -> bool {
    use image_file::Column::{FingerprintVersion, Id, PhotoId};
    matches!(column, Id | PhotoId | FingerprintVersion)
}

fn grow(sql: &mut Spelled, shelf: Shelf) {
    sql.text("UPDATE libraries SET version = version + 1");
    of_shelf(sql, "libraries", shelf);
}

fn of_shelf(sql: &mut Spelled, table: &str, shelf: Shelf) {
    sql.text(" WHERE ").text(table).text(".user_id = ").value(shelf.owner().0);
    sql.text(" AND ").text(table).text(".studio_id = ").value(shelf.studio().0);
}

/// The columns of a row, then `more` of which the values follow, and the row's own values.
fn insert<A: ActiveModelTrait>(
    sql: &mut Spelled,
    row: &A,
    is_left_out: impl Fn(&<A::Entity as EntityTrait>::Column) -> bool,
    more: &[&str],
) -> Result<(), StoreError> {
    let columns = || <A::Entity as EntityTrait>::Column::iter().filter(|column| !is_left_out(column));
    let values = columns().map(|column| given(row, column)).collect::<Result<Vec<Value>, _>>()?;
    sql.names(columns().map(|column| column.as_str()).chain(more.iter().copied()));
    sql.text(") SELECT ").values(values);
    Ok(())
}

fn given<A: ActiveModelTrait>(
    row: &A,
    column: <A::Entity as EntityTrait>::Column,
) -> Result<Value, StoreError> {
    row.get(column).into_value().ok_or_else(|| corrupt("a new row lacks a value"))
}

/// 0 where there is a fingerprint, else null.
fn base(file: &image_file::ActiveModel) -> Result<Value, StoreError> {
    given(file, image_file::Column::FingerprintVersion)
}
