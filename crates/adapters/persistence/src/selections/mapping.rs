//! Rows to values of the domain, and back.

use atelier_application::ports::StoreError;
use atelier_application::ports::selections::NewSelection;
use atelier_domain::money::{Currency, Money};
use atelier_domain::proofing::{Selection, SelectionState, SelectionTerms};
use atelier_domain::{GalleryId, OrganizationId, SelectionId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};

use super::entities::selection_list::{ActiveModel, Model};
use crate::columns::{corrupt, instant, stored};

pub(super) fn selection(row: Model, organization: i64) -> Result<Selection, StoreError> {
    let Model {
        id,
        studio_id,
        gallery_id,
        user_id,
        name,
        note,
        included_count,
        extra_price,
        currency,
        max_count,
        state,
        submitted_at,
        submitted_by_user_id,
        version,
        created_at,
        updated_at,
    } = row;
    let extra_price = match extra_price.zip(currency) {
        Some((minor, code)) => {
            let currency =
                Currency::parse("currency", &code).map_err(|_| corrupt("selection_lists.currency", &code))?;
            Some(Money { minor, currency })
        }
        None => None,
    };
    Ok(Selection {
        id: SelectionId(id),
        studio: StudioId(studio_id),
        gallery: GalleryId(gallery_id),
        organization: OrganizationId(organization),
        owner: user_id.map(UserId),
        name,
        note,
        terms: SelectionTerms { included: included_count, extra_price, max_images: max_count },
        state: SelectionState::parse(&state).ok_or_else(|| corrupt("selection_lists.state", &state))?,
        submitted_at: submitted_at.map(instant),
        submitted_by: submitted_by_user_id.map(UserId),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

/// What can change of a list, with the next version.
pub(super) fn selection_row(selection: &Selection) -> ActiveModel {
    let Selection {
        id: _,
        studio: _,
        gallery: _,
        organization: _,
        owner: _,
        name,
        note,
        terms: SelectionTerms { included, extra_price, max_images },
        state,
        submitted_at,
        submitted_by,
        version,
        created_at: _,
        updated_at,
    } = selection;
    ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        gallery_id: NotSet,
        user_id: NotSet,
        name: Set(name.clone()),
        note: Set(note.clone()),
        included_count: Set(*included),
        extra_price: Set(extra_price.map(|price| price.minor)),
        currency: Set(extra_price.map(|price| price.currency.to_string())),
        max_count: Set(*max_images),
        state: Set(state.as_str().to_owned()),
        submitted_at: Set(submitted_at.map(stored)),
        submitted_by_user_id: Set(submitted_by.map(|user| user.0)),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    }
}

pub(super) fn new_selection_row(new: NewSelection) -> ActiveModel {
    let NewSelection { studio, gallery, owner, name, note, terms, now } = new;
    let SelectionTerms { included, extra_price, max_images } = terms;
    let now = stored(now);
    ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        gallery_id: Set(gallery.0),
        user_id: Set(owner.map(|user| user.0)),
        name: Set(name),
        note: Set(note),
        included_count: Set(included),
        extra_price: Set(extra_price.map(|price| price.minor)),
        currency: Set(extra_price.map(|price| price.currency.to_string())),
        max_count: Set(max_images),
        state: Set(SelectionState::Open.as_str().to_owned()),
        submitted_at: Set(None),
        submitted_by_user_id: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    }
}
