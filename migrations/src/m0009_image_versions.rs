//! The files that a picture has had, and derivatives for each of them.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, foreign_key, id, int, json, string};
use crate::tenancy::within_studio;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        schema.add_column("images", "current_version", int("current_version").default(1).take()).await?;
        schema.index("images", "ix_images_taken_at", &["studio_id", "taken_at"]).await?;
        // A picture with one file has no row here, so nothing has to be filled in.
        versions(&schema).await?;
        let number = int("version_number").default(1).take();
        schema.add_column("image_derivatives", "version_number", number).await?;
        let key = ["image_id", "version_number", "name"];
        schema.unique("image_derivatives", "uq_image_derivatives_version_name", &key).await?;
        schema.drop_index("image_derivatives", "uq_image_derivatives_name").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        if manager.has_column("image_derivatives", "version_number").await? {
            // What belongs to no current version has no place in the older schema.
            let others = "DELETE FROM image_derivatives WHERE version_number <> \
                          (SELECT current_version FROM images WHERE images.id = image_derivatives.image_id)";
            manager.get_connection().execute_unprepared(others).await?;
        }
        schema.unique("image_derivatives", "uq_image_derivatives_name", &["image_id", "name"]).await?;
        schema.drop_index("image_derivatives", "uq_image_derivatives_version_name").await?;
        schema.drop_columns("image_derivatives", &["version_number"]).await?;
        schema.drop(&["image_versions"]).await?;
        schema.drop_index("images", "ix_images_taken_at").await?;
        schema.drop_columns("images", &["current_version"]).await
    }
}

async fn versions(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "image_versions";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("image_id"))
        .col(int("version_number"))
        .col(string("filename", 255))
        .col(string("storage_key", 255))
        .col(string("content_hash", 64))
        .col(bigint("file_size"))
        .col(string("mime_type", 100))
        .col(int("width"))
        .col(int("height"))
        .col(json("metadata"))
        // The camera's own clock, as in `images`.
        .col(schema.instant("taken_at").null())
        .col(bigint("perceptual_hash").null())
        .col(string("state", 20))
        .col(string("failure", 100).null())
        // Filled only where ImageKit delivers the pictures and is asked to keep earlier files; `storage_key` always names
        // the original.
        .col(string("imagekit_file_id", 255).null())
        .col(string("imagekit_url", 1000).null())
        .col(schema.text("notes").null())
        .col(bigint("created_by_user_id").null())
        .col(schema.instant("created_at"))
        .foreign_key(&mut within_studio(TABLE, "image_id", "images"))
        .foreign_key(&mut foreign_key(TABLE, "created_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_image_versions_number", &["image_id", "version_number"]).await?;
    schema.unique(TABLE, "uq_image_versions_studio_content_hash", &["studio_id", "content_hash"]).await?;
    schema.index(TABLE, "ix_image_versions_storage_key", &["storage_key"]).await
}
