//! Handing a selection in, and letting somebody decide anew.

use atelier_domain::access::{Action, Actor};
use atelier_domain::events::EventKind;
use atelier_domain::proofing::Submission;
use atelier_domain::{GalleryId, UserId};
use serde_json::json;

use super::{Proofing, counted, tell};
use crate::AppResult;
use crate::galleries::{find, live};
use crate::ports::Committed;

impl Proofing {
    /// Hands in what the actor has decided: from then on it stands, until the studio reopens it.
    pub async fn submit(&self, actor: &Actor, gallery: GalleryId) -> AppResult<Committed<Submission>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let found = tx.proofs().find_submission(&gallery, actor.user).await?;
        let submission = found.write(actor, Action::ApproveImages)?;
        gallery.accepts_decisions()?;
        submission.get().ensure_open()?;
        let tally = counted(&tx, actor, &gallery, &[]).await?;
        gallery.proofing.ensure_complete(tally.approvals)?;
        let submission = submission.change(|submission| submission.submit(tally.approvals, actor.now))?;
        tx.proofs().save_submission(&submission).await?;
        let payload = json!({
            "user_id": actor.user.0,
            "approvals": tally.approvals,
            "rejections": tally.rejections,
            "edit_requests": tally.edit_requests,
        });
        tell(&tx, actor, gallery.id, EventKind::GallerySubmitted, payload).await?;
        Ok(tx.commit(submission.into_inner()).await?)
    }

    /// Lets somebody who has handed in decide anew.
    pub async fn reopen(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        user: UserId,
    ) -> AppResult<Committed<Submission>> {
        let tx = self.kernel.write().await?;
        let gallery = live(find(&tx, actor, gallery).await?.allowed(actor, Action::EditGallery)?)?;
        let found = tx.proofs().find_submission(&gallery, user).await?;
        let submission = found.write(actor, Action::EditGallery)?;
        let submission = submission.change(|submission| submission.reopen(actor.now))?;
        tx.proofs().save_submission(&submission).await?;
        let payload = json!({ "user_id": user.0 });
        tell(&tx, actor, gallery.id, EventKind::GallerySubmissionReopened, payload).await?;
        Ok(tx.commit(submission.into_inner()).await?)
    }
}
