//! Who says something, and how far they have come.

use std::collections::{BTreeMap, HashMap};

use atelier_application::ports::StoreError;
use atelier_application::ports::proofing::{PersonProgress, Shown, Tally};
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::Decision;
use atelier_domain::{GalleryId, UserId};
use sea_orm::FromQueryResult;
use sea_orm::prelude::DateTime;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Order, Query};

use super::entities::{gallery_submission, image_decision};
use super::shown::is_shown;
use crate::columns::{corrupt, instant};
use crate::paging::{CHUNK, rows, unsigned};
use crate::store::SeaTx;

use gallery_submission::Column as S;
use image_decision::Column as D;

const DECISION: image_decision::Entity = image_decision::Entity;

/// How many people a list shows.
const PEOPLE_MAX: u64 = 1_000;

/// The ways in which two opinions can differ here: three decisions, with and without an edit.
const KINDS: u64 = 6;

#[derive(FromQueryResult)]
struct Named {
    id: i64,
    name: String,
    role: String,
}

/// A person as rows show it.
pub(crate) struct Person {
    pub name: String,
    pub kind: UserKind,
}

/// The people to whom rows of the caller's studio point.
pub(crate) async fn names(
    tx: &SeaTx,
    users: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Person>, StoreError> {
    let mut ids: Vec<i64> = users.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let select = Query::select()
            .columns(["id", "name", "role"])
            .from("users")
            .and_where(Expr::col("id").is_in(chunk.iter().copied()))
            .take();
        for Named { id, name, role } in rows::<Named>(tx, &select).await? {
            let kind = UserKind::from_role_name(&role).ok_or_else(|| corrupt("users.role", &role))?;
            found.insert(id, Person { name, kind });
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Alike {
    user_id: i64,
    decision: String,
    edit_requested: bool,
    count: i64,
}

#[derive(FromQueryResult)]
struct Submitted {
    user_id: i64,
    submitted_at: Option<DateTime>,
    reopened_at: Option<DateTime>,
}

#[derive(Default)]
struct Progress {
    tally: Tally,
    submitted_at: Option<DateTime>,
    reopened_at: Option<DateTime>,
}

pub(super) async fn progress(
    tx: &SeaTx,
    shown: Shown<'_>,
    only: Option<UserId>,
) -> Result<Vec<PersonProgress>, StoreError> {
    let mut people: BTreeMap<i64, Progress> = BTreeMap::new();
    for Alike { user_id, decision, edit_requested, count } in alike(tx, shown, only).await? {
        let tally = &mut people.entry(user_id).or_default().tally;
        match Decision::parse(&decision) {
            Some(Decision::Approved) => tally.approvals += unsigned(count),
            Some(Decision::Rejected) => tally.rejections += unsigned(count),
            Some(Decision::Undecided) | None => {}
        }
        if edit_requested {
            tally.edit_requests += unsigned(count);
        }
    }
    for Submitted { user_id, submitted_at, reopened_at } in submitted(tx, shown.gallery, only).await? {
        let person = people.entry(user_id).or_default();
        (person.submitted_at, person.reopened_at) = (submitted_at, reopened_at);
    }
    let mut names = names(tx, people.keys().copied()).await?;
    let mut told = Vec::with_capacity(people.len());
    for (user, progress) in people.into_iter().take(usize::try_from(PEOPLE_MAX).unwrap_or(usize::MAX)) {
        let Progress { tally, submitted_at, reopened_at } = progress;
        let person = names.remove(&user).ok_or_else(|| corrupt("image_decisions.user_id", "nobody"))?;
        told.push(PersonProgress {
            user: UserId(user),
            name: person.name,
            kind: person.kind,
            tally,
            submitted_at: submitted_at.map(instant),
            reopened_at: reopened_at.map(instant),
        });
    }
    Ok(told)
}

async fn alike(tx: &SeaTx, shown: Shown<'_>, only: Option<UserId>) -> Result<Vec<Alike>, StoreError> {
    let columns = [D::UserId, D::Decision, D::EditRequested].map(|column| (DECISION, column));
    let mut select = Query::select();
    select
        .columns(columns)
        .expr_as(Func::count(Expr::col(Asterisk)), "count")
        .from(DECISION)
        .and_where(Expr::col((DECISION, D::GalleryId)).eq(shown.gallery.0))
        .and_where(is_shown(shown.visibilities))
        .group_by_columns(columns)
        .order_by((DECISION, D::UserId), Order::Asc)
        .limit(PEOPLE_MAX * KINDS);
    if let Some(user) = only {
        select.and_where(Expr::col((DECISION, D::UserId)).eq(user.0));
    }
    rows(tx, &select).await
}

async fn submitted(
    tx: &SeaTx,
    gallery: GalleryId,
    only: Option<UserId>,
) -> Result<Vec<Submitted>, StoreError> {
    let mut select = Query::select();
    select
        .columns([S::UserId, S::SubmittedAt, S::ReopenedAt])
        .from(gallery_submission::Entity)
        .and_where(Expr::col(S::GalleryId).eq(gallery.0))
        .order_by(S::UserId, Order::Asc)
        .limit(PEOPLE_MAX);
    if let Some(user) = only {
        select.and_where(Expr::col(S::UserId).eq(user.0));
    }
    rows(tx, &select).await
}
