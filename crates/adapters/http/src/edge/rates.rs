//! How fast secrets may be tried.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use atelier_application::AppError;
use atelier_domain::text;
use futures_util::future::{Ready, ready};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::extract::ClientAddress;
use crate::problem::Problem;
use crate::settings::{Rate, RateLimits};

/// How many places one limit has. Keys share them by chance, so that a flood of keys cannot fill the memory; with so
/// many places that hardly ever meets two people.
const PLACES: u64 = 1 << 18;

/// How many checks pass between two tidyings.
const TIDY_EVERY: u64 = 4_096;

/// One limit, counted by key.
struct Gate {
    limiter: DefaultKeyedRateLimiter<u64>,
    /// Seeded anew in every process: nobody can choose a name that shares a place with another's.
    places: RandomState,
    checks: AtomicU64,
}

impl Gate {
    fn new(rate: Rate) -> Self {
        let burst = NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(rate.per / burst.get()).unwrap_or_else(|| Quota::per_second(burst));
        let quota = quota.allow_burst(burst);
        Self { limiter: RateLimiter::keyed(quota), places: RandomState::new(), checks: AtomicU64::new(0) }
    }

    /// Counts one try, or says how many seconds to wait.
    fn check(&self, key: &str) -> Result<(), i64> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.limiter.retain_recent();
        }
        let place = self.places.hash_one(key) % PLACES;
        self.limiter.check_key(&place).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1)
        })
    }
}

/// Every limit of the installation.
pub struct Rates {
    enabled: bool,
    sign_in_per_address: Gate,
    sign_in_per_account: Gate,
    forgotten_per_account: Gate,
    registration_per_address: Gate,
    refresh_per_address: Gate,
    link_per_address: Gate,
    looks_per_address: Gate,
    code_per_address: Gate,
    code_per_link: Gate,
    calls_per_api_token: Gate,
    refused_api_tokens_per_address: Gate,
}

impl Rates {
    pub fn new(limits: RateLimits) -> Self {
        Self {
            enabled: limits.enabled,
            sign_in_per_address: Gate::new(limits.sign_in_per_address),
            sign_in_per_account: Gate::new(limits.sign_in_per_account),
            forgotten_per_account: Gate::new(limits.sign_in_per_account),
            registration_per_address: Gate::new(limits.registration_per_address),
            refresh_per_address: Gate::new(limits.refresh_per_address),
            link_per_address: Gate::new(limits.link_per_address),
            looks_per_address: Gate::new(limits.link_per_address),
            code_per_address: Gate::new(limits.code_per_address),
            code_per_link: Gate::new(limits.code_per_link),
            calls_per_api_token: Gate::new(limits.calls_per_api_token),
            refused_api_tokens_per_address: Gate::new(limits.refused_api_tokens_per_address),
        }
    }
}

/// The limits, as they hold for the caller of this request.
pub struct Throttle {
    rates: Data<Rates>,
    address: IpAddr,
}

impl FromRequest for Throttle {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(req))
    }
}

impl Throttle {
    /// The limits for the caller of this request.
    pub fn of(req: &HttpRequest) -> Result<Self, Problem> {
        let rates = req.app_data::<Data<Rates>>().cloned();
        let rates = rates.ok_or_else(|| Problem::internal("no rate limits are registered"))?;
        Ok(Self { rates, address: ClientAddress::of(req).bucket() })
    }

    /// Before a password is looked at.
    pub fn sign_in(&self, login: &str) -> Result<(), Problem> {
        self.by_address(&self.rates.sign_in_per_address)?;
        self.by_key(&self.rates.sign_in_per_account, &text::fold(login))
    }

    /// Before a letter to somebody who forgot the password. Accounts are counted by themselves, as fast as passwords are
    /// tried: who has tried in vain often enough is just the one who asks.
    pub fn forgotten(&self, login: &str) -> Result<(), Problem> {
        self.by_address(&self.rates.sign_in_per_address)?;
        self.by_key(&self.rates.forgotten_per_account, &text::fold(login))
    }

    /// Before the token of such a letter is looked at.
    pub fn password_reset(&self) -> Result<(), Problem> {
        self.by_address(&self.rates.sign_in_per_address)
    }

    /// Before a password of somebody who is signed in is looked at.
    pub fn password_of(&self, user: i64) -> Result<(), Problem> {
        self.by_address(&self.rates.sign_in_per_address)?;
        self.by_key(&self.rates.sign_in_per_account, &format!("\0user {user}"))
    }

    /// Before an account is made.
    pub fn registration(&self) -> Result<(), Problem> {
        self.by_address(&self.rates.registration_per_address)
    }

    /// Before a refresh token is looked at.
    pub fn refresh(&self) -> Result<(), Problem> {
        self.by_address(&self.rates.refresh_per_address)
    }

    /// Before the token of a share link is looked at.
    pub fn link(&self) -> Result<(), Problem> {
        self.by_address(&self.rates.link_per_address)
    }

    /// Before the page of a share link is looked at. Counted by itself, as fast as links are opened: a page that is looked
    /// at and then opened is one opening.
    pub fn look(&self) -> Result<(), Problem> {
        self.by_address(&self.rates.looks_per_address)
    }

    /// Before an access code is looked at.
    pub fn access_code(&self, link: &str) -> Result<(), Problem> {
        self.by_address(&self.rates.code_per_address)?;
        self.by_key(&self.rates.code_per_link, link)
    }

    /// Before an API token is looked at.
    pub fn api_token(&self, token: &str) -> Result<(), Problem> {
        self.by_key(&self.rates.calls_per_api_token, token)
    }

    /// After an API token was refused.
    pub fn refused_api_token(&self) -> Result<(), Problem> {
        self.by_address(&self.rates.refused_api_tokens_per_address)
    }

    /// Before a PIN of a share link is looked at.
    pub fn download_pin(&self, link: i64) -> Result<(), Problem> {
        self.by_address(&self.rates.code_per_address)?;
        self.by_key(&self.rates.code_per_link, &format!("\0pin {link}"))
    }

    fn by_address(&self, gate: &Gate) -> Result<(), Problem> {
        self.by_key(gate, &self.address.to_string())
    }

    fn by_key(&self, gate: &Gate, key: &str) -> Result<(), Problem> {
        if !self.rates.enabled {
            return Ok(());
        }
        gate.check(key)
            .map_err(|retry_after| AppError::TooManyAttempts { code: "rate_limited", retry_after }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(rates: &Data<Rates>, address: &str) -> Throttle {
        Throttle { rates: rates.clone(), address: ClientAddress(address.parse().unwrap()).bucket() }
    }

    fn limits() -> RateLimits {
        RateLimits {
            sign_in_per_address: Rate::new(5, 3_600),
            sign_in_per_account: Rate::new(2, 3_600),
            ..RateLimits::default()
        }
    }

    #[test]
    fn an_account_is_guarded_from_everywhere_and_however_it_is_written() {
        let rates = Data::new(Rates::new(limits()));
        assert!(throttle(&rates, "1.1.1.1").sign_in("Kari").is_ok());
        assert!(throttle(&rates, "2.2.2.2").sign_in("kari").is_ok());
        let problem = throttle(&rates, "3.3.3.3").sign_in(" KARI ").unwrap_err();
        assert_eq!((problem.status.as_u16(), problem.code), (429, "rate_limited"));
        assert!(problem.retry_after.unwrap() > 1_000);
        assert!(throttle(&rates, "3.3.3.3").sign_in("ola").is_ok());
    }

    #[test]
    fn an_address_is_slowed_whatever_it_tries_and_a_subscriber_of_ipv6_is_one_address() {
        let rates = Data::new(Rates::new(limits()));
        for n in 0..5 {
            assert!(throttle(&rates, &format!("2001:db8::{n}")).sign_in(&format!("user {n}")).is_ok());
        }
        assert!(throttle(&rates, "2001:db8::77").sign_in("another").is_err());
        assert!(throttle(&rates, "2001:db8:0:1::1").sign_in("another").is_ok());
    }

    #[test]
    fn who_tried_in_vain_too_often_may_ask_for_a_letter_and_not_for_ever() {
        let rates = Data::new(Rates::new(limits()));
        let kari = |at: &str| throttle(&rates, at);
        assert!(kari("1.1.1.1").sign_in("kari").is_ok() && kari("1.1.1.1").sign_in("kari").is_ok());
        assert!(kari("1.1.1.1").sign_in("kari").is_err());
        assert!(kari("2.2.2.2").forgotten("kari").is_ok() && kari("3.3.3.3").forgotten("KARI").is_ok());
        assert!(kari("4.4.4.4").forgotten("kari").is_err());
        // Tokens are tried as fast as passwords are.
        assert!((0..5).all(|_| kari("5.5.5.5").password_reset().is_ok()));
        assert!(kari("5.5.5.5").password_reset().is_err());
    }

    #[test]
    fn looking_at_a_link_takes_nothing_from_opening_it() {
        let limits = RateLimits { link_per_address: Rate::new(2, 3_600), ..RateLimits::default() };
        let rates = Data::new(Rates::new(limits));
        let visitor = throttle(&rates, "1.1.1.1");
        for _ in 0..2 {
            assert!(visitor.look().is_ok() && visitor.link().is_ok());
        }
        assert!(visitor.look().is_err() && visitor.link().is_err());
    }

    #[test]
    fn switched_off_there_is_no_limit() {
        let rates = Data::new(Rates::new(RateLimits { enabled: false, ..limits() }));
        assert!((0..100).all(|_| throttle(&rates, "1.1.1.1").sign_in("kari").is_ok()));
    }

    #[test]
    fn a_flood_of_keys_does_not_fill_the_memory() {
        let gate = Gate::new(Rate::new(1, 3_600));
        for n in 0..2 * PLACES {
            let _ = gate.check(&n.to_string());
        }
        assert!(gate.limiter.len() as u64 <= PLACES);
        assert!(gate.check("0").is_err());
    }
}
