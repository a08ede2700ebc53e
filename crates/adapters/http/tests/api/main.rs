//! The whole API over a real database in a file, with stand-ins for what is slow or outside.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what fails here fails the test")]

mod guards;
mod hostile;
mod idempotency;
mod journey;
mod stand_ins;
mod wire;
mod world;
