//! Journeys over HTTP against the whole server, on a port of its own, with files as cameras write them.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod access;
mod api_tokens;
mod archives;
mod authors;
mod behind_the_scenes;
mod covers;
mod delivery;
mod download_pins;
mod face;
mod feed;
mod gallery_activity;
mod gallery_groups;
mod image_files;
mod imagekit;
mod import_sessions;
mod library_order;
mod limits;
mod main_job;
mod matching;
mod media;
mod odd_inputs;
mod photo_library;
mod photos;
mod pool_groups;
mod product_covers;
mod product_groups;
mod products;
mod proofing;
mod publishing;
mod removal;
mod resumable;
mod selections;
mod share_previews;
mod sharing;
mod sign_in;
mod similar;
mod staged_versions;
mod staging;
mod staging_marks;
mod tenants;
mod transfer;
mod uploads;
mod versions;
mod writing;
