//! What leaves the studio, and on which terms: the one place that decides for JSON, derivative and file.

use std::sync::Arc;

use atelier_domain::access::{
    Action, Actor, Cell, Context, Credential, Grant, HeldRole, Protected, cell, decide,
};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{DeliveryPolicy, Gallery, LinkState, NameParts, ShareLink};
use atelier_domain::identity::UserKind;
use atelier_domain::images::{Image, ImageFormat, Preset, ProcessingState};
use atelier_domain::{GrantId, ImageId, ShareLinkId, StudioId, Timestamp, UserId};
use chrono::{Duration, DurationRound};
use serde_json::{Map, Value, json};

use crate::access::visible_levels;
use crate::identity::Actors;
use crate::images::Renderer;
use crate::kernel::Kernel;
use crate::ports::{
    ByteRange, DerivativeRecord, GalleryImage, MediaClaims, MediaStore, ObjectBody, TokenIssuer, Tx,
};
use crate::{AppError, AppResult};

/// How long an address of a picture holds at least. It is rounded up, so that browsers keep what they have.
const ADDRESS_HOURS: i64 = 6;

/// On which terms one viewer gets the pictures of one place.
#[derive(Debug, Clone)]
pub struct Terms {
    policy: DeliveryPolicy,
    link: Option<ShareLinkId>,
    ends_at: Option<Timestamp>,
    /// People of the studio see what is internal: hashes, failures.
    is_studio: bool,
}

impl Terms {
    /// The terms of `actor` for what `subject` describes: a guest has those of its link, others those of the matrix.
    pub async fn of<T: Protected>(tx: &Tx, actor: &Actor, subject: &T) -> AppResult<Self> {
        let holds = |action: Action| decide(actor, action, T::VIEW, &subject.facts()).is_allowed();
        let originals = holds(Action::AccessOriginals);
        if let Some(id) = actor.share_link() {
            let system = atelier_domain::access::Scope::for_job(actor.studio, "terms", actor.now);
            let link = tx.share_links().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
            let link = link.read(system.actor())?;
            ensure_link_open(&link, actor.now)?;
            let mut policy = link.policy;
            policy.download = policy.download && holds(Action::DownloadImages);
            return Ok(Self { policy, link: Some(id), ends_at: link.expires_at, is_studio: false });
        }
        let mut policy = DeliveryPolicy::unrestricted();
        if !originals {
            policy.presets.remove(&Preset::Original);
        }
        policy.download = holds(Action::DownloadImages);
        Ok(Self { policy, link: None, ends_at: None, is_studio: actor.is(UserKind::Studio) })
    }

    pub fn policy(&self) -> &DeliveryPolicy {
        &self.policy
    }

    /// When the terms end, if they do.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.ends_at
    }

    /// A short text that differs whenever the terms, or the addresses made on them, differ.
    pub fn fingerprint(&self, actor: &Actor) -> String {
        let presets = self.policy.presets.iter().fold(0_u8, |bits, preset| bits | (1 << (*preset as u8)));
        let flags = u8::from(self.policy.download)
            | (u8::from(self.policy.strip_metadata) << 1)
            | (u8::from(self.is_studio) << 2);
        let end = address_end(actor.now, self.ends_at).timestamp();
        format!("{presets:x}.{flags:x}.{end:x}")
    }
}

/// Where a picture can be had, by size.
pub type Addresses = Vec<(Preset, String)>;

/// A picture as its viewer may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureView {
    pub id: ImageId,
    pub filename: String,
    pub alt_text: Option<String>,
    pub format: ImageFormat,
    pub width: i32,
    pub height: i32,
    pub file_size: i64,
    /// Empty where the terms withhold it.
    pub metadata: Map<String, Value>,
    pub taken_at: Option<chrono::NaiveDateTime>,
    pub state: ProcessingState,
    pub failure: Option<String>,
    pub perceptual_hash: Option<i64>,
    pub content_hash: Option<String>,
    pub uploaded_at: Timestamp,
    pub version: i64,
    pub deleted_at: Option<Timestamp>,
    /// Addresses for looking, by size.
    pub urls: Addresses,
    /// Addresses for taking home, by size.
    pub downloads: Addresses,
}

/// A file that is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    storage_key: String,
    image: ImageId,
    studio: StudioId,
    actor: UserId,
    link: Option<ShareLinkId>,
    limit: Option<i32>,
    /// The galleries whose counters a download moves.
    galleries: Vec<atelier_domain::GalleryId>,
    pub size: u64,
    /// BLAKE3 of the bytes: a strong ETag.
    pub etag: String,
    pub format: ImageFormat,
    /// Present where it is offered as a file to save.
    pub download_name: Option<String>,
    /// Until when the address holds.
    pub expires_at: Timestamp,
}

/// Makes addresses of pictures and answers them.
#[derive(Clone)]
pub struct Delivery {
    kernel: Kernel,
    issuer: Arc<dyn TokenIssuer>,
    media: Arc<dyn MediaStore>,
    actors: Actors,
    renderer: Renderer,
}

impl Delivery {
    pub fn new(
        kernel: Kernel,
        issuer: Arc<dyn TokenIssuer>,
        media: Arc<dyn MediaStore>,
        actors: Actors,
        renderer: Renderer,
    ) -> Self {
        Self { kernel, issuer, media, actors, renderer }
    }

    /// A row of a gallery's list on these terms.
    pub fn view_row(&self, actor: &Actor, terms: &Terms, row: GalleryImage) -> PictureView {
        let (urls, downloads) = self.addresses(actor, terms, row.id, row.state);
        let internal = terms.is_studio;
        PictureView {
            id: row.id,
            filename: row.filename,
            alt_text: row.alt_text,
            format: row.format,
            width: row.width,
            height: row.height,
            file_size: row.file_size,
            metadata: if terms.policy.strip_metadata { Map::new() } else { row.metadata },
            taken_at: row.taken_at.filter(|_| !terms.policy.strip_metadata),
            state: row.state,
            failure: row.failure.filter(|_| internal),
            perceptual_hash: row.perceptual_hash.filter(|_| internal),
            content_hash: internal.then_some(row.content_hash),
            uploaded_at: row.uploaded_at,
            version: row.version,
            deleted_at: None,
            urls,
            downloads,
        }
    }

    /// A picture of the pool on these terms.
    pub fn view(&self, actor: &Actor, terms: &Terms, image: Image) -> PictureView {
        let (urls, downloads) = self.addresses(actor, terms, image.id, image.state);
        let internal = terms.is_studio;
        PictureView {
            id: image.id,
            filename: image.filename,
            alt_text: image.alt_text,
            format: image.format,
            width: image.width,
            height: image.height,
            file_size: image.file_size,
            metadata: if terms.policy.strip_metadata { Map::new() } else { image.metadata },
            taken_at: image.taken_at.filter(|_| !terms.policy.strip_metadata),
            state: image.state,
            failure: image.failure.filter(|_| internal),
            perceptual_hash: image.perceptual_hash.filter(|_| internal),
            content_hash: internal.then_some(image.content_hash),
            uploaded_at: image.uploaded_at,
            version: image.version,
            deleted_at: image.deleted_at,
            urls,
            downloads,
        }
    }

    fn addresses(
        &self,
        actor: &Actor,
        terms: &Terms,
        image: ImageId,
        state: ProcessingState,
    ) -> (Addresses, Addresses) {
        let expires_at = address_end(actor.now, terms.ends_at);
        let sign = |preset: Preset, download: bool| {
            let claims = MediaClaims {
                image,
                studio: actor.studio,
                preset,
                link: terms.link,
                user: actor.user,
                download,
                expires_at,
            };
            (preset, format!("/media/{}/{}", preset.as_str(), self.issuer.sign_media(&claims)))
        };
        // Derivatives have addresses once they are there; the original always has.
        let there = |preset: &Preset| *preset == Preset::Original || state == ProcessingState::Ready;
        let presets = terms.policy.presets.iter().copied().filter(there);
        let urls = presets
            .clone()
            .filter(|&preset| preset != Preset::Original && terms.policy.shows(preset))
            .map(|preset| sign(preset, false))
            .collect();
        let downloads = presets
            .filter(|&preset| terms.policy.delivers(preset))
            .map(|preset| sign(preset, true))
            .collect();
        (urls, downloads)
    }

    /// Finds the file behind an address, asking the permission function and the terms anew: an address made before a
    /// link was revoked or a picture moved opens nothing afterwards.
    pub async fn resolve(&self, preset: Preset, token: &str) -> AppResult<MediaFile> {
        let now = self.kernel.now();
        let claims = self.issuer.verify_media(token, now).map_err(|_| AppError::NotFound)?;
        if claims.preset != preset {
            return Err(AppError::NotFound);
        }
        let signed_in = match claims.link {
            None => Some(self.actors.of_user(claims.user).await?.ok_or(AppError::NotFound)?),
            Some(_) => None,
        };
        let tx = self.kernel.read().await?;
        let actor = match (claims.link, signed_in) {
            (Some(link), _) => self.guest(&tx, &claims, link, now).await?,
            (None, Some(actor)) => actor,
            (None, None) => return Err(AppError::NotFound),
        };
        if actor.studio != claims.studio {
            return Err(AppError::NotFound);
        }
        let image = tx.images().find(claims.studio, claims.image).await?.ok_or(AppError::NotFound)?;
        let action = if claims.download { Action::DownloadImages } else { Action::ViewGallery };
        let image = image.allowed(&actor, action)?;
        let terms = Terms::of(&tx, &actor, &image).await?;
        let policy = &terms.policy;
        let permitted = if claims.download { policy.delivers(preset) } else { policy.shows(preset) };
        if !permitted {
            return Err(AppError::NotFound);
        }
        let strip = preset == Preset::Original && policy.strip_metadata;
        let existing = self.existing(&tx, &image, preset, strip).await?;
        let galleries = tx.galleries().showing(&[image.id]).await?;
        let download_name = if claims.download {
            Some(self.download_name(&tx, &actor, &terms, &image, preset).await?)
        } else {
            None
        };
        drop(tx);
        let record = match existing {
            Some(record) => record,
            None => self.renderer.render_on_demand(&image, preset, strip).await?,
        };
        let galleries = match actor.credential {
            Credential::ShareLink { gallery, .. } => vec![gallery],
            _ => galleries,
        };
        let extension = record.format.extension();
        Ok(MediaFile {
            storage_key: record.storage_key,
            image: image.id,
            studio: claims.studio,
            actor: actor.user,
            link: terms.link,
            limit: policy.download_limit,
            galleries,
            size: u64::try_from(record.file_size).unwrap_or_default(),
            etag: record.content_hash,
            format: record.format,
            download_name: download_name.map(|render| render(extension)),
            expires_at: claims.expires_at,
        })
    }

    /// The bytes. A download from its first byte counts, and is refused once the link's limit is used up.
    pub async fn open(&self, file: &MediaFile, range: Option<ByteRange>) -> AppResult<ObjectBody> {
        let from_start = range.as_ref().is_none_or(|range| range.start == 0);
        if file.download_name.is_some() && from_start {
            self.count_download(file).await?;
        }
        Ok(self.media.get(&file.storage_key, range).await?)
    }

    async fn count_download(&self, file: &MediaFile) -> AppResult<()> {
        let now = self.kernel.now();
        let tx = self.kernel.write().await?;
        if let Some(link) = file.link
            && !tx.share_links().take_download(link, file.limit, now).await?
        {
            return Err(AppError::Refused {
                code: "download_limit_reached",
                message: "all downloads that this link allows have been used".to_owned(),
            });
        }
        for gallery in &file.galleries {
            tx.galleries().count_download(*gallery, now).await?;
        }
        let payload = json!({ "share_link_id": file.link.map(|link| link.0), "bytes": file.size });
        let event = crate::kernel::happened(
            file.studio,
            EventKind::ImageDownloaded,
            Some(Context::Image(file.image)),
            Some(file.actor),
            payload,
            now,
        );
        tx.events().record(&event).await?;
        tx.finish().await?;
        Ok(())
    }

    async fn existing(
        &self,
        tx: &Tx,
        image: &Image,
        preset: Preset,
        strip: bool,
    ) -> AppResult<Option<DerivativeRecord>> {
        if preset == Preset::Original && !strip {
            return Ok(Some(DerivativeRecord {
                name: preset.as_str().to_owned(),
                storage_key: image.storage_key.clone(),
                content_hash: image.content_hash.clone(),
                format: image.format,
                width: image.width,
                height: image.height,
                file_size: image.file_size,
            }));
        }
        let name = if strip { Renderer::STRIPPED } else { preset.as_str() };
        let found = tx.images().derivatives(image.id).await?.into_iter().find(|record| record.name == name);
        if found.is_none() && Preset::EAGER.contains(&preset) {
            // It is being made, or cannot be.
            return Err(AppError::NotFound);
        }
        Ok(found)
    }

    async fn download_name(
        &self,
        tx: &Tx,
        actor: &Actor,
        terms: &Terms,
        image: &Image,
        preset: Preset,
    ) -> AppResult<impl FnOnce(&str) -> String + use<>> {
        let gallery = match actor.credential {
            Credential::ShareLink { gallery, .. } => tx.galleries().find(actor.studio, gallery).await?,
            _ => None,
        };
        let mut index = 1;
        let mut gallery_name = String::new();
        if let Some(gallery) = gallery {
            let gallery = gallery.read(actor)?;
            let levels = visible_levels(actor, &gallery);
            index = tx.galleries().position(gallery.id, &levels, image.id).await?.unwrap_or(1);
            gallery_name = gallery.details.subject_name;
        }
        let (policy, name, id) = (terms.policy.clone(), image.filename.clone(), image.id.0);
        Ok(move |extension: &str| {
            let parts = NameParts { name: &name, gallery: &gallery_name, index, id, preset };
            policy.render_filename(&parts, extension)
        })
    }

    /// The actor that a link makes of whoever holds an address signed for it.
    async fn guest(
        &self,
        tx: &Tx,
        claims: &MediaClaims,
        link: ShareLinkId,
        now: Timestamp,
    ) -> AppResult<Actor> {
        let system = atelier_domain::access::Scope::for_job(claims.studio, "media", now);
        let link = tx.share_links().find(claims.studio, link).await?.ok_or(AppError::NotFound)?;
        let link = link.read(system.actor())?;
        ensure_link_open(&link, now)?;
        let gallery = tx.galleries().find(claims.studio, link.gallery).await?.ok_or(AppError::NotFound)?;
        ensure_gallery_open(&gallery.read(system.actor())?)?;
        Ok(guest_of(&link, claims.user, now))
    }
}

/// A guest of the link, holding in its gallery what the matrix gives guests.
pub(crate) fn guest_of(link: &ShareLink, user: UserId, now: Timestamp) -> Actor {
    let grants = guest_actions()
        .map(|action| Grant {
            id: GrantId(0),
            action,
            context: Context::Gallery(link.gallery),
            expires_at: link.expires_at,
        })
        .collect();
    Actor {
        user,
        studio: link.studio,
        name: String::new(),
        active: true,
        roles: vec![HeldRole {
            name: UserKind::Guest.role_name().to_owned(),
            kind: UserKind::Guest,
            actions: UserKind::Guest.actions(),
        }],
        memberships: Vec::new(),
        grants,
        credential: Credential::ShareLink {
            link: link.id,
            gallery: link.gallery,
            ends_at: link.expires_at,
            revoked: link.revoked_at.is_some(),
        },
        now,
    }
}

/// What a guest is granted in the gallery of its link.
pub(crate) fn guest_actions() -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(|&action| cell(action, UserKind::Guest) == Cell::ByRole)
}

/// 410 for a link that is closed.
pub(crate) fn ensure_link_open(link: &ShareLink, now: Timestamp) -> AppResult<()> {
    match link.state(now) {
        LinkState::Open => Ok(()),
        LinkState::Expired => {
            Err(AppError::Gone { code: "share_link_expired", message: "this link has expired" })
        }
        LinkState::Revoked => {
            Err(AppError::Gone { code: "share_link_revoked", message: "this link has been withdrawn" })
        }
    }
}

/// 410 for a gallery that its links do not open at present.
pub(crate) fn ensure_gallery_open(gallery: &Gallery) -> AppResult<()> {
    use atelier_domain::galleries::GalleryStatus;
    if gallery.deleted_at.is_some() || gallery.status == GalleryStatus::Archived {
        return Err(AppError::Gone { code: "gallery_closed", message: "this gallery is closed" });
    }
    Ok(())
}

/// The end of an address: at least some hours away, on a full multiple of them, and never after the link's.
fn address_end(now: Timestamp, ends_at: Option<Timestamp>) -> Timestamp {
    let step = Duration::hours(ADDRESS_HOURS);
    let rounded = (now + step + step).duration_trunc(step).unwrap_or(now + step);
    ends_at.map_or(rounded, |end| end.min(rounded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_the_same_for_hours_and_never_outlives_its_link() {
        let at = |hour: i64| Timestamp::UNIX_EPOCH + Duration::hours(hour);
        assert_eq!(address_end(at(1), None), at(12));
        assert_eq!(address_end(at(5), None), at(12));
        assert_eq!(address_end(at(6), None), at(18));
        assert_eq!(address_end(at(1), Some(at(2))), at(2));
    }
}
