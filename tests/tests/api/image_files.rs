//! Files on their way into a library: told of, or sent; good, broken, known, and many at once.

use atelier_tests::camera::{LENS, Shot};
use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::studio::{API, id_of, list, text};
use reqwest::Method;
use reqwest::multipart::Part;
use serde_json::{Value, json};

use crate::photo_library::{
    encoded, fault, form, hothash_of, new_photo, photo, preview, scene, send, shown, told, unknown,
};

fn file_of(answer: &Value) -> i64 {
    answer["image_file_id"].as_i64().expect("the number of a file")
}

async fn import(who: &Client, body: Value) -> i64 {
    id_of(&who.post(&format!("{API}/import-sessions"), body).await.expect(201).data())
}

fn counts(session: &Value) -> [i64; 4] {
    ["total_files", "processed_files", "failed_files", "images_count"]
        .map(|name| session[name].as_i64().expect("a number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jpeg_and_its_raw_become_one_photo_with_two_files() {
    let scene = scene().await;
    let (who, preview) = (&scene.kari, preview());
    let body = told("IMG_001.jpg", &preview, json!({ "file_size": 6_300_000 }));
    let made = new_photo(who, body.clone()).await.expect(201);
    let first = made.data();
    let hothash = hothash_of(&preview);
    assert_eq!((&first["photo_hothash"], &first["photo_created"]), (&json!(hothash), &json!(true)));
    assert_eq!(first["file_size"], 6_300_000);
    assert_eq!(made.json()["message"], "New photo created successfully");
    let place = made.header("location").expect("a place").to_owned();
    assert_eq!(place, format!("{API}/image-files/{}", file_of(&first)));

    let companion = json!({ "filename": "IMG_001.CR3", "photo_hothash": hothash, "file_size": 28_000_000 });
    let path = format!("{API}/image-files/add-to-photo");
    let second = who.post(&path, companion).await.expect(201).data();
    assert_eq!((&second["photo_hothash"], &second["photo_created"]), (&json!(hothash), &json!(false)));

    let photo = shown(who, &hothash).await;
    let names: Vec<Value> =
        photo["files"].as_array().expect("files").iter().map(|file| file["filename"].clone()).collect();
    assert_eq!(names, ["IMG_001.jpg", "IMG_001.CR3"]);
    assert_eq!(
        (&photo["has_raw_companion"], &photo["files"][1]["file_format"]),
        (&json!(true), &json!("cr3"))
    );
    assert_eq!(photo["primary_filename"], "IMG_001.jpg");
    let file = who.get(&place).await.expect(200).data();
    assert_eq!((&file["has_raw_companion"], &file["has_hotpreview"]), (&json!(true), &json!(true)));
    let raw = who.get(&format!("{API}/image-files/{}", file_of(&second))).await.expect(200).data();
    assert_eq!((&raw["has_raw_companion"], &raw["has_hotpreview"]), (&json!(false), &json!(false)));

    let again = new_photo(who, body).await.expect_problem(409, "photo_exists").json();
    assert!(text(&again, "detail").contains(&hothash), "{again}");
    // Another person has a library of their own, in which nothing is known of this one.
    let theirs = new_photo(&scene.ola, told("IMG_001.jpg", &preview, json!({}))).await.expect(201).data();
    assert_eq!(theirs["photo_hothash"], json!(hothash));
    assert_eq!(shown(&scene.ola, &hothash).await["has_raw_companion"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_taken_as_clients_write_it_and_their_hashes_are_not_believed() {
    let scene = scene().await;
    let who = &scene.kari;
    for (written, more) in [
        ("prefixed", json!({ "hothash": "ff".repeat(32), "perceptual_hash": "no hash at all" })),
        ("bare", json!({ "perceptual_hash": 7 })),
        ("unpadded", json!({ "hothash": null })),
    ] {
        let preview = preview();
        let mut body = told("../../etc/DSC_1.jpg", &preview, more);
        body["hotpreview"] = match written {
            "prefixed" => json!(format!("data:image/jpeg;base64,{}", encoded(&preview))),
            "unpadded" => json!(encoded(&preview).trim_end_matches('=')),
            _ => json!(encoded(&preview)),
        };
        let made = new_photo(who, body).await.expect(201).data();
        assert_eq!(
            (&made["photo_hothash"], &made["filename"]),
            (&json!(hothash_of(&preview)), &json!("DSC_1.jpg"))
        );
        let file = who.get(&format!("{API}/image-files/{}", file_of(&made))).await.expect(200).data();
        let hash = text(&file, "perceptual_hash");
        assert!(hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_photo_is_refused_by_name() {
    let scene = scene().await;
    let who = &scene.kari;
    let told = |more: Value| told("IMG_1.jpg", &preview(), more);
    for (more, pointer, code) in [
        (json!({ "hotpreview": "!!!" }), "/hotpreview", "invalid_value"),
        (json!({ "hotpreview": "" }), "/hotpreview", "invalid_value"),
        (json!({ "filename": " " }), "/filename", "required"),
        (json!({ "gps_latitude": 99.0, "gps_longitude": 10.0 }), "/gps_latitude", "out_of_range"),
        (json!({ "gps_latitude": 59.0 }), "/gps_longitude", "required"),
        (json!({ "file_size": 9_223_372_036_854_775_808_u64 }), "/file_size", "out_of_range"),
        (json!({ "file_size": -1 }), "/file_size", "out_of_range"),
        (json!({ "rating": 6 }), "/rating", "out_of_range"),
        (json!({ "taken_at": "yesterday" }), "/taken_at", "invalid_value"),
        (json!({ "exif_dict": { "note": "x".repeat(300_000) } }), "/exif_dict", "too_long"),
        (json!({ "imported_info": { "note": "\0" } }), "/imported_info", "control_character"),
        (json!({ "colour": "blue" }), "/colour", "unknown_field"),
    ] {
        let refused = new_photo(who, told(more.clone())).await;
        assert_eq!(fault(refused), (pointer.to_owned(), code.to_owned()), "{:.60}", more.to_string());
    }
    let nowhere = new_photo(who, told(json!({ "import_session_id": 987_654_321 }))).await;
    assert_eq!(unknown(nowhere), ("/import_session_id".to_owned(), "unknown_import_session".to_owned()));
    let missing = new_photo(who, json!({ "filename": "IMG_1.jpg" })).await;
    assert_eq!(fault(missing), ("/hotpreview".to_owned(), "required".to_owned()));

    let noise: Vec<u8> =
        (0..12_000_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    for (bytes, status, code) in [
        (b"this is a text and no picture".to_vec(), 415, "unsupported_image_type"),
        (pictures::gif(40, 40, 1), 415, "unsupported_image_type"),
        (pictures::truncated_jpeg(300, 200, 1), 422, "truncated_image"),
        (pictures::jpeg(1100, 40, 1), 422, "too_many_pixels"),
        (noise[..1_200_000].to_vec(), 413, "file_too_large"),
        (noise[..2_400_000].to_vec(), 413, "payload_too_large"),
    ] {
        let body = told(json!({ "hotpreview": encoded(&bytes) }));
        new_photo(who, body).await.expect_problem(status, code);
    }
    let sent = send(who, "new-photo", &[], "noise.jpg", noise).await;
    sent.expect_problem(415, "unsupported_image_type");
    for name in ["short", &"z".repeat(64)] {
        let body = json!({ "filename": "IMG_1.CR3", "photo_hothash": name });
        let refused = who.post(&format!("{API}/image-files/add-to-photo"), body).await;
        assert_eq!(fault(refused), ("/photo_hothash".to_owned(), "invalid_value".to_owned()));
    }
    assert!(list(&who.get(&format!("{API}/photos")).await.expect(200)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_file_joins_its_jpeg_and_the_other_way_round() {
    let scene = scene().await;
    let who = &scene.kari;
    for (number, raw_comes_first) in [(1, false), (2, true)] {
        let shot = Shot::new(number, "2026:06:01 14:03:22", "12345");
        let jpeg = (format!("IMG_{number}.JPG"), shot.jpeg());
        let raw = (format!("img_{number}.cr2"), shot.raw(0));
        let (first, second) = if raw_comes_first { (raw, jpeg) } else { (jpeg, raw) };
        let began = send(who, "new-photo", &[("rating", "4")], &first.0, first.1).await.expect(201).data();
        let joined = send(who, "new-photo", &[], &second.0, second.1).await.expect(201).data();
        assert_eq!((&began["photo_created"], &joined["photo_created"]), (&json!(true), &json!(false)));
        assert_eq!(began["photo_hothash"], joined["photo_hothash"]);
        let photo = shown(who, &text(&began, "photo_hothash")).await;
        assert_eq!((&photo["has_raw_companion"], &photo["rating"]), (&json!(true), &json!(4)), "{photo}");
        assert_eq!((&photo["camera"], &photo["lens"]), (&json!("Testcam Pro"), &json!(LENS)));
        assert_eq!((&photo["taken_at"], &photo["width"]), (&json!("2026-06-01T14:03:22"), &json!(600)));
        assert_eq!(photo["coldpreview"]["width"], 600);
    }
    // The preview of the photo came with its first file and is named by it.
    let photos = list(&who.get(&format!("{API}/photos")).await.expect(200));
    assert_eq!(photos.len(), 2);
    for photo in &photos {
        let name = text(photo, "hothash");
        let picture = who.get(&format!("{API}/photos/{name}/hotpreview")).await.expect(200);
        assert_eq!(hothash_of(&picture.bytes), name);
    }
    // Two originals and one larger preview each; that of the companion was not needed.
    assert_eq!(scene.objects(), 6);
    let other = Shot::new(3, "2026:06:01 14:03:23", "12345");
    let alone = send(who, "new-photo", &[], "IMG_1.CR2", other.raw(0)).await.expect(201).data();
    assert_eq!(alone["photo_created"], true, "another second is another photo");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_are_one_file_of_a_library() {
    let scene = scene().await;
    let who = &scene.kari;
    let shot = Shot::new(7, "2026:06:01 14:03:22", "12345");
    let made = send(who, "new-photo", &[], "A.JPG", shot.jpeg()).await.expect(201).data();
    let hothash = text(&made, "photo_hothash");
    let again = send(who, "new-photo", &[], "B.JPG", shot.jpeg()).await.expect_problem(409, "photo_exists");
    assert!(text(&again.json(), "detail").contains(&hothash));
    let into = [("photo_hothash", hothash.as_str())];
    let again = send(who, "add-to-photo", &into, "B.JPG", shot.jpeg()).await;
    again.expect_problem(409, "image_file_exists");
    send(&scene.ola, "new-photo", &[], "A.JPG", shot.jpeg()).await.expect(201);
    send(&scene.stranger, "new-photo", &[], "A.JPG", shot.jpeg()).await.expect(201);
    assert_eq!(scene.objects(), 6);

    // Whoever names the photo needs no companion's name, camera or time.
    let other = pictures::jpeg(80, 60, 9);
    let added = send(who, "add-to-photo", &into, "scan.jpg", other).await.expect(201).data();
    assert_eq!((&added["photo_created"], &added["photo_hothash"]), (&json!(false), &json!(hothash)));
    let nowhere = send(who, "add-to-photo", &[], "scan.jpg", pictures::jpeg(80, 60, 10)).await;
    assert_eq!(fault(nowhere), ("/photo_hothash".to_owned(), "required".to_owned()));
    let unknown = "ab".repeat(32);
    let unknown =
        send(who, "add-to-photo", &[("photo_hothash", unknown.as_str())], "a.jpg", shot.raw(1)).await;
    unknown.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_form_is_dropped_without_a_word() {
    let scene = scene().await;
    let who = &scene.kari;
    let picture = |seed| pictures::jpeg(60, 40, seed);
    let two = || form(&[], "a.jpg", picture(1)).part("file", Part::bytes(picture(2)).file_name("b.jpg"));
    let late = || form(&[], "a.jpg", picture(1)).text("rating", "5");
    let misspelt = || form(&[("raiting", "5")], "a.jpg", picture(1));
    let elsewhere = || form(&[("photo_hothash", &"ab".repeat(32))], "a.jpg", picture(1));
    for (sent, pointer, code) in [
        (two(), "/file", "duplicate_field"),
        (late(), "/rating", "invalid_value"),
        (misspelt(), "/raiting", "unknown_field"),
        (elsewhere(), "/photo_hothash", "unknown_field"),
    ] {
        let path = format!("{API}/image-files/new-photo");
        let refused = who.request(Method::POST, &path).form(sent).send().await;
        assert_eq!(fault(refused), (pointer.to_owned(), code.to_owned()));
    }
    for sent in [two(), late(), misspelt()] {
        let refused = who.request(Method::POST, &format!("{API}/similar")).form(sent).send().await;
        refused.expect_problem(422, "validation_failed");
    }
    assert_eq!(scene.objects(), 0);
    assert_eq!(who.get(&format!("{API}/photos")).await.expect(200).data(), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_array_is_not_taken_for_the_object_that_it_could_be() {
    let scene = scene().await;
    let who = &scene.kari;
    new_photo(who, told("IMG_1.jpg", &preview(), json!({}))).await.expect(201);
    let hothash = hothash_of(&preview());
    let arrays = [
        (Method::POST, "photos/search".to_owned(), json!({ "within": [0, 0, 1, 1] }), "/within"),
        (Method::POST, "saved-searches".to_owned(), json!({ "name": "a", "criteria": ["x"] }), "/criteria"),
        (Method::PUT, format!("photos/{hothash}/correction"), json!({ "place": [1, 2] }), "/place"),
    ];
    for (method, path, body, pointer) in arrays {
        let sent = who.request(method, &format!("{API}/{path}")).json(body).send().await;
        assert_eq!(fault(sent), (pointer.to_owned(), "invalid_type".to_owned()), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_is_named_and_leaves_nothing_but_a_cameras_own_file_is_kept() {
    let scene = scene().await;
    let who = &scene.kari;
    for (name, bytes, status, code) in [
        ("page.jpg", pictures::html(), 415, "unsupported_image_type"),
        ("empty.jpg", Vec::new(), 422, "empty_file"),
        ("cut.jpg", pictures::truncated_jpeg(300, 200, 1), 422, "truncated_image"),
        ("bomb.png", pictures::bomb(), 422, "too_many_pixels"),
    ] {
        send(who, "new-photo", &[], name, bytes).await.expect_problem(status, code);
    }
    assert_eq!(scene.objects(), 0);
    let form = send(who, "new-photo", &[("rating", "six")], "a.jpg", pictures::jpeg(60, 40, 1)).await;
    assert_eq!(fault(form), ("/rating".to_owned(), "invalid_value".to_owned()));
    send(who, "new-photo", &[], "odd.jpg", pictures::jpeg_with_broken_exif(60, 40, 1)).await.expect(201);

    let mut raw = Shot::new(1, "2026:06:01 14:03:22", "1").raw(0);
    raw.truncate(20);
    let kept = send(who, "new-photo", &[], "IMG_9.CR2", raw.clone()).await.expect(201);
    let file = kept.data();
    assert!(file["no_preview"].is_string(), "{file}");
    assert_eq!(kept.json()["message"], "New photo created; no picture could be made of it");
    let hothash = text(&file, "photo_hothash");
    who.get(&format!("{API}/photos/{hothash}/hotpreview")).await.expect_problem(404, "not_found");
    let original = who.get(&format!("{API}/image-files/{}/original", file_of(&file))).await.expect(200);
    assert_eq!(original.bytes, raw);
    send(who, "new-photo", &[], "IMG_9.CR2", raw).await.expect_problem(409, "photo_exists");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_original_is_sent_untouched_whole_and_in_parts() {
    let scene = scene().await;
    let who = &scene.kari;
    let raw = Shot::new(4, "2026:06:01 14:03:22", "1").raw(0);
    let made = send(who, "new-photo", &[], "blåbær.CR2", raw.clone()).await.expect(201).data();
    let path = format!("{API}/image-files/{}/original", file_of(&made));
    let whole = who.get(&path).await.expect(200);
    assert_eq!((whole.header("content-type"), &whole.bytes), (Some("image/x-canon-cr2"), &raw));
    let hash = blake3::hash(&raw).to_hex().to_string();
    let tag = format!("\"{hash}\"");
    assert_eq!(whole.header("etag"), Some(tag.as_str()));
    assert!(whole.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
    let part = who.request(Method::GET, &path).header("range", "bytes=2-11").send().await.expect(206);
    assert_eq!(part.bytes, raw[2..12]);
    let range = format!("bytes 2-11/{}", raw.len());
    assert_eq!(part.header("content-range"), Some(range.as_str()));
    who.request(Method::GET, &path).header("if-none-match", &tag).send().await.expect(304);
    let beyond = who.request(Method::GET, &path).header("range", "bytes=99999999-").send().await;
    beyond.expect_problem(416, "range_not_satisfiable");
    who.anonymous().get(&path).await.expect_problem(401, "unauthenticated");
    let file = who.get(&format!("{API}/image-files/{}", file_of(&made))).await.expect(200).data();
    assert_eq!((&file["content_hash"], &file["is_stored"]), (&json!(hash), &json!(true)));

    let told = new_photo(who, told("IMG_1.jpg", &preview(), json!({}))).await.expect(201).data();
    let path = format!("{API}/image-files/{}/original", file_of(&told));
    who.get(&path).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_taken_away_one_by_one_but_not_the_last() {
    let scene = scene().await;
    let who = &scene.kari;
    let shot = Shot::new(5, "2026:06:01 14:03:22", "1");
    let jpeg = send(who, "new-photo", &[], "IMG_5.JPG", shot.jpeg()).await.expect(201).data();
    let raw = send(who, "new-photo", &[], "IMG_5.CR2", shot.raw(0)).await.expect(201).data();
    let hothash = text(&jpeg, "photo_hothash");
    let photo = format!("{API}/photos/{hothash}");
    let chosen = who.patch(&photo, json!({ "master_file_id": file_of(&raw) })).await.expect(200).data();
    assert_eq!(chosen["primary_filename"], "IMG_5.CR2");
    let other = send(who, "new-photo", &[], "other.jpg", pictures::jpeg(60, 40, 3)).await.expect(201).data();
    let foreign = who.patch(&photo, json!({ "master_file_id": file_of(&other) })).await;
    assert_eq!(unknown(foreign), ("/master_file_id".to_owned(), "unknown_file".to_owned()));

    let info = format!("{API}/image-files/{}/storage-info", file_of(&raw));
    let kept = json!({ "local_storage_info": { "disk": "archive-3" }, "imported_info": { "card": 2 } });
    who.put(&info, kept).await.expect(200);
    let left = who.put(&info, json!({ "imported_info": null })).await.expect(200).data();
    assert_eq!(
        (&left["imported_info"], &left["local_storage_info"]["disk"]),
        (&Value::Null, &json!("archive-3"))
    );
    assert_eq!(who.get(&info).await.expect(200).data(), left);

    let before = scene.objects();
    let at = |file: &Value| format!("{API}/image-files/{}", file_of(file));
    who.delete(&at(&jpeg)).await.expect(200);
    assert_eq!(scene.objects(), before - 1);
    let left = shown(who, &hothash).await;
    assert_eq!((left["files"].as_array().map(Vec::len), &left["has_raw_companion"]), (Some(1), &json!(true)));
    let picture = who.get(&format!("{photo}/hotpreview")).await.expect(200);
    assert_eq!(hothash_of(&picture.bytes), hothash, "the preview has passed to the file that is left");
    who.delete(&at(&raw)).await.expect_problem(409, "last_file");
    who.delete(&at(&jpeg)).await.expect_problem(404, "not_found");
    who.delete(&photo).await.expect(200);
    who.get(&at(&raw)).await.expect_problem(404, "not_found");
    assert_eq!(scene.objects(), 2, "those of the other photo");
}

#[tokio::test(flavor = "multi_thread")]
async fn older_clients_are_served_and_told_until_when() {
    let scene = scene().await;
    let who = &scene.kari;
    let older = format!("{API}/image-files/");
    let preview = preview();
    let made = who.post(&older, told("IMG_1.jpg", &preview, json!({}))).await.expect(201);
    let refused = who.post(&older, told("IMG_1.jpg", &preview, json!({}))).await;
    let refused = refused.expect_problem(409, "photo_exists");
    for answer in [&made, &refused] {
        assert_eq!(answer.header("deprecation"), Some("@1760918400"));
        assert_eq!(answer.header("sunset"), Some("Fri, 31 Dec 2027 23:59:59 GMT"));
        assert!(answer.header("link").is_some_and(|link| link.contains("successor-version")));
    }
    let file = form(&[], "IMG_2.jpg", pictures::jpeg(60, 40, 2));
    who.request(Method::POST, &older).form(file).send().await.expect(201);
    let newer = format!("{API}/image-files");
    assert_eq!(who.get(&older).await.expect(200).data(), who.get(&newer).await.expect(200).data());
    let page = who.get(&format!("{older}?limit=1")).await.expect(200).json();
    assert_eq!((&page["pagination"]["total"], &page["pagination"]["limit"]), (&json!(2), &json!(1)));
    for slashed in ["photos/", "authors/", "import_sessions/", "import-sessions/", "photos/?limit=2"] {
        who.get(&format!("{API}/{slashed}")).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_counts_what_eight_clients_send_at_once() {
    let scene = scene().await;
    let who = &scene.kari;
    let session = import(who, json!({ "name": "Lofoten", "total_files": 40 })).await;
    let sending = (0..8).map(|client| {
        let who = who.clone();
        tokio::spawn(async move {
            for turn in 0..5 {
                let number = client * 5 + turn;
                let (name, id) = (format!("IMG_{number}.jpg"), session.to_string());
                let bytes = match number % 16 {
                    0 => pictures::html(),
                    8 => pictures::truncated_jpeg(300, 200, number),
                    _ => preview(),
                };
                let answer = if number % 3 == 0 {
                    new_photo(&who, told(&name, &bytes, json!({ "import_session_id": session }))).await
                } else {
                    send(&who, "new-photo", &[("import_session_id", id.as_str())], &name, bytes).await
                };
                let expected = match number % 16 {
                    0 => 415,
                    8 => 422,
                    _ => 201,
                };
                answer.expect(expected);
            }
        })
    });
    for task in sending.collect::<Vec<_>>() {
        task.await.expect("a task that ends");
    }
    let path = format!("{API}/import-sessions/{session}");
    let import = who.get(&path).await.expect(200).data();
    assert_eq!((&import["status"], counts(&import)), (&json!("running"), [40, 40, 5, 35]));
    let mut errors: Vec<(String, String)> = list(&who.get(&format!("{path}/errors")).await.expect(200))
        .iter()
        .map(|error| (text(error, "filename"), text(error, "code")))
        .collect();
    errors.sort();
    let expected = [
        ("IMG_0.jpg", "unsupported_image_type"),
        ("IMG_16.jpg", "unsupported_image_type"),
        ("IMG_24.jpg", "truncated_image"),
        ("IMG_32.jpg", "unsupported_image_type"),
        ("IMG_8.jpg", "truncated_image"),
    ];
    assert_eq!(errors, expected.map(|(name, code)| (name.to_owned(), code.to_owned())));
    let files = who.get(&format!("{API}/image-files?import_session_id={session}&limit=1")).await.expect(200);
    assert_eq!(files.json()["pagination"]["total"], 35);

    who.post(&format!("{path}/complete"), json!({})).await.expect(200);
    let id = session.to_string();
    let late = send(who, "new-photo", &[("import_session_id", id.as_str())], "late.jpg", preview()).await;
    late.expect_problem(409, "import_finished");
    assert_eq!(counts(&who.get(&path).await.expect(200).data()), [40, 40, 5, 35]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_is_counted_by_its_import() {
    let server = atelier_tests::server::TestServer::with(&[("uploads.max_file_bytes", "1KiB")]).await;
    let owner = atelier_tests::studio::Studio::register(&server.client()).await.owner;
    let session = import(&owner, json!({})).await;
    let id = session.to_string();
    let large =
        send(&owner, "new-photo", &[("import_session_id", id.as_str())], "large.jpg", vec![7; 4_096]).await;
    large.expect_problem(413, "file_too_large");
    let path = format!("{API}/import-sessions/{session}");
    assert_eq!(counts(&owner.get(&path).await.expect(200).data()), [1, 1, 1, 0]);
    let errors = list(&owner.get(&format!("{path}/errors")).await.expect(200));
    assert_eq!((&errors[0]["filename"], &errors[0]["code"]), (&json!("large.jpg"), &json!("file_too_large")));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_import_takes_no_file_and_is_told_nothing() {
    let scene = scene().await;
    let session = import(&scene.kari, json!({})).await;
    let path = format!("{API}/import-sessions/{session}");
    let before = scene.kari.get(&path).await.expect(200).data();
    for other in [&scene.ola, &scene.stranger] {
        let body = told("IMG_1.jpg", &preview(), json!({ "import_session_id": session }));
        let expected = ("/import_session_id".to_owned(), "unknown_import_session".to_owned());
        assert_eq!(unknown(new_photo(other, body).await), expected);
        let id = session.to_string();
        let sent =
            send(other, "new-photo", &[("import_session_id", id.as_str())], "a.jpg", pictures::html()).await;
        assert_eq!(unknown(sent), expected);
        let own = photo(other, json!({})).await;
        let body = json!({ "filename": "a.CR3", "photo_hothash": own, "import_session_id": session });
        let added = other.post(&format!("{API}/image-files/add-to-photo"), body).await;
        assert_eq!(unknown(added), expected);
        let found = other.get(&format!("{API}/image-files?import_session_id={session}")).await;
        found.expect_problem(404, "not_found");
    }
    assert_eq!(scene.kari.get(&path).await.expect(200).data(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_clients_with_the_same_file_one_adds_it() {
    let scene = scene().await;
    for round in 0..4_u8 {
        let bytes = Shot::new(20 + u32::from(round), "2026:06:01 14:03:22", "1").stripped().jpeg();
        let sending = [0, 1].map(|_| {
            let (who, bytes) = (scene.kari.clone(), bytes.clone());
            tokio::spawn(async move { send(&who, "new-photo", &[], "IMG_1.JPG", bytes).await })
        });
        let mut answers = Vec::new();
        for task in sending {
            answers.push(task.await.expect("an answer"));
        }
        answers.sort_by_key(|answer| answer.status);
        let second = answers.pop().expect("two answers");
        answers.pop().expect("two answers").expect(201);
        second.expect_problem(409, "photo_exists");
        assert_eq!(scene.objects(), 2 * (usize::from(round) + 1), "what was stored for nothing is gone");
    }
}

/// Whatever older programs say of hashes is taken nowhere, and refused nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn hashes_that_a_client_says_are_ignored_by_every_way_in() {
    let scene = scene().await;
    let who = &scene.kari;
    let hashes = [("hothash", "ff"), ("perceptual_hash", "no hash at all")];
    let sent = send(who, "new-photo", &hashes, "IMG_1.jpg", pictures::jpeg(60, 40, 1)).await;
    let sent = text(&sent.expect(201).data(), "photo_hothash");
    let texts = [("photo_hothash", sent.as_str()), hashes[0], hashes[1]];
    send(who, "add-to-photo", &texts, "IMG_1.png", pictures::png(60, 40, 2)).await.expect(201);
    let mut companion = json!({ "filename": "IMG_1.CR3", "photo_hothash": sent });
    let small = preview();
    let mut print = json!({ "hotpreview": encoded(&small) });
    for (name, value) in hashes {
        companion[name] = json!(value);
        print[name] = json!(value);
    }
    who.post(&format!("{API}/image-files/add-to-photo"), companion).await.expect(201);
    let print = who.post(&format!("{API}/photos"), print).await.expect(201).data();
    assert_eq!(print["hothash"], hothash_of(&small));
}
