//! Photographs that belong together: a burst, a bracket, the parts of a panorama.

use std::collections::BTreeMap;

use super::Hothash;
use crate::rules::Bound;
use crate::{PhotoId, PhotoStackId, RuleViolation, StudioId, Timestamp, UserId, text};

/// One photograph alone is no stack.
pub const STACK_MIN: usize = 2;

/// How many photographs a stack has at most.
pub const STACK_MAX: usize = 200;

/// How many stacks are proposed at once.
pub const SUGGESTIONS_MAX: usize = 50;

/// How many photographs all proposals together name.
const SUGGESTED_PHOTOS_MAX: usize = 2_000;

const MICROSECONDS: i64 = 1_000_000;

/// Why photographs belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum StackKind {
    /// One after the other, as fast as the camera could.
    Burst,
    /// The same, exposed differently.
    Bracket,
    /// Side by side.
    Panorama,
    Other,
}

impl StackKind {
    pub const ALL: [Self; 4] = [Self::Burst, Self::Bracket, Self::Panorama, Self::Other];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Burst => "burst",
            Self::Bracket => "bracket",
            Self::Panorama => "panorama",
            Self::Other => "other",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Photographs that belong together. Each is in one stack at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoStack {
    pub id: PhotoStackId,
    pub studio: StudioId,
    pub owner: UserId,
    pub kind: StackKind,
    pub title: Option<String>,
    /// The photograph that was chosen to stand for the stack; the first one where none was.
    pub cover: Option<PhotoId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A change to a stack. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StackWords {
    pub kind: Option<StackKind>,
    pub title: Option<Option<String>>,
    pub cover: Option<Option<PhotoId>>,
}

impl PhotoStack {
    pub fn checked_title(title: Option<&str>) -> Result<Option<String>, RuleViolation> {
        text::optional("title", title, text::NAME_MAX)
    }

    /// Whether so many photographs can be made a stack.
    pub fn checked_size(count: usize) -> Result<(), RuleViolation> {
        if (STACK_MIN..=STACK_MAX).contains(&count) {
            return Ok(());
        }
        let message = format!("a stack has {STACK_MIN} to {STACK_MAX} photos");
        Err(RuleViolation::invalid("hothashes", "out_of_range", message))
    }

    /// Whether a stack of `present` photographs has room for `more`.
    pub fn ensure_room(present: usize, more: usize) -> Result<(), RuleViolation> {
        if present.saturating_add(more) <= STACK_MAX {
            return Ok(());
        }
        let bound = Bound::Max { current: present as u64, max: STACK_MAX as u64 };
        let message = format!("a stack has at most {STACK_MAX} photos");
        Err(RuleViolation::conflict("stack_full", message).within(bound))
    }

    /// Takes what a person says of it. `members` are the photographs that are in it.
    pub fn describe(
        &mut self,
        words: StackWords,
        members: &[PhotoId],
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        let StackWords { kind, title, cover } = words;
        if let Some(kind) = kind {
            self.kind = kind;
        }
        if let Some(title) = title {
            self.title = Self::checked_title(title.as_deref())?;
        }
        if let Some(cover) = cover {
            self.choose(cover, members)?;
        }
        self.updated_at = now;
        Ok(())
    }

    fn choose(&mut self, cover: Option<PhotoId>, members: &[PhotoId]) -> Result<(), RuleViolation> {
        if cover.is_some_and(|cover| !members.contains(&cover)) {
            return Err(not_in_stack("cover"));
        }
        self.cover = cover;
        Ok(())
    }

    /// Its photographs are other ones now, or in another order. A cover that has left is forgotten as the choice.
    pub fn rearranged(&mut self, members: &[PhotoId], now: Timestamp) {
        self.cover = self.cover.filter(|cover| members.contains(cover));
        self.updated_at = now;
    }
}

/// The photograph is there and not in this stack.
pub fn not_in_stack(field: &'static str) -> RuleViolation {
    RuleViolation::invalid(field, "not_in_stack", "it names a photo that is not in the stack")
}

/// A photograph as it is looked at for what belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    pub photo: PhotoId,
    pub hothash: Hothash,
    /// The camera's name, folded.
    pub camera: String,
    /// Microseconds since 1970 by the camera's clock.
    pub taken: i64,
}

/// Photographs that seem to belong together, in the order in which they were taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackSuggestion {
    pub kind: StackKind,
    pub shots: Vec<Shot>,
}

/// Runs of photographs of one camera, each taken within so many seconds of the one before, the newest run first. What
/// would not fit into one stack is cut; what is beyond the bounds is proposed once these have been dealt with.
pub fn bursts(mut shots: Vec<Shot>, within_seconds: i64) -> Vec<Vec<Shot>> {
    shots.sort_by_key(|shot| (shot.taken, shot.photo));
    let gap = within_seconds.saturating_mul(MICROSECONDS);
    let mut open: BTreeMap<String, Vec<Shot>> = BTreeMap::new();
    let mut done: Vec<Vec<Shot>> = Vec::new();
    for shot in shots {
        let run = open.entry(shot.camera.clone()).or_default();
        let goes_on = run.last().is_some_and(|last| shot.taken.saturating_sub(last.taken) <= gap);
        if !goes_on || run.len() >= STACK_MAX {
            done.push(std::mem::take(run));
        }
        run.push(shot);
    }
    done.extend(open.into_values());
    done.retain(|run| run.len() >= STACK_MIN);
    done.sort_by_key(|run| std::cmp::Reverse(run.first().map(|shot| (shot.taken, shot.photo))));
    let mut named = 0_usize;
    done.into_iter()
        .take(SUGGESTIONS_MAX)
        .take_while(|run| {
            named = named.saturating_add(run.len());
            named <= SUGGESTED_PHOTOS_MAX
        })
        .collect()
}

/// What each run is, by how its photographs were exposed. Where every exposure is known and no two in a row of shots are
/// the same, the row is a bracket; a run in which such a row comes again and again is as many brackets.
pub fn told_apart(runs: Vec<Vec<Shot>>, biases: &BTreeMap<PhotoId, String>) -> Vec<StackSuggestion> {
    let mut suggestions = Vec::with_capacity(runs.len());
    for shots in runs {
        let exposed: Option<Vec<&str>> =
            shots.iter().map(|shot| biases.get(&shot.photo).map(String::as_str)).collect();
        match exposed.and_then(|exposed| row_of_brackets(&exposed)) {
            Some(length) => suggestions.extend(
                shots
                    .chunks(length)
                    .map(|row| StackSuggestion { kind: StackKind::Bracket, shots: row.to_vec() }),
            ),
            None => suggestions.push(StackSuggestion { kind: StackKind::Burst, shots }),
        }
    }
    suggestions
}

/// How many shots a bracket has in this row, if it is made of brackets.
fn row_of_brackets(exposed: &[&str]) -> Option<usize> {
    (STACK_MIN..=exposed.len()).find(|&length| {
        let (first, _) = exposed.split_at(length);
        let differs = first.iter().enumerate().all(|(at, bias)| !first.iter().take(at).any(|b| b == bias));
        differs && exposed.chunks(length).all(|row| row == first)
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn shot(photo: i64, camera: &str, milliseconds: i64) -> Shot {
        let hothash = Hothash::parse(&format!("{photo:064x}")).unwrap();
        Shot { photo: PhotoId(photo), hothash, camera: camera.to_owned(), taken: milliseconds * 1_000 }
    }

    fn ids(run: &[Shot]) -> Vec<i64> {
        run.iter().map(|shot| shot.photo.0).collect()
    }

    fn exposed(biases: &[(i64, &str)]) -> BTreeMap<PhotoId, String> {
        biases.iter().map(|(photo, bias)| (PhotoId(*photo), (*bias).to_owned())).collect()
    }

    fn stack() -> PhotoStack {
        let now = DateTime::UNIX_EPOCH;
        PhotoStack {
            id: PhotoStackId(1),
            studio: StudioId(1),
            owner: UserId(1),
            kind: StackKind::Burst,
            title: None,
            cover: Some(PhotoId(1)),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn a_burst_is_what_one_camera_took_in_quick_succession() {
        let shots = vec![
            shot(1, "a", 0),
            shot(2, "b", 500),
            shot(3, "a", 2_000),
            shot(4, "a", 4_001),
            shot(5, "b", 2_400),
            shot(6, "a", 5_000),
        ];
        let runs: Vec<Vec<i64>> = bursts(shots, 2).iter().map(|run| ids(run)).collect();
        assert_eq!(runs, [vec![4, 6], vec![2, 5], vec![1, 3]], "newest first; 2.001 s are too many");
    }

    #[test]
    fn one_photograph_alone_is_proposed_by_nobody() {
        assert!(bursts(vec![shot(1, "a", 0), shot(2, "b", 0), shot(3, "a", 9_000)], 2).is_empty());
    }

    #[test]
    fn proposals_are_bounded_in_number_and_length() {
        let long: Vec<Shot> = (1..=500).map(|n| shot(n, "a", n * 100)).collect();
        let lengths: Vec<usize> = bursts(long, 2).iter().map(Vec::len).collect();
        assert_eq!(lengths, [100, 200, 200]);
        let many: Vec<Shot> = (1..=200).map(|n| shot(n, "a", (n / 2) * 60_000)).collect();
        assert_eq!(bursts(many, 2).len(), SUGGESTIONS_MAX);
    }

    #[test]
    fn different_exposures_make_a_bracket_and_a_repeated_row_several() {
        let run = |count: i64| (1..=count).map(|n| shot(n, "a", n)).collect::<Vec<_>>();
        let kinds = |count, biases: &[(i64, &str)]| {
            let told = told_apart(vec![run(count)], &exposed(biases));
            told.into_iter().map(|one| (one.kind, ids(&one.shots))).collect::<Vec<_>>()
        };
        let three = [(1, "0 EV"), (2, "-1 EV"), (3, "+1 EV")];
        assert_eq!(kinds(3, &three), [(StackKind::Bracket, vec![1, 2, 3])]);
        let six = [&three[..], &[(4, "0 EV"), (5, "-1 EV"), (6, "+1 EV")]].concat();
        let brackets = [(StackKind::Bracket, vec![1, 2, 3]), (StackKind::Bracket, vec![4, 5, 6])];
        assert_eq!(kinds(6, &six), brackets);
        let same = [(1, "0 EV"), (2, "0 EV"), (3, "0 EV")];
        assert_eq!(kinds(3, &same), [(StackKind::Burst, vec![1, 2, 3])]);
        assert_eq!(kinds(3, &three[..2]), [(StackKind::Burst, vec![1, 2, 3])], "one is not known");
        assert_eq!(kinds(4, &six[..4]), [(StackKind::Burst, vec![1, 2, 3, 4])], "the last row is cut off");
    }

    #[test]
    fn a_cover_is_one_of_the_stack_and_goes_with_it() {
        let mut stack = stack();
        let now = stack.created_at;
        let other = StackWords { cover: Some(Some(PhotoId(9))), ..StackWords::default() };
        assert_eq!(stack.describe(other, &[PhotoId(1)], now).unwrap_err().code, "not_in_stack");
        stack.rearranged(&[PhotoId(2), PhotoId(1)], now);
        assert_eq!(stack.cover, Some(PhotoId(1)));
        stack.rearranged(&[PhotoId(2), PhotoId(3)], now);
        assert_eq!(stack.cover, None);
    }

    #[test]
    fn a_stack_has_two_photographs_and_not_too_many() {
        assert_eq!(PhotoStack::checked_size(1).unwrap_err().field, Some("hothashes"));
        assert!(PhotoStack::checked_size(2).is_ok());
        assert!(PhotoStack::ensure_room(199, 1).is_ok());
        let full = PhotoStack::ensure_room(199, 2).unwrap_err();
        assert_eq!((full.code, full.bound), ("stack_full", Some(Bound::Max { current: 199, max: 200 })));
    }

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kind in StackKind::ALL {
            assert_eq!(StackKind::parse(kind.as_str()), Some(kind));
        }
    }
}
