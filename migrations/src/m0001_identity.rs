//! Tenants, people, what they may do, and how they signed in.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, boolean, foreign_key, id, json, string, version};
use crate::tenancy::{referable, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        studios(&schema).await?;
        users(&schema).await?;
        roles(&schema).await?;
        assignments(&schema).await?;
        contexts(&schema).await?;
        refresh_tokens(&schema).await?;
        invitations(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "invitations",
            "refresh_tokens",
            "permission_contexts",
            "model_has_permissions",
            "model_has_roles",
            "role_has_permissions",
            "permissions",
            "roles",
            "users",
            "studios",
        ];
        Schema::of(manager).await?.drop(&tables).await
    }
}

async fn studios(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    let mut table = schema.table("studios");
    table
        .col(id())
        .col(string("name", 255))
        .col(string("subdomain", 100).null())
        .col(string("business_name", 255))
        .col(string("business_address", 255).null())
        .col(string("business_city", 100).null())
        .col(string("business_state", 50).null())
        .col(string("business_zip", 20).null())
        .col(string("business_phone", 50).null())
        .col(string("business_email", 255).null())
        .col(string("logo_url", 500).null())
        .col(string("website_url", 500).null())
        .col(string("timezone", 100).default("UTC"))
        .col(string("currency", 3).default("USD"))
        .col(json("settings"))
        .col(version());
    schema.timestamps(&mut table);
    schema.create(table).await?;
    schema.unique("studios", "uq_studios_subdomain", &["subdomain"]).await
}

async fn users(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    let mut table = schema.table("users");
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(string("name", 255))
        .col(string("username", 50).null())
        // Folded, and NULL while nobody can sign in with it, so that a plain unique index says what is meant.
        .col(string("username_key", 255).null())
        .col(string("email", 255).null())
        .col(string("email_key", 500).null())
        .col(schema.text("search_key"))
        .col(schema.instant("email_verified_at").null())
        .col(string("password", 255).null())
        .col(string("phone", 50).null())
        .col(string("avatar_url", 500).null())
        .col(string("timezone", 100).null())
        .col(string("role", 50))
        .col(boolean("is_active"))
        .col(version());
    schema.timestamps(&mut table);
    table.col(schema.instant("deleted_at").null()).foreign_key(&mut foreign_key(
        "users",
        "studio_id",
        "studios",
        ForeignKeyAction::Cascade,
    ));
    schema.create(table).await?;
    referable(schema, "users", "uq_users_studio_id").await?;
    schema.unique("users", "uq_users_username_key", &["username_key"]).await?;
    schema.unique("users", "uq_users_studio_email_key", &["studio_id", "email_key"]).await?;
    schema.index("users", "ix_users_email_key", &["email_key"]).await?;
    schema.index("users", "ix_users_studio_role", &["studio_id", "role"]).await
}

async fn roles(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    let mut table = schema.table("roles");
    table
        .col(id())
        .col(bigint("studio_id").null())
        // The studio, or 0 for a built-in role: NULLs are distinct in a unique index, and there must be one of each.
        .col(bigint("studio_key"))
        .col(string("name", 50))
        .col(string("guard_name", 50))
        .col(string("kind", 50));
    schema.timestamps(&mut table);
    table.foreign_key(&mut foreign_key("roles", "studio_id", "studios", ForeignKeyAction::Cascade));
    schema.create(table).await?;
    schema.unique("roles", "uq_roles_studio_name", &["studio_key", "name", "guard_name"]).await?;

    let mut table = schema.table("permissions");
    table.col(id()).col(string("name", 100)).col(string("guard_name", 50));
    schema.timestamps(&mut table);
    schema.create(table).await?;
    schema.unique("permissions", "uq_permissions_name", &["name", "guard_name"]).await?;

    let mut table = schema.table("role_has_permissions");
    table
        .col(bigint("permission_id"))
        .col(bigint("role_id"))
        .primary_key(Index::create().name("pk_role_has_permissions").col("role_id").col("permission_id"))
        .foreign_key(&mut to_permission("role_has_permissions"))
        .foreign_key(&mut to_role("role_has_permissions"));
    schema.create(table).await
}

async fn assignments(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    let mut table = schema.table("model_has_roles");
    table
        .col(bigint("role_id"))
        .col(string("model_type", 50))
        .col(bigint("model_id"))
        .primary_key(
            Index::create().name("pk_model_has_roles").col("role_id").col("model_id").col("model_type"),
        )
        .foreign_key(&mut to_role("model_has_roles"));
    schema.create(table).await?;
    schema.index("model_has_roles", "ix_model_has_roles_model", &["model_id", "model_type"]).await?;

    let mut table = schema.table("model_has_permissions");
    table
        .col(bigint("permission_id"))
        .col(string("model_type", 50))
        .col(bigint("model_id"))
        .primary_key(
            Index::create()
                .name("pk_model_has_permissions")
                .col("permission_id")
                .col("model_id")
                .col("model_type"),
        )
        .foreign_key(&mut to_permission("model_has_permissions"));
    schema.create(table).await?;
    schema.index("model_has_permissions", "ix_model_has_permissions_model", &["model_id", "model_type"]).await
}

async fn contexts(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "permission_contexts";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("user_id"))
        .col(bigint("permission_id"))
        .col(string("contextable_type", 50))
        .col(bigint("contextable_id"))
        .col(bigint("granted_by_user_id").null())
        .col(schema.instant("granted_at"))
        .col(schema.instant("expires_at").null());
    schema.timestamps(&mut table);
    table
        .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"))
        .foreign_key(&mut to_permission(TABLE))
        .foreign_key(&mut foreign_key(TABLE, "granted_by_user_id", "users", ForeignKeyAction::SetNull));
    schema.create(table).await?;
    schema
        .unique(
            TABLE,
            "uq_permission_contexts",
            &["user_id", "permission_id", "contextable_type", "contextable_id"],
        )
        .await?;
    schema.index(TABLE, "ix_permission_contexts_contextable", &["contextable_type", "contextable_id"]).await
}

async fn refresh_tokens(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "refresh_tokens";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("user_id"))
        .col(string("family", 64))
        .col(string("token_hash", 64))
        // Without a foreign key: the links' table comes later, and a token may outlive its link's row.
        .col(bigint("share_link_id").null())
        .col(schema.instant("expires_at"))
        .col(schema.instant("spent_at").null())
        .col(schema.instant("revoked_at").null())
        .col(schema.instant("created_at"))
        .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut within_studio(TABLE, "user_id", "users"));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_refresh_tokens_hash", &["token_hash"]).await?;
    schema.index(TABLE, "ix_refresh_tokens_family", &["family"]).await?;
    schema.index(TABLE, "ix_refresh_tokens_user", &["user_id"]).await?;
    schema.index(TABLE, "ix_refresh_tokens_link", &["share_link_id"]).await?;
    schema.index(TABLE, "ix_refresh_tokens_expiry", &["expires_at"]).await
}

async fn invitations(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "invitations";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(string("email", 255))
        .col(bigint("role_id"))
        // Without a foreign key: the organizations' table comes later.
        .col(bigint("organization_id").null())
        .col(bigint("invited_by_user_id"))
        .col(string("token_hash", 64))
        .col(schema.instant("expires_at"))
        .col(schema.instant("accepted_at").null())
        .col(schema.instant("revoked_at").null())
        .col(schema.instant("created_at"))
        .foreign_key(&mut foreign_key(TABLE, "studio_id", "studios", ForeignKeyAction::Cascade))
        .foreign_key(&mut to_role(TABLE))
        .foreign_key(&mut within_studio(TABLE, "invited_by_user_id", "users"));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_invitations_hash", &["token_hash"]).await?;
    schema.index(TABLE, "ix_invitations_studio", &["studio_id"]).await
}

fn to_role(table: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(table, "role_id", "roles", ForeignKeyAction::Cascade)
}

fn to_permission(table: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(table, "permission_id", "permissions", ForeignKeyAction::Cascade)
}
