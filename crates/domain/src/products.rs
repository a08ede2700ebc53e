//! What the studio sells, and what it shows of it.

use crate::access::{Action, Context, Facts, Path, Protected};
use crate::money::Money;
use crate::{ImageId, ProductId, RuleViolation, StudioId, Timestamp, text};

/// Something that is sold, with pictures of several kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub id: ProductId,
    pub studio: StudioId,
    pub details: ProductDetails,
    /// The picture that stands for it, where somebody chose one; always one that its groups hold.
    pub primary_image: Option<ImageId>,
    /// Grows whenever groups are hung under it, taken away, shown to others or put in another order.
    pub content_version: i64,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// What stands on a product's label.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductDetails {
    pub name: String,
    /// The stock-keeping unit. No two live products of a studio have the same one, however it is capitalised.
    pub sku: Option<String>,
    pub price: Option<Money>,
    pub description: Option<String>,
}

impl ProductDetails {
    pub fn checked(self) -> Result<Self, RuleViolation> {
        if self.price.is_some_and(|price| price.minor < 0) {
            let message = "a price must not be negative";
            return Err(RuleViolation::invalid("price.amount", "out_of_range", message));
        }
        Ok(Self {
            name: text::required("name", &self.name, text::NAME_MAX)?,
            sku: text::optional("sku", self.sku.as_deref(), 100)?,
            price: self.price,
            description: text::optional("description", self.description.as_deref(), 5_000)?,
        })
    }
}

impl Product {
    pub fn describe(&mut self, details: ProductDetails, now: Timestamp) -> Result<(), RuleViolation> {
        self.details = details.checked()?;
        self.updated_at = now;
        Ok(())
    }

    /// Soft delete: its number becomes free, its pictures stay in the pool, and it can be restored.
    pub fn delete(&mut self, now: Timestamp) {
        self.deleted_at.get_or_insert(now);
        self.updated_at = now;
    }

    pub fn restore(&mut self, now: Timestamp) -> Result<(), RuleViolation> {
        if self.deleted_at.take().is_none() {
            return Err(RuleViolation::conflict("not_deleted", "this product is not deleted"));
        }
        self.updated_at = now;
        Ok(())
    }
}

impl Protected for Product {
    const VIEW: Action = Action::ViewProducts;

    fn facts(&self) -> Facts {
        let contexts = vec![Context::Product(self.id)];
        let path =
            if self.deleted_at.is_none() { Path::public(contexts) } else { Path::studio_only(contexts) };
        Facts { studio: self.studio, paths: vec![path] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_price_is_not_negative() {
        let currency = Currency::parse("currency", "USD").unwrap();
        let at = |minor| {
            let price = Some(Money { minor, currency });
            ProductDetails { name: "Mug".into(), price, ..ProductDetails::default() }.checked()
        };
        assert!(at(0).is_ok());
        assert_eq!(at(-1).unwrap_err().field, Some("price.amount"));
    }
}
