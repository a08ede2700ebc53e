//! The tray: batches of uploads, uploads under way, and files that wait to be put into a gallery.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, boolean, foreign_key, id, int, json, string, version};
use crate::tenancy::{referable, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        batches(&schema).await?;
        staging_images(&schema).await?;
        staging_derivatives(&schema).await?;
        uploads(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["uploads", "staging_derivatives", "staging_images", "upload_batches"];
        Schema::of(manager).await?.drop(&tables).await
    }
}

/// A UUID, which a client may know before the server does.
fn uuid(name: &'static str) -> ColumnDef {
    string(name, 36)
}

async fn batches(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "upload_batches";
    let mut table = schema.table(TABLE);
    table
        .col(uuid("id").primary_key())
        .col(bigint("studio_id"))
        .col(string("name", 255).null())
        .col(string("source", 20))
        .col(string("state", 20))
        .col(int("total").default(0))
        .col(int("received").default(0))
        .col(int("failed").default(0))
        .col(int("duplicate").default(0))
        .col(bigint("created_by_user_id").null())
        .col(version());
    schema.timestamps(&mut table);
    table
        .col(schema.instant("closed_at").null())
        .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut foreign_key(TABLE, "created_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_upload_batches_studio_id").await?;
    schema.index(TABLE, "ix_upload_batches_studio", &["studio_id", "created_at", "id"]).await
}

async fn staging_images(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "staging_images";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(uuid("batch_id"))
        .col(string("filename", 255))
        .col(schema.text("search_key"))
        // Both are NULL for a file that was refused: nothing is kept of it.
        .col(string("original_path", 255).null())
        .col(string("content_hash", 64).null())
        .col(string("thumbnail_path", 255).null())
        .col(bigint("file_size"))
        .col(string("mime_type", 100).null())
        .col(int("width").null())
        .col(int("height").null())
        .col(json("metadata"))
        // The camera's own clock: an instant without a zone, not UTC.
        .col(schema.instant("taken_at").null())
        .col(string("camera_model", 255).null())
        .col(string("lens", 255).null())
        .col(int("iso").null())
        // Whole numbers, because a range must include its ends on every database.
        .col(int("aperture_x100").null())
        .col(int("focal_length_x10").null())
        .col(bigint("perceptual_hash").null())
        .col(string("state", 20))
        .col(string("failure", 100).null())
        .col(bigint("assigned_to_gallery_id").null())
        .col(string("assigned_group_type", 50).null())
        .col(bigint("assigned_image_id").null())
        // Whether the assignment brought the picture into the pool, and taking it back may take it away again.
        .col(boolean("made_image").default(false))
        .col(schema.instant("assigned_at").null())
        .col(bigint("uploaded_by_user_id").null())
        .col(version());
    schema.timestamps(&mut table);
    table
        .col(schema.instant("deleted_at").null())
        .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_studio(TABLE, "batch_id", "upload_batches"))
        .foreign_key(&mut within_studio(TABLE, "assigned_to_gallery_id", "galleries"))
        .foreign_key(&mut within_studio(TABLE, "assigned_image_id", "images"))
        .foreign_key(&mut foreign_key(TABLE, "uploaded_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_staging_images_studio_id").await?;
    // NULLs are distinct: refused files do not collide.
    schema.unique(TABLE, "uq_staging_images_content_hash", &["studio_id", "content_hash"]).await?;
    schema.index(TABLE, "ix_staging_images_state", &["studio_id", "state", "id"]).await?;
    schema.index(TABLE, "ix_staging_images_taken", &["studio_id", "taken_at", "id"]).await?;
    schema.index(TABLE, "ix_staging_images_batch", &["batch_id", "state"]).await?;
    schema.index(TABLE, "ix_staging_images_gallery", &["assigned_to_gallery_id"]).await?;
    schema.index(TABLE, "ix_staging_images_image", &["assigned_image_id"]).await?;
    schema.index(TABLE, "ix_staging_images_original_path", &["original_path"]).await?;
    schema.index(TABLE, "ix_staging_images_deleted_at", &["deleted_at"]).await
}

async fn staging_derivatives(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "staging_derivatives";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("staging_image_id"))
        .col(string("name", 50))
        .col(string("storage_key", 255))
        .col(string("content_hash", 64))
        .col(string("mime_type", 100))
        .col(int("width"))
        .col(int("height"))
        .col(bigint("file_size"))
        .col(schema.instant("created_at"))
        .foreign_key(&mut within_studio(TABLE, "staging_image_id", "staging_images"));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_staging_derivatives_name", &["staging_image_id", "name"]).await?;
    schema.index(TABLE, "ix_staging_derivatives_storage_key", &["storage_key"]).await
}

async fn uploads(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "uploads";
    let mut table = schema.table(TABLE);
    table
        .col(uuid("id").primary_key())
        .col(bigint("studio_id"))
        .col(uuid("batch_id"))
        .col(string("filename", 255))
        .col(bigint("length"))
        .col(bigint("received_bytes").default(0))
        .col(json("metadata"))
        .col(string("state", 20))
        .col(string("failure", 100).null())
        .col(bigint("staging_image_id").null())
        .col(boolean("is_duplicate").default(false))
        .col(bigint("created_by_user_id").null())
        .col(schema.instant("expires_at"))
        .col(version());
    schema.timestamps(&mut table);
    table
        .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_studio(TABLE, "batch_id", "upload_batches"))
        .foreign_key(&mut within_studio(TABLE, "staging_image_id", "staging_images"))
        .foreign_key(&mut foreign_key(TABLE, "created_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    schema.index(TABLE, "ix_uploads_batch", &["batch_id", "state"]).await?;
    schema.index(TABLE, "ix_uploads_state", &["state", "expires_at"]).await
}
