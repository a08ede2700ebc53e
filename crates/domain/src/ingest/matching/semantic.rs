//! Whether the texts of a file speak of a session.

use super::file::words;
use super::{Candidate, Hints, Score};
use crate::text;

/// A file without texts says nothing, as most do.
const UNKNOWN: Score = Score::of(50_000);

/// A text that a file can bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Signal {
    SessionType,
    JobType,
    TitleOrLocation,
}

/// Which of the texts that the file brings fit the session.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SemanticEvidence {
    pub available: Vec<Signal>,
    pub matched: Vec<Signal>,
    pub score: Score,
}

pub(super) fn evidence(hints: &Hints, candidate: &Candidate) -> SemanticEvidence {
    let window = &candidate.window;
    let same = |hint: &str, own: Option<&str>| own.is_some_and(|own| text::fold(own) == hint);
    let mut signals = Vec::new();
    if let Some(hint) = &hints.session_type {
        signals.push((Signal::SessionType, same(hint, window.session_type.as_deref())));
    }
    if let Some(hint) = &hints.job_type {
        signals.push((Signal::JobType, same(hint, window.job_type.as_deref())));
    }
    if !hints.words.is_empty() {
        let mut own = words(&candidate.title);
        own.extend(window.location.as_deref().map(words).unwrap_or_default());
        signals.push((Signal::TitleOrLocation, !own.is_disjoint(&hints.words)));
    }
    let matched: Vec<Signal> = signals.iter().filter(|(_, fits)| *fits).map(|(signal, _)| *signal).collect();
    let score = match (matched.len(), signals.len()) {
        (_, 0) => UNKNOWN,
        (fit, all) => Score::ratio(count(fit), count(all)),
    };
    SemanticEvidence { available: signals.into_iter().map(|(signal, _)| signal).collect(), matched, score }
}

/// There are three signals.
fn count(signals: usize) -> i64 {
    i64::try_from(signals).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::matching::samples::candidate;

    /// The sample session is a `headshot` for a `corporate` job of Gabby Haslam at Royce Hall.
    fn score(session_type: Option<&str>, job_type: Option<&str>, texts: &str) -> String {
        let hints = Hints {
            session_type: session_type.map(str::to_owned),
            job_type: job_type.map(str::to_owned),
            words: words(texts),
        };
        evidence(&hints, &candidate(1)).score.to_string()
    }

    #[test]
    fn the_score_is_the_part_of_the_texts_that_fit() {
        assert_eq!(score(Some("headshot"), Some("corporate"), "gabby"), "1.00000");
        assert_eq!(score(Some("headshot"), Some("corporate"), "someone"), "0.66667");
        assert_eq!(score(Some("wedding"), Some("corporate"), "someone"), "0.33333");
        assert_eq!(score(Some("wedding"), None, ""), "0.00000");
        assert_eq!(score(None, Some("corporate"), ""), "1.00000");
        assert_eq!(score(None, None, "royce"), "1.00000");
    }

    #[test]
    fn a_file_without_texts_is_worth_half() {
        assert_eq!(score(None, None, ""), "0.50000");
    }
}
