//! Makes pixels of a file.

mod jpeg;
mod others;
#[cfg(feature = "libjpeg-turbo")]
mod turbo;

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
        ImageFormat::Jpeg => jpeg::decode(file, headers, needed, limits, workspace),
        _ => others::decode(file, format, headers, limits),
    }
}
