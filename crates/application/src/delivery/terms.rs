//! The terms of one viewer for one place.

use atelier_domain::access::{Action, Actor, Protected, Scope, decide};
use atelier_domain::galleries::DeliveryPolicy;
use atelier_domain::identity::UserKind;
use atelier_domain::images::Preset;
use atelier_domain::{ShareLinkId, Timestamp};
use chrono::{Duration, DurationRound};

use super::guests::ensure_link_open;
use crate::ports::Tx;
use crate::{AppError, AppResult};

/// How long an address of a picture holds at least. It is rounded up, so that browsers keep what they have.
const ADDRESS_HOURS: i64 = 6;

/// On which terms one viewer gets the pictures of one place.
#[derive(Debug, Clone)]
pub struct Terms {
    pub(super) policy: DeliveryPolicy,
    pub(super) link: Option<ShareLinkId>,
    ends_at: Option<Timestamp>,
    /// People of the studio see what is internal: hashes, failures.
    pub(super) is_studio: bool,
}

impl Terms {
    /// The terms of `actor` for what `subject` describes: a guest has those of its link, others those of the matrix.
    pub async fn of<T: Protected>(tx: &Tx, actor: &Actor, subject: &T) -> AppResult<Self> {
        let holds = |action: Action| decide(actor, action, T::VIEW, &subject.facts()).is_allowed();
        let originals = holds(Action::AccessOriginals);
        if let Some(id) = actor.share_link() {
            let system = Scope::for_job(actor.studio, "terms", actor.now);
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
        let end = address_end(actor.now).timestamp();
        let token = actor.api_token().map_or(0, |token| token.0);
        format!("{presets:x}.{flags:x}.{end:x}.{token:x}")
    }
}

/// The end of an address: at least some hours away, on a full multiple of them. A link that ends earlier closes its
/// addresses all the same, because they are asked about anew each time.
pub(super) fn address_end(now: Timestamp) -> Timestamp {
    let step = Duration::hours(ADDRESS_HOURS);
    (now + step + step).duration_trunc(step).unwrap_or(now + step)
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
