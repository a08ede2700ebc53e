//! A library moves here from a database of ImaLink, beside a running server.

use std::path::Path;

use atelier_testkit::databases::Backend;
use serde_json::Value;

use crate::process::{Process, Server, atelier, jpeg, run};
use crate::theirs::{Theirs, by_camera, sha256};

/// The move is another process, whose changes a server would notice some seconds later.
const NOTICES_AT_ONCE: &[(&str, &str)] = &[("ATELIER_SECURITY_ACCESS_CACHE", "0s")];

fn migrate(folder: &Path, theirs: &Theirs, more: &[&str]) -> (i32, String, String) {
    let database = theirs.database();
    let mut args = vec!["migrate-imalink", "--database", &database, "--user", "kari", "--from-user", "alice"];
    args.extend(more);
    run(folder, &args, &[])
}

async fn photos(server: &Server) -> Vec<Value> {
    let (status, listed) = server.get("/api/v1/photos?limit=1000").await;
    assert_eq!(status, 200, "{listed}");
    listed["data"].as_array().unwrap().clone()
}

async fn file_of(server: &Server, photo: &Value, index: usize) -> Value {
    let id = &photo["files"][index]["id"];
    let (status, file) = server.get(&format!("/api/v1/image-files/{id}")).await;
    assert_eq!(status, 200, "{file}");
    file["data"].clone()
}

fn numbers(photo: &Value) -> Vec<i64> {
    photo["files"].as_array().unwrap().iter().map(|file| file["id"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_moves_and_moving_it_again_changes_nothing() {
    moved_twice(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_moves_from_postgres_as_well() {
    if Backend::Postgres.is_available() {
        moved_twice(Backend::Postgres).await;
    }
}

async fn moved_twice(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let theirs = Theirs::filled(backend).await;

    let (code, out, err) = migrate(folder.path(), &theirs, &[]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("photos           1 brought, 0 already there"), "{out}");
    assert!(out.contains("tags             2 brought"), "{out}");
    assert!(out.ends_with("Nothing was lost.\n"), "{out}");
    let before = photos(&server).await;
    assert_eq!(before.len(), 1);
    let photo = &before[0];
    assert_eq!((&photo["title"], &photo["rating"]), (&Value::from("Fjord"), &Value::from(4)), "{photo}");
    assert_eq!(photo["tags"], serde_json::json!(["landscape", "blåbær"]), "{photo}");
    let taken = photo["taken_at"].as_str().unwrap();
    assert!(taken.starts_with("2025-01-10T10:30:00"), "the camera's clock is kept as it was: {taken}");
    assert_eq!(photo["files"].as_array().unwrap().len(), 2, "{photo}");
    let (_, imports) = server.get("/api/v1/import-sessions").await;
    assert_eq!(imports["data"][0]["status"], "completed", "{imports}");
    let (_, authors) = server.get("/api/v1/authors").await;
    let file = file_of(&server, photo, 0).await;
    for (what, day) in [
        (photo, "2025-02-01T08:00:01.5"),
        (&file, "2025-02-01T08:00:02"),
        (&imports["data"][0], "2025-01-31T12:00:00.25"),
        (&authors["data"][0], "2024-12-24T18:00:00"),
    ] {
        let created = what["created_at"].as_str().unwrap();
        assert!(created.starts_with(day), "it is kept since {day}: {what}");
    }

    let report = folder.path().join("report.jsonl");
    let (code, out, err) = migrate(folder.path(), &theirs, &["--report", report.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("photos           0 brought, 1 already there"), "{out}");
    assert!(out.contains("files            0 brought, 2 already there"), "{out}");
    assert!(out.contains("authors          0 brought, 1 already there"), "{out}");
    assert!(out.contains("import sessions  0 brought, 1 already there"), "{out}");
    assert_eq!(photos(&server).await, before);
    let lines = std::fs::read_to_string(report).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 7, "an author, an import, a photo, two files and two tags: {lines:?}");
    assert!(lines.iter().all(|line| line["outcome"] == "already_there"), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_that_are_found_come_along_also_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), NOTICES_AT_ONCE);
    server.register().await;
    let theirs = Theirs::filled(Backend::Sqlite).await;
    let card = tempfile::tempdir().unwrap();
    std::fs::create_dir(card.path().join("one")).unwrap();
    std::fs::write(card.path().join("one/IMG_1.JPG"), jpeg(1, 600, 400)).unwrap();

    assert_eq!(migrate(folder.path(), &theirs, &[]).0, 0);
    let before = photos(&server).await.remove(0);
    let files = card.path().to_str().unwrap().to_owned();
    let (code, out, err) = migrate(folder.path(), &theirs, &["--files", &files]);
    assert_eq!(code, 3, "the RAW file is not there: {out}{err}");
    assert!(out.contains("originals        1 brought, 0 already there, 0 changed, 1 skipped"), "{out}");
    assert!(out.contains("IMG_1.NEF: the folder has no file of this name"), "{out}");
    let photo = photos(&server).await.remove(0);
    assert_eq!(numbers(&photo), numbers(&before), "the files that were here are the same");
    assert_eq!(photo["created_at"], before["created_at"]);
    assert_eq!(photo["width"], 600, "{photo}");
    let (first, second) = (file_of(&server, &photo, 0).await, file_of(&server, &photo, 1).await);
    assert_eq!((&first["is_stored"], &second["is_stored"]), (&true.into(), &false.into()), "{first}{second}");
    assert_eq!(first["local_storage_info"]["path"], "/cards/one/IMG", "{first}");
    let hothash = photo["hothash"].as_str().unwrap();
    assert_eq!(server.get(&format!("/api/v1/photos/{hothash}/coldpreview")).await.0, 200);
    assert_eq!(server.get(&format!("/api/v1/photos/{hothash}/hotpreview")).await.0, 200);

    let (_, out, _) = migrate(folder.path(), &theirs, &["--files", &files]);
    assert!(out.contains("originals        0 brought, 1 already there, 0 changed, 1 skipped"), "{out}");
    assert_eq!(photos(&server).await[0]["files"], photo["files"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_known_of_a_file_stays_beside_what_its_original_says() {
    let card = tempfile::tempdir().unwrap();
    std::fs::write(card.path().join("IMG_1.jpg"), by_camera("Testcam", &jpeg(1, 600, 400))).unwrap();
    for is_added_later in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Server::start(folder.path(), &[]);
        server.register().await;
        let theirs = Theirs::filled(Backend::Sqlite).await;
        if is_added_later {
            assert_eq!(migrate(folder.path(), &theirs, &[]).0, 0);
        }
        migrate(folder.path(), &theirs, &["--files", card.path().to_str().unwrap()]);
        let photo = photos(&server).await.remove(0);
        let file = file_of(&server, &photo, 0).await;
        assert_eq!(file["is_stored"], true, "{file}");
        let exif = &file["exif_dict"];
        assert_eq!((&exif["Make"], &exif["camera_make"]), (&"X".into(), &"Testcam".into()), "{file}");
        assert_eq!(file["camera"], "Testcam", "the file itself knows best: {file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_keep_since_when_they_were_there_and_the_order_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let theirs = Theirs::filled(Backend::Sqlite).await;
    let mut names = Vec::new();
    for number in 2..6 {
        let preview = jpeg(number, 120, 80);
        let name = sha256(&preview);
        theirs.photo(&name, "", "[]", None).await;
        theirs.file(&name, &format!("IMG_{number}.jpg"), None, Some(preview)).await;
        names.push(name);
    }
    // Another order than that of their names.
    names.sort_unstable_by(|one, other| other.cmp(one));
    for (name, day) in names.iter().zip(10..) {
        theirs.photo_is_of(name, &format!("2024-06-{day}")).await;
    }
    let (code, out, err) = migrate(folder.path(), &theirs, &[]);
    assert_eq!(code, 0, "{out}{err}");
    let order = serde_json::json!({"sort_by": "created_at", "sort_order": "asc"});
    let (_, listed) = server.post("/api/v1/photos/search", order).await;
    let listed = listed["data"].as_array().unwrap();
    let listed: Vec<&str> = listed.iter().take(4).map(|photo| photo["hothash"].as_str().unwrap()).collect();
    assert_eq!(listed, names);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_does_not_answer_is_told_of_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let database = format!("postgres://kari:s3cret@{address}/imalink");
    let begun = std::time::Instant::now();
    let args = ["migrate-imalink", "--database", &database, "--user", "kari"];
    let (code, _, err) = run(folder.path(), &args, &[]);
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{err}");
    assert!(code == 1 && err.contains("refused"), "{code}: {err}");
    assert!(!err.contains("s3cret"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_come_is_named_and_everything_else_comes() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let theirs = Theirs::filled(Backend::Sqlite).await;
    // Its preview is no picture.
    theirs.photo(&"aa".repeat(32), "Broken", "[]", Some(0)).await;
    theirs.file(&"aa".repeat(32), "broken.jpg", None, Some(b"no picture".to_vec())).await;
    // It is named by other bytes.
    theirs.photo(&"bb".repeat(32), "Renamed", "[\"\", \"x\"]", Some(0)).await;
    theirs.file(&"bb".repeat(32), "renamed.jpg", None, Some(jpeg(2, 120, 80))).await;
    // It never had a preview, and its cells are not what they should be.
    theirs.photo(&"cc".repeat(32), "Blind", "not JSON", Some(9)).await;
    theirs.file(&"cc".repeat(32), "blind.jpg", None, None).await;
    // It has no file at all.
    theirs.photo(&"dd".repeat(32), "Empty", "[]", None).await;
    // A file whose photo never was.
    theirs.file(&"ee".repeat(32), "stray.jpg", None, Some(jpeg(3, 120, 80))).await;
    let long = format!("[\"{}\"]", "t".repeat(51));
    let preview = jpeg(4, 120, 80);
    theirs.photo(&sha256(&preview), "Tagged", &long, Some(1)).await;
    theirs.file(&sha256(&preview), "tagged.jpg", None, Some(preview.clone())).await;

    let (code, out, err) = migrate(folder.path(), &theirs, &[]);
    assert_eq!(code, 3, "{out}{err}");
    assert!(out.contains("photos           5 brought, 0 already there, 0 changed, 2 skipped"), "{out}");
    for told in [
        "skipped  photo aaaa",
        "skipped  photo dddd",
        "it is called ",
        "it had no hot preview there",
        "tags is not JSON: not JSON",
        "the rating 9 is none of 0 to 5",
        "skipped  tag ",
        "an empty tag is left out",
    ] {
        assert!(out.contains(told), "{told} is not told:\n{out}");
    }
    let titles: Vec<Value> = photos(&server).await.iter().map(|photo| photo["title"].clone()).collect();
    for title in ["Fjord", "Renamed", "Blind", "Tagged"] {
        assert!(titles.contains(&Value::from(title)), "{title}: {titles:?}");
    }
    let (_, out, _) = migrate(folder.path(), &theirs, &[]);
    assert!(out.contains("photos           0 brought, 5 already there, 0 changed, 2 skipped"), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_was_killed_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), NOTICES_AT_ONCE);
    server.register().await;
    let theirs = Theirs::filled(Backend::Sqlite).await;
    for number in 10..70 {
        let preview = jpeg(number, 120, 80);
        let name = sha256(&preview);
        theirs.photo(&name, &format!("Photo {number}"), "[]", None).await;
        theirs.file(&name, &format!("IMG_{number}.jpg"), None, Some(preview)).await;
    }
    let database = theirs.database();
    let args = ["migrate-imalink", "--database", &database, "--user", "kari", "--from-user", "alice"];
    let mut process = Process::start(atelier(folder.path(), &args, &[]));
    let begun = std::time::Instant::now();
    while photos(&server).await.is_empty() && begun.elapsed() < crate::process::PATIENCE {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    // Wherever it is now; if it was quick, the second run finds everything there.
    process.signal("KILL");
    process.wait();
    let came = photos(&server).await.len();
    assert!(came > 0);

    let (code, out, err) = migrate(folder.path(), &theirs, &[]);
    assert_eq!(code, 0, "{out}{err}");
    let sums = format!("photos           {} brought, {came} already there", 61 - came);
    assert!(out.contains(&sums), "{sums}:\n{out}");
    let all = photos(&server).await;
    assert_eq!(all.len(), 61);
    assert!(all.iter().all(|photo| !photo["files"].as_array().unwrap().is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_nobody_has_is_said_before_anything_moves() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let theirs = Theirs::filled(Backend::Sqlite).await;
    let database = theirs.database();
    let asked = |user: &str, more: &[&str]| {
        let mut args = vec!["migrate-imalink", "--database", &database, "--user", user];
        args.extend(more);
        run(folder.path(), &args, &[])
    };
    let (code, _, err) = asked("nobody", &[]);
    assert!(code == 1 && err.contains("there is no user nobody here"), "{code}: {err}");
    let (code, _, err) = asked("kari", &[]);
    assert!(code == 1 && err.contains("which of these: alice, bob"), "two people are there: {code}: {err}");
    let (code, _, err) = asked("kari@studio.example", &["--from-user", "BOB"]);
    assert_eq!(code, 0, "bob has nothing, and nothing is lost: {err}");
    let missing = folder.path().join("missing.sqlite");
    let missing = missing.to_str().unwrap();
    let (code, _, err) =
        run(folder.path(), &["migrate-imalink", "--database", missing, "--user", "kari"], &[]);
    assert!(code == 1 && err.contains("there is no file"), "{code}: {err}");
    assert!(photos(&server).await.is_empty());
}
