//! What is read beside photographs.

use std::collections::{BTreeMap, HashMap};

use atelier_application::ports::StoreError;
use atelier_application::ports::library::{FileSummary, PhotoView};
use atelier_domain::library::{Photo, Shelf};
use atelier_domain::{ImageFileId, ImportSessionId, PhotoId, PhotoStackId};
use chrono::NaiveDateTime;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, FromQueryResult, IdenStatic, QueryFilter, QueryOrder, QuerySelect};

use super::entities::image_file;
use super::stacks::members;
use super::{authors, files, mapping, tagging};
use crate::columns::instant;
use crate::error::failed;
use crate::paging::CHUNK;
use crate::store::SeaTx;

use image_file::Column as F;

#[derive(FromQueryResult)]
struct FileRow {
    id: i64,
    photo_id: i64,
    filename: String,
    format: Option<String>,
    file_size: Option<i64>,
    storage_key: Option<String>,
    import_session_id: Option<i64>,
    imported_time: NaiveDateTime,
    hotpreview: Option<Vec<u8>>,
}

/// Pages of so many photographs have their small pictures whatever they weigh.
const FEW: usize = 50;

/// Of a longer page the small pictures of the first photographs that together have so many bytes.
const PREVIEW_BYTES: i64 = 32 * 1024 * 1024;

/// Chunks are of so many ids that a page of 1000 takes two of them.
pub(super) async fn of(
    tx: &SeaTx,
    shelf: Shelf,
    photos: Vec<Photo>,
    previews: bool,
) -> Result<Vec<PhotoView>, StoreError> {
    let ids: Vec<i64> = photos.iter().map(|photo| photo.id.0).collect();
    let mut tags: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut summaries: HashMap<i64, Vec<FileSummary>> = HashMap::new();
    let mut pictures: HashMap<i64, Vec<u8>> = HashMap::new();
    let (few, many) = if ids.len() <= FEW { (previews, false) } else { (false, previews) };
    for chunk in ids.chunks(CHUNK) {
        tags.extend(tagging::names(tx, shelf, chunk).await?);
        for row in file_rows(tx, shelf, chunk, few).await? {
            let (photo, summary, picture) = summary(row)?;
            summaries.entry(photo).or_default().push(summary);
            if let Some(bytes) = picture {
                // The first file that has one has the photograph's.
                pictures.entry(photo).or_insert(bytes);
            }
        }
    }
    if many {
        for chunk in affordable(tx, shelf, &ids).await?.chunks(CHUNK) {
            pictures.extend(hotpreviews(tx, shelf, chunk).await?);
        }
    }
    let named: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
    let stacks: HashMap<PhotoId, PhotoStackId> =
        members::places(tx, shelf, &named).await?.into_iter().collect();
    let authors = author_names(tx, shelf, &photos).await?;
    let view = |photo: Photo| PhotoView {
        tags: tags.remove(&photo.id.0).unwrap_or_default(),
        files: summaries.remove(&photo.id.0).unwrap_or_default(),
        author_name: photo.author.and_then(|author| authors.get(&author.0).cloned()),
        stack: stacks.get(&photo.id).copied(),
        hotpreview: pictures.remove(&photo.id.0),
        photo,
    };
    Ok(photos.into_iter().map(view).collect())
}

/// The files of these photographs, by their numbers, with their small pictures if so wanted.
async fn file_rows(
    tx: &SeaTx,
    shelf: Shelf,
    photos: &[i64],
    pictures: bool,
) -> Result<Vec<FileRow>, StoreError> {
    let picture =
        if pictures { Expr::col((image_file::Entity, F::Hotpreview)) } else { Expr::value(None::<Vec<u8>>) };
    let select = files::scoped(shelf)
        .select_only()
        .columns([
            F::Id,
            F::PhotoId,
            F::Filename,
            F::Format,
            F::FileSize,
            F::StorageKey,
            F::ImportSessionId,
            F::ImportedTime,
        ])
        .expr_as(picture, F::Hotpreview.as_str())
        .filter(F::PhotoId.is_in(photos.iter().copied()));
    let select = select.order_by_asc(F::PhotoId).order_by_asc(F::Id);
    select.into_model::<FileRow>().all(&tx.conn()).await.map_err(failed)
}

fn summary(row: FileRow) -> Result<(i64, FileSummary, Option<Vec<u8>>), StoreError> {
    let FileRow {
        id,
        photo_id,
        filename,
        format,
        file_size,
        storage_key,
        import_session_id,
        imported_time,
        hotpreview,
    } = row;
    let summary = FileSummary {
        id: ImageFileId(id),
        filename,
        format: format.as_deref().map(mapping::format).transpose()?,
        file_size,
        is_stored: storage_key.is_some(),
        import_session: import_session_id.map(ImportSessionId),
        imported_time: instant(imported_time),
    };
    Ok((photo_id, summary, hotpreview))
}

/// The first of these photographs whose small pictures fit together into [`PREVIEW_BYTES`].
async fn affordable(tx: &SeaTx, shelf: Shelf, photos: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut sizes: HashMap<i64, i64> = HashMap::new();
    let size = || {
        let bytes = Func::cust("octet_length").arg(Expr::col((image_file::Entity, F::Hotpreview)));
        tx.dialect().whole_sum(Expr::from(bytes))
    };
    for chunk in photos.chunks(CHUNK) {
        let select = files::scoped(shelf)
            .select_only()
            .column(F::PhotoId)
            .expr_as(size(), "size")
            .filter(F::PhotoId.is_in(chunk.iter().copied()))
            .group_by(F::PhotoId);
        let rows: Vec<(i64, Option<i64>)> = select.into_tuple().all(&tx.conn()).await.map_err(failed)?;
        sizes.extend(rows.into_iter().map(|(photo, size)| (photo, size.unwrap_or(0))));
    }
    let mut together = 0;
    let fits = |photo: &&i64| {
        together += sizes.get(photo).copied().unwrap_or(0);
        together <= PREVIEW_BYTES
    };
    Ok(photos.iter().take_while(fits).copied().collect())
}

/// The small pictures of these photographs.
async fn hotpreviews(tx: &SeaTx, shelf: Shelf, photos: &[i64]) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    let select = files::scoped(shelf)
        .select_only()
        .columns([F::PhotoId, F::Hotpreview])
        .filter(F::PhotoId.is_in(photos.iter().copied()))
        .filter(F::Hotpreview.is_not_null())
        .order_by_asc(F::PhotoId)
        .order_by_asc(F::Id);
    let rows: Vec<(i64, Option<Vec<u8>>)> = select.into_tuple().all(&tx.conn()).await.map_err(failed)?;
    Ok(rows.into_iter().filter_map(|(photo, bytes)| bytes.map(|bytes| (photo, bytes))).collect())
}

async fn author_names(
    tx: &SeaTx,
    shelf: Shelf,
    photos: &[Photo],
) -> Result<HashMap<i64, String>, StoreError> {
    let mut ids: Vec<i64> = photos.iter().filter_map(|photo| photo.author.map(|author| author.0)).collect();
    ids.sort_unstable();
    ids.dedup();
    authors::names(tx, shelf, &ids).await
}
