//! How the camera was set.

use exif::{Exif, In, Tag, Value};
use serde_json::Value as Json;

use super::text;

/// Every setting that is there, under its name in the API.
pub(super) fn read(exif: &Exif) -> Vec<(&'static str, Json)> {
    let settings = [
        ("lens", lens(exif).map(Json::from)),
        ("iso", iso(exif).map(Json::from)),
        ("aperture", number(exif, Tag::FNumber).filter(|n| *n > 0.0).map(|n| aperture(n).into())),
        ("exposure_time", number(exif, Tag::ExposureTime).filter(|n| *n > 0.0).map(|n| exposure(n).into())),
        ("focal_length", number(exif, Tag::FocalLength).filter(|n| *n > 0.0).map(|n| millimetres(n).into())),
        (
            "focal_length_35mm",
            uint(exif, Tag::FocalLengthIn35mmFilm).filter(|n| *n > 0).map(|n| millimetres(n.into()).into()),
        ),
        ("white_balance", uint(exif, Tag::WhiteBalance).and_then(white_balance).map(Json::from)),
        ("flash", uint(exif, Tag::Flash).and_then(flash).map(Json::from)),
        ("exposure_program", uint(exif, Tag::ExposureProgram).and_then(program).map(Json::from)),
        ("exposure_bias", number(exif, Tag::ExposureBiasValue).map(|n| bias(n).into())),
    ];
    settings.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn uint(exif: &Exif, tag: Tag) -> Option<u32> {
    exif.get_field(tag, In::PRIMARY)?.value.get_uint(0)
}

/// A quotient, if it is one: cameras write 0/0 for "unknown".
fn number(exif: &Exif, tag: Tag) -> Option<f64> {
    quotient(&exif.get_field(tag, In::PRIMARY)?.value, 0)
}

fn quotient(value: &Value, index: usize) -> Option<f64> {
    let quotient = match value {
        Value::Rational(values) => values.get(index)?.to_f64(),
        Value::SRational(values) => values.get(index)?.to_f64(),
        _ => return None,
    };
    quotient.is_finite().then_some(quotient)
}

/// The name of the lens, or else what it can do: `18-55mm f/3.5-5.6`.
fn lens(exif: &Exif) -> Option<String> {
    if let Some(name) = text::read(exif, Tag::LensModel) {
        return Some(name);
    }
    let value = &exif.get_field(Tag::LensSpecification, In::PRIMARY)?.value;
    let part = |index| quotient(value, index).filter(|n| *n > 0.0);
    let range = |low: f64, high: Option<f64>| match high {
        Some(high) if (high - low).abs() > 0.05 => format!("{}-{}", plain(low), plain(high)),
        _ => plain(low),
    };
    let focal = range(part(0)?, part(1));
    Some(match part(2) {
        Some(widest) => format!("{focal}mm f/{}", range(widest, part(3))),
        None => format!("{focal}mm"),
    })
}

/// 65535 means "more than fits": newer tags then tell.
fn iso(exif: &Exif) -> Option<u32> {
    [
        Tag::PhotographicSensitivity,
        Tag::RecommendedExposureIndex,
        Tag::ISOSpeed,
        Tag::StandardOutputSensitivity,
    ]
    .into_iter()
    .filter_map(|tag| uint(exif, tag))
    .find(|value| *value > 0 && *value != 65535)
}

/// One decimal, as engraved on lenses; two below one, where lenses say 0.95.
fn aperture(value: f64) -> String {
    if value < 1.0 { format!("f/{value:.2}") } else { format!("f/{value:.1}") }
}

/// A fraction up to a quarter of a second, seconds from there.
fn exposure(seconds: f64) -> String {
    if seconds < 0.25001 { format!("1/{:.0}", 1.0 / seconds) } else { plain(seconds) }
}

fn millimetres(value: f64) -> String {
    format!("{value:.1}mm")
}

/// At most one decimal, and none if it is a zero.
fn plain(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

fn bias(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 {
        return "0 EV".to_owned();
    }
    let text = format!("{rounded:+.2}");
    format!("{} EV", text.trim_end_matches('0').trim_end_matches('.'))
}

const fn white_balance(value: u32) -> Option<&'static str> {
    match value {
        0 => Some("Auto"),
        1 => Some("Manual"),
        _ => None,
    }
}

/// The bits of EXIF's flash byte, in the order in which people care.
fn flash(bits: u32) -> Option<String> {
    if bits > 0xFF {
        return None;
    }
    let mut parts = vec![match bits & 0b10_0001 {
        0 => "Did not fire",
        0b1 | 0b10_0001 => "Fired",
        _ => return Some("No flash".to_owned()),
    }];
    if bits & 0b1_1000 == 0b1_1000 {
        parts.push("auto");
    }
    if bits & 0b100_0000 != 0 {
        parts.push("red-eye reduction");
    }
    Some(parts.join(", "))
}

const fn program(value: u32) -> Option<&'static str> {
    Some(match value {
        1 => "Manual",
        2 => "Program",
        3 => "Aperture priority",
        4 => "Shutter priority",
        5 => "Creative",
        6 => "Action",
        7 => "Portrait",
        8 => "Landscape",
        9 => "Bulb",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exposures_read_as_on_the_dial() {
        for (seconds, shown) in [
            (0.0125, "1/80"),
            (0.02, "1/50"),
            (0.1, "1/10"),
            (0.25, "1/4"),
            (0.3, "0.3"),
            (0.5, "0.5"),
            (1.0, "1"),
            (30.0, "30"),
            (1.0 / 8000.0, "1/8000"),
        ] {
            assert_eq!(exposure(seconds), shown);
        }
    }

    #[test]
    fn apertures_and_lengths_have_one_decimal() {
        assert_eq!(aperture(6.7), "f/6.7");
        assert_eq!(aperture(8.0), "f/8.0");
        assert_eq!(aperture(0.95), "f/0.95");
        assert_eq!(millimetres(40.0), "40.0mm");
    }

    #[test]
    fn a_bias_has_a_sign_unless_it_is_none() {
        assert_eq!(bias(0.0), "0 EV");
        assert_eq!(bias(2.0 / 3.0), "+0.67 EV");
        assert_eq!(bias(-1.0), "-1 EV");
        assert_eq!(bias(-1.5), "-1.5 EV");
    }

    #[test]
    fn the_flash_tells_whether_it_fired_and_how() {
        assert_eq!(flash(0x00).as_deref(), Some("Did not fire"));
        assert_eq!(flash(0x18).as_deref(), Some("Did not fire, auto"));
        assert_eq!(flash(0x09).as_deref(), Some("Fired"));
        assert_eq!(flash(0x59).as_deref(), Some("Fired, auto, red-eye reduction"));
        assert_eq!(flash(0x20).as_deref(), Some("No flash"));
        assert_eq!(flash(0xFFFF), None);
    }
}
