//! The tray: batches, uploads under way, and the files that wait.

mod adopt;
mod batches;
mod derivatives;
mod entities;
mod filter;
pub(crate) mod glances;
pub(crate) mod housekeeping;
mod leave;
mod mapping;
mod marks;
mod matching;
mod staging;
mod staging_mapping;
mod uploads;
