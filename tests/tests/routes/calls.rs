//! Every route is called by those who may not.

use std::fmt::Write;

use atelier_tests::client::{Answer, Client};
use atelier_tests::{golden, pictures};
use reqwest::Method;

use super::operations::{self, Operation};
use super::world::World;

/// Calls the operation for the studio's rows, with the body that the document gives as an example. Whatever it answers,
/// the document says that it may.
async fn call(client: &Client, operation: &Operation, world: &World) -> Answer {
    let answer = send(client, operation, world).await;
    assert!(
        operation.statuses.contains(&answer.status),
        "{} answered {}, which the document does not know: {}",
        operation.name(),
        answer.status,
        answer.text()
    );
    answer
}

async fn send(client: &Client, operation: &Operation, world: &World) -> Answer {
    let path = world.address(operation);
    if operation.takes_files {
        let files = [("a.jpg", pictures::jpeg(40, 30, 1))];
        return client.upload_by(operation.method.clone(), &path, &files).await;
    }
    let request = client.request(operation.method.clone(), &path);
    match &operation.body {
        Some(body) => request.json(body.clone()).send().await,
        None if matches!(operation.method, Method::POST | Method::PUT | Method::PATCH) => {
            request.json(serde_json::json!({})).send().await
        }
        None => request.send().await,
    }
}

/// Streams do not end by themselves.
fn is_stream(operation: &Operation) -> bool {
    operation.path.ends_with("/stream")
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_every_route_that_is_not_public_answers_401() {
    let world = World::with_everything().await;
    let nobody = world.studio.owner.anonymous();
    for operation in operations::of(&world.document().await) {
        let answer = call(&nobody, &operation, &world).await;
        if operation.is_public {
            assert!(answer.status < 500, "{} answered {}", operation.name(), answer.text());
        } else {
            answer.expect_problem(401, "unauthenticated");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_token_opens_no_route() {
    let world = World::with_everything().await;
    let forger = world.studio.owner.with_token("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.");
    for operation in operations::of(&world.document().await) {
        if !operation.is_public {
            call(&forger, &operation, &world).await.expect_problem(401, "invalid_token");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_studios_owner_finds_nothing_at_any_address() {
    let world = World::with_everything().await;
    for operation in operations::of(&world.document().await) {
        if operation.is_public || operation.parameters().is_empty() || is_stream(&operation) {
            continue;
        }
        let answer = call(&world.stranger.owner, &operation, &world).await;
        assert_eq!(answer.status, 404, "{} answered {}", operation.name(), answer.text());
    }
    // Streams are asked as well: they must refuse before they begin.
    for operation in operations::of(&world.document().await).iter().filter(|o| is_stream(o)) {
        call(&world.stranger.owner, operation, &world).await.expect_problem(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_studios_lists_name_nothing_of_ours() {
    let world = World::with_everything().await;
    for operation in operations::of(&world.document().await) {
        if operation.method != Method::GET || !operation.parameters().is_empty() || operation.is_public {
            continue;
        }
        let answer = call(&world.stranger.owner, &operation, &world).await;
        for mark in &world.marks {
            assert!(!answer.text().contains(mark), "{} tells {mark}: {}", operation.name(), answer.text());
        }
    }
}

/// A success that is new in one of these tables has to be meant.
async fn table(header: &str, world: &World, callers: &[(&str, &Client)]) -> String {
    let names: Vec<&str> = callers.iter().map(|(name, _)| *name).collect();
    let mut rows = Vec::new();
    for operation in operations::of(&world.document().await) {
        if !operation.is_public && !world.changes_the_caller(&operation) {
            rows.push((operation, Vec::new()));
        }
    }
    // One caller after the other: what one of them changes must not change what the same one is told next.
    for (_, caller) in callers {
        for (operation, answers) in &mut rows {
            let answer = call(caller, operation, world).await;
            assert!(answer.status < 500, "{} answered {}", operation.name(), answer.text());
            answers.push(answer);
        }
    }
    let mut text = format!("{header}\n{:74} {}\n", "", names.join(" "));
    for (operation, answers) in &rows {
        write!(text, "{:7} {:66}", operation.method.as_str(), operation.path).expect("a string");
        for ((name, _), answer) in callers.iter().zip(answers) {
            write!(text, " {:>1$}", answer.status, name.len()).expect("a string");
        }
        text.push('\n');
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_outsiders_get_from_every_route_is_as_committed() {
    let world = World::with_everything().await;
    let header = "\
# What each route answers for rows of a studio that the caller has no business with. Generated from the running
# server; a test compares it.
#
# guest    came by a link to another gallery of the same organization
# contact  admin of another organization of the same studio
# vendor   without any grant
";
    let callers = [("guest", &world.guest), ("contact", &world.contact), ("vendor", &world.vendor)];
    golden::assert_matches_file("tests/tests/routes/outsiders.txt", &table(header, &world, &callers).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_outsiders_are_told_names_what_is_not_theirs() {
    let world = World::with_everything().await;
    for operation in operations::of(&world.document().await) {
        if operation.is_public || world.changes_the_caller(&operation) {
            continue;
        }
        for caller in [&world.guest, &world.contact, &world.vendor] {
            let answer = call(caller, &operation, &world).await;
            for mark in &world.marks {
                assert!(
                    !answer.text().contains(mark),
                    "{} tells {mark}: {}",
                    operation.name(),
                    answer.text()
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_guests_and_contacts_get_for_what_is_theirs_is_as_committed() {
    let world = World::with_everything().await;
    let header = "\
# What each route answers for the gallery that was shared with the caller, and for its organization. Generated from the
# running server; a test compares it.
#
# guest    came by a link to the gallery
# contact  admin of the gallery's organization
";
    let callers = [("guest", &world.own_guest), ("contact", &world.own_contact)];
    golden::assert_matches_file("tests/tests/routes/insiders.txt", &table(header, &world, &callers).await);
}
