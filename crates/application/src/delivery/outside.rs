//! Addresses at a service that delivers pictures in our place.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use atelier_domain::Timestamp;
use atelier_domain::access::Actor;
use atelier_domain::images::{Image, Preset, fit};
use chrono::{Duration, DurationRound};

use super::terms::Terms;
use crate::images::{Drawing, DrawnMark, Rendition};
use crate::ports::{CdnRendition, ImageCdn, TextMark};

/// How many probes in a row must fail before addresses are our own again.
const PATIENCE: u32 = 3;

/// The copy of a picture, as addresses are made of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copied<'a> {
    pub(super) url: &'a str,
    /// Pixels of the original, as seen.
    pub(super) size: (u32, u32),
}

/// A service that delivers pictures, and what is known of its health.
#[derive(Clone)]
pub struct OutsideDelivery {
    cdn: Arc<dyn ImageCdn>,
    lifetime: Duration,
    draws_marks: bool,
    failures: Arc<AtomicU32>,
}

impl OutsideDelivery {
    /// Addresses hold for `lifetime` at least and for twice as long at most.
    pub fn new(cdn: Arc<dyn ImageCdn>, lifetime: Duration) -> Self {
        Self { cdn, lifetime, draws_marks: false, failures: Arc::default() }
    }

    /// The same, which draws the marks of links as well. Only for a service that opens nothing without a signature:
    /// whoever has an address knows where the clean copy lies.
    pub fn with_marks(self, draws_marks: bool) -> Self {
        Self { draws_marks, ..self }
    }

    /// Asks the service whether it delivers. While it does not, addresses are our own.
    pub async fn probe(&self, now: Timestamp) {
        match self.cdn.ping(now).await {
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

    /// The address of a size of the copy; `None` where the picture must come from us.
    pub(super) fn address(
        &self,
        actor: &Actor,
        terms: &Terms,
        preset: Preset,
        copy: Copied<'_>,
    ) -> Option<String> {
        if !self.is_well() {
            return None;
        }
        let rendition = asked(terms, preset, copy.size, self.draws_marks)?;
        self.cdn.sign_url(copy.url, &rendition, self.address_end(actor, terms))
    }

    /// A short text that differs whenever the addresses differ, beside what the terms say themselves.
    pub(super) fn fingerprint(&self, actor: &Actor, terms: &Terms) -> String {
        if !self.is_well() || !terms.passes_downloads_on() {
            return "-0".to_owned();
        }
        let end = self.address_end(actor, terms).timestamp();
        let (identity, marks) = (self.cdn.identity(), u8::from(self.draws_marks));
        format!("-{end:x}-{identity:x}{marks}")
    }
}

/// What the service is asked for, or `None` where only we can deliver on these terms. The one place that decides it.
///
/// The copy has no metadata, so terms that strip it are met. Downloads never leave by the service.
fn asked(terms: &Terms, preset: Preset, size: (u32, u32), draws_marks: bool) -> Option<CdnRendition> {
    // The service counts nothing for us and asks for no PIN. A link that does either keeps its pictures here.
    if !terms.passes_downloads_on() {
        return None;
    }
    // Sizes without the mark stay here too: their address would tell where the clean copy lies.
    if terms.policy().watermark.is_some() && !draws_marks {
        return None;
    }
    let long_edge = preset.long_edge().filter(|edge| Image::MIRRORED.long_edge() >= Some(*edge))?;
    let Rendition { drawing, strip: _, notice } = terms.rendition(preset, false);
    if notice.is_some() {
        return None;
    }
    let watermark = match drawing {
        Some(drawing) => Some(text_mark(drawing, fit(size.0, size.1, long_edge))?),
        None => None,
    };
    Some(CdnRendition { long_edge, watermark })
}

/// The drawing as a text of the service, at most half as high as the picture, as ours are. Pictures are drawn here.
fn text_mark(drawing: Drawing, (width, height): (u32, u32)) -> Option<TextMark> {
    let Drawing { mark, position, opacity, scale } = drawing;
    let DrawnMark::Text(text) = mark else { return None };
    let width = width.saturating_mul(u32::from(scale)) / 100;
    Some(TextMark { text, position, opacity, width, height: height / 2 })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use atelier_domain::galleries::{DeliveryPolicy, Mark, MetadataTerms, Notice, Position, Watermark};
    use atelier_domain::images::ImageFormat;

    use super::*;

    const NONE: [Option<u32>; 5] = [None; 5];
    const SIZE: (u32, u32) = (3000, 2000);

    /// What is asked of a service that draws marks, and of one that does not, must be the same.
    fn sizes(terms: &Terms) -> [Option<u32>; 5] {
        let by = |draws_marks: bool| {
            Preset::ALL.map(|preset| {
                asked(terms, preset, SIZE, draws_marks).map(|rendition| {
                    assert_eq!(rendition.watermark, None);
                    rendition.long_edge
                })
            })
        };
        assert_eq!(by(true), by(false));
        by(true)
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

    /// The terms of a link whose mark is in one size.
    fn marked(mark: &DrawnMark, position: Position, preset: Preset) -> Terms {
        let watermark = Watermark {
            mark: Mark::Text("PROOF".to_owned()),
            position,
            opacity: 30,
            scale: 40,
            presets: BTreeSet::from([preset]),
            downloads: false,
        };
        let policy = DeliveryPolicy { watermark: Some(watermark), ..DeliveryPolicy::unrestricted() };
        Terms::by_link(policy, Some(mark.clone()), false)
    }

    #[test]
    fn no_policy_with_a_mark_gives_an_address_without_it() {
        let text = DrawnMark::Text("PROOF".to_owned());
        let picture = DrawnMark::Picture {
            storage_key: "originals/1/logo.png".to_owned(),
            content_hash: "ab".repeat(32),
            format: ImageFormat::Png,
        };
        for mark in [&text, &picture, &DrawnMark::Missing] {
            for position in Position::ALL {
                for covered in Preset::ALL {
                    let terms = marked(mark, position, covered);
                    for preset in Preset::ALL {
                        let case = format!("{mark:?} {position:?} in {covered:?}, asked for {preset:?}");
                        assert_eq!(asked(&terms, preset, SIZE, false), None, "{case}");
                        if preset == covered {
                            let asked = asked(&terms, preset, SIZE, true);
                            let drawn = asked.is_none_or(|rendition| {
                                rendition.watermark.is_some_and(|mark| mark.text == "PROOF")
                            });
                            assert!(drawn, "{case}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_text_is_asked_for_as_it_would_be_drawn_here_and_a_picture_is_drawn_here() {
        let text = DrawnMark::Text("PROOF".to_owned());
        let terms = marked(&text, Position::TopLeft, Preset::Web);
        let mark = asked(&terms, Preset::Web, SIZE, true).and_then(|rendition| rendition.watermark);
        let expected = TextMark {
            text: "PROOF".to_owned(),
            position: Position::TopLeft,
            opacity: 30,
            width: 819,
            height: 682,
        };
        assert_eq!(mark, Some(expected));
        let gone = marked(&DrawnMark::Missing, Position::TopLeft, Preset::Web);
        assert_eq!(asked(&gone, Preset::Web, SIZE, true), None);
    }
}
