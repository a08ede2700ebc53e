//! Where originals and derivatives live: the adapter behind `application::ports::MediaStore`, over `object_store`.
//!
//! [`ObjectMediaStore`] keeps objects in a local folder ([`ObjectMediaStore::local`]) or in an S3-compatible bucket
//! ([`ObjectMediaStore::s3`]). One contract, in `tests/contract.rs`, runs against both.
//!
//! **What `put_file` promises.** When it answers `Ok`, the bytes are on stable storage under their key, have been read
//! back, and have the expected BLAKE3.
//!
//! * Local: the bytes are written to `.staging` in the same folder, flushed, read back and compared, and only then
//!   renamed to their key; the folders are flushed too. Whatever moment the machine stops at, there is either the whole
//!   object or none. What a killed process leaves in `.staging` is removed at the next start.
//! * S3: files up to 5 MiB go in one request, larger ones in parts, so memory is bounded whatever the size. The object
//!   is then read back. Parts of an upload that was killed stay invisible in the bucket; a lifecycle rule that aborts
//!   incomplete uploads removes them.
//!
//! **Keys** are ours alone and made of lower-case letters, digits, `-`, `_`, `.` and `/`, as [`key`] checks: a key
//! cannot leave the folder, and means the same on every file system and in every bucket.
//!
//! Memory: one 5 MiB part at a time is read, at most two are under way, and reading streams in chunks of 256 KiB.

mod failure;
pub mod key;
mod local;
mod partial;
mod read;
mod remote;
mod settings;
mod store;

pub use partial::LocalPartialFiles;
pub use settings::{S3Settings, SetupError};
pub use store::ObjectMediaStore;
