//! Puts a mark onto a picture of three channels. Each function says whether anything came onto it.

use atelier_domain::galleries::Position;

use super::raster::Raster;
use crate::pixels::Pixels;

/// How far from the edge, in hundredths of the shorter side.
const MARGIN: u32 = 3;

/// Between the marks of a tile, in their own widths and heights.
const GAP: (f32, f32) = (0.25, 2.5);

/// How steeply a tile rises: sine and cosine of 30 degrees.
const SLANT: (f32, f32) = (0.5, 0.866_025_4);

/// Once, at a place.
pub(super) fn put_at(picture: &mut Pixels, mark: &Raster, position: Position, opacity: u8) -> bool {
    use Position::{Bottom, BottomLeft, BottomRight, Left, Right, Top, TopLeft, TopRight};
    let margin = i64::from(picture.width.min(picture.height) * MARGIN / 100);
    let place = |picture: i64, mark: i64, side: i64| match side {
        -1 => margin.min(picture - mark),
        0 => (picture - mark) / 2,
        _ => (picture - mark - margin).max(0),
    };
    let across = match position {
        TopLeft | Left | BottomLeft => -1,
        TopRight | Right | BottomRight => 1,
        _ => 0,
    };
    let down = match position {
        TopLeft | Top | TopRight => -1,
        BottomLeft | Bottom | BottomRight => 1,
        _ => 0,
    };
    let left = place(picture.width.into(), mark.width as i64, across);
    let top = place(picture.height.into(), mark.height as i64, down);
    let width = picture.width as usize;
    let mut drawn = false;
    for (y, row) in picture.data.chunks_exact_mut(width * 3).enumerate() {
        let Ok(mark_y) = usize::try_from(y as i64 - top) else { continue };
        if mark_y >= mark.height {
            break;
        }
        for (x, pixel) in row.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let Ok(mark_x) = usize::try_from(x as i64 - left) else { continue };
            drawn |= blend(pixel, mark.pixel(mark_x, mark_y), opacity);
        }
    }
    drawn
}

/// All over, in slanted rows of which every second is shifted by half.
pub(super) fn put_everywhere(picture: &mut Pixels, mark: &Raster, opacity: u8) -> bool {
    let (sine, cosine) = SLANT;
    let (wide, high) = (mark.width as f32, mark.height as f32);
    let cell = ((wide * (1.0 + GAP.0)).max(1.0), (high * (1.0 + GAP.1)).max(1.0));
    let width = picture.width as usize;
    let mut drawn = false;
    for (y, row) in picture.data.chunks_exact_mut(width * 3).enumerate() {
        for (x, pixel) in row.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let (x, y) = (x as f32, y as f32);
            let (along, down) = (x * cosine - y * sine, x * sine + y * cosine);
            let line = (down / cell.1).floor();
            let shift = if line.rem_euclid(2.0) < 1.0 { 0.0 } else { cell.0 / 2.0 };
            let (at_x, at_y) = ((along + shift).rem_euclid(cell.0), down - line * cell.1);
            if at_x < wide && at_y < high {
                drawn |= blend(pixel, between(mark, at_x, at_y), opacity);
            }
        }
    }
    drawn
}

/// The whole picture towards grey.
pub(super) fn tint(picture: &mut Pixels, opacity: u8) {
    for pixel in picture.data.as_chunks_mut::<3>().0 {
        blend(pixel, [128, 128, 128, 255], opacity);
    }
}

/// The mark at a place between its pixels.
fn between(mark: &Raster, x: f32, y: f32) -> [u8; 4] {
    let (left, top) = (x as usize, y as usize);
    let (fx, fy) = (x.fract(), y.fract());
    let corners = [
        (mark.pixel(left, top), (1.0 - fx) * (1.0 - fy)),
        (mark.pixel(left + 1, top), fx * (1.0 - fy)),
        (mark.pixel(left, top + 1), (1.0 - fx) * fy),
        (mark.pixel(left + 1, top + 1), fx * fy),
    ];
    // Colours count by their opacity: what is transparent has none.
    let mut sum = [0.0_f32; 4];
    for ([r, g, b, a], weight) in corners {
        let weight = weight * f32::from(a);
        let [red, green, blue, opacity] = &mut sum;
        *red += f32::from(r) * weight;
        *green += f32::from(g) * weight;
        *blue += f32::from(b) * weight;
        *opacity += weight;
    }
    let [red, green, blue, opacity] = sum;
    if opacity <= 0.0 {
        return [0; 4];
    }
    // The casts saturate.
    [(red / opacity) as u8, (green / opacity) as u8, (blue / opacity) as u8, opacity as u8]
}

/// Lays `[r, g, b, a]` over a pixel; whether it changes anything.
fn blend(pixel: &mut [u8; 3], [r, g, b, a]: [u8; 4], opacity: u8) -> bool {
    let weight = u32::from(a) * u32::from(opacity);
    if weight == 0 {
        return false;
    }
    const FULL: u32 = 255 * 100;
    for (under, over) in pixel.iter_mut().zip([r, g, b]) {
        let sum = u32::from(*under) * (FULL - weight.min(FULL)) + u32::from(over) * weight;
        // A mean of two bytes.
        *under = ((sum + FULL / 2) / FULL).min(255) as u8;
    }
    true
}
