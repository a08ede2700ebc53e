//! The pool: how pictures come in, are made ready, grouped, described and removed.

mod groups;
mod intake;
mod pool;
mod rendering;

pub use groups::{
    GroupInput, GroupPatch, Groups, GroupsWanted, Hanging, HungGroup, PoolGroupInput, PoolGroupPatch,
};
pub use intake::{FileOutcome, Intake, Spooled};
pub use pool::{ImagePatch, Images};
pub use rendering::{MAKE_DERIVATIVES, MakeDerivatives, Renderer, WorkFolder, derivatives_job};
