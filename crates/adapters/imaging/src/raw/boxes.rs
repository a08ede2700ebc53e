//! The boxes of an ISO media file, without what is in them.

use std::io::{BufRead, Seek};

use atelier_application::ports::ImageError;

use crate::errors::damaged;
use crate::source::Source;

/// A box, by where its content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MediaBox {
    pub(super) kind: [u8; 4],
    /// Of a box of the kind `uuid`.
    pub(super) uuid: Option<[u8; 16]>,
    pub(super) start: u64,
    pub(super) end: u64,
}

/// Reads boxes, and not more of them than any camera writes.
pub(super) struct Boxes {
    left: usize,
}

impl Boxes {
    pub(super) const fn new() -> Self {
        Self { left: 2048 }
    }

    /// The boxes from `start` to `end`, and what is wrong behind them if something is.
    pub(super) fn between<R: BufRead + Seek>(
        &mut self,
        source: &mut Source<R>,
        start: u64,
        end: u64,
    ) -> (Vec<MediaBox>, Option<ImageError>) {
        let mut found = Vec::new();
        let mut at = start;
        while at < end && end - at >= 8 && self.left > 0 {
            self.left -= 1;
            match next(source, at, end) {
                Ok(found_here) => {
                    at = found_here.end;
                    found.push(found_here);
                }
                Err(error) => return (found, Some(error)),
            }
        }
        (found, None)
    }

    /// The first box at the end of a path of kinds.
    pub(super) fn descend<R: BufRead + Seek>(
        &mut self,
        source: &mut Source<R>,
        from: MediaBox,
        path: &[[u8; 4]],
    ) -> Option<MediaBox> {
        path.iter().try_fold(from, |parent, kind| {
            let (children, _) = self.between(source, parent.start, parent.end);
            children.into_iter().find(|child| child.kind == *kind)
        })
    }
}

fn next<R: BufRead + Seek>(source: &mut Source<R>, at: u64, end: u64) -> Result<MediaBox, ImageError> {
    source.seek(at)?;
    let size = u32::from_be_bytes(source.array()?);
    let kind = source.array()?;
    let size = match size {
        // It goes on to the end.
        0 => end - at,
        1 => u64::from_be_bytes(source.array()?),
        size => size.into(),
    };
    let uuid = if kind == *b"uuid" { Some(source.array()?) } else { None };
    let start = source.position();
    match at.checked_add(size) {
        Some(its_end) if (start..=end).contains(&its_end) => Ok(MediaBox { kind, uuid, start, end: its_end }),
        // What is cut off still has its beginning.
        Some(its_end) if its_end > end => Ok(MediaBox { kind, uuid, start, end: start.max(end) }),
        _ => Err(damaged(format!("the box at byte {at} has no size"))),
    }
}
