//! `docs/ERRORS.md` against the table of problems and the codes in the code.

use std::collections::{BTreeMap, BTreeSet};

use atelier_http::problem::{CODES, FIELD_CODES};
use atelier_tests::workspace;

const PAGE: &str = "docs/ERRORS.md";

/// The cells of every row of the page's tables whose first cell is code.
fn rows() -> Vec<Vec<String>> {
    workspace::read(&workspace::root().join(PAGE))
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

fn code(cell: &str) -> String {
    cell.trim_matches('`').to_owned()
}

/// Codes of problems with status and title: the rows of four cells.
fn problems() -> BTreeMap<String, (String, String)> {
    rows()
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [first, status, title, _] => Some((code(first), (status.clone(), title.clone()))),
            _ => None,
        })
        .collect()
}

/// Codes of single fields: the rows of two cells.
fn fields() -> BTreeSet<String> {
    rows()
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [first, _] => Some(code(first)),
            _ => None,
        })
        .collect()
}

#[test]
fn the_page_and_the_table_of_problems_say_the_same() {
    let page = problems();
    let table: BTreeMap<String, (String, String)> = CODES
        .iter()
        .map(|info| (info.code.to_owned(), (info.status.to_string(), info.title.to_owned())))
        .collect();
    let mut wrong = Vec::new();
    for (code, line) in &table {
        match page.get(code) {
            None => wrong.push(format!("{code} {line:?} is missing on the page")),
            Some(told) if told != line => {
                wrong.push(format!("{code}: the page says {told:?}, the table {line:?}"))
            }
            Some(_) => {}
        }
    }
    for code in page.keys().filter(|code| !table.contains_key(*code)) {
        wrong.push(format!("{code} is on the page and not in the table"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Codes as the inner crates write them: the argument of this number of these calls, where it is a literal.
fn literals(calls: &[(&str, usize)], folders: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in folders {
        for file in workspace::rust_files_in(folder) {
            let text = workspace::read(&file);
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (call, place) in calls {
                for (at, _) in text.match_indices(call) {
                    let arguments = text.get(at + call.len()..).unwrap_or_default();
                    let argument = arguments.split(',').nth(*place).unwrap_or_default().trim();
                    let literal = argument.strip_prefix('"').and_then(|rest| rest.split('"').next());
                    found.extend(literal.filter(|text| is_code(text)).map(str::to_owned));
                }
            }
        }
    }
    found
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn every_code_of_a_use_case_has_its_line_in_the_table_of_problems() {
    let used = literals(&[("conflict(", 0), ("code: ", 0)], &["crates/domain/src", "crates/application/src"]);
    assert!(used.len() > 20, "only {} codes were found", used.len());
    let table: BTreeSet<String> = CODES.iter().map(|info| info.code.to_owned()).collect();
    let missing: Vec<_> = used.difference(&table).collect();
    assert!(missing.is_empty(), "codes without a line: {missing:#?}");
}

#[test]
fn every_rule_of_a_field_is_explained() {
    let used = literals(
        &[("invalid(", 1), ("FieldError::at(", 1), ("FieldError::parameter(", 1)],
        &["crates/domain/src", "crates/application/src", "crates/adapters/http/src"],
    );
    assert!(used.len() > 20, "only {} codes were found", used.len());
    let page = fields();
    let missing: Vec<_> = used.difference(&page).collect();
    assert!(missing.is_empty(), "rules that {PAGE} does not explain: {missing:#?}");
    let table: BTreeSet<String> = FIELD_CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(page, table, "the page and the table list other rules");
}
