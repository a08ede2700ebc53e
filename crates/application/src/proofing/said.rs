//! What is said of the pictures of a page, beside the pictures.

use std::collections::HashMap;

use atelier_domain::ImageId;
use atelier_domain::access::Actor;
use atelier_domain::galleries::Gallery;
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::Opinion;

use crate::AppResult;
use crate::ports::proofing::ProofSummary;
use crate::ports::{GalleryImage, Tx};

/// What the caller says of a picture, held against its present bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnOpinion {
    pub opinion: Opinion,
    pub is_outdated: bool,
}

/// What is said of the pictures of a page.
pub(crate) struct Said {
    own: HashMap<ImageId, Opinion>,
    /// Absent where the caller is not told.
    summaries: Option<HashMap<ImageId, ProofSummary>>,
}

impl Said {
    pub(crate) async fn of(
        tx: &Tx,
        actor: &Actor,
        gallery: &Gallery,
        rows: &[GalleryImage],
    ) -> AppResult<Self> {
        let tells_all = !actor.is_guest();
        // Most galleries are looked at before anybody says anything; they cost no query more.
        if gallery.proofing_version == 0 {
            return Ok(Self { own: HashMap::new(), summaries: tells_all.then(HashMap::new) });
        }
        let ids: Vec<ImageId> = rows.iter().map(|row| row.id).collect();
        let own = tx.proofs().opinions(gallery.id, actor.user, &ids).await?;
        let summaries = if tells_all {
            let internal = actor.is(UserKind::Studio);
            Some(tx.proofs().summaries(gallery.id, &ids, internal).await?)
        } else {
            None
        };
        Ok(Self { own, summaries })
    }

    pub(crate) fn own(&self, image: ImageId, content_hash: &str) -> OwnOpinion {
        self.own.get(&image).cloned().map_or_else(OwnOpinion::default, |opinion| OwnOpinion {
            is_outdated: opinion.is_outdated(content_hash),
            opinion,
        })
    }

    pub(crate) fn summary(&self, image: ImageId) -> Option<ProofSummary> {
        self.summaries.as_ref().map(|all| all.get(&image).copied().unwrap_or_default())
    }
}
