//! Decoding, derivatives, metadata and perceptual hashes: the adapter behind [`atelier_application::ports::ImageProcessor`].
//!
//! Reading order: [`ImagePipeline`] (`pipeline.rs`) is the port; `probe.rs`, `derive.rs` and `strip/` are its three verbs.
//! `structure/` walks each file format without decoding it, `metadata/` turns EXIF into the names of the API, `decode/`
//! makes pixels, `watermark/` draws over them, and `resize.rs`, `orientation.rs`, `colour.rs`, `encode.rs` and `phash.rs` each do one thing to them.
//!
//! Nothing here trusts a file: every length is checked against what is left of the file before anything is allocated, and a
//! panic of a third-party decoder ends as [`atelier_application::ports::ImageError::Damaged`].

mod colour;
mod decode;
mod derive;
mod encode;
mod errors;
mod exif_block;
mod limits;
mod metadata;
mod orientation;
mod phash;
mod pipeline;
mod pixels;
mod probe;
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
