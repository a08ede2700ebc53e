//! PINs for downloads, tickets for archives, and reminders of the end of links.

use sea_orm_migration::prelude::*;

use crate::helpers::{Schema, bigint, foreign_key, id, int, json, string};
use crate::tenancy::{referable, within_studio};

const LINKS: &str = "share_links";
const UNLOCKS: &str = "download_unlocks";
const TICKETS: &str = "download_tickets";
const REMINDERS: &str = "ix_share_links_remind_at";
const REFERABLE: &str = "uq_share_links_studio_id";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        links(&schema).await?;
        // What is due of the links that are there is found out when they are looked at for the first time.
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE share_links SET remind_at = created_at \
                 WHERE remind_at IS NULL AND expires_at IS NOT NULL AND revoked_at IS NULL",
            )
            .await?;
        unlocks(&schema).await?;
        tickets(&schema).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager).await?;
        schema.drop(&[TICKETS, UNLOCKS]).await?;
        schema.drop_index(LINKS, REMINDERS).await?;
        let columns = ["remind_at", "pin_locked_until", "pin_failed_attempts", "pin_hash"];
        schema.drop_columns(LINKS, &columns).await
    }
}

async fn links(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    schema.add_column(LINKS, "pin_hash", string("pin_hash", 255).null().take()).await?;
    let attempts = int("pin_failed_attempts").default(0).take();
    schema.add_column(LINKS, "pin_failed_attempts", attempts).await?;
    let locked_until = schema.instant("pin_locked_until").null().take();
    schema.add_column(LINKS, "pin_locked_until", locked_until).await?;
    schema.add_column(LINKS, "remind_at", schema.instant("remind_at").null().take()).await?;
    schema.index(LINKS, REMINDERS, &["remind_at"]).await?;
    referable(schema, LINKS, REFERABLE).await
}

async fn unlocks(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    let mut table = schema.table(UNLOCKS);
    table
        .col(bigint("share_link_id"))
        .col(bigint("user_id"))
        .col(bigint("studio_id"))
        .col(schema.instant("created_at"))
        .primary_key(Index::create().name("pk_download_unlocks").col("share_link_id").col("user_id"))
        .foreign_key(&mut within_studio(UNLOCKS, "share_link_id", LINKS))
        .foreign_key(&mut within_studio(UNLOCKS, "user_id", "users"));
    schema.create(table).await
}

async fn tickets(schema: &Schema<'_, '_>) -> Result<(), DbErr> {
    let mut table = schema.table(TICKETS);
    table
        .col(id())
        .col(bigint("studio_id"))
        .col(bigint("gallery_id"))
        .col(bigint("user_id"))
        .col(bigint("share_link_id").null())
        .col(bigint("api_token_id").null())
        .col(string("token_hash", 64))
        .col(string("preset", 20))
        .col(json("entries"))
        .col(schema.instant("expires_at"))
        .col(schema.instant("created_at"))
        .foreign_key(&mut within_studio(TICKETS, "gallery_id", "galleries"))
        .foreign_key(&mut within_studio(TICKETS, "user_id", "users"))
        .foreign_key(&mut within_studio(TICKETS, "share_link_id", LINKS))
        .foreign_key(&mut foreign_key(TICKETS, "api_token_id", "api_tokens", ForeignKeyAction::Cascade));
    schema.create(table).await?;
    schema.unique(TICKETS, "uq_download_tickets_token_hash", &["token_hash"]).await?;
    schema.index(TICKETS, "ix_download_tickets_expires_at", &["expires_at"]).await
}
