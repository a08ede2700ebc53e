//! People's own photographs. Whoever may use a library has one, and sees no other.

mod arrival;
mod authors;
mod duplicates;
mod elsewhere;
mod files;
mod finder;
mod imports;
mod index;
mod intake;
mod joining;
mod kept;
mod merging;
mod migration;
mod photos;
mod previews;
mod publishing;
mod remembered;
mod saved_searches;
mod shown;
mod similar;
mod stacks;
mod tags;
mod timeline;

use std::sync::Arc;

use atelier_domain::access::Actor;
use atelier_domain::library::Shelf;
use chrono::Duration;

use crate::AppResult;
use crate::images::WorkFolder;
use crate::kernel::Kernel;
use crate::ports::{HashScanner, MediaStore, PhotoReader, Tx};

pub use arrival::{FileWords, Uploaded};
pub use authors::{AuthorPatch, Authors};
pub use duplicates::{DuplicateGroup, DuplicatePhoto, Duplicates};
pub use elsewhere::{PoolLikeness, TrayLikeness};
pub use files::{ImageFiles, InfoPatch};
pub use imports::{ImportSessionInput, ImportSessionPatch, ImportSessions};
pub use intake::{LibraryIntake, PreviewUpload};
pub use migration::{Fate, Migration, Move, MoveCounts, MoveLine, MoveReport, Moved};
pub use photos::{CorrectionInput, PhotoInput, PhotoPatch, Photos};
pub use previews::{PreviewAnswer, Previews, Within};
pub use publishing::{
    PictureSource, Pool, PublicationView, PublishTarget, Published, PublishedAs, PublishedVersion, Publishing,
};
pub use saved_searches::{SavedSearchInput, SavedSearches};
pub use similar::{Similar, SimilarFound, SimilarPhoto, SimilarWanted};
pub use stacks::{StackInput, StackPatch, Stacks, SuggestInput};
pub use tags::Tags;
pub use timeline::Timeline;

/// All use cases of libraries.
#[derive(Clone)]
pub struct Library {
    pub photos: Photos,
    pub previews: Previews,
    pub files: ImageFiles,
    pub intake: LibraryIntake,
    pub authors: Authors,
    pub import_sessions: ImportSessions,
    pub tags: Tags,
    pub stacks: Stacks,
    pub saved_searches: SavedSearches,
    pub timeline: Timeline,
    pub similar: Similar,
    pub duplicates: Duplicates,
    pub migration: Migration,
    pub publishing: Publishing,
}

impl Library {
    /// `time_to_live` bounds how long another node's change can go unnoticed.
    pub fn new(
        kernel: &Kernel,
        reader: &Arc<dyn PhotoReader>,
        media: &Arc<dyn MediaStore>,
        work: &Arc<dyn WorkFolder>,
        scanner: &Arc<dyn HashScanner>,
        pool: Pool,
        time_to_live: Duration,
    ) -> Self {
        let photos = Photos::new(kernel.clone(), Arc::clone(reader), Arc::clone(media), time_to_live);
        let intake = LibraryIntake::new(
            kernel.clone(),
            Arc::clone(reader),
            Arc::clone(media),
            Arc::clone(work),
            &photos,
        );
        Self {
            previews: Previews::new(kernel.clone(), Arc::clone(media), intake.clone()),
            files: ImageFiles::new(kernel.clone(), Arc::clone(media)),
            publishing: Publishing::new(kernel.clone(), Arc::clone(media), Arc::clone(work), pool),
            migration: Migration::new(kernel.clone(), Arc::clone(reader), intake.clone()),
            intake,
            authors: Authors::new(kernel.clone()),
            import_sessions: ImportSessions::new(kernel.clone()),
            tags: Tags::new(kernel.clone()),
            stacks: Stacks::new(kernel.clone()),
            saved_searches: SavedSearches::new(kernel.clone(), &photos),
            similar: Similar::new(kernel.clone(), Arc::clone(reader), Arc::clone(scanner), &photos),
            photos,
            timeline: Timeline::new(kernel.clone()),
            duplicates: Duplicates::new(kernel.clone(), Arc::clone(scanner), Arc::clone(media)),
        }
    }
}

/// Begins a change of a library, which is locked until it ends.
async fn open(kernel: &Kernel, shelf: Shelf) -> AppResult<Tx> {
    Ok(open_at(kernel, shelf).await?.0)
}

/// Begins a change of the actor's own library.
async fn open_own(kernel: &Kernel, actor: &Actor) -> AppResult<(Tx, Shelf)> {
    let shelf = Shelf::of(actor)?;
    Ok((open(kernel, shelf).await?, shelf))
}

/// As [`open`], with the version that the library has from then on.
async fn open_at(kernel: &Kernel, shelf: Shelf) -> AppResult<(Tx, i64)> {
    let tx = kernel.write().await?;
    let version = tx.photos().open(shelf).await?;
    Ok((tx, version))
}
