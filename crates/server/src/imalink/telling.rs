//! What a person and a program are told of a move.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use atelier_application::library::{Fate, MoveCounts, MoveLine, MoveReport, Moved};
use serde_json::json;

use crate::error::StartError;

/// Prints what a person should look at, and writes everything into the report, line by line: a run that is killed has
/// told what it did.
pub struct Telling {
    report: Option<(PathBuf, File)>,
    failed: Option<std::io::Error>,
}

impl Telling {
    pub fn into(report: Option<&Path>) -> Result<Self, StartError> {
        let report = match report {
            Some(path) => {
                let file = File::create(path)
                    .map_err(|error| StartError::path(path, "cannot be written", &error))?;
                Some((path.to_owned(), file))
            }
            None => None,
        };
        Ok(Self { report, failed: None })
    }

    pub fn tell(&mut self, line: &MoveLine) {
        if matches!(line.fate, Fate::Changed | Fate::Skipped) {
            println!("{}", text(line));
        }
        if let Some((_, file)) = &mut self.report
            && self.failed.is_none()
            && let Err(error) = file.write_all(object(line).as_bytes())
        {
            self.failed = Some(error);
        }
    }

    /// Whether the whole report was written.
    pub fn end(self) -> Result<(), StartError> {
        match (self.report, self.failed) {
            (Some((path, _)), Some(error)) => Err(StartError::path(&path, "cannot be written", &error)),
            _ => Ok(()),
        }
    }
}

fn text(line: &MoveLine) -> String {
    let MoveLine { moved, fate, id, name, why } = line;
    let what = [kind(*moved), id, name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let why = why.as_deref().unwrap_or("no reason was given");
    format!("{:<8} {}: {why}", fate.as_str(), what.join(" "))
}

fn object(line: &MoveLine) -> String {
    let MoveLine { moved, fate, id, name, why } = line;
    let object = json!({
        "kind": moved.as_str(), "outcome": fate.as_str(), "id": id, "name": name, "reason": why,
    });
    format!("{object}\n")
}

fn kind(moved: Moved) -> &'static str {
    match moved {
        Moved::ImportSession => "import session",
        // It is the photo that a person looks for.
        Moved::Detail => "part of",
        other => other.as_str(),
    }
}

/// The sums of a move, one kind a line.
pub fn sums(report: &MoveReport) -> String {
    let mut text = String::new();
    for moved in Moved::ALL {
        let MoveCounts { brought, already_there, changed, skipped } = report.of(moved);
        let name = match moved {
            Moved::ImportSession => "import sessions".to_owned(),
            other => format!("{}s", other.as_str()),
        };
        text.push_str(&format!(
            "{name:<16} {brought} brought, {already_there} already there, {changed} changed, {skipped} skipped\n"
        ));
    }
    text.push_str(&match report.lost() {
        0 => "Nothing was lost.\n".to_owned(),
        lost => format!("{lost} did not come; the lines above say which and why.\n"),
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_what_it_is_about() {
        let line = MoveLine {
            moved: Moved::Photo,
            fate: Fate::Skipped,
            id: "ab".into(),
            name: "IMG_1.jpg".into(),
            why: Some("it has no file there".into()),
        };
        assert_eq!(text(&line), "skipped  photo ab IMG_1.jpg: it has no file there");
        let read: serde_json::Value = serde_json::from_str(&object(&line)).unwrap();
        assert_eq!((&read["kind"], &read["outcome"]), (&json!("photo"), &json!("skipped")));
    }

    #[test]
    fn sums_name_every_kind() {
        let text = sums(&MoveReport::default());
        assert_eq!(text.lines().count(), Moved::ALL.len() + 1);
        assert!(text.ends_with("Nothing was lost.\n"), "{text}");
    }
}
