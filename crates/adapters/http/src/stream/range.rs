//! Parts of a file (RFC 9110, section 14).

use std::ops::Range;

/// What a `Range` header asks of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: there is no header, it is not understood, or it asks for several parts at once.
    Whole,
    /// Bytes from `start`, up to but without `end`.
    Bytes(Range<u64>),
    /// Nothing of what is asked for is there: 416.
    Outside,
}

/// Reads a `Range` header for a file of `size` bytes.
pub(super) fn part(header: Option<&str>, size: u64) -> Part {
    let Some(ranges) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
        return Part::Whole;
    };
    if ranges.contains(',') {
        return Part::Whole;
    }
    let Some((first, last)) = ranges.trim().split_once('-') else { return Part::Whole };
    match (number(first), number(last)) {
        (Number::Is(start), Number::Is(last)) if last < start => Part::Whole,
        (Number::Is(start), _) if start >= size => Part::Outside,
        (Number::Is(start), Number::Is(last)) => Part::Bytes(start..last.saturating_add(1).min(size)),
        (Number::Is(start), Number::None) => Part::Bytes(start..size),
        (Number::None, Number::Is(0)) => Part::Outside,
        (Number::None, Number::Is(_)) if size == 0 => Part::Outside,
        (Number::None, Number::Is(length)) => Part::Bytes(size.saturating_sub(length)..size),
        _ => Part::Whole,
    }
}

enum Number {
    None,
    Is(u64),
    Bad,
}

fn number(text: &str) -> Number {
    match text.trim() {
        "" => Number::None,
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            // A number that no file reaches is still a number.
            Number::Is(digits.parse().unwrap_or(u64::MAX))
        }
        _ => Number::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_served_and_everything_odd_is_the_whole() {
        let cases = [
            ("bytes=0-9", Part::Bytes(0..10)),
            ("bytes=0-", Part::Bytes(0..100)),
            ("bytes=90-1000", Part::Bytes(90..100)),
            ("bytes=-10", Part::Bytes(90..100)),
            ("bytes=-1000", Part::Bytes(0..100)),
            ("bytes= 5 - 6 ", Part::Bytes(5..7)),
            ("bytes=99-99", Part::Bytes(99..100)),
            ("bytes=100-", Part::Outside),
            ("bytes=99999999999999999999-", Part::Outside),
            ("bytes=0-99999999999999999999", Part::Bytes(0..100)),
            ("bytes=-0", Part::Outside),
            ("bytes=9-0", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=1-2", Part::Whole),
        ];
        for (header, expected) in cases {
            assert_eq!(part(Some(header), 100), expected, "{header}");
        }
        assert_eq!(part(None, 100), Part::Whole);
        assert_eq!(part(Some("bytes=0-"), 0), Part::Outside);
        assert_eq!(part(Some("bytes=-1"), 0), Part::Outside);
    }
}
