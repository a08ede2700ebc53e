//! Who may do what, where, until when: one pure function and the types that make it impossible to forget.
//!
//! [`decide`] answers for one row. [`Unchecked`], [`Writable`] and [`Visible`] carry the answer in the type, so that a
//! use case that forgot to ask does not compile.

mod action;
mod actor;
mod decide;
mod facts;
mod matrix;
mod witness;

pub use action::{Action, Area};
pub use actor::{Actor, Credential, Grant, HeldRole, Membership};
pub use decide::{Decision, Reason, decide};
pub use facts::{Context, Facts, Path, Protected};
pub use matrix::{Cell, cell};
pub use witness::{Denied, Places, Reach, Scope, Unchecked, Visible, Writable};
