//! Delivery of pictures by ImageKit: the adapter behind `application::ports::ImageCdn`.
//!
//! A thin client of the few calls that are needed. `calls.rs` says what is asked, as values that tests compare with
//! what the official client sends; `wire.rs` says what is answered; `transport.rs` alone speaks to the network, with
//! timeouts, bounded answers and few attempts, waits as long as `X-RateLimit-Reset` (milliseconds) says, and leaves a
//! service alone that does not answer. None of their types reaches the application.
//!
//! `addresses.rs` signs addresses and `notices.rs` checks notices. Both work without a network, so that an outage of
//! the service stops neither.

mod addresses;
mod breaker;
mod calls;
mod error;
mod notices;
mod service;
mod settings;
mod transport;
mod wire;

pub use addresses::Addresses;
pub use service::ImageKit;
pub use settings::{ImageKitSettings, ImageKitSetupError, Timeouts};
