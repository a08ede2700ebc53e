//! The pool: how pictures come in, are made ready, described and removed.

mod intake;
mod pool;
mod rendering;

pub use intake::{FileOutcome, Intake, Spooled};
pub use pool::{ImagePatch, Images};
pub use rendering::{MAKE_DERIVATIVES, MakeDerivatives, Renderer, WorkFolder, derivatives_job};
