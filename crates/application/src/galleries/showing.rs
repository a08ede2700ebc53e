//! Previews: the client's gallery, shown to who may share it.

use atelier_domain::access::{Action, Actor};
use atelier_domain::galleries::{DeliveryPolicy, SharePreview};
use atelier_domain::{GalleryId, ShareLinkId, Timestamp, text};
use chrono::Datelike;

use super::lifecycle::{find as find_gallery, live};
use super::sharing::{Sharing, ensure_manages, find, within};
use crate::AppResult;
use crate::delivery::ensure_link_open;
use crate::error::AppError;
use crate::ports::{PreviewClaims, SecretToken};

/// What is to be shown: a link that there is, or one that might be made.
#[derive(Debug, Clone)]
pub enum PreviewInput {
    Link(ShareLinkId),
    Terms { policy: DeliveryPolicy, label: Option<String> },
}

/// A preview that can be looked at.
#[derive(Debug, Clone)]
pub struct Previewed {
    pub token: SecretToken,
    pub gallery: GalleryId,
    pub subject_name: String,
    pub policy: DeliveryPolicy,
    pub ends_at: Timestamp,
}

impl Sharing {
    /// Lets the actor look at the gallery as somebody who comes by such a link would. Nothing is written, now or by
    /// looking; codes and PINs are not asked for. It never shows more than the actor could share.
    pub async fn show(&self, actor: &Actor, gallery: GalleryId, input: PreviewInput) -> AppResult<Previewed> {
        let tx = self.kernel.read().await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.allowed(actor, Action::ShareGallery)?)?;
        let (policy, recipient, year, end) = match input {
            PreviewInput::Link(id) => {
                let link = find(&tx, actor, id).await?.read(actor)?;
                ensure_manages(actor, &link)?;
                if link.gallery != gallery.id {
                    return Err(AppError::NotFound);
                }
                ensure_link_open(&link, actor.now)?;
                (link.policy, link.label, link.created_at.year(), link.expires_at)
            }
            PreviewInput::Terms { policy, label } => {
                let label = text::optional("label", label.as_deref(), text::NAME_MAX)?;
                (policy.checked()?, label, actor.now.year(), None)
            }
        };
        let ends_at = SharePreview::end_of(actor.now, [actor.sees_until(), end].into_iter().flatten().min());
        let policy = within(&tx, actor, &gallery, policy, Some(ends_at)).await?;
        let preview = SharePreview {
            studio: actor.studio,
            gallery: gallery.id,
            maker: actor.user,
            link: actor.share_link(),
            api_token: actor.api_token(),
            policy,
            recipient,
            year,
            ends_at,
        };
        let claims = PreviewClaims { preview, picture: None };
        let token = SecretToken(self.issuer.sign_preview(&claims));
        Ok(Previewed {
            token,
            gallery: gallery.id,
            subject_name: gallery.details.subject_name,
            policy: claims.preview.policy,
            ends_at,
        })
    }
}
