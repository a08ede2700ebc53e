//! What people say about the pictures of a gallery: decisions, ratings, edit requests, comments.

mod comment;
mod interaction;
mod opinion;
mod selection;
mod submission;

pub use comment::{COMMENT_MAX, Comment, Pin};
pub use interaction::InteractionKind;
pub use opinion::{Decision, EDIT_NOTES_MAX, Opinion, Proof};
pub use selection::{SELECTION_MAX, Selection, SelectionState, SelectionTerms};
pub use submission::Submission;
