//! A card with pictures of two sessions of one day: where they belong, who has the last word, and what is written down.

use atelier_tests::card::Shot;
use atelier_tests::client::Client;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{self, API, Studio, id_of, list, text};
use serde_json::{Value, json};

use crate::photo_library::send;

/// Two galleries of one day in Los Angeles: a headshot at ten, a team portrait at noon, in places a mile apart.
struct Day {
    studio: Studio,
    headshot: i64,
    team: i64,
    batch: String,
}

const ROYCE_HALL: (f64, f64) = (34.0728, -118.4421);
const PAVILION: (f64, f64) = (34.0900, -118.4450);

impl Day {
    async fn plan(server: &TestServer) -> Self {
        let studio = Studio::register(&server.client()).await;
        let organization = studio.organization("UCLA").await;
        let headshot = studio.gallery(organization, "Gabby Haslam").await;
        let team = studio.gallery(organization, "Rowing team").await;
        set_window(&studio, headshot, "2026-05-04T17:00:00Z", "2026-05-04T18:30:00Z", ROYCE_HALL).await;
        set_window(&studio, team, "2026-05-04T19:00:00Z", "2026-05-04T21:00:00Z", PAVILION).await;
        let opened = studio.owner.post(&format!("{API}/upload-batches"), json!({})).await.expect(201).data();
        let batch = text(&opened, "id");
        Self { studio, headshot, team, batch }
    }

    /// Sends the pictures and waits until each of them has been looked at and compared.
    async fn import(&self, shots: &[(&str, Shot)]) -> Vec<i64> {
        let files: Vec<_> =
            (1_u32..).zip(shots).map(|(seed, (name, shot))| (*name, shot.jpeg(seed))).collect();
        let path = format!("{API}/staging?batch_id={}", self.batch);
        let sent = self.studio.owner.upload(&path, &files).await.data();
        let sent = sent["files"].as_array().cloned().unwrap_or_default();
        let ids: Vec<i64> = sent.iter().map(|file| id_of(&file["file"])).collect();
        assert_eq!(ids.len(), shots.len());
        for id in &ids {
            self.compared(*id).await;
        }
        ids
    }

    async fn compared(&self, id: i64) {
        let begun = std::time::Instant::now();
        while self.log(id).await.is_empty() {
            assert!(begun.elapsed().as_secs() < 60, "file {id} is never compared");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    async fn log(&self, id: i64) -> Vec<Value> {
        list(&self.studio.owner.get(&format!("{API}/staging/{id}/decisions")).await.expect(200))
    }

    async fn outcomes(&self, id: i64) -> Vec<String> {
        let log = self.log(id).await;
        log.iter().map(|entry| text(entry, "outcome")).collect()
    }

    /// The proposals by file: gallery, and whether it is certain.
    async fn proposals(&self) -> Vec<(i64, i64, bool)> {
        let path = format!("{API}/staging/proposals?batch_id={}", self.batch);
        let each = list(&self.studio.owner.get(&path).await.expect(200));
        let told = |proposal: &Value| {
            let number = |field: &str| proposal[field].as_i64().unwrap_or_default();
            (number("staging_id"), number("gallery_id"), proposal["is_confident"] == true)
        };
        each.iter().map(told).collect()
    }

    async fn rematch(&self, unlock: bool) -> Value {
        let body = json!({ "batch_id": self.batch, "unlock": unlock });
        self.studio.owner.post(&format!("{API}/staging/match"), body).await.expect(200).data()
    }

    async fn answer(&self, verb: &str, ids: &[i64]) -> Value {
        let path = format!("{API}/staging/proposals/{verb}");
        self.studio.owner.post(&path, json!({ "staging_ids": ids })).await.expect(200).data()
    }
}

async fn set_window(studio: &Studio, gallery: i64, from: &str, until: &str, place: (f64, f64)) {
    let body = json!({
        "starts_at": from, "ends_at": until, "timezone": "America/Los_Angeles", "teardown_minutes": 20,
        "latitude": place.0, "longitude": place.1, "session_type": "headshot",
    });
    studio.owner.put(&format!("{API}/galleries/{gallery}/session-window"), body).await.expect(200);
}

async fn image_count(client: &Client, gallery: i64) -> i64 {
    let gallery = client.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data();
    gallery["image_count"].as_i64().unwrap_or_default()
}

fn card() -> Vec<(&'static str, Shot)> {
    let near = |shot: Shot, (latitude, longitude): (f64, f64)| shot.near(latitude, longitude);
    vec![
        // By the clock of Los Angeles, which the camera does not name.
        ("DSC_0001.JPG", near(Shot::at("2026:05:04 10:30:00"), ROYCE_HALL)),
        // A camera that was left on Oslo's time, and says so.
        ("DSC_0002.JPG", near(Shot::at("2026:05:04 21:30:00").in_zone("+02:00"), PAVILION)),
        // Time alone, in the session.
        ("DSC_0003.JPG", Shot::at("2026:05:04 12:30:00")),
        // Between the sessions, without a place: twelve minutes after one, eighteen before the other.
        ("DSC_0004.JPG", Shot::at("2026:05:04 11:42:00")),
        // A year later.
        ("DSC_0005.JPG", Shot::at("2027:05:04 10:30:00")),
        // Within both: see the test that makes them overlap.
        ("DSC_0006.JPG", near(Shot::at("2026:05:04 10:45:00"), ROYCE_HALL).about("Gabby")),
    ]
}

#[tokio::test]
async fn the_files_of_a_card_are_proposed_for_the_sessions_they_were_taken_in() {
    let server = TestServer::start().await;
    let day = Day::plan(&server).await;
    let ids = day.import(&card()).await;
    let (first, second, third) = (ids[0], ids[1], ids[2]);
    let (between, other_year, named) = (ids[3], ids[4], ids[5]);
    let expected = [
        (first, day.headshot, true),
        (second, day.team, true),
        (third, day.team, false),
        (between, day.headshot, false),
        (named, day.headshot, true),
    ];
    assert_eq!(day.proposals().await, expected);
    assert_eq!(day.outcomes(other_year).await, ["no_match"]);

    let log = day.log(named).await;
    assert_eq!(log[0]["score"], 1.0);
    assert_eq!(log[0]["algorithm_version"], "1");
    assert_eq!(log[0]["decided_by_user_id"], Value::Null);
    let evidence = &log[0]["evidence"];
    assert_eq!(evidence["reason"], "clear_winner");
    assert_eq!(evidence["candidates"][0]["time"]["class"], "core");
    assert_eq!(evidence["candidates"][0]["time"]["timezone_source"], "inferred");
    assert_eq!(evidence["candidates"][0]["location"]["bucket"], "same_venue");
    assert_eq!(day.log(second).await[0]["evidence"]["candidates"][0]["time"]["timezone_source"], "embedded");
    // Nothing has moved by itself.
    assert_eq!(image_count(&day.studio.owner, day.headshot).await, 0);

    // Comparing what has not changed adds nothing.
    let again = day.rematch(false).await;
    assert_eq!(
        (&again["unchanged"], &again["proposed"], &again["confident"]),
        (&json!(6), &json!(0), &json!(0))
    );
    for id in &ids {
        assert_eq!(day.log(*id).await.len(), 1);
    }
}

#[tokio::test]
async fn the_tray_says_beside_each_file_where_it_seems_to_belong() {
    let server = TestServer::start().await;
    let day = Day::plan(&server).await;
    let ids = day.import(&card()).await;
    let owner = &day.studio.owner;
    let tray = async |query: &str| {
        let path = format!("{API}/staging?batch_id={}{query}", day.batch);
        list(&owner.get(&path).await.expect(200))
    };
    let told: Vec<_> = tray("")
        .await
        .iter()
        .map(|file| {
            let proposal = &file["proposal"];
            (id_of(file), text(proposal, "outcome"), proposal["gallery_id"].as_i64())
        })
        .collect();
    let (headshot, team) = (Some(day.headshot), Some(day.team));
    let expected = [
        (ids[0], "auto_assign".to_owned(), headshot),
        (ids[1], "auto_assign".to_owned(), team),
        (ids[2], "propose".to_owned(), team),
        (ids[3], "propose".to_owned(), headshot),
        (ids[4], "no_match".to_owned(), None),
        (ids[5], "auto_assign".to_owned(), headshot),
    ];
    assert_eq!(told, expected);
    let asked = tray("&outcome=propose").await;
    assert_eq!(asked.iter().map(id_of).collect::<Vec<_>>(), ids[2..4]);
    assert_eq!(tray("&outcome=manual_assign").await, Vec::<Value>::new());
    let named = owner.get(&format!("{API}/staging/{}", ids[5])).await.expect(200).data();
    let proposal = &named["proposal"];
    assert_eq!((&proposal["subject_name"], &proposal["score"]), (&json!("Gabby Haslam"), &json!(1.0)));
    assert_eq!((&proposal["is_confident"], &proposal["is_locked"]), (&json!(true), &json!(false)));
    assert_eq!(proposal["decision_id"], day.log(ids[5]).await[0]["decision_id"]);

    day.answer("reject", &ids[2..3]).await;
    let rejected = tray("&outcome=manual_unassign").await;
    assert_eq!(rejected.iter().map(id_of).collect::<Vec<_>>(), [ids[2]]);
    let proposal = &rejected[0]["proposal"];
    assert_eq!((&proposal["is_locked"], &proposal["gallery_id"]), (&json!(true), &Value::Null));
    owner.get(&format!("{API}/staging?outcome=perhaps")).await.expect_problem(422, "validation_failed");
}

#[tokio::test]
async fn a_persons_word_stands_whatever_the_sessions_become() {
    let server = TestServer::start().await;
    let day = Day::plan(&server).await;
    let ids = day.import(&card()[..3]).await;
    let accepted = day.answer("accept", &ids[..2]).await;
    assert_eq!((&accepted["done"], &accepted["refused"]), (&json!(2), &json!(0)));
    assert_eq!(image_count(&day.studio.owner, day.headshot).await, 1);
    assert_eq!(image_count(&day.studio.owner, day.team).await, 1);
    day.answer("reject", &ids[2..]).await;
    assert!(day.proposals().await.is_empty());

    // Twice is once.
    assert_eq!(day.answer("accept", &ids[..2]).await["done"], 2);
    day.answer("reject", &ids[2..]).await;
    assert_eq!(image_count(&day.studio.owner, day.headshot).await, 1);
    assert_eq!(day.outcomes(ids[0]).await, ["manual_assign", "auto_assign"]);
    assert_eq!(day.outcomes(ids[2]).await, ["manual_unassign", "propose"]);
    assert_eq!(day.log(ids[2]).await[0]["decided_by_user_id"], day.studio.owner_id);

    // The session moves, and the formula would say something else.
    set_window(&day.studio, day.headshot, "2026-05-04T19:20:00Z", "2026-05-04T19:40:00Z", PAVILION).await;
    let run = day.rematch(false).await;
    assert_eq!((&run["locked"], &run["proposed"]), (&json!(1), &json!(0)));
    assert_eq!(day.outcomes(ids[2]).await, ["manual_unassign", "propose"]);

    // Taking a file back by hand is a word too.
    let body = json!({ "staging_ids": [ids[0]] });
    day.studio.owner.post(&format!("{API}/staging/unassign"), body).await.expect(200);
    assert_eq!(day.outcomes(ids[0]).await, ["manual_unassign", "manual_assign", "auto_assign"]);
    assert_eq!(day.rematch(false).await["locked"], 2);
    // Until somebody lets the formula look again.
    let unlocked = day.rematch(true).await;
    assert_eq!(unlocked["locked"], 0);
    assert_eq!(day.outcomes(ids[2]).await.len(), 3);
    let refused = day.answer("accept", &[ids[0]]).await;
    assert_eq!(refused["files"][0]["status"], "refused", "no session is near enough: {refused}");
    assert_eq!(refused["files"][0]["error"]["code"], "no_proposal");
}

#[tokio::test]
async fn where_two_sessions_fit_alike_a_person_is_asked() {
    let server = TestServer::start().await;
    let day = Day::plan(&server).await;
    let settings = json!({ "settings": { "ingest": { "auto_assign": true } } });
    day.studio.owner.patch(&format!("{API}/studio"), settings).await.expect(200);
    // Both photographers of the studio are in Royce Hall that morning.
    set_window(&day.studio, day.team, "2026-05-04T17:15:00Z", "2026-05-04T18:00:00Z", ROYCE_HALL).await;
    let (latitude, longitude) = ROYCE_HALL;
    let shot = |at: &str| Shot::at(at).near(latitude, longitude);
    let ids = day
        .import(&[("DSC_1.JPG", shot("2026:05:04 10:30:00")), ("DSC_2.JPG", shot("2026:05:04 11:20:00"))])
        .await;
    assert_eq!(day.proposals().await[0], (ids[0], day.team, false));
    let evidence = &day.log(ids[0]).await[0]["evidence"];
    assert_eq!(evidence["reason"], "high_score_ambiguous");
    assert_eq!(evidence["competing_gallery_id"], day.headshot);
    // The other file has no rival, and the studio wants what is certain to go by itself.
    let begun = std::time::Instant::now();
    while image_count(&day.studio.owner, day.headshot).await == 0 {
        assert!(begun.elapsed().as_secs() < 60, "it never goes");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(image_count(&day.studio.owner, day.team).await, 0);
    assert_eq!(day.outcomes(ids[1]).await, ["auto_assign"]);
}

#[tokio::test]
async fn what_was_rejected_goes_nowhere_by_itself() {
    let server = TestServer::start().await;
    let day = Day::plan(&server).await;
    let owner = &day.studio.owner;
    let (latitude, longitude) = ROYCE_HALL;
    let shot = |at: &str| Shot::at(at).near(latitude, longitude);
    let ids = day
        .import(&[("DSC_1.JPG", shot("2026:05:04 10:30:00")), ("DSC_2.JPG", shot("2026:05:04 10:40:00"))])
        .await;
    owner.patch(&format!("{API}/staging/{}", ids[0]), json!({ "flag": "reject" })).await.expect(200);
    let wanted = list(&owner.get(&format!("{API}/staging/proposals?rejected=false")).await.expect(200));
    assert_eq!(wanted.len(), 1, "{wanted:?}");
    assert_eq!((&wanted[0]["staging_id"], &wanted[0]["flag"]), (&json!(ids[1]), &json!("none")));
    let unwanted = list(&owner.get(&format!("{API}/staging/proposals?rejected=true")).await.expect(200));
    assert_eq!((unwanted.len(), &unwanted[0]["flag"]), (1, &json!("reject")), "{unwanted:?}");

    // Certain and wanted by the studio at once; but somebody has said no to one of them.
    let settings = json!({ "settings": { "ingest": { "auto_assign": true } } });
    owner.patch(&format!("{API}/studio"), settings).await.expect(200);
    assert_eq!(day.rematch(false).await["assigned"], 1);
    assert_eq!(image_count(owner, day.headshot).await, 1);
    // Whoever names it means it.
    assert_eq!(day.answer("accept", &ids[..1]).await["done"], 1);
    assert_eq!(image_count(owner, day.headshot).await, 2);
}

/// The picture of the studio that was made of a photo, if there is one.
async fn picture_of(owner: &Client, photo: &str) -> Option<Value> {
    let each = list(&owner.get(&format!("{API}/photos/{photo}/publications")).await.expect(200));
    assert!(each.len() <= 1, "{each:?}");
    each.first().map(|one| one["image_id"].clone())
}

#[tokio::test]
async fn what_goes_by_a_proposal_or_by_itself_stays_its_photos_picture() {
    let server = TestServer::start().await;
    let day = Day::plan(&server).await;
    let owner = &day.studio.owner;
    let (latitude, longitude) = ROYCE_HALL;
    let mut files = Vec::new();
    for (seed, time) in [(1, "2026:05:04 10:30:00"), (2, "2026:05:04 10:40:00")] {
        let jpeg = Shot::at(time).near(latitude, longitude).jpeg(seed);
        let sent = send(owner, "new-photo", &[], &format!("DSC_{seed}.JPG"), jpeg).await.expect(201);
        let photo = text(&sent.data(), "photo_hothash");
        let publish = format!("{API}/photos/{photo}/publish");
        let staged = owner.post(&publish, json!({ "staging": true })).await.expect(201).data();
        let id = staged["staging_id"].as_i64().expect("a file of the tray");
        day.compared(id).await;
        files.push((photo, id));
    }
    let [(accepted, first), (assigned, second)] = &files[..] else { panic!("two files") };

    assert_eq!(day.answer("accept", &[*first]).await["done"], 1);
    let settings = json!({ "settings": { "ingest": { "auto_assign": true } } });
    owner.patch(&format!("{API}/studio"), settings).await.expect(200);
    let run = owner.post(&format!("{API}/staging/match"), json!({ "staging_ids": [second] })).await;
    assert_eq!(run.expect(200).data()["assigned"], 1);

    let mut made = vec![picture_of(owner, accepted).await, picture_of(owner, assigned).await];
    let shown = studio::pictures(owner, day.headshot).await;
    let mut shown: Vec<_> = shown.iter().map(|image| Some(image["id"].clone())).collect();
    made.sort_by_key(|id| id.as_ref().and_then(Value::as_i64));
    shown.sort_by_key(|id| id.as_ref().and_then(Value::as_i64));
    assert_eq!((made.len(), &made), (2, &shown));
}

#[tokio::test]
async fn a_window_is_set_read_changed_and_taken_away() {
    let server = TestServer::start().await;
    let day = Day::plan(&server).await;
    let owner = &day.studio.owner;
    let path = format!("{API}/galleries/{}/session-window", day.headshot);
    let shown = owner.get(&path).await.expect(200);
    let tag = shown.header("etag").expect("a tag").to_owned();
    let window = shown.data();
    assert_eq!(window["timezone"], "America/Los_Angeles");
    assert_eq!((&window["status"], &window["calendar_state"]), (&json!("confirmed"), &json!("normal")));
    assert_eq!(window["latitude"], ROYCE_HALL.0);

    let body = json!({ "starts_at": "2026-05-05T17:00:00Z", "ends_at": "2026-05-05T18:00:00Z", "status": "tentative" });
    let put = async |tag: &str, body: &Value| {
        let request = owner.request(reqwest::Method::PUT, &path);
        request.header("if-match", tag).json(body.clone()).send().await
    };
    let changed = put(&tag, &body).await.expect(200).data();
    assert_eq!((&changed["timezone"], &changed["version"]), (&json!("UTC"), &json!(2)));
    put(&tag, &body).await.expect_problem(412, "version_mismatch");

    for (field, value, pointer) in [
        ("ends_at", json!("2026-05-05T17:00:00Z"), "/ends_at"),
        ("timezone", json!("Mars/Olympus"), "/timezone"),
        ("setup_minutes", json!(-1), "/setup_minutes"),
        ("latitude", json!(12.5), "/longitude"),
        ("status", json!("maybe"), "/status"),
        ("place", json!("here"), "/place"),
    ] {
        let mut bad = body.clone();
        bad[field] = value;
        let problem = owner.put(&path, bad).await.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }

    owner.delete(&path).await.expect(200);
    owner.get(&path).await.expect_problem(404, "not_found");
    owner.delete(&path).await.expect_problem(404, "not_found");
    let (_, guest) = day.studio.guest(day.team).await;
    guest.get(&format!("{API}/galleries/{}/session-window", day.team)).await.expect_problem(403, "forbidden");
}

#[tokio::test]
async fn a_request_that_names_nothing_or_too_much_is_refused() {
    let server = TestServer::start().await;
    let day = Day::plan(&server).await;
    let owner = &day.studio.owner;
    let post = async |path: &str, body: Value| owner.post(&format!("{API}/staging/{path}"), body).await;
    let ids: Vec<i64> = (1..=1_001).collect();
    for path in ["match", "proposals/accept", "proposals/reject"] {
        post(path, json!({})).await.expect_problem(422, "validation_failed");
        post(path, json!({ "staging_ids": [] })).await.expect_problem(422, "validation_failed");
        post(path, json!({ "staging_ids": ids })).await.expect_problem(422, "validation_failed");
        post(path, json!({ "staging_ids": [9_999] })).await.expect_problem(404, "not_found");
    }
    let nobody = "00000000-0000-4000-8000-000000000000";
    post("match", json!({ "batch_id": nobody })).await.expect_problem(404, "not_found");
    post("match", json!({ "batch_id": "x" })).await.expect_problem(422, "validation_failed");
    let both = json!({ "batch_id": nobody, "staging_ids": [1] });
    post("match", both).await.expect_problem(422, "validation_failed");
    owner.get(&format!("{API}/staging/9999/decisions")).await.expect_problem(404, "not_found");
    let list = |query: &str| format!("{API}/staging/proposals?{query}");
    owner.get(&list("outcome=perhaps")).await.expect_problem(422, "validation_failed");
    owner.get(&list("batch_id=x")).await.expect_problem(422, "validation_failed");
    owner.get(&list("outcome=no_match&limit=1")).await.expect(200);
}
