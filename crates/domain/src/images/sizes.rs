//! How large a picture is in each of its sizes.

/// The size with the longer side at most `long_edge`; never larger than it was, and never without area.
pub fn fit(width: u32, height: u32, long_edge: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= long_edge {
        return (width, height);
    }
    let scaled = |side: u32| {
        let exact = (u64::from(side) * u64::from(long_edge) + u64::from(longer) / 2) / u64::from(longer);
        u32::try_from(exact).unwrap_or(long_edge).max(1)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_side_fits_and_nothing_is_enlarged() {
        assert_eq!(fit(6000, 4000, 2048), (2048, 1365));
        assert_eq!(fit(4000, 6000, 2048), (1365, 2048));
        assert_eq!(fit(100, 50, 150), (100, 50));
        assert_eq!(fit(60_000, 1, 150), (150, 1));
        assert_eq!(fit(u32::MAX, u32::MAX, 2048), (2048, 2048));
    }
}
