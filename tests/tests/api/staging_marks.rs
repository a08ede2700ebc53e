//! Culling: stars and flags of the files that wait.

use std::time::{Duration, Instant};

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list};
use serde_json::{Value, json};

/// Puts pictures into the tray, and waits until they can be looked at: that counts as a change of theirs.
async fn stage(client: &Client, seeds: std::ops::Range<u32>) -> Vec<i64> {
    let names: Vec<String> = seeds.clone().map(|n| format!("DSC_{n:04}.JPG")).collect();
    let files: Vec<_> =
        names.iter().map(String::as_str).zip(seeds.map(|n| pictures::jpeg(60, 40, n))).collect();
    let result = client.upload(&format!("{API}/staging"), &files).await.expect(201).data();
    let ids: Vec<i64> = list_of(&result["files"]).iter().map(|file| id_of(&file["file"])).collect();
    let begun = Instant::now();
    while !list(&client.get(&format!("{API}/staging?state=received")).await.expect(200)).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the previews are not made");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    ids
}

fn list_of(value: &Value) -> Vec<Value> {
    value.as_array().cloned().expect("a list")
}

async fn mark(client: &Client, id: i64, body: Value) -> Answer {
    client.patch(&format!("{API}/staging/{id}"), body).await
}

async fn mark_many(client: &Client, ids: &[i64], mut body: Value) -> Answer {
    body["staging_ids"] = json!(ids);
    client.post(&format!("{API}/staging/marks"), body).await
}

async fn ids_of(client: &Client, query: &str) -> Vec<i64> {
    list(&client.get(&format!("{API}/staging?{query}")).await.expect(200)).iter().map(id_of).collect()
}

async fn read(client: &Client, id: i64) -> Value {
    client.get(&format!("{API}/staging/{id}")).await.expect(200).data()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_culled_and_only_the_picks_go_out() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let owner = &studio.owner;
    let gallery = studio.some_gallery().await;
    let ids = stage(owner, 1..6).await;
    let fresh = read(owner, ids[0]).await;
    assert_eq!((&fresh["rating"], &fresh["flag"]), (&Value::Null, &json!("none")), "{fresh}");

    let marked = mark(owner, ids[0], json!({ "rating": 4, "flag": "pick" })).await.expect(200).data();
    assert_eq!((&marked["rating"], &marked["flag"]), (&json!(4), &json!("pick")), "{marked}");
    assert_eq!(read(owner, ids[0]).await, marked);
    // Each part by itself; what is said again changes nothing.
    mark(owner, ids[1], json!({ "rating": 5 })).await.expect(200);
    let both = mark(owner, ids[1], json!({ "flag": "pick" })).await.expect(200).data();
    assert_eq!((&both["rating"], &both["flag"]), (&json!(5), &json!("pick")), "{both}");
    let again = mark(owner, ids[1], json!({ "rating": 5, "flag": "pick" })).await.expect(200).data();
    assert_eq!(again["version"], both["version"]);
    let rejected = mark_many(owner, &ids[2..4], json!({ "flag": "reject" })).await.expect(200).data();
    assert_eq!((&rejected["done"], &rejected["refused"]), (&json!(2), &json!(0)), "{rejected}");
    assert_eq!(rejected["files"][0]["status"], "in_tray", "{rejected}");
    mark(owner, ids[3], json!({ "rating": 1 })).await.expect(200);

    assert_eq!(ids_of(owner, "flag=pick").await, ids[..2]);
    assert_eq!(ids_of(owner, "flag=none").await, ids[4..]);
    assert_eq!(ids_of(owner, "rejected=false").await, [ids[0], ids[1], ids[4]]);
    assert_eq!(ids_of(owner, "rating_min=5").await, [ids[1]]);
    assert_eq!(ids_of(owner, "rating_min=1&rejected=true").await, [ids[3]]);
    let facets = owner.get(&format!("{API}/staging/facets?flag=pick")).await.expect(200).data();
    assert_eq!(facets["flags"], json!({ "none": 1, "pick": 2, "reject": 2 }), "{facets}");
    let ratings = json!([{ "rating": 5, "count": 1 }, { "rating": 4, "count": 1 }]);
    assert_eq!(facets["ratings"], ratings, "{facets}");

    // `null` takes away.
    let cleared = mark(owner, ids[3], json!({ "rating": null, "flag": null })).await.expect(200).data();
    assert_eq!((&cleared["rating"], &cleared["flag"]), (&Value::Null, &json!("none")), "{cleared}");

    // What leaves the tray keeps its marks, and they can be looked at.
    let body = json!({ "staging_ids": ids_of(owner, "flag=pick").await, "gallery_id": gallery });
    owner.post(&format!("{API}/staging/assign"), body).await.expect(200);
    assert_eq!(ids_of(owner, "state=assigned&rating_min=4").await, ids[..2]);
    let gone = read(owner, ids[0]).await;
    assert_eq!((&gone["rating"], &gone["flag"]), (&json!(4), &json!("pick")), "{gone}");
    mark(owner, ids[0], json!({ "rating": 2 })).await.expect_problem(409, "staging_assigned");
    mark(owner, ids[0], json!({ "rating": 4 })).await.expect(200);
    owner.post(&format!("{API}/staging/discard"), json!({ "staging_ids": ids[2..3] })).await.expect(200);
    let some = mark_many(owner, &ids, json!({ "rating": 3 })).await.expect(200).data();
    let told: Vec<_> = list_of(&some["files"]).iter().map(|file| file["error"]["code"].clone()).collect();
    let (there, thrown) = (json!("staging_assigned"), json!("staging_discarded"));
    assert_eq!(told, [there.clone(), there, thrown, Value::Null, Value::Null], "{some}");
    assert_eq!(ids_of(owner, "rating_min=3").await, ids[3..]);
    // Taken back, they are as they were and can be marked again.
    owner.post(&format!("{API}/staging/unassign"), json!({ "staging_ids": ids[..1] })).await.expect(200);
    assert_eq!(read(owner, ids[0]).await["rating"], 4);
    mark(owner, ids[0], json!({ "rating": 2 })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_that_is_none_is_refused_and_nothing_is_half_done() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let stranger = Studio::register(&server.client()).await;
    let owner = &studio.owner;
    let own = stage(owner, 1..3).await;
    let foreign = stage(&stranger.owner, 3..4).await;
    for body in [
        json!({ "rating": 0 }),
        json!({ "rating": 6 }),
        json!({ "rating": -1 }),
        json!({ "rating": 2.5 }),
        json!({ "rating": "5" }),
        json!({ "rating": 4_294_967_297_i64 }),
        json!({ "flag": "maybe" }),
        json!({ "stars": 3 }),
    ] {
        mark(owner, own[0], body.clone()).await.expect_problem(422, "validation_failed");
        mark_many(owner, &own, body).await.expect_problem(422, "validation_failed");
    }
    for query in ["rating_min=0", "rating_min=6", "rating_min=x", "flag=maybe", "flag=", "rejected=2"] {
        for path in ["staging", "staging/facets"] {
            owner.get(&format!("{API}/{path}?{query}")).await.expect_problem(422, "validation_failed");
        }
    }
    mark_many(owner, &[], json!({ "flag": "pick" })).await.expect_problem(422, "validation_failed");
    let many: Vec<i64> = (1..1_002).collect();
    mark_many(owner, &many, json!({ "flag": "pick" })).await.expect_problem(422, "validation_failed");

    mark(owner, foreign[0], json!({ "flag": "pick" })).await.expect_problem(404, "not_found");
    mark(owner, i64::MAX, json!({ "flag": "pick" })).await.expect_problem(404, "not_found");
    let both = [own[0], foreign[0]];
    mark_many(owner, &both, json!({ "flag": "pick" })).await.expect_problem(404, "not_found");
    assert!(ids_of(owner, "flag=pick").await.is_empty());
    assert!(ids_of(&stranger.owner, "flag=pick").await.is_empty());
    // An id that comes twice is one file.
    let twice = mark_many(owner, &[own[0], own[0]], json!({ "flag": "pick" })).await.expect(200).data();
    assert_eq!(twice["done"], 1, "{twice}");

    // Whoever read an older state is told so.
    let stale = json!({ "flag": "reject" });
    let request = owner.request(reqwest::Method::PATCH, &format!("{API}/staging/{}", own[0]));
    request.header("if-match", "\"v1\"").json(stale).send().await.expect_problem(412, "version_mismatch");
    assert_eq!(ids_of(owner, "flag=pick").await, own[..1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_into_the_tray_marks_nothing() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let ids = stage(&studio.owner, 1..2).await;
    let (vendor_id, vendor) = studio.person("vendor_user", None).await;
    mark(&vendor, ids[0], json!({ "flag": "pick" })).await.expect_problem(404, "not_found");
    let studio_id = studio.owner.get(&format!("{API}/studio")).await.expect(200).data()["id"].clone();
    let grant = async |permission: &str| {
        let body = json!({ "permission": permission, "context_type": "studio", "context_id": studio_id });
        studio.owner.post(&format!("{API}/users/{vendor_id}/grants"), body).await.expect(201);
    };
    grant("can_access_staging").await;
    assert_eq!(ids_of(&vendor, "flag=none").await, ids);
    mark(&vendor, ids[0], json!({ "flag": "pick" })).await.expect_problem(403, "forbidden");
    mark_many(&vendor, &ids, json!({ "flag": "pick" })).await.expect_problem(403, "forbidden");
    grant("can_assign_staging").await;
    mark(&vendor, ids[0], json!({ "flag": "pick" })).await.expect(200);
    let told = list(&studio.owner.get(&format!("{API}/audit-log")).await.expect(200));
    let said = told.iter().find(|entry| entry["kind"] == "staging.marked").expect("an entry");
    assert_eq!(said["payload"], json!({ "staging_ids": ids, "flag": "pick" }), "{said}");
}
