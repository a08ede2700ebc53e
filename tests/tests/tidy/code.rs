//! Calls that have one home, and marks of unfinished work.

use atelier_tests::workspace;

/// Words that never stay in the code. They are put together here so that this file does not hold them itself.
const UNFINISHED: &[(&str, &str)] = &[
    (concat!("#[all", "ow("), "say `#[expect(lint, reason = \"…\")]`, which fails once it is not needed"),
    (concat!("#![all", "ow("), "say `#![expect(lint, reason = \"…\")]`, which fails once it is not needed"),
    (concat!("tod", "o!("), "finish it"),
    (concat!("unimple", "mented!("), "finish it"),
    (concat!("#[ign", "ore"), "a test that does not run tells nothing"),
    (concat!("db", "g!("), "use tracing"),
];

/// Finders that know no tenant. Only `scoped…(studio)` and functions that say `unscoped` may use them.
const RAW_FINDERS: &[&str] = &[
    "Entity::find(",
    "Entity::find_by_id(",
    "Entity::find_related(",
    "Entity::update_many(",
    "Entity::delete_many(",
    "Entity::delete_by_id(",
];

/// Where the time comes from. Everything else takes the `Clock` port, or is handed an instant.
const CLOCKS: &[&str] = &["crates/adapters/security/src/"];

/// Where settings come from.
const SETTINGS: &[&str] = &[
    "crates/server/src/config",
    "crates/server/src/allocator.rs",
    // What cargo tells a build.
    "/build.rs",
    "crates/testkit/src/",
    "/tests/",
    "tests/src/",
];

fn line_of(text: &str, at: usize) -> usize {
    text[..at].lines().count().max(1)
}

/// The name of the function in which `at` lies, read from the nearest `fn` above it.
fn enclosing_function(text: &str, at: usize) -> &str {
    text[..at]
        .rmatch_indices("fn ")
        .find(|(start, _)| {
            text[..*start].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_')
        })
        .map_or("", |(start, _)| {
            let name = &text[start + 3..];
            &name[..name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len())]
        })
}

/// Every place in `files` outside comments where `word` stands.
fn places(files: &[std::path::PathBuf], word: &str) -> Vec<(String, String, usize)> {
    let mut found = Vec::new();
    for file in files {
        let text = workspace::read(file);
        for (at, _) in text.match_indices(word) {
            let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            if !text[start..at].contains("//") {
                found.push((workspace::relative(file), text.clone(), at));
            }
        }
    }
    found
}

#[test]
fn nothing_unfinished_stays_in_the_code() {
    let files = workspace::files_with_extension("rs");
    let mut broken = Vec::new();
    for (word, instead) in UNFINISHED {
        for (file, text, at) in places(&files, word) {
            broken.push(format!("{file}:{}: {word}: {instead}", line_of(&text, at)));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_query_of_the_repositories_is_scoped_or_says_why_not() {
    let files = workspace::rust_files_in("crates/adapters/persistence/src");
    let mut broken = Vec::new();
    let mut finders = 0;
    for word in RAW_FINDERS {
        for (file, text, at) in places(&files, word) {
            finders += 1;
            let function = enclosing_function(&text, at);
            if !function.starts_with("scoped") && !function.starts_with("unscoped") {
                broken.push(format!("{file}:{}: {word} in `{function}`", line_of(&text, at)));
            }
        }
    }
    assert!(finders > 20, "only {finders} finders were found: queries are written in another form now");
    assert!(
        broken.is_empty(),
        "a finder without a tenant belongs in `scoped…` or in a function named `unscoped_…`: {broken:#?}"
    );
}

#[test]
fn an_unscoped_function_says_why_it_may_look_across_studios() {
    let mut broken = Vec::new();
    for file in workspace::rust_files_in("crates/adapters/persistence/src") {
        let text = workspace::read(&file);
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            if line.contains("fn unscoped") && !is_documented(&lines, index) {
                broken.push(format!("{}:{}", workspace::relative(&file), index + 1));
            }
        }
    }
    assert!(broken.is_empty(), "without a comment: {broken:#?}");
}

#[test]
fn the_time_comes_from_the_clock() {
    assert_only_in(&["SystemTime::now", "Utc::now", "Local::now"], CLOCKS);
}

#[test]
fn settings_are_read_in_one_place() {
    assert_only_in(&["env::var(", "env::var_os(", "env::vars("], SETTINGS);
}

fn assert_only_in(words: &[&str], homes: &[&str]) {
    let mut files = workspace::files_with_extension("rs");
    // This file names the words in order to forbid them.
    files.retain(|file| !workspace::relative(file).ends_with("tidy/code.rs"));
    let mut broken = Vec::new();
    for word in words {
        for (file, text, at) in places(&files, word) {
            if !homes.iter().any(|home| file.starts_with(home) || file.contains(home)) {
                broken.push(format!("{file}:{}: {word}", line_of(&text, at)));
            }
        }
    }
    assert!(broken.is_empty(), "allowed only in {homes:?}: {broken:#?}");
}

#[test]
fn every_method_of_a_port_says_its_contract() {
    let mut broken = Vec::new();
    let mut methods = 0;
    for file in workspace::rust_files_in("crates/application/src/ports") {
        let text = workspace::read(&file);
        let lines: Vec<&str> = text.lines().collect();
        let mut port = None;
        for (index, line) in lines.iter().enumerate() {
            if let Some(rest) = line.strip_prefix("pub trait ") {
                port = rest.split([':', ' ', '<']).next();
                if !is_documented(&lines, index) {
                    broken.push(format!("{}:{}: {line}", workspace::relative(&file), index + 1));
                }
            } else if *line == "}" {
                port = None;
            } else if port.is_some() && (line.starts_with("    fn ") || line.starts_with("    async fn ")) {
                methods += 1;
                if !is_documented(&lines, index) {
                    broken.push(format!("{}:{}: {line}", workspace::relative(&file), index + 1));
                }
            }
        }
    }
    assert!(methods > 50, "only {methods} methods were found: the ports are written in another form now");
    assert!(broken.is_empty(), "without a contract: {broken:#?}");
}

/// Whether a doc comment stands above the item in this line, attributes between them left aside.
fn is_documented(lines: &[&str], item: usize) -> bool {
    lines[..item]
        .iter()
        .rev()
        .map(|line| line.trim())
        .find(|line| !line.starts_with("#["))
        .is_some_and(|line| line.starts_with("///"))
}

#[test]
fn the_scanner_names_the_function_that_it_is_in() {
    let text = "fn outer() { x }\npub async fn unscoped_all(&self) {\n    Entity::find()\n}\n";
    let at = text.find("Entity").expect("the sample holds the word");
    assert_eq!(enclosing_function(text, at), "unscoped_all");
    assert_eq!(line_of(text, at), 3);
}
