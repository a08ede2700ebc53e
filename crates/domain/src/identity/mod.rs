//! Studios, the people in them, and how they come in.

mod studio;
mod user;

pub use studio::{Studio, StudioDetails};
pub use user::{BuiltInRole, Invitation, Role, User, UserDetails, UserKind};
