//! What every store must do, as one list of cases that runs on SQLite, PostgreSQL and MySQL.
//!
//! A case is an `async fn` that takes a fresh database; `contract!` names it once and makes one test per database.
//! A database whose server is not named in the environment is skipped with a message, unless
//! `ATELIER_REQUIRE_ALL_BACKENDS=1`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use atelier_testkit::databases::{self, Backend, TestDatabase};

/// One test per case and database.
macro_rules! contract {
    ($($case:ident),+ $(,)?) => {
        contract!(@on sqlite Sqlite $($case),+);
        contract!(@on postgres Postgres $($case),+);
        contract!(@on mysql MySql $($case),+);
    };
    (@on $module:ident $backend:ident $($case:ident),+) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    $crate::run($crate::Backend::$backend, super::$case).await;
                }
            )+
        }
    };
}

mod access;
mod adopting;
mod api_tokens;
mod arrivals;
mod authors;
mod covers;
mod delivery;
mod events;
mod fingerprints;
mod galleries;
mod hung_groups;
mod image_files;
mod images;
mod import_sessions;
mod labels;
mod library_publications;
mod library_stacks;
mod library_tags;
mod library_timeline;
mod library_watch;
mod matching;
mod mirrors;
mod organizations;
mod password_resets;
mod people;
mod photo_plans;
mod photo_search;
mod photos;
mod products;
mod proofing;
mod reach;
mod saved_searches;
mod selections;
mod share_links;
mod shelves;
mod sign_in;
mod staging;
mod staging_marks;
mod transactions;
mod transfer;
mod two_libraries;
mod versions;
mod world;

/// Runs one case on a database of its own, if this run has one of the kind.
async fn run(backend: Backend, case: impl AsyncFnOnce(TestDatabase)) {
    if backend.is_available() {
        case(databases::ready(backend).await).await;
    }
}
