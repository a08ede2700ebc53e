//! Makes pixels of a file.

mod jpeg;
mod others;
#[cfg(feature = "libjpeg-turbo")]
mod turbo;

use std::io::Cursor;
use std::path::Path;

use atelier_application::ports::ImageError;
use atelier_domain::images::ImageFormat;

use crate::limits::ImagingLimits;
use crate::pixels::Pixels;
use crate::structure::Structure;
use crate::workspace::Workspace;

/// Pixels as stored, and the colour profile that they refer to.
pub(crate) struct Decoded {
    pub(crate) pixels: Pixels,
    pub(crate) icc: Option<Vec<u8>>,
}

/// Decodes a file whose headers have been read and found acceptable. The pixels may be fewer than it has, but never fewer
/// than `needed`.
pub(crate) fn decode(
    file: &Path,
    format: ImageFormat,
    headers: &Structure,
    needed: (u32, u32),
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<Decoded, ImageError> {
    match format {
        ImageFormat::Jpeg => part(file, (0, u64::MAX), headers, needed, limits, workspace),
        _ => others::decode(others::open(file)?, format, headers, limits),
    }
}

/// [`decode`] for a JPEG that is a part of a file, given by its first byte and its length.
pub(crate) fn part(
    file: &Path,
    (offset, length): (u64, u64),
    headers: &Structure,
    needed: (u32, u32),
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<Decoded, ImageError> {
    jpeg::read(file, offset, length, workspace)?;
    jpeg::decode(headers, needed, limits, workspace)
}

/// [`decode`] for a small picture in memory.
pub(crate) fn in_memory(
    bytes: Vec<u8>,
    format: ImageFormat,
    headers: &Structure,
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<Decoded, ImageError> {
    match format {
        ImageFormat::Jpeg => {
            workspace.file = bytes;
            jpeg::decode(headers, (headers.width, headers.height), limits, workspace)
        }
        _ => others::decode(Cursor::new(bytes), format, headers, limits),
    }
}
