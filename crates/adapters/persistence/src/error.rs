//! From the errors of three databases to the one of the port.

use atelier_application::ports::StoreError;
use sea_orm::sqlx::mysql::MySqlDatabaseError;
use sea_orm::sqlx::{self, error::DatabaseError};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr};

/// Unique indexes: the name in the schema, the columns as SQLite lists them, and what the contracts call the conflict.
const UNIQUE: &[(&str, &str, &str)] = &[
    ("uq_studios_subdomain", "studios.subdomain", "subdomain"),
    ("uq_users_username_key", "users.username_key", "username"),
    ("uq_users_studio_email_key", "users.studio_id, users.email_key", "email"),
    ("uq_roles_studio_name", "roles.studio_key, roles.name, roles.guard_name", "name"),
    ("uq_permissions_name", "permissions.name, permissions.guard_name", "permission"),
    (
        "uq_permission_contexts",
        "permission_contexts.user_id, permission_contexts.permission_id, \
         permission_contexts.contextable_type, permission_contexts.contextable_id",
        "grant",
    ),
    ("uq_refresh_tokens_hash", "refresh_tokens.token_hash", "token"),
    ("uq_api_tokens_hash", "api_tokens.token_hash", "token"),
    ("uq_invitations_hash", "invitations.token_hash", "token"),
    ("uq_password_resets_hash", "password_resets.token_hash", "token"),
    ("uq_organization_user", "organization_user.organization_id, organization_user.user_id", "member"),
    ("uq_images_studio_content_hash", "images.studio_id, images.content_hash", "content_hash"),
    ("uq_products_studio_sku_key", "products.studio_id, products.sku_key", "sku"),
    (
        "uq_image_versions_studio_content_hash",
        "image_versions.studio_id, image_versions.content_hash",
        "content_hash",
    ),
    (
        "uq_staging_images_content_hash",
        "staging_images.studio_id, staging_images.content_hash",
        "staged_content",
    ),
    ("uq_photos_user_hothash", "photos.user_id, photos.hothash", "hothash"),
    ("uq_image_files_user_content_hash", "image_files.user_id, image_files.content_hash", "content_hash"),
    ("uq_share_links_token_hash", "share_links.token_hash", "token"),
    ("uq_tags_user_name_key", "tags.user_id, tags.name_key", "tag"),
    ("uq_saved_searches_user_name_key", "saved_searches.user_id, saved_searches.name_key", "saved_search"),
    ("uq_gallery_session_windows_gallery", "gallery_session_windows.gallery_id", "session_window"),
    (
        "uq_match_decisions_idempotency_key",
        "match_decisions.staging_image_id, match_decisions.idempotency_key",
        "match_decision",
    ),
];

/// What a conflict is called whose index is not in the table.
const UNNAMED: &str = "value";

/// What a missing or still used parent row is called.
const REFERENCE: &str = "reference";

/// Turns an error of the database into one of the port.
pub(crate) fn failed(error: DbErr) -> StoreError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(message)) => {
            return StoreError::Conflict { constraint: unique_name(&error, &message) };
        }
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
            return StoreError::Conflict { constraint: REFERENCE };
        }
        _ => {}
    }
    match &error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => StoreError::Busy,
        DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => StoreError::Corrupt(error.to_string()),
        _ if database_error(&error).is_some_and(is_passing) => StoreError::Busy,
        _ => StoreError::Unavailable(error.to_string()),
    }
}

/// The database does not hold what the program once wrote.
pub(crate) fn corrupt(what: impl Into<String>) -> StoreError {
    StoreError::Corrupt(what.into())
}

fn unique_name(error: &DbErr, message: &str) -> &'static str {
    // PostgreSQL names the constraint; SQLite lists the columns; MySQL ends with the key, after the value that the
    // caller chose, so only what follows the last "for key" is looked at.
    let constraint = database_error(error).and_then(|e| e.constraint()).map(str::to_owned);
    let key = constraint.or_else(|| {
        let (_, tail) = message.rsplit_once("for key ")?;
        Some(tail.trim_matches('\'').rsplit('.').next()?.to_owned())
    });
    let columns = message.rsplit_once("constraint failed: ").map(|(_, columns)| columns);
    UNIQUE
        .iter()
        .find(|(index, listed, _)| match &key {
            Some(key) => key == index,
            None => columns == Some(*listed),
        })
        .map_or(UNNAMED, |(_, _, name)| name)
}

fn database_error(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else { return None };
    let RuntimeErr::SqlxError(error) = runtime else { return None };
    match error.as_ref() {
        sqlx::Error::Database(error) => Some(error.as_ref()),
        _ => None,
    }
}

/// Whether the whole transaction may succeed when it is tried again: a deadlock, a lost race of serialisable
/// transactions, a lock that was not given in time.
fn is_passing(error: &dyn DatabaseError) -> bool {
    if let Some(error) = error.try_downcast_ref::<MySqlDatabaseError>() {
        return matches!(error.number(), 1205 | 1213 | 3572 | 1020);
    }
    match error.code().as_deref() {
        // PostgreSQL: serialisation failure, deadlock, lock not available.
        Some("40001" | "40P01" | "55P03") => true,
        // SQLite: busy or locked in the low byte of its extended codes.
        Some(code) => code.len() <= 4 && code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)),
        None => false,
    }
}
