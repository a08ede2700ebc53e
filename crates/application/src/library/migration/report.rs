//! What became of everything that was to move.

use std::collections::BTreeMap;

/// What moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moved {
    Photo,
    File,
    Original,
    Author,
    ImportSession,
    Tag,
    /// A part of one of the others, such as a title.
    Detail,
}

impl Moved {
    pub const ALL: [Self; 7] =
        [Self::Photo, Self::File, Self::Original, Self::Author, Self::ImportSession, Self::Tag, Self::Detail];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::File => "file",
            Self::Original => "original",
            Self::Author => "author",
            Self::ImportSession => "import_session",
            Self::Tag => "tag",
            Self::Detail => "detail",
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Brought,
    AlreadyThere,
    /// It is here, and not quite as it was there.
    Changed,
    /// It did not come.
    Skipped,
}

impl Fate {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Brought => "brought",
            Self::AlreadyThere => "already_there",
            Self::Changed => "changed",
            Self::Skipped => "skipped",
        }
    }
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveLine {
    pub moved: Moved,
    pub fate: Fate,
    /// By what it is found there: a number or a hothash.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Why, where something is to be said.
    pub why: Option<String>,
}

/// How many of one kind met which fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MoveCounts {
    pub brought: u64,
    pub already_there: u64,
    pub changed: u64,
    pub skipped: u64,
}

/// The sums of all lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MoveReport {
    counts: BTreeMap<Moved, MoveCounts>,
}

impl MoveReport {
    pub fn of(&self, moved: Moved) -> MoveCounts {
        self.counts.get(&moved).copied().unwrap_or_default()
    }

    /// How much did not come.
    pub fn lost(&self) -> u64 {
        self.counts.values().map(|counts| counts.skipped).sum()
    }

    fn add(&mut self, line: &MoveLine) {
        let counts = self.counts.entry(line.moved).or_default();
        *match line.fate {
            Fate::Brought => &mut counts.brought,
            Fate::AlreadyThere => &mut counts.already_there,
            Fate::Changed => &mut counts.changed,
            Fate::Skipped => &mut counts.skipped,
        } += 1;
    }
}

/// Counts lines, and tells them on at once: a run that is killed has told what it did.
pub(super) struct Journal<'a> {
    report: MoveReport,
    tell: &'a mut (dyn FnMut(&MoveLine) + Send),
}

impl<'a> Journal<'a> {
    pub(super) fn new(tell: &'a mut (dyn FnMut(&MoveLine) + Send)) -> Self {
        Self { report: MoveReport::default(), tell }
    }

    pub(super) fn take(&mut self, notes: Notes) {
        for line in notes.lines {
            self.report.add(&line);
            (self.tell)(&line);
        }
    }

    pub(super) fn end(self) -> MoveReport {
        self.report
    }
}

/// Lines about one thing, which hold once its transaction has.
pub(super) struct Notes {
    id: String,
    name: String,
    lines: Vec<MoveLine>,
}

impl Notes {
    pub(super) fn about(id: impl ToString, name: impl Into<String>) -> Self {
        Self { id: id.to_string(), name: name.into(), lines: Vec::new() }
    }

    pub(super) fn say(&mut self, moved: Moved, fate: Fate, why: Option<String>) {
        let name = self.name.clone();
        self.say_of(moved, fate, name, why);
    }

    pub(super) fn say_of(&mut self, moved: Moved, fate: Fate, name: String, why: Option<String>) {
        self.lines.push(MoveLine { moved, fate, id: self.id.clone(), name, why });
    }

    /// A part did not come.
    pub(super) fn lost(&mut self, why: impl Into<String>) {
        self.say(Moved::Detail, Fate::Skipped, Some(why.into()));
    }

    /// A part is not as it was.
    pub(super) fn changed(&mut self, why: impl Into<String>) {
        self.say(Moved::Detail, Fate::Changed, Some(why.into()));
    }

    pub(super) fn all_lost(&mut self, whys: Vec<String>) {
        whys.into_iter().for_each(|why| self.lost(why));
    }

    /// Forgets everything that was said, because it did not come to pass.
    pub(super) fn restart(&mut self) {
        self.lines.clear();
    }
}
