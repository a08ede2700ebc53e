//! A product from its creation to its end, and back.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use atelier_application::ports::ProductFilter;
use atelier_application::products::{PriceInput, ProductInput, ProductPatch, ProductView, Products};
use atelier_domain::products::{Product, ProductDetails};
use atelier_domain::{ImageId, ProductId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Body, Caller, Id, IfMatch, Paging, Patch, Query, not_null, search_text};
use crate::images::CoverBody;
use crate::money::MoneyBody;
use crate::problem::ApiResult;
use crate::reply::{Done, Envelope, Listing, Reply};

/// A new product.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Red T-shirt", "sku": "TS-RED-M", "price": {"amount": "450.00", "currency": "USD"}}))]
pub struct NewProduct {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// No two live products have the same one, however it is capitalised.
    #[schema(max_length = 100)]
    sku: Option<String>,
    /// In the currency of the studio.
    price: Option<MoneyBody>,
    #[schema(max_length = 5000)]
    description: Option<String>,
}

impl From<NewProduct> for ProductInput {
    fn from(body: NewProduct) -> Self {
        let NewProduct { name, sku, price, description } = body;
        Self { name, sku, price: price.map(typed), description }
    }
}

/// A change to a product: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProductPatch, example = json!({"description": null}))]
pub struct ProductPatchBody {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 100)]
    sku: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<MoneyBody>)]
    price: Patch<MoneyBody>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 5000)]
    description: Patch<String>,
    /// An image of one of its groups; `null` leaves it to the first one.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    primary_image_id: Patch<i64>,
}

impl From<ProductPatchBody> for ProductPatch {
    fn from(body: ProductPatchBody) -> Self {
        let ProductPatchBody { name, sku, price, description, primary_image_id } = body;
        Self {
            name,
            sku: sku.into_change(),
            price: price.map(typed).into_change(),
            description: description.into_change(),
            primary_image: primary_image_id.map(ImageId).into_change(),
        }
    }
}

fn typed(price: MoneyBody) -> PriceInput {
    let MoneyBody { amount, currency } = price;
    PriceInput { amount, currency }
}

/// Something that is sold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub struct ProductBody {
    #[schema(example = 12)]
    id: i64,
    #[schema(example = "Red T-shirt")]
    name: String,
    #[schema(example = "TS-RED-M")]
    sku: Option<String>,
    price: Option<MoneyBody>,
    description: Option<String>,
    /// The image that was chosen to stand for it, for those who may see that one.
    primary_image_id: Option<i64>,
    /// The image that stands for it: the chosen one, or else the first one that the caller sees.
    primary_image: Option<CoverBody>,
    /// Grows whenever the groups that hang under it change.
    content_version: i64,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

impl From<ProductView> for ProductBody {
    fn from(view: ProductView) -> Self {
        let primary_image_id = view.primary_image().map(i64::from);
        let ProductView { row, cover, is_counted: _ } = view;
        let Product {
            id,
            studio: _,
            details,
            // Who may not see it is not told which one it is.
            primary_image: _,
            content_version,
            version,
            created_at,
            updated_at,
            deleted_at,
        } = row;
        let ProductDetails { name, sku, price, description } = details;
        let price = price.map(MoneyBody::from);
        Self {
            id: id.0,
            name,
            sku,
            price,
            description,
            primary_image_id,
            primary_image: cover.map(CoverBody::from),
            content_version,
            version,
            created_at,
            updated_at,
            deleted_at,
        }
    }
}

/// Which products a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// Text to find in name or number.
    search: Option<String>,
    /// Deleted ones instead of live ones.
    #[serde(default)]
    deleted: bool,
    /// Newest first instead of oldest first.
    #[serde(default)]
    newest_first: bool,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

/// Creates a product.
///
/// Permission: can_manage_products. Errors: `sku_taken`, `foreign_currency`, `invalid_amount`.
#[utoipa::path(tag = "products", request_body = NewProduct,
    responses((status = 201, description = "The product", body = Envelope<ProductBody>)))]
#[post("/products")]
pub async fn create(
    products: Data<Products>,
    caller: Caller,
    body: Body<NewProduct>,
) -> ApiResult<Reply<Envelope<ProductBody>>> {
    let product = products.create(&caller, body.0.into()).await?.into_inner();
    let (location, version) = (format!("/api/v1/products/{}", product.id), product.version);
    Ok(Reply::created("Product created", location, product.into()).version(version))
}

/// Lists products.
///
/// Permission: can_view_products; for deleted ones can_manage_products.
#[utoipa::path(tag = "products", params(ProductQuery),
    responses((status = 200, description = "A page of products, by id", body = Listing<ProductBody>)))]
#[get("/products")]
pub async fn list(
    products: Data<Products>,
    caller: Caller,
    query: Query<ProductQuery>,
) -> ApiResult<Reply<Listing<ProductBody>>> {
    let ProductQuery { search, deleted, newest_first, offset, limit, cursor } = query.0;
    let page = Paging { offset, limit, cursor }.request()?;
    let sort = crate::galleries::sort(newest_first);
    let search = search_text(search.as_deref())?;
    let found = products.list(&caller, ProductFilter { search, deleted, sort }, page).await?;
    Ok(Reply::page("Products", page, found.map(ProductBody::from)))
}

/// Shows a product.
///
/// Permission: can_view_products.
#[utoipa::path(tag = "products", params(("product_id" = i64, Path)),
    responses((status = 200, description = "The product", body = Envelope<ProductBody>)))]
#[get("/products/{product_id}")]
pub async fn read(
    products: Data<Products>,
    caller: Caller,
    id: Id<ProductId>,
) -> ApiResult<Reply<Envelope<ProductBody>>> {
    Ok(shown("The product", products.read(&caller, id.0).await?))
}

/// Changes what stands on a product's label, and the image that stands for it.
///
/// Permission: can_manage_products. Errors: `unknown_image`, `sku_taken`, `foreign_currency`, `invalid_amount`,
/// `version_mismatch`.
#[utoipa::path(tag = "products", params(("product_id" = i64, Path)), request_body = ProductPatchBody,
    responses((status = 200, description = "The product", body = Envelope<ProductBody>)))]
#[patch("/products/{product_id}")]
pub async fn change(
    products: Data<Products>,
    caller: Caller,
    id: Id<ProductId>,
    expected: IfMatch,
    body: Body<ProductPatchBody>,
) -> ApiResult<Reply<Envelope<ProductBody>>> {
    let product = products.change(&caller, id.0, body.0.into(), expected.0).await?;
    Ok(shown("Product changed", product.into_inner()))
}

/// Deletes a product: its number becomes free, its pictures stay in the pool, and it can be restored.
///
/// Permission: can_manage_products. Errors: `version_mismatch`.
#[utoipa::path(tag = "products", params(("product_id" = i64, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/products/{product_id}")]
pub async fn remove(
    products: Data<Products>,
    caller: Caller,
    id: Id<ProductId>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    products.delete(&caller, id.0, expected.0).await?.into_inner();
    Ok(Reply::done("Product deleted"))
}

/// Brings a deleted product back, if its number is still free.
///
/// Permission: can_manage_products. Errors: `not_deleted`, `sku_taken`.
#[utoipa::path(tag = "products", params(("product_id" = i64, Path)),
    responses((status = 200, description = "The product", body = Envelope<ProductBody>)))]
#[post("/products/{product_id}/restore")]
pub async fn restore(
    products: Data<Products>,
    caller: Caller,
    id: Id<ProductId>,
) -> ApiResult<Reply<Envelope<ProductBody>>> {
    Ok(shown("Product restored", products.restore(&caller, id.0).await?.into_inner()))
}

fn shown(message: &str, product: ProductView) -> Reply<Envelope<ProductBody>> {
    let version = product.version;
    Reply::ok(message, product.into()).version(version)
}
