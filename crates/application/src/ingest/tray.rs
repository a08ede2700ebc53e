//! Looking at the tray.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use atelier_domain::access::{Action, Actor, Visible};
use atelier_domain::images::{ImageFormat, Likeness, Preset, Traits};
use atelier_domain::ingest::{StagingImage, StagingState};
use atelier_domain::{ImageId, StagingImageId, text};

use super::intake::ensure_may_stage;
use crate::images::{Mirroring, likenesses, whole_pool};
use crate::kernel::Kernel;
use crate::objects::unless_gone;
use crate::paging::{Page, PageRequest};
use crate::ports::{ByteRange, MediaStore, ObjectBody, ProposalSummary, StagingFacets, StagingFilter, Tx};
use crate::{AppError, AppResult};

/// A file of the tray, with what is known of it elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct TrayFile {
    pub file: StagingImage,
    /// The picture of the pool that has its bytes already.
    pub duplicate_of: Option<ImageId>,
    /// Where it seems to belong, or what a person said.
    pub proposal: Option<ProposalSummary>,
    /// Of which picture of the pool it may be a version, if that was asked for, it can be compared, and the studio has not
    /// its bytes.
    pub version_of: Option<Likeness>,
}

/// What else is asked about files of the tray.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrayWanted {
    /// Of which picture of the pool each may be a version. Only who makes versions everywhere in the studio may ask.
    pub versions: bool,
}

/// A preview that is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewFile {
    file: StagingImageId,
    preset: Preset,
    storage_key: String,
    pub size: u64,
    /// BLAKE3 of the bytes: a strong ETag.
    pub etag: String,
    pub format: ImageFormat,
}

/// Use cases around the files that wait.
#[derive(Clone)]
pub struct Tray {
    pub(super) kernel: Kernel,
    media: Arc<dyn MediaStore>,
    pub(super) mirroring: Mirroring,
}

impl Tray {
    pub fn new(kernel: Kernel, media: Arc<dyn MediaStore>) -> Self {
        let mirroring = Mirroring::new(kernel.clone(), Arc::clone(&media), None);
        Self { kernel, media, mirroring }
    }

    /// Orders copies of what leaves the tray as a picture that is ready.
    pub fn mirrored_by(self, mirroring: Mirroring) -> Self {
        Self { mirroring, ..self }
    }

    /// The files that the filter shows.
    pub async fn list(
        &self,
        actor: &Actor,
        mut filter: StagingFilter,
        page: PageRequest,
        wanted: TrayWanted,
    ) -> AppResult<Page<TrayFile>> {
        filter.search = filter.search.map(|text| text::fold(&text)).filter(|text| !text.is_empty());
        let visible = Visible::to(actor, Action::AccessStaging);
        let tx = self.kernel.read().await?;
        ensure_may_stage(&tx, actor).await?;
        let page = tx.staging().list(&visible, &filter, page).await?;
        let Page { items, total, next } = page;
        Ok(Page { items: shown(&tx, actor, items, wanted).await?, total, next })
    }

    /// Cameras, lenses and marks of the files that the filter shows.
    pub async fn facets(&self, actor: &Actor, mut filter: StagingFilter) -> AppResult<StagingFacets> {
        filter.search = filter.search.map(|text| text::fold(&text)).filter(|text| !text.is_empty());
        let visible = Visible::to(actor, Action::AccessStaging);
        let tx = self.kernel.read().await?;
        ensure_may_stage(&tx, actor).await?;
        Ok(tx.staging().facets(&visible, &filter).await?)
    }

    pub async fn read(&self, actor: &Actor, id: StagingImageId, wanted: TrayWanted) -> AppResult<TrayFile> {
        let tx = self.kernel.read().await?;
        let file = tx.staging().find(actor.studio, id).await?.ok_or(AppError::NotFound)?.read(actor)?;
        shown(&tx, actor, vec![file], wanted).await?.pop().ok_or(AppError::NotFound)
    }

    /// A preview of the file; 404 until it is made.
    pub async fn preview(&self, actor: &Actor, id: StagingImageId, preset: Preset) -> AppResult<PreviewFile> {
        let tx = self.kernel.read().await?;
        let file = tx.staging().find(actor.studio, id).await?.ok_or(AppError::NotFound)?.read(actor)?;
        let made = tx.staging().derivatives(file.id).await?;
        let record =
            made.into_iter().find(|record| record.name == preset.as_str()).ok_or(AppError::NotFound)?;
        Ok(PreviewFile {
            file: id,
            preset,
            storage_key: record.storage_key,
            size: u64::try_from(record.file_size).unwrap_or_default(),
            etag: record.content_hash,
            format: record.format,
        })
    }

    /// The bytes of a preview that was found; 404 if it went meanwhile.
    pub async fn open(
        &self,
        actor: &Actor,
        preview: &PreviewFile,
        range: Option<ByteRange>,
    ) -> AppResult<ObjectBody> {
        let got = self.media.get(&preview.storage_key, range).await;
        let still = async {
            let again = self.preview(actor, preview.file, preview.preset).await?;
            Ok(again.storage_key == preview.storage_key)
        };
        unless_gone(got, still).await?.ok_or(AppError::NotFound)
    }
}

/// The files with what is known of them elsewhere, asked for all of them at once.
pub(super) async fn shown(
    tx: &Tx,
    actor: &Actor,
    files: Vec<StagingImage>,
    wanted: TrayWanted,
) -> AppResult<Vec<TrayFile>> {
    let known = pooled(tx, actor, &files).await?;
    let mut versions = if wanted.versions { versions_of(tx, actor, &files).await? } else { HashMap::new() };
    let ids: Vec<StagingImageId> = files.iter().map(|file| file.id).collect();
    let held = tx.proposals().summaries(actor.studio, &ids).await?;
    let mut proposals: HashMap<StagingImageId, ProposalSummary> =
        held.into_iter().map(|held| (held.proposal.staging_image, held)).collect();
    let with_all = |file: StagingImage| {
        let hash = file.content_hash.as_ref().filter(|_| file.state != StagingState::Assigned);
        let duplicate_of = hash.and_then(|hash| known.get(hash).copied());
        let (proposal, version_of) = (proposals.remove(&file.id), versions.remove(&file.id));
        TrayFile { file, duplicate_of, proposal, version_of }
    };
    Ok(files.into_iter().map(with_all).collect())
}

/// The pictures of the pool that have the bytes of files that are in no gallery yet.
async fn pooled(tx: &Tx, actor: &Actor, files: &[StagingImage]) -> AppResult<HashMap<String, ImageId>> {
    let waits = |file: &&StagingImage| file.state != StagingState::Assigned;
    let hashes: Vec<String> =
        files.iter().filter(waits).filter_map(|file| file.content_hash.clone()).collect();
    Ok(tx.staging().in_pool(actor.studio, &hashes).await?.into_iter().collect())
}

/// Of which pictures of the pool the files that wait may be versions. One whose bytes the studio has, be it as an earlier
/// version or as a picture that was deleted, cannot become a version of another picture, and so is not compared.
async fn versions_of(
    tx: &Tx,
    actor: &Actor,
    files: &[StagingImage],
) -> AppResult<HashMap<StagingImageId, Likeness>> {
    let place = whole_pool(actor)?;
    let comparable: Vec<(&StagingImage, Traits)> =
        files.iter().filter_map(|file| Some((file, file.traits()?))).collect();
    let hashes: Vec<String> = comparable.iter().filter_map(|(file, _)| file.content_hash.clone()).collect();
    let known = tx.versions().with_hashes(actor.studio, &hashes).await?;
    let known: HashSet<String> = known.into_iter().map(|known| known.content_hash).collect();
    let is_new = |file: &StagingImage| !file.content_hash.as_ref().is_some_and(|hash| known.contains(hash));
    let compared =
        comparable.into_iter().filter(|(file, _)| is_new(file)).map(|(file, traits)| (file.id, traits));
    let (ids, traits): (Vec<StagingImageId>, Vec<Traits>) = compared.unzip();
    Ok(ids.into_iter().zip(likenesses(tx, &place, &traits).await?).collect())
}
