//! From an address to a file, asking everything anew.

use atelier_domain::access::{Action, Actor, Context, Credential, Scope};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::NameParts;
use atelier_domain::images::{Image, ImageFormat, Preset};
use atelier_domain::{GalleryId, ImageId, ShareLinkId, StudioId, Timestamp, UserId};
use serde_json::json;

use super::Delivery;
use super::guests::{ensure_gallery_open, ensure_link_open, guest_of};
use super::terms::Terms;
use crate::access::{visible_levels, works_with_versions};
use crate::images::Renderer;
use crate::kernel::happened;
use crate::ports::{ByteRange, DerivativeRecord, MediaClaims, ObjectBody, Tx};
use crate::{AppError, AppResult};

/// The picture in the version of its address. An address of a version that the picture has left opens nothing, but for
/// those who work with versions: what a studio has replaced is replaced.
async fn as_addressed(tx: &Tx, actor: &Actor, image: Image, version: i32) -> AppResult<Image> {
    if version == image.current_version {
        return Ok(image);
    }
    if !works_with_versions(actor, &image) {
        return Err(AppError::NotFound);
    }
    let version = tx.versions().find(image.id, version).await?.ok_or(AppError::NotFound)?;
    Ok(image.as_of(version))
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
    galleries: Vec<GalleryId>,
    pub size: u64,
    /// BLAKE3 of the bytes: a strong ETag.
    pub etag: String,
    pub format: ImageFormat,
    /// Present where it is offered as a file to save.
    pub download_name: Option<String>,
    /// Whether it may be fetched in parts. A download that a link's limit counts is sent whole, or its parts could go
    /// by uncounted.
    pub in_parts: bool,
    /// Until when the address holds.
    pub expires_at: Timestamp,
}

impl Delivery {
    /// Finds the file behind an address, asking the permission function and the terms anew: an address made before a
    /// link was revoked or a picture moved opens nothing afterwards.
    pub async fn resolve(&self, preset: Preset, token: &str) -> AppResult<MediaFile> {
        let now = self.kernel.now();
        let claims = self.issuer.verify_media(token, now).map_err(|_| AppError::NotFound)?;
        if claims.preset != preset {
            return Err(AppError::NotFound);
        }
        let signed_in = match (claims.link, claims.api_token) {
            (Some(_), _) => None,
            (None, Some(token)) => self.actors.of_api_token(claims.studio, token).await?,
            (None, None) => self.actors.of_user(claims.user).await?,
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
        let image = as_addressed(&tx, &actor, image, claims.version).await?;
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
            in_parts: download_name.is_none() || policy.download_limit.is_none(),
            download_name: download_name.map(|render| render(extension)),
            expires_at: terms.ends_at().map_or(claims.expires_at, |end| end.min(claims.expires_at)),
        })
    }

    /// The bytes. A download from its first byte counts, and is refused once the link's limit is used up. For a file that
    /// is not sent in parts the range is ignored.
    pub async fn open(&self, file: &MediaFile, range: Option<ByteRange>) -> AppResult<ObjectBody> {
        let range = range.filter(|_| file.in_parts);
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
        let event = happened(
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
        let found = tx.images().derivatives(image.id, image.current_version).await?;
        let found = found.into_iter().find(|record| record.name == name);
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
        let system = Scope::for_job(claims.studio, "media", now);
        let link = tx.share_links().find(claims.studio, link).await?.ok_or(AppError::NotFound)?;
        let link = link.read(system.actor())?;
        ensure_link_open(&link, now)?;
        let gallery = tx.galleries().find(claims.studio, link.gallery).await?.ok_or(AppError::NotFound)?;
        ensure_gallery_open(&gallery.read(system.actor())?)?;
        let user = tx.users().find(claims.studio, claims.user).await?.ok_or(AppError::NotFound)?;
        if !user.read(system.actor())?.is_active {
            return Err(AppError::NotFound);
        }
        Ok(guest_of(&link, claims.user, now))
    }
}
