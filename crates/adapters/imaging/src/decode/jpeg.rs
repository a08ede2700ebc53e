//! JPEG by `zune-jpeg`: as fast as the C libraries and in safe hands with broken files.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use atelier_application::ports::ImageError;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::Decoded;
use crate::errors::{damaged, processor, reading};
use crate::limits::ImagingLimits;
use crate::pixels::{Layout, Pixels};
use crate::source::Source;
use crate::structure::{self, Structure};
use crate::workspace::Workspace;

/// A camera writes ten scans at most; every scan of a crafted file costs a pass over the whole picture.
pub(super) const MAX_SCANS: usize = 64;

/// Reads `length` bytes from `offset` on, or as many as there are.
pub(super) fn read(
    file: &Path,
    offset: u64,
    length: u64,
    workspace: &mut Workspace,
) -> Result<(), ImageError> {
    workspace.file.clear();
    let mut opened = File::open(file).map_err(|error| reading(&error))?;
    opened.seek(SeekFrom::Start(offset)).map_err(|error| reading(&error))?;
    // A part of a file does not say how long it is, and a buffer that grows by doubling takes up to three times as much.
    let there = opened.metadata().map_err(|error| reading(&error))?.len().saturating_sub(offset).min(length);
    workspace.file.reserve_exact(usize::try_from(there).map_err(processor)?);
    opened.take(length).read_to_end(&mut workspace.file).map_err(|error| reading(&error))?;
    Ok(())
}

/// Decodes what has been read into the workspace.
pub(super) fn decode(
    headers: &Structure,
    needed: (u32, u32),
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<Decoded, ImageError> {
    #[cfg(feature = "libjpeg-turbo")]
    if let Some(pixels) = super::turbo::decode(headers, needed, workspace) {
        workspace.file = Vec::new();
        return Ok(Decoded { pixels, icc: headers.icc.clone() });
    }
    // This decoder knows one size only.
    #[cfg(not(feature = "libjpeg-turbo"))]
    let _ = needed;
    let pixels = pixels(headers, workspace).map_err(|error| {
        // The decoder cannot tell a file that was cut off from one that was changed; the markers can.
        let cut_off = structure::jpeg::walk(&mut Source::of(&workspace.file), limits).err();
        cut_off.unwrap_or(error)
    })?;
    // Resizing takes its own memory next.
    workspace.file = Vec::new();
    Ok(Decoded { pixels, icc: headers.icc.clone() })
}

fn pixels(headers: &Structure, workspace: &mut Workspace) -> Result<Pixels, ImageError> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(MAX_SCANS);
    let file = std::mem::take(&mut workspace.file);
    let outcome = decode_samples(&file, headers, options, workspace);
    workspace.file = file;
    outcome
}

fn decode_samples(
    file: &[u8],
    headers: &Structure,
    options: DecoderOptions,
    workspace: &mut Workspace,
) -> Result<Pixels, ImageError> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(|error| damaged(error.to_string()))?;
    let found = decoder.dimensions().unwrap_or_default();
    if found != (headers.width as usize, headers.height as usize) {
        return Err(damaged("its headers contradict each other"));
    }
    // Ink stays ink: it is turned into light after the picture has been made small.
    let (space, layout) = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => (ColorSpace::Luma, Layout::Gray),
        Some(ColorSpace::CMYK) => (ColorSpace::CMYK, Layout::Cmyk),
        Some(ColorSpace::YCCK) => (ColorSpace::YCCK, Layout::Ycck),
        _ => (ColorSpace::RGB, Layout::Rgb),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let mut data = workspace.take_samples(found.0 * found.1 * layout.channels());
    decoder.decode_into(&mut data).map_err(|error| damaged(error.to_string()))?;
    if layout == Layout::Cmyk && !headers.adobe {
        // Without Adobe's segment the samples are ink itself.
        data.iter_mut().for_each(|value| *value = 255 - *value);
    }
    Ok(Pixels { width: headers.width, height: headers.height, layout, data })
}
