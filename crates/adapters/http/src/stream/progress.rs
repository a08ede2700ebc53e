//! Streams of progress: something is looked at again and again, until it is done.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, stream};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::events::Event;
use crate::problem::Problem;

/// How many streams may be open at once; each of them asks the database now and again.
const MAX_STREAMS: usize = 256;

/// How often a stream looks.
const TICK: Duration = Duration::from_millis(500);

/// The places for streams, shared by all workers.
#[derive(Debug, Clone)]
pub struct Streams(Arc<Semaphore>);

impl Default for Streams {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MAX_STREAMS)))
    }
}

impl Streams {
    /// A place, until it is dropped.
    pub(crate) fn enter(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let place = Arc::clone(&self.0).try_acquire_owned();
        place.map_err(|_| {
            let problem = Problem::new("rate_limited", "too many streams are open; try again in a moment");
            Problem { retry_after: Some(5), ..problem }
        })
    }
}

/// What one look finds.
#[derive(Debug)]
pub struct Seen<T> {
    pub body: T,
    pub is_done: bool,
}

/// `progress` whenever a look finds something else than the one before, and `done` at the end. `look` MUST ask for the
/// caller's rights anew, and find nothing once they have ended: that ends the stream.
pub fn progress<T: Serialize>(
    place: OwnedSemaphorePermit,
    look: impl AsyncFnMut() -> Option<Seen<T>> + 'static,
) -> impl Stream<Item = Event> + 'static {
    let watch = Watch { look, last: None, is_done: false, _place: place };
    stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((event, watch))
    })
}

struct Watch<L> {
    look: L,
    last: Option<Event>,
    is_done: bool,
    _place: OwnedSemaphorePermit,
}

impl<L> Watch<L> {
    async fn next<T: Serialize>(&mut self) -> Option<Event>
    where
        L: AsyncFnMut() -> Option<Seen<T>>,
    {
        while !self.is_done {
            if self.last.is_some() {
                tokio::time::sleep(TICK).await;
            }
            let Seen { body, is_done } = (self.look)().await?;
            self.is_done = is_done;
            let event = Event::json(if is_done { "done" } else { "progress" }, &body).ok()?;
            if self.last.as_ref() != Some(&event) {
                self.last = Some(event.clone());
                return Some(event);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    #[test]
    fn only_so_many_streams_are_open_at_once() {
        let streams = Streams::default();
        let mut places: Vec<_> = (0..MAX_STREAMS).map(|_| streams.enter().unwrap()).collect();
        assert_eq!(streams.enter().unwrap_err().status.as_u16(), 429);
        places.pop();
        assert!(streams.enter().is_ok());
    }

    async fn told(looks: Vec<Option<(u8, bool)>>) -> Vec<Event> {
        tokio::time::pause();
        let mut looks = looks.into_iter();
        let look = async move || {
            let (body, is_done) = looks.next().flatten()?;
            Some(Seen { body, is_done })
        };
        progress(Streams::default().enter().unwrap(), look).collect().await
    }

    #[actix_web::test]
    async fn changes_are_told_once_and_the_end_even_if_nothing_changed() {
        let looks =
            vec![Some((1, false)), Some((1, false)), Some((2, false)), Some((2, true)), Some((3, true))];
        let expected = [("progress", 1), ("progress", 2), ("done", 2)];
        let expected: Vec<_> = expected.iter().map(|(name, body)| Event::json(name, body).unwrap()).collect();
        assert_eq!(told(looks).await, expected);
    }

    #[actix_web::test]
    async fn whose_access_ends_is_told_nothing_more() {
        let looks = vec![Some((1, false)), None, Some((2, true))];
        assert_eq!(told(looks).await, [Event::json("progress", &1).unwrap()]);
    }
}
