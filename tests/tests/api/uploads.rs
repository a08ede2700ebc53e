//! Files of every kind, good and bad.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, upload};
use serde_json::{Value, json};

async fn studio() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_files_of_which_three_are_bad_give_seven_pictures_and_three_named_errors() {
    let (_server, studio, gallery) = studio().await;
    let mut files: Vec<(String, Vec<u8>)> =
        (0..7).map(|seed| (format!("good{seed}.jpg"), pictures::jpeg(120, 80, seed))).collect();
    files.insert(2, ("cut.jpg".to_owned(), pictures::truncated_jpeg(120, 80, 50)));
    files.insert(5, ("page.jpg".to_owned(), pictures::html()));
    files.push(("phone.heic".to_owned(), pictures::heic()));
    let files: Vec<(&str, Vec<u8>)> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();

    let data = upload(&studio.owner, gallery, &files).await.expect(201).data();
    assert_eq!((&data["stored"], &data["failed"]), (&json!(7), &json!(3)), "{data}");
    let results = data["files"].as_array().expect("a result for each file");
    let told: Vec<(&str, &str)> = results
        .iter()
        .map(|result| {
            let code = result["error"]["code"].as_str();
            (result["filename"].as_str().unwrap_or_default(), code.unwrap_or("stored"))
        })
        .filter(|(_, code)| *code != "stored")
        .collect();
    assert_eq!(
        told,
        [
            ("cut.jpg", "truncated_image"),
            ("page.jpg", "unsupported_image_type"),
            ("phone.heic", "unsupported_image_type")
        ]
    );
    let heic = results.last().expect("the last file")["error"]["detail"].as_str().unwrap_or_default();
    assert!(heic.contains("HEIC"), "the type is named: {heic}");
    assert_eq!(shown(&studio.owner, gallery).await.len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_twice_are_the_same_picture_and_the_answer_says_so() {
    let (_server, studio, gallery) = studio().await;
    let bytes = pictures::jpeg(120, 80, 1);
    let first = upload(&studio.owner, gallery, &[("a.jpg", bytes.clone())]).await.expect(201).data();
    let second = upload(&studio.owner, gallery, &[("b.jpg", bytes)]).await.data();
    assert_eq!(second["duplicates"], 1, "{second}");
    assert_eq!(second["files"][0]["status"], "duplicate");
    assert_eq!(id_of(&second["files"][0]["image"]), id_of(&first["files"][0]["image"]));
    assert_eq!(shown(&studio.owner, gallery).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_at_the_same_moment_are_one_picture_in_both_galleries() {
    let (_server, studio, one) = studio().await;
    let two = studio.some_gallery().await;
    let bytes = pictures::jpeg(400, 300, 9);
    let file = [("a.jpg", bytes)];
    let (first, second, third) = tokio::join!(
        upload(&studio.owner, one, &file),
        upload(&studio.owner, two, &file),
        upload(&studio.owner, one, &file),
    );
    let ids: Vec<i64> =
        [first, second, third].iter().map(|answer| id_of(&answer.data()["files"][0]["image"])).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(shown(&studio.owner, one).await.len(), 1);
    assert_eq!(shown(&studio.owner, two).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_of_a_deleted_picture_bring_it_back() {
    let (_server, studio, gallery) = studio().await;
    let bytes = pictures::jpeg(120, 80, 1);
    let image = studio.picture(gallery, "a.jpg", bytes.clone()).await;
    studio.settled(gallery).await;
    studio.owner.delete(&format!("{API}/images/{image}?force=true")).await.expect(200);
    assert!(shown(&studio.owner, gallery).await.is_empty());
    let data = upload(&studio.owner, gallery, &[("a.jpg", bytes)]).await.data();
    assert_eq!(data["files"][0]["status"], "restored", "{data}");
    assert_eq!(id_of(&data["files"][0]["image"]), image);
    assert_eq!(shown(&studio.owner, gallery).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_metadata_never_fails_an_upload() {
    let (_server, studio, gallery) = studio().await;
    let data = upload(&studio.owner, gallery, &[("a.jpg", pictures::jpeg_with_broken_exif(120, 80, 1))])
        .await
        .expect(201)
        .data();
    assert_eq!(data["stored"], 1, "{data}");
    assert_eq!(studio.settled(gallery).await[0]["state"], "ready");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_orientation_of_the_camera_is_applied() {
    let (_server, studio, gallery) = studio().await;
    studio.picture(gallery, "a.jpg", pictures::jpeg_with_exif(600, 400, 1, "Model X", 6)).await;
    let picture = studio.settled(gallery).await.remove(0);
    assert_eq!((&picture["width"], &picture["height"]), (&json!(400), &json!(600)), "{picture}");
    let address = picture["urls"]["thumb"].as_str().expect("an address");
    let thumb = studio.owner.anonymous().get(address).await.expect(200);
    let seen = image::load_from_memory(&thumb.bytes).expect("a picture");
    assert_eq!((seen.width(), seen.height()), (341, 512));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_refused_from_its_header() {
    let (_server, studio, gallery) = studio().await;
    let refused = upload(&studio.owner, gallery, &[("bomb.png", pictures::bomb())]).await;
    let refused = refused.expect_problem(422, "too_many_pixels").json();
    assert_eq!(refused["errors"][0]["pointer"], "/files/0", "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_and_one_that_is_too_large_are_named() {
    let server = TestServer::with(&[("uploads.max_file_bytes", "20KiB")]).await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let files =
        [("empty.jpg", Vec::new()), ("large.jpg", vec![7; 30_000]), ("good.jpg", pictures::jpeg(60, 40, 1))];
    let data = upload(&studio.owner, gallery, &files).await.data();
    let codes: Vec<&Value> =
        data["files"].as_array().expect("results").iter().map(|result| &result["error"]["code"]).collect();
    assert_eq!(codes, [&json!("empty_file"), &json!("file_too_large"), &Value::Null], "{data}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_known_by_its_bytes_and_never_by_its_name() {
    let (_server, studio, gallery) = studio().await;
    let files =
        [("picture.txt", pictures::jpeg(60, 40, 1)), ("../../etc/passwd.jpg", pictures::jpeg(60, 40, 2))];
    let data = upload(&studio.owner, gallery, &files).await.expect(201).data();
    assert_eq!(data["stored"], 2, "{data}");
    let names: Vec<String> = shown(&studio.owner, gallery)
        .await
        .iter()
        .map(|picture| picture["filename"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(names, ["picture.txt", "passwd.jpg"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_gallery_takes_no_pictures() {
    let (_server, studio, gallery) = studio().await;
    studio.owner.post(&format!("{API}/galleries/{gallery}/archive"), json!({})).await.expect(200);
    upload(&studio.owner, gallery, &[("a.jpg", pictures::jpeg(60, 40, 1))])
        .await
        .expect_problem(409, "gallery_archived");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_keep_the_order_that_somebody_gave_them() {
    let (_server, studio, gallery) = studio().await;
    let mut ids = Vec::new();
    for seed in 0..3 {
        ids.push(studio.picture(gallery, &format!("{seed}.jpg"), pictures::jpeg(60, 40, seed)).await);
    }
    let groups = list(&studio.owner.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200));
    let group = id_of(&groups[0]);
    ids.reverse();
    let order = json!({ "image_ids": ids });
    studio.owner.put(&format!("{API}/image-groups/{group}/order"), order).await.expect(200);
    let now: Vec<i64> = shown(&studio.owner, gallery).await.iter().map(id_of).collect();
    assert_eq!(now, ids);
    let partial = json!({ "image_ids": [ids[0]] });
    let refused = studio.owner.put(&format!("{API}/image-groups/{group}/order"), partial).await;
    assert_eq!(
        refused.expect_problem(422, "validation_failed").json()["errors"][0]["code"],
        "not_a_permutation"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gallery_counts_each_of_its_pictures_once() {
    let (_server, studio, gallery) = studio().await;
    let count = || async {
        studio.owner.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data()["image_count"]
            .clone()
    };
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    studio.picture(gallery, "b.jpg", pictures::jpeg(60, 40, 2)).await;
    assert_eq!(count().await, 2);
    studio.owner.delete(&format!("{API}/images/{image}?force=true")).await.expect(200);
    assert_eq!(count().await, 1);
    studio.owner.post(&format!("{API}/images/{image}/restore"), json!({})).await.expect(200);
    assert_eq!(count().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_upload_delete_and_restore_at_once_leave_the_counts_right() {
    let (_server, studio, gallery) = studio().await;
    let work = |first: u32| {
        let studio = studio.clone();
        async move {
            for round in 0..6_u32 {
                // Both people meet on the same bytes now and then.
                let bytes = pictures::jpeg(60, 40, (round + first) % 4);
                let image = studio.picture(gallery, "a.jpg", bytes).await;
                let deleted = studio.owner.delete(&format!("{API}/images/{image}?force=true")).await;
                assert!(matches!(deleted.status, 200 | 404), "{}", deleted.text());
                if round % 2 == 0 {
                    let path = format!("{API}/images/{image}/restore");
                    let restored = studio.owner.post(&path, json!({})).await;
                    assert!(matches!(restored.status, 200 | 404 | 409), "{}", restored.text());
                }
            }
        }
    };
    let people: Vec<_> = (0..3).map(|first| tokio::spawn(work(first))).collect();
    for person in people {
        person.await.expect("nobody is told of a defect");
    }
    let live = studio.settled(gallery).await.len();
    let row = studio.owner.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data();
    assert_eq!(row["image_count"], live, "{row}");
}
