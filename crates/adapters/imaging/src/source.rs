//! A file read front to back, with every length checked against what is left.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

use atelier_application::ports::ImageError;

use crate::errors::{processor, reading, truncated, writing};

/// A reader that knows where it is and where it ends, so that a length found in a file never allocates more than the file
/// itself has.
pub(crate) struct Source<R> {
    reader: R,
    position: u64,
    length: u64,
}

impl Source<BufReader<File>> {
    pub(crate) fn open(path: &Path) -> Result<Self, ImageError> {
        let file = File::open(path).map_err(|error| reading(&error))?;
        let length = file.metadata().map_err(|error| reading(&error))?.len();
        Ok(Self { reader: BufReader::with_capacity(64 * 1024, file), position: 0, length })
    }
}

impl<'a> Source<Cursor<&'a [u8]>> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self { reader: Cursor::new(bytes), position: 0, length: bytes.len() as u64 }
    }
}

impl<R: BufRead + Seek> Source<R> {
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn remaining(&self) -> u64 {
        self.length.saturating_sub(self.position)
    }

    fn reserve(&self, count: u64) -> Result<(), ImageError> {
        if count <= self.remaining() {
            return Ok(());
        }
        Err(truncated(format!(
            "{count} bytes are missing or cut off at byte {} of {}",
            self.position, self.length
        )))
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ImageError> {
        self.reserve(N as u64)?;
        let mut bytes = [0; N];
        self.reader.read_exact(&mut bytes).map_err(|error| reading(&error))?;
        self.position += N as u64;
        Ok(bytes)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, ImageError> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    /// Reads `count` bytes into memory. The caller bounds `count`; the end of the file bounds it too.
    pub(crate) fn bytes(&mut self, count: u64) -> Result<Vec<u8>, ImageError> {
        self.reserve(count)?;
        let mut bytes = vec![0; usize::try_from(count).map_err(processor)?];
        self.reader.read_exact(&mut bytes).map_err(|error| reading(&error))?;
        self.position += count;
        Ok(bytes)
    }

    pub(crate) fn skip(&mut self, count: u64) -> Result<(), ImageError> {
        self.reserve(count)?;
        let offset = i64::try_from(count).map_err(processor)?;
        self.reader.seek_relative(offset).map_err(|error| reading(&error))?;
        self.position += count;
        Ok(())
    }

    pub(crate) fn seek(&mut self, position: u64) -> Result<(), ImageError> {
        self.reader.seek(SeekFrom::Start(position)).map_err(|error| reading(&error))?;
        self.position = position;
        Ok(())
    }

    /// A part of the file as a source of its own, which ends where the part ends. Positions are still those of the file.
    pub(crate) fn part(&mut self, offset: u64, length: u64) -> Result<Source<&mut R>, ImageError> {
        let end = offset.checked_add(length).filter(|end| *end <= self.length);
        let end =
            end.ok_or_else(|| truncated(format!("{length} bytes at byte {offset} are not within it")))?;
        self.seek(offset)?;
        Ok(Source { reader: &mut self.reader, position: offset, length: end })
    }

    /// Streams `count` bytes into `sink`.
    pub(crate) fn copy(&mut self, count: u64, sink: &mut impl Write) -> Result<(), ImageError> {
        self.reserve(count)?;
        let mut left = count;
        while left > 0 {
            let chunk = self.chunk()?;
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
            let part = chunk.get(..take).unwrap_or(chunk);
            if part.is_empty() {
                return Err(truncated("it ends in the middle of the image"));
            }
            sink.write_all(part).map_err(|error| writing(&error))?;
            self.consume(take);
            left -= take as u64;
        }
        Ok(())
    }

    /// Whatever is buffered; empty at the end of the file.
    pub(crate) fn chunk(&mut self) -> Result<&[u8], ImageError> {
        self.reader.fill_buf().map_err(|error| reading(&error))
    }

    pub(crate) fn consume(&mut self, count: usize) {
        self.reader.consume(count);
        self.position += count as u64;
    }

    pub(crate) fn read_up_to(&mut self, count: u64) -> Result<Vec<u8>, ImageError> {
        let mut bytes = Vec::new();
        self.reader.by_ref().take(count).read_to_end(&mut bytes).map_err(|error| reading(&error))?;
        self.position += bytes.len() as u64;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_beyond_the_end_of_the_file_is_truncation_and_allocates_nothing() {
        let mut source = Source::of(b"abcd");
        assert_eq!(source.bytes(u64::MAX).unwrap_err().code(), "truncated_image");
        assert_eq!(source.skip(5).unwrap_err().code(), "truncated_image");
        assert_eq!(source.copy(5, &mut Vec::new()).unwrap_err().code(), "truncated_image");
        assert_eq!(source.array::<4>().unwrap(), *b"abcd");
        assert_eq!(source.byte().unwrap_err().code(), "truncated_image");
    }

    #[test]
    fn a_part_ends_where_it_ends_and_must_be_within_the_file() {
        let mut source = Source::of(b"abcdef");
        let mut part = source.part(2, 3).unwrap();
        assert_eq!((part.array::<3>().unwrap(), part.position()), (*b"cde", 5));
        assert_eq!(part.byte().unwrap_err().code(), "truncated_image");
        for (offset, length) in [(2, 5), (7, 0), (u64::MAX, 2), (0, u64::MAX)] {
            assert_eq!(source.part(offset, length).err().unwrap().code(), "truncated_image");
        }
    }

    #[test]
    fn copying_and_skipping_move_the_position() {
        let mut source = Source::of(b"abcdef");
        let mut sink = Vec::new();
        source.skip(1).unwrap();
        source.copy(3, &mut sink).unwrap();
        assert_eq!((sink.as_slice(), source.position(), source.remaining()), (b"bcd".as_slice(), 4, 2));
    }
}
