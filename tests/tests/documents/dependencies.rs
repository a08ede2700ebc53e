//! Every dependency has a reason.

use atelier_tests::workspace;

#[test]
fn every_dependency_has_a_reason() {
    let manifest = workspace::read(&workspace::root().join("Cargo.toml"));
    let (_, rest) =
        manifest.split_once("[workspace.dependencies]").expect("the workspace lists dependencies");
    let list = rest.split("\n[").next().unwrap_or_default();
    let reasons = workspace::read(&workspace::root().join("docs/adr/0017-dependencies.md"));
    let missing: Vec<&str> = list
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        .filter(|name| !name.starts_with("atelier-"))
        .filter(|name| !names(&reasons).contains(name))
        .collect();
    assert!(missing.is_empty(), "without a reason in docs/adr/0017-dependencies.md: {missing:#?}");
}

/// The words of the table's first column.
fn names(page: &str) -> Vec<&str> {
    page.lines()
        .filter_map(|line| line.strip_prefix("| "))
        .filter_map(|line| line.split(" | ").next())
        .flat_map(|cell| cell.split(", "))
        .map(str::trim)
        .collect()
}
