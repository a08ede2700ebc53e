//! GIF: comments and private extensions are left out; the loop count and the colour profile stay.

use std::io::{self, BufRead, Seek, Write};

use atelier_application::ports::ImageError;

use super::{Kept, put};
use crate::errors::damaged;
use crate::source::Source;
use crate::structure::gif::{EXTENSION, IMAGE, TRAILER, blocks, frame, screen};

const PLAIN_TEXT: u8 = 0x01;
const GRAPHIC_CONTROL: u8 = 0xF9;
const COMMENT: u8 = 0xFE;
const APPLICATION: u8 = 0xFF;

/// The applications whose blocks change what is seen.
const KEPT: [&[u8; 11]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

pub(super) fn strip<R: BufRead + Seek>(
    source: &mut Source<R>,
    copy: &mut impl Write,
    kept: &Kept<'_>,
) -> Result<(), ImageError> {
    put(copy, &screen(source)?.bytes)?;
    loop {
        match source.byte()? {
            EXTENSION => extension(source, copy)?,
            IMAGE => {
                put(copy, &[IMAGE])?;
                frame(source, copy)?;
            }
            TRAILER => {
                comment(copy, kept)?;
                return put(copy, &[TRAILER]);
            }
            0 => {}
            other => return Err(damaged(format!("no block begins with byte {other:#04x}"))),
        }
    }
}

/// The notice. A GIF knows no EXIF.
fn comment(copy: &mut impl Write, kept: &Kept<'_>) -> Result<(), ImageError> {
    let Some(notice) = kept.notice else { return Ok(()) };
    let text = [Some(notice.copyright.as_str()), notice.creator.as_deref()];
    let text = text.into_iter().flatten().collect::<Vec<_>>().join("\n");
    put(copy, &[EXTENSION, COMMENT])?;
    for block in text.as_bytes().chunks(255) {
        // At most 255, by construction.
        put(copy, &[block.len() as u8])?;
        put(copy, block)?;
    }
    put(copy, &[0])
}

fn extension<R: BufRead + Seek>(source: &mut Source<R>, copy: &mut impl Write) -> Result<(), ImageError> {
    let label = source.byte()?;
    match label {
        PLAIN_TEXT | GRAPHIC_CONTROL => {
            put(copy, &[EXTENSION, label])?;
            blocks(source, copy)
        }
        APPLICATION => {
            let length = source.byte()?;
            let name = source.bytes(length.into())?;
            if KEPT.iter().any(|kept| kept.as_slice() == name) {
                put(copy, &[EXTENSION, label, length])?;
                put(copy, &name)?;
                blocks(source, copy)
            } else if length == 0 {
                Ok(())
            } else {
                blocks(source, &mut io::sink())
            }
        }
        _ => blocks(source, &mut io::sink()),
    }
}
