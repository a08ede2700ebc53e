//! Where pictures and groups are shown.

use std::collections::HashMap;

use atelier_application::ports::StoreError;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{Owner, Placement};
use atelier_domain::{ImageGroupId, OrganizationId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};

use super::owners::{OWNERS, OwnerTables, owner};
use crate::galleries::mapping::visibility;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

/// A use of a group by one of its live owners, or the group itself if it hangs nowhere.
#[derive(FromQueryResult)]
struct Row {
    /// The picture or group that was asked for.
    subject: i64,
    group_id: i64,
    visibility: Option<String>,
    owners: Option<String>,
    owner_id: Option<i64>,
    organization_id: Option<i64>,
}

/// What is asked about: where it stands, by which column it is known, and which one names the group.
#[derive(Clone, Copy)]
struct Subjects {
    table: &'static str,
    id: &'static str,
    group: &'static str,
}

/// The placements of these pictures, by picture.
pub(crate) async fn of_images(
    tx: &SeaTx,
    images: &[i64],
) -> Result<HashMap<i64, Vec<Placement>>, StoreError> {
    let members = Subjects { table: "image_group_relations", id: "image_id", group: "image_group_id" };
    of(tx, members, images).await
}

/// The placements of these groups, by group.
pub(super) async fn of_groups(
    tx: &SeaTx,
    groups: &[i64],
) -> Result<HashMap<i64, Vec<Placement>>, StoreError> {
    of(tx, Subjects { table: "image_groups", id: "id", group: "id" }, groups).await
}

async fn of(tx: &SeaTx, subjects: Subjects, ids: &[i64]) -> Result<HashMap<i64, Vec<Placement>>, StoreError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let shown = OWNERS.iter().map(|tables| (UnionType::All, subjects.shown(tables, chunk)));
        let select = subjects.loose(chunk).unions(shown).take();
        for row in rows(tx, &select).await? {
            let (subject, key, placement) = placement(row)?;
            found.entry(subject).or_insert_with(Vec::new).push((key, placement));
        }
    }
    let in_order = |mut placements: Vec<(Key, Placement)>| {
        placements.sort_by_key(|(key, _)| *key);
        placements.into_iter().map(|(_, placement)| placement).collect()
    };
    Ok(found.into_iter().map(|(subject, placements)| (subject, in_order(placements))).collect())
}

type Key = (ImageGroupId, Option<Owner>, Visibility);

fn placement(row: Row) -> Result<(i64, Key, Placement), StoreError> {
    let Row { subject, group_id, visibility: stored, owners, owner_id, organization_id } = row;
    let group = ImageGroupId(group_id);
    // A group that hangs nowhere is shown to whoever may see the group itself.
    let visibility = stored.as_deref().map_or(Ok(Visibility::Public), visibility)?;
    let owner = owner(owners.as_deref(), owner_id);
    let placed = owner.map(|owner| (owner, organization_id.map(OrganizationId)));
    Ok((subject, (group, owner, visibility), Placement { group, owner: placed, visibility }))
}

impl Subjects {
    fn select(self, mut from: SelectStatement, ids: &[i64]) -> SelectStatement {
        from.expr_as(Expr::col((self.table, self.id)), "subject")
            .expr_as(Expr::col((self.table, self.group)), "group_id")
            .and_where(Expr::col((self.table, self.id)).is_in(ids.iter().copied()))
            .take()
    }

    /// Under live owners of this kind. A group whose owners are all deleted is shown nowhere: it must not become more
    /// public by that.
    fn shown(self, tables: &OwnerTables, ids: &[i64]) -> SelectStatement {
        let on = Expr::col((self.table, self.group)).equals(tables.relation("image_group_id"));
        let organization = match tables.organization_id {
            Some(column) => Expr::col(tables.own(column)),
            None => Expr::value(None::<i64>),
        };
        self.select(tables.live().inner_join(self.table, on).take(), ids)
            .expr_as(Expr::col(tables.relation("visibility")), "visibility")
            .expr_as(tables.kind(), "owners")
            .expr_as(Expr::col(tables.own("id")), "owner_id")
            .expr_as(organization, "organization_id")
            .take()
    }

    /// In groups that hang nowhere.
    fn loose(self, ids: &[i64]) -> SelectStatement {
        let mut select = self.select(Query::select().from(self.table).take(), ids);
        for tables in &OWNERS {
            let hung = tables
                .attached()
                .and_where(Expr::col(tables.relation("image_group_id")).equals((self.table, self.group)))
                .take();
            select.and_where(Expr::exists(hung).not());
        }
        select
            .expr_as(Expr::value(None::<String>), "visibility")
            .expr_as(Expr::value(None::<String>), "owners")
            .expr_as(Expr::value(None::<i64>), "owner_id")
            .expr_as(Expr::value(None::<i64>), "organization_id")
            .take()
    }
}
