//! From the text of a setting to a value.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use atelier_http::extract::Network;

use super::secret::Secret;

/// What a setting's text can become. The message of an error says what was expected and never repeats the text,
/// which may be a secret.
pub trait FromSetting: Sized {
    fn from_setting(text: &str) -> Result<Self, String>;
}

impl FromSetting for String {
    fn from_setting(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl FromSetting for Secret {
    fn from_setting(text: &str) -> Result<Self, String> {
        Ok(Self::new(text))
    }
}

impl FromSetting for PathBuf {
    fn from_setting(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("expected a path".into()) } else { Ok(Self::from(text)) }
    }
}

impl FromSetting for bool {
    fn from_setting(text: &str) -> Result<Self, String> {
        match text {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err("expected true or false".into()),
        }
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl FromSetting for $number {
            fn from_setting(text: &str) -> Result<Self, String> {
                text.parse().map_err(|_| format!("expected a whole number from 0 to {}", <$number>::MAX))
            }
        }
    )+};
}

numbers!(u16, u32, u64);

impl FromSetting for SocketAddr {
    fn from_setting(text: &str) -> Result<Self, String> {
        let text =
            text.strip_prefix("localhost:").map_or(text.to_owned(), |port| format!("127.0.0.1:{port}"));
        text.parse().map_err(|_| "expected an address and a port, such as 127.0.0.1:8080 or [::]:8080".into())
    }
}

impl FromSetting for url::Url {
    fn from_setting(text: &str) -> Result<Self, String> {
        url::Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| "expected an http or https address".into())
    }
}

/// Empty means: not set.
impl<T: FromSetting> FromSetting for Option<T> {
    fn from_setting(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::from_setting(text).map(Some) }
    }
}

/// Values separated by commas; blanks around them do not count.
impl<T: FromSetting> FromSetting for Vec<T> {
    fn from_setting(text: &str) -> Result<Self, String> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(T::from_setting).collect()
    }
}

impl FromSetting for Duration {
    fn from_setting(text: &str) -> Result<Self, String> {
        let expected = || "expected a duration such as 500ms, 30s, 15m, 12h or 30d".to_owned();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits).ok_or_else(expected)?;
        let number: u64 = number.parse().map_err(|_| expected())?;
        let seconds = match unit.trim() {
            "ms" => return Ok(Self::from_millis(number)),
            "s" => Some(number),
            "m" => number.checked_mul(60),
            "h" => number.checked_mul(3_600),
            "d" => number.checked_mul(86_400),
            _ => None,
        };
        // A century is more than any setting means, and keeps every sum of times within its bounds.
        seconds.filter(|&seconds| seconds <= 100 * 366 * 86_400).map(Self::from_secs).ok_or_else(expected)
    }
}

/// A number of bytes, written plainly or with a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl FromSetting for Bytes {
    fn from_setting(text: &str) -> Result<Self, String> {
        let expected = || "expected a number of bytes such as 1048576, 512KiB, 256MiB or 2GiB".to_owned();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits).ok_or_else(expected)?;
        let number: u64 = number.parse().map_err(|_| expected())?;
        let factor: u64 = match unit.trim() {
            "" | "B" => 1,
            "kB" | "KB" => 1_000,
            "KiB" => 1 << 10,
            "MB" => 1_000_000,
            "MiB" => 1 << 20,
            "GB" => 1_000_000_000,
            "GiB" => 1 << 30,
            _ => return Err(expected()),
        };
        number
            .checked_mul(factor)
            .filter(|&bytes| i64::try_from(bytes).is_ok())
            .map(Self)
            .ok_or_else(expected)
    }
}

/// How many of something run at once: a number, or one per core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parallel(pub usize);

impl FromSetting for Parallel {
    fn from_setting(text: &str) -> Result<Self, String> {
        if text == "auto" {
            return Ok(Self(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)));
        }
        text.parse()
            .ok()
            .filter(|&count| count <= 1_024)
            .map(Self)
            .ok_or_else(|| "expected `auto` or a number up to 1024".into())
    }
}

/// So many at once, and as many again over the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub burst: u32,
    pub per: Duration,
}

impl FromSetting for Rate {
    fn from_setting(text: &str) -> Result<Self, String> {
        let expected = || "expected a number and a time such as 30/5m".to_owned();
        let (burst, per) = text.split_once('/').ok_or_else(expected)?;
        let burst = burst.trim().parse().ok().filter(|&burst| burst > 0).ok_or_else(expected)?;
        let per =
            Duration::from_setting(per.trim()).ok().filter(|per| !per.is_zero()).ok_or_else(expected)?;
        Ok(Self { burst, per })
    }
}

impl FromSetting for Network {
    fn from_setting(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "expected addresses or networks such as 192.0.2.7 or 10.0.0.0/8".into())
    }
}

/// Derives [`FromSetting`] for an enum whose variants have names.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $crate::config::value::FromSetting for $name {
            fn from_setting(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(format!("expected one of {}", [$($text),+].join(", "))),
                }
            }
        }
    };
}

pub(crate) use choices;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        let read = Duration::from_setting;
        assert_eq!(read("15m"), Ok(Duration::from_secs(900)));
        assert_eq!(read("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(read("30d"), Ok(Duration::from_secs(2_592_000)));
        for bad in ["", "15", "m", "-1s", "1.5h", "15 parsecs", "99999999999d"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sizes_may_have_units() {
        assert_eq!(Bytes::from_setting("256MiB"), Ok(Bytes(268_435_456)));
        assert_eq!(Bytes::from_setting("7"), Ok(Bytes(7)));
        for bad in ["", "MiB", "1TiBs", "99999999999GiB"] {
            assert!(Bytes::from_setting(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_rate_is_a_number_over_a_time() {
        assert_eq!(Rate::from_setting("30/5m"), Ok(Rate { burst: 30, per: Duration::from_secs(300) }));
        for bad in ["30", "0/1m", "30/0s", "/1m", "1/"] {
            assert!(Rate::from_setting(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_are_separated_by_commas() {
        assert_eq!(Vec::<u16>::from_setting(" 1, 2 ,,3"), Ok(vec![1, 2, 3]));
        assert_eq!(Vec::<u16>::from_setting(""), Ok(vec![]));
    }
}
