//! JSON as it is sent.

use std::io::{self, Write};

use atelier_application::ports::library::Hotpreview;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use crate::problem::{ApiResult, Problem};

/// A picture that [`to_vec`] writes as it is.
#[derive(Debug)]
pub(crate) struct Base64(pub Hotpreview);

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_ref())
    }
}

/// The value as it is sent.
pub(crate) fn to_vec<T: Serialize + ?Sized>(value: &T) -> ApiResult<Vec<u8>> {
    let mut json = Vec::with_capacity(1_024);
    let written = value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, Sent));
    written.map_err(|error| Problem::internal(error.to_string()))?;
    Ok(json)
}

/// The value as it is sent, up to its last field, which MUST be null.
pub(crate) fn up_to_null<T: Serialize + ?Sized>(value: &T) -> ApiResult<Vec<u8>> {
    let mut json = to_vec(value)?;
    let kept = json.strip_suffix(b"null}").map(<[u8]>::len);
    json.truncate(kept.ok_or_else(|| Problem::internal("the last field is not null".to_owned()))?);
    Ok(json)
}

struct Sent;

impl Formatter for Sent {
    /// JSON escapes nothing of base64, so nobody looks for what is to be escaped: most of a page of photographs is
    /// pictures.
    fn write_byte_array<W: ?Sized + Write>(&mut self, writer: &mut W, base64: &[u8]) -> io::Result<()> {
        writer.write_all(b"\"")?;
        writer.write_all(base64)?;
        writer.write_all(b"\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Both {
        a: Option<Base64>,
        b: Option<&'static str>,
    }

    #[test]
    fn pictures_of_any_length_are_base64() {
        for (bytes, written) in
            [(&[][..], ""), (&[255], "/w=="), (&[255, 216], "/9g="), (&[255, 216, 255], "/9j/")]
        {
            let json = to_vec(&Both { a: Some(Base64(Hotpreview::of(bytes))), b: Some("\"") }).unwrap();
            assert_eq!(String::from_utf8(json).unwrap(), format!(r#"{{"a":"{written}","b":"\""}}"#));
        }
    }

    #[test]
    fn a_value_is_cut_before_its_last_field_and_nowhere_else() {
        assert_eq!(up_to_null(&Both { a: None, b: None }).unwrap(), br#"{"a":null,"b":"#);
        up_to_null(&Both { a: None, b: Some("null") }).unwrap_err();
    }
}
