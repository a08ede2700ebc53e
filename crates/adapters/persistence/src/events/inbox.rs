//! Notices of outside services.

use async_trait::async_trait;
use atelier_application::ports::StoreError;
use atelier_application::ports::repositories::InboxRepository;
use atelier_domain::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter};

use super::entities::webhook_message::{ActiveModel, Column, Entity};
use crate::columns::stored;
use crate::error::failed;
use crate::inserting::insert_unless_taken;
use crate::store::SeaTx;

/// Housekeeping goes by age. Notices are sent to the installation, and belong to no studio.
fn unscoped_delete() -> DeleteMany<Entity> {
    Entity::delete_many()
}

#[async_trait]
impl InboxRepository for SeaTx {
    async fn receive(
        &self,
        provider: &str,
        message: &str,
        kind: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = ActiveModel {
            id: NotSet,
            provider: Set(provider.to_owned()),
            message_id: Set(message.to_owned()),
            kind: Set(kind.to_owned()),
            received_at: Set(stored(now)),
        };
        Ok(insert_unless_taken(self, row, [Column::Provider, Column::MessageId]).await?.is_some())
    }

    async fn prune(&self, before: Timestamp) -> Result<u64, StoreError> {
        let old = unscoped_delete().filter(Column::ReceivedAt.lt(stored(before)));
        Ok(old.exec(self.writer()?).await.map_err(failed)?.rows_affected)
    }
}
