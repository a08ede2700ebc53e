//! A gallery from its creation to the archive, and back.

use atelier_domain::access::{Action, Actor, Context, Denied, Unchecked, Visible, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{Gallery, GalleryDetails, GalleryMode, LimitScope, ProofingSettings};
use atelier_domain::{GalleryId, ImageId, OrganizationId, RuleViolation, text};
use serde_json::json;

use crate::delivery::{Delivery, WithCover};
use crate::kernel::{Kernel, did, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::{Committed, GalleryFilter, NewGallery, Tx};
use crate::{AppError, AppResult};

/// A gallery as its viewer may see it.
pub type GalleryView = WithCover<Gallery>;

/// A new gallery.
#[derive(Debug, Clone)]
pub struct GalleryInput {
    pub organization: OrganizationId,
    pub details: GalleryDetails,
}

/// A change to a gallery. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct GalleryPatch {
    pub subject_name: Option<String>,
    pub description: Option<Option<String>>,
    pub primary_image: Option<Option<ImageId>>,
    pub mode: Option<GalleryMode>,
    pub proofing: ProofingPatch,
}

/// A change to the limits of a gallery. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct ProofingPatch {
    pub min_approvals: Option<Option<i32>>,
    pub max_approvals: Option<Option<i32>>,
    pub max_edit_requests: Option<Option<i32>>,
    pub limit_scope: Option<LimitScope>,
    pub ratings_enabled: Option<bool>,
    pub comments_enabled: Option<bool>,
}

impl ProofingPatch {
    fn onto(self, old: ProofingSettings) -> ProofingSettings {
        let Self {
            min_approvals,
            max_approvals,
            max_edit_requests,
            limit_scope,
            ratings_enabled,
            comments_enabled,
        } = self;
        ProofingSettings {
            min_approvals: min_approvals.unwrap_or(old.min_approvals),
            max_approvals: max_approvals.unwrap_or(old.max_approvals),
            max_edit_requests: max_edit_requests.unwrap_or(old.max_edit_requests),
            limit_scope: limit_scope.unwrap_or(old.limit_scope),
            ratings_enabled: ratings_enabled.unwrap_or(old.ratings_enabled),
            comments_enabled: comments_enabled.unwrap_or(old.comments_enabled),
        }
    }
}

/// Use cases around a gallery as a whole.
#[derive(Clone)]
pub struct Galleries {
    pub(super) kernel: Kernel,
    delivery: Delivery,
}

impl Galleries {
    pub fn new(kernel: Kernel, delivery: Delivery) -> Self {
        Self { kernel, delivery }
    }

    pub async fn create(&self, actor: &Actor, input: GalleryInput) -> AppResult<Committed<GalleryView>> {
        let details = input.details.checked()?;
        let unknown = || {
            let message = "there is no such organization";
            AppError::invalid("organization_id", "unknown_organization", message)
        };
        let tx = self.kernel.write().await?;
        let organization =
            tx.organizations().find(actor.studio, input.organization).await?.ok_or_else(unknown)?;
        let organization = match organization.allowed(actor, Action::CreateGallery) {
            Ok(organization) if organization.deleted_at.is_none() => organization,
            Ok(_) | Err(Denied::Hidden) => return Err(unknown()),
            Err(denied) => return Err(denied.into()),
        };
        let new = NewGallery {
            studio: actor.studio,
            organization: organization.id,
            details,
            created_by: actor.user,
            now: actor.now,
        };
        let gallery = tx.galleries().insert(new).await?;
        let payload =
            json!({ "organization_id": organization.id.0, "subject_name": gallery.details.subject_name });
        tx.events()
            .record(&did(actor, EventKind::GalleryCreated, Context::Gallery(gallery.id), payload))
            .await?;
        let gallery = self.delivery.with_cover(&tx, actor, gallery).await?;
        Ok(tx.commit(gallery).await?)
    }

    pub async fn list(
        &self,
        actor: &Actor,
        mut filter: GalleryFilter,
        page: PageRequest,
    ) -> AppResult<Page<GalleryView>> {
        filter.search = filter.search.map(|text| text::fold(&text)).filter(|text| !text.is_empty());
        let action = if filter.deleted { Action::DeleteGallery } else { Action::ViewGallery };
        let visible = Visible::to(actor, action);
        let tx = self.kernel.read().await?;
        let Page { items, total, next } = tx.galleries().list(&visible, &filter, page).await?;
        let items = self.delivery.with_covers(&tx, actor, items).await?;
        Ok(Page { items, total, next })
    }

    pub async fn read(&self, actor: &Actor, id: GalleryId) -> AppResult<GalleryView> {
        let tx = self.kernel.read().await?;
        let gallery = live(find(&tx, actor, id).await?.read(actor)?)?;
        self.delivery.with_cover(&tx, actor, gallery).await
    }

    pub async fn change(
        &self,
        actor: &Actor,
        id: GalleryId,
        patch: GalleryPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<GalleryView>> {
        let tx = self.kernel.write().await?;
        let gallery = open(&tx, actor, id, expected, Action::EditGallery).await?;
        if let Some(image) = patch.primary_image
            && !tx.galleries().set_primary_image(&gallery, image).await?
        {
            let message = "it names no image of this gallery";
            return Err(AppError::invalid("primary_image_id", "unknown_image", message));
        }
        let gallery = gallery.change(|gallery| {
            let old = gallery.details.clone();
            let details = GalleryDetails {
                subject_name: patch.subject_name.unwrap_or(old.subject_name),
                description: patch.description.unwrap_or(old.description),
            };
            gallery.describe(details, actor.now)?;
            let settings = patch.proofing.onto(gallery.proofing);
            gallery.proof_by(patch.mode.unwrap_or(gallery.mode), settings, actor.now)
        })?;
        self.save(tx, actor, gallery, EventKind::GalleryChanged).await
    }

    /// The client is done with it.
    pub async fn complete(
        &self,
        actor: &Actor,
        id: GalleryId,
        expected: Option<i64>,
    ) -> AppResult<Committed<GalleryView>> {
        self.step(actor, id, expected, Action::CompleteGallery, EventKind::GalleryCompleted, |gallery| {
            gallery.complete(actor.now)
        })
        .await
    }

    /// Puts it away: its links close until it comes back.
    pub async fn archive(
        &self,
        actor: &Actor,
        id: GalleryId,
        expected: Option<i64>,
    ) -> AppResult<Committed<GalleryView>> {
        self.step(actor, id, expected, Action::ArchiveGallery, EventKind::GalleryArchived, |gallery| {
            gallery.archive(actor.now)
        })
        .await
    }

    /// Back to work, from completed or archived.
    pub async fn reactivate(
        &self,
        actor: &Actor,
        id: GalleryId,
        expected: Option<i64>,
    ) -> AppResult<Committed<GalleryView>> {
        self.step(actor, id, expected, Action::EditGallery, EventKind::GalleryReactivated, |gallery| {
            gallery.reactivate(actor.now)
        })
        .await
    }

    /// Soft delete: its links close, its pictures stay in the pool, and it can be restored.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: GalleryId,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let deleted = self
            .step(actor, id, expected, Action::DeleteGallery, EventKind::GalleryDeleted, |gallery| {
                gallery.delete(actor.now);
                Ok(())
            })
            .await?;
        Ok(deleted.map(|_| ()))
    }

    pub async fn restore(&self, actor: &Actor, id: GalleryId) -> AppResult<Committed<GalleryView>> {
        let tx = self.kernel.write().await?;
        let gallery = find(&tx, actor, id).await?.write(actor, Action::DeleteGallery)?;
        let gallery = gallery.change(|gallery| gallery.restore(actor.now))?;
        tx.galleries().update(&gallery).await?;
        // Pictures may have come and gone while it was away.
        tx.galleries().content_changed(&[id], actor.now).await?;
        tx.events().record(&did(actor, EventKind::GalleryRestored, Context::Gallery(id), json!({}))).await?;
        let gallery = find(&tx, actor, id).await?.read(actor)?;
        let gallery = self.delivery.with_cover(&tx, actor, gallery).await?;
        Ok(tx.commit(gallery).await?)
    }

    async fn step(
        &self,
        actor: &Actor,
        id: GalleryId,
        expected: Option<i64>,
        action: Action,
        event: EventKind,
        change: impl FnOnce(&mut Gallery) -> Result<(), RuleViolation> + Send,
    ) -> AppResult<Committed<GalleryView>> {
        let tx = self.kernel.write().await?;
        let gallery = open(&tx, actor, id, expected, action).await?.change(change)?;
        self.save(tx, actor, gallery, event).await
    }

    async fn save(
        &self,
        tx: Tx,
        actor: &Actor,
        gallery: Writable<Gallery>,
        event: EventKind,
    ) -> AppResult<Committed<GalleryView>> {
        let gallery = tx.galleries().update(&gallery).await?;
        tx.events().record(&did(actor, event, Context::Gallery(gallery.id), json!({}))).await?;
        let gallery = self.delivery.with_cover(&tx, actor, gallery).await?;
        Ok(tx.commit(gallery).await?)
    }
}

/// A live gallery of this version, with leave to change it.
async fn open(
    tx: &Tx,
    actor: &Actor,
    id: GalleryId,
    expected: Option<i64>,
    action: Action,
) -> AppResult<Writable<Gallery>> {
    let gallery = find(tx, actor, id).await?.write(actor, action)?;
    live(gallery.get().clone())?;
    ensure_version(gallery.get().version, expected)?;
    Ok(gallery)
}

pub(crate) async fn find(tx: &Tx, actor: &Actor, id: GalleryId) -> AppResult<Unchecked<Gallery>> {
    tx.galleries().find(actor.studio, id).await?.ok_or(AppError::NotFound)
}

/// A deleted gallery is only there to be restored.
pub(crate) fn live(gallery: Gallery) -> AppResult<Gallery> {
    if gallery.deleted_at.is_some() { Err(AppError::NotFound) } else { Ok(gallery) }
}
