//! Counters of galleries, which change in the transaction of what they count.

use std::collections::BTreeSet;

use atelier_application::ports::{CounterDrift, ImageProgress, StoreError};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::ProcessingState;
use atelier_domain::{GalleryId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Select, UpdateMany};

use super::entities::gallery::{Column, Entity};
use super::entities::gallery_image_group_relation;
use crate::columns::stored;
use crate::error::failed;
use crate::images::covers;
use crate::images::entities::image;
use crate::images::owners::GALLERIES;
use crate::paging::{rows, unsigned};
use crate::proofing::entities::image_decision;
use crate::proofing::{is_approved_outside, is_shown};
use crate::store::SeaTx;

use gallery_image_group_relation::Column as A;
use image_decision::Column as D;

/// One gallery that the caller has found in its studio, or that holds what the caller changed there.
fn unscoped(gallery: GalleryId) -> Select<Entity> {
    Entity::find().filter(Column::Id.eq(gallery.0))
}

/// As [`unscoped`].
fn unscoped_update(gallery: GalleryId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.eq(gallery.0))
}

fn distinct_images() -> Expr {
    Expr::col((image::Entity, image::Column::Id)).count_distinct()
}

fn of_gallery(gallery: GalleryId) -> Expr {
    Expr::col((gallery_image_group_relation::Entity, A::GalleryId)).eq(gallery.0)
}

/// The pictures that are shown and that somebody outside the studio has approved, without a gallery yet.
fn approved_images() -> SelectStatement {
    Query::select()
        .expr(Expr::col((image_decision::Entity, D::ImageId)).count_distinct())
        .from(image_decision::Entity)
        .and_where(is_approved_outside())
        .and_where(is_shown(&Visibility::ALL))
        .take()
}

fn recount_approved(gallery: GalleryId) -> Expr {
    let of_gallery = Expr::col((image_decision::Entity, D::GalleryId)).eq(gallery.0);
    let count = approved_images().and_where(of_gallery).take();
    Expr::SubQuery(None, Box::new(count.into()))
}

fn recounted(gallery: GalleryId) -> UpdateMany<Entity> {
    let count = GALLERIES.live_images().expr(distinct_images()).and_where(of_gallery(gallery)).take();
    unscoped_update(gallery)
        .col_expr(Column::ImageCount, Expr::SubQuery(None, Box::new(count.into())))
        .col_expr(Column::ApprovedCount, recount_approved(gallery))
        .col_expr(Column::ContentVersion, Expr::col(Column::ContentVersion).add(1))
        .col_expr(Column::PrimaryImageId, covers::still_held(&GALLERIES))
}

pub(super) async fn content_changed(
    tx: &SeaTx,
    galleries: &[GalleryId],
    now: Timestamp,
) -> Result<(), StoreError> {
    let in_order: BTreeSet<GalleryId> = galleries.iter().copied().collect();
    for gallery in in_order {
        // The lock comes first: the count must be of a statement that begins when the writer before has committed.
        tx.locked(unscoped(gallery)).one(&tx.conn()).await.map_err(failed)?;
        recounted(gallery)
            .col_expr(Column::LastActivityAt, Expr::value(stored(now)))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
    }
    Ok(())
}

pub(super) async fn count_downloads(
    tx: &SeaTx,
    gallery: GalleryId,
    count: i32,
    now: Timestamp,
) -> Result<(), StoreError> {
    unscoped_update(gallery)
        .col_expr(Column::DownloadCount, Expr::col(Column::DownloadCount).add(count))
        .col_expr(Column::LastActivityAt, Expr::value(stored(now)))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(())
}

pub(super) async fn proofing_changed(
    tx: &SeaTx,
    gallery: GalleryId,
    now: Timestamp,
) -> Result<(), StoreError> {
    unscoped_update(gallery)
        .col_expr(Column::ApprovedCount, recount_approved(gallery))
        .col_expr(Column::ProofingVersion, Expr::col(Column::ProofingVersion).add(1))
        .col_expr(Column::LastActivityAt, Expr::value(stored(now)))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(())
}

#[derive(FromQueryResult)]
struct StateCount {
    state: String,
    count: i64,
}

pub(super) async fn progress(
    tx: &SeaTx,
    gallery: GalleryId,
    visibilities: &[Visibility],
) -> Result<ImageProgress, StoreError> {
    let state = (image::Entity, image::Column::State);
    let select = GALLERIES
        .live_images()
        .column(state)
        .expr_as(distinct_images(), "count")
        .and_where(of_gallery(gallery))
        .and_where(
            Expr::col((gallery_image_group_relation::Entity, A::Visibility))
                .is_in(visibilities.iter().map(|visibility| visibility.as_str())),
        )
        .group_by_col(state)
        .take();
    let rows: Vec<StateCount> = rows(tx, &select).await?;
    let of = |state: ProcessingState| {
        rows.iter().find(|row| row.state == state.as_str()).map_or(0, |row| unsigned(row.count))
    };
    let [processing, ready, failed] = ProcessingState::ALL.map(of);
    Ok(ImageProgress { total: processing + ready + failed, processing, ready, failed })
}

#[derive(FromQueryResult)]
struct Counts {
    id: i64,
    stored_images: i32,
    images: i64,
    stored_approved: i32,
    approved: i64,
}

impl Counts {
    fn drifts(&self) -> impl Iterator<Item = CounterDrift> + use<> {
        let gallery = GalleryId(self.id);
        let counters = [
            ("image_count", self.stored_images, self.images),
            ("approved_count", self.stored_approved, self.approved),
        ];
        counters
            .into_iter()
            .map(move |(counter, stored, counted)| CounterDrift {
                gallery,
                counter,
                stored: i64::from(stored),
                counted,
            })
            .filter(|drift| drift.stored != drift.counted)
    }
}

pub(super) async fn recount(tx: &SeaTx, repair: bool) -> Result<Vec<CounterDrift>, StoreError> {
    let gallery = (Entity, Column::Id);
    let images = GALLERIES
        .live_images()
        .expr(distinct_images())
        .and_where(Expr::col((gallery_image_group_relation::Entity, A::GalleryId)).equals(gallery))
        .take();
    let approved =
        approved_images().and_where(Expr::col((image_decision::Entity, D::GalleryId)).equals(gallery)).take();
    let select = Query::select()
        .column(gallery)
        .expr_as(Expr::col((Entity, Column::ImageCount)), "stored_images")
        .expr_as(Expr::SubQuery(None, Box::new(images.into())), "images")
        .expr_as(Expr::col((Entity, Column::ApprovedCount)), "stored_approved")
        .expr_as(Expr::SubQuery(None, Box::new(approved.into())), "approved")
        .from(Entity)
        .order_by(gallery, Order::Asc)
        .take();
    let mut differing = Vec::new();
    for counts in rows::<Counts>(tx, &select).await? {
        let before = differing.len();
        differing.extend(counts.drifts());
        if repair && differing.len() > before {
            let gallery = GalleryId(counts.id);
            tx.locked(unscoped(gallery)).one(&tx.conn()).await.map_err(failed)?;
            recounted(gallery).exec(tx.writer()?).await.map_err(failed)?;
        }
    }
    Ok(differing)
}
