//! Derivatives of one original, decoded once.
//!
//! Each step makes the next one cheap: the full picture becomes the web size, and everything that costs time per pixel
//! (turning it upright, colours, the smaller sizes) happens to that. The chain is the same whatever presets are asked for,
//! so the perceptual hash of a picture never depends on them.

use std::path::{Path, PathBuf};

use atelier_application::ports::{DerivativeFile, ImageError, Processed};
use atelier_domain::images::{ImageFormat, Preset, fit};
use atelier_resample::Resampler;

use crate::decode::{Decoded, decode};
use crate::errors::damaged;
use crate::limits::ImagingLimits;
use crate::metadata::Metadata;
use crate::orientation::Orientation;
use crate::phash::perceptual_hash;
use crate::pixels::Pixels;
use crate::placeholder::placeholder;
use crate::resize::{shrink, shrink_lying};
use crate::sniff::{HEAD, sniff};
use crate::structure::{self, Structure};
use crate::workspace::Workspace;
use crate::{colour, encode, probe};

/// Reads what must be known before memory for the pixels is set aside.
pub(crate) fn headers(
    file: &Path,
    format: ImageFormat,
    limits: &ImagingLimits,
) -> Result<Structure, ImageError> {
    let mut source = probe::open(file, limits)?;
    let found = sniff(&source.read_up_to(HEAD)?)?;
    if found != format {
        return Err(damaged(format!("it is {} and not {}", found.mime_type(), format.mime_type())));
    }
    source.seek(0)?;
    match format {
        // Walking the image data of a JPEG would read it twice; its decoder notices a missing end by itself.
        ImageFormat::Jpeg => structure::jpeg::headers(&mut source, limits),
        _ => structure::walk(&mut source, format, limits),
    }
}

/// What is to be made of which file.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) file: PathBuf,
    pub(crate) format: ImageFormat,
    pub(crate) presets: Vec<Preset>,
    /// Where the derivatives go.
    pub(crate) folder: PathBuf,
}

pub(crate) fn make(
    request: &Request,
    headers: Structure,
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<Processed, ImageError> {
    let Request { file, format, presets, folder } = request;
    let sizes = Sizes { width: headers.width, height: headers.height };
    let wants_large = presets.contains(&Preset::Large);
    let needed = sizes.of(if wants_large { Preset::Large } else { Preset::Web });
    let decoded = decode(file, *format, &headers, needed, limits, workspace)?;
    let finish = Finish::of(&Metadata::read(headers.exif, None));
    let steps = Steps::of(decoded, sizes, finish, wants_large, workspace)?;

    let mut derivatives: Vec<DerivativeFile> = Vec::new();
    for preset in presets {
        if derivatives.iter().any(|made| made.preset == *preset) {
            continue;
        }
        let pixels = match preset {
            Preset::Hotpreview => &steps.hotpreview,
            Preset::Thumb => &steps.thumb,
            Preset::Web => &steps.web,
            // A picture that fits the screen has no larger version than that.
            Preset::Large => steps.large.as_ref().unwrap_or(&steps.web),
            Preset::Original => continue,
        };
        let mut file = encode::write(pixels, *preset, folder)?;
        if *preset == Preset::Hotpreview {
            file.placeholder = placeholder(pixels, workspace)?;
        }
        derivatives.push(file);
    }
    Ok(Processed { derivatives, perceptual_hash: perceptual_hash(&steps.hotpreview)? })
}

/// The whole picture as a browser shows it: upright, in sRGB, all its pixels.
pub(crate) fn whole(
    file: &Path,
    format: ImageFormat,
    headers: Structure,
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<Pixels, ImageError> {
    let size = (headers.width, headers.height);
    let decoded = decode(file, format, &headers, size, limits, workspace)?;
    let finish = Finish::of(&Metadata::read(headers.exif, None));
    Ok(finish.with_profile(decoded.icc).apply(decoded.pixels.without_idle_alpha()))
}

/// The sizes of one picture, each made from the one before.
pub(crate) struct Steps {
    /// If it was asked for and is more than the web size.
    large: Option<Pixels>,
    pub(crate) web: Pixels,
    thumb: Pixels,
    pub(crate) hotpreview: Pixels,
    /// The full size, as seen.
    pub(crate) sizes: Sizes,
}

impl Steps {
    /// `sizes` is the full size as stored. Every size follows from it, lest roundings add up along the chain.
    pub(crate) fn of(
        decoded: Decoded,
        sizes: Sizes,
        finish: Finish,
        wants_large: bool,
        workspace: &mut Workspace,
    ) -> Result<Self, ImageError> {
        let finish = finish.with_profile(decoded.icc);
        let full = decoded.pixels.without_idle_alpha();
        let (large, web) = first_sizes(full, sizes, finish.orientation, wants_large, workspace)?;
        let web = finish.apply(web);
        let large = large.map(|large| finish.apply(large));
        let (width, height) = finish.orientation.displayed(sizes.width, sizes.height);
        let sizes = Sizes { width, height };
        let resampler = &mut workspace.resampler;
        let thumb = sizes.smaller(resampler, &web, Preset::Thumb)?;
        let hotpreview = sizes.smaller(resampler, &thumb, Preset::Hotpreview)?;
        Ok(Self { large, web, thumb, hotpreview, sizes })
    }
}

/// The large size, if it is asked for and is more than the web size, and the web size. The memory of the full picture goes
/// back to the workspace here.
fn first_sizes(
    full: Pixels,
    sizes: Sizes,
    orientation: Orientation,
    wants_large: bool,
    workspace: &mut Workspace,
) -> Result<(Option<Pixels>, Pixels), ImageError> {
    let shrink = if orientation.swaps_sides() { shrink_lying } else { shrink };
    let Some(web) = shrink(&mut workspace.resampler, &full, sizes.of(Preset::Web))? else {
        return Ok((None, full));
    };
    let mut large = None;
    if wants_large {
        large = shrink(&mut workspace.resampler, &full, sizes.of(Preset::Large))?;
        if large.is_none() {
            return Ok((Some(full), web));
        }
    }
    workspace.samples = full.data;
    Ok((large, web))
}

/// The full size of a picture, from which the size of each preset follows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Sizes {
    pub(crate) fn of(self, preset: Preset) -> (u32, u32) {
        fit(self.width, self.height, preset.long_edge().unwrap_or(u32::MAX))
    }

    fn smaller(
        self,
        resampler: &mut Resampler,
        pixels: &Pixels,
        preset: Preset,
    ) -> Result<Pixels, ImageError> {
        Ok(shrink(resampler, pixels, self.of(preset))?.unwrap_or_else(|| pixels.clone()))
    }
}

/// What turns a stored picture into one that a browser shows rightly.
pub(crate) struct Finish {
    pub(crate) orientation: Orientation,
    pub(crate) colours: colour::Source,
}

impl Finish {
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let colours = colour::Source { icc: None, is_adobe_rgb: metadata.is_adobe_rgb };
        Self { orientation: metadata.orientation, colours }
    }

    fn with_profile(mut self, icc: Option<Vec<u8>>) -> Self {
        self.colours.icc = icc;
        self
    }

    fn apply(&self, pixels: Pixels) -> Pixels {
        colour::to_srgb(self.orientation.apply(pixels), &self.colours)
    }
}

#[cfg(test)]
mod tests;
