//! Addresses at a service that delivers pictures in our place.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use atelier_domain::Timestamp;
use atelier_domain::access::Actor;
use atelier_domain::images::{Image, Preset};
use chrono::{Duration, DurationRound};

use super::terms::Terms;
use crate::ports::{CdnRendition, ImageCdn};

/// How many probes in a row must fail before addresses are our own again.
const PATIENCE: u32 = 3;

/// A service that delivers pictures, and what is known of its health.
#[derive(Clone)]
pub struct OutsideDelivery {
    cdn: Arc<dyn ImageCdn>,
    lifetime: Duration,
    failures: Arc<AtomicU32>,
}

impl OutsideDelivery {
    /// Addresses hold for `lifetime` at least and for twice as long at most.
    pub fn new(cdn: Arc<dyn ImageCdn>, lifetime: Duration) -> Self {
        Self { cdn, lifetime, failures: Arc::default() }
    }

    /// Asks the service whether it delivers. While it does not, addresses are our own.
    pub async fn probe(&self) {
        match self.cdn.ping().await {
            Ok(()) => {
                if self.failures.swap(0, Ordering::Relaxed) >= PATIENCE {
                    tracing::info!(service = self.cdn.name(), "pictures are delivered from outside again");
                }
            }
            Err(error) => {
                let failures = self.failures.load(Ordering::Relaxed).saturating_add(1);
                self.failures.store(failures, Ordering::Relaxed);
                if failures == PATIENCE {
                    tracing::warn!(service = self.cdn.name(), %error, "pictures are delivered from here until the service answers");
                }
            }
        }
    }

    /// Whether addresses of the service are given out at present.
    pub fn is_well(&self) -> bool {
        self.failures.load(Ordering::Relaxed) < PATIENCE
    }

    /// The end of an address: on a full multiple of the lifetime, so that everybody's address of a picture is the same
    /// and caches keep it; and never later than what the viewer sees it by. What is given out cannot be taken back before.
    fn address_end(&self, actor: &Actor, terms: &Terms) -> Timestamp {
        let soonest = actor.now + self.lifetime;
        let full = (soonest + self.lifetime).duration_trunc(self.lifetime).unwrap_or(soonest);
        [terms.ends_at(), actor.sees_until()].into_iter().flatten().fold(full, Ord::min)
    }

    /// The address of a size of the copy at `mirror_url`; `None` where the picture must come from us.
    pub(super) fn address(
        &self,
        actor: &Actor,
        terms: &Terms,
        preset: Preset,
        mirror_url: &str,
    ) -> Option<String> {
        if !self.is_well() {
            return None;
        }
        let rendition = asked(terms, preset)?;
        self.cdn.sign_url(mirror_url, &rendition, self.address_end(actor, terms))
    }

    /// A short text that differs whenever the addresses differ, beside what the terms say themselves.
    pub(super) fn fingerprint(&self, actor: &Actor, terms: &Terms) -> String {
        let presets = &terms.policy().presets;
        let is_asked = self.is_well() && presets.iter().any(|preset| asked(terms, *preset).is_some());
        let end = if is_asked { self.address_end(actor, terms).timestamp() } else { 0 };
        format!("-{end:x}")
    }
}

/// What the service is asked for, or `None` where only we can deliver on these terms. The one place that decides it.
///
/// The copy has no metadata, so terms that strip it are met. Downloads never leave by the service.
fn asked(terms: &Terms, preset: Preset) -> Option<CdnRendition> {
    // The service counts nothing for us and asks for no PIN. A link that does either keeps its pictures here.
    if !terms.passes_downloads_on() {
        return None;
    }
    // A mark is drawn here. Sizes without it stay here too: their address would tell where the clean copy lies.
    if terms.policy().watermark.is_some() || !terms.rendition(preset, false).is_plain(preset) {
        return None;
    }
    let long_edge = preset.long_edge()?;
    (long_edge <= Image::MIRRORED.long_edge()?).then_some(CdnRendition { long_edge, watermark: None })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use atelier_domain::galleries::{DeliveryPolicy, Mark, MetadataTerms, Notice, Position, Watermark};
    use atelier_domain::images::ImageFormat;

    use super::*;
    use crate::images::DrawnMark;

    const NONE: [Option<u32>; 5] = [None; 5];

    fn sizes(terms: &Terms) -> [Option<u32>; 5] {
        Preset::ALL.map(|preset| asked(terms, preset).map(|rendition| rendition.long_edge))
    }

    fn by_link(policy: DeliveryPolicy) -> Terms {
        Terms::by_link(policy, None, false)
    }

    #[test]
    fn only_what_the_copy_can_give_comes_from_the_service() {
        let all = [Some(150), Some(512), Some(2048), None, None];
        assert_eq!(sizes(&by_link(DeliveryPolicy::default())), all);
        assert_eq!(sizes(&by_link(DeliveryPolicy::unrestricted())), all);
    }

    #[test]
    fn a_link_that_counts_or_asks_for_a_pin_delivers_from_here() {
        let counted = DeliveryPolicy { download_limit: Some(3), ..DeliveryPolicy::default() };
        assert_eq!(sizes(&by_link(counted)), NONE);
        assert_eq!(sizes(&Terms::by_link(DeliveryPolicy::default(), None, true)), NONE);
    }

    #[test]
    fn what_is_written_into_files_is_written_here() {
        let notice = Notice { copyright: "©".to_owned(), creator: None };
        let metadata = MetadataTerms::Replace(notice);
        assert_eq!(sizes(&by_link(DeliveryPolicy { metadata, ..DeliveryPolicy::default() })), NONE);
    }

    #[test]
    fn no_policy_with_a_mark_gives_an_address_of_the_service() {
        let picture = DrawnMark::Picture {
            storage_key: "originals/1/logo.png".to_owned(),
            content_hash: "ab".repeat(32),
            format: ImageFormat::Png,
        };
        let marks = [DrawnMark::Text("PROOF".to_owned()), picture, DrawnMark::Missing];
        for mark in marks {
            for position in Position::ALL {
                for preset in Preset::ALL {
                    let watermark = Watermark {
                        mark: Mark::Text("PROOF".to_owned()),
                        position,
                        opacity: 30,
                        scale: 40,
                        presets: BTreeSet::from([preset]),
                        downloads: false,
                    };
                    let policy =
                        DeliveryPolicy { watermark: Some(watermark), ..DeliveryPolicy::unrestricted() };
                    let terms = Terms::by_link(policy, Some(mark.clone()), false);
                    assert_eq!(sizes(&terms), NONE, "{mark:?} {position:?} in {preset:?}");
                }
            }
        }
    }
}
