//! Holds what a reviewer should not have to look for: the shape of the files, calls that have one home, texts that
//! have gone stale.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod code;
mod prose;
mod shape;
