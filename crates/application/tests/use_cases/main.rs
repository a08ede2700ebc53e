//! Use cases on the real SQLite adapter, with stand-ins for what is outside.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that meets the unexpected has to stop")]

mod delivery;
mod desk;
mod duplicates;
mod imports;
mod intake;
mod jobs;
mod library;
mod library_imports;
mod library_order;
mod library_pages;
mod library_reader;
mod library_remembered;
mod mirrored;
mod mirroring;
mod outside;
mod passwords;
mod products;
mod programs;
mod sharing;
mod sign_in;
mod similar;
mod tray;
mod upkeep;
mod versions;
