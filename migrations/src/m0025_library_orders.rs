//! Pages of a library by indexes that hold all that is asked for.
//!
//! Counting photographs and stepping over them looked at each row for its studio, and a photograph's files were looked for
//! among all of the owner's.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::helpers::Schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

const PHOTOS: &str = "photos";
const BY_TIME: &str = "ix_photos_order";
const BY_TIME_BEFORE: &str = "ix_photos_taken";

const FILES: &str = "image_files";
const BY_PHOTO: &str = "ix_image_files_owner_photo";
const BY_PHOTO_BEFORE: &str = "ix_image_files_photo";

/// MySQL makes an index under the name of a foreign key that no other serves, and lets it go when another one does.
const BY_PHOTO_OF_MYSQL: &str = "fk_image_files_photo_id";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        schema.index(PHOTOS, BY_TIME, &["user_id", "studio_id", "taken_key", "id"]).await?;
        schema.drop_index(PHOTOS, BY_TIME_BEFORE).await?;
        schema.index(FILES, BY_PHOTO, &["user_id", "photo_id", "id"]).await?;
        schema.drop_index(FILES, BY_PHOTO_OF_MYSQL).await?;
        schema.drop_index(FILES, BY_PHOTO_BEFORE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        if manager.get_database_backend() == DatabaseBackend::MySql {
            schema.index(FILES, BY_PHOTO_OF_MYSQL, &["user_id", "photo_id"]).await?;
        }
        schema.index(FILES, BY_PHOTO_BEFORE, &["photo_id", "id"]).await?;
        schema.drop_index(FILES, BY_PHOTO).await?;
        schema.index(PHOTOS, BY_TIME_BEFORE, &["user_id", "taken_key", "id"]).await?;
        schema.drop_index(PHOTOS, BY_TIME).await
    }
}
