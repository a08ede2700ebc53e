//! People's photo libraries: photos and their files, who took them, and the imports that brought them.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, boolean, foreign_key, id, int, string, version};
use crate::tenancy::{ownable, within_owner, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        libraries(&schema).await?;
        authors(&schema).await?;
        import_sessions(&schema).await?;
        import_errors(&schema).await?;
        photos(&schema).await?;
        image_files(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables =
            ["image_files", "photos", "import_session_errors", "import_sessions", "authors", "libraries"];
        Schema::of(manager).await?.drop(&tables).await
    }
}

/// One row for each person who has a library, which is locked by whoever changes it.
async fn libraries(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "libraries";
    let mut table = schema.table(TABLE);
    table
        .col(bigint("user_id").primary_key())
        .col(bigint("studio_id"))
        // Grows with every change to the library.
        .col(version())
        // What `version` was when a file with a fingerprint last went.
        .col(bigint("removals_version").default(0))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
    schema.create(table).await
}

async fn authors(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "authors";
    let mut table = owned(schema, TABLE);
    table
        .col(string("name", 255))
        .col(schema.text("name_key"))
        .col(string("email", 255).null())
        .col(schema.text("bio").null())
        .col(version());
    schema.timestamps(&mut table);
    schema.create(table).await?;
    ownable(schema, TABLE, "uq_authors_user_id").await
}

async fn import_sessions(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "import_sessions";
    let mut table = owned(schema, TABLE);
    table
        .col(string("name", 255))
        .col(schema.text("source_path").null())
        .col(schema.text("description").null())
        .col(string("status", 50).default("pending"))
        .col(int("total_files").default(0))
        // Files that are done with, those that failed included.
        .col(int("processed_files").default(0))
        .col(int("failed_files").default(0))
        .col(bigint("default_author_id").null())
        .col(schema.instant("started_at").null())
        .col(schema.instant("finished_at").null())
        .col(version());
    schema.timestamps(&mut table);
    // No action: who deletes an author clears these first, because a cleared pair would clear the owner too.
    let author = ForeignKeyAction::NoAction;
    table.foreign_key(&mut within_owner(TABLE, "default_author_id", "authors", author));
    schema.create(table).await?;
    ownable(schema, TABLE, "uq_import_sessions_user_id").await
}

async fn import_errors(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "import_session_errors";
    let mut table = owned(schema, TABLE);
    table
        .col(bigint("import_session_id"))
        .col(string("filename", 255))
        .col(string("code", 50))
        .col(schema.text("message"))
        .col(schema.instant("created_at"));
    let session = ForeignKeyAction::Cascade;
    table.foreign_key(&mut within_owner(TABLE, "import_session_id", "import_sessions", session));
    schema.create(table).await?;
    schema.index(TABLE, "ix_import_session_errors_session", &["import_session_id", "id"]).await
}

async fn photos(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "photos";
    let mut table = owned(schema, TABLE);
    table
        .col(string("hothash", 64))
        .col(string("title", 255).null())
        .col(schema.text("description").null())
        // Folded: title, description and the names of the files.
        .col(schema.text("search_key"))
        .col(int("rating").null())
        // By the camera's own clock, and how many minutes that was ahead of UTC.
        .col(schema.instant("taken_at").null())
        .col(int("taken_offset").null())
        // Microseconds of `taken_at` since 1970, or less than all of them: pages are cut by it.
        .col(bigint("taken_key"))
        // The hour of `taken_at` as yyyymmddhh.
        .col(bigint("taken_hour").null())
        .col(ColumnDef::new("gps_latitude").double())
        .col(ColumnDef::new("gps_longitude").double())
        // What the file said, which a correction leaves as it is.
        .col(schema.instant("exif_taken_at").null())
        .col(int("exif_taken_offset").null())
        .col(ColumnDef::new("exif_latitude").double())
        .col(ColumnDef::new("exif_longitude").double())
        .col(schema.instant("corrected_at").null())
        .col(string("correction_reason", 500).null())
        .col(bigint("author_id").null())
        .col(bigint("master_file_id").null())
        // As seen: the orientation has been applied.
        .col(int("width").null())
        .col(int("height").null())
        .col(string("camera", 255).null())
        .col(schema.text("camera_key").null())
        .col(string("lens", 255).null())
        .col(schema.text("lens_key").null())
        .col(boolean("has_raw").default(false))
        .col(int("file_count").default(0))
        .col(string("coldpreview_key", 255).null())
        .col(int("coldpreview_width").null())
        .col(int("coldpreview_height").null())
        .col(bigint("coldpreview_size").null())
        .col(version());
    schema.timestamps(&mut table);
    table.foreign_key(&mut within_owner(TABLE, "author_id", "authors", ForeignKeyAction::NoAction));
    schema.create(table).await?;
    ownable(schema, TABLE, "uq_photos_user_id").await?;
    schema.unique(TABLE, "uq_photos_user_hothash", &["user_id", "hothash"]).await?;
    schema.index(TABLE, "ix_photos_taken", &["user_id", "taken_key", "id"]).await?;
    schema.index(TABLE, "ix_photos_taken_hour", &["user_id", "taken_hour"]).await
}

async fn image_files(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "image_files";
    let mut table = owned(schema, TABLE);
    table
        .col(bigint("photo_id"))
        .col(string("filename", 255))
        // Bytes.
        .col(bigint("file_size").null())
        .col(string("format", 20).null())
        .col(string("storage_key", 255).null())
        // BLAKE3 of the original. Both are missing where only a preview was sent.
        .col(string("content_hash", 64).null())
        // Why no picture could be made of the file.
        .col(string("no_preview", 255).null())
        .col(int("width").null())
        .col(int("height").null())
        .col(schema.bytes("hotpreview").null())
        // Two fingerprints of 64 bits, and the library's version when they came.
        .col(bigint("perceptual_hash").null())
        .col(bigint("gradient_hash").null())
        .col(bigint("fingerprint_version").null())
        .col(ColumnDef::new("exif_dict").json_binary())
        .col(schema.instant("taken_at").null())
        .col(int("taken_offset").null())
        .col(ColumnDef::new("gps_latitude").double())
        .col(ColumnDef::new("gps_longitude").double())
        .col(string("camera", 255).null())
        .col(string("lens", 255).null())
        // The name without folder and ending, folded: companions are found by it.
        .col(schema.text("stem_key"))
        .col(bigint("import_session_id").null())
        .col(schema.instant("imported_time"))
        .col(ColumnDef::new("imported_info").json_binary())
        .col(ColumnDef::new("local_storage_info").json_binary())
        .col(ColumnDef::new("cloud_storage_info").json_binary());
    schema.timestamps(&mut table);
    table.foreign_key(&mut within_owner(TABLE, "photo_id", "photos", ForeignKeyAction::Cascade)).foreign_key(
        &mut within_owner(TABLE, "import_session_id", "import_sessions", ForeignKeyAction::NoAction),
    );
    schema.create(table).await?;
    ownable(schema, TABLE, "uq_image_files_user_id").await?;
    schema.unique(TABLE, "uq_image_files_user_content_hash", &["user_id", "content_hash"]).await?;
    schema.index(TABLE, "ix_image_files_photo", &["photo_id", "id"]).await?;
    schema.index(TABLE, "ix_image_files_fingerprint", &["user_id", "fingerprint_version"]).await?;
    schema.index(TABLE, "ix_image_files_taken", &["user_id", "taken_at"]).await
}

/// A table of rows that are one person's.
pub(crate) fn owned(schema: &Schema<'_, '_>, name: &'static str) -> TableCreateStatement {
    let mut table = schema.table(name);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("user_id"))
        .foreign_key(&mut foreign_key(name, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_studio(name, "user_id", "users"));
    table
}
