//! What the permission function needs to know of any row that a context can name.

use atelier_application::ports::StoreError;
use atelier_domain::StudioId;
use atelier_domain::access::{Context, Facts, Protected};

use super::{studios, users};
use crate::store::SeaTx;
use crate::{galleries, images, organizations, products};

/// The facts of the row, if the studio has it. They are the domain's own, so that a decision about a context can never
/// differ from one about the row.
pub(super) async fn of(tx: &SeaTx, studio: StudioId, context: Context) -> Result<Option<Facts>, StoreError> {
    Ok(match context {
        // The only studio that a studio has is itself.
        Context::Studio(id) if id != studio => None,
        Context::Studio(id) => facts(studios::load(tx, id).await?),
        Context::Organization(id) => facts(organizations::load(tx, studio, id).await?),
        Context::Gallery(id) => facts(galleries::load(tx, studio, id).await?),
        Context::Product(id) => facts(products::load(tx, studio, id).await?),
        Context::ImageGroup(id) => facts(images::load_group(tx, studio, id).await?),
        Context::Image(id) => facts(images::load(tx, studio, id).await?),
        Context::User(id) => facts(users::load(tx, studio, id).await?),
    })
}

fn facts<T: Protected>(row: Option<T>) -> Option<Facts> {
    row.map(|row| row.facts())
}
