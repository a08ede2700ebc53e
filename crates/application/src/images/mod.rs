//! The pool: how pictures come in, are made ready, grouped, described, replaced by later versions and removed.

mod finding;
mod groups;
mod intake;
mod making;
mod mirror_jobs;
mod mirroring;
mod on_demand;
mod originals;
mod placeholders;
mod pool;
mod removal;
mod rendering;
mod rendition;
mod target;
mod versions;

pub use finding::VersionFinder;
pub(crate) use finding::{likenesses, whole_pool, within_gallery};
pub use groups::{
    GroupInput, GroupPatch, Groups, GroupsWanted, Hanging, HungGroup, PoolGroupInput, PoolGroupPatch,
    Transfer, TransferInput, transfer_images,
};
pub use intake::{FileOutcome, Intake, Spooled};
pub(crate) use intake::{group_of, open_gallery};
pub use making::MakeDerivatives;
pub use mirror_jobs::{CheckMirror, MirrorImage, RemoveMirror};
pub(crate) use mirroring::unwanted;
pub use mirroring::{CHECK_MIRROR, MIRROR, Mirroring, UNMIRROR, is_outside};
pub(crate) use originals::original_key;
pub(crate) use placeholders::placeholders_of;
pub use placeholders::{Placeholder, Placeholders};
pub use pool::{ImagePatch, Images};
pub use removal::Removal;
pub(crate) use rendering::version_job;
pub use rendering::{MAKE_DERIVATIVES, Renderer, WorkFolder, derivatives_job};
pub use rendition::{Drawing, DrawnMark, Rendition};
pub(crate) use versions::NOTES_MAX;
pub use versions::{FoundOutcome, VersionFile, VersionOutcome, VersionView, Versions};
