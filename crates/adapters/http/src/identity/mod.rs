//! Studios, people, roles, grants and sign-in.

mod account;
mod api_tokens;
mod grants;
mod invitations;
mod passwords;
mod roles;
mod sign_in;
mod studio;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

pub use sign_in::SignedInBody;
pub use users::UserBody;

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_in::setup)
        .service(sign_in::register)
        .service(sign_in::login)
        .service(sign_in::refresh)
        .service(sign_in::logout)
        .service(passwords::forgot)
        .service(passwords::reset)
        .service(account::me)
        .service(account::change_me)
        .service(account::change_password)
        .service(api_tokens::create)
        .service(api_tokens::list)
        .service(api_tokens::read)
        .service(api_tokens::revoke)
        .service(invitations::accept)
        .service(invitations::invite)
        .service(invitations::list)
        .service(invitations::revoke)
        .service(users::list)
        .service(users::read)
        .service(users::change)
        .service(users::deactivate)
        .service(users::reactivate)
        .service(roles::list)
        .service(roles::create)
        .service(roles::change)
        .service(roles::remove)
        .service(roles::of_user)
        .service(roles::assign)
        .service(roles::withdraw)
        .service(roles::direct_permissions)
        .service(roles::set_direct_permissions)
        .service(grants::list)
        .service(grants::create)
        .service(grants::revoke)
        .service(studio::read)
        .service(studio::change)
        .service(studio::audit_log);
}
