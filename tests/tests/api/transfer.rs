//! Pictures that are moved and copied from group to group.

use atelier_tests::client::Answer;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown};
use serde_json::{Value, json};

/// Two galleries of one studio with a group each, the first one with four pictures.
struct Table {
    _server: TestServer,
    studio: Studio,
    galleries: [i64; 2],
    groups: [i64; 2],
    images: Vec<i64>,
}

async fn table() -> Table {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let galleries = [studio.some_gallery().await, studio.some_gallery().await];
    let mut images = Vec::new();
    for seed in 0..4 {
        let bytes = pictures::jpeg(60, 40, seed);
        images.push(studio.picture(galleries[0], &format!("{seed}.jpg"), bytes).await);
    }
    let path = format!("{API}/galleries/{}/groups", galleries[0]);
    let first = id_of(&list(&studio.owner.get(&path).await.expect(200))[0]);
    let body = json!({ "name": "Selected", "type": "selected" });
    let path = format!("{API}/galleries/{}/groups", galleries[1]);
    let second = id_of(&studio.owner.post(&path, body).await.expect(201).data());
    Table { _server: server, studio, galleries, groups: [first, second], images }
}

impl Table {
    async fn transfer(&self, how: &str, from: usize, body: Value) -> Answer {
        let path = format!("{API}/image-groups/{}/images/{how}", self.groups[from]);
        self.studio.owner.post(&path, body).await
    }

    /// The pictures of a gallery in their order.
    async fn order(&self, gallery: usize) -> Vec<i64> {
        shown(&self.studio.owner, self.galleries[gallery]).await.iter().map(id_of).collect()
    }

    async fn count(&self, gallery: usize) -> Value {
        let path = format!("{API}/galleries/{}", self.galleries[gallery]);
        self.studio.owner.get(&path).await.expect(200).data()["image_count"].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_move_in_their_order_and_doing_it_twice_changes_nothing() {
    let table = table().await;
    let [a, b, c, d] = table.images[..] else { panic!("four pictures") };
    let body = json!({ "image_ids": [c, a], "to_group_id": table.groups[1] });
    for came in [2, 0] {
        let moved = table.transfer("move", 0, body.clone()).await.expect(200).data();
        assert_eq!(moved["count"], came);
        assert_eq!((table.order(0).await, table.order(1).await), (vec![b, d], vec![c, a]));
        assert_eq!((table.count(0).await, table.count(1).await), (json!(2), json!(2)));
    }
    // Into a place: before what stands there.
    let body = json!({ "image_ids": [d, b], "to_group_id": table.groups[1], "position": 2 });
    table.transfer("move", 0, body).await.expect(200);
    assert_eq!((table.order(0).await, table.order(1).await), (vec![], vec![c, d, b, a]));
    assert_eq!((table.count(0).await, table.count(1).await), (json!(0), json!(4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_the_same_picture_in_one_more_place() {
    let table = table().await;
    let [a, b, ..] = table.images[..] else { panic!("four pictures") };
    let body = json!({ "image_ids": [b, a, b], "to_group_id": table.groups[1], "position": 99 });
    for came in [2, 0] {
        let copied = table.transfer("copy", 0, body.clone()).await.expect(200).data();
        assert_eq!(copied["count"], came);
        assert_eq!((table.order(0).await, table.order(1).await), (table.images.clone(), vec![b, a]));
        assert_eq!((table.count(0).await, table.count(1).await), (json!(4), json!(2)));
    }
    let uses = table.studio.owner.get(&format!("{API}/images/{a}/uses")).await.expect(200);
    assert_eq!(list(&uses).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_moved_is_refused_and_nothing_moves() {
    let table = table().await;
    let stranger = Studio::register(&table._server.client()).await;
    let theirs = stranger.some_gallery().await;
    let theirs = stranger.picture(theirs, "x.jpg", pictures::jpeg(60, 40, 9)).await;
    let [from, to] = table.groups;
    let good = table.images[0];
    let loose = table.studio.picture(table.galleries[0], "y.jpg", pictures::jpeg(60, 40, 8)).await;
    let body = json!({ "image_ids": [loose] });
    table.studio.owner.post(&format!("{API}/image-groups/{from}/images/remove"), body).await.expect(200);

    for how in ["move", "copy"] {
        let foreign = json!({ "image_ids": [good, theirs], "to_group_id": to });
        table.transfer(how, 0, foreign).await.expect_problem(404, "not_found");
        let nowhere = json!({ "image_ids": [good], "to_group_id": 999_999 });
        table.transfer(how, 0, nowhere).await.expect_problem(404, "not_found");
        for (body, code) in [
            (json!({ "image_ids": [good, loose], "to_group_id": to }), "not_in_group"),
            (json!({ "image_ids": [good], "to_group_id": from }), "same_group"),
            (json!({ "image_ids": [], "to_group_id": to }), "out_of_range"),
            (json!({ "image_ids": (1..=5_001).collect::<Vec<i64>>(), "to_group_id": to }), "out_of_range"),
            (json!({ "image_ids": [good], "to_group_id": to, "position": 0 }), "out_of_range"),
        ] {
            let refused = table.transfer(how, 0, body).await.expect_problem(422, "validation_failed").json();
            assert_eq!(refused["errors"][0]["code"], code, "{refused}");
        }
    }
    assert_eq!((table.order(0).await, table.order(1).await), (table.images.clone(), vec![]));
    let (_, guest) = table.studio.guest(table.galleries[0]).await;
    let body = json!({ "image_ids": [good], "to_group_id": to });
    for how in ["move", "copy"] {
        let path = format!("{API}/image-groups/{from}/images/{how}");
        // The guest sees neither the group of another gallery nor, therefore, that it is there.
        let status = guest.post(&path, body.clone()).await.status;
        assert!(matches!(status, 403 | 404), "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copying_takes_can_duplicate_images_and_moving_does_not_follow_from_it() {
    let table = table().await;
    let permissions = ["can_view_gallery", "can_duplicate_images", "can_manage_image_groups"];
    let body = json!({ "image_ids": [table.images[0]], "to_group_id": table.groups[1] });
    let path = |how: &str| format!("{API}/image-groups/{}/images/{how}", table.groups[0]);
    for (left_out, how, status) in [
        ("can_duplicate_images", "copy", 403),
        ("can_manage_image_groups", "copy", 403),
        ("can_manage_image_groups", "move", 403),
        ("nothing", "copy", 200),
        ("can_duplicate_images", "move", 200),
    ] {
        let held: Vec<&str> = permissions.into_iter().filter(|name| *name != left_out).collect();
        let token = json!({ "name": "Mover", "permissions": held });
        let token = table.studio.owner.post(&format!("{API}/api-tokens"), token).await.expect(201).data();
        let program = table.studio.owner.with_token(token["token"].as_str().expect("a token"));
        program.post(&path(how), body.clone()).await.expect(status);
    }
}
