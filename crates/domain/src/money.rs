//! Amounts of money: whole minor units in a currency, never a floating point number.

use std::fmt;

use crate::RuleViolation;

/// Currencies whose smallest unit is not a hundredth, with the number of their decimals (ISO 4217).
const DECIMALS: &[(u32, &[&str])] = &[
    (
        0,
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
            "XAF", "XOF", "XPF",
        ],
    ),
    (3, &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    (4, &["CLF", "UYW"]),
];

/// An ISO 4217 code, by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub fn parse(field: &'static str, raw: &str) -> Result<Self, RuleViolation> {
        match <[u8; 3]>::try_from(raw.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Self(code)),
            _ => Err(RuleViolation::invalid(
                field,
                "invalid_currency",
                format!("{field} must be an ISO 4217 code such as USD"),
            )),
        }
    }

    pub fn as_str(&self) -> &str {
        // Three ASCII letters are always text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals an amount is written with.
    pub fn decimals(&self) -> u32 {
        let listed = DECIMALS.iter().find(|(_, codes)| codes.contains(&self.as_str()));
        listed.map_or(2, |(decimals, _)| *decimals)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount in the smallest unit of its currency. `Display` writes it as a decimal number: `450.00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    /// The largest amount, in minor units: every client can hold it exactly, even as a floating point number.
    pub const MAX: i64 = 999_999_999_999_999;

    /// Reads a decimal number such as `450`, `450.5` or `-0.05`, with at most as many decimals as the currency has.
    pub fn parse(field: &'static str, amount: &str, currency: Currency) -> Result<Self, RuleViolation> {
        let invalid = || {
            let decimals = currency.decimals();
            let message = format!("{field} must be a decimal number with at most {decimals} decimals");
            RuleViolation::invalid(field, "invalid_amount", message)
        };
        let (sign, digits) = amount.strip_prefix('-').map_or((1, amount), |rest| (-1, rest));
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(invalid()),
            Some(parts) => parts,
            None => (digits, ""),
        };
        let decimals = usize::try_from(currency.decimals()).unwrap_or_default();
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || fraction.len() > decimals {
            return Err(invalid());
        }
        let minor: i64 = format!("{whole}{fraction:0<decimals$}").parse().map_err(|_| invalid())?;
        if minor > Self::MAX {
            return Err(RuleViolation::invalid(field, "out_of_range", format!("{field} is too large")));
        }
        Ok(Self { minor: sign * minor, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let unit = 10_u64.pow(self.currency.decimals());
        let (whole, rest) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        match usize::try_from(self.currency.decimals()).unwrap_or_default() {
            0 => write!(f, "{sign}{whole}"),
            decimals => write!(f, "{sign}{whole}.{rest:0decimals$}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse("currency", code).unwrap()
    }

    fn read(amount: &str, code: &str) -> Result<i64, &'static str> {
        Money::parse("price", amount, currency(code)).map(|money| money.minor).map_err(|error| error.code)
    }

    #[test]
    fn an_amount_has_the_decimals_of_its_currency() {
        assert_eq!(read("450.00", "USD"), Ok(45_000));
        assert_eq!(read("450.5", "USD"), Ok(45_050));
        assert_eq!(read("450", "JPY"), Ok(450));
        assert_eq!(read("1.234", "KWD"), Ok(1_234));
        assert_eq!(read("-0.05", "NOK"), Ok(-5));
        assert_eq!(read("450.0", "JPY"), Err("invalid_amount"));
        assert_eq!(read("0.001", "USD"), Err("invalid_amount"));
    }

    #[test]
    fn what_is_no_decimal_number_is_refused() {
        for bad in ["", ".", "1.", ".5", "1,5", "1e3", "+1", "--1", "-", " 1", "0x1", "١", "NaN", "1.-5"] {
            assert_eq!(read(bad, "USD"), Err("invalid_amount"), "{bad}");
        }
        assert_eq!(read("9999999999999.99", "USD"), Ok(Money::MAX));
        assert_eq!(read("10000000000000.00", "USD"), Err("out_of_range"));
        assert_eq!(read(&"9".repeat(40), "USD"), Err("invalid_amount"));
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!(currency("NOK").to_string(), "NOK");
        for bad in ["", "NO", "nok", "NOKK", "N0K", "ØRE"] {
            assert!(Currency::parse("currency", bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same_amount(
            minor in -Money::MAX..=Money::MAX,
            code in proptest::sample::select(vec!["USD", "NOK", "JPY", "KWD", "CLF"]),
        ) {
            let money = Money { minor, currency: currency(code) };
            prop_assert_eq!(Money::parse("price", &money.to_string(), money.currency), Ok(money));
        }
    }
}
