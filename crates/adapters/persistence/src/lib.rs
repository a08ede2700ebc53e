//! Atelier's repositories on SQLite, PostgreSQL and MySQL.
//!
//! [`SeaStore`] opens transactions; one `SeaTx` implements every repository of the application. One module per context,
//! in it one file per aggregate. What differs between the databases stands in `dialect.rs` and nowhere else.
//!
//! # Adding a repository, in three steps
//!
//! 1. **Table.** A migration `mNNNN_context.rs` in the crate `atelier-migrations`, written with its `helpers`, and a
//!    sea-orm entity here in `context/entities.rs`. Unique indexes are named `uq_…`; each goes into `error.rs` with
//!    the name by which the repository's contract calls the conflict.
//! 2. **Rows.** In `context/aggregate.rs`, the raw finders `Entity::find`, `update_many` and `delete_many` are called
//!    in functions whose names begin with `scoped`, which take the studio and filter by it, or with `unscoped_`, whose
//!    comment says why no studio is needed. A `pub(crate) async fn load(tx, studio, id) -> Result<Option<T>>` builds
//!    the domain value; the repository's `find` wraps it as `Unchecked`, and `AccessRepository::facts` asks it for
//!    its facts.
//! 3. **Trait.** `#[async_trait] impl …Repository for SeaTx`. Reads go through `tx.conn()`, writes through
//!    `tx.writer()?`, which refuses in a transaction that was opened for reading. A `find…` that precedes a change
//!    reads through `tx.locked(select)`. What changes access (users, roles, grants, memberships, tokens, links) calls
//!    `tx.touch_access()`. Errors of the database become `StoreError` by `.map_err(failed)`. The accessor is one line
//!    in `transaction.rs`.
//!
//! The cases of `tests/storage_contract` then run on every database.

mod columns;
mod connect;
mod dialect;
mod error;
mod events;
mod galleries;
mod identity;
mod images;
mod imalink;
mod ingest;
mod inserting;
mod library;
mod migrate;
mod organizations;
mod paging;
mod products;
mod proofing;
mod selections;
mod spelled;
mod store;
mod transaction;
mod values;

pub use connect::DatabaseSettings;
pub use imalink::ImalinkDatabase;
pub use store::{SeaStore, SeaTx};
