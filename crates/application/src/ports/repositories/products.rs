//! What the studio sells.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::GroupType;
use atelier_domain::products::Product;
use atelier_domain::{ImageGroupId, ImageId, ProductId, StudioId};

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

    /// Leaves the content version and the primary image alone. A deleted product's number MUST be free; `Conflict` as in `insert`.
    async fn update(&self, product: &Writable<Product>) -> Result<Product>;

    /// By id in the filter's direction; paged by offset or by cursor (key 0).
    async fn list(
        &self,
        visible: &Visible,
        filter: &ProductFilter,
        page: PageRequest,
    ) -> Result<Page<Product>>;

    /// What hangs under these products changed: adds one to each `content_version`, and MUST forget a primary image as
    /// `pictures_left` says.
    async fn content_changed(&self, products: &[ProductId]) -> Result<()>;

    /// Pictures left groups of these products, or were deleted: MUST forget a primary image that no group of its product
    /// holds any more, or that is deleted. Nothing else moves. Products MUST be touched in order of id, so that two
    /// writers cannot deadlock.
    async fn pictures_left(&self, products: &[ProductId]) -> Result<()>;

    /// Chooses the picture that stands for the product, or none. MUST answer false, and change nothing, when no group of
    /// the product holds the picture, or it is deleted.
    async fn set_primary_image(&self, product: &Writable<Product>, image: Option<ImageId>) -> Result<bool>;

    /// The pictures that stand for these products towards somebody who looks into groups of the given visibilities: the
    /// primary image if such a group holds it, else the first by the group's order, the group, its type, the picture's
    /// order in it, then id. Products that show none are left out. The number of queries MUST not depend on the number
    /// of products up to 500.
    async fn covers(
        &self,
        products: &[ProductId],
        visibilities: &[Visibility],
    ) -> Result<Vec<(ProductId, ImageId)>>;

    /// The live products that show any of these pictures, by id.
    async fn showing(&self, images: &[ImageId]) -> Result<Vec<ProductId>>;

    /// The live products that show this group, by id.
    async fn showing_group(&self, group: ImageGroupId) -> Result<Vec<ProductId>>;

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
