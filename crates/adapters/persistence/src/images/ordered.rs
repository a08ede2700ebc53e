//! Lists that hold pictures in an order of their own: which, where the end is, and a new order.

use atelier_application::ports::StoreError;
use atelier_domain::ImageId;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany};

use crate::error::failed;
use crate::paging::CHUNK;
use crate::store::SeaTx;

/// The columns in which a list keeps its pictures and their order.
pub(crate) struct Ordered<C> {
    pub image: C,
    pub order: C,
}

impl<C: ColumnTrait> Ordered<C> {
    /// The pictures of the list, by their order in it, then id.
    pub(crate) async fn ids<E: EntityTrait<Column = C>>(
        &self,
        tx: &SeaTx,
        members: Select<E>,
    ) -> Result<Vec<ImageId>, StoreError> {
        let ids: Vec<i64> = members
            .select_only()
            .column(self.image)
            .order_by_asc(self.order)
            .order_by_asc(self.image)
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        Ok(ids.into_iter().map(ImageId).collect())
    }

    /// The highest order in the list, 0 in an empty one.
    pub(crate) async fn last<E: EntityTrait<Column = C>>(
        &self,
        tx: &SeaTx,
        members: Select<E>,
    ) -> Result<i32, StoreError> {
        let last: Option<i32> = members
            .select_only()
            .column(self.order)
            .order_by_desc(self.order)
            .limit(1)
            .into_tuple()
            .one(&tx.conn())
            .await
            .map_err(failed)?;
        Ok(last.unwrap_or(0))
    }

    /// Gives the pictures, which MUST be all of the list, the order in which they stand here.
    pub(crate) async fn arrange<E: EntityTrait<Column = C>>(
        &self,
        tx: &SeaTx,
        list: impl Fn() -> UpdateMany<E>,
        images: &[ImageId],
    ) -> Result<(), StoreError> {
        let mut order: i32 = 0;
        for chunk in images.chunks(CHUNK) {
            let mut orders = CaseStatement::new();
            for id in chunk {
                order = order.saturating_add(1);
                orders = orders.case(Expr::col(self.image).eq(id.0), order);
            }
            list()
                .col_expr(self.order, orders.into())
                .filter(self.image.is_in(chunk.iter().map(|id| id.0)))
                .exec(tx.writer()?)
                .await
                .map_err(failed)?;
        }
        Ok(())
    }
}
