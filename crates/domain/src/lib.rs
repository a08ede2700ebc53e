//! The rules of a photography studio, as plain values.
//!
//! Nothing here waits, reads a clock, opens a file or knows a database: state goes in, a decision or a changed state
//! comes out. The crate can therefore be embedded by other services that must agree with Atelier on who may see what.
//!
//! One module per context; the same word names the context in every other layer.
//!
//! The optional feature `serde` derives `Serialize` and `Deserialize` for ids, enums and settings.

pub mod access;
pub mod events;
pub mod galleries;
pub mod identity;
pub mod ids;
pub mod images;
pub mod ingest;
pub mod library;
pub mod money;
pub mod organizations;
pub mod products;
pub mod proofing;
pub mod rules;
pub mod settings;
pub mod text;

pub use ids::*;
pub use rules::RuleViolation;

/// An instant in UTC. Storage keeps microseconds; the clock port hands out nothing finer.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
