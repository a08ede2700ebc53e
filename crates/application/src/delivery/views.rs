//! Pictures as their viewers may see them, with addresses for looking and for taking home.

use std::sync::Arc;

use atelier_domain::access::Actor;
use atelier_domain::galleries::SharePreview;
use atelier_domain::images::{AiLabel, FocalPoint, Image, ImageFormat, Preset, ProcessingState};
use atelier_domain::{ImageId, Timestamp};
use serde_json::{Map, Value};

use super::Delivery;
use super::outside::Copied;
use super::terms::{Terms, address_end};
use crate::ports::{GalleryImage, MediaClaims, PreviewClaims, PreviewedPicture};

/// Where a picture can be had, by size.
pub type Addresses = Vec<(Preset, String)>;

/// A picture as its viewer may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureView {
    pub id: ImageId,
    pub filename: String,
    pub alt_text: Option<String>,
    pub focal_point: Option<FocalPoint>,
    /// Told to everybody, on whatever terms.
    pub ai: AiLabel,
    pub format: ImageFormat,
    pub width: i32,
    pub height: i32,
    pub file_size: i64,
    /// Empty where the terms withhold it.
    pub metadata: Arc<Map<String, Value>>,
    pub taken_at: Option<chrono::NaiveDateTime>,
    pub state: ProcessingState,
    pub failure: Option<String>,
    pub perceptual_hash: Option<i64>,
    pub content_hash: Option<String>,
    pub current_version: i32,
    /// Where the service that delivers pictures has its copy; taken out once addresses are made of it.
    pub mirror_url: Option<String>,
    pub uploaded_at: Timestamp,
    pub version: i64,
    pub deleted_at: Option<Timestamp>,
    /// Addresses for looking, by size.
    pub urls: Addresses,
    /// Addresses for taking home, by size.
    pub downloads: Addresses,
}

impl From<GalleryImage> for PictureView {
    fn from(row: GalleryImage) -> Self {
        Self {
            id: row.id,
            filename: row.filename,
            alt_text: row.alt_text,
            focal_point: row.focal_point,
            ai: row.ai,
            format: row.format,
            width: row.width,
            height: row.height,
            file_size: row.file_size,
            metadata: row.metadata,
            taken_at: row.taken_at,
            state: row.state,
            failure: row.failure,
            perceptual_hash: row.perceptual_hash,
            content_hash: Some(row.content_hash),
            current_version: row.current_version,
            mirror_url: row.mirror_url,
            uploaded_at: row.uploaded_at,
            version: row.version,
            deleted_at: None,
            urls: Addresses::new(),
            downloads: Addresses::new(),
        }
    }
}

impl From<Image> for PictureView {
    fn from(image: Image) -> Self {
        Self {
            id: image.id,
            filename: image.filename,
            alt_text: image.alt_text,
            focal_point: image.focal_point,
            ai: image.ai,
            format: image.format,
            width: image.width,
            height: image.height,
            file_size: image.file_size,
            metadata: Arc::new(image.metadata),
            taken_at: image.taken_at,
            state: image.state,
            failure: image.failure,
            perceptual_hash: image.perceptual_hash,
            content_hash: Some(image.content_hash),
            current_version: image.current_version,
            mirror_url: image.mirror.map(|mirror| mirror.url),
            uploaded_at: image.uploaded_at,
            version: image.version,
            deleted_at: image.deleted_at,
            urls: Addresses::new(),
            downloads: Addresses::new(),
        }
    }
}

impl Delivery {
    /// A picture on these terms: what they withhold is taken out, and addresses are made for the rest.
    pub fn view(&self, actor: &Actor, terms: &Terms, picture: impl Into<PictureView>) -> PictureView {
        let mut view = picture.into();
        if !terms.policy().metadata.keeps() {
            view.metadata = Arc::default();
            view.taken_at = None;
        }
        if !terms.is_studio() {
            view.failure = None;
            view.perceptual_hash = None;
            view.content_hash = None;
        }
        let mirror_url = view.mirror_url.take();
        (view.urls, view.downloads) = self.addresses(actor, terms, &view, mirror_url.as_deref());
        view
    }

    fn addresses(
        &self,
        actor: &Actor,
        terms: &Terms,
        view: &PictureView,
        mirror_url: Option<&str>,
    ) -> (Addresses, Addresses) {
        let expires_at = address_end(actor.now);
        let sign = |preset: Preset, download: bool| {
            if let Some(preview) = actor.preview() {
                let picture = PreviewedPicture {
                    image: view.id,
                    version: view.current_version,
                    preset,
                    download,
                    rendition: terms.rendition(preset, download).fingerprint(preset),
                };
                let claims = PreviewClaims { preview: SharePreview::clone(preview), picture: Some(picture) };
                let token = self.issuer.sign_preview(&claims);
                return (preset, ["/media/", preset.as_str(), "/", token.as_str()].concat());
            }
            let claims = MediaClaims {
                image: view.id,
                version: view.current_version,
                studio: actor.studio,
                preset,
                link: terms.link(),
                api_token: actor.api_token(),
                user: actor.user,
                download,
                rendition: terms.rendition(preset, download).fingerprint(preset),
                expires_at,
            };
            let token = self.issuer.sign_media(&claims);
            // A page has hundreds of these; formatting would look for room three times for each.
            (preset, ["/media/", preset.as_str(), "/", token.as_str()].concat())
        };
        // Derivatives have addresses once they are there; the original always has.
        let there = |preset: &Preset| *preset == Preset::Original || view.state == ProcessingState::Ready;
        let presets = terms.policy().presets.iter().copied().filter(there);
        let urls = presets
            .clone()
            .filter(|&preset| preset != Preset::Original && terms.permits(preset, false))
            .map(|preset| match self.outside_address(actor, terms, view, mirror_url, preset) {
                Some(address) => (preset, address),
                None => sign(preset, false),
            })
            .collect();
        let downloads = presets
            .filter(|&preset| !terms.is_locked() && terms.permits(preset, true))
            .map(|preset| sign(preset, true))
            .collect();
        (urls, downloads)
    }

    /// An address of the service that delivers pictures, where there is one and the terms allow it.
    fn outside_address(
        &self,
        actor: &Actor,
        terms: &Terms,
        view: &PictureView,
        mirror_url: Option<&str>,
        preset: Preset,
    ) -> Option<String> {
        let (outside, url) = (self.outside.as_ref()?, mirror_url?);
        let pixels = |side: i32| u32::try_from(side).unwrap_or_default();
        let copy = Copied { url, size: (pixels(view.width), pixels(view.height)) };
        outside.address(actor, terms, preset, copy)
    }
}
