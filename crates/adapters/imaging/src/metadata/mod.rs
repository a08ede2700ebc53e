//! EXIF under the names of the API, and of XMP what a picture must be labelled with.
//!
//! A block that is broken in places gives what can be read of it; a block that is broken altogether gives nothing. Metadata
//! never makes a picture unacceptable.

mod camera;
mod gps;
mod keywords;
mod text;
mod time;
mod xmp;

use std::panic::catch_unwind;

use atelier_domain::images::DIGITAL_SOURCE_TYPE;
use chrono::NaiveDateTime;
use exif::{Exif, In, Reader, Tag};
use serde_json::{Map, Value};

use crate::colour;
use crate::orientation::Orientation;

/// What a file says about how it was taken.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Metadata {
    pub(crate) fields: Map<String, Value>,
    pub(crate) taken_at: Option<NaiveDateTime>,
    /// How far the camera's clock was ahead of UTC then.
    pub(crate) taken_offset_minutes: Option<i32>,
    pub(crate) orientation: Orientation,
    /// The camera was set to Adobe RGB. Cameras say so without embedding a profile.
    pub(crate) is_adobe_rgb: bool,
}

impl Metadata {
    /// `exif` is a TIFF block, `icc` an embedded colour profile.
    pub(crate) fn read(exif: Option<Vec<u8>>, icc: Option<&[u8]>) -> Self {
        // Third-party parsers of hostile bytes: should one panic, the picture is still a picture.
        let mut metadata = catch_unwind(|| exif.and_then(parse).map(|exif| Self::of(&exif)))
            .ok()
            .flatten()
            .unwrap_or_default();
        let profile = catch_unwind(|| icc.and_then(colour::profile_name)).ok().flatten();
        if let Some(name) = profile.and_then(|name| text::clean(&name)) {
            metadata.fields.insert("icc_profile".to_owned(), name.into());
        }
        metadata
    }

    /// The same with what an XMP packet says of where the picture comes from.
    pub(crate) fn with_xmp(mut self, packet: Option<&[u8]>) -> Self {
        let term = catch_unwind(|| packet.and_then(xmp::digital_source_type)).ok().flatten();
        if let Some(term) = term {
            self.fields.insert(DIGITAL_SOURCE_TYPE.to_owned(), term.into());
        }
        self
    }

    fn of(exif: &Exif) -> Self {
        let mut fields = Map::new();
        let original = time::read(exif, Tag::DateTimeOriginal, Tag::SubSecTimeOriginal);
        let orientation =
            exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
        let orientation = orientation.and_then(Orientation::from_exif);
        let is_adobe_rgb = colour_option(exif, b"R03");
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value);
            }
        };
        put("date_time_original", original.map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string().into()));
        if original.is_none() {
            let digitized = time::read(exif, Tag::DateTimeDigitized, Tag::SubSecTimeDigitized);
            put("date_time_digitized", digitized.map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string().into()));
        }
        let offset = time::offset(exif);
        put("offset_time_original", offset.map(|minutes| time::offset_text(minutes).into()));
        for (name, tag) in TEXTS {
            put(name, text::read(exif, *tag).map(Value::from));
        }
        for (name, value) in camera::read(exif) {
            put(name, Some(value));
        }
        put("orientation", orientation.map(|value| value.to_exif().into()));
        put("color_space", colour_space(exif, is_adobe_rgb).map(Value::from));
        put("gps", gps::read(exif));
        put("keywords", keywords::read(exif).map(Value::from));
        Self {
            fields,
            taken_at: original,
            taken_offset_minutes: offset,
            orientation: orientation.unwrap_or_default(),
            is_adobe_rgb,
        }
    }

    /// What this lacks, from another block of the same file. A time and its distance from UTC stay together.
    pub(crate) fn or(mut self, other: Self) -> Self {
        if self.taken_at.is_none() {
            (self.taken_at, self.taken_offset_minutes) = (other.taken_at, other.taken_offset_minutes);
        }
        if !self.fields.contains_key("orientation") {
            self.orientation = other.orientation;
        }
        for (name, value) in other.fields {
            self.fields.entry(name).or_insert(value);
        }
        self.is_adobe_rgb |= other.is_adobe_rgb;
        self
    }
}

const TEXTS: &[(&str, Tag)] = &[
    ("camera_make", Tag::Make),
    ("camera_model", Tag::Model),
    ("camera_serial", Tag::BodySerialNumber),
    ("lens_make", Tag::LensMake),
    ("software", Tag::Software),
    ("artist", Tag::Artist),
    ("copyright", Tag::Copyright),
];

fn parse(block: Vec<u8>) -> Option<Exif> {
    let outcome = Reader::new().continue_on_error(true).read_raw(block);
    outcome.or_else(|error| error.distill_partial_result(|_ignored| ())).ok()
}

fn colour_space(exif: &Exif, is_adobe_rgb: bool) -> Option<&'static str> {
    if is_adobe_rgb {
        return Some("Adobe RGB");
    }
    match exif.get_field(Tag::ColorSpace, In::PRIMARY)?.value.get_uint(0)? {
        1 => Some("sRGB"),
        // Not of the standard, but written.
        2 => Some("Adobe RGB"),
        0xFFFF => Some("Uncalibrated"),
        _ => None,
    }
}

/// The "DCF option file": the interoperability index says which colour space the camera was set to.
fn colour_option(exif: &Exif, index: &[u8]) -> bool {
    let field = exif.get_field(Tag::InteroperabilityIndex, In::PRIMARY);
    match field.map(|field| &field.value) {
        Some(exif::Value::Ascii(parts)) => parts.first().is_some_and(|part| part.starts_with(index)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
