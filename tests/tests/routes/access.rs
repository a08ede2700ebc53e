//! Who may call what, as a committed table.

use std::collections::BTreeSet;
use std::fmt::Write;

use atelier_domain::access::Action;
use atelier_tests::golden;

use super::operations::{self, Operation};
use super::world::World;

/// Routes that need no token. This list may only shrink: who makes it longer explains why in the review.
const PUBLIC: &[&str] = &[
    "GET /api/errors",
    "GET /api/openapi.json",
    "GET /health",
    // Its token is the permission, and is checked against the present rights of whoever got it.
    // As the address of a picture: its secret was given to somebody who may, and what it gives is asked anew.
    "GET /media/zip/{token}",
    "GET /media/{preset}/{token}",
    "GET /metrics",
    "GET /ready",
    // Whether there is a studio yet: who sees the pages sees as much, and it says nothing else.
    "GET /api/v1/setup",
    "GET /share",
    "POST /api/v1/auth/accept-invitation",
    "POST /api/v1/auth/login",
    // Who has forgotten the password has no token; the answer does not tell whether there is an account.
    "POST /api/v1/auth/password/forgot",
    // The token of the letter is the permission.
    "POST /api/v1/auth/password/reset",
    "POST /api/v1/auth/refresh",
    "POST /api/v1/auth/register",
    "POST /api/v1/share/enter",
    // Its sender has no account here: the signature over the body is the permission.
    "POST /api/v1/webhooks/imagekit",
];

async fn all() -> Vec<Operation> {
    operations::of(&World::empty().await.document().await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_routes_are_the_ones_that_everybody_agreed_on() {
    let public: BTreeSet<String> = all().await.iter().filter(|o| o.is_public).map(Operation::name).collect();
    let agreed: BTreeSet<String> = PUBLIC.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(public, agreed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_says_public_exactly_if_it_is() {
    for operation in all().await {
        if operation.path.starts_with("/api/v1") {
            let says = operation.permission.starts_with("public");
            assert_eq!(says, operation.is_public, "{}: {}", operation.name(), operation.permission);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_permission_that_a_route_names_exists() {
    for operation in all().await {
        for word in operation.permission.split(|c: char| !c.is_alphanumeric() && c != '_') {
            let known = !word.starts_with("can_") || Action::parse(word).is_some();
            assert!(known, "{}: {word}", operation.name());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_of_routes_is_as_committed() {
    let mut table =
        String::from("# Who may call what. Generated from the OpenAPI document; a test compares it.\n\n");
    let mut page = String::from("| route | permission | what it does |\n|---|---|---|\n");
    for operation in all().await {
        let class = if operation.is_public { "public" } else { operation.permission.as_str() };
        writeln!(table, "{:7} {:66} {class}", operation.method.as_str(), operation.path).expect("a string");
        let Operation { method, path, summary, .. } = &operation;
        let class = class.replace('|', "\\|");
        writeln!(page, "| `{method} {path}` | {class} | {summary} |").expect("a string");
    }
    golden::assert_matches_file("tests/tests/routes/access.txt", &table);
    golden::assert_matches_section("docs/API.md", "routes", &page);
}
