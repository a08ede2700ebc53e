//! Share links: made, handed out, opened, withdrawn.

use std::sync::Arc;

use atelier_domain::access::{Action, Actor, Context, Scope, Unchecked};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{DeliveryPolicy, Gallery, LinkState, Mark, ShareLink};
use atelier_domain::identity::{UserDetails, UserKind};
use atelier_domain::{GalleryId, ImageId, ShareLinkId, Timestamp, text};
use serde_json::json;

use super::lifecycle::{find as find_gallery, live};
use crate::delivery::{Terms, ensure_link_open, guest_actions};
use crate::identity::{SignIn, SignedIn};
use crate::kernel::{Kernel, did, ensure_version, happened};
use crate::locking::lock_own_link;
use crate::ports::{
    Committed, LinkRegisterEntry, NewGrant, NewShareLink, NewUser, PasswordHasher, SecretToken, TokenIssuer,
    Tx,
};
use crate::{AppError, AppResult};

/// A new link.
#[derive(Debug, Clone, Default)]
pub struct ShareLinkInput {
    pub label: Option<String>,
    pub policy: DeliveryPolicy,
    pub expires_at: Option<Timestamp>,
    /// A code to be told by another way than the link.
    pub access_code: Option<String>,
    /// A PIN that downloads ask for.
    pub download_pin: Option<String>,
}

/// A change to a link. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct ShareLinkPatch {
    pub label: Option<Option<String>>,
    pub policy: Option<DeliveryPolicy>,
    pub expires_at: Option<Option<Timestamp>>,
    pub download_pin: Option<Option<String>>,
}

/// A link with its token, which is shown once.
#[derive(Debug, Clone)]
pub struct Shared {
    pub link: ShareLink,
    pub token: SecretToken,
}

/// A guest who came in.
#[derive(Debug, Clone)]
pub struct Entered {
    pub signed_in: SignedIn,
    pub gallery: GalleryId,
    pub subject_name: String,
    pub policy: DeliveryPolicy,
    /// Whether downloads wait for a PIN.
    pub needs_download_pin: bool,
    pub expires_at: Option<Timestamp>,
}

/// Use cases around share links.
#[derive(Clone)]
pub struct Sharing {
    pub(super) kernel: Kernel,
    pub(super) hasher: Arc<dyn PasswordHasher>,
    sign_in: SignIn,
    pub(super) issuer: Arc<dyn TokenIssuer>,
}

impl Sharing {
    pub fn new(
        kernel: Kernel,
        hasher: Arc<dyn PasswordHasher>,
        sign_in: SignIn,
        issuer: Arc<dyn TokenIssuer>,
    ) -> Self {
        Self { kernel, hasher, sign_in, issuer }
    }

    /// Makes a link. It never grants more than its maker has: sizes, downloads, metadata and end are held against the
    /// maker's own terms.
    pub async fn create(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        input: ShareLinkInput,
    ) -> AppResult<Committed<Shared>> {
        let label = text::optional("label", input.label.as_deref(), text::NAME_MAX)?;
        let policy = input.policy.checked()?;
        ensure_future(input.expires_at, actor.now)?;
        let code_hash = match input.access_code.as_deref().map(access_code).transpose()? {
            Some(code) => Some(self.hasher.hash(&code).await?),
            None => None,
        };
        let pin_hash = self.hashed_pin(input.download_pin.as_deref()).await?;
        let token = self.kernel.tokens.secret();
        let tx = self.kernel.write().await?;
        lock_own_link(&tx, actor).await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.allowed(actor, Action::ShareGallery)?)?;
        let policy = within(&tx, actor, &gallery, policy, input.expires_at).await?;
        let new = NewShareLink {
            studio: actor.studio,
            gallery: gallery.id,
            token_hash: self.kernel.tokens.digest(&token.0),
            code_hash,
            pin_hash,
            label,
            policy,
            expires_at: input.expires_at,
            created_by: actor.user,
            now: actor.now,
        };
        let link = tx.share_links().insert(new).await?;
        let payload = json!({ "share_link_id": link.id.0 });
        tx.events()
            .record(&did(actor, EventKind::ShareLinkCreated, Context::Gallery(gallery.id), payload))
            .await?;
        Ok(tx.commit(Shared { link, token }).await?)
    }

    /// The links of a gallery with their counts. A guest sees those that it made.
    pub async fn register(&self, actor: &Actor, gallery: GalleryId) -> AppResult<Vec<LinkRegisterEntry>> {
        let tx = self.kernel.read().await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.allowed(actor, Action::ShareGallery)?)?;
        let mut entries = tx.share_links().register(gallery.id, actor.now).await?;
        entries.retain(|entry| ensure_manages(actor, &entry.link).is_ok());
        Ok(entries)
    }

    pub async fn read(&self, actor: &Actor, id: ShareLinkId) -> AppResult<(ShareLink, LinkState)> {
        let tx = self.kernel.read().await?;
        let link = find(&tx, actor, id).await?.read(actor)?;
        ensure_manages(actor, &link)?;
        let state = link.state(actor.now);
        Ok((link, state))
    }

    pub async fn change(
        &self,
        actor: &Actor,
        id: ShareLinkId,
        patch: ShareLinkPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<ShareLink>> {
        if let Some(end) = patch.expires_at {
            ensure_future(end, actor.now)?;
        }
        let pin_hash = match &patch.download_pin {
            Some(pin) => Some(self.hashed_pin(pin.as_deref()).await?),
            None => None,
        };
        let tx = self.kernel.write().await?;
        lock_own_link(&tx, actor).await?;
        let link = find(&tx, actor, id).await?.write(actor, Action::ShareGallery)?;
        ensure_manages(actor, link.get())?;
        ensure_version(link.get().version, expected)?;
        let old = link.get().clone();
        let label = patch.label.unwrap_or(old.label);
        let policy = patch.policy.unwrap_or(old.policy).checked()?;
        let expires_at = patch.expires_at.unwrap_or(old.expires_at);
        let gallery = live(find_gallery(&tx, actor, old.gallery).await?.read(actor)?)?;
        let policy = within(&tx, actor, &gallery, policy, expires_at).await?;
        let is_new_pin = pin_hash.is_some();
        let link = link.change(|link| {
            if let Some(hash) = pin_hash {
                link.set_pin(hash, actor.now);
            }
            link.amend(label.as_deref(), policy, expires_at, actor.now)
        })?;
        if is_new_pin {
            tx.share_links().lock_again(id).await?;
            tx.share_links().save_use(link.get()).await?;
        }
        let link = tx.share_links().update(&link).await?;
        let payload = json!({ "share_link_id": id.0 });
        tx.events()
            .record(&did(actor, EventKind::ShareLinkChanged, Context::Gallery(link.gallery), payload))
            .await?;
        Ok(tx.commit(link).await?)
    }

    /// Closes a link for good, with every sign-in that came by it and every link that its guests made.
    pub async fn revoke(&self, actor: &Actor, id: ShareLinkId) -> AppResult<Committed<ShareLink>> {
        let tx = self.kernel.write().await?;
        let link = find(&tx, actor, id).await?.write(actor, Action::ShareGallery)?;
        ensure_manages(actor, link.get())?;
        let scope = Scope::for_job(actor.studio, "revoke_share_link", actor.now);
        let mut open = tx.share_links().made_through(id).await?;
        while let Some(child) = open.pop() {
            let child = child.write(scope.actor(), Action::ShareGallery)?;
            if child.get().revoked_at.is_some() {
                continue;
            }
            open.extend(tx.share_links().made_through(child.get().id).await?);
            let child = child.change(|link| {
                link.revoke(actor.now);
                Ok(())
            })?;
            tx.tokens().revoke_link(child.get().id, actor.now).await?;
            tx.share_links().update(&child).await?;
        }
        let link = link.change(|link| {
            link.revoke(actor.now);
            Ok(())
        })?;
        let link = tx.share_links().update(&link).await?;
        tx.tokens().revoke_link(id, actor.now).await?;
        let payload = json!({ "share_link_id": id.0 });
        tx.events()
            .record(&did(actor, EventKind::ShareLinkRevoked, Context::Gallery(link.gallery), payload))
            .await?;
        Ok(tx.commit(link).await?)
    }

    /// Opens a link: makes a guest of whoever holds the token, and knows the access code where there is one.
    pub async fn enter(
        &self,
        token: &str,
        access_code: Option<&str>,
        name: Option<&str>,
    ) -> AppResult<Committed<Entered>> {
        let name = text::optional("name", name, text::NAME_MAX)?.unwrap_or_else(|| "Guest".to_owned());
        let digest = self.kernel.tokens.digest(token);
        let now = self.kernel.now();
        let known = self.kernel.read().await?.share_links().find_by_hash(&digest).await?;
        let (link, _) = known.ok_or(AppError::NotFound)?;
        ensure_link_open(&link, now)?;
        if let Some(hash) = link.code_hash.clone() {
            self.check_code(&digest, &hash, access_code).await?;
        }

        let tx = self.kernel.write().await?;
        let (mut link, gallery_open) =
            tx.share_links().find_by_hash(&digest).await?.ok_or(AppError::NotFound)?;
        ensure_link_open(&link, now)?;
        if !gallery_open {
            return Err(AppError::Gone { code: "gallery_closed", message: "this gallery is closed" });
        }
        link.entered(now);
        tx.share_links().save_use(&link).await?;
        let scope = Scope::for_job(link.studio, "open_share_link", now);
        let gallery = tx.galleries().find(link.studio, link.gallery).await?.ok_or(AppError::NotFound)?;
        let gallery = gallery.read(scope.actor())?;
        let new = NewUser {
            studio: link.studio,
            details: UserDetails { name, ..UserDetails::default() },
            password_hash: None,
            kind: UserKind::Guest,
            now,
        };
        let guest = tx.users().insert(new).await?;
        let writable = Unchecked::from_storage(guest.clone()).write(scope.actor(), Action::ManageUsers)?;
        let role = tx.roles().built_in(UserKind::Guest).await?;
        tx.roles().assign(&writable, &role).await?;
        for action in guest_actions() {
            let grant = NewGrant {
                studio: link.studio,
                user: guest.id,
                action,
                context: Context::Gallery(link.gallery),
                expires_at: link.expires_at,
                granted_by: Some(link.created_by),
                now,
            };
            tx.access().grant(grant).await?;
        }
        let payload = json!({ "share_link_id": link.id.0 });
        let subject = Some(Context::Gallery(link.gallery));
        let event = happened(link.studio, EventKind::ShareLinkOpened, subject, Some(guest.id), payload, now);
        tx.events().record(&event).await?;
        let family = self.kernel.tokens.identifier();
        let signed_in = self.sign_in.issue(&tx, guest, Some(link.id), family, link.expires_at, now).await?;
        let entered = Entered {
            signed_in,
            gallery: link.gallery,
            subject_name: gallery.details.subject_name,
            needs_download_pin: link.policy.download && link.pin_hash.is_some(),
            policy: link.policy,
            expires_at: link.expires_at,
        };
        Ok(tx.commit(entered).await?)
    }

    /// Compares the access code, counting wrong ones in a transaction of their own.
    async fn check_code(&self, digest: &str, hash: &str, code: Option<&str>) -> AppResult<()> {
        let code = code.ok_or(AppError::Unauthenticated {
            code: "access_code_required",
            message: "this link asks for an access code",
        })?;
        let now = self.kernel.now();
        // The attempt is counted before the slow comparison, so that many guesses at once do not all slip through.
        let tx = self.kernel.write().await?;
        let (mut link, _) = tx.share_links().find_by_hash(digest).await?.ok_or(AppError::NotFound)?;
        if let Err(retry_after) = link.may_try_code(now) {
            return Err(AppError::TooManyAttempts { code: "access_code_locked", retry_after });
        }
        link.wrong_code(now);
        tx.share_links().save_use(&link).await?;
        tx.finish().await?;
        if self.hasher.verify(code.trim(), Some(hash)).await? {
            return Ok(());
        }
        Err(AppError::Unauthenticated { code: "wrong_access_code", message: "the access code is wrong" })
    }
}

pub(super) async fn find(tx: &Tx, actor: &Actor, id: ShareLinkId) -> AppResult<Unchecked<ShareLink>> {
    tx.share_links().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}

/// Clients and guests manage the links that they made, the studio all of them.
pub(super) fn ensure_manages(actor: &Actor, link: &ShareLink) -> AppResult<()> {
    if actor.is(UserKind::Studio) || link.created_by == actor.user { Ok(()) } else { Err(AppError::NotFound) }
}

/// The policy, held against the terms of its maker.
pub(super) async fn within(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    policy: DeliveryPolicy,
    expires_at: Option<Timestamp>,
) -> AppResult<DeliveryPolicy> {
    let own = Terms::of(tx, actor, gallery).await?;
    let more = |field: &'static str| {
        AppError::invalid(field, "exceeds_own_terms", "a link cannot grant more than its maker has")
    };
    if own.ends_at().is_some_and(|mine| expires_at.is_none_or(|wanted| wanted > mine)) {
        return Err(more("expires_at"));
    }
    let asked = policy.watermark.clone();
    let policy = policy.passed_on(own.policy(), own.passes_downloads_on()).map_err(more)?;
    // A mark that is passed on was looked at by whoever chose it.
    if asked != own.policy().watermark
        && let Some(Mark::Image(image)) = asked.map(|watermark| watermark.mark)
    {
        ensure_usable(tx, actor, image).await?;
    }
    Ok(policy)
}

/// A picture that is drawn over others must be one that its chooser may see.
async fn ensure_usable(tx: &Tx, actor: &Actor, image: ImageId) -> AppResult<()> {
    let found = tx.images().find(actor.studio, image).await?.map(|image| image.read(actor));
    match found {
        Some(Ok(image)) if image.deleted_at.is_none() => Ok(()),
        _ => Err(AppError::invalid(
            "policy.watermark.image_id",
            "unknown_image",
            "there is no such picture to draw",
        )),
    }
}

fn ensure_future(end: Option<Timestamp>, now: Timestamp) -> AppResult<()> {
    if end.is_some_and(|end| end <= now) {
        return Err(AppError::invalid("expires_at", "in_the_past", "a link must end in the future"));
    }
    Ok(())
}

/// An access code: 4 to 64 characters.
fn access_code(raw: &str) -> AppResult<String> {
    let code = raw.trim();
    if !(4..=64).contains(&code.chars().count()) {
        return Err(AppError::invalid(
            "access_code",
            "invalid_access_code",
            "an access code has 4 to 64 characters",
        ));
    }
    Ok(code.to_owned())
}
