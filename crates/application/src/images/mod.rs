//! The pool: how pictures come in, are made ready, grouped, described and removed.

mod groups;
mod intake;
mod pool;
mod removal;
mod rendering;

pub use groups::{
    GroupInput, GroupPatch, Groups, GroupsWanted, Hanging, HungGroup, PoolGroupInput, PoolGroupPatch,
    Transfer, TransferInput,
};
pub use intake::{FileOutcome, Intake, Spooled};
pub use pool::{ImagePatch, Images};
pub use removal::Removal;
pub use rendering::{MAKE_DERIVATIVES, MakeDerivatives, Renderer, WorkFolder, derivatives_job};
