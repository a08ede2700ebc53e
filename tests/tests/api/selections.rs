//! Selections: what guests choose for an album, how many they may, and what the studio takes out of it.

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, id_of, list};
use serde_json::{Value, json};

/// A gallery with some pictures and a selection of the studio's.
struct Scene {
    server: TestServer,
    studio: Studio,
    gallery: i64,
    pictures: Vec<i64>,
}

async fn scene(count: u32) -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let mut pictures = Vec::new();
    for seed in 1..=count {
        let bytes = pictures::jpeg(60, 40, seed);
        pictures.push(studio.picture(gallery, &format!("DSC_{seed:04}.jpg"), bytes).await);
    }
    studio.settled(gallery).await;
    Scene { server, studio, gallery, pictures }
}

impl Scene {
    fn path(&self) -> String {
        format!("{API}/galleries/{}/selections", self.gallery)
    }

    fn at(&self, selection: i64, what: &str) -> String {
        format!("{}/{selection}/{what}", self.path())
    }

    async fn make(&self, who: &Client, body: Value) -> i64 {
        id_of(&who.post(&self.path(), body).await.expect(201).data())
    }

    async fn choose(&self, who: &Client, selection: i64, images: &[i64]) -> Answer {
        who.post(&self.at(selection, "images"), json!({ "image_ids": images })).await
    }

    async fn guest(&self) -> Client {
        self.studio.guest(self.gallery).await.1
    }

    async fn chosen(&self, who: &Client, selection: i64) -> Vec<i64> {
        list(&who.get(&self.at(selection, "images")).await.expect(200)).iter().map(id_of).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_album_has_its_included_pictures_and_further_ones_at_a_price() {
    let scene = scene(4).await;
    let album = json!({
        "name": "Album", "included": 2, "max_images": 3, "extra_price": {"amount": "15.50", "currency": "USD"},
    });
    let album = scene.make(&scene.studio.owner, album).await;
    let guest = scene.guest().await;
    let [a, b, c, d] = scene.pictures[..] else { panic!("four pictures") };
    scene.choose(&guest, album, &[b, a]).await.expect(200);
    let filled = scene.choose(&guest, album, &[c, a]).await.expect(200).data();
    assert_eq!((&filled["image_count"], &filled["extra_count"]), (&json!(3), &json!(1)));
    assert_eq!(filled["extra_total"], json!({"amount": "15.50", "currency": "USD"}));
    assert_eq!(scene.chosen(&guest, album).await, [b, a, c]);
    let full = scene.choose(&guest, album, &[d]).await.expect_problem(409, "selection_full").json();
    assert_eq!((&full["current"], &full["max"]), (&json!(3), &json!(3)));

    guest.put(&scene.at(album, "order"), json!({ "image_ids": [c] })).await.expect(200);
    assert_eq!(scene.chosen(&guest, album).await, [c, b, a]);
    guest.post(&scene.at(album, "images/remove"), json!({ "image_ids": [b, d] })).await.expect(200);
    scene.choose(&guest, album, &[d]).await.expect(200);
    let submitted = guest.post(&scene.at(album, "submit"), json!({})).await.expect(200).data();
    assert_eq!(submitted["state"], "submitted");
    scene.choose(&guest, album, &[b]).await.expect_problem(409, "selection_submitted");
    guest.post(&scene.at(album, "reopen"), json!({})).await.expect(403);
    scene.studio.owner.post(&scene.at(album, "reopen"), json!({})).await.expect(200);
    scene.studio.owner.post(&scene.at(album, "lock"), json!({})).await.expect(200);
    let remove = json!({ "image_ids": [a] });
    guest.post(&scene.at(album, "images/remove"), remove).await.expect_problem(409, "selection_locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_clicks_at_once_never_overfill_an_album() {
    let scene = scene(8).await;
    let album = scene.make(&scene.studio.owner, json!({ "name": "Album", "included": 3 })).await;
    let guests = [scene.guest().await, scene.guest().await];
    let clicks = scene.pictures.iter().flat_map(|&image| guests.iter().map(move |guest| (guest, image)));
    let clicks = clicks.map(|(guest, image)| {
        let (guest, path) = (guest.clone(), scene.at(album, "images"));
        tokio::spawn(async move { guest.post(&path, json!({ "image_ids": [image] })).await.status })
    });
    for click in clicks.collect::<Vec<_>>() {
        let status = click.await.expect("an answer");
        assert!(matches!(status, 200 | 409), "{status}");
    }
    assert_eq!(scene.chosen(&scene.studio.owner, album).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn favourites_are_their_owners_and_the_studio_sees_them() {
    let scene = scene(2).await;
    let (link, astrid) = scene.studio.guest(scene.gallery).await;
    let bo = enter(&scene.server.client(), &link.token).await;
    let mine = scene.make(&astrid, json!({ "name": "Favourites" })).await;
    scene.choose(&astrid, mine, &scene.pictures).await.expect(200);
    bo.get(&scene.at(mine, "images")).await.expect(404);
    scene.choose(&bo, mine, &scene.pictures).await.expect(404);
    bo.delete(&format!("{}/{mine}", scene.path())).await.expect(404);
    assert!(list(&bo.get(&scene.path()).await.expect(200)).is_empty());
    let seen = list(&scene.studio.owner.get(&scene.path()).await.expect(200));
    assert_eq!((&seen[0]["name"], &seen[0]["image_count"]), (&json!("Favourites"), &json!(2)));
    // Terms are the studio's.
    astrid.patch(&format!("{}/{mine}", scene.path()), json!({ "included": 1 })).await.expect(403);
    astrid.post(&scene.path(), json!({ "name": "x", "included": 1 })).await.expect(403);
    astrid.patch(&format!("{}/{mine}", scene.path()), json!({ "name": "Best" })).await.expect(200);
    astrid.delete(&format!("{}/{mine}", scene.path())).await.expect(200);
    astrid.get(&format!("{}/{mine}", scene.path())).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pictures_that_the_chooser_sees_in_the_gallery_are_chosen() {
    let scene = scene(1).await;
    let album = scene.make(&scene.studio.owner, json!({ "name": "Album" })).await;
    let group = json!({ "name": "Making of", "type": "behind_the_scenes", "visibility": "members" });
    let groups = format!("{API}/galleries/{}/groups", scene.gallery);
    let group = id_of(&scene.studio.owner.post(&groups, group).await.expect(201).data());
    let other = scene.studio.some_gallery().await;
    let foreign = scene.studio.picture(other, "x.jpg", pictures::jpeg(60, 40, 77)).await;
    let hidden = scene.studio.picture(other, "y.jpg", pictures::jpeg(60, 40, 78)).await;
    let add = json!({ "image_ids": [hidden] });
    scene.studio.owner.post(&format!("{API}/image-groups/{group}/images"), add).await.expect(200);
    let guest = scene.guest().await;
    for image in [hidden, foreign, 999_999] {
        let refused = scene.choose(&guest, album, &[scene.pictures[0], image]).await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], "unknown_image", "{refused}");
    }
    assert!(scene.chosen(&guest, album).await.is_empty());
    // What the studio puts in, a guest sees as far as it sees the gallery.
    scene.choose(&scene.studio.owner, album, &[hidden, scene.pictures[0]]).await.expect(200);
    assert_eq!(scene.chosen(&guest, album).await, [scene.pictures[0]]);
    assert_eq!(scene.chosen(&scene.studio.owner, album).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_takes_a_selection_out_as_table_names_and_sidecars() {
    let scene = scene(2).await;
    let guest = scene.guest().await;
    let mine = scene.make(&guest, json!({ "name": "Best & <brightest>" })).await;
    scene.choose(&guest, mine, &scene.pictures).await.expect(200);
    let rating = format!("{API}/galleries/{}/images/{}/rating", scene.gallery, scene.pictures[0]);
    guest.put(&rating, json!({ "rating": 4 })).await.expect(200);
    let export = async |who: &Client, format: &str| {
        who.get(&format!("{}?format={format}", scene.at(mine, "export"))).await
    };
    export(&guest, "csv").await.expect(403);
    let table = export(&scene.studio.owner, "csv").await.expect(200);
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    let table = table.text();
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[1].starts_with(&format!("1,{},DSC_0001.jpg,4,false,", scene.pictures[0])), "{table}");
    assert!(lines[2].starts_with(&format!("2,{},DSC_0002.jpg,,false,", scene.pictures[1])), "{table}");
    let names = export(&scene.studio.owner, "filenames").await.expect(200);
    assert_eq!(names.text(), "DSC_0001.jpg\nDSC_0002.jpg\n");
    let sidecars = export(&scene.studio.owner, "xmp").await.expect(200);
    assert_eq!(sidecars.header("content-type"), Some("application/zip"));
    // Stored, not deflated: what is inside can be read as it is.
    let inside = String::from_utf8_lossy(&sidecars.bytes).into_owned();
    assert!(inside.contains("DSC_0001.xmp") && inside.contains("DSC_0002.xmp"));
    assert_eq!(inside.matches("xmp:Rating=\"4\"").count(), 1);
    assert_eq!(inside.matches("Best &amp; &lt;brightest&gt;").count(), 2);
    export(&scene.studio.owner, "pdf").await.expect(422);
}
