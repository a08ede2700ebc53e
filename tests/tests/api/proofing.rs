//! Proofing: what guests decide, within which limits, and who gets to know.

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, id_of, list, pictures as shown, text};
use reqwest::Method;
use serde_json::{Value, json};

/// A gallery with some pictures for everybody.
struct Scene {
    server: TestServer,
    studio: Studio,
    organization: i64,
    gallery: i64,
    pictures: Vec<i64>,
}

async fn scene(count: usize) -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let organization = studio.organization("Acme").await;
    let gallery = studio.gallery(organization, "Spring portraits").await;
    let mut pictures = Vec::new();
    for seed in (1_u8..).take(count) {
        let name = format!("DSC_{seed:04}.jpg");
        pictures.push(studio.picture(gallery, &name, pictures::jpeg(60, 40, seed.into())).await);
    }
    studio.settled(gallery).await;
    Scene { server, studio, organization, gallery, pictures }
}

impl Scene {
    fn at(&self, image: i64, what: &str) -> String {
        format!("{API}/galleries/{}/images/{image}/{what}", self.gallery)
    }

    async fn decide(&self, who: &Client, image: i64, decision: &str) -> Answer {
        who.put(&self.at(image, "decision"), json!({ "decision": decision })).await
    }

    async fn settings(&self, body: Value) -> Value {
        self.studio.owner.patch(&format!("{API}/galleries/{}", self.gallery), body).await.expect(200).data()
    }

    async fn row(&self) -> Value {
        self.studio.owner.get(&format!("{API}/galleries/{}", self.gallery)).await.expect(200).data()
    }

    async fn submit(&self, who: &Client) -> Answer {
        who.post(&format!("{API}/galleries/{}/submit", self.gallery), json!({})).await
    }

    async fn guest(&self) -> Client {
        self.studio.guest(self.gallery).await.1
    }

    async fn decisions(&self, who: &Client) -> Vec<Value> {
        list(&who.get(&format!("{API}/galleries/{}/decisions", self.gallery)).await.expect(200))
    }

    async fn log(&self, image: i64) -> Vec<Value> {
        list(&self.studio.owner.get(&self.at(image, "interactions")).await.expect(200))
    }

    /// A contact of the gallery's organization.
    async fn contact(&self) -> Client {
        let (id, client) = self.studio.person("client_user", Some(self.organization)).await;
        let path = format!("{API}/organizations/{}/members/{id}", self.organization);
        self.studio.owner.put(&path, json!({ "role": "marketing_contact" })).await.expect(200);
        client
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_rates_decides_and_asks_and_the_studio_sees_it_all() {
    let scene = scene(2).await;
    let first = scene.pictures[0];
    let link = scene.studio.link(scene.gallery, json!({})).await;
    let body = json!({ "token": link.token, "name": "Astrid Lind" });
    let entered = scene.server.client().post(&format!("{API}/share/enter"), body).await.expect(200).data();
    let guest = scene.server.client().with_token(&text(&entered, "access_token"));

    guest.put(&scene.at(first, "rating"), json!({ "rating": 5 })).await.expect(200);
    let approve = json!({ "decision": "approved", "approved_for_marketing": true });
    let decided = guest.put(&scene.at(first, "decision"), approve).await.expect(200).data();
    assert_eq!((&decided["decision"], &decided["rating"]), (&json!("approved"), &json!(5)));
    assert_eq!(decided["changed_since_decision"], false);
    let notes = json!({ "notes": "whiten teeth" });
    let asked = guest.put(&scene.at(first, "edit-request"), notes).await.expect(200).data();
    assert_eq!((&asked["edit_requested"], &asked["edit_notes"]), (&json!(true), &json!("whiten teeth")));

    // Its own part comes with the list, and nobody else's.
    let mine = shown(&guest, scene.gallery).await;
    assert_eq!(mine[0]["own_decision"]["rating"], 5);
    assert_eq!(mine[0]["own_decision"]["approved_for_marketing"], true);
    assert_eq!(mine[1]["own_decision"]["decision"], "undecided");
    assert_eq!(mine[0]["summary"], Value::Null);
    let theirs = shown(&scene.studio.owner, scene.gallery).await;
    assert_eq!(theirs[0]["own_decision"]["rating"], Value::Null);
    let expected = json!({
        "approvals": 1, "rejections": 0, "average_rating": 5.0, "edit_requests": 1, "comments": 0,
    });
    assert_eq!(theirs[0]["summary"], expected);

    let told = scene.decisions(&scene.studio.owner).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (&told[0]["user_name"], &told[0]["filename"]),
        (&json!("Astrid Lind"), &json!("DSC_0001.jpg"))
    );
    let kinds: Vec<Value> =
        scene.log(first).await.into_iter().map(|line| line["interaction_type"].clone()).collect();
    assert_eq!(kinds, ["edit_request", "approval", "rating"]);
    assert_eq!(scene.row().await["approved_count"], 1);
    let audit = scene.studio.owner.get(&format!("{API}/audit-log")).await.expect(200).text();
    for kind in ["image.rated", "image.approved", "image.edit_requested"] {
        assert!(audit.contains(kind), "{kind} is not in {audit}");
    }

    guest.delete(&scene.at(first, "rating")).await.expect(200);
    guest.delete(&scene.at(first, "edit-request")).await.expect(200);
    scene.decide(&guest, first, "undecided").await.expect(200);
    assert!(scene.decisions(&scene.studio.owner).await.is_empty());
    assert_eq!(scene.row().await["approved_count"], 0);
    assert_eq!(scene.log(first).await.len(), 6, "the log forgets nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lists_tag_changes_with_what_the_caller_says() {
    let scene = scene(1).await;
    let guest = scene.guest().await;
    let path = format!("{API}/galleries/{}/images", scene.gallery);
    let tag = guest.get(&path).await.expect(200).header("etag").expect("a tag").to_owned();
    let ask = || guest.request(Method::GET, &path).header("if-none-match", &tag).send();
    ask().await.expect(304);
    scene.decide(&guest, scene.pictures[0], "rejected").await.expect(200);
    let changed = ask().await.expect(200);
    assert_eq!(list(&changed)[0]["own_decision"]["decision"], "rejected");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_told_and_taking_back_frees_a_place() {
    let scene = scene(3).await;
    let [first, second, third] = scene.pictures[..] else { panic!("three pictures") };
    let settings = json!({ "proofing": { "max_approvals": 2, "max_edit_requests": 1 } });
    assert_eq!(scene.settings(settings).await["proofing"]["max_approvals"], 2);
    let guest = scene.guest().await;
    for image in [first, second] {
        scene.decide(&guest, image, "approved").await.expect(200);
    }
    let refused = scene.decide(&guest, third, "approved").await.expect_problem(409, "max_approvals").json();
    assert_eq!((&refused["current"], &refused["max"]), (&json!(2), &json!(2)), "{refused}");
    assert!(refused.get("min").is_none());
    // The picture itself does not count against itself.
    scene.decide(&guest, second, "approved").await.expect(200);
    assert_eq!(scene.log(second).await.len(), 1, "saying the same again leaves no trace");
    scene.decide(&guest, first, "undecided").await.expect(200);
    scene.decide(&guest, third, "approved").await.expect(200);

    let notes = json!({ "notes": "darker" });
    guest.put(&scene.at(first, "edit-request"), notes.clone()).await.expect(200);
    guest.put(&scene.at(first, "edit-request"), json!({ "notes": "much darker" })).await.expect(200);
    let refused = guest.put(&scene.at(second, "edit-request"), notes).await;
    let refused = refused.expect_problem(409, "max_edit_requests").json();
    assert_eq!((&refused["current"], &refused["max"]), (&json!(1), &json!(1)));

    // The limit is each person's own.
    let other = scene.guest().await;
    scene.decide(&other, first, "approved").await.expect(200);
    assert_eq!(scene.row().await["approved_count"], 3);
    let counted = guest.get(&format!("{API}/galleries/{}/proofing", scene.gallery)).await.expect(200).data();
    assert_eq!((&counted["counted"]["approvals"], &counted["people"][1]), (&json!(2), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_guests_share_a_limit_that_is_the_gallerys() {
    let scene = scene(3).await;
    let [first, second, third] = scene.pictures[..] else { panic!("three pictures") };
    scene.settings(json!({ "proofing": { "max_approvals": 2, "limit_scope": "gallery" } })).await;
    let (kari, ola) = (scene.guest().await, scene.guest().await);
    scene.decide(&kari, first, "approved").await.expect(200);
    scene.decide(&ola, first, "approved").await.expect(200);
    scene.decide(&ola, second, "approved").await.expect(200);
    scene.decide(&kari, second, "approved").await.expect(200);
    scene.decide(&kari, third, "approved").await.expect_problem(409, "max_approvals");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_approved_than_the_limit_allows_even_at_once() {
    let scene = scene(6).await;
    scene.settings(json!({ "proofing": { "max_approvals": 2 } })).await;
    let guest = scene.guest().await;
    let clicks = scene.pictures.iter().map(|image| {
        let (guest, path) = (guest.clone(), scene.at(*image, "decision"));
        tokio::spawn(async move { guest.put(&path, json!({ "decision": "approved" })).await.status })
    });
    let mut passed = 0;
    for click in clicks.collect::<Vec<_>>() {
        passed += usize::from(click.await.expect("an answer") == 200);
    }
    assert_eq!(passed, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_is_handed_in_once_it_is_complete_and_stands_until_the_studio_reopens_it() {
    let scene = scene(2).await;
    let [first, second] = scene.pictures[..] else { panic!("two pictures") };
    scene.settings(json!({ "proofing": { "min_approvals": 1 } })).await;
    let link = scene.studio.link(scene.gallery, json!({})).await;
    let entered =
        scene.server.client().post(&format!("{API}/share/enter"), json!({ "token": link.token })).await;
    let guest = scene.server.client().with_token(&text(&entered.expect(200).data(), "access_token"));
    let refused = scene.submit(&guest).await.expect_problem(409, "min_approvals").json();
    assert_eq!((&refused["current"], &refused["min"]), (&json!(0), &json!(1)));
    scene.decide(&guest, first, "approved").await.expect(200);
    let submitted = scene.submit(&guest).await.expect(200).data();
    assert_eq!((&submitted["approvals"], &submitted["is_locked"]), (&json!(1), &json!(true)));

    scene.submit(&guest).await.expect_problem(409, "proofing_locked");
    scene.decide(&guest, second, "approved").await.expect_problem(409, "proofing_locked");
    scene.decide(&guest, first, "undecided").await.expect_problem(409, "proofing_locked");
    guest
        .put(&scene.at(first, "rating"), json!({ "rating": 1 }))
        .await
        .expect_problem(409, "proofing_locked");
    guest.delete(&scene.at(first, "edit-request")).await.expect_problem(409, "proofing_locked");
    let many = json!({ "image_ids": [second], "decision": "rejected" });
    let path = format!("{API}/galleries/{}/decisions", scene.gallery);
    guest.put(&path, many).await.expect_problem(409, "proofing_locked");
    // Nobody else is locked by it, and the talk goes on.
    scene.decide(&scene.guest().await, second, "approved").await.expect(200);
    guest.post(&scene.at(first, "comments"), json!({ "body": "Thank you!" })).await.expect(201);

    let state = format!("{API}/galleries/{}/proofing", scene.gallery);
    assert_eq!(guest.get(&state).await.expect(200).data()["is_locked"], true);
    let people = scene.studio.owner.get(&state).await.expect(200).data()["people"].clone();
    assert_eq!(people.as_array().map(Vec::len), Some(2), "{people}");
    assert!(people[0]["submitted_at"].is_string(), "{people}");
    let person = people[0]["user_id"].as_i64().expect("an id");
    let reopen = format!("{API}/galleries/{}/submissions/{person}/reopen", scene.gallery);
    guest.post(&reopen, json!({})).await.expect_problem(403, "forbidden");
    scene.studio.owner.post(&reopen, json!({})).await.expect(200);
    scene.studio.owner.post(&reopen, json!({})).await.expect_problem(409, "not_submitted");
    scene.decide(&guest, second, "approved").await.expect(200);
    // The studio lowers the limit meanwhile: nothing is taken away, and nothing larger is handed in.
    scene.settings(json!({ "proofing": { "max_approvals": 1 } })).await;
    let refused = scene.submit(&guest).await.expect_problem(409, "max_approvals").json();
    assert_eq!((&refused["current"], &refused["max"]), (&json!(2), &json!(1)));
    scene.settings(json!({ "proofing": { "max_approvals": null } })).await;
    assert_eq!(scene.submit(&guest).await.expect(200).data()["approvals"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gallery_is_not_open_for_is_refused_by_name() {
    let scene = scene(1).await;
    let image = scene.pictures[0];
    let guest = scene.guest().await;
    let rate = async || guest.put(&scene.at(image, "rating"), json!({ "rating": 3 })).await;
    let comment = async || guest.post(&scene.at(image, "comments"), json!({ "body": "Hi" })).await;

    let off = json!({ "proofing": { "ratings_enabled": false, "comments_enabled": false } });
    scene.settings(off).await;
    rate().await.expect_problem(409, "ratings_disabled");
    comment().await.expect_problem(409, "comments_disabled");
    scene.decide(&guest, image, "approved").await.expect(200);

    scene.settings(json!({ "mode": "presentation" })).await;
    let owner = &scene.studio.owner;
    for who in [&guest, owner] {
        scene.decide(who, image, "rejected").await.expect_problem(409, "presentation_only");
    }
    rate().await.expect_problem(409, "presentation_only");
    comment().await.expect_problem(409, "presentation_only");
    scene.submit(&guest).await.expect_problem(409, "presentation_only");
    let notes = json!({ "notes": "darker" });
    guest.put(&scene.at(image, "edit-request"), notes).await.expect_problem(409, "presentation_only");
    assert_eq!(scene.decisions(&guest).await.len(), 1, "what was said stays");

    let on = json!({ "mode": "proofing", "proofing": { "ratings_enabled": true, "comments_enabled": true } });
    scene.settings(on).await;
    owner.post(&format!("{API}/galleries/{}/complete", scene.gallery), json!({})).await.expect(200);
    scene.decide(&guest, image, "rejected").await.expect_problem(409, "gallery_completed");
    rate().await.expect_problem(409, "gallery_completed");
    comment().await.expect(201);
    owner.post(&format!("{API}/galleries/{}/archive", scene.gallery), json!({})).await.expect(200);
    scene.decide(&guest, image, "rejected").await.expect_problem(410, "gallery_closed");
    scene.decide(owner, image, "rejected").await.expect_problem(409, "gallery_archived");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_that_make_no_sense_are_refused_where_they_stand() {
    let scene = scene(0).await;
    let path = format!("{API}/galleries/{}", scene.gallery);
    for (proofing, pointer) in [
        (json!({ "max_approvals": 0 }), "/proofing/max_approvals"),
        (json!({ "min_approvals": -1 }), "/proofing/min_approvals"),
        (json!({ "min_approvals": 3, "max_approvals": 2 }), "/proofing/min_approvals"),
        (json!({ "max_edit_requests": 100_001 }), "/proofing/max_edit_requests"),
        (json!({ "limit_scope": "planet" }), "/proofing/limit_scope"),
        (json!({ "ratings_enabled": null }), "/proofing/ratings_enabled"),
        (json!({ "max": 2 }), "/proofing/max"),
    ] {
        let body = json!({ "proofing": proofing });
        let refused = scene.studio.owner.patch(&path, body).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.text());
    }
    scene.studio.owner.patch(&path, json!({ "mode": "gallery" })).await.expect(422);
    scene.settings(json!({ "proofing": { "max_approvals": 5 } })).await;
    let cleared = scene.settings(json!({ "proofing": { "max_approvals": null } })).await;
    assert_eq!((&cleared["mode"], &cleared["proofing"]["max_approvals"]), (&json!("proofing"), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_pictures_are_decided_about_together_or_not_at_all() {
    let scene = scene(3).await;
    let [first, second, third] = scene.pictures[..] else { panic!("three pictures") };
    scene.settings(json!({ "proofing": { "max_approvals": 2 } })).await;
    let guest = scene.guest().await;
    let path = format!("{API}/galleries/{}/decisions", scene.gallery);
    let many = |images: Value, decision: &str| json!({ "image_ids": images, "decision": decision });
    scene.decide(&guest, first, "approved").await.expect(200);
    let refused = guest.put(&path, many(json!([first, second, third]), "approved")).await;
    let refused = refused.expect_problem(409, "max_approvals").json();
    assert_eq!((&refused["current"], &refused["max"]), (&json!(1), &json!(2)));
    assert_eq!(scene.decisions(&guest).await.len(), 1, "none of them was decided");
    let decided = guest.put(&path, many(json!([second, first, second]), "approved")).await.expect(200);
    assert_eq!(list(&decided).iter().map(|row| row["image_id"].clone()).collect::<Vec<_>>(), [first, second]);
    for images in [json!([first, 0]), json!([i64::MAX])] {
        let refused = guest.put(&path, many(images, "rejected")).await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], "unknown_image", "{refused}");
    }
    for images in [json!([]), json!(vec![first; 501])] {
        let refused = guest.put(&path, many(images, "rejected")).await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], "out_of_range", "{refused}");
    }
    guest.put(&path, many(json!([first, second, third]), "rejected")).await.expect(200);
    assert_eq!(scene.row().await["approved_count"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn input_that_is_out_of_bounds_is_refused_and_changes_nothing() {
    let scene = scene(1).await;
    let image = scene.pictures[0];
    let guest = scene.guest().await;
    for rating in
        [json!(0), json!(6), json!(-1), json!(2_147_483_648_i64), json!(4.5), json!("5"), json!(null)]
    {
        guest.put(&scene.at(image, "rating"), json!({ "rating": rating })).await.expect(422);
    }
    for notes in [json!(""), json!(" \n"), json!("x".repeat(2_001)), json!("a\u{0}b"), json!(null)] {
        guest.put(&scene.at(image, "edit-request"), json!({ "notes": notes })).await.expect(422);
    }
    for body in [
        json!({ "decision": "maybe" }),
        json!({}),
        json!({ "decision": "rejected", "approved_for_marketing": true }),
        json!({ "decision": "approved", "rating": 5 }),
    ] {
        guest.put(&scene.at(image, "decision"), body).await.expect(422);
    }
    for body in [
        json!({ "body": "" }),
        json!({ "body": "å".repeat(2_001) }),
        json!({ "body": "x", "pin": { "x": 1.01, "y": 0 } }),
        json!({ "body": "x", "pin": { "x": 0.5 } }),
        json!({ "body": "x", "parent_id": 0 }),
    ] {
        guest.post(&scene.at(image, "comments"), body).await.expect(422);
    }
    assert!(scene.log(image).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_is_in_the_log_with_its_address() {
    let scene = scene(1).await;
    let guest = scene.guest().await;
    let address = text(&shown(&guest, scene.gallery).await[0]["downloads"], "web");
    scene.server.client().get(&address).await.expect(200);
    let line = scene.log(scene.pictures[0]).await.remove(0);
    assert_eq!(line["interaction_type"], "download");
    assert_eq!(line["ip_address"], "127.0.0.1");
    assert!(line["downloaded_at"].is_string() && line["share_link_id"].is_i64(), "{line}");
    let original = shown(&scene.studio.owner, scene.gallery).await.remove(0);
    assert_eq!(line["content_hash"], original["content_hash"], "the log names the original");
    scene.server.client().get(&text(&original["downloads"], "original")).await.expect(200);
    assert_eq!(scene.log(scene.pictures[0]).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_visitor_decides_for_itself_and_contacts_see_everybody() {
    let scene = scene(1).await;
    let image = scene.pictures[0];
    let link = scene.studio.link(scene.gallery, json!({})).await;
    let first = enter(&scene.server.client(), &link.token).await;
    let second = enter(&scene.server.client(), &link.token).await;
    scene.decide(&first, image, "approved").await.expect(200);
    scene.decide(&second, image, "rejected").await.expect(200);
    for (guest, decision) in [(&first, "approved"), (&second, "rejected")] {
        let told = scene.decisions(guest).await;
        assert_eq!((told.len(), &told[0]["decision"]), (1, &json!(decision)));
    }
    let theirs = scene.decisions(&scene.studio.owner).await[0]["user_id"].clone();
    let path = format!("{API}/galleries/{}/decisions?user_id={theirs}", scene.gallery);
    assert_eq!(list(&second.get(&path).await.expect(200))[0]["decision"], "rejected");
    let contact = scene.contact().await;
    assert_eq!(scene.decisions(&contact).await.len(), 2);
    scene.decide(&contact, image, "approved").await.expect(200);
    let summary = shown(&contact, scene.gallery).await[0]["summary"].clone();
    assert_eq!((&summary["approvals"], &summary["rejections"]), (&json!(2), &json!(1)));
    for who in [&first, &contact] {
        who.get(&scene.at(image, "interactions")).await.expect_problem(403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_a_guest_cannot_see_there_is_in_no_route() {
    let scene = scene(1).await;
    let owner = &scene.studio.owner;
    let body = json!({ "name": "Making of", "type": "making_of", "visibility": "members" });
    owner.post(&format!("{API}/galleries/{}/groups", scene.gallery), body).await.expect(201);
    let form = reqwest::multipart::Form::new()
        .text("type", "making_of")
        .part("files", reqwest::multipart::Part::bytes(pictures::jpeg(60, 40, 77)).file_name("hidden.jpg"));
    let upload = owner.request(Method::POST, &format!("{API}/galleries/{}/images", scene.gallery));
    let hidden = id_of(&upload.form(form).send().await.expect(201).data()["files"][0]["image"]);
    let elsewhere = scene.studio.gallery(scene.organization, "Elsewhere").await;
    let foreign = scene.studio.picture(elsewhere, "foreign.jpg", pictures::jpeg(60, 40, 78)).await;
    let contact = scene.contact().await;
    scene.decide(&contact, hidden, "approved").await.expect(200);
    let comment =
        contact.post(&scene.at(hidden, "comments"), json!({ "body": "psst" })).await.expect(201).data();
    let comment = id_of(&comment);

    let guest = scene.guest().await;
    let (_, guest_of_both) = scene.studio.guest(elsewhere).await;
    // Its own gallery shows the foreign picture; through this one there is no way to it, not even for the studio.
    scene.decide(owner, foreign, "approved").await.expect_problem(404, "not_found");
    guest_of_both.get(&scene.at(foreign, "comments")).await.expect_problem(404, "not_found");
    for image in [hidden, foreign, 0] {
        for (method, what, body) in [
            (Method::PUT, "decision".to_owned(), json!({ "decision": "approved" })),
            (Method::PUT, "rating".to_owned(), json!({ "rating": 3 })),
            (Method::DELETE, "rating".to_owned(), json!({})),
            (Method::PUT, "edit-request".to_owned(), json!({ "notes": "x" })),
            (Method::DELETE, "edit-request".to_owned(), json!({})),
            (Method::GET, "comments".to_owned(), json!({})),
            (Method::POST, "comments".to_owned(), json!({ "body": "x" })),
            (Method::PATCH, format!("comments/{comment}"), json!({ "body": "x" })),
            (Method::DELETE, format!("comments/{comment}"), json!({})),
            (Method::POST, format!("comments/{comment}/resolve"), json!({})),
        ] {
            let answer = guest.request(method, &scene.at(image, &what)).json(body).send().await;
            answer.expect_problem(404, "not_found");
        }
    }
    let many = json!({ "image_ids": [scene.pictures[0], hidden], "decision": "approved" });
    let path = format!("{API}/galleries/{}/decisions", scene.gallery);
    let refused = guest.put(&path, many).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "unknown_image");
    let seen = guest.get(&format!("{API}/galleries/{}/proofing", scene.gallery)).await.expect(200);
    assert!(!seen.text().contains("Person"), "{}", seen.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_talked_about_in_threads() {
    let scene = scene(1).await;
    let image = scene.pictures[0];
    let owner = &scene.studio.owner;
    let (guest, other) = (scene.guest().await, scene.guest().await);
    let path = scene.at(image, "comments");
    let say = async |who: &Client, body: Value| who.post(&path, body).await.expect(201).data();
    let thread = say(&guest, json!({ "body": "Can the lamp go?", "pin": { "x": 0.25, "y": 0.5 } })).await;
    let thread = id_of(&thread);
    let answer = say(owner, json!({ "body": "Sure", "parent_id": thread })).await;
    let answer_id = id_of(&answer);
    guest
        .post(&path, json!({ "body": "Thanks", "parent_id": answer_id }))
        .await
        .expect_problem(409, "not_a_thread");
    let told = list(&other.get(&path).await.expect(200));
    assert_eq!(
        told.iter().map(|comment| comment["body"].clone()).collect::<Vec<_>>(),
        ["Can the lamp go?", "Sure"]
    );
    assert_eq!(told[0]["pin"], json!({ "x": 0.25, "y": 0.5 }));

    let one = |id: i64| format!("{path}/{id}");
    let reworded = json!({ "body": "Can both lamps go?" });
    for who in [&other, owner] {
        who.patch(&one(thread), reworded.clone()).await.expect_problem(403, "not_the_author");
    }
    guest.patch(&one(thread), reworded).await.expect(200);
    other.delete(&one(thread)).await.expect_problem(403, "forbidden");
    other.post(&format!("{}/resolve", one(thread)), json!({})).await.expect_problem(403, "forbidden");
    owner.post(&format!("{}/resolve", one(thread)), json!({})).await.expect(200);
    owner.post(&format!("{}/resolve", one(answer_id)), json!({})).await.expect_problem(409, "not_a_thread");
    let told = list(&guest.get(&path).await.expect(200));
    assert_eq!(told[0]["body"], "Can both lamps go?");
    assert!(told[0]["resolved_at"].is_string() && told[0]["edited_at"].is_string(), "{told:?}");
    guest.post(&format!("{}/reopen", one(thread)), json!({})).await.expect(200);

    guest.delete(&one(thread)).await.expect(200);
    guest.patch(&one(thread), json!({ "body": "x" })).await.expect_problem(404, "not_found");
    let told = list(&other.get(&path).await.expect(200));
    assert_eq!((&told[0]["body"], told.len()), (&json!(""), 2));
    assert!(told[0]["deleted_at"].is_string());
    assert_eq!(shown(owner, scene.gallery).await[0]["summary"]["comments"], 1);
    let theirs = id_of(&say(&other, json!({ "body": "Rude words" })).await);
    owner.delete(&one(theirs)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_studio_says_among_itself_reaches_nobody_else() {
    let scene = scene(1).await;
    let image = scene.pictures[0];
    let owner = &scene.studio.owner;
    let (guest, contact) = (scene.guest().await, scene.contact().await);
    let path = scene.at(image, "comments");
    let secret = json!({ "body": "Zinnia: the client never pays", "internal": true });
    let inside = id_of(&owner.post(&path, secret.clone()).await.expect(201).data());
    let answer = owner.post(&path, json!({ "body": "Zinnia indeed", "parent_id": inside })).await.expect(201);
    assert_eq!(answer.data()["internal"], true, "an answer is as internal as what it answers");
    assert_eq!(list(&owner.get(&path).await.expect(200)).len(), 2);
    for who in [&guest, &contact] {
        who.post(&path, secret.clone()).await.expect_problem(403, "forbidden");
        let reply = who.post(&path, json!({ "body": "x", "parent_id": inside })).await.expect(422).json();
        assert_eq!(reply["errors"][0]["code"], "unknown_comment");
        for (method, what) in [
            (Method::PATCH, format!("{path}/{inside}")),
            (Method::DELETE, format!("{path}/{inside}")),
            (Method::POST, format!("{path}/{inside}/resolve")),
        ] {
            let body = json!({ "body": "x" });
            who.request(method, &what).json(body).send().await.expect_problem(404, "not_found");
        }
        for route in ["images", "decisions", "proofing", &format!("images/{image}/comments")] {
            let told = who.get(&format!("{API}/galleries/{}/{route}", scene.gallery)).await.expect(200);
            assert!(!told.text().contains("Zinnia"), "{route}: {}", told.text());
        }
    }
    assert_eq!(shown(&contact, scene.gallery).await[0]["summary"]["comments"], 0);
    assert_eq!(shown(owner, scene.gallery).await[0]["summary"]["comments"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_does_what_it_was_granted_and_never_asks_for_edits() {
    let scene = scene(1).await;
    let image = scene.pictures[0];
    let (id, vendor) = scene.studio.person("vendor_user", None).await;
    scene.decide(&vendor, image, "approved").await.expect_problem(404, "not_found");
    let grant = async |permission: &str| {
        let body = json!({
            "permission": permission, "context_type": "gallery", "context_id": scene.gallery,
        });
        scene.studio.owner.post(&format!("{API}/users/{id}/grants"), body).await.expect(201);
    };
    grant("can_view_gallery").await;
    scene.decide(&vendor, image, "approved").await.expect_problem(403, "forbidden");
    grant("can_rate_images").await;
    vendor.put(&scene.at(image, "rating"), json!({ "rating": 2 })).await.expect(200);
    let notes = json!({ "notes": "x" });
    vendor.put(&scene.at(image, "edit-request"), notes).await.expect_problem(403, "forbidden");
}
