//! Studios, people, roles, grants, sign-ins and invitations.

mod access;
mod api_tokens;
mod built_in;
pub(crate) mod entities;
mod facts;
mod grants;
mod invitations;
mod password_resets;
mod permissions;
mod roles;
mod studios;
mod tokens;
mod user_mapping;
mod users;

use entities::{
    api_token, grant, invitation, password_reset, permission, refresh_token, role, role_permission, studio,
    user, user_permission, user_role,
};

use atelier_application::ports::StoreError;

/// The guard of all roles and permissions. There is one: people.
const GUARD: &str = "web";

/// The kind of model that holds roles and permissions.
const USER_MODEL: &str = "user";

/// The outcome of an update that named the version it replaces: the row as it is now, or the version that stood in
/// the way.
fn replaced<T>(written: u64, stored: Option<T>, version: impl Fn(&T) -> i64) -> Result<T, StoreError> {
    match stored {
        Some(row) if written == 1 => Ok(row),
        Some(row) => Err(StoreError::VersionMismatch { current: version(&row) }),
        None => Err(StoreError::Unavailable("the row to be changed is gone".into())),
    }
}
