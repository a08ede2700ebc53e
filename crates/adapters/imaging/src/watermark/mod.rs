//! Draws a mark over a picture, into its pixels.

mod draw;
mod raster;

use std::path::PathBuf;

use atelier_application::ports::{DerivativeFile, ImageError, Stamp, Stamping};
use atelier_domain::galleries::Position;
use atelier_domain::images::fit;
use atelier_domain::images::{ImageFormat, Preset};

use crate::limits::ImagingLimits;
use crate::pixels::{Layout, Pixels};
use crate::resize::shrink;
use crate::structure::Structure;
use crate::workspace::Workspace;
use crate::{derive, encode};
use draw::{put_at, put_everywhere, tint};
use raster::Raster;

/// A JPEG has no longer side than 65,535.
const LONGEST_SIDE: u32 = 65_500;

/// In a picture that is narrower than this no mark can be seen.
const LEGIBLE: u32 = 16;

/// What is to be drawn over which file.
pub(crate) struct Request {
    pub(crate) file: PathBuf,
    pub(crate) format: ImageFormat,
    pub(crate) stamping: Stamping,
    pub(crate) preset: Preset,
    /// Where the outcome goes.
    pub(crate) folder: PathBuf,
}

/// What is known before memory for pixels is set aside.
pub(crate) struct Headers {
    pub(crate) picture: Structure,
    /// Where the mark is a picture too.
    pub(crate) mark: Option<Structure>,
}

pub(crate) fn headers(request: &Request, limits: &ImagingLimits) -> Result<Headers, ImageError> {
    let picture = derive::headers(&request.file, request.format, limits)?;
    let mark = match &request.stamping.stamp {
        Stamp::Text(_) => None,
        Stamp::Picture { file, format } => Some(derive::headers(file, *format, limits)?),
    };
    Ok(Headers { picture, mark })
}

pub(crate) fn stamp(
    request: &Request,
    headers: Headers,
    limits: &ImagingLimits,
    workspace: &mut Workspace,
) -> Result<DerivativeFile, ImageError> {
    let Request { file, format, stamping, preset, folder } = request;
    let picture = derive::whole(file, *format, headers.picture, limits, workspace)?;
    let (width, height) = fit(picture.width, picture.height, LONGEST_SIDE);
    let picture = shrink(&mut workspace.resampler, &picture, (width, height))?.unwrap_or(picture);
    let mut picture = Pixels { layout: Layout::Rgb, data: picture.on_white().into_owned(), width, height };
    let wide = (width as f32 * f32::from(stamping.scale) / 100.0).max(1.0);
    let mark = match (&stamping.stamp, headers.mark) {
        (Stamp::Picture { file, format }, Some(structure)) => {
            let mark = derive::whole(file, *format, structure, limits, workspace)?;
            Raster::picture(mark, wide, height, &mut workspace.resampler)?
        }
        (Stamp::Text(text), _) => Raster::text(text, wide, height)?,
        (Stamp::Picture { .. }, None) => Raster::default(),
    };
    let drawn = match stamping.position {
        Position::Tile => put_everywhere(&mut picture, &mark, stamping.opacity),
        position => put_at(&mut picture, &mark, position, stamping.opacity),
    };
    // Too small for a mark to be seen, or the mark is all transparent: nobody gets it clean for that.
    if !drawn || width.min(height) < LEGIBLE {
        tint(&mut picture, stamping.opacity);
    }
    encode::write(&picture, *preset, folder)
}

#[cfg(test)]
mod tests;
