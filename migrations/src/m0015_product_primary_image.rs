//! The picture that stands for a product.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::altering::{add_reference, drop_reference};
use crate::helpers::Schema;

const COVERS: &str = "ix_products_primary_image";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_reference(manager, "products", "primary_image_id", "images").await?;
        // An image is erased without looking through the products.
        Schema::of(manager).await?.index("products", COVERS, &["primary_image_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DatabaseBackend::Sqlite {
            // The others drop the index with its column.
            Schema::of(manager).await?.drop_index("products", COVERS).await?;
        }
        drop_reference(manager, "products", "primary_image_id").await
    }
}
