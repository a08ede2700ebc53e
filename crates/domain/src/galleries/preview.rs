//! A look at a gallery as a client would have it.

use chrono::Duration;

use super::DeliveryPolicy;
use crate::{ApiTokenId, GalleryId, ShareLinkId, StudioId, Timestamp, UserId};

/// How long a preview holds, in minutes.
pub const PREVIEW_MINUTES: i64 = 10;

/// What somebody who comes by a link on these terms would see, shown to a person who may make that link. Nobody comes
/// in by it: it counts nothing, changes nothing and gives no file away.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SharePreview {
    pub studio: StudioId,
    pub gallery: GalleryId,
    /// Who looks, and whose leave to share the gallery the preview lives on.
    pub maker: UserId,
    /// The link by which the maker came itself, if it is a guest.
    pub link: Option<ShareLinkId>,
    /// The API token with which a program asked in the maker's name.
    pub api_token: Option<ApiTokenId>,
    pub policy: DeliveryPolicy,
    /// What `{recipient}` stands for: the label of the link.
    pub recipient: Option<String>,
    /// What `{year}` stands for.
    pub year: i32,
    pub ends_at: Timestamp,
}

impl SharePreview {
    /// How every token of a preview begins, so that it is told from an access token.
    pub const MARK: &'static str = "atp_";

    /// Whether this could be the token of a preview.
    pub fn has_mark(token: &str) -> bool {
        token.starts_with(Self::MARK)
    }

    /// When a preview ends that is made now by somebody whose own access ends then.
    pub fn end_of(now: Timestamp, own_end: Option<Timestamp>) -> Timestamp {
        let end = now + Duration::minutes(PREVIEW_MINUTES);
        own_end.map_or(end, |own| own.min(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_short_and_never_outlives_its_makers_own_access() {
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + Duration::minutes(minutes);
        assert_eq!(SharePreview::end_of(at(0), None), at(PREVIEW_MINUTES));
        assert_eq!(SharePreview::end_of(at(0), Some(at(60))), at(PREVIEW_MINUTES));
        assert_eq!(SharePreview::end_of(at(0), Some(at(3))), at(3));
    }
}
