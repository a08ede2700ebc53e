//! RAF: a fixed header that says where a whole camera JPEG is, with all metadata in it.

use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;

use super::Container;
use crate::source::Source;

/// Behind the signature, the version and the name of the camera.
const OFFSETS: u64 = 84;

/// The table of the sensor's data has about twenty entries.
const MAX_ENTRIES: u32 = 256;

/// Height and width of the part of the sensor's picture that is meant to be seen.
const CROPPED_SIZE: u16 = 0x0111;

pub(super) fn read<R: BufRead + Seek>(
    source: &mut Source<R>,
    container: &mut Container,
) -> Result<(), ImageError> {
    source.seek(OFFSETS)?;
    let [jpeg, length, table] = [(); 3].map(|()| source.array().map(u32::from_be_bytes));
    container.propose(jpeg?.into(), length?.into());
    source.seek(table?.into())?;
    let entries = u32::from_be_bytes(source.array()?).min(MAX_ENTRIES);
    for _ in 0..entries {
        let tag = u16::from_be_bytes(source.array()?);
        let size = u64::from(u16::from_be_bytes(source.array()?));
        if tag == CROPPED_SIZE && size >= 4 {
            let [h1, h0, w1, w0] = source.array()?;
            container
                .measure(Some((u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into())));
            return Ok(());
        }
        source.skip(size)?;
    }
    Ok(())
}
