//! A forgotten password: the letter, and what its link does.

use std::time::{Duration, Instant};

use atelier_tests::client::{Answer, Client};
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, PASSWORD, Studio, text};
use serde_json::{Value, json};

const NEW: &str = "another quiet evening";

async fn forgot(client: &Client, username: &str) -> Answer {
    client.post(&format!("{API}/auth/password/forgot"), json!({ "username": username })).await
}

async fn reset(client: &Client, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "password": password });
    client.post(&format!("{API}/auth/password/reset"), body).await
}

async fn login(client: &Client, username: &str, password: &str) -> Answer {
    client.post(&format!("{API}/auth/login"), json!({ "username": username, "password": password })).await
}

/// The letters in the server's folder, oldest first, once there are `count`.
async fn letters(server: &TestServer, count: usize) -> Vec<String> {
    let folder = server.data().join("mail");
    let begun = Instant::now();
    loop {
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .expect("a mail folder")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        files.sort();
        if files.len() >= count {
            return files
                .iter()
                .map(|path| readable(&std::fs::read_to_string(path).expect("a letter")))
                .collect();
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{} of {count} letters have come", files.len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The letter as a mail program shows it, if that is no more than equals signs and long lines.
fn readable(letter: &str) -> String {
    if letter.contains("Content-Transfer-Encoding: quoted-printable") {
        letter.replace("=\r\n", "").replace("=3D", "=")
    } else {
        letter.to_owned()
    }
}

/// The link of a letter, and the token behind its `#`.
fn link(letter: &str) -> (String, String) {
    let line = letter.lines().find(|line| line.contains("/#reset=")).expect("a link");
    let (page, token) = line.trim().split_once("#reset=").expect("a token");
    (page.to_owned(), token.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_forgotten_the_password_sets_another_by_a_letter() {
    let server = TestServer::with(&[("server.public_url", "https://studio.example/")]).await;
    let nobody = server.client();
    let studio = Studio::register(&nobody).await;
    forgot(&nobody, &studio.email.to_uppercase()).await.expect(202);
    let letter = letters(&server, 1).await.remove(0);
    assert!(letter.contains(&format!("\r\nTo: {}\r\n", studio.email)), "{letter}");
    assert!(letter.contains("\r\nSubject: Choose a new password\r\n"), "{letter}");
    let (page, token) = link(&letter);
    assert_eq!((page.as_str(), token.len()), ("https://studio.example/", 43));

    let weak = reset(&nobody, &token, "short").await.expect_problem(422, "validation_failed").json();
    assert_eq!(
        (&weak["errors"][0]["code"], &weak["errors"][0]["pointer"]),
        (&json!("weak_password"), &json!("/password"))
    );
    reset(&nobody, &token, NEW).await.expect(200);
    studio.owner.get(&format!("{API}/auth/me")).await.expect_problem(401, "session_ended");
    let refresh = json!({ "refresh_token": studio.refresh_token });
    nobody.post(&format!("{API}/auth/refresh"), refresh).await.expect_problem(401, "invalid_refresh_token");
    login(&nobody, &studio.email, PASSWORD).await.expect_problem(401, "invalid_credentials");
    let signed_in = login(&nobody, &studio.email, NEW).await.expect(200).data();
    reset(&nobody, &token, "a third quiet evening").await.expect_problem(410, "password_reset_expired");
    reset(&nobody, &"x".repeat(43), NEW).await.expect_problem(410, "password_reset_expired");

    let owner = nobody.with_token(&text(&signed_in, "access_token"));
    let log = owner.get(&format!("{API}/audit-log")).await.expect(200);
    for kind in ["user.password_forgotten", "user.password_reset"] {
        assert!(log.text().contains(kind), "{kind} is not in {}", log.text());
    }
    assert!(!log.text().contains(&token));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_whether_there_is_an_account() {
    let server = TestServer::start().await;
    let nobody = server.client();
    let studio = Studio::register(&nobody).await;
    let mut answers = Vec::new();
    for username in [studio.email.as_str(), "nobody@nowhere.example"] {
        let begun = Instant::now();
        let answer = forgot(&nobody, username).await.expect(202);
        assert!(begun.elapsed() >= Duration::from_millis(300), "answered after {:?}", begun.elapsed());
        answers.push((answer.json(), answer.header("etag").map(str::to_owned)));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(letters(&server, 1).await.len(), 1);
    for body in [json!({}), json!({ "username": "" }), json!({ "username": "kari", "studio": "" })] {
        nobody
            .post(&format!("{API}/auth/password/forgot"), body)
            .await
            .expect_problem(422, "validation_failed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_show_one_token_at_once_one_sets_the_password() {
    let server = TestServer::start().await;
    let nobody = server.client();
    let studio = Studio::register(&nobody).await;
    forgot(&nobody, &studio.email).await.expect(202);
    let (_, token) = link(&letters(&server, 1).await[0]);
    let (one, two) = tokio::join!(reset(&nobody, &token, NEW), reset(&nobody, &token, "yet another evening"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410]);
    let winner = if one.status == 200 { NEW } else { "yet another evening" };
    login(&nobody, &studio.email, winner).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_again_ends_the_first_letter_and_an_account_that_was_closed_gets_none() {
    let server = TestServer::start().await;
    let nobody = server.client();
    let studio = Studio::register(&nobody).await;
    let (id, person) = studio.person("studio_user", None).await;
    let me: Value = person.get(&format!("{API}/auth/me")).await.expect(200).data();
    let email = text(&me, "email");
    // The first letter is the invitation.
    for _ in 0..2 {
        forgot(&nobody, &email).await.expect(202);
    }
    let letters_so_far = letters(&server, 3).await;
    let tokens: Vec<String> = letters_so_far
        .iter()
        .filter(|letter| letter.contains("#reset="))
        .map(|letter| link(letter).1)
        .collect();
    assert_eq!(tokens.len(), 2);
    // Two workers may have sent them in either order; one of the two tokens holds.
    let mut statuses = Vec::new();
    for token in &tokens {
        statuses.push(reset(&nobody, token, NEW).await.status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410]);

    forgot(&nobody, &email).await.expect(202);
    let (_, last) = link(letters(&server, 4).await.last().expect("a letter"));
    studio.owner.post(&format!("{API}/users/{id}/deactivate"), json!({})).await.expect(200);
    reset(&nobody, &last, "a third quiet evening").await.expect_problem(410, "password_reset_expired");
    forgot(&nobody, &email).await.expect(202);
    // A letter to somebody else, so that one to the closed account would have come before.
    forgot(&nobody, &studio.email).await.expect(202);
    let all = letters(&server, 5).await;
    assert!(all.len() == 5 && all[4].contains(&studio.email), "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_and_tokens_are_limited_like_passwords() {
    let server = TestServer::with(&[
        ("limits.enabled", "true"),
        ("limits.sign_in_per_account", "2/15m"),
        ("limits.sign_in_per_address", "6/15m"),
    ])
    .await;
    let nobody = server.client();
    let studio = Studio::register(&nobody).await;
    for username in [&studio.email, &studio.email.to_uppercase()] {
        forgot(&nobody, username).await.expect(202);
    }
    forgot(&nobody, &studio.email).await.expect_problem(429, "rate_limited");
    // Signing in is counted by itself.
    login(&nobody, &studio.email, PASSWORD).await.expect(200);
    for _ in 0..2 {
        reset(&nobody, &"x".repeat(43), NEW).await.expect_problem(410, "password_reset_expired");
    }
    reset(&nobody, &"x".repeat(43), NEW).await.expect_problem(429, "rate_limited");
}
