//! The terms of one viewer for one place.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use atelier_domain::access::{Action, Actor, Protected, Scope, decide};
use atelier_domain::galleries::{DeliveryPolicy, Mark, MetadataTerms, ShareLink, SharePreview, Words};
use atelier_domain::identity::UserKind;
use atelier_domain::images::Preset;
use atelier_domain::{GalleryId, ImageId, ShareLinkId, StudioId, Timestamp};
use chrono::{Datelike, Duration, DurationRound};

use super::guests::ensure_link_open;
use crate::images::{Drawing, DrawnMark, Rendition};
use crate::ports::Tx;
use crate::{AppError, AppResult};

/// How long an address of a picture holds at least. It is rounded up, so that browsers keep what they have.
const ADDRESS_HOURS: i64 = 6;

/// What one viewer brings along, wherever it looks.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The link's policy with its texts filled in, or everything.
    policy: DeliveryPolicy,
    mark: Option<DrawnMark>,
    link: Option<ShareLinkId>,
    ends_at: Option<Timestamp>,
    locked: bool,
    passes_downloads_on: bool,
    remaining: Option<i32>,
    is_studio: bool,
    /// Whether the policy alone says which sizes there are, as it does for guests.
    by_policy: bool,
}

impl Viewer {
    /// A guest brings the policy of its link; others bring everything, of which the matrix leaves them their part.
    pub async fn of(tx: &Tx, actor: &Actor) -> AppResult<Self> {
        if let Some(preview) = actor.preview() {
            return Self::through(tx, preview, actor.now).await;
        }
        let Some(id) = actor.share_link() else {
            return Ok(Self {
                policy: DeliveryPolicy::unrestricted(),
                mark: None,
                link: None,
                ends_at: None,
                locked: false,
                passes_downloads_on: true,
                remaining: None,
                is_studio: actor.is(UserKind::Studio),
                by_policy: false,
            });
        };
        let system = Scope::for_job(actor.studio, "terms", actor.now);
        let link = tx.share_links().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
        let link = link.read(system.actor())?;
        ensure_link_open(&link, actor.now)?;
        let locked = link.pin_hash.is_some() && !tx.share_links().is_unlocked(id, actor.user).await?;
        let policy = filled(tx, &system, Given::by(&link)).await?;
        let mark = mark_of(tx, &system, &policy).await?;
        Ok(Self {
            mark,
            link: Some(id),
            ends_at: link.expires_at,
            locked,
            // Downloads are counted, and a PIN is asked, at the link by which they are made.
            passes_downloads_on: policy.download_limit.is_none() && link.pin_hash.is_none(),
            remaining: policy.download_limit.map(|limit| (limit - link.download_count).max(0)),
            is_studio: false,
            by_policy: true,
            policy,
        })
    }

    /// What a guest of a link on the preview's terms would bring. No PIN is asked; all pictures come from here, where
    /// it is asked each time whether the preview still holds.
    async fn through(tx: &Tx, preview: &SharePreview, now: Timestamp) -> AppResult<Self> {
        let system = Scope::for_job(preview.studio, "terms", now);
        let policy = filled(tx, &system, Given::through(preview)).await?;
        Ok(Self {
            mark: mark_of(tx, &system, &policy).await?,
            link: None,
            ends_at: Some(preview.ends_at),
            locked: false,
            passes_downloads_on: false,
            remaining: policy.download_limit,
            is_studio: false,
            by_policy: true,
            policy,
        })
    }

    /// The terms for what `subject` describes.
    pub fn terms<T: Protected>(&self, actor: &Actor, subject: &T) -> Terms {
        let holds = |action: Action| decide(actor, action, T::VIEW, &subject.facts()).is_allowed();
        let mut viewer = self.clone();
        if !viewer.by_policy && !holds(Action::AccessOriginals) {
            viewer.policy.presets.remove(&Preset::Original);
        }
        viewer.policy.download = viewer.policy.download && holds(Action::DownloadImages);
        Terms(viewer)
    }
}

/// What is given to whom: the terms, and what their words stand for.
struct Given<'a> {
    policy: &'a DeliveryPolicy,
    studio: StudioId,
    gallery: GalleryId,
    recipient: Option<&'a str>,
    year: i32,
}

impl<'a> Given<'a> {
    fn by(link: &'a ShareLink) -> Self {
        let ShareLink { policy, studio, gallery, label, created_at, .. } = link;
        let (studio, gallery, recipient) = (*studio, *gallery, label.as_deref());
        Self { policy, studio, gallery, recipient, year: created_at.year() }
    }

    fn through(preview: &'a SharePreview) -> Self {
        let SharePreview { policy, studio, gallery, recipient, year, .. } = preview;
        Self { policy, studio: *studio, gallery: *gallery, recipient: recipient.as_deref(), year: *year }
    }
}

/// The policy with the words of its texts replaced.
async fn filled(tx: &Tx, system: &Scope, given: Given<'_>) -> AppResult<DeliveryPolicy> {
    let Given { policy, studio, gallery, recipient, year } = given;
    let mut policy = policy.clone();
    let text = policy.watermark.as_ref().is_some_and(|watermark| matches!(watermark.mark, Mark::Text(_)));
    if !text && policy.metadata.notice().is_none() {
        return Ok(policy);
    }
    let gallery = tx.galleries().find(studio, gallery).await?.ok_or(AppError::NotFound)?;
    let gallery = gallery.read(system.actor())?;
    let studio = tx.studios().find(studio).await?.ok_or(AppError::NotFound)?.read(system.actor())?;
    let words = Words {
        recipient: recipient.unwrap_or_default(),
        studio: &studio.details.name,
        gallery: &gallery.details.subject_name,
        year,
    };
    if let MetadataTerms::Replace(notice) = &policy.metadata {
        policy.metadata = MetadataTerms::Replace(notice.fill(&words));
    }
    if let Some(Mark::Text(text)) = policy.watermark.as_mut().map(|watermark| &mut watermark.mark) {
        *text = words.fill(text);
    }
    Ok(policy)
}

/// What the policy, whose words are replaced, draws.
async fn mark_of(tx: &Tx, system: &Scope, policy: &DeliveryPolicy) -> AppResult<Option<DrawnMark>> {
    Ok(match policy.watermark.as_ref().map(|watermark| &watermark.mark) {
        None => None,
        Some(Mark::Text(text)) => Some(DrawnMark::Text(text.clone())),
        Some(Mark::Image(image)) => Some(picture(tx, system, system.actor().studio, *image).await?),
    })
}

/// The picture that is drawn; a deleted one is, until it is removed for good.
async fn picture(tx: &Tx, system: &Scope, studio: StudioId, image: ImageId) -> AppResult<DrawnMark> {
    let Some(image) = tx.images().find(studio, image).await? else { return Ok(DrawnMark::Missing) };
    let image = image.read(system.actor())?;
    Ok(DrawnMark::Picture {
        storage_key: image.storage_key,
        content_hash: image.content_hash,
        format: image.format,
    })
}

/// On which terms one viewer gets the pictures of one place.
#[derive(Debug, Clone)]
pub struct Terms(Viewer);

impl Terms {
    /// The terms of `actor` for what `subject` describes: a guest has those of its link, others those of the matrix.
    /// Who asks about many subjects makes one [`Viewer`] for all of them.
    pub async fn of<T: Protected>(tx: &Tx, actor: &Actor, subject: &T) -> AppResult<Self> {
        Ok(Viewer::of(tx, actor).await?.terms(actor, subject))
    }

    /// The policy, its texts filled in.
    pub fn policy(&self) -> &DeliveryPolicy {
        &self.0.policy
    }

    pub(super) fn link(&self) -> Option<ShareLinkId> {
        self.0.link
    }

    /// When the terms end, if they do.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.0.ends_at
    }

    /// People of the studio see what is internal: hashes, failures.
    pub(super) fn is_studio(&self) -> bool {
        self.0.is_studio
    }

    /// Whether downloads wait for the PIN.
    pub fn is_locked(&self) -> bool {
        self.0.locked
    }

    /// Whether downloads may be passed on by a link of the viewer's own.
    pub fn passes_downloads_on(&self) -> bool {
        self.0.passes_downloads_on
    }

    /// How many more files may be taken; `None` is no limit.
    pub(super) fn remaining(&self) -> Option<i32> {
        self.0.remaining
    }

    /// Whether this size may be had, looked at or saved.
    pub(super) fn permits(&self, preset: Preset, download: bool) -> bool {
        if download { self.0.policy.delivers(preset) } else { self.0.policy.shows(preset) }
    }

    /// What is done to the bytes of this size.
    pub(super) fn rendition(&self, preset: Preset, download: bool) -> Rendition {
        let Viewer { policy, mark, .. } = &self.0;
        let covered = policy.watermark.as_ref().filter(|watermark| watermark.covers(preset, download));
        let drawing = covered.zip(mark.clone()).map(|(watermark, mark)| Drawing {
            mark,
            position: watermark.position,
            opacity: watermark.opacity,
            scale: watermark.scale,
        });
        Rendition { drawing, strip: !policy.metadata.keeps(), notice: policy.metadata.notice().cloned() }
    }

    /// A short text that differs whenever the terms, or the addresses made on them, differ.
    pub fn fingerprint(&self, actor: &Actor) -> String {
        let Viewer { policy, locked, is_studio, .. } = &self.0;
        let presets = policy.presets.iter().fold(0_u8, |bits, preset| bits | (1 << (*preset as u8)));
        let flags = u8::from(policy.download)
            | (u8::from(!policy.metadata.keeps()) << 1)
            | (u8::from(*is_studio) << 2)
            | (u8::from(*locked) << 3);
        let end = address_end(actor.now).timestamp();
        let mut renditions = DefaultHasher::new();
        for preset in &policy.presets {
            for download in [false, true] {
                self.rendition(*preset, download).fingerprint(*preset).hash(&mut renditions);
            }
        }
        let token = actor.api_token().map_or(0, |token| token.0);
        if let Some(preview) = actor.preview() {
            // Its addresses carry the whole preview.
            format!("{preview:?}").hash(&mut renditions);
        }
        format!("{presets:x}.{flags:x}.{end:x}.{token:x}.{:x}", renditions.finish())
    }
}

/// The end of an address: at least some hours away, on a full multiple of them. A link that ends earlier closes its
/// addresses all the same, because they are asked about anew each time.
pub(super) fn address_end(now: Timestamp) -> Timestamp {
    let step = Duration::hours(ADDRESS_HOURS);
    (now + step + step).duration_trunc(step).unwrap_or(now + step)
}

#[cfg(test)]
impl Terms {
    /// The terms of a guest whose link has this policy, and a PIN if `locked`.
    pub(super) fn by_link(policy: DeliveryPolicy, mark: Option<DrawnMark>, locked: bool) -> Self {
        Self(Viewer {
            mark,
            link: Some(ShareLinkId(1)),
            ends_at: None,
            locked,
            passes_downloads_on: policy.download_limit.is_none() && !locked,
            remaining: policy.download_limit,
            is_studio: false,
            by_policy: true,
            policy,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_the_same_for_hours() {
        let at = |hour: i64| Timestamp::UNIX_EPOCH + Duration::hours(hour);
        assert_eq!(address_end(at(1)), at(12));
        assert_eq!(address_end(at(5)), at(12));
        assert_eq!(address_end(at(6)), at(18));
    }
}
