//! Who is who: studios, sign-in, people, roles and grants.

mod actors;
mod api_tokens;
mod grants;
mod passwords;
mod previews;
mod programs;
mod roles;
mod sign_in;
mod studios;
mod users;

pub(crate) use users::in_studio as require_in_studio;

pub use actors::Actors;
pub(crate) use actors::actor_of;
pub use api_tokens::{ApiTokenInput, ApiTokens, Issued};
pub use grants::{Explanation, GrantInput, Grants};
pub use passwords::ForgottenPassword;
pub use roles::{RoleInput, RolePatch, Roles};
pub use sign_in::{Registration, SignIn, SignedIn, TokenLifetimes};
pub use studios::{StudioPatch, Studios};
pub use users::{AcceptInvitation, InviteInput, Invited, UserPatch, Users};
