//! How an amount of money is written.

use atelier_domain::money::Money;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount of money: a decimal number as text, because numbers of JSON lose cents in some programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Money)]
pub struct MoneyBody {
    /// With at most as many decimals as the currency has.
    #[schema(example = "450.00", pattern = r"^-?[0-9]+(\.[0-9]+)?$")]
    pub amount: String,
    /// ISO 4217.
    #[schema(example = "USD", pattern = "^[A-Z]{3}$")]
    pub currency: String,
}

impl From<Money> for MoneyBody {
    fn from(money: Money) -> Self {
        Self { amount: money.to_string(), currency: money.currency.to_string() }
    }
}
