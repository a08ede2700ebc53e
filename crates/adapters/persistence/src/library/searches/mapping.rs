//! Rows to values of the domain, and back.

use atelier_application::ports::StoreError;
use atelier_application::ports::saved_searches::NewSavedSearch;
use atelier_domain::library::{PhotoOrder, PhotoSearch, SavedSearch, Shelf};
use atelier_domain::{SavedSearchId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;

use super::criteria;
use super::entities::saved_search::{ActiveModel, Model};
use crate::columns::{instant, stored};
use crate::error::corrupt;
use crate::values::key;

/// The length of `saved_searches.name_key`.
const NAME_KEY_MAX: usize = 700;

pub(super) fn to_domain(row: Model) -> Result<SavedSearch, StoreError> {
    let Model {
        id,
        studio_id,
        user_id,
        name,
        name_key: _,
        criteria,
        is_favorite,
        last_count,
        last_run_at,
        version,
        created_at,
        updated_at,
    } = row;
    let unreadable = || corrupt(format!("the criteria of saved search {id} cannot be read"));
    let (search, order) = criteria::from_json(criteria).ok_or_else(unreadable)?;
    Ok(SavedSearch {
        id: SavedSearchId(id),
        studio: StudioId(studio_id),
        owner: UserId(user_id),
        name,
        search,
        order,
        is_favorite,
        last_count,
        last_run_at: last_run_at.map(instant),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

fn kept(search: &PhotoSearch, order: PhotoOrder) -> Result<Json, StoreError> {
    criteria::to_json(search, order).map_err(|error| corrupt(error.to_string()))
}

/// What can change of a search, with the next version.
pub(super) fn to_row(saved: &SavedSearch) -> Result<ActiveModel, StoreError> {
    let SavedSearch {
        id: _,
        studio: _,
        owner: _,
        name,
        search,
        order,
        is_favorite,
        last_count,
        last_run_at,
        version,
        created_at: _,
        updated_at,
    } = saved;
    Ok(ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        user_id: NotSet,
        name: Set(name.clone()),
        name_key: Set(key(name, NAME_KEY_MAX)),
        criteria: Set(kept(search, *order)?),
        is_favorite: Set(*is_favorite),
        last_count: Set(*last_count),
        last_run_at: Set(last_run_at.map(stored)),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    })
}

pub(super) fn new_row(shelf: Shelf, new: NewSavedSearch) -> Result<ActiveModel, StoreError> {
    let NewSavedSearch { name, search, order, is_favorite, now } = new;
    let now = stored(now);
    Ok(ActiveModel {
        id: NotSet,
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        name_key: Set(key(&name, NAME_KEY_MAX)),
        name: Set(name),
        criteria: Set(kept(&search, order)?),
        is_favorite: Set(is_favorite),
        last_count: Set(None),
        last_run_at: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    })
}
