//! Rows to values of the domain, and back.

use atelier_application::ports::StoreError;
use atelier_application::ports::stacks::NewStack;
use atelier_domain::library::{PhotoStack, Shelf, StackKind};
use atelier_domain::{PhotoId, PhotoStackId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};

use super::entities::photo_stack::{ActiveModel, Model};
use crate::columns::{corrupt, instant, stored};

pub(super) fn to_domain(row: Model) -> Result<PhotoStack, StoreError> {
    let Model { id, studio_id, user_id, kind, title, cover_photo_id, version, created_at, updated_at } = row;
    Ok(PhotoStack {
        id: PhotoStackId(id),
        studio: StudioId(studio_id),
        owner: UserId(user_id),
        kind: StackKind::parse(&kind).ok_or_else(|| corrupt("photo_stacks.kind", &kind))?,
        title,
        cover: cover_photo_id.map(PhotoId),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

/// What can change of a stack, with the next version.
pub(super) fn to_row(stack: &PhotoStack) -> ActiveModel {
    let PhotoStack { id: _, studio: _, owner: _, kind, title, cover, version, created_at: _, updated_at } =
        stack;
    ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        user_id: NotSet,
        kind: Set(kind.as_str().to_owned()),
        title: Set(title.clone()),
        cover_photo_id: Set(cover.map(|photo| photo.0)),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    }
}

pub(super) fn new_row(shelf: Shelf, new: NewStack) -> ActiveModel {
    let NewStack { kind, title, now } = new;
    let now = stored(now);
    ActiveModel {
        id: NotSet,
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        kind: Set(kind.as_str().to_owned()),
        title: Set(title),
        cover_photo_id: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    }
}
