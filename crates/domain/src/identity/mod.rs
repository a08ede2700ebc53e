//! Studios, the people in them, and how they come in.

mod api_token;
mod password_reset;
mod studio;
mod user;

pub use api_token::{ApiToken, MAX_API_TOKENS};
pub use password_reset::PasswordReset;
pub use studio::{Studio, StudioDetails};
pub use user::{BuiltInRole, Invitation, Role, User, UserDetails, UserKind};
