//! How much one file may cost.

use std::num::NonZeroUsize;

/// The bounds that every file is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImagingLimits {
    /// The largest file that is looked at, in bytes.
    pub max_bytes: u64,
    /// The largest picture that is decoded, in pixels. It bounds memory: a decoded pixel takes three or four bytes, twice
    /// that for 16-bit files, and up to nine while a progressive JPEG is decoded.
    pub max_pixels: u64,
    /// How many pictures are decoded at a time. A very large picture counts as several, so that together they never have
    /// more than about `max_pixels` in memory.
    pub threads: NonZeroUsize,
}

impl Default for ImagingLimits {
    fn default() -> Self {
        Self {
            max_bytes: 512 * 1024 * 1024,
            max_pixels: 100_000_000,
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        }
    }
}

impl ImagingLimits {
    /// How many of the `threads` permits a picture takes while it is decoded.
    pub(crate) fn permits_for(&self, pixels: u64) -> u32 {
        let threads = self.threads.get() as u64;
        let share = (self.max_pixels / threads).max(1);
        pixels.div_ceil(share).clamp(1, threads).try_into().unwrap_or(u32::MAX)
    }

    /// Refuses a picture that has no area or too much of it.
    pub(crate) fn check_dimensions(
        &self,
        width: u32,
        height: u32,
    ) -> Result<(), atelier_application::ports::ImageError> {
        if width == 0 || height == 0 {
            return Err(crate::errors::damaged(format!("it says that it has {width} × {height} pixels")));
        }
        if u64::from(width) * u64::from(height) > self.max_pixels {
            return Err(atelier_application::ports::ImageError::TooManyPixels {
                width,
                height,
                max: self.max_pixels,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(threads: usize) -> ImagingLimits {
        ImagingLimits { threads: NonZeroUsize::new(threads).unwrap(), ..ImagingLimits::default() }
    }

    #[test]
    fn an_ordinary_picture_takes_one_permit_and_a_huge_one_takes_them_all() {
        assert_eq!(limits(2).permits_for(24_000_000), 1);
        assert_eq!(limits(2).permits_for(50_000_000), 1);
        assert_eq!(limits(2).permits_for(50_000_001), 2);
        assert_eq!(limits(8).permits_for(24_000_000), 2);
        assert_eq!(limits(8).permits_for(100_000_000), 8);
        assert_eq!(limits(1).permits_for(u64::MAX), 1);
    }

    #[test]
    fn a_picture_needs_an_area_within_the_bound() {
        assert_eq!(limits(1).check_dimensions(10_000, 10_000), Ok(()));
        assert_eq!(limits(1).check_dimensions(10_001, 10_000).unwrap_err().code(), "too_many_pixels");
        assert_eq!(limits(1).check_dimensions(u32::MAX, u32::MAX).unwrap_err().code(), "too_many_pixels");
        assert_eq!(limits(1).check_dimensions(0, 5).unwrap_err().code(), "damaged_image");
    }
}
