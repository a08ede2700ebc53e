//! JSON as it is sent: bytes are base64.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

/// Bytes that [`to_vec`] writes in base64.
#[derive(Debug)]
pub(crate) struct Base64(pub Vec<u8>);

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// The value as it is sent.
pub(crate) fn to_vec<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::with_capacity(1_024);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, Sent))?;
    Ok(json)
}

/// As [`to_vec`], as text.
pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    String::from_utf8(to_vec(value)?).map_err(serde_json::Error::custom)
}

/// So many bytes are encoded at a time; it is a multiple of three, so that nothing has to be filled up in between.
const AT_ONCE: usize = 3 * 1_024;

struct Sent;

impl Formatter for Sent {
    /// JSON escapes nothing of base64, so nobody looks for what is to be escaped: most of a page of photographs is
    /// pictures.
    fn write_byte_array<W: ?Sized + Write>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        let mut text = [0; AT_ONCE / 3 * 4];
        writer.write_all(b"\"")?;
        for chunk in bytes.chunks(AT_ONCE) {
            let length = STANDARD.encode_slice(chunk, &mut text).map_err(io::Error::other)?;
            writer.write_all(text.get(..length).unwrap_or_default())?;
        }
        writer.write_all(b"\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_any_length_are_base64() {
        for length in [0, 1, 2, 3, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE + 2] {
            let bytes: Vec<u8> = (0..length).map(|at| (at * 7 % 256) as u8).collect();
            let wanted = format!("{{\"a\":\"{}\",\"b\":\"\\\"\"}}", STANDARD.encode(&bytes));
            #[derive(Serialize)]
            struct Both {
                a: Base64,
                b: &'static str,
            }
            let json = to_vec(&Both { a: Base64(bytes), b: "\"" }).unwrap();
            assert_eq!(String::from_utf8(json).unwrap(), wanted, "{length} bytes");
        }
    }
}
