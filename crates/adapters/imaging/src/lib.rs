//! Decoding, derivatives, metadata and perceptual hashes: the adapter behind [`atelier_application::ports::ImageProcessor`]
//! and [`atelier_application::ports::PhotoReader`].
//!
//! Reading order: [`ImagePipeline`] (`pipeline.rs`) is the port; `probe.rs`, `derive.rs` and `strip/` are its three verbs.
//! `structure/` walks each file format without decoding it, `metadata/` turns EXIF into the names of the API, `decode/`
//! makes pixels, `watermark/` draws over them, and `resize.rs`, `orientation.rs`, `colour.rs`, `encode.rs`, `phash.rs` and
//! `dct_hash.rs` each do one thing to them. `photo/` is the library's port on the same pipeline, with `raw/` for what
//! cameras write and `heic/` for what telephones do.
//!
//! Nothing here trusts a file: every length is checked against what is left of the file before anything is allocated, and a
//! panic of a third-party decoder ends as [`atelier_application::ports::ImageError::Damaged`].

mod colour;
mod dct_hash;
mod decode;
mod derive;
mod encode;
mod errors;
mod exif_block;
mod heic;
mod limits;
mod metadata;
mod orientation;
mod per_length;
mod phash;
mod photo;
mod pipeline;
mod pixels;
mod placeholder;
mod probe;
mod raw;
mod resize;
mod sniff;
mod source;
mod strip;
mod structure;
mod watermark;
mod workspace;

#[cfg(test)]
mod samples;

pub use limits::ImagingLimits;
pub use pipeline::ImagePipeline;
