//! Answers that are kept as they are sent, for what people look at again and again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use atelier_domain::UserId;

use crate::pieces::Pieces;
use crate::problem::ApiResult;

/// How many bytes are kept in all, and of one answer: a larger one is an export, and is seen once.
const ROOM: usize = 32 * 1024 * 1024;
const ANSWER_MAX: usize = 1024 * 1024;

/// A part of somebody's library in one of its states. What it shows is right for as long as that is the state, so nothing
/// that is kept can grow stale.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AnswerKey {
    owner: UserId,
    version: i64,
    /// What was asked for, with everything that the answer depends on.
    question: String,
}

impl AnswerKey {
    pub fn new(owner: UserId, version: i64, question: String) -> Self {
        Self { owner, version, question }
    }
}

/// A body with its tag.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(crate) etag: String,
    pub(crate) body: Pieces,
    pub(crate) packed: bool,
}

/// The answers that are kept, and the order in which they came: the oldest goes when there is no room.
#[derive(Debug, Default)]
pub struct Answers {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_key: HashMap<AnswerKey, Answer>,
    in_order: VecDeque<AnswerKey>,
    bytes: usize,
}

impl Kept {
    fn put(&mut self, key: AnswerKey, answer: Answer) {
        let size = answer.body.size();
        if size > ANSWER_MAX {
            return;
        }
        match self.by_key.insert(key.clone(), answer) {
            Some(before) => self.bytes = self.bytes.saturating_sub(before.body.size()),
            None => self.in_order.push_back(key),
        }
        self.bytes += size;
        while self.bytes > ROOM
            && let Some(oldest) = self.in_order.pop_front()
        {
            let gone = self.by_key.remove(&oldest).map_or(0, |answer| answer.body.size());
            self.bytes = self.bytes.saturating_sub(gone);
        }
    }
}

impl Answers {
    /// The answer that is kept, or else the one that `make` gives. Who may ask, the caller has found out before.
    pub async fn of(
        &self,
        key: AnswerKey,
        make: impl AsyncFnOnce() -> ApiResult<Answer>,
    ) -> ApiResult<Answer> {
        if let Some(known) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).by_key.get(&key) {
            return Ok(known.clone());
        }
        let answer = make().await?;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(key, answer.clone());
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;

    use super::*;

    fn key(version: i64, question: &str) -> AnswerKey {
        AnswerKey::new(UserId(1), version, question.to_owned())
    }

    fn answer(size: usize) -> Answer {
        Answer { etag: size.to_string(), body: Bytes::from(vec![b'x'; size]).into(), packed: false }
    }

    #[actix_web::test]
    async fn an_answer_is_made_once_for_each_state_and_question() {
        let answers = Answers::default();
        let made = |size: usize| async move || Ok(answer(size));
        let found = async |key, size| answers.of(key, made(size)).await.unwrap().body.size();
        assert_eq!(found(key(1, "list"), 10).await, 10);
        assert_eq!(found(key(1, "list"), 20).await, 10);
        assert_eq!(found(key(2, "list"), 30).await, 30);
        assert_eq!(found(AnswerKey::new(UserId(2), 1, "list".to_owned()), 40).await, 40);
    }

    #[test]
    fn the_oldest_go_when_there_is_no_room_and_the_largest_are_not_kept() {
        let mut kept = Kept::default();
        for number in 0..40 {
            kept.put(key(number, ""), answer(ANSWER_MAX));
        }
        kept.put(key(40, ""), answer(ANSWER_MAX + 1));
        kept.put(key(39, ""), answer(10));
        assert_eq!((kept.by_key.len(), kept.in_order.len()), (32, 32));
        assert_eq!(kept.bytes, 31 * ANSWER_MAX + 10);
        assert!(kept.by_key.contains_key(&key(39, "")) && !kept.by_key.contains_key(&key(7, "")));
    }
}
