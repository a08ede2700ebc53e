//! Rows of `users` to people, and back.

use atelier_application::ports::{NewUser, StoreError};
use atelier_domain::identity::{User, UserDetails, UserKind};
use atelier_domain::{OrganizationId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};

use super::user::{ActiveModel, Model};
use crate::columns::corrupt;
use crate::values::{key, search_key};

/// The length of `users.username_key`.
pub(super) const USERNAME_KEY_MAX: usize = 255;

/// The length of `users.email_key`.
pub(super) const EMAIL_KEY_MAX: usize = 500;

pub(super) fn to_domain(row: Model, organizations: Vec<OrganizationId>) -> Result<User, StoreError> {
    let Model {
        id,
        studio_id,
        name,
        username,
        username_key: _,
        email,
        email_key: _,
        search_key: _,
        email_verified_at,
        password,
        phone,
        avatar_url,
        timezone,
        role,
        is_active,
        version,
        created_at,
        updated_at,
        deleted_at,
    } = row;
    let kind = UserKind::from_role_name(&role).ok_or_else(|| corrupt("users.role", &role))?;
    Ok(User {
        id: UserId(id),
        studio: StudioId(studio_id),
        details: UserDetails { name, username, email, phone, avatar_url, timezone },
        password_hash: password,
        email_verified_at: email_verified_at.map(|at| at.and_utc()),
        is_active,
        kind,
        organizations,
        version,
        created_at: created_at.and_utc(),
        updated_at: updated_at.and_utc(),
        deleted_at: deleted_at.map(|at| at.and_utc()),
    })
}

/// Every column of `user` with the next version.
pub(super) fn to_row(user: &User) -> ActiveModel {
    let User {
        id: _,
        studio: _,
        details,
        password_hash,
        email_verified_at,
        is_active,
        kind,
        organizations: _,
        version,
        created_at: _,
        updated_at,
        deleted_at,
    } = user;
    ActiveModel {
        password: Set(password_hash.clone()),
        email_verified_at: Set(email_verified_at.map(|at| at.naive_utc())),
        is_active: Set(*is_active),
        role: Set(kind.role_name().to_owned()),
        version: Set(version + 1),
        updated_at: Set(updated_at.naive_utc()),
        deleted_at: Set(deleted_at.map(|at| at.naive_utc())),
        ..details_row(details, deleted_at.is_none())
    }
}

pub(super) fn new_row(new: NewUser) -> ActiveModel {
    let NewUser { studio, details, password_hash, kind, now } = new;
    ActiveModel {
        studio_id: Set(studio.0),
        password: Set(password_hash),
        email_verified_at: Set(None),
        is_active: Set(true),
        role: Set(kind.role_name().to_owned()),
        version: Set(1),
        created_at: Set(now.naive_utc()),
        updated_at: Set(now.naive_utc()),
        deleted_at: Set(None),
        ..details_row(&details, true)
    }
}

/// What a person says of itself. The unique keys of somebody who is deleted are NULL, so that the name and the
/// address are free again.
fn details_row(details: &UserDetails, live: bool) -> ActiveModel {
    let UserDetails { name, username, email, phone, avatar_url, timezone } = details;
    let unique = |raw: &Option<String>, max| raw.as_deref().filter(|_| live).map(|raw| key(raw, max));
    ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        name: Set(name.clone()),
        username: Set(username.clone()),
        username_key: Set(unique(username, USERNAME_KEY_MAX)),
        email: Set(email.clone()),
        email_key: Set(unique(email, EMAIL_KEY_MAX)),
        search_key: Set(search_key(&[Some(name), username.as_deref(), email.as_deref()])),
        email_verified_at: NotSet,
        password: NotSet,
        phone: Set(phone.clone()),
        avatar_url: Set(avatar_url.clone()),
        timezone: Set(timezone.clone()),
        role: NotSet,
        is_active: NotSet,
        version: NotSet,
        created_at: NotSet,
        updated_at: NotSet,
        deleted_at: NotSet,
    }
}
