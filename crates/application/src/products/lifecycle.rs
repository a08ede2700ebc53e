//! A product from its creation to its end, and back.

use atelier_domain::access::{Action, Actor, Context, Scope, Unchecked, Visible};
use atelier_domain::events::EventKind;
use atelier_domain::money::{Currency, Money};
use atelier_domain::products::{Product, ProductDetails};
use atelier_domain::{ImageId, ProductId, RuleViolation, text};
use serde_json::json;

use crate::delivery::{Delivery, WithCover};
use crate::identity::require_in_studio;
use crate::kernel::{Kernel, did, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::{Committed, NewProduct, ProductFilter, Tx};
use crate::{AppError, AppResult};

/// The fields of a price.
const PRICE: [&str; 2] = ["price.amount", "price.currency"];

/// A product as its viewer may see it.
pub type ProductView = WithCover<Product>;

/// A price as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceInput {
    /// A decimal number such as `450.00`.
    pub amount: String,
    pub currency: String,
}

/// A new product.
#[derive(Debug, Clone)]
pub struct ProductInput {
    pub name: String,
    pub sku: Option<String>,
    pub price: Option<PriceInput>,
    pub description: Option<String>,
}

/// A change to a product. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct ProductPatch {
    pub name: Option<String>,
    pub sku: Option<Option<String>>,
    pub price: Option<Option<PriceInput>>,
    pub description: Option<Option<String>>,
    pub primary_image: Option<Option<ImageId>>,
}

/// Use cases around a product as a whole.
#[derive(Clone)]
pub struct Products {
    kernel: Kernel,
    delivery: Delivery,
}

impl Products {
    pub fn new(kernel: Kernel, delivery: Delivery) -> Self {
        Self { kernel, delivery }
    }

    pub async fn create(&self, actor: &Actor, input: ProductInput) -> AppResult<Committed<ProductView>> {
        let ProductInput { name, sku, price, description } = input;
        let tx = self.kernel.write().await?;
        require_in_studio(&tx, actor, Action::ManageProducts).await?;
        let price = priced(&tx, actor, price, PRICE).await?;
        let details = ProductDetails { name, sku, price, description }.checked()?;
        let new = NewProduct { studio: actor.studio, details, now: actor.now };
        let product = tx.products().insert(new).await?;
        let payload = json!({ "name": product.details.name, "sku": product.details.sku });
        let subject = Context::Product(product.id);
        tx.events().record(&did(actor, EventKind::ProductCreated, subject, payload)).await?;
        let product = self.delivery.with_cover(&tx, actor, product).await?;
        Ok(tx.commit(product).await?)
    }

    pub async fn list(
        &self,
        actor: &Actor,
        mut filter: ProductFilter,
        page: PageRequest,
    ) -> AppResult<Page<ProductView>> {
        filter.search = filter.search.map(|text| text::fold(&text)).filter(|text| !text.is_empty());
        let action = if filter.deleted { Action::ManageProducts } else { Action::ViewProducts };
        let visible = Visible::to(actor, action);
        let tx = self.kernel.read().await?;
        let Page { items, total, next } = tx.products().list(&visible, &filter, page).await?;
        let items = self.delivery.with_covers(&tx, actor, items).await?;
        Ok(Page { items, total, next })
    }

    pub async fn read(&self, actor: &Actor, id: ProductId) -> AppResult<ProductView> {
        let tx = self.kernel.read().await?;
        let product = live(find(&tx, actor, id).await?.read(actor)?)?;
        self.delivery.with_cover(&tx, actor, product).await
    }

    pub async fn change(
        &self,
        actor: &Actor,
        id: ProductId,
        patch: ProductPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<ProductView>> {
        let tx = self.kernel.write().await?;
        let product = find(&tx, actor, id).await?.write(actor, Action::ManageProducts)?;
        live(product.get().clone())?;
        ensure_version(product.get().version, expected)?;
        let ProductPatch { name, sku, price, description, primary_image } = patch;
        if let Some(image) = primary_image
            && !tx.products().set_primary_image(&product, image).await?
        {
            let message = "it names no image of this product";
            return Err(AppError::invalid("primary_image_id", "unknown_image", message));
        }
        let price = match price {
            Some(price) => Some(priced(&tx, actor, price, PRICE).await?),
            None => None,
        };
        let product = product.change(|product| {
            let old = product.details.clone();
            let details = ProductDetails {
                name: name.unwrap_or(old.name),
                sku: sku.unwrap_or(old.sku),
                price: price.unwrap_or(old.price),
                description: description.unwrap_or(old.description),
            };
            product.describe(details, actor.now)
        })?;
        let product = tx.products().update(&product).await?;
        tx.events().record(&did(actor, EventKind::ProductChanged, Context::Product(id), json!({}))).await?;
        let product = self.delivery.with_cover(&tx, actor, product).await?;
        Ok(tx.commit(product).await?)
    }

    /// Soft delete: it disappears from lists and feeds, its pictures stay in the pool, and it can be restored.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: ProductId,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        let product = find(&tx, actor, id).await?.write(actor, Action::ManageProducts)?;
        live(product.get().clone())?;
        ensure_version(product.get().version, expected)?;
        let product = product.change(|product| {
            product.delete(actor.now);
            Ok(())
        })?;
        tx.products().update(&product).await?;
        tx.events().record(&did(actor, EventKind::ProductDeleted, Context::Product(id), json!({}))).await?;
        Ok(tx.commit(()).await?)
    }

    /// Brings a deleted product back, if its number is still free.
    pub async fn restore(&self, actor: &Actor, id: ProductId) -> AppResult<Committed<ProductView>> {
        let tx = self.kernel.write().await?;
        let product = find(&tx, actor, id).await?.write(actor, Action::ManageProducts)?;
        let product = product.change(|product| product.restore(actor.now))?;
        tx.products().update(&product).await?;
        // Pictures may have gone while it was away.
        tx.products().pictures_left(&[id]).await?;
        tx.events().record(&did(actor, EventKind::ProductRestored, Context::Product(id), json!({}))).await?;
        let product = find(&tx, actor, id).await?.read(actor)?;
        let product = self.delivery.with_cover(&tx, actor, product).await?;
        Ok(tx.commit(product).await?)
    }
}

pub(crate) async fn find(tx: &Tx, actor: &Actor, id: ProductId) -> AppResult<Unchecked<Product>> {
    tx.products().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}

/// A deleted product is only there to be restored.
pub(crate) fn live(product: Product) -> AppResult<Product> {
    if product.deleted_at.is_some() { Err(AppError::NotFound) } else { Ok(product) }
}

/// The price, which can only be in the studio's currency. `fields` are the names of amount and currency in the input.
pub(crate) async fn priced(
    tx: &Tx,
    actor: &Actor,
    price: Option<PriceInput>,
    fields: [&'static str; 2],
) -> AppResult<Option<Money>> {
    let [amount_field, currency_field] = fields;
    let Some(PriceInput { amount, currency }) = price else { return Ok(None) };
    let currency = Currency::parse(currency_field, &currency)?;
    let scope = Scope::for_job(actor.studio, "currency", actor.now);
    let studio = tx.studios().find(actor.studio).await?.ok_or(AppError::NotFound)?.read(scope.actor())?;
    if currency.as_str() != studio.details.currency {
        let message = format!("prices are in {}, the currency of the studio", studio.details.currency);
        return Err(RuleViolation::invalid(currency_field, "foreign_currency", message).into());
    }
    Ok(Some(Money::parse(amount_field, &amount, currency)?))
}
