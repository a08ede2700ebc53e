//! Small files: a reader keeps one in the head.

use atelier_tests::workspace;

/// No file outside the tests may be longer.
const LONGEST: usize = 600;

/// Nine files of ten are shorter.
const NINE_OF_TEN: usize = 400;

/// Files with their number of lines, shortest first. The tests are left out: a table of cases may be long.
fn lengths() -> Vec<(usize, String)> {
    let mut lengths: Vec<(usize, String)> = workspace::files_with_extension("rs")
        .iter()
        .map(|file| (workspace::read(file).lines().count(), workspace::relative(file)))
        .filter(|(_, name)| !name.split('/').any(|part| part == "tests" || part == "benches"))
        .collect();
    lengths.sort();
    lengths
}

#[test]
fn no_file_is_too_long_for_one_sitting() {
    let too_long: Vec<_> = lengths().into_iter().filter(|(lines, _)| *lines > LONGEST).collect();
    assert!(too_long.is_empty(), "files of more than {LONGEST} lines: {too_long:#?}");
}

#[test]
fn nine_files_of_ten_are_short() {
    let lengths = lengths();
    let median = lengths[lengths.len() / 2].0;
    let p90 = lengths[lengths.len() * 9 / 10].0;
    println!("{} files; median {median} lines, 90 % have at most {p90}", lengths.len());
    assert!(p90 < NINE_OF_TEN, "nine of ten files should have fewer than {NINE_OF_TEN} lines, not {p90}");
}
