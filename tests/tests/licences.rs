//! Holds that every package Atelier is built from may be passed on under MIT OR Apache-2.0, and that the banned ones
//! stay away. The lists are those of `deny.toml`; cargo alone is needed to check them.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, with a reason")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use atelier_tests::workspace;
use cargo_metadata::{Metadata, MetadataCommand};

/// A licence expression as SPDX writes it (<https://spdx.org/licenses>).
#[derive(Debug, PartialEq)]
enum Expression {
    /// An identifier, with its exception if it has one: `Apache-2.0 WITH LLVM-exception`.
    Licence(String),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

impl Expression {
    /// `None` for text that is no expression. The old slash means `OR`.
    fn parse(text: &str) -> Option<Self> {
        let spaced = text.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let mut words = Words { rest: spaced.split_whitespace().collect() };
        let expression = words.any()?;
        words.rest.is_empty().then_some(expression)
    }

    fn is_satisfied_by(&self, allowed: &BTreeSet<&str>) -> bool {
        match self {
            Self::Licence(name) => allowed.contains(name.as_str()),
            Self::All(parts) => parts.iter().all(|part| part.is_satisfied_by(allowed)),
            Self::Any(parts) => parts.iter().any(|part| part.is_satisfied_by(allowed)),
        }
    }
}

/// `AND` binds closer than `OR`, `WITH` closer than both.
struct Words<'a> {
    rest: std::collections::VecDeque<&'a str>,
}

impl Words<'_> {
    fn take(&mut self, word: &str) -> bool {
        let is_next = self.rest.front() == Some(&word);
        if is_next {
            self.rest.pop_front();
        }
        is_next
    }

    fn any(&mut self) -> Option<Expression> {
        let mut parts = vec![self.all()?];
        while self.take("OR") {
            parts.push(self.all()?);
        }
        if parts.len() == 1 { parts.pop() } else { Some(Expression::Any(parts)) }
    }

    fn all(&mut self) -> Option<Expression> {
        let mut parts = vec![self.one()?];
        while self.take("AND") {
            parts.push(self.one()?);
        }
        if parts.len() == 1 { parts.pop() } else { Some(Expression::All(parts)) }
    }

    fn one(&mut self) -> Option<Expression> {
        if self.take("(") {
            let inner = self.any()?;
            return self.take(")").then_some(inner);
        }
        let name = self.identifier()?;
        if self.take("WITH") {
            return Some(Expression::Licence(format!("{name} WITH {}", self.identifier()?)));
        }
        Some(Expression::Licence(name))
    }

    fn identifier(&mut self) -> Option<String> {
        let word = self.rest.pop_front()?;
        (!["AND", "OR", "WITH", "(", ")"].contains(&word)).then(|| word.to_owned())
    }
}

/// What `deny.toml` says.
struct Policy {
    allowed: BTreeSet<String>,
    /// Package → licences that it alone may have.
    exceptions: BTreeMap<String, BTreeSet<String>>,
    banned: BTreeSet<String>,
}

fn policy() -> Policy {
    let text = workspace::read(&workspace::root().join("deny.toml"));
    let list = |head: &str| {
        let (_, rest) = text.split_once(&format!("\n{head} = [\n")).unwrap_or_else(|| panic!("no `{head}`"));
        let (list, _) = rest.split_once("\n]").unwrap_or_else(|| panic!("`{head}` does not end"));
        list.lines().filter(|line| !line.trim().starts_with('#')).map(quoted).collect::<Vec<_>>()
    };
    let first = |line: Vec<String>| line.into_iter().next().expect("the line names something");
    Policy {
        allowed: list("allow").into_iter().map(first).collect(),
        exceptions: list("exceptions")
            .into_iter()
            .map(|line| {
                let mut words = line.into_iter();
                (words.next().expect("the exception names a crate"), words.collect())
            })
            .collect(),
        banned: list("deny").into_iter().map(first).collect(),
    }
}

fn quoted(line: &str) -> Vec<String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every package that goes into a build on this machine, tests included. Nothing is downloaded: they have been, or
/// this test would not run.
fn metadata() -> Metadata {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc tells its version").stdout;
    let version = String::from_utf8(version).expect("the version is text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .other_options(["--offline".to_owned(), "--filter-platform".to_owned(), host.to_owned()])
        .exec()
        .expect("cargo describes the packages")
}

#[test]
fn every_package_may_be_passed_on_with_atelier() {
    let policy = policy();
    let (mut broken, mut excused) = (Vec::new(), BTreeSet::new());
    let packages = metadata().packages;
    assert!(packages.len() > 300, "only {} packages were found", packages.len());
    for package in &packages {
        let name = package.name.to_string();
        let Some(text) = &package.license else {
            broken.push(format!("{name} {} names no licence", package.version));
            continue;
        };
        let Some(expression) = Expression::parse(text) else {
            broken.push(format!("{name} {} has a licence that cannot be read: {text}", package.version));
            continue;
        };
        let mut allowed: BTreeSet<&str> = policy.allowed.iter().map(String::as_str).collect();
        if expression.is_satisfied_by(&allowed) {
            continue;
        }
        allowed.extend(policy.exceptions.get(&name).into_iter().flatten().map(String::as_str));
        if expression.is_satisfied_by(&allowed) {
            excused.insert(name);
        } else {
            broken.push(format!("{name} {}: {text}", package.version));
        }
    }
    assert!(broken.is_empty(), "licences that deny.toml does not allow: {broken:#?}");
    let stale: Vec<_> = policy.exceptions.keys().filter(|name| !excused.contains(*name)).collect();
    assert!(stale.is_empty(), "exceptions that nothing needs any more: {stale:?}");
}

#[test]
fn no_banned_package_is_built() {
    let banned = policy().banned;
    assert!(banned.contains("openssl-sys"), "the list of banned packages was not read");
    let metadata = metadata();
    let resolved = &metadata.resolve.as_ref().expect("cargo resolves the packages").nodes;
    let built: BTreeSet<_> = resolved.iter().map(|node| &node.id).collect();
    let found: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| built.contains(&package.id) && banned.contains(package.name.as_str()))
        .map(|package| package.name.to_string())
        .collect();
    assert!(found.is_empty(), "banned by deny.toml: {found:?}");
}

#[test]
fn every_package_comes_from_the_default_registry_or_the_workspace() {
    let strangers: Vec<_> = metadata()
        .packages
        .into_iter()
        .filter(|package| package.source.as_ref().is_some_and(|source| !source.is_crates_io()))
        .map(|package| package.name.to_string())
        .collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn every_crate_of_the_workspace_is_under_both_licences() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        assert_eq!(package.license.as_deref(), Some("MIT OR Apache-2.0"), "{}", package.name);
    }
    for (file, words) in [("LICENSE-MIT", "MIT License"), ("LICENSE-APACHE", "Apache License")] {
        let text = workspace::read(&workspace::root().join(file));
        assert!(text.contains(words) && text.contains("The Atelier authors"), "{file}");
    }
}

#[test]
fn an_expression_is_satisfied_as_spdx_says() {
    let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Unicode-3.0", "Zlib WITH X-exception"]);
    let satisfied =
        |text: &str| Expression::parse(text).map(|expression| expression.is_satisfied_by(&allowed));
    for good in [
        "MIT",
        "GPL-3.0 OR MIT",
        "MIT/GPL-3.0",
        "MIT / GPL-3.0",
        "MIT AND Apache-2.0",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "GPL-3.0 AND GPL-2.0 OR MIT",
        "MIT OR GPL-3.0 AND GPL-2.0",
        "((MIT))",
        "Zlib WITH X-exception",
    ] {
        assert_eq!(satisfied(good), Some(true), "{good}");
    }
    for bad in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND GPL-3.0",
        "GPL-3.0 OR GPL-2.0 AND MIT",
        "(GPL-3.0 OR MIT) AND (GPL-2.0 OR LGPL-2.1)",
        "MIT WITH X-exception",
        "Zlib",
        "mit",
    ] {
        assert_eq!(satisfied(bad), Some(false), "{bad}");
    }
    for broken in ["", "OR", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT Apache-2.0", "MIT WITH", "()"] {
        assert_eq!(satisfied(broken), None, "{broken}");
    }
}
