//! Imports into a library: announced, followed, ended. The files themselves come by other routes.

use atelier_tests::client::Client;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list};
use reqwest::Method;
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    (server, studio)
}

/// Announces an import and answers its path.
async fn import(client: &Client, body: Value) -> String {
    let made = client.post(&format!("{API}/import-sessions"), body).await.expect(201);
    made.header("location").expect("a place").to_owned()
}

fn an_error(filename: &str) -> Value {
    json!({ "filename": filename, "code": "unreadable", "message": "the card has a bad sector" })
}

fn counts(session: &Value) -> [i64; 3] {
    ["total_files", "processed_files", "failed_files"].map(|name| session[name].as_i64().expect("a number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_from_its_announcement_to_its_end() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let author = owner.post(&format!("{API}/authors"), json!({ "name": "Åse" })).await.expect(201).data();
    let body = json!({
        "name": "Lofoten", "source_path": "/Volumes/EOS_DIGITAL/DCIM", "description": "Rain",
        "default_author_id": id_of(&author), "total_files": 2,
    });
    let made = owner.post(&format!("{API}/import-sessions"), body).await.expect(201);
    let path = made.header("location").expect("a place").to_owned();
    let tag = made.header("etag").expect("a tag").to_owned();
    let session = made.data();
    assert_eq!(path, format!("{API}/import-sessions/{}", id_of(&session)));
    assert_eq!((&session["status"], &session["title"]), (&json!("pending"), &json!("Lofoten")));
    assert_eq!((&session["images_count"], counts(&session)), (&json!(0), [2, 0, 0]));
    assert_eq!(owner.get(&path).await.expect(200).data(), session);

    let unready = owner.post(&format!("{path}/complete"), json!({})).await;
    unready.expect_problem(409, "invalid_transition");
    let noted = owner.post(&format!("{path}/errors"), an_error("IMG_1.CR3")).await.expect(200).data();
    assert_eq!((&noted["status"], counts(&noted)), (&json!("running"), [2, 1, 1]));
    assert!(noted["started_at"].is_string());

    // Counting is no change that somebody else could have made unseen.
    let request = owner.request(Method::PATCH, &path).header("if-match", &tag);
    let body = json!({ "total_files": 5, "description": null });
    let changed = request.json(body).send().await.expect(200).data();
    assert_eq!((&changed["description"], counts(&changed)), (&Value::Null, [5, 1, 1]));
    let stale = owner.request(Method::PATCH, &path).header("if-match", &tag);
    stale.json(json!({ "name": "x" })).send().await.expect_problem(412, "version_mismatch");

    let done = owner.post(&format!("{path}/complete"), json!({})).await.expect(200).data();
    assert_eq!((&done["status"], &done["version"]), (&json!("completed"), &json!(3)));
    let again = owner.post(&format!("{path}/complete"), json!({})).await.expect(200).data();
    assert_eq!(again, done);
    for verb in ["start", "cancel", "fail"] {
        let refused = owner.post(&format!("{path}/{verb}"), json!({})).await;
        refused.expect_problem(409, "import_finished");
    }
    let late = owner.post(&format!("{path}/errors"), an_error("IMG_2.CR3")).await;
    late.expect_problem(409, "import_finished");
    owner.patch(&path, json!({ "name": "Lofoten, day 1" })).await.expect(200);

    owner.delete(&path).await.expect(200);
    owner.get(&path).await.expect_problem(404, "not_found");
    owner.get(&format!("{path}/errors")).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_could_not_take_is_read_page_by_page() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let path = import(owner, json!({})).await;
    for name in ["IMG_1.CR3", "IMG_2.CR3"] {
        owner.post(&format!("{path}/errors"), an_error(name)).await.expect(200);
    }
    let reason = json!({ "reason": "the card was pulled out" });
    let failed = owner.post(&format!("{path}/fail"), reason).await.expect(200).data();
    assert_eq!((&failed["status"], counts(&failed)), (&json!("failed"), [2, 2, 2]));

    let first = owner.get(&format!("{path}/errors?limit=2")).await.expect(200).json();
    assert_eq!(
        (&first["data"][0]["filename"], &first["pagination"]["total"]),
        (&json!("IMG_1.CR3"), &json!(3))
    );
    let cursor = first["pagination"]["next_cursor"].as_str().expect("a cursor").to_owned();
    let rest = list(&owner.get(&format!("{path}/errors?limit=2&cursor={cursor}")).await.expect(200));
    assert_eq!((&rest[0]["filename"], &rest[0]["code"]), (&Value::Null, &json!("import_failed")));
    assert_eq!(rest[0]["message"], "the card was pulled out");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_import_is_refused_by_name() {
    let (_server, studio) = studio().await;
    for (body, pointer, code) in [
        (json!({ "name": " " }), "/name", "required"),
        (json!({ "name": "x".repeat(256) }), "/name", "too_long"),
        (json!({ "name": "Card", "title": "Disk" }), "/title", "contradicts"),
        (json!({ "source_path": "x".repeat(4_097) }), "/source_path", "too_long"),
        (json!({ "total_files": -1 }), "/total_files", "out_of_range"),
        (json!({ "status": "completed" }), "/status", "unknown_field"),
    ] {
        let refused = studio.owner.post(&format!("{API}/import-sessions"), body.clone()).await;
        let problem = refused.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["errors"][0]["code"], code, "{body} answered {problem}");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body} answered {problem}");
    }
    assert!(list(&studio.owner.get(&format!("{API}/import-sessions")).await.expect(200)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn older_clients_find_the_imports_where_they_were() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let older = format!("{API}/import_sessions");
    let made = owner.post(&older, json!({ "title": "Lofoten" })).await.expect(201).data();
    assert_eq!((&made["name"], &made["title"]), (&json!("Lofoten"), &json!("Lofoten")));
    let path = format!("{older}/{}", id_of(&made));
    let seen = owner.get(&path).await.expect(200);
    assert!(seen.header("deprecation").is_some() && seen.header("sunset").is_some());
    let successor = format!("<{API}/import-sessions/{}>; rel=\"successor-version\"", id_of(&made));
    assert_eq!(seen.header("link"), Some(successor.as_str()));
    assert_eq!(seen.data(), made);
    let newer = owner.get(&path.replace("import_", "import-")).await.expect(200);
    assert_eq!(newer.header("deprecation"), None);
    let none = owner.get(&format!("{older}/987654321")).await.expect_problem(404, "not_found");
    assert!(none.header("deprecation").is_some());
    let renamed = owner.patch(&path, json!({ "title": "Lofoten, day 2" })).await.expect(200).data();
    assert_eq!(renamed["name"], "Lofoten, day 2");
    assert_eq!(list(&owner.get(&format!("{older}?status=pending")).await.expect(200)), [renamed]);
    assert!(list(&owner.get(&format!("{older}?status=failed")).await.expect(200)).is_empty());
    owner.post(&format!("{path}/cancel"), json!({})).await.expect(200);
    owner.delete(&path).await.expect(200);

    let unnamed = owner.post(&older, json!({})).await.expect(201).data();
    assert!(unnamed["name"].as_str().is_some_and(|name| name.starts_with("Import of 2")), "{unnamed}");
    owner.get(&format!("{older}_of_mine")).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_its_owners_alone() {
    let (server, studio) = studio().await;
    let owner = &studio.owner;
    let stranger = Studio::register(&server.client()).await.owner;
    let (_, colleague) = studio.person("studio_user", None).await;
    let author = owner.post(&format!("{API}/authors"), json!({ "name": "Åse" })).await.expect(201).data();
    let author = id_of(&author);
    let path = import(owner, json!({ "default_author_id": author })).await;
    let before = owner.get(&path).await.expect(200).data();
    for other in [&colleague, &stranger] {
        for place in ["", "/errors", "/progress", "/progress/stream"] {
            other.get(&format!("{path}{place}")).await.expect_problem(404, "not_found");
        }
        for verb in ["start", "complete", "fail", "cancel"] {
            other.post(&format!("{path}/{verb}"), json!({})).await.expect_problem(404, "not_found");
        }
        let report = other.post(&format!("{path}/errors"), an_error("IMG_1.CR3")).await;
        report.expect_problem(404, "not_found");
        other.patch(&path, json!({ "name": "Mine" })).await.expect_problem(404, "not_found");
        other.delete(&path).await.expect_problem(404, "not_found");

        // By a body or a query nobody learns whether somebody else has such an author.
        let all = format!("{API}/import-sessions");
        let own = import(other, json!({})).await;
        let mut answers = Vec::new();
        for id in [author, 987_654_321] {
            let body = json!({ "default_author_id": id });
            let made = other.post(&all, body.clone()).await.expect_problem(404, "not_found");
            let changed = other.patch(&own, body).await.expect_problem(404, "not_found");
            let found = other.get(&format!("{all}?default_author_id={id}")).await;
            let found = found.expect_problem(404, "not_found");
            answers.push([made, changed, found].map(|answer| answer.json()["errors"][0].clone()));
        }
        assert_eq!(answers[0], answers[1]);
        assert!(answers[0].iter().all(|error| error["code"] == "unknown_author"), "{answers:?}");
        assert_eq!(answers[0][2]["parameter"], "default_author_id");
        let listed = list(&other.get(&all).await.expect(200));
        assert_eq!(listed.len(), 1, "only the own one: {listed:?}");
    }
    assert_eq!(owner.get(&path).await.expect(200).data(), before);
    let (_, vendor) = studio.person("vendor_user", None).await;
    vendor.get(&format!("{API}/import-sessions")).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_reports_at_once_are_each_counted() {
    let (_server, studio) = studio().await;
    let path = import(&studio.owner, json!({ "total_files": 4 })).await;
    let reports = (0..8).map(|number| {
        let (client, place) = (studio.owner.clone(), format!("{path}/errors"));
        tokio::spawn(async move {
            for turn in 0..3 {
                let error = an_error(&format!("IMG_{number}_{turn}.CR3"));
                client.post(&place, error).await.expect(200);
            }
        })
    });
    for report in reports.collect::<Vec<_>>() {
        report.await.expect("a task that ends");
    }
    let session = studio.owner.get(&path).await.expect(200).data();
    assert_eq!(counts(&session), [24, 24, 24]);
    let errors = studio.owner.get(&format!("{path}/errors")).await.expect(200).json();
    assert_eq!(errors["pagination"]["total"], 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_is_told_how_an_import_ends() {
    let (_server, studio) = studio().await;
    let owner = &studio.owner;
    let path = import(owner, json!({ "total_files": 1 })).await;
    owner.post(&format!("{path}/start"), json!({})).await.expect(200);
    let progress = owner.get(&format!("{path}/progress")).await.expect(200).data();
    assert_eq!((&progress["status"], counts(&progress)), (&json!("running"), [1, 0, 0]));

    let stream = owner.request(Method::GET, &format!("{path}/progress/stream")).begin().await;
    assert_eq!(stream.status().as_u16(), 200);
    owner.post(&format!("{path}/errors"), an_error("IMG_1.CR3")).await.expect(200);
    owner.post(&format!("{path}/complete"), json!({})).await.expect(200);
    let told = stream.text().await.expect("the stream ends by itself");
    let (_, end) = told.split_once("event: done\ndata: ").expect("an end");
    let end: Value = serde_json::from_str(end.trim()).expect("JSON");
    assert_eq!((&end["status"], counts(&end)), (&json!("completed"), [1, 1, 1]));

    // Who comes afterwards is told at once.
    let late = owner.get(&format!("{path}/progress/stream")).await.expect(200);
    assert_eq!(late.header("content-type"), Some("text/event-stream"));
    assert!(late.text().contains("event: done\n"), "{}", late.text());
}
