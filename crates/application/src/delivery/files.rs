//! From an address to a file, asking everything anew.

use std::net::IpAddr;

use atelier_domain::access::{Action, Actor};
use atelier_domain::galleries::NameParts;
use atelier_domain::images::{Image, ImageFormat, Preset};
use atelier_domain::{GalleryId, ImageId, ShareLinkId, StudioId, Timestamp, UserId};

use super::Delivery;
use super::counting::{Taken, Way};
use super::terms::Terms;
use super::visits::{Asked, Visit};
use crate::access::{visible_levels, works_with_versions};
use crate::images::Rendition;
use crate::ports::{ByteRange, DerivativeRecord, ObjectBody, Tx};
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
    /// BLAKE3 of the original, whatever size of it is sent.
    content_hash: String,
    studio: StudioId,
    actor: UserId,
    link: Option<ShareLinkId>,
    limit: Option<i32>,
    /// The galleries whose counters a download moves.
    galleries: Vec<GalleryId>,
    /// Where it is asked for from.
    address: Option<IpAddr>,
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

impl MediaFile {
    /// The same file, asked for from this address, which the log of the picture keeps with a download.
    pub fn asked_from(self, address: IpAddr) -> Self {
        Self { address: Some(address), ..self }
    }
}

/// A picture that is asked for, in a size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) image: ImageId,
    pub(super) preset: Preset,
    pub(super) download: bool,
    /// Its place in the gallery, where that is known already.
    pub(super) index: Option<i64>,
}

/// What an address was made for beside the picture and its size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed {
    pub(super) version: i32,
    pub(super) rendition: Option<u32>,
}

/// A picture on its way out, with what the terms make of it.
pub(super) struct Found {
    pub(super) image: Image,
    pub(super) record: DerivativeRecord,
    pub(super) terms: Terms,
    pub(super) name: Option<String>,
}

impl Delivery {
    /// Finds the file behind an address, asking the permission function and the terms anew: an address made before a
    /// link was revoked or a picture moved opens nothing afterwards. Nor does one that was made on terms that drew
    /// something else into the picture: who looks again gets the address of what there is now.
    pub async fn resolve(&self, preset: Preset, token: &str) -> AppResult<MediaFile> {
        let Asked { visit, wanted, signed, expires_at } = self.asked(preset, token).await?;
        let found = self.find(&visit, wanted, Some(signed)).await?;
        self.ready(&visit, found, expires_at).await
    }

    /// What was found, ready to be sent until then.
    pub(super) async fn ready(
        &self,
        visit: &Visit,
        found: Found,
        expires_at: Timestamp,
    ) -> AppResult<MediaFile> {
        let Found { image, record, terms, name: download_name } = found;
        let galleries = match &visit.gallery {
            Some(gallery) => vec![gallery.id],
            None => self.kernel.read().await?.galleries().showing(&[image.id]).await?,
        };
        let limit = terms.policy().download_limit;
        Ok(MediaFile {
            storage_key: record.storage_key,
            image: image.id,
            content_hash: image.content_hash,
            studio: visit.actor.studio,
            actor: visit.actor.user,
            link: terms.link(),
            limit,
            galleries,
            address: None,
            size: u64::try_from(record.file_size).unwrap_or_default(),
            etag: record.content_hash,
            format: record.format,
            in_parts: download_name.is_none() || limit.is_none(),
            download_name,
            expires_at: terms.ends_at().map_or(expires_at, |end| end.min(expires_at)),
        })
    }

    /// The one way from a picture to its bytes: for single files and for archives. `signed` is what an address was made
    /// for.
    pub(super) async fn find(
        &self,
        visit: &Visit,
        wanted: Wanted,
        signed: Option<Signed>,
    ) -> AppResult<Found> {
        let Wanted { image, preset, download, index } = wanted;
        let actor = &visit.actor;
        let tx = self.kernel.read().await?;
        let image = tx.images().find(actor.studio, image).await?.ok_or(AppError::NotFound)?;
        let action = if download { Action::DownloadImages } else { Action::ViewGallery };
        let image = image.allowed(actor, action)?;
        let image = match signed {
            Some(Signed { version, .. }) => as_addressed(&tx, actor, image, version).await?,
            None => image,
        };
        let terms = visit.viewer.terms(actor, &image);
        if !terms.permits(preset, download) {
            return Err(AppError::NotFound);
        }
        // The original is never only looked at.
        if terms.is_locked() && (download || preset == Preset::Original) {
            return Err(pin_required());
        }
        let rendition = terms.rendition(preset, download);
        if signed.is_some_and(|signed| signed.rendition != rendition.fingerprint(preset)) {
            return Err(AppError::NotFound);
        }
        let existing = self.existing(&tx, &image, preset, &rendition).await?;
        let place = if download { self.place(&tx, visit, &image, index).await? } else { 1 };
        drop(tx);
        let record = match existing {
            Some(record) => record,
            None => self.renderer.on_demand(&image, preset, &rendition).await?,
        };
        let name = download.then(|| {
            let gallery = visit.gallery.as_ref().map(|gallery| gallery.details.subject_name.as_str());
            let parts = NameParts {
                name: &image.filename,
                gallery: gallery.unwrap_or_default(),
                index: place,
                id: image.id.0,
                preset,
            };
            terms.policy().render_filename(&parts, record.format.extension())
        });
        Ok(Found { image, record, terms, name })
    }

    /// The bytes. A download from its first byte counts, and is refused once the link's limit is used up. For a file that
    /// is not sent in parts the range is ignored.
    pub async fn open(&self, file: &MediaFile, range: Option<ByteRange>) -> AppResult<ObjectBody> {
        let range = range.filter(|_| file.in_parts);
        let from_start = range.as_ref().is_none_or(|range| range.start == 0);
        if file.download_name.is_some() && from_start {
            let taken = Taken {
                studio: file.studio,
                actor: file.actor,
                link: file.link,
                limit: file.limit,
                images: &[file.image],
                content_hash: Some(&file.content_hash),
                address: file.address,
                galleries: &file.galleries,
                way: Way::File { bytes: file.size },
            };
            self.count(taken).await?;
        }
        Ok(self.media.get(&file.storage_key, range).await?)
    }

    async fn existing(
        &self,
        tx: &Tx,
        image: &Image,
        preset: Preset,
        rendition: &Rendition,
    ) -> AppResult<Option<DerivativeRecord>> {
        let is_plain = rendition.is_plain(preset);
        if preset == Preset::Original && is_plain {
            return Ok(Some(DerivativeRecord {
                name: preset.as_str().to_owned(),
                storage_key: image.storage_key.clone(),
                content_hash: image.content_hash.clone(),
                format: image.format,
                width: image.width,
                height: image.height,
                file_size: image.file_size,
                placeholder: None,
            }));
        }
        let name = rendition.name(preset, image, &*self.kernel.tokens);
        let found = tx.images().derivatives(image.id, image.current_version).await?;
        let found = found.into_iter().find(|record| record.name == name);
        if found.is_none() && is_plain && Preset::EAGER.contains(&preset) {
            // It is being made, or cannot be.
            return Err(AppError::NotFound);
        }
        Ok(found)
    }

    /// The picture's place in the gallery that a guest's link leads to, from 1; others see no such gallery.
    async fn place(&self, tx: &Tx, visit: &Visit, image: &Image, known: Option<i64>) -> AppResult<i64> {
        match (known, &visit.gallery) {
            (Some(known), _) => Ok(known),
            (None, Some(gallery)) => {
                let levels = visible_levels(&visit.actor, gallery);
                Ok(tx.galleries().position(gallery.id, &levels, image.id).await?.unwrap_or(1))
            }
            (None, None) => Ok(1),
        }
    }
}

pub(super) fn pin_required() -> AppError {
    AppError::Refused {
        code: "download_pin_required",
        message: "downloads by this link ask for a PIN".to_owned(),
    }
}
