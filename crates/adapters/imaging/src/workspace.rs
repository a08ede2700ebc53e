//! Memory that is lent to one picture after another.
//!
//! A decoded photograph takes 72 MB. Asking the system for as much afresh, and touching every page of it for the first time,
//! costs a sixth of the whole ingest; a queue of pictures therefore shares its buffers. Once no picture has come for a
//! while they are given back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use atelier_resample::Resampler;

/// How long memory is kept after the last picture.
const KEPT_FOR: Duration = Duration::from_secs(10);

/// Larger buffers are rare and are not kept.
const MAX_KEPT: usize = 160 * 1024 * 1024;

/// What one picture needs at a time.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// The bytes of the original, until they have been decoded.
    pub(crate) file: Vec<u8>,
    /// Its decoded samples.
    pub(crate) samples: Vec<u8>,
    /// Keeps the half-resized picture between its two passes.
    pub(crate) resampler: Resampler,
}

impl Workspace {
    /// A buffer of the given length, filled with zeroes: should a decoder leave a gap in a crafted file, it must never show
    /// somebody else's picture.
    pub(crate) fn take_samples(&mut self, length: usize) -> Vec<u8> {
        let mut samples = std::mem::take(&mut self.samples);
        samples.clear();
        samples.resize(length, 0);
        samples
    }

    fn trim(&mut self) {
        for buffer in [&mut self.file, &mut self.samples] {
            if buffer.capacity() > MAX_KEPT {
                *buffer = Vec::new();
            }
        }
        if self.resampler.kept() > MAX_KEPT {
            self.resampler.release();
        }
    }
}

/// The workspaces that nobody is using.
#[derive(Debug, Default)]
pub(crate) struct Workspaces {
    idle: Mutex<Vec<Workspace>>,
    /// Counts uses, so that a pending release knows whether there was one since.
    uses: AtomicU64,
}

impl Workspaces {
    pub(crate) fn take(&self) -> Workspace {
        self.uses.fetch_add(1, Ordering::Relaxed);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    pub(crate) fn give_back(&self, mut workspace: Workspace) {
        workspace.trim();
        self.uses.fetch_add(1, Ordering::Relaxed);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(workspace);
    }

    /// Frees the memory after a while, unless it is used again until then. Must be called within a tokio runtime.
    pub(crate) fn release_later(self: &Arc<Self>) {
        let (workspaces, seen) = (Arc::downgrade(self), self.uses.load(Ordering::Relaxed));
        tokio::spawn(async move {
            tokio::time::sleep(KEPT_FOR).await;
            if let Some(workspaces) = workspaces.upgrade()
                && workspaces.uses.load(Ordering::Relaxed) == seen
            {
                workspaces.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(workspaces: &Workspaces) -> usize {
        workspaces.idle.lock().unwrap().iter().map(|workspace| workspace.samples.capacity()).sum()
    }

    fn use_once(workspaces: &Workspaces, length: usize) {
        let mut workspace = workspaces.take();
        workspace.samples = workspace.take_samples(length);
        workspaces.give_back(workspace);
    }

    #[test]
    fn the_next_picture_gets_the_memory_of_the_last() {
        let workspaces = Workspaces::default();
        use_once(&workspaces, 5_000);
        use_once(&workspaces, 3_000);
        assert_eq!((held(&workspaces), workspaces.idle.lock().unwrap().len()), (5_000, 1));
    }

    #[test]
    fn nothing_of_the_last_picture_is_left_in_its_memory() {
        let mut workspace = Workspace { samples: vec![77; 500], ..Workspace::default() };
        assert_eq!(workspace.take_samples(400), vec![0; 400]);
    }

    #[test]
    fn the_memory_of_a_huge_picture_is_not_kept() {
        let workspaces = Workspaces::default();
        let mut workspace = workspaces.take();
        workspace.samples = Vec::with_capacity(MAX_KEPT + 1);
        workspaces.give_back(workspace);
        assert_eq!(held(&workspaces), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_given_back_when_nothing_comes_any_more() {
        let workspaces = Arc::new(Workspaces::default());
        use_once(&workspaces, 1_000);
        workspaces.release_later();
        tokio::time::sleep(KEPT_FOR / 2).await;
        use_once(&workspaces, 1_000);
        workspaces.release_later();
        tokio::time::sleep(KEPT_FOR * 3 / 4).await;
        assert_eq!(held(&workspaces), 1_000, "it was used in between");
        tokio::time::sleep(KEPT_FOR / 2).await;
        assert_eq!(held(&workspaces), 0);
    }
}
