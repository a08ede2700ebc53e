//! What must stay in view of a picture, and the picture that stands for a gallery.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::altering::{add_column, add_reference, drop_column, drop_reference, fraction};
use crate::helpers::Schema;

const COVERS: &str = "ix_galleries_primary_image";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Fractions of width and height; both or neither.
        add_column(manager, "images", fraction("focal_x").null().take()).await?;
        add_column(manager, "images", fraction("focal_y").null().take()).await?;
        add_reference(manager, "galleries", "primary_image_id", "images").await?;
        // An image is erased without looking through the galleries.
        Schema::of(manager).await?.index("galleries", COVERS, &["primary_image_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
        if is_sqlite && manager.has_index("galleries", COVERS).await? {
            // The others drop the index with its column.
            manager.drop_index(Index::drop().name(COVERS).table("galleries").to_owned()).await?;
        }
        drop_reference(manager, "galleries", "primary_image_id").await?;
        drop_column(manager, "images", "focal_y").await?;
        drop_column(manager, "images", "focal_x").await
    }
}
