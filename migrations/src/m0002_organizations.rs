//! Client companies and their contacts.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, boolean, foreign_key, id, json, string, version};
use crate::tenancy::{referable, within_studio};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        organizations(&schema).await?;
        members(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Schema::of(manager).await?.drop(&["organization_user", "organizations"]).await
    }
}

async fn organizations(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "organizations";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(string("name", 255))
        // Folded; lists are ordered by it. Folding can lengthen a name, hence the room.
        .col(string("name_key", 512))
        .col(schema.text("search_key"))
        .col(string("type", 50).default("corporate"))
        .col(string("billing_email", 255).null())
        .col(string("billing_phone", 50).null())
        .col(string("billing_address", 255).null())
        .col(string("billing_city", 100).null())
        .col(string("billing_state", 50).null())
        .col(string("billing_zip", 20).null())
        .col(string("vendor_number", 100).null())
        .col(string("insurance_code", 100).null())
        .col(string("payment_terms", 50).null())
        .col(boolean("tax_exempt").default(false))
        .col(json("settings"))
        .col(version());
    schema.timestamps(&mut table);
    table.col(schema.instant("deleted_at").null()).foreign_key(&mut foreign_key(
        TABLE,
        "studio_id",
        "studios",
        ForeignKeyAction::Cascade,
    ));
    schema.create(table).await?;
    referable(schema, TABLE, "uq_organizations_studio_id").await?;
    schema.index(TABLE, "ix_organizations_studio_name", &["studio_id", "name_key", "id"]).await
}

async fn members(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    const TABLE: &str = "organization_user";
    let mut table = schema.table(TABLE);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("organization_id"))
        .col(bigint("user_id"))
        .col(string("role", 100))
        .col(boolean("is_primary").default(false))
        .col(schema.instant("created_at"))
        .foreign_key(&mut within_studio(TABLE, "organization_id", "organizations"))
        .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::Cascade));
    schema.create(table).await?;
    schema.unique(TABLE, "uq_organization_user", &["organization_id", "user_id"]).await?;
    schema.index(TABLE, "ix_organization_user_user", &["user_id"]).await
}
