//! What stands behind a decision, for people who want to know why.

use atelier_domain::MatchDecisionId;
use atelier_domain::ingest::matching::{Capture, FileFacts, Hints, PositionState, Verdict};
use serde_json::{Value, json};

use crate::{AppError, AppResult};

/// What the formula looked at, and how well each session fitted.
pub(super) fn of_verdict(file: &FileFacts, verdict: &Verdict) -> AppResult<Value> {
    let Verdict { outcome: _, gallery: _, score: _, reason, competing, ranked } = verdict;
    let broken = |error: serde_json::Error| AppError::Internal(format!("evidence is no JSON: {error}"));
    Ok(json!({
        "reason": serde_json::to_value(reason).map_err(broken)?,
        "is_ambiguous": competing.is_some(),
        "competing_gallery_id": competing.map(|gallery| gallery.0),
        "file": of_file(file),
        "candidates": serde_json::to_value(ranked).map_err(broken)?,
    }))
}

/// The position itself stands with the file and is not repeated here, where nobody would think of removing it.
fn of_file(file: &FileFacts) -> Value {
    let FileFacts { capture, position, hints: Hints { session_type, job_type, words }, received_at: _ } =
        file;
    json!({
        "captured_at_local": capture.map(|Capture { local, .. }| local.format("%Y-%m-%dT%H:%M:%S").to_string()),
        "utc_offset": capture.and_then(|capture| capture.offset).map(|offset| offset.to_string()),
        "captured_at_source": capture.map(|capture| capture.source.as_str()),
        "position": match position {
            PositionState::Known(_) => "known",
            PositionState::Redacted => "redacted",
            PositionState::Unknown => "unknown",
        },
        "session_type": session_type,
        "job_type": job_type,
        "words": words,
    })
}

/// A person's answer, to the decision that held before.
pub(super) fn of_answer(answered: Option<MatchDecisionId>) -> Value {
    json!({ "answered_decision_id": answered.map(i64::from) })
}
