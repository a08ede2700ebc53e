//! Directories and their entries.

use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;

use crate::errors::damaged;
use crate::exif_block::ByteOrder;
use crate::source::Source;

pub(crate) struct Directory {
    pub(crate) entries: Vec<Entry>,
    /// Where the next directory of the chain is; 0 if there is none.
    pub(crate) next: u64,
}

impl Directory {
    pub(crate) fn find(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) tag: u16,
    pub(crate) kind: u16,
    pub(crate) count: u32,
    /// The value itself if it has at most four bytes, else where it is.
    raw: [u8; 4],
}

impl Entry {
    /// Bytes of the whole value.
    pub(crate) fn size(&self) -> u64 {
        let unit = match self.kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => 0,
        };
        u64::from(self.count) * unit
    }

    /// Where the value is, if it has more than four bytes.
    pub(crate) fn place(&self, order: ByteOrder) -> Option<u64> {
        (self.size() > 4).then(|| order.read_long(self.raw).into())
    }

    pub(crate) fn read<R: BufRead + Seek>(
        &self,
        source: &mut Source<R>,
        order: ByteOrder,
    ) -> Result<Vec<u8>, ImageError> {
        let size = self.size();
        if size <= 4 {
            return Ok(self.raw.iter().copied().take(usize::try_from(size).unwrap_or(4)).collect());
        }
        source.seek(order.read_long(self.raw).into())?;
        source.bytes(size)
    }

    /// The first value of an entry that holds numbers in place.
    pub(crate) fn number(&self, order: ByteOrder) -> Option<u32> {
        let [a, b, ..] = self.raw;
        match (self.kind, self.count) {
            (3, 1..) => Some(order.read_short([a, b]).into()),
            (4 | 13, 1) => Some(order.read_long(self.raw)),
            _ => None,
        }
    }

    pub(crate) fn numbers<R: BufRead + Seek>(
        &self,
        source: &mut Source<R>,
        order: ByteOrder,
    ) -> Result<Vec<u32>, ImageError> {
        let bytes = self.read(source, order)?;
        match self.kind {
            3 => Ok(bytes.as_chunks::<2>().0.iter().map(|pair| order.read_short(*pair).into()).collect()),
            4 | 13 => Ok(bytes.as_chunks::<4>().0.iter().map(|four| order.read_long(*four)).collect()),
            kind => Err(damaged(format!("an offset is stored as type {kind}"))),
        }
    }
}

pub(crate) fn read_directory<R: BufRead + Seek>(
    source: &mut Source<R>,
    order: ByteOrder,
    at: u64,
) -> Result<Directory, ImageError> {
    source.seek(at)?;
    let count = order.read_short(source.array()?);
    let table = source.bytes(u64::from(count) * 12)?;
    let entries = table
        .as_chunks::<12>()
        .0
        .iter()
        .map(|&[t0, t1, k0, k1, c0, c1, c2, c3, a, b, c, d]| Entry {
            tag: order.read_short([t0, t1]),
            kind: order.read_short([k0, k1]),
            count: order.read_long([c0, c1, c2, c3]),
            raw: [a, b, c, d],
        })
        .collect();
    // Some writers forget the offset of the next directory when the file ends here.
    let next = if source.remaining() < 4 { 0 } else { order.read_long(source.array()?).into() };
    Ok(Directory { entries, next })
}
