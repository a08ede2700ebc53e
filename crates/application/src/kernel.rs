//! What every use case has at hand.

use std::sync::Arc;

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
