//! The two faces of Atelier, the client's gallery and the studio's desk: their files, and the pages around them.
//!
//! This crate knows no protocol and no use case. It finds the bytes of a file and turns plain values into HTML; the HTTP
//! adapter asks the use cases and serves both.
//!
//! | to learn | read |
//! |---|---|
//! | how files are named, packed and found | [`assets`] |
//! | what a style sheet is joined of | [`sheets`] |
//! | what the page of a face holds | [`shell`] |
//! | what is shown without a script | [`gallery`] |

pub mod assets;
pub mod gallery;
pub mod html;
pub mod imports;
pub mod language;
pub mod sheets;
pub mod shell;
pub mod texts;

pub use assets::{Asset, Assets, Encoding};
pub use language::Language;
pub use shell::{Face, Page};
