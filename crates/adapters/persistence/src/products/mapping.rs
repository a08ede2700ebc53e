//! Rows to values of the domain, and back.

use atelier_application::ports::{NewProduct, StoreError};
use atelier_domain::money::{Currency, Money};
use atelier_domain::products::{Product, ProductDetails};
use atelier_domain::{ImageId, ProductId, StudioId};
use sea_orm::ActiveValue::{NotSet, Set};

use super::entities::product;
use crate::columns::{corrupt, instant, stored};
use crate::values::{key, search_key};

/// The length of `products.sku_key`.
const SKU_KEY_MAX: usize = 300;

pub(super) fn to_domain(row: product::Model) -> Result<Product, StoreError> {
    let product::Model {
        id,
        studio_id,
        name,
        sku,
        sku_key: _,
        search_key: _,
        price_minor,
        currency,
        description,
        content_version,
        version,
        created_at,
        updated_at,
        deleted_at,
        primary_image_id,
    } = row;
    let price = price_minor.zip(currency).map(|(minor, code)| price(minor, &code)).transpose()?;
    Ok(Product {
        id: ProductId(id),
        studio: StudioId(studio_id),
        details: ProductDetails { name, sku, price, description },
        primary_image: primary_image_id.map(ImageId),
        content_version,
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
        deleted_at: deleted_at.map(instant),
    })
}

fn price(minor: i64, code: &str) -> Result<Money, StoreError> {
    let currency = Currency::parse("currency", code).map_err(|_| corrupt("products.currency", code))?;
    Ok(Money { minor, currency })
}

/// Every column of `product` that `update` writes, with the next version.
pub(super) fn to_row(product: &Product) -> product::ActiveModel {
    let Product {
        id: _,
        studio: _,
        details,
        // They move by methods of their own, perhaps since this value was read.
        primary_image: _,
        content_version: _,
        version,
        created_at: _,
        updated_at,
        deleted_at,
    } = product;
    product::ActiveModel {
        version: Set(version + 1),
        updated_at: Set(stored(*updated_at)),
        deleted_at: Set(deleted_at.map(stored)),
        ..details_row(details, deleted_at.is_none())
    }
}

pub(super) fn new_row(new: NewProduct) -> product::ActiveModel {
    let NewProduct { studio, details, now } = new;
    product::ActiveModel {
        studio_id: Set(studio.0),
        content_version: Set(1),
        version: Set(1),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
        deleted_at: Set(None),
        ..details_row(&details, true)
    }
}

fn details_row(details: &ProductDetails, live: bool) -> product::ActiveModel {
    let ProductDetails { name, sku, price, description } = details;
    product::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        name: Set(name.clone()),
        sku: Set(sku.clone()),
        // The number of a deleted product is free.
        sku_key: Set(sku.as_deref().filter(|_| live).map(|sku| key(sku, SKU_KEY_MAX))),
        search_key: Set(search_key(&[Some(name), sku.as_deref()])),
        price_minor: Set(price.map(|price| price.minor)),
        currency: Set(price.map(|price| price.currency.to_string())),
        description: Set(description.clone()),
        content_version: NotSet,
        version: NotSet,
        created_at: NotSet,
        updated_at: NotSet,
        deleted_at: NotSet,
        primary_image_id: NotSet,
    }
}
