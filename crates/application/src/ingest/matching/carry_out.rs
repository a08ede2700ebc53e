//! Files that belong somewhere without a doubt go there, where the studio wants that.

use std::collections::BTreeMap;

use atelier_domain::access::{Actor, Scope};
use atelier_domain::images::GroupType;
use atelier_domain::ingest::Target;
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::{GalleryId, StagingImageId};

use super::run::waits;
use super::{Matching, holding};
use crate::ingest::assign::Fate;
use crate::{AppError, AppResult};

impl Matching {
    /// Assigns those of the files that are certain, if the studio's settings say so; how many went. It is the program
    /// that does it, by leave of the studio, and not whoever asked for the match.
    pub(super) async fn carry_out(&self, actor: &Actor, ids: &[StagingImageId]) -> AppResult<u64> {
        let scope = Scope::for_job(actor.studio, "auto_assign", actor.now);
        let tx = self.kernel.read().await?;
        let studio = tx.studios().find(actor.studio).await?.ok_or(AppError::NotFound)?.read(scope.actor())?;
        if !studio.assigns_by_itself() {
            return Ok(0);
        }
        let mut by_gallery: BTreeMap<GalleryId, Vec<StagingImageId>> = BTreeMap::new();
        let held = holding(&tx, actor, ids).await?;
        for file in tx.staging().find_many(actor.studio, ids).await? {
            let file = file.read(scope.actor())?;
            // What somebody does not want goes nowhere by itself, however certain its place is.
            let is_wanted = waits(&file) && !file.is_rejected();
            let Some(held) = held.get(&file.id).filter(|_| is_wanted) else { continue };
            if let (Outcome::AutoAssign, Some(gallery)) = (held.outcome, held.gallery) {
                by_gallery.entry(gallery).or_default().push(file.id);
            }
        }
        drop(tx);
        let mut went = 0;
        for (gallery, files) in by_gallery {
            let target = Target { gallery, group_type: GroupType::main() };
            // Given up by the database, it is done again with the whole job.
            match self.tray.try_assign(scope.actor(), &files, &target).await {
                Ok(results) => {
                    let there = results.iter().filter(|result| matches!(result.fate, Fate::Assigned(_)));
                    went += u64::try_from(there.count()).unwrap_or_default();
                }
                // The gallery takes no pictures at present, or a file is gone: it stays a proposal.
                Err(AppError::Rule(_) | AppError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(went)
    }
}
