//! What is said of pictures, taken together.

use std::collections::HashMap;

use atelier_application::ports::StoreError;
use atelier_application::ports::proofing::{ProofSummary, Shown, Tally, Whose};
use atelier_domain::proofing::Decision;
use atelier_domain::{GalleryId, ImageId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Query};

use super::entities::{image_comment, image_decision};
use super::shown::is_shown;
use crate::paging::{CHUNK, rows, unsigned};
use crate::store::SeaTx;

use image_comment::Column as C;
use image_decision::Column as D;

const DECISION: image_decision::Entity = image_decision::Entity;

#[derive(FromQueryResult)]
struct Counted {
    approvals: i64,
    rejections: i64,
    edit_requests: i64,
}

/// How many different pictures are in rows of which `condition` holds.
fn pictures_where(condition: Expr) -> Expr {
    let picture: Expr = Expr::case(condition, Expr::col((DECISION, D::ImageId))).into();
    picture.count_distinct()
}

fn is(decision: Decision) -> Expr {
    Expr::col((DECISION, D::Decision)).eq(decision.as_str())
}

pub(super) async fn tally(
    tx: &SeaTx,
    shown: Shown<'_>,
    whose: Whose,
    without: &[ImageId],
) -> Result<Tally, StoreError> {
    let edit = Expr::col((DECISION, D::EditRequested)).eq(true);
    let mut select = Query::select();
    select
        .expr_as(pictures_where(is(Decision::Approved)), "approvals")
        .expr_as(pictures_where(is(Decision::Rejected)), "rejections")
        .expr_as(pictures_where(edit), "edit_requests")
        .from(DECISION)
        .and_where(Expr::col((DECISION, D::GalleryId)).eq(shown.gallery.0))
        .and_where(is_shown(shown.visibilities));
    match whose {
        Whose::Person(user) => select.and_where(Expr::col((DECISION, D::UserId)).eq(user.0)),
        Whose::Outside => select.and_where(Expr::col((DECISION, D::ByStudio)).eq(false)),
    };
    if !without.is_empty() {
        let ids = without.iter().map(|id| id.0);
        select.and_where(Expr::col((DECISION, D::ImageId)).is_not_in(ids));
    }
    let counted = rows::<Counted>(tx, &select).await?.pop();
    Ok(counted.map_or_else(Tally::default, |row| {
        let Counted { approvals, rejections, edit_requests } = row;
        Tally {
            approvals: unsigned(approvals),
            rejections: unsigned(rejections),
            edit_requests: unsigned(edit_requests),
        }
    }))
}

/// Opinions that agree in everything that is summed up.
#[derive(FromQueryResult)]
struct Alike {
    image_id: i64,
    decision: String,
    rating: Option<i32>,
    edit_requested: bool,
    count: i64,
}

#[derive(FromQueryResult)]
struct Comments {
    image_id: i64,
    count: i64,
}

pub(super) async fn summaries(
    tx: &SeaTx,
    gallery: GalleryId,
    images: &[ImageId],
    internal: bool,
) -> Result<HashMap<ImageId, ProofSummary>, StoreError> {
    let mut found: HashMap<ImageId, ProofSummary> = HashMap::new();
    let mut stars: HashMap<ImageId, (i64, i64)> = HashMap::new();
    for chunk in images.chunks(CHUNK) {
        for row in alike(tx, gallery, chunk).await? {
            let Alike { image_id, decision, rating, edit_requested, count } = row;
            let image = ImageId(image_id);
            let summary = found.entry(image).or_default();
            match Decision::parse(&decision) {
                Some(Decision::Approved) => summary.approvals += unsigned(count),
                Some(Decision::Rejected) => summary.rejections += unsigned(count),
                Some(Decision::Undecided) | None => {}
            }
            if edit_requested {
                summary.edit_requests += unsigned(count);
            }
            if let Some(rating) = rating {
                let (sum, number) = stars.entry(image).or_default();
                *sum += i64::from(rating) * count;
                *number += count;
            }
        }
        for Comments { image_id, count } in comments(tx, gallery, chunk, internal).await? {
            found.entry(ImageId(image_id)).or_default().comments = unsigned(count);
        }
    }
    for (image, (sum, number)) in stars {
        #[expect(clippy::cast_precision_loss, reason = "sums of stars are far below 2^52")]
        let average = sum as f64 / number as f64;
        found.entry(image).or_default().average_rating = Some(average);
    }
    Ok(found)
}

async fn alike(tx: &SeaTx, gallery: GalleryId, images: &[ImageId]) -> Result<Vec<Alike>, StoreError> {
    let select = Query::select()
        .columns([D::ImageId, D::Decision, D::Rating, D::EditRequested])
        .expr_as(Func::count(Expr::col(Asterisk)), "count")
        .from(DECISION)
        .and_where(Expr::col(D::GalleryId).eq(gallery.0))
        .and_where(Expr::col(D::ByStudio).eq(false))
        .and_where(Expr::col(D::ImageId).is_in(images.iter().map(|id| id.0)))
        .group_by_columns([D::ImageId, D::Decision, D::Rating, D::EditRequested])
        .take();
    rows(tx, &select).await
}

async fn comments(
    tx: &SeaTx,
    gallery: GalleryId,
    images: &[ImageId],
    internal: bool,
) -> Result<Vec<Comments>, StoreError> {
    let mut select = Query::select();
    select
        .column(C::ImageId)
        .expr_as(Func::count(Expr::col(Asterisk)), "count")
        .from(image_comment::Entity)
        .and_where(Expr::col(C::GalleryId).eq(gallery.0))
        .and_where(Expr::col(C::ImageId).is_in(images.iter().map(|id| id.0)))
        .and_where(Expr::col(C::DeletedAt).is_null())
        .group_by_col(C::ImageId);
    if !internal {
        select.and_where(Expr::col(C::Internal).eq(false));
    }
    rows(tx, &select).await
}
