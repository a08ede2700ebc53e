//! Texts that are generated from the code and committed, so that a change of behaviour is a visible diff.

use std::path::Path;

use crate::workspace;

/// Set to `1`, this environment variable makes the tests rewrite committed texts instead of comparing them.
pub const BLESS: &str = "ATELIER_BLESS";

/// Compares `actual` with the committed file at `path`, relative to the workspace, or rewrites the file when blessing.
///
/// # Panics
///
/// When the two differ; the message shows the first lines that do.
pub fn assert_matches_file(path: &str, actual: &str) {
    let file = workspace::root().join(path);
    if blessing() {
        write(&file, actual);
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    if expected != actual {
        panic!(
            "{path} differs from the code; read the difference, then run the test with {BLESS}=1\n{}",
            difference(&expected, actual)
        );
    }
}

/// Compares `actual` with the part of a committed page between `<!-- generated:name -->` and
/// `<!-- /generated:name -->`, or rewrites that part when blessing.
///
/// # Panics
///
/// When the page has no such part, or when the two differ.
pub fn assert_matches_section(path: &str, name: &str, actual: &str) {
    let file = workspace::root().join(path);
    let page = workspace::read(&file);
    let open = format!("<!-- generated:{name} -->\n");
    let close = format!("<!-- /generated:{name} -->");
    let (before, rest) = page.split_once(&open).unwrap_or_else(|| panic!("{path} has no `{}`", open.trim()));
    let (expected, after) = rest.split_once(&close).unwrap_or_else(|| panic!("{path} has no `{close}`"));
    if expected == actual {
        return;
    }
    if blessing() {
        write(&file, &format!("{before}{open}{actual}{close}{after}"));
        return;
    }
    panic!(
        "the part `{name}` of {path} differs from the code; run the test with {BLESS}=1\n{}",
        difference(expected, actual)
    );
}

#[expect(clippy::disallowed_methods, reason = "a switch for developers, which no setting of the server is")]
fn blessing() -> bool {
    std::env::var(BLESS).is_ok_and(|value| value == "1")
}

fn write(file: &Path, text: &str) {
    std::fs::write(file, text)
        .unwrap_or_else(|error| panic!("{} cannot be written: {error}", file.display()));
}

/// The first dozen lines that stand on one side only.
fn difference(expected: &str, actual: &str) -> String {
    let only = |mark: char, lines: &str, others: &str| -> Vec<String> {
        let others: std::collections::HashSet<&str> = others.lines().collect();
        lines.lines().filter(|line| !others.contains(line)).map(|line| format!("{mark} {line}")).collect()
    };
    let mut lines = only('-', expected, actual);
    lines.extend(only('+', actual, expected));
    lines.truncate(12);
    if lines.is_empty() { "the lines are the same in another order".to_owned() } else { lines.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_both_sides() {
        assert_eq!(difference("a\nb\n", "a\nc\n"), "- b\n+ c");
    }
}
