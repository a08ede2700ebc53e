//! When the shutter opened, by the camera's own clock.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use exif::{Exif, In, Tag, Value};

/// The year of the first photograph; anything before it is a camera without a set clock.
const FIRST_YEAR: i32 = 1826;

/// The time of a tag with the fraction of another. Blank and impossible times are none.
pub(super) fn read(exif: &Exif, tag: Tag, fraction: Tag) -> Option<NaiveDateTime> {
    let text = ascii(exif, tag)?;
    let micros = ascii(exif, fraction).and_then(micros).unwrap_or_default();
    parse(text, micros)
}

/// The camera's distance from UTC in minutes, from `+02:00`.
pub(super) fn offset(exif: &Exif) -> Option<i32> {
    let text = ascii(exif, Tag::OffsetTimeOriginal)?;
    let &[sign @ (b'+' | b'-'), h1, h0, b':', m1, m0] = text else { return None };
    let (hours, minutes) = (number(&[h1, h0])?, number(&[m1, m0])?);
    let distance = i32::try_from(hours * 60 + minutes).ok()?;
    (hours <= 14 && minutes <= 59).then_some(if sign == b'-' { -distance } else { distance })
}

/// The same as text.
pub(super) fn offset_text(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => parts.first().map(|part| part.trim_ascii()),
        _ => None,
    }
}

/// `2014:09:16 14:05:12`, with whatever separators the writer liked.
fn parse(text: &[u8], micros: u32) -> Option<NaiveDateTime> {
    let &[y3, y2, y1, y0, _, mo1, mo0, _, d1, d0, _, h1, h0, _, mi1, mi0, _, s1, s0, ..] = text else {
        return None;
    };
    let year = i32::try_from(number(&[y3, y2, y1, y0])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&[mo1, mo0])?, number(&[d1, d0])?)?;
    let time =
        date.and_hms_micro_opt(number(&[h1, h0])?, number(&[mi1, mi0])?, number(&[s1, s0])?, micros)?;
    (time.year() >= FIRST_YEAR).then_some(time)
}

/// The digits after the point: `133` is 133 milliseconds and `02` is 20.
fn micros(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    let six: Vec<u8> = digits.iter().copied().chain(std::iter::repeat(b'0')).take(6).collect();
    number(&six)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |sum: u32, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        parse(text.as_bytes(), 0).map(|at| at.to_string())
    }

    #[test]
    fn a_time_is_read_with_any_separators() {
        assert_eq!(shown("2014:09:16 14:05:12").as_deref(), Some("2014-09-16 14:05:12"));
        assert_eq!(shown("2014-09-16T14:05:12+02:00").as_deref(), Some("2014-09-16 14:05:12"));
    }

    #[test]
    fn blank_and_impossible_times_are_none() {
        for text in [
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "2014:13:01 00:00:00",
            "2014:02:30 00:00:00",
            "2014:02:03 25:00:00",
            "0001:01:01 00:00:00",
            "2014:09:16",
            "",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_fraction_is_read_as_digits_after_the_point() {
        assert_eq!(micros(b"133"), Some(133_000));
        assert_eq!(micros(b"02"), Some(20_000));
        assert_eq!(micros(b"123456789"), Some(123_456));
        assert_eq!(micros(b"x"), None);
        assert_eq!(micros(b""), None);
    }
}
