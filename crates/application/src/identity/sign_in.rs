//! Registration, sign-in, and the tokens that follow.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use atelier_domain::access::{Action, Actor, Context, Scope, Unchecked};
use atelier_domain::events::EventKind;
use atelier_domain::identity::{Studio, StudioDetails, User, UserDetails, UserKind};
use atelier_domain::settings::Settings;
use atelier_domain::{RuleViolation, ShareLinkId, StudioId, Timestamp, UserId, text};
use chrono::Duration;
use serde_json::json;

use crate::delivery::ensure_link_open;
use crate::kernel::{Kernel, happened};
use crate::ports::{
    AccessClaims, Committed, NewRefreshToken, NewStudio, NewUser, PasswordHasher, SecretToken, TokenIssuer,
    Tx,
};
use crate::{AppError, AppResult};

/// How long tokens live.
#[derive(Debug, Clone, Copy)]
pub struct TokenLifetimes {
    pub access: Duration,
    pub refresh: Duration,
}

/// A studio with its first user.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    pub studio: StudioDetails,
    pub owner: UserDetails,
    pub password: String,
}

/// Tokens for somebody who proved who it is.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
    pub refresh_token: SecretToken,
    pub user: User,
}

/// Sign-in with a password, and everything about tokens.
#[derive(Clone)]
pub struct SignIn {
    kernel: Kernel,
    hasher: Arc<dyn PasswordHasher>,
    issuer: Arc<dyn TokenIssuer>,
    lifetimes: TokenLifetimes,
    /// Whether a studio was seen. One is enough: the program deletes no studio, so what was true once stays true.
    is_set_up: Arc<AtomicBool>,
}

impl SignIn {
    pub fn new(
        kernel: Kernel,
        hasher: Arc<dyn PasswordHasher>,
        issuer: Arc<dyn TokenIssuer>,
        lifetimes: TokenLifetimes,
    ) -> Self {
        Self { kernel, hasher, issuer, lifetimes, is_set_up: Arc::default() }
    }

    /// Whether the installation has no studio yet, and so nobody who could sign in. It tells nothing else.
    ///
    /// Anybody may ask, so it costs nothing once there is a studio. Whoever empties the database under a running program
    /// has to start it again.
    pub async fn needs_setup(&self) -> AppResult<bool> {
        if self.is_set_up.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let is_set_up = self.kernel.read().await?.studios().exists().await?;
        self.is_set_up.fetch_or(is_set_up, Ordering::Relaxed);
        Ok(!is_set_up)
    }

    /// Creates a studio and its owner, who is signed in at once.
    pub async fn register(&self, input: Registration) -> AppResult<Committed<SignedIn>> {
        let studio_details = input.studio.checked()?;
        let details = input.owner.checked()?;
        if details.email.is_none() {
            return Err(RuleViolation::invalid("email", "required", "email must not be empty").into());
        }
        text::password("password", &input.password)?;
        let password_hash = self.hasher.hash(&input.password).await?;
        let now = self.kernel.now();

        let tx = self.kernel.write().await?;
        let settings = Studio::checked_settings(Settings::default().into_map())?;
        let studio = tx.studios().insert(NewStudio { details: studio_details, settings, now }).await?;
        let new = NewUser {
            studio: studio.id,
            details,
            password_hash: Some(password_hash),
            kind: UserKind::Studio,
            now,
        };
        let user = tx.users().insert(new).await?;
        let role = tx.roles().built_in(UserKind::Studio).await?;
        let scope = Scope::for_job(studio.id, "register", now);
        let writable = Unchecked::from_storage(user.clone()).write(scope.actor(), Action::ManageUsers)?;
        tx.roles().assign(&writable, &role).await?;
        let subject = Some(Context::Studio(studio.id));
        let payload = json!({ "name": studio.details.name });
        let event = happened(studio.id, EventKind::StudioRegistered, subject, Some(user.id), payload, now);
        tx.events().record(&event).await?;
        let signed_in = self.issue(&tx, user, None, self.kernel.tokens.identifier(), None, now).await?;
        Ok(tx.commit(signed_in).await?)
    }

    /// Signs in by user name or e-mail address. `studio` is the subdomain, needed only where one person has accounts
    /// with the same address and password in several studios.
    pub async fn login(
        &self,
        login: &str,
        password: &str,
        studio: Option<&str>,
    ) -> AppResult<Committed<SignedIn>> {
        let folded = text::fold(login);
        let subdomain = studio.map(str::to_ascii_lowercase);
        let candidates =
            self.kernel.read().await?.users().find_by_login(&folded, subdomain.as_deref()).await?;
        let mut matching = Vec::new();
        for user in &candidates {
            let hash = if user.can_sign_in() { user.password_hash.as_deref() } else { None };
            if self.hasher.verify(password, hash).await? {
                matching.push(user);
            }
        }
        if candidates.is_empty() {
            // An unknown name costs as much time as a wrong password.
            self.hasher.verify(password, None).await?;
        }
        match matching.as_slice() {
            [user] => self.enter(user.studio, user.id, user.password_hash.as_deref()).await,
            [] => {
                self.note_refusal(&candidates).await?;
                Err(wrong_credentials())
            }
            _ => Err(AppError::conflict(
                "ambiguous_sign_in",
                "this address signs in to several studios; name one with `studio`",
            )),
        }
    }

    /// Opens a sign-in for an account whose password was just proved to be the one with this hash.
    async fn enter(
        &self,
        studio: StudioId,
        id: UserId,
        proved: Option<&str>,
    ) -> AppResult<Committed<SignedIn>> {
        let now = self.kernel.now();
        let tx = self.kernel.write().await?;
        let user = load(&tx, studio, id, now).await?.ok_or_else(wrong_credentials)?;
        // The account may have been closed, or its password changed, while the hash was computed.
        if !user.can_sign_in() || user.password_hash.as_deref() != proved {
            return Err(wrong_credentials());
        }
        let subject = Some(Context::User(user.id));
        let event = happened(user.studio, EventKind::UserSignedIn, subject, Some(user.id), json!({}), now);
        tx.events().record(&event).await?;
        let signed_in = self.issue(&tx, user, None, self.kernel.tokens.identifier(), None, now).await?;
        Ok(tx.commit(signed_in).await?)
    }

    async fn note_refusal(&self, candidates: &[User]) -> AppResult<()> {
        let Some(user) = candidates.first() else { return Ok(()) };
        let now = self.kernel.now();
        let tx = self.kernel.write().await?;
        let subject = Some(Context::User(user.id));
        let event = happened(user.studio, EventKind::SignInRefused, subject, None, json!({}), now);
        tx.events().record(&event).await?;
        tx.finish().await?;
        Ok(())
    }

    /// Exchanges a refresh token for new tokens. A token that was exchanged before ends its whole family: either the
    /// owner or a thief holds the newer one, and nobody can tell which.
    pub async fn refresh(&self, refresh_token: &str) -> AppResult<Committed<SignedIn>> {
        let digest = self.kernel.tokens.digest(refresh_token);
        let now = self.kernel.now();
        let tx = self.kernel.write().await?;
        let token = tx.tokens().find_by_hash(&digest).await?.ok_or_else(refused_token)?;
        let mut ends_at = None;
        if let Some(link) = token.share_link {
            let scope = Scope::for_job(token.studio, "refresh", now);
            let link = tx.share_links().find(token.studio, link).await?.ok_or_else(refused_token)?;
            let link = link.read(scope.actor())?;
            ensure_link_open(&link, now)?;
            ends_at = link.expires_at;
        }
        if token.revoked_at.is_some() || now >= token.expires_at {
            return Err(refused_token());
        }
        if token.spent_at.is_some() || !tx.tokens().spend(token.id, now).await? {
            tx.tokens().revoke_family(&token.family, now).await?;
            let subject = Some(Context::User(token.user));
            let event = happened(token.studio, EventKind::TokenReused, subject, None, json!({}), now);
            tx.events().record(&event).await?;
            tx.finish().await?;
            return Err(AppError::Unauthenticated {
                code: "refresh_token_reused",
                message: "this refresh token was used before; the sign-in has been ended",
            });
        }
        let user = load(&tx, token.studio, token.user, now).await?.ok_or_else(refused_token)?;
        if !user.is_active || user.deleted_at.is_some() {
            return Err(refused_token());
        }
        let signed_in = self.issue(&tx, user, token.share_link, token.family, ends_at, now).await?;
        Ok(tx.commit(signed_in).await?)
    }

    /// Ends one sign-in, with all its tokens.
    pub async fn logout(&self, actor: &Actor, family: &str) -> AppResult<Committed<()>> {
        let tx = self.kernel.write().await?;
        tx.tokens().revoke_family(family, actor.now).await?;
        let subject = Some(Context::User(actor.user));
        let event =
            happened(actor.studio, EventKind::UserSignedOut, subject, Some(actor.user), json!({}), actor.now);
        tx.events().record(&event).await?;
        Ok(tx.commit(()).await?)
    }

    /// Tokens for a user in a family. `ends_at` bounds a guest's sign-in by its link.
    pub(crate) async fn issue(
        &self,
        tx: &Tx,
        user: User,
        share_link: Option<ShareLinkId>,
        family: String,
        ends_at: Option<Timestamp>,
        now: Timestamp,
    ) -> AppResult<SignedIn> {
        let refresh_token = self.kernel.tokens.secret();
        let longest = now + self.lifetimes.refresh;
        let new = NewRefreshToken {
            studio: user.studio,
            user: user.id,
            family: family.clone(),
            token_hash: self.kernel.tokens.digest(&refresh_token.0),
            share_link,
            expires_at: ends_at.map_or(longest, |end| end.min(longest)),
            now,
        };
        tx.tokens().insert(new).await?;
        // Not bounded by the link: a guest whose link has ended is told so, rather than that a token expired.
        let expires_at = now + self.lifetimes.access;
        let claims = AccessClaims {
            user: user.id,
            studio: user.studio,
            family,
            id: self.kernel.tokens.identifier(),
            issued_at: now,
            expires_at,
        };
        let access_token = self.issuer.sign_access(&claims);
        Ok(SignedIn { access_token, expires_in: (expires_at - now).num_seconds(), refresh_token, user })
    }
}

async fn load(tx: &Tx, studio: StudioId, id: UserId, now: Timestamp) -> AppResult<Option<User>> {
    let scope = Scope::for_job(studio, "sign_in", now);
    Ok(match tx.users().find(studio, id).await? {
        Some(user) => Some(user.read(scope.actor())?),
        None => None,
    })
}

fn wrong_credentials() -> AppError {
    AppError::Unauthenticated { code: "invalid_credentials", message: "the name or the password is wrong" }
}

fn refused_token() -> AppError {
    AppError::Unauthenticated { code: "invalid_refresh_token", message: "the refresh token is not valid" }
}
