//! How people bring order into their libraries: tags, stacks, saved searches, and a timeline.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, unique};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Two people of one studio.
struct Scene {
    _server: TestServer,
    kari: Client,
    ola: Client,
}

async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let (_, ola) = studio.person("studio_user", None).await;
    Scene { kari: studio.owner, ola, _server: server }
}

/// A photo with a preview that no other has, by its hothash.
async fn photo(who: &Client, more: Value) -> String {
    let number = unique();
    let seed = u32::try_from(number).expect("a test has few photos");
    // Colours repeat after 256 seeds, and so the width grows.
    let preview = pictures::jpeg(40 + seed / 256, 40, seed);
    let mut body =
        json!({ "filename": format!("IMG_{number}.jpg"), "hotpreview": STANDARD.encode(&preview) });
    for (name, value) in more.as_object().expect("fields of a photo") {
        body[name] = value.clone();
    }
    who.post(&format!("{API}/image-files/new-photo"), body).await.expect(201);
    Sha256::digest(&preview).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn photos(who: &Client, count: usize) -> Vec<String> {
    let mut hothashes = Vec::with_capacity(count);
    for _ in 0..count {
        hothashes.push(photo(who, json!({})).await);
    }
    hothashes
}

async fn tag(who: &Client, photo: &str, tags: &[&str]) -> Value {
    let path = format!("{API}/photos/{photo}/tags");
    who.post(&path, json!({ "tags": tags })).await.expect(200).data()["tags"].clone()
}

/// Names and counts of the tags that begin with this, which is percent-encoded.
async fn tags(who: &Client, prefix: &str) -> Vec<(String, i64)> {
    let found = list(&who.get(&format!("{API}/tags?prefix={prefix}")).await.expect(200));
    let pair = |tag: &Value| {
        let name = tag["name"].as_str().unwrap_or_default().to_owned();
        (name, tag["photo_count"].as_i64().unwrap_or_default())
    };
    found.iter().map(pair).collect()
}

async fn tag_id(who: &Client, key: &str) -> i64 {
    let found = list(&who.get(&format!("{API}/tags?prefix={key}")).await.expect(200));
    id_of(&found[0])
}

fn pairs(tags: &[(&str, i64)]) -> Vec<(String, i64)> {
    tags.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_found_renamed_merged_and_taken_away() {
    let scene = scene().await;
    let (who, photos) = (&scene.kari, photos(&scene.kari, 3).await);
    assert_eq!(tag(who, &photos[0], &["Blåbær", "f/1.8", "100%"]).await, json!(["Blåbær", "f/1.8", "100%"]));
    assert_eq!(tag(who, &photos[1], &["BLABAER", "berry"]).await, json!(["Blåbær", "berry"]));
    assert_eq!(tag(who, &photos[2], &["berry", "forest"]).await, json!(["berry", "forest"]));
    assert_eq!(tags(who, "bla").await, pairs(&[("Blåbær", 2)]));
    assert_eq!(tags(who, "bl%C3%A5").await, pairs(&[("Blåbær", 2)]));
    assert_eq!(tags(who, "b").await, pairs(&[("berry", 2), ("Blåbær", 2)]));
    assert_eq!(tags(who, "100%25").await, pairs(&[("100%", 1)]));
    assert!(tags(who, "%25").await.is_empty() && tags(who, "_").await.is_empty());

    let (blueberry, berry) = (tag_id(who, "bla").await, tag_id(who, "berry").await);
    let at = |id: i64| format!("{API}/tags/{id}");
    let refused = who.patch(&at(berry), json!({ "name": "blåbaer" })).await.expect_problem(409, "tag_exists");
    assert_eq!(refused.json()["tag_id"], blueberry);
    let renamed = who.patch(&at(blueberry), json!({ "name": "BLÅBÆR" })).await.expect(200).data();
    assert_eq!((&renamed["name"], &renamed["photo_count"]), (&json!("BLÅBÆR"), &json!(2)));
    let merge = json!({ "from": [blueberry], "into": berry });
    let merged = who.post(&format!("{API}/tags/merge"), merge).await.expect(200).data();
    assert_eq!((id_of(&merged), &merged["photo_count"]), (berry, &json!(3)));
    assert_eq!(tag(who, &photos[0], &[]).await, json!(["berry", "f/1.8", "100%"]));
    assert_eq!(tag(who, &photos[1], &[]).await, json!(["berry"]));

    let of = |tag: &str| format!("{API}/photos/{}/tags/{tag}", photos[0]);
    let left = who.delete(&of("F%2F1.8")).await.expect(200).data();
    assert_eq!(left["tags"], json!(["berry", "100%"]));
    assert_eq!(who.delete(&of("100%25")).await.expect(200).data()["tags"], json!(["berry"]));
    who.delete(&of("100%25")).await.expect(404);
    who.delete(&at(berry)).await.expect(200);
    who.delete(&at(berry)).await.expect(404);
    assert_eq!(tags(who, "").await, pairs(&[("forest", 1)]));
    assert_eq!(tag(who, &photos[1], &[]).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_tags_at_once_a_photo_takes_twenty_and_all_are_counted() {
    let scene = scene().await;
    let hothash = photo(&scene.kari, json!({})).await;
    let path = format!("{API}/photos/{hothash}/tags");
    let adding = (0..24).map(|n| {
        let (who, path) = (scene.kari.clone(), path.clone());
        tokio::spawn(async move { who.post(&path, json!({ "tags": [format!("tag {n}")] })).await })
    });
    let mut refused = 0;
    for answer in adding.collect::<Vec<_>>() {
        let answer = answer.await.expect("an answer");
        if answer.status != 200 {
            let problem = answer.expect_problem(422, "validation_failed").json();
            assert_eq!(problem["errors"][0]["code"], "too_many_tags", "{problem}");
            refused += 1;
        }
    }
    assert_eq!(refused, 4);
    assert_eq!(tags(&scene.kari, "tag").await.len(), 20);
    assert!(tags(&scene.kari, "tag").await.iter().all(|(_, count)| *count == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_in_one_stack_and_a_stack_has_two_photos() {
    let scene = scene().await;
    let (who, photos) = (&scene.kari, photos(&scene.kari, 5).await);
    let stacks = format!("{API}/photo-stacks");
    let at = |id: i64, what: &str| format!("{API}/photo-stacks/{id}{what}");
    let body = json!({ "kind": "burst", "title": "Take-off", "hothashes": photos[..3], "cover": photos[1] });
    let made = who.post(&stacks, body).await.expect(201);
    assert!(made.header("location").is_some_and(|place| place.starts_with(&stacks)));
    let burst = made.data();
    assert_eq!(burst["hothashes"], json!(photos[..3]));
    assert_eq!((&burst["cover"], &burst["photo_count"]), (&json!(photos[1]), &json!(3)));
    let burst = id_of(&burst);

    let body = json!({ "kind": "panorama", "hothashes": [photos[4], photos[1]] });
    let panorama = who.post(&stacks, body).await.expect(201).data();
    assert_eq!(panorama["cover"], json!(photos[4]));
    let left = who.get(&at(burst, "")).await.expect(200).data();
    assert_eq!(left["hothashes"], json!([photos[0], photos[2]]));
    assert_eq!(left["cover"], json!(photos[0]), "the chosen one has left");

    let add = json!({ "hothashes": [photos[3], photos[0]] });
    let filled = who.post(&at(burst, "/photos"), add).await.expect(200).data();
    assert_eq!(filled["hothashes"], json!([photos[0], photos[2], photos[3]]));
    let order = json!({ "hothashes": [photos[3]] });
    let ordered = who.put(&at(burst, "/order"), order).await.expect(200).data();
    assert_eq!(ordered["hothashes"], json!([photos[3], photos[0], photos[2]]));
    let patch = json!({ "kind": "other", "title": null, "cover": photos[2] });
    let request = who.request(Method::PATCH, &at(burst, "")).header("if-match", "\"v1\"");
    request.json(patch.clone()).send().await.expect_problem(412, "version_mismatch");
    let changed = who.patch(&at(burst, ""), patch).await.expect(200).data();
    assert_eq!((&changed["kind"], &changed["title"]), (&json!("other"), &Value::Null));
    assert_eq!(changed["cover"], json!(photos[2]));
    let cover = who.patch(&at(burst, ""), json!({ "cover": photos[1] })).await.expect(422).json();
    assert_eq!(cover["errors"][0]["code"], "not_in_stack");

    let found = list(&who.get(&stacks).await.expect(200));
    assert_eq!(found.iter().map(id_of).collect::<Vec<_>>(), [id_of(&panorama), burst]);
    assert_eq!(list(&who.get(&format!("{stacks}?kind=panorama")).await.expect(200)).len(), 1);
    who.get(&format!("{stacks}?kind=heap")).await.expect(422);

    let taken = who.delete(&at(burst, &format!("/photos/{}", photos[3]))).await.expect(200).data();
    assert_eq!(taken["stack"]["photo_count"], 2);
    who.delete(&at(burst, &format!("/photos/{}", photos[3]))).await.expect(404);
    let taken = who.delete(&at(burst, &format!("/photos/{}", photos[0]))).await.expect(200).data();
    assert_eq!(taken["stack"], Value::Null);
    who.get(&at(burst, "")).await.expect(404);
    who.delete(&at(id_of(&panorama), "")).await.expect(200);
    who.get(&format!("{API}/photos/{}", photos[4])).await.expect(200);
    assert!(list(&who.get(&stacks).await.expect(200)).is_empty());
    for hothashes in [json!([]), json!([photos[0]]), json!([photos[0], photos[0]])] {
        let body = json!({ "kind": "burst", "hothashes": hothashes });
        let refused = who.post(&stacks, body).await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], "out_of_range", "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_search_finds_what_is_added_later_and_remembers_how_much() {
    let scene = scene().await;
    let who = &scene.kari;
    let searches = format!("{API}/saved-searches");
    let body = json!({
        "name": "Blåbær", "is_favorite": true,
        "criteria": { "tags": ["Blåbær"], "sort_by": "created_at", "sort_order": "asc" },
    });
    let saved = who.post(&searches, body.clone()).await.expect(201).data();
    assert_eq!(saved["criteria"], body["criteria"]);
    assert_eq!((&saved["last_count"], &saved["is_favorite"]), (&Value::Null, &json!(true)));
    let at = format!("{searches}/{}", id_of(&saved));
    let again = json!({ "name": "BLABAER", "criteria": {} });
    who.post(&searches, again).await.expect_problem(409, "saved_search_exists");
    scene.ola.post(&searches, json!({ "name": "Blåbær", "criteria": {} })).await.expect(201);

    let hothashes = photos(who, 3).await;
    for hothash in &hothashes[..2] {
        tag(who, hothash, &["blabaer"]).await;
    }
    let found = who.post(&format!("{at}/run"), json!({ "limit": 1, "offset": 1 })).await.expect(200);
    assert_eq!(found.json()["pagination"]["total"], 2);
    let found: Vec<Value> = list(&found).iter().map(|photo| photo["hothash"].clone()).collect();
    assert_eq!(found, [json!(hothashes[1])]);
    let noted = who.get(&at).await.expect(200).data();
    assert_eq!((&noted["last_count"], &noted["version"]), (&json!(2), &saved["version"]));
    assert!(noted["last_run_at"].is_string());

    let patch = json!({ "criteria": { "tags": ["nothing"] }, "is_favorite": false });
    let changed = who.patch(&at, patch).await.expect(200).data();
    assert_eq!((&changed["name"], &changed["last_count"]), (&json!("Blåbær"), &Value::Null));
    assert!(list(&who.get(&format!("{searches}?favorites=true")).await.expect(200)).is_empty());
    assert_eq!(list(&who.get(&searches).await.expect(200)).len(), 1);
    let bad = json!({ "name": "x", "criteria": { "rating_min": 9 } });
    let refused = who.post(&searches, bad).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/criteria/rating_min");
    let misspelt = json!({ "name": "x", "criteria": { "ratings": 3 } });
    let refused = who.post(&searches, misspelt).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/criteria/ratings");
    who.delete(&at).await.expect(200);
    who.post(&format!("{at}/run"), json!({})).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_goes_from_years_down_to_hours() {
    let scene = scene().await;
    let who = &scene.kari;
    for time in ["2023-06-01T10:00:00", "2024-02-28T23:30:00", "2024-02-29T10:00:00", "2024-02-29T10:59:59"] {
        photo(who, json!({ "taken_at": time })).await;
    }
    photo(who, json!({})).await;
    photo(&scene.ola, json!({ "taken_at": "2024-02-29T10:00:00" })).await;
    let buckets = async |query: &str| list(&who.get(&format!("{API}/timeline{query}")).await.expect(200));
    let count = |buckets: &[Value], part: &str| -> Vec<(i64, i64)> {
        let number = |value: &Value| value.as_i64().unwrap_or(-1);
        buckets.iter().map(|bucket| (number(&bucket[part]), number(&bucket["count"]))).collect()
    };
    assert_eq!(count(&buckets("").await, "year"), [(2023, 1), (2024, 3)]);
    assert_eq!(count(&buckets("?granularity=month&year=2024").await, "month"), [(2, 3)]);
    let days = buckets("?granularity=day&year=2024&month=2").await;
    assert_eq!(count(&days, "day"), [(28, 1), (29, 2)]);
    assert_eq!((&days[1]["hour"], &days[1]["month"]), (&Value::Null, &json!(2)));
    assert_eq!(days[1]["first_taken_at"], "2024-02-29T10:00:00");
    let hours = buckets("?granularity=hour&year=2024&month=2&day=29").await;
    assert_eq!(count(&hours, "hour"), [(10, 2)]);
    let preview = hours[0]["preview_hothash"].as_str().expect("a photo stands for it");
    who.get(&format!("{API}/photos/{preview}")).await.expect(200);
    for (query, parameter, code) in [
        ("granularity=month", "year", "required"),
        ("granularity=hour&year=2024&month=2", "day", "required"),
        ("granularity=day&year=2024&month=13", "month", "out_of_range"),
        ("granularity=hour&year=2023&month=2&day=29", "day", "out_of_range"),
        ("granularity=week", "granularity", "unknown_value"),
    ] {
        let refused = who.get(&format!("{API}/timeline?{query}")).await.expect(422).json();
        let error = &refused["errors"][0];
        assert_eq!((&error["parameter"], &error["code"]), (&json!(parameter), &json!(code)), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bursts_are_proposed_from_clock_and_camera() {
    let scene = scene().await;
    let who = &scene.kari;
    let mut burst = Vec::new();
    for second in ["00", "01", "03"] {
        let taken_at = format!("2024-02-29T10:00:{second}");
        let exif = json!({ "camera_model": "Z6" });
        burst.push(photo(who, json!({ "taken_at": taken_at, "exif_dict": exif })).await);
    }
    let suggest = format!("{API}/photo-stacks/suggest");
    let found = list(&who.post(&suggest, json!({})).await.expect(200));
    // Without a camera, which only the server reads out of files, nothing is taken for a burst.
    assert!(found.len() <= 1, "{found:?}");
    for proposal in &found {
        assert_eq!(proposal["hothashes"], json!(burst));
    }
    who.post(&suggest, json!({ "within_seconds": 0 })).await.expect(422);
    assert!(list(&scene.ola.post(&suggest, json!({})).await.expect(200)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_finds_nothing_of_it_in_paths_or_in_bodies() {
    let scene = scene().await;
    let (kari, ola) = (&scene.kari, &scene.ola);
    let (hers, his) = (photos(kari, 3).await, photos(ola, 2).await);
    tag(kari, &hers[0], &["fjord"]).await;
    tag(ola, &his[0], &["fjord"]).await;
    let (her_tag, his_tag) = (tag_id(kari, "fjord").await, tag_id(ola, "fjord").await);
    let stacks = format!("{API}/photo-stacks");
    let stack = async |who: &Client, hothashes: &[String]| {
        let body = json!({ "kind": "burst", "hothashes": hothashes });
        id_of(&who.post(&stacks, body).await.expect(201).data())
    };
    let (her_stack, his_stack) = (stack(kari, &hers).await, stack(ola, &his).await);
    let search = json!({ "name": "Mine", "criteria": {} });
    let search = id_of(&kari.post(&format!("{API}/saved-searches"), search).await.expect(201).data());

    let cases = [
        (Method::PATCH, format!("/tags/{her_tag}"), json!({ "name": "x" })),
        (Method::DELETE, format!("/tags/{her_tag}"), Value::Null),
        (Method::POST, "/tags/merge".to_owned(), json!({ "from": [her_tag], "into": his_tag })),
        (Method::POST, "/tags/merge".to_owned(), json!({ "from": [his_tag], "into": her_tag })),
        (Method::POST, format!("/photos/{}/tags", hers[0]), json!({ "tags": ["x"] })),
        (Method::DELETE, format!("/photos/{}/tags/fjord", hers[0]), Value::Null),
        (Method::GET, format!("/photo-stacks/{her_stack}"), Value::Null),
        (Method::PATCH, format!("/photo-stacks/{her_stack}"), json!({ "title": "x" })),
        (Method::DELETE, format!("/photo-stacks/{her_stack}"), Value::Null),
        (Method::POST, format!("/photo-stacks/{her_stack}/photos"), json!({ "hothashes": [his[0]] })),
        (Method::POST, format!("/photo-stacks/{his_stack}/photos"), json!({ "hothashes": [hers[0]] })),
        (Method::PUT, format!("/photo-stacks/{his_stack}/order"), json!({ "hothashes": [hers[0]] })),
        (Method::PATCH, format!("/photo-stacks/{his_stack}"), json!({ "cover": hers[0] })),
        (Method::DELETE, format!("/photo-stacks/{his_stack}/photos/{}", hers[0]), Value::Null),
        (
            Method::POST,
            "/photo-stacks".to_owned(),
            json!({ "kind": "burst", "hothashes": [his[0], hers[0]] }),
        ),
        (Method::GET, format!("/saved-searches/{search}"), Value::Null),
        (Method::PATCH, format!("/saved-searches/{search}"), json!({ "name": "x" })),
        (Method::DELETE, format!("/saved-searches/{search}"), Value::Null),
        (Method::POST, format!("/saved-searches/{search}/run"), json!({})),
    ];
    for (method, path, body) in cases {
        let mut request = ola.request(method, &format!("{API}{path}"));
        if !body.is_null() {
            request = request.json(body);
        }
        request.send().await.expect_problem(404, "not_found");
    }
    assert!(list(&ola.get(&format!("{API}/saved-searches")).await.expect(200)).is_empty());
    assert_eq!(list(&ola.get(&stacks).await.expect(200)).len(), 1);
    assert_eq!(tags(ola, "").await, pairs(&[("fjord", 1)]));
    let kept = kari.get(&format!("{stacks}/{her_stack}")).await.expect(200).data();
    assert_eq!(kept["hothashes"], json!(hers));
    assert_eq!(tags(kari, "").await, pairs(&[("fjord", 1)]));
}
