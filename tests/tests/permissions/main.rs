//! Who may do what, where, until when: the whole table, the cases that must never change, and laws that hold for
//! every actor that can be thought of.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod cases;
mod laws;
mod matrix;
mod people;
