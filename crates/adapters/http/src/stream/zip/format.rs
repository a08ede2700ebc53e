//! The bytes of a ZIP archive around the bytes of its files: stored, not deflated, because pictures do not get smaller.
//!
//! It is written front to back without ever going back. The checksum of a file is not known before its bytes have gone
//! by, so it stands behind them (bit 3); its size is known, and stands before them too, for readers that go front to
//! back as well. What passes four gibibytes or 65,535 files is written as ZIP64, and only that.
//!
//! The layout is that of APPNOTE.TXT 6.3.10, sections 4.3 and 4.4.

use chrono::{Datelike, NaiveDateTime, Timelike};

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;
const END: u32 = 0x0605_4b50;

/// A descriptor follows (bit 3), names are UTF-8 (bit 11).
const FLAGS: u16 = 0x0808;
const STORED: u16 = 0;
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;
/// Made on Unix, so that the mode below counts.
const MADE_BY: u16 = (3 << 8) | VERSION_64;
/// A plain file that its owner may write and everybody read.
const MODE: u32 = 0o100_644 << 16;
const EXTRA_64: u16 = 1;

/// What says that the number stands elsewhere, in eight bytes.
const ELSEWHERE_32: u32 = u32::MAX;
const ELSEWHERE_16: u16 = u16::MAX;

/// Writes archives. It remembers some hundred bytes of each file, for the directory at the end, and no byte of them.
#[derive(Debug, Default)]
pub(super) struct ZipWriter {
    position: u64,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: Box<str>,
    time: (u16, u16),
    size: u64,
    crc: u32,
    position: u64,
}

/// Bytes that are being put together.
#[derive(Default)]
struct Buffer(Vec<u8>);

impl Buffer {
    fn short(&mut self, value: u16) -> &mut Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn long(&mut self, value: u32) -> &mut Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn quad(&mut self, value: u64) -> &mut Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn text(&mut self, text: &[u8]) -> &mut Self {
        self.0.extend(text);
        self
    }
}

/// The number in four bytes, if it fits; the largest one says that it stands elsewhere.
fn narrow(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(ELSEWHERE_32)
}

fn is_wide(value: u64) -> bool {
    value >= u64::from(ELSEWHERE_32)
}

impl ZipWriter {
    /// What comes before the bytes of a file, of which there MUST be exactly `size`. Names are at most 65,535 bytes, and
    /// in practice some two hundred.
    pub(super) fn begin(&mut self, name: &str, size: u64, modified: NaiveDateTime) -> Vec<u8> {
        let time = dos_time(modified);
        let wide = is_wide(size);
        let stated = if wide { ELSEWHERE_32 } else { narrow(size) };
        let mut bytes = Buffer::default();
        bytes
            .long(LOCAL)
            .short(if wide { VERSION_64 } else { VERSION })
            .short(FLAGS)
            .short(STORED)
            .short(time.1)
            .short(time.0)
            .long(0)
            .long(stated)
            .long(stated)
            .short(length(name))
            .short(if wide { 20 } else { 0 })
            .text(name.as_bytes());
        if wide {
            bytes.short(EXTRA_64).short(16).quad(size).quad(size);
        }
        self.entries.push(Entry { name: name.into(), time, size, crc: 0, position: self.position });
        self.position += bytes.0.len() as u64 + size;
        bytes.0
    }

    /// What comes behind the bytes of the file that was begun last.
    pub(super) fn end(&mut self, crc: u32) -> Vec<u8> {
        let mut bytes = Buffer::default();
        let Some(entry) = self.entries.last_mut() else { return bytes.0 };
        entry.crc = crc;
        bytes.long(DESCRIPTOR).long(crc);
        if is_wide(entry.size) {
            bytes.quad(entry.size).quad(entry.size);
        } else {
            bytes.long(narrow(entry.size)).long(narrow(entry.size));
        }
        self.position += bytes.0.len() as u64;
        bytes.0
    }

    /// The line of the directory for each file, in pieces that are small whatever their number, and then its end.
    pub(super) fn directory(self) -> impl Iterator<Item = Vec<u8>> {
        let start = self.position;
        let count = self.entries.len() as u64;
        let mut lines = self.entries.into_iter();
        let mut size = 0_u64;
        let mut ended = false;
        std::iter::from_fn(move || match lines.next() {
            Some(entry) => {
                let line = line(&entry);
                size += line.len() as u64;
                Some(line)
            }
            None if ended => None,
            None => {
                ended = true;
                Some(end_of_directory(start, size, count))
            }
        })
    }
}

fn length(name: &str) -> u16 {
    u16::try_from(name.len()).unwrap_or(u16::MAX)
}

fn line(entry: &Entry) -> Vec<u8> {
    let Entry { name, time, size, crc, position } = entry;
    let mut extra = Buffer::default();
    if is_wide(*size) {
        extra.quad(*size).quad(*size);
    }
    if is_wide(*position) {
        extra.quad(*position);
    }
    let wide = !extra.0.is_empty();
    let mut bytes = Buffer::default();
    bytes
        .long(CENTRAL)
        .short(MADE_BY)
        .short(if wide { VERSION_64 } else { VERSION })
        .short(FLAGS)
        .short(STORED)
        .short(time.1)
        .short(time.0)
        .long(*crc)
        .long(narrow(*size))
        .long(narrow(*size))
        .short(length(name))
        // At most 24 and 4 bytes.
        .short(if wide { extra.0.len() as u16 + 4 } else { 0 })
        .short(0)
        .short(0)
        .short(0)
        .long(MODE)
        .long(narrow(*position))
        .text(name.as_bytes());
    if wide {
        bytes.short(EXTRA_64).short(extra.0.len() as u16).text(&extra.0);
    }
    bytes.0
}

fn end_of_directory(start: u64, size: u64, count: u64) -> Vec<u8> {
    let mut bytes = Buffer::default();
    let many = count >= u64::from(ELSEWHERE_16);
    if many || is_wide(start) || is_wide(size) {
        bytes
            .long(END_64)
            .quad(44)
            .short(MADE_BY)
            .short(VERSION_64)
            .long(0)
            .long(0)
            .quad(count)
            .quad(count)
            .quad(size)
            .quad(start)
            .long(LOCATOR_64)
            .long(0)
            .quad(start + size)
            .long(1);
    }
    let count = u16::try_from(count).unwrap_or(ELSEWHERE_16);
    bytes
        .long(END)
        .short(0)
        .short(0)
        .short(count)
        .short(count)
        .long(narrow(size))
        .long(narrow(start))
        .short(0);
    bytes.0
}

/// Date and time as DOS kept them: from 1980, in steps of two seconds, without a zone.
fn dos_time(at: NaiveDateTime) -> (u16, u16) {
    const FIRST: (u16, u16) = ((1 << 5) | 1, 0);
    const LAST: (u16, u16) = ((127 << 9) | (12 << 5) | 31, (23 << 11) | (59 << 5) | 29);
    let years = match at.year() {
        year if year < 1980 => return FIRST,
        year if year > 2107 => return LAST,
        year => year.unsigned_abs() - 1980,
    };
    // Each part is far below its bits.
    let part = |value: u32, shift: u16| (value as u16) << shift;
    let date = part(years, 9) | part(at.month(), 5) | part(at.day(), 0);
    let time = part(at.hour(), 11) | part(at.minute(), 5) | part(at.second() / 2, 0);
    (date, time)
}

#[cfg(test)]
mod tests;
