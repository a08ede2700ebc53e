//! Photographs with what is read beside them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use atelier_application::ports::StoreError;
use atelier_application::ports::library::{FileSummary, Hotpreview, PhotoView};
use atelier_domain::library::{Hothash, Shelf};
use atelier_domain::{ImageFileId, ImportSessionId, PhotoId, PhotoStackId};
use chrono::NaiveDateTime;
use futures_util::TryStreamExt;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, TryGetable};

use super::author_entities::author;
use super::entities::{image_file, photo, photo_tag};
use super::photo::among;
use super::stacks::entities::photo_stack_member;
use super::{files, mapping, tagging};
use crate::columns::instant;
use crate::error::failed;
use crate::paging::{CHUNK, steady};
use crate::store::SeaTx;

use image_file::Column as F;
use photo::Column as P;
use photo_stack_member::Column as Member;

/// Pages of so many photographs have their small pictures whatever they weigh.
const FEW: usize = 50;

/// Of a longer page the small pictures of the first photographs that together have so many bytes.
const PREVIEW_BYTES: i64 = 32 * 1024 * 1024;

/// Chunks are of so many ids that a page of 1000 takes two of them.
pub(super) async fn of(
    tx: &SeaTx,
    shelf: Shelf,
    photos: &[PhotoId],
    previews: bool,
) -> Result<Vec<PhotoView>, StoreError> {
    let ids: Vec<i64> = photos.iter().map(|photo| photo.0).collect();
    let few = ids.len() <= FEW;
    let mut found = Found::default();
    for chunk in ids.chunks(CHUNK) {
        let select = scoped_views(shelf, previews && few).and_where(P::Id.is_in(steady(chunk))).take();
        found.read(tx, shelf, &select).await?;
    }
    if previews && !few {
        for chunk in affordable(tx, shelf, &ids).await?.chunks(CHUNK) {
            for (photo, bytes) in hotpreviews(tx, shelf, chunk).await? {
                if let Some(Begun { view, .. }) = found.begun.get_mut(&photo) {
                    view.hotpreview.get_or_insert_with(|| Hotpreview::of(&bytes));
                }
            }
        }
    }
    Ok(ids.iter().filter_map(|id| found.view(*id)).collect())
}

/// The photograph of this name, with its small picture.
pub(super) async fn named(tx: &SeaTx, shelf: Shelf, name: &Hothash) -> Result<Option<PhotoView>, StoreError> {
    let select = scoped_views(shelf, true).and_where(P::Hothash.eq(name.as_str())).take();
    let mut found = Found::default();
    found.read(tx, shelf, &select).await?;
    let id = found.begun.keys().next().copied();
    Ok(id.and_then(|id| found.view(id)))
}

/// What of photographs is shown, in the order in which [`photo_of`] takes it.
const PHOTO: [P; 32] = [
    P::Id,
    P::StudioId,
    P::UserId,
    P::Hothash,
    P::Title,
    P::Description,
    P::Rating,
    P::TakenAt,
    P::TakenOffset,
    P::GpsLatitude,
    P::GpsLongitude,
    P::ExifTakenAt,
    P::ExifTakenOffset,
    P::ExifLatitude,
    P::ExifLongitude,
    P::CorrectedAt,
    P::CorrectionReason,
    P::AuthorId,
    P::MasterFileId,
    P::Width,
    P::Height,
    P::Camera,
    P::Lens,
    P::HasRaw,
    P::FileCount,
    P::ColdpreviewKey,
    P::ColdpreviewWidth,
    P::ColdpreviewHeight,
    P::ColdpreviewSize,
    P::Version,
    P::CreatedAt,
    P::UpdatedAt,
];

/// How many columns come between a photograph's and a file's.
const BESIDE: usize = 3;

/// What of files is shown, in the order in which [`file_of`] takes it; behind it comes the small picture.
const FILE: [F; 7] =
    [F::Id, F::Filename, F::Format, F::FileSize, F::StorageKey, F::ImportSessionId, F::ImportedTime];

/// The shelf's photographs, each with its author's name, its stack, whether it has tags, and one of its files: in as many
/// rows as it has files, or in one that has none.
fn scoped_views(shelf: Shelf, pictures: bool) -> SelectStatement {
    let of_photo = |column: P| Expr::col((photo::Entity, column));
    let author = Query::select()
        .column((author::Entity, author::Column::Name))
        .from(author::Entity)
        .and_where(Expr::col((author::Entity, author::Column::Id)).equals((photo::Entity, P::AuthorId)))
        .take();
    let stack = Query::select()
        .column((photo_stack_member::Entity, Member::StackId))
        .from(photo_stack_member::Entity)
        .and_where(Expr::col((photo_stack_member::Entity, Member::PhotoId)).equals((photo::Entity, P::Id)))
        .take();
    let tags = Query::select()
        .expr(Expr::value(1))
        .from(photo_tag::Entity)
        .and_where(Expr::col((photo_tag::Entity, photo_tag::Column::PhotoId)).equals((photo::Entity, P::Id)))
        .take();
    // With a constant PostgreSQL may believe that the owner has one file, and read all of them for each photograph.
    let owner = of_photo(P::UserId).add(0);
    let of_file = |column| Expr::col((image_file::Entity, column));
    let picture = if pictures { of_file(F::Hotpreview) } else { Expr::value(None::<Vec<u8>>) };
    Query::select()
        .columns(PHOTO.map(|column| (photo::Entity, column)))
        .expr(author)
        .expr(stack)
        .expr(Expr::exists(tags))
        .columns(FILE.map(|column| (image_file::Entity, column)))
        .expr(picture)
        .from(photo::Entity)
        .left_join(
            image_file::Entity,
            of_file(F::UserId).eq(owner).and(of_file(F::PhotoId).equals((photo::Entity, P::Id))),
        )
        .cond_where(among(shelf))
        .take()
}

/// A photograph of which not all rows may have come yet.
struct Begun {
    view: PhotoView,
    /// The first of its files so far that has a small picture.
    pictured: Option<ImageFileId>,
}

/// Photographs by their numbers.
#[derive(Default)]
struct Found {
    begun: HashMap<i64, Begun>,
    tagged: Vec<i64>,
}

impl Found {
    async fn read(&mut self, tx: &SeaTx, shelf: Shelf, select: &SelectStatement) -> Result<(), StoreError> {
        // Each row goes before the next one comes: a page of small pictures is a quarter of a megabyte.
        let mut rows = tx.stream(select).await?;
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            self.take(&row)?;
        }
        drop(rows);
        let tagged = std::mem::take(&mut self.tagged);
        if !tagged.is_empty() {
            for (photo, names) in tagging::names(tx, shelf, &tagged).await? {
                if let Some(begun) = self.begun.get_mut(&photo) {
                    begun.view.tags = names;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, row: &QueryResult) -> Result<(), StoreError> {
        let mut columns = Columns { row, next: 0 };
        let id = Columns { row, next: 0 }.take()?;
        let Begun { view, pictured } = match self.begun.entry(id) {
            Entry::Occupied(begun) => {
                columns.next = PHOTO.len() + BESIDE;
                begun.into_mut()
            }
            Entry::Vacant(free) => {
                let photo = mapping::photo(photo_of(&mut columns)?)?;
                let author_name = columns.take()?;
                let stack = columns.take::<Option<i64>>()?.map(PhotoStackId);
                if columns.take()? {
                    self.tagged.push(id);
                }
                let (tags, files) = (Vec::new(), Vec::new());
                let view = PhotoView { photo, tags, files, author_name, stack, hotpreview: None };
                free.insert(Begun { view, pictured: None })
            }
        };
        if let Some((file, picture)) = file_of(&mut columns)? {
            // The first file that has one has the photograph's.
            if let Some(bytes) = picture
                && pictured.is_none_or(|first| file.id < first)
            {
                view.hotpreview = Some(Hotpreview::of(&bytes));
                *pictured = Some(file.id);
            }
            view.files.push(file);
        }
        Ok(())
    }

    fn view(&mut self, id: i64) -> Option<PhotoView> {
        let mut view = self.begun.remove(&id)?.view;
        view.files.sort_unstable_by_key(|file| file.id);
        Some(view)
    }
}

/// The columns of a row, one after the other.
struct Columns<'r> {
    row: &'r QueryResult,
    next: usize,
}

impl Columns<'_> {
    fn take<T: TryGetable>(&mut self) -> Result<T, StoreError> {
        let value = self.row.try_get_by_index(self.next).map_err(failed);
        self.next += 1;
        value
    }
}

/// What is told of it, which is all but the keys by which it is looked for.
fn photo_of(columns: &mut Columns<'_>) -> Result<photo::Model, StoreError> {
    Ok(photo::Model {
        id: columns.take()?,
        studio_id: columns.take()?,
        user_id: columns.take()?,
        hothash: columns.take()?,
        title: columns.take()?,
        description: columns.take()?,
        rating: columns.take()?,
        taken_at: columns.take()?,
        taken_offset: columns.take()?,
        gps_latitude: columns.take()?,
        gps_longitude: columns.take()?,
        exif_taken_at: columns.take()?,
        exif_taken_offset: columns.take()?,
        exif_latitude: columns.take()?,
        exif_longitude: columns.take()?,
        corrected_at: columns.take()?,
        correction_reason: columns.take()?,
        author_id: columns.take()?,
        master_file_id: columns.take()?,
        width: columns.take()?,
        height: columns.take()?,
        camera: columns.take()?,
        lens: columns.take()?,
        has_raw: columns.take()?,
        file_count: columns.take()?,
        coldpreview_key: columns.take()?,
        coldpreview_width: columns.take()?,
        coldpreview_height: columns.take()?,
        coldpreview_size: columns.take()?,
        version: columns.take()?,
        created_at: columns.take()?,
        updated_at: columns.take()?,
        search_key: String::new(),
        taken_key: 0,
        taken_hour: None,
        camera_key: None,
        lens_key: None,
    })
}

/// A file and its small picture.
type Pictured = (FileSummary, Option<Vec<u8>>);

/// The row's file, if there is one.
fn file_of(columns: &mut Columns<'_>) -> Result<Option<Pictured>, StoreError> {
    let Some(id) = columns.take()? else { return Ok(None) };
    let file = FileSummary {
        id: ImageFileId(id),
        filename: columns.take()?,
        format: columns.take::<Option<String>>()?.as_deref().map(mapping::format).transpose()?,
        file_size: columns.take()?,
        is_stored: columns.take::<Option<String>>()?.is_some(),
        import_session: columns.take::<Option<i64>>()?.map(ImportSessionId),
        imported_time: instant(columns.take::<NaiveDateTime>()?),
    };
    Ok(Some((file, columns.take()?)))
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
            .filter(F::PhotoId.is_in(steady(chunk)))
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
        .filter(F::PhotoId.is_in(steady(photos)))
        .filter(F::Hotpreview.is_not_null())
        .order_by_asc(F::PhotoId)
        .order_by_asc(F::Id);
    let rows: Vec<(i64, Option<Vec<u8>>)> = select.into_tuple().all(&tx.conn()).await.map_err(failed)?;
    Ok(rows.into_iter().filter_map(|(photo, bytes)| bytes.map(|bytes| (photo, bytes))).collect())
}
