//! How many archives a studio sends at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use atelier_domain::StudioId;

use crate::{AppError, AppResult};

/// After how many seconds to ask again for a place.
const RETRY_AFTER: i64 = 30;

/// The places of this process.
#[derive(Debug)]
pub(super) struct Places {
    per_studio: usize,
    taken: Mutex<HashMap<StudioId, usize>>,
}

/// A place that is taken until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    studio: StudioId,
}

impl Places {
    pub(super) fn new(per_studio: usize) -> Arc<Self> {
        Arc::new(Self { per_studio, taken: Mutex::default() })
    }

    pub(super) fn enter(self: &Arc<Self>, studio: StudioId) -> AppResult<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(studio).or_default();
        if *count >= self.per_studio {
            return Err(AppError::TooManyAttempts { code: "too_many_downloads", retry_after: RETRY_AFTER });
        }
        *count += 1;
        Ok(Place { places: Arc::clone(self), studio })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.studio) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.studio);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_studio_has_its_places_and_gets_them_back() {
        let places = Places::new(2);
        let first = places.enter(StudioId(1)).unwrap();
        let _second = places.enter(StudioId(1)).unwrap();
        assert_eq!(places.enter(StudioId(1)).unwrap_err().code(), "too_many_downloads");
        assert!(places.enter(StudioId(2)).is_ok());
        drop(first);
        assert!(places.enter(StudioId(1)).is_ok());
        assert_eq!(places.taken.lock().unwrap().len(), 1);
    }
}
