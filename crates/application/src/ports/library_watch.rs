//! What tells those who remember libraries that they have changed.

use std::collections::BTreeSet;

use atelier_domain::PhotoId;
use atelier_domain::library::Shelf;

/// Of what a library shows, what a transaction has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// What is shown of these photographs, and of no others.
    Photos(BTreeSet<PhotoId>),
    /// Anything.
    Everything,
}

impl Touched {
    /// Adds what somebody else has touched.
    pub fn add(&mut self, photos: &[PhotoId]) {
        if let Self::Photos(touched) = self {
            touched.extend(photos);
        }
    }
}

/// Whoever remembers what libraries show.
pub trait LibraryWatch: Send + Sync {
    /// A transaction of this process that opened the library has committed, and left it with this version. Two of these
    /// may be told in another order than they committed in.
    fn changed(&self, shelf: Shelf, version: i64, touched: &Touched);

    /// Whether a transaction that opened the library has committed is not known.
    fn unsure(&self, shelf: Shelf);
}
