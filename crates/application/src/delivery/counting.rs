//! Files that leave are counted and written down: in this one place, whatever the route.

use std::net::IpAddr;

use atelier_domain::access::{Context, Scope};
use atelier_domain::events::EventKind;
use atelier_domain::images::Preset;
use atelier_domain::{GalleryId, ImageId, ShareLinkId, StudioId, UserId};
use serde_json::json;

use super::Delivery;
use crate::kernel::happened;
use crate::ports::proofing::{Deed, NewInteraction};
use crate::{AppError, AppResult};

/// Files that are about to be taken home.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    pub(super) studio: StudioId,
    pub(super) actor: UserId,
    pub(super) link: Option<ShareLinkId>,
    /// How many the link allows in all.
    pub(super) limit: Option<i32>,
    /// Where they were asked for.
    pub(super) address: Option<IpAddr>,
    pub(super) images: &'a [ImageId],
    /// BLAKE3 of the original behind a single file, which may be an earlier version's.
    pub(super) content_hash: Option<&'a str>,
    /// The galleries whose counters they move.
    pub(super) galleries: &'a [GalleryId],
    /// The gallery of which they are an archive, or the size of a single file.
    pub(super) way: Way,
}

/// How files leave.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    File { bytes: u64 },
    Archive { gallery: GalleryId, preset: Preset },
}

impl Delivery {
    /// Counts the files, all or none, and tells the spine. Refuses what passes the link's limit.
    pub(super) async fn count(&self, taken: Taken<'_>) -> AppResult<()> {
        let Taken { studio, actor, link, limit, address, images, content_hash, galleries, way } = taken;
        let now = self.kernel.now();
        let count = i32::try_from(images.len()).unwrap_or(i32::MAX);
        // Read before anything is locked: the log says which bytes left, and thousands of pictures need no lock for that.
        let system = Scope::for_job(studio, "downloads", now);
        let found = self.kernel.read().await?.images().find_many(studio, images).await?;
        let mut lines = Vec::with_capacity(found.len());
        for (image, row) in found {
            let current = row.read(system.actor())?.content_hash;
            lines.push(NewInteraction {
                studio,
                // A person of the studio takes a picture out of no gallery in particular, if it hangs in several.
                gallery: if let [only] = galleries { Some(*only) } else { None },
                image,
                content_hash: content_hash.map_or(current, str::to_owned),
                user: actor,
                share_link: link,
                deed: Deed::Download { address },
                now,
            });
        }
        let tx = self.kernel.write().await?;
        if let Some(link) = link
            && !tx.share_links().take_downloads(link, count, limit, now).await?
        {
            return Err(limit_reached());
        }
        for gallery in galleries {
            tx.galleries().count_downloads(*gallery, count, now).await?;
        }
        tx.proofs().record(&lines).await?;
        let link = link.map(|link| link.0);
        let (kind, subject, payload) = match way {
            Way::File { bytes } => {
                // It is told of the gallery out of which it was taken, where that is one.
                let image = images.first();
                let subject = match galleries {
                    [only] => Some(Context::Gallery(*only)),
                    _ => image.map(|image| Context::Image(*image)),
                };
                let image = image.map(|image| image.0);
                let payload = json!({ "share_link_id": link, "image_id": image, "bytes": bytes });
                (EventKind::ImageDownloaded, subject, payload)
            }
            Way::Archive { gallery, preset } => {
                let images: Vec<i64> = images.iter().map(|image| image.0).collect();
                let payload = json!({
                    "share_link_id": link, "preset": preset.as_str(), "file_count": count, "image_ids": images,
                });
                (EventKind::GalleryDownloaded, Some(Context::Gallery(gallery)), payload)
            }
        };
        tx.events().record(&happened(studio, kind, subject, Some(actor), payload, now)).await?;
        tx.finish().await?;
        Ok(())
    }
}

pub(super) fn limit_reached() -> AppError {
    AppError::Refused {
        code: "download_limit_reached",
        message: "this link does not allow so many downloads any more".to_owned(),
    }
}
