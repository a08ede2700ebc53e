//! What the studio sells.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::GroupType;
use atelier_domain::products::Product;
use atelier_domain::{ProductId, StudioId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::views::{ContentMark, GalleryImage, NewProduct, ProductFilter};

/// Products.
#[async_trait]
pub trait ProductRepository: Send + Sync {
    /// The product of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: ProductId) -> Result<Option<Unchecked<Product>>>;

    /// MUST answer `Conflict` with `sku` when a live product of the studio has the same number.
    async fn insert(&self, new: NewProduct) -> Result<Product>;

    /// Leaves the content version alone. A deleted product's number MUST be free; `Conflict` as in `insert`.
    async fn update(&self, product: &Writable<Product>) -> Result<Product>;

    /// By id in the filter's direction; paged by offset or by cursor (key 0).
    async fn list(
        &self,
        visible: &Visible,
        filter: &ProductFilter,
        page: PageRequest,
    ) -> Result<Page<Product>>;

    /// What hangs under these products changed: adds one to each `content_version`.
    async fn content_changed(&self, products: &[ProductId]) -> Result<()>;

    /// The state of what the product shows with these visibilities and, if named, this type. MUST differ whenever
    /// `images` would, unless the content version does.
    async fn content_mark(
        &self,
        product: ProductId,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
    ) -> Result<ContentMark>;

    /// A page of the product's live pictures that are ready, in its groups of the given visibilities and, if named,
    /// type: by the group's order, the group, its type, the picture's order in it, then id. Paged by offset; the page's
    /// `next` is `None`.
    async fn images(
        &self,
        product: ProductId,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
        page: PageRequest,
    ) -> Result<Page<GalleryImage>>;
}
