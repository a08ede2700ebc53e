//! Client companies and their contacts.

pub(crate) mod entities;
mod mapping;
mod members;
mod organization;

pub(crate) use entities::organization_user;
pub(crate) use organization::load;
