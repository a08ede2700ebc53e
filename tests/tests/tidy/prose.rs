//! Texts: links that lead somewhere, commands that exist, and nothing about the machine on which they were written.

use std::collections::BTreeSet;
use std::path::Path;

use atelier_tests::workspace;

/// What no text of the project says: paths of one machine, and hosts that a build may reach by other names. The words
/// are put together here so that this file does not hold them itself.
const FOREIGN: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("sha", "red/"),
    concat!("see", "ds/"),
    concat!("003-", "studio"),
    concat!("002-", "imalink"),
    concat!("001-", "gallery"),
    concat!("000-", "product"),
    concat!("cra", "tes.io"),
    concat!("pypi", ".org"),
    concat!("npm", "js.org"),
    concat!("deb.", "debian.org"),
];

/// Written by tools, from which such words cannot be kept.
const WRITTEN_BY_TOOLS: &[&str] = &["Cargo.lock"];

const TEXTS: &[&str] =
    &["rs", "md", "toml", "txt", "json", "yml", "yaml", "sh", "sql", "html", "css", "js", "lock", "example"];

fn is_text(file: &Path) -> bool {
    match file.extension() {
        Some(extension) => TEXTS.iter().any(|known| extension == *known),
        None => std::fs::read(file).is_ok_and(|bytes| std::str::from_utf8(&bytes).is_ok()),
    }
}

#[test]
fn no_text_speaks_of_the_machine_it_was_written_on() {
    let mut broken = Vec::new();
    for file in workspace::files() {
        let name = workspace::relative(&file);
        if !is_text(&file) || WRITTEN_BY_TOOLS.contains(&name.as_str()) {
            continue;
        }
        for (number, line) in workspace::read(&file).lines().enumerate() {
            for word in FOREIGN.iter().filter(|word| line.contains(**word)) {
                broken.push(format!("{name}:{}: {word}", number + 1));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_relative_link_leads_to_a_file() {
    let mut broken = Vec::new();
    for page in workspace::files_with_extension("md") {
        let text = workspace::read(&page);
        let folder = page.parent().expect("a page lies in a folder");
        for target in links(&text) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let target_page = if file.is_empty() { page.clone() } else { folder.join(file) };
            if !target_page.exists() {
                broken.push(format!("{}: {target}", workspace::relative(&page)));
            } else if !heading.is_empty() && !headings(&workspace::read(&target_page)).contains(heading) {
                broken.push(format!("{}: {target} (no such heading)", workspace::relative(&page)));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere: {broken:#?}");
}

/// The targets of inline links that stay in the repository.
fn links(page: &str) -> Vec<&str> {
    without_code(page)
        .into_iter()
        .flat_map(|line| line.match_indices("](").map(move |(at, mark)| &line[at + mark.len()..]))
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target))
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}

/// The lines outside fenced code.
fn without_code(page: &str) -> Vec<&str> {
    let mut in_code = false;
    page.lines()
        .filter(|line| {
            let fence = line.trim_start().starts_with("```");
            in_code ^= fence;
            !in_code && !fence
        })
        .collect()
}

/// The names by which headings can be linked to: lower case, spaces as dashes, other signs dropped.
fn headings(page: &str) -> BTreeSet<String> {
    without_code(page)
        .into_iter()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn every_decision_stands_in_the_index_of_decisions() {
    let folder = workspace::root().join("docs/adr");
    let index = workspace::read(&folder.join("README.md"));
    let mut numbers = BTreeSet::new();
    for file in workspace::files_with_extension("md") {
        let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
        if !file.starts_with(&folder) || name == "README.md" {
            continue;
        }
        assert!(index.contains(&format!("({name})")), "docs/adr/README.md does not link {name}");
        let number = name.split('-').next().unwrap_or_default().to_owned();
        assert!(numbers.insert(number), "two decisions have the number of {name}");
        let text = workspace::read(&file);
        for part in ["## Context", "## Decision", "## Consequences"] {
            assert!(text.contains(part), "{name} has no `{part}`");
        }
    }
    assert!(numbers.len() > 10, "only {} decisions were found", numbers.len());
}

#[test]
fn every_page_of_the_documentation_can_be_reached_from_the_readme() {
    let readme = workspace::root().join("README.md");
    let mut reached = BTreeSet::from([readme.clone()]);
    let mut queue = vec![readme];
    while let Some(page) = queue.pop() {
        let folder = page.parent().expect("a page lies in a folder").to_path_buf();
        for target in links(&workspace::read(&page)) {
            let file = folder.join(target.split('#').next().unwrap_or_default());
            let Ok(file) = file.canonicalize() else { continue };
            if file.extension().is_some_and(|e| e == "md") && reached.insert(file.clone()) {
                queue.push(file);
            }
        }
    }
    let lost: Vec<String> = workspace::files_with_extension("md")
        .iter()
        .filter(|file| !reached.contains(*file))
        .map(|file| workspace::relative(file))
        .filter(|name| name.starts_with("docs/"))
        .collect();
    assert!(lost.is_empty(), "pages that no link leads to: {lost:#?}");
}

#[test]
fn the_commands_of_the_readme_exist() {
    let readme = workspace::read(&workspace::root().join("README.md"));
    let justfile = workspace::read(&workspace::root().join("justfile"));
    let recipes: BTreeSet<&str> = justfile
        .lines()
        .filter(|line| !line.starts_with([' ', '\t', '#', '@', '[']) && !line.contains(":="))
        .filter_map(|line| line.split_once(':').map(|(head, _)| head))
        .filter_map(|head| head.split_whitespace().next())
        .collect();
    let commands: Vec<&str> = in_code(&readme);
    assert!(commands.contains(&"cargo run --release"), "the README does not say how to start");
    assert!(commands.contains(&"cargo test --workspace"), "the README does not say how to test");
    for command in &commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["just", recipe, ..] => {
                assert!(recipes.contains(recipe), "`{command}`: the justfile has no `{recipe}`");
            }
            ["atelier", sub, ..] => {
                assert!(subcommands().contains(*sub), "`{command}`: the program has no `{sub}`");
            }
            _ => {}
        }
    }
}

/// What the page shows as code, line by line, and what it quotes in a sentence.
fn in_code(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            found.push(line.split(" #").next().unwrap_or_default().trim());
        } else {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// The program's subcommands.
fn subcommands() -> BTreeSet<String> {
    let mut found = BTreeSet::from(["help".to_owned()]);
    for file in workspace::rust_files_in("crates/server/src") {
        let text = workspace::read(&file);
        let Some((_, rest)) = text.split_once("enum Command {") else { continue };
        let body = rest.split_once("\n}").map_or(rest, |(body, _)| body);
        found.extend(
            body.lines()
                .filter_map(|line| line.strip_prefix("    "))
                .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
                .map(|line| line.split([' ', ',', '(', '{']).next().unwrap_or_default().to_lowercase()),
        );
    }
    found
}

#[test]
fn headings_are_named_as_links_name_them() {
    let page = "# The *tree*\n```sh\n# no heading\n```\n## Why, and how?\n";
    assert_eq!(headings(page), BTreeSet::from(["the-tree".to_owned(), "why-and-how".to_owned()]));
}
