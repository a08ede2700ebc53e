//! What storage takes and gives for authors.

use atelier_domain::Timestamp;
use atelier_domain::library::{Author, AuthorDetails};

/// An author who is about to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuthor {
    pub details: AuthorDetails,
    /// Since when it is kept: `now`, unless it was kept elsewhere before.
    pub created_at: Timestamp,
    pub now: Timestamp,
}

/// How authors are put in order. The order always ends in their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AuthorOrder {
    #[default]
    Oldest,
    Newest,
    /// By the folded name.
    Name,
}

/// Which authors a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorFilter {
    /// In the name, folded.
    pub search: Option<String>,
    pub order: AuthorOrder,
}

/// An author with how many photographs name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorView {
    pub author: Author,
    pub image_count: u64,
}
