//! What photographers make of the files that wait.

use std::collections::HashMap;

use atelier_domain::StagingImageId;
use atelier_domain::access::{Action, Actor, Context};
use atelier_domain::events::{Event, EventKind};
use atelier_domain::ingest::MarksChange;
use serde_json::{Map, json};

use super::assign::{Fate, FileResult, bounded, found, in_order};
use super::tray::shown;
use super::unassign::fate_of;
use super::{Tray, TrayFile, TrayWanted};
use crate::kernel::{did, ensure_version, repeated};
use crate::ports::Committed;
use crate::{AppError, AppResult};

impl Tray {
    /// Says what somebody makes of a file.
    pub async fn mark(
        &self,
        actor: &Actor,
        id: StagingImageId,
        change: MarksChange,
        expected: Option<i64>,
    ) -> AppResult<Committed<TrayFile>> {
        repeated(async || self.try_mark(actor, id, change, expected).await).await
    }

    async fn try_mark(
        &self,
        actor: &Actor,
        id: StagingImageId,
        change: MarksChange,
        expected: Option<i64>,
    ) -> AppResult<Committed<TrayFile>> {
        let tx = self.kernel.write().await?;
        let file = tx.staging().find(actor.studio, id).await?.ok_or(AppError::NotFound)?;
        let file = file.write(actor, Action::AssignStaging)?;
        ensure_version(file.get().version, expected)?;
        let before = file.get().marks;
        let marked = file.change(|file| file.mark(change, actor.now))?;
        let file = if marked.get().marks == before {
            marked.get().clone()
        } else {
            tx.events().record(&told(actor, &[id], change)).await?;
            tx.staging().update(&marked).await?
        };
        let seen = shown(&tx, actor, vec![file], TrayWanted::default()).await?.pop();
        Ok(tx.commit(seen.ok_or(AppError::NotFound)?).await?)
    }

    /// Says the same of many files. What has left the tray is refused by itself.
    pub async fn mark_many(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        change: MarksChange,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        bounded(files)?;
        let change = change.checked()?;
        repeated(async || self.try_marking(actor, files, change).await).await
    }

    async fn try_marking(
        &self,
        actor: &Actor,
        files: &[StagingImageId],
        change: MarksChange,
    ) -> AppResult<Committed<Vec<FileResult>>> {
        let tx = self.kernel.write().await?;
        let mut fates = HashMap::new();
        let mut marked = Vec::new();
        for file in found(&tx, actor, files).await? {
            let (id, before) = (file.get().id, file.get().marks);
            match file.change(|file| file.mark(change, actor.now)) {
                Ok(file) => {
                    fates.insert(id, fate_of(file.get()));
                    if file.get().marks != before {
                        marked.push(file);
                    }
                }
                Err(violation) => {
                    fates.insert(id, Fate::Refused(violation));
                }
            }
        }
        if !marked.is_empty() {
            tx.staging().update_marks(&marked, actor.now).await?;
            let ids: Vec<StagingImageId> = marked.iter().map(|file| file.get().id).collect();
            tx.events().record(&told(actor, &ids, change)).await?;
        }
        Ok(tx.commit(in_order(files, fates)).await?)
    }
}

fn told(actor: &Actor, files: &[StagingImageId], change: MarksChange) -> Event {
    let MarksChange { rating, flag } = change;
    let ids: Vec<i64> = files.iter().map(|file| file.0).collect();
    let mut payload = Map::from_iter([("staging_ids".to_owned(), json!(ids))]);
    if let Some(rating) = rating {
        payload.insert("rating".to_owned(), json!(rating));
    }
    if let Some(flag) = flag {
        payload.insert("flag".to_owned(), json!(flag.as_str()));
    }
    did(actor, EventKind::StagingMarked, Context::Studio(actor.studio), payload.into())
}
