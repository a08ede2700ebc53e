//! What every use case has at hand.

use std::sync::Arc;
use std::time::{Duration, Instant};

use atelier_domain::access::{Actor, Context};
use atelier_domain::events::{Event, EventKind};
use atelier_domain::{StudioId, Timestamp, UserId};
use serde_json::Value;

use crate::AppResult;
use crate::error::AppError;
use crate::ports::{Clock, Mode, Store, TokenSource, Tx};

/// Store, time and randomness.
#[derive(Clone)]
pub struct Kernel {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub tokens: Arc<dyn TokenSource>,
}

impl Kernel {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub async fn read(&self) -> AppResult<Tx> {
        Ok(self.store.begin(Mode::Read).await?)
    }

    pub async fn write(&self) -> AppResult<Tx> {
        Ok(self.store.begin(Mode::Write).await?)
    }
}

/// How often a transaction begins again that the database gave up.
const REPEATS: usize = 4;

/// For how long a transaction may have run that begins again: one that has waited its time out will again.
const REPEATED_WITHIN: Duration = Duration::from_secs(2);

/// Does the work, a transaction of its own, again if the database gave it up in favour of another. However rows are
/// ordered, MySQL lets two wait for each other over an index by which one reads and which the other changes.
pub(crate) async fn repeated<T>(work: impl AsyncFn() -> AppResult<T>) -> AppResult<T> {
    let begun = Instant::now();
    for _ in 0..REPEATS {
        match work().await {
            Err(AppError::Busy) if begun.elapsed() < REPEATED_WITHIN => {}
            outcome => return outcome,
        }
    }
    work().await
}

/// Refuses a change to a row that is not as the caller last saw it. `None` asks for no check.
pub fn ensure_version(current: i64, expected: Option<i64>) -> AppResult<()> {
    match expected {
        Some(version) if version != current => Err(AppError::VersionMismatch { current }),
        _ => Ok(()),
    }
}

/// Something that a person did, or a program with a person's API token, or a guest by a link, which is told then.
pub fn did(actor: &Actor, kind: EventKind, subject: Context, mut payload: Value) -> Event {
    if let Value::Object(facts) = &mut payload {
        if let Some(token) = actor.api_token() {
            facts.insert("by_api_token_id".to_owned(), token.0.into());
        }
        if let Some(link) = actor.share_link() {
            facts.insert("by_share_link_id".to_owned(), link.0.into());
        }
    }
    Event {
        studio: actor.studio,
        kind,
        subject: Some(subject),
        // Background work has no person behind it.
        actor: (actor.user != UserId(0)).then_some(actor.user),
        payload,
        occurred_at: actor.now,
    }
}

/// Something that happened without a signed-in person.
pub fn happened(
    studio: StudioId,
    kind: EventKind,
    subject: Option<Context>,
    actor: Option<UserId>,
    payload: Value,
    now: Timestamp,
) -> Event {
    Event { studio, kind, subject, actor, payload, occurred_at: now }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn what_the_database_gave_up_begins_again_and_nothing_else_does() {
        let begun = Cell::new(0);
        let giving_up = async |times: i32, error: fn() -> AppError| {
            begun.set(0);
            let outcome = repeated(async || {
                begun.set(begun.get() + 1);
                if begun.get() <= times { Err(error()) } else { Ok(()) }
            });
            (outcome.await.is_ok(), begun.get())
        };
        assert_eq!(giving_up(0, || AppError::Busy).await, (true, 1));
        assert_eq!(giving_up(3, || AppError::Busy).await, (true, 4));
        assert_eq!(giving_up(99, || AppError::Busy).await, (false, 5));
        assert_eq!(giving_up(1, || AppError::NotFound).await, (false, 1));
    }
}
