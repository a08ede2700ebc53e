//! Where the camera was.

use exif::{Exif, In, Rational, Tag, Value};
use serde_json::json;

/// `{latitude, longitude, altitude}` in degrees and metres; `None` if the position is missing or impossible.
///
/// (0, 0) is what a receiver without a fix writes, and open sea.
pub(super) fn read(exif: &Exif) -> Option<serde_json::Value> {
    let latitude = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, [b'N', b'S'], 90.0)?;
    let longitude = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, [b'E', b'W'], 180.0)?;
    if latitude == 0.0 && longitude == 0.0 {
        return None;
    }
    let mut position = json!({ "latitude": latitude, "longitude": longitude });
    if let (Some(altitude), Some(object)) = (altitude(exif), position.as_object_mut()) {
        object.insert("altitude".to_owned(), altitude.into());
    }
    Some(position)
}

/// Without the letter that says which half of the world it is, a number is a guess.
fn degrees(exif: &Exif, tag: Tag, reference: Tag, letters: [u8; 2], most: f64) -> Option<f64> {
    let Value::Ascii(half) = &exif.get_field(reference, In::PRIMARY)?.value else { return None };
    let letter = half.first()?.trim_ascii().first()?.to_ascii_uppercase();
    let sign = match letters {
        [positive, _] if positive == letter => 1.0,
        [_, negative] if negative == letter => -1.0,
        _ => return None,
    };
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let part = |index: usize| parts.get(index).and_then(quotient);
    // Degrees must be there; some receivers leave minutes or seconds out.
    let value = part(0)? + part(1).unwrap_or_default() / 60.0 + part(2).unwrap_or_default() / 3600.0;
    (value <= most).then(|| rounded(sign * value, 1e7))
}

fn altitude(exif: &Exif) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(Tag::GPSAltitude, In::PRIMARY)?.value else { return None };
    let metres = parts.first().and_then(quotient).filter(|metres| *metres < 100_000.0)?;
    let reference =
        exif.get_field(Tag::GPSAltitudeRef, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    // 1 and, since EXIF 3, 3 mean below the sea.
    let sign = if matches!(reference, Some(1 | 3)) { -1.0 } else { 1.0 };
    Some(rounded(sign * metres, 100.0))
}

fn quotient(value: &Rational) -> Option<f64> {
    (value.denom != 0).then(|| value.to_f64())
}

/// A ten-millionth of a degree is a centimetre.
fn rounded(value: f64, scale: f64) -> f64 {
    let rounded = (value * scale).round() / scale;
    // No negative zero in JSON.
    if rounded == 0.0 { 0.0 } else { rounded }
}
