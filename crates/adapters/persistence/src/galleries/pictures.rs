//! The pictures of a gallery in their order: the list that clients look at all day.

use std::sync::Arc;

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::{GalleryImage, SequencedImage, StoreError};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::GroupType;
use atelier_domain::{GalleryId, ImageGroupId, ImageId};
use sea_orm::FromQueryResult;
use sea_orm::prelude::{DateTime, Json};
use sea_orm::sea_query::{
    Asterisk, Condition, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement,
};

use super::entities::{gallery, gallery_image_group_relation};
use super::mapping::group_type as parse_group_type;
use crate::columns::{instant, json_object};
use crate::images::entities::{image, image_group_relation};
use crate::images::mapping::{ai, focal_point, format, state};
use crate::paging::{rows, unsigned};
use crate::store::SeaTx;

use gallery::Column as G;
use gallery_image_group_relation::Column as A;
use image::Column as I;
use image_group_relation::Column as R;

const GALLERY: gallery::Entity = gallery::Entity;
const ATTACHMENT: gallery_image_group_relation::Entity = gallery_image_group_relation::Entity;
const MEMBER: image_group_relation::Entity = image_group_relation::Entity;
const IMAGE: image::Entity = image::Entity;

/// The columns of `images` that a list shows, and no more.
pub(crate) const SHOWN: [I; 20] = [
    I::Id,
    I::Filename,
    I::AltText,
    I::MimeType,
    I::Width,
    I::Height,
    I::FileSize,
    I::Metadata,
    I::TakenAt,
    I::State,
    I::Failure,
    I::PerceptualHash,
    I::ContentHash,
    I::CurrentVersion,
    I::ImagekitUrl,
    I::UploadedAt,
    I::Version,
    I::FocalX,
    I::FocalY,
    I::Ai,
];

/// The pictures of one page, under the name by which the outer statement knows a lateral subquery.
const PAGE: &str = "page";

#[derive(FromQueryResult)]
pub(crate) struct Row {
    id: i64,
    filename: String,
    alt_text: Option<String>,
    mime_type: String,
    width: i32,
    height: i32,
    file_size: i64,
    metadata: Json,
    taken_at: Option<DateTime>,
    state: String,
    failure: Option<String>,
    perceptual_hash: Option<i64>,
    content_hash: String,
    current_version: i32,
    imagekit_url: Option<String>,
    uploaded_at: DateTime,
    version: i64,
    focal_x: Option<f64>,
    focal_y: Option<f64>,
    ai: String,
    image_group_id: i64,
    kind: String,
    sort_order: i32,
}

impl Row {
    pub(crate) fn into_view(self) -> Result<GalleryImage, StoreError> {
        let Self {
            id,
            filename,
            alt_text,
            mime_type,
            width,
            height,
            file_size,
            metadata,
            taken_at,
            state: stored_state,
            failure,
            perceptual_hash,
            content_hash,
            current_version,
            imagekit_url,
            uploaded_at,
            version,
            focal_x,
            focal_y,
            ai: label,
            image_group_id,
            kind,
            sort_order,
        } = self;
        Ok(GalleryImage {
            id: ImageId(id),
            filename,
            alt_text,
            focal_point: focal_point(focal_x, focal_y)?,
            ai: ai(&label)?,
            format: format(&mime_type)?,
            width,
            height,
            file_size,
            metadata: Arc::new(json_object("images.metadata", metadata)?),
            taken_at,
            state: state(&stored_state)?,
            failure,
            perceptual_hash,
            content_hash,
            current_version,
            mirror_url: imagekit_url,
            uploaded_at: instant(uploaded_at),
            version,
            group: ImageGroupId(image_group_id),
            group_type: parse_group_type(&kind)?,
            sort_order,
        })
    }
}

/// The attachments of the live gallery that are asked for. The gallery is one row, so the order of the attachments'
/// index survives the join.
fn attachments(
    gallery: GalleryId,
    visibilities: &[Visibility],
    group_type: Option<&GroupType>,
) -> SelectStatement {
    let mut select = Query::select();
    select
        .from(GALLERY)
        .cross_join(ATTACHMENT)
        .and_where(Expr::col((GALLERY, G::Id)).eq(gallery.0))
        .and_where(Expr::col((GALLERY, G::DeletedAt)).is_null())
        .and_where(Expr::col((ATTACHMENT, A::GalleryId)).eq(gallery.0))
        .and_where(
            Expr::col((ATTACHMENT, A::Visibility))
                .is_in(visibilities.iter().map(|visibility| visibility.as_str())),
        );
    if let Some(group_type) = group_type {
        select.and_where(Expr::col((ATTACHMENT, A::Kind)).eq(group_type.as_str()));
    }
    select
}

/// [`attachments`] with their live pictures. `CROSS JOIN` keeps SQLite at this order of the tables, in which it needs
/// no sorting; to the others it is a plain join.
fn pictures(
    gallery: GalleryId,
    visibilities: &[Visibility],
    group_type: Option<&GroupType>,
) -> SelectStatement {
    attachments(gallery, visibilities, group_type)
        .cross_join(MEMBER)
        .cross_join(IMAGE)
        .and_where(Expr::col((MEMBER, R::ImageGroupId)).equals((ATTACHMENT, A::ImageGroupId)))
        .and_where(Expr::col((IMAGE, I::Id)).equals((MEMBER, R::ImageId)))
        .and_where(Expr::col((IMAGE, I::DeletedAt)).is_null())
        .take()
}

/// The order of the groups; one that hangs twice keeps its pictures together.
fn by_attachment(select: &mut SelectStatement) -> &mut SelectStatement {
    select
        .order_by((ATTACHMENT, A::SortOrder), Order::Asc)
        .order_by((ATTACHMENT, A::ImageGroupId), Order::Asc)
        .order_by((ATTACHMENT, A::Kind), Order::Asc)
}

/// The order of the pictures in their group, by columns of one index.
fn by_member(select: &mut SelectStatement) -> &mut SelectStatement {
    select.order_by((MEMBER, R::SortOrder), Order::Asc).order_by((MEMBER, R::ImageId), Order::Asc)
}

fn page_of_joins(mut select: SelectStatement, page: PageRequest) -> SelectStatement {
    select
        .columns(SHOWN.map(|column| (IMAGE, column)))
        .column((MEMBER, R::ImageGroupId))
        .column((MEMBER, R::SortOrder))
        .expr_as(Expr::col((ATTACHMENT, A::Kind)), "kind");
    by_member(by_attachment(&mut select)).limit(page.limit).offset(page.offset).take()
}

/// The same page where subqueries may be lateral: from each group its first pictures by index, up to the end of the
/// page, and only those are sorted together.
fn page_of_laterals(mut select: SelectStatement, page: PageRequest) -> SelectStatement {
    let mut first = Query::select();
    first
        .columns(SHOWN.map(|column| (IMAGE, column)))
        .column((MEMBER, R::ImageGroupId))
        .column((MEMBER, R::SortOrder))
        .from(MEMBER)
        .inner_join(IMAGE, Expr::col((IMAGE, I::Id)).equals((MEMBER, R::ImageId)))
        .and_where(Expr::col((MEMBER, R::ImageGroupId)).equals((ATTACHMENT, A::ImageGroupId)))
        .and_where(Expr::col((IMAGE, I::DeletedAt)).is_null());
    by_member(&mut first).limit(page.offset.saturating_add(page.limit));
    select
        .columns(SHOWN.map(|column| (PAGE, column)))
        .column((PAGE, R::ImageGroupId))
        .column((PAGE, R::SortOrder))
        .expr_as(Expr::col((ATTACHMENT, A::Kind)), "kind")
        .join_lateral(JoinType::InnerJoin, first.take(), PAGE, Condition::all());
    by_attachment(&mut select)
        .order_by((PAGE, R::SortOrder), Order::Asc)
        .order_by((PAGE, I::Id), Order::Asc)
        .limit(page.limit)
        .offset(page.offset)
        .take()
}

#[derive(FromQueryResult)]
struct Attached {
    group_id: i64,
    kind: String,
}

/// The group of a gallery that shows only one, as most do.
async fn only_group(tx: &SeaTx, mut select: SelectStatement) -> Result<Option<Attached>, StoreError> {
    select
        .expr_as(Expr::col((ATTACHMENT, A::ImageGroupId)), "group_id")
        .expr_as(Expr::col((ATTACHMENT, A::Kind)), "kind")
        .limit(2);
    let mut attached: Vec<Attached> = rows(tx, &select).await?;
    Ok(if attached.len() == 1 { attached.pop() } else { None })
}

/// The same page of one group, by its index and nothing else.
fn page_of_group(attached: Attached, page: PageRequest) -> SelectStatement {
    let Attached { group_id, kind } = attached;
    let mut select = Query::select();
    select
        .columns(SHOWN.map(|column| (IMAGE, column)))
        .column((MEMBER, R::ImageGroupId))
        .column((MEMBER, R::SortOrder))
        .expr_as(Expr::value(kind), "kind")
        .from(MEMBER)
        .inner_join(IMAGE, Expr::col((IMAGE, I::Id)).equals((MEMBER, R::ImageId)))
        .and_where(Expr::col((MEMBER, R::ImageGroupId)).eq(group_id))
        .and_where(Expr::col((IMAGE, I::DeletedAt)).is_null());
    by_member(&mut select).limit(page.limit).offset(page.offset).take()
}

#[derive(FromQueryResult)]
struct Counted {
    count: i64,
}

async fn count(tx: &SeaTx, mut select: SelectStatement) -> Result<i64, StoreError> {
    select.expr_as(Func::count(Expr::col(Asterisk)), "count");
    Ok(rows::<Counted>(tx, &select).await?.first().map_or(0, |row| row.count))
}

pub(super) async fn list(
    tx: &SeaTx,
    gallery: GalleryId,
    visibilities: &[Visibility],
    group_type: Option<&GroupType>,
    page: PageRequest,
    counted: bool,
) -> Result<Page<GalleryImage>, StoreError> {
    let attached = attachments(gallery, visibilities, group_type);
    let select = if tx.dialect().has_lateral_joins() {
        page_of_laterals(attached, page)
    } else if tx.dialect().sorts_nested_indexes()
        && let Some(group) = only_group(tx, attached).await?
    {
        page_of_group(group, page)
    } else {
        page_of_joins(pictures(gallery, visibilities, group_type), page)
    };
    let items = rows::<Row>(tx, &select).await?;
    let items = items.into_iter().map(Row::into_view).collect::<Result<_, _>>()?;
    let total =
        if counted { unsigned(count(tx, pictures(gallery, visibilities, group_type)).await?) } else { 0 };
    Ok(Page { items, total, next: None })
}

#[derive(FromQueryResult)]
struct Sequenced {
    id: i64,
    image_group_id: i64,
    state: String,
    mime_type: String,
}

/// All pictures in the order of [`list`], in few columns.
pub(super) async fn sequence(
    tx: &SeaTx,
    gallery: GalleryId,
    visibilities: &[Visibility],
    limit: u64,
) -> Result<Vec<SequencedImage>, StoreError> {
    let mut select = pictures(gallery, visibilities, None);
    select.columns([I::Id, I::State, I::MimeType].map(|column| (IMAGE, column)));
    select.column((MEMBER, R::ImageGroupId));
    let select = by_member(by_attachment(&mut select)).limit(limit).take();
    let sequenced = |row: Sequenced| {
        let Sequenced { id, image_group_id, state: stored_state, mime_type } = row;
        Ok(SequencedImage {
            image: ImageId(id),
            group: ImageGroupId(image_group_id),
            state: state(&stored_state)?,
            format: format(&mime_type)?,
        })
    };
    rows::<Sequenced>(tx, &select).await?.into_iter().map(sequenced).collect()
}

/// The place of a picture in the order of [`list`].
#[derive(FromQueryResult)]
struct Place {
    attachment_order: i32,
    group_id: i64,
    kind: String,
    member_order: i32,
}

pub(super) async fn position(
    tx: &SeaTx,
    gallery: GalleryId,
    visibilities: &[Visibility],
    image: ImageId,
) -> Result<Option<i64>, StoreError> {
    let mut select = pictures(gallery, visibilities, None);
    select
        .expr_as(Expr::col((ATTACHMENT, A::SortOrder)), "attachment_order")
        .expr_as(Expr::col((ATTACHMENT, A::ImageGroupId)), "group_id")
        .expr_as(Expr::col((ATTACHMENT, A::Kind)), "kind")
        .expr_as(Expr::col((MEMBER, R::SortOrder)), "member_order")
        .and_where(Expr::col((IMAGE, I::Id)).eq(image.0));
    by_member(by_attachment(&mut select)).limit(1);
    let Some(place) = rows::<Place>(tx, &select).await?.into_iter().next() else { return Ok(None) };
    let before = pictures(gallery, visibilities, None).cond_where(before(&place, image)).take();
    Ok(Some(count(tx, before).await? + 1))
}

/// The rows that come before `place`: smaller in the first column in which they differ.
fn before(place: &Place, image: ImageId) -> Condition {
    let columns: [(Expr, Expr); 5] = [
        (Expr::col((ATTACHMENT, A::SortOrder)), Expr::value(place.attachment_order)),
        (Expr::col((ATTACHMENT, A::ImageGroupId)), Expr::value(place.group_id)),
        (Expr::col((ATTACHMENT, A::Kind)), Expr::value(place.kind.as_str())),
        (Expr::col((MEMBER, R::SortOrder)), Expr::value(place.member_order)),
        (Expr::col((IMAGE, I::Id)), Expr::value(image.0)),
    ];
    let mut smaller = Condition::any();
    let mut equal_so_far = Condition::all();
    for (column, value) in columns {
        smaller = smaller.add(equal_so_far.clone().add(column.clone().lt(value.clone())));
        equal_so_far = equal_so_far.add(column.eq(value));
    }
    smaller
}
