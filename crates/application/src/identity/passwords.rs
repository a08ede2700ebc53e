//! Passwords that were forgotten: a link by mail, and a new password for whoever shows it.

use atelier_domain::access::{Action, Context, Scope};
use atelier_domain::events::EventKind;
use atelier_domain::identity::{PasswordReset, Studio, User};
use atelier_domain::{Timestamp, text};
use serde_json::json;

use super::users::Users;
use crate::kernel::happened;
use crate::mail::mail_job;
use crate::ports::{Committed, OutgoingMail, SecretToken, Tx};
use crate::{AppError, AppResult};

/// Somebody who cannot sign in.
#[derive(Debug, Clone)]
pub struct ForgottenPassword {
    /// A user name or an e-mail address, as at sign-in.
    pub login: String,
    /// The subdomain of a studio, where one address signs in to several; without it all of them write.
    pub studio: Option<String>,
    /// The public address of the installation, for the letter.
    pub base_url: String,
}

impl Users {
    /// Sends each account that is meant a link to a new password. Nobody is told whether there is one: neither by the
    /// outcome nor by a failure, because the transaction that writes is begun in any case, and a database that is busy
    /// is so for everybody.
    ///
    /// The links that an account was sent before end.
    pub async fn forgot_password(&self, input: ForgottenPassword) -> AppResult<Committed<()>> {
        let ForgottenPassword { login, studio, base_url } = input;
        let subdomain = studio.map(|studio| studio.to_ascii_lowercase());
        let now = self.kernel.now();
        let accounts = self.meant(&text::fold(&login), subdomain.as_deref(), now).await?;
        let tx = self.kernel.write().await?;
        for (studio, user) in accounts {
            let scope = Scope::for_job(studio.id, "forgot_password", now);
            // Locked, so that of two that ask at once the later letter is the one that counts.
            let Some(user) = tx.users().find(studio.id, user.id).await? else { continue };
            let user = user.read(scope.actor())?;
            let Some(reset) = PasswordReset::of(&user, now) else { continue };
            let token = self.kernel.tokens.secret();
            tx.password_resets().replace(&reset, &self.kernel.tokens.digest(&token.0)).await?;
            let letter = letter(&studio, &user, &token, &base_url);
            tx.jobs().enqueue(mail_job(studio.id, &letter, now)).await?;
            let subject = Some(Context::User(user.id));
            let event = happened(studio.id, EventKind::PasswordForgotten, subject, None, json!({}), now);
            tx.events().record(&event).await?;
        }
        Ok(tx.commit(()).await?)
    }

    /// The accounts that `login` can mean, with their studios, by id.
    async fn meant(
        &self,
        login: &str,
        subdomain: Option<&str>,
        now: Timestamp,
    ) -> AppResult<Vec<(Studio, User)>> {
        let tx = self.kernel.read().await?;
        let mut accounts = Vec::new();
        for user in tx.users().find_by_login(login, subdomain).await? {
            let scope = Scope::for_job(user.studio, "forgot_password", now);
            if let Some(studio) = tx.studios().find(user.studio).await? {
                accounts.push((studio.read(scope.actor())?, user));
            }
        }
        Ok(accounts)
    }

    /// Sets the password of the person who was sent this token, once, and ends all its sign-ins. A password that is too
    /// weak leaves the token as it was.
    pub async fn reset_password(&self, token: &str, password: &str) -> AppResult<Committed<()>> {
        text::password("password", password)?;
        let digest = self.kernel.tokens.digest(token);
        // Only a token that holds is worth the time of a hash.
        let known = open_reset(&self.kernel.read().await?, &digest, self.kernel.now()).await?;
        let hash = self.hasher.hash(password).await?;
        let now = self.kernel.now();

        let tx = self.kernel.write().await?;
        // The person is locked before its token, in the order in which a letter is written.
        let user = tx.users().find(known.studio, known.user).await?.ok_or_else(ended_reset)?;
        open_reset(&tx, &digest, now).await?;
        let scope = Scope::for_job(known.studio, "reset_password", now);
        let user = user.write(scope.actor(), Action::ManageUsers)?;
        if !user.get().can_sign_in() {
            return Err(ended_reset());
        }
        let user = user.change(|user| {
            user.set_password(hash, now);
            Ok(())
        })?;
        tx.users().update(&user).await?;
        tx.password_resets().withdraw(known.studio, known.user).await?;
        tx.tokens().revoke_user(known.user, None, now).await?;
        let subject = Some(Context::User(known.user));
        let event =
            happened(known.studio, EventKind::PasswordReset, subject, Some(known.user), json!({}), now);
        tx.events().record(&event).await?;
        Ok(tx.commit(()).await?)
    }
}

async fn open_reset(tx: &Tx, digest: &str, now: Timestamp) -> AppResult<PasswordReset> {
    let found = tx.password_resets().find_by_hash(digest).await?;
    found.filter(|reset| reset.holds_at(now)).ok_or_else(ended_reset)
}

/// One answer to tokens that are wrong, late, used or replaced: which of them is nobody's business.
fn ended_reset() -> AppError {
    AppError::Gone { code: "password_reset_expired", message: "this link to a new password no longer holds" }
}

fn letter(studio: &Studio, user: &User, token: &SecretToken, base_url: &str) -> OutgoingMail {
    let details = &user.details;
    let to = details.email.clone().unwrap_or_default();
    let account = details.username.as_ref().unwrap_or(&to);
    OutgoingMail {
        subject: "Choose a new password".to_owned(),
        text: format!(
            "Somebody, most likely you, has forgotten the password of\n{account} at {}.\n\n\
             Choose a new one within {} minutes:\n\n{base_url}/#reset={}\n\n\
             It ends all sign-ins of this account. If it was not you who asked,\n\
             do nothing: your password stays as it is.\n",
            studio.details.name,
            PasswordReset::MINUTES,
            token.0,
        ),
        to,
    }
}
