//! Photos of a library: described, corrected, found, looked at, taken away, and nobody else's business.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::studio::{API, id_of, list, text};
use reqwest::Method;
use serde_json::{Value, json};

use crate::photo_library::{
    change, encoded, fault, form, hothash_of, new_photo, photo, preview, scene, send, shown, told, unknown,
};

/// The hothashes of what is found, in order.
async fn found(who: &Client, criteria: Value) -> Vec<String> {
    let answer = who.post(&format!("{API}/photos/search"), criteria).await.expect(200);
    list(&answer).iter().map(|photo| text(photo, "hothash")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_described_bit_by_bit_and_null_clears() {
    let scene = scene().await;
    let who = &scene.kari;
    let hothash = photo(who, json!({ "rating": 2 })).await;
    let path = format!("{API}/photos/{hothash}");
    let author = who.post(&format!("{API}/authors"), json!({ "name": "Åse" })).await.expect(201).data();
    let words = json!({
        "title": "Lofoten", "description": "Rain", "tags": ["Blåbær", "f/1.8", "blabaer"], "rating": 5,
        "author_id": id_of(&author),
    });
    let described = who.put(&path, words).await.expect(200);
    let photo = described.data();
    assert_eq!((&photo["title"], &photo["tags"]), (&json!("Lofoten"), &json!(["Blåbær", "f/1.8"])));
    assert_eq!((&photo["rating"], &photo["author"]["name"]), (&json!(5), &json!("Åse")));

    let part = change(who, &hothash, json!({ "title": null })).await;
    assert_eq!(
        (&part["title"], &part["description"], &part["rating"]),
        (&Value::Null, &json!("Rain"), &json!(5))
    );
    let part = who.put(&path, json!({ "rating": 0, "author_id": null })).await.expect(200).data();
    assert_eq!((&part["rating"], &part["author"]), (&Value::Null, &Value::Null));
    assert_eq!(part["tags"], json!(["Blåbær", "f/1.8"]));
    for none in [json!([]), Value::Null] {
        change(who, &hothash, json!({ "tags": ["fjord"] })).await;
        assert_eq!(change(who, &hothash, json!({ "tags": none })).await["tags"], json!([]));
    }

    let tag = described.header("etag").expect("a tag").to_owned();
    let stale = who.request(Method::PATCH, &path).header("if-match", &tag).json(json!({ "rating": 1 }));
    stale.send().await.expect_problem(412, "version_mismatch");
    let stale = who.request(Method::DELETE, &path).header("if-match", &tag).send().await;
    stale.expect_problem(412, "version_mismatch");
    let many: Vec<String> = (0..21).map(|n| format!("tag {n}")).collect();
    for (patch, pointer, code) in [
        (json!({ "rating": 6 }), "/rating", "out_of_range"),
        (json!({ "rating": -1 }), "/rating", "out_of_range"),
        (json!({ "tags": many }), "/tags", "too_many_tags"),
        (json!({ "tags": [" "] }), "/tags", "required"),
        (json!({ "tags": ["x".repeat(51)] }), "/tags", "too_long"),
        (json!({ "title": "x".repeat(256) }), "/title", "too_long"),
        (json!({ "hothash": "x" }), "/hothash", "unknown_field"),
    ] {
        let before = shown(who, &hothash).await;
        let refused = who.patch(&path, patch.clone()).await;
        assert_eq!(fault(refused), (pointer.to_owned(), code.to_owned()), "{patch}");
        assert_eq!(shown(who, &hothash).await, before, "{patch}");
    }
    for (name, code) in [("author_id", "unknown_author"), ("master_file_id", "unknown_file")] {
        let refused = who.patch(&path, json!({ name: 424_242 })).await;
        assert_eq!(unknown(refused), (format!("/{name}"), code.to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_stands_beside_what_the_file_says_until_it_is_undone() {
    let scene = scene().await;
    let who = &scene.kari;
    let told = json!({ "taken_at": "2024-02-29T10:30:00+02:00", "gps_latitude": 0.0, "gps_longitude": 0.0 });
    let hothash = photo(who, told).await;
    let before = shown(who, &hothash).await;
    assert_eq!(
        (&before["taken_at"], &before["has_gps"]),
        (&json!("2024-02-29T10:30:00+02:00"), &json!(true))
    );
    let path = format!("{API}/photos/{hothash}/correction");
    let body = json!({ "taken_at": "2024-02-29T11:30:00+01:00", "place": null, "reason": "winter time" });
    let corrected = who.put(&path, body).await.expect(200).data();
    assert_eq!(
        (&corrected["taken_at"], &corrected["has_gps"]),
        (&json!("2024-02-29T11:30:00+01:00"), &json!(false))
    );
    let note = &corrected["correction"];
    assert_eq!((&note["reason"], &note["exif_taken_at"]), (&json!("winter time"), &before["taken_at"]));
    assert_eq!(note["exif_gps_latitude"], 0.0);
    let place = json!({ "place": { "gps_latitude": 59.9, "gps_longitude": 10.7 } });
    let corrected = who.put(&path, place).await.expect(200).data();
    assert_eq!(
        (&corrected["gps_latitude"], &corrected["taken_at"]),
        (&json!(59.9), &json!("2024-02-29T11:30:00+01:00"))
    );
    assert_eq!(fault(who.put(&path, json!({})).await), ("/taken_at".to_owned(), "required".to_owned()));
    let bad = json!({ "place": { "gps_latitude": 99.0, "gps_longitude": 10.7 } });
    assert_eq!(fault(who.put(&path, bad).await).1, "out_of_range");

    let undone = who.delete(&path).await.expect(200).data();
    assert_eq!((&undone["taken_at"], &undone["gps_latitude"]), (&before["taken_at"], &json!(0.0)));
    assert_eq!(undone["correction"], Value::Null);
    assert_eq!(who.delete(&path).await.expect(200).data(), undone, "there is nothing left to undo");
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_found_by_words_tags_stars_times_and_places() {
    let scene = scene().await;
    let who = &scene.kari;
    let fjord =
        photo(who, json!({ "taken_at": "2024-02-29T10:00:00", "gps_latitude": 0.0, "gps_longitude": 0.0 }))
            .await;
    change(who, &fjord, json!({ "title": "Blåbær 100%", "rating": 5, "tags": ["Fjord", "zebra"] })).await;
    let old = photo(
        who,
        json!({ "taken_at": "1931-05-30T15:56:01", "exif_dict": { "Make": "Leica", "Model": "III" } }),
    )
    .await;
    change(who, &old, json!({ "tags": ["zebra"] })).await;
    let preview = preview();
    let undated = text(
        &new_photo(who, told("Scan_7.tif", &preview, json!({}))).await.expect(201).data(),
        "photo_hothash",
    );
    let raw = json!({ "filename": "Scan_7.dng", "photo_hothash": undated });
    who.post(&format!("{API}/image-files/add-to-photo"), raw).await.expect(201);
    photo(&scene.ola, json!({ "taken_at": "2024-02-29T10:00:00" })).await;

    let (f, o, u) = (fjord.as_str(), old.as_str(), undated.as_str());
    for (criteria, expected) in [
        (json!({}), vec![f, o, u]),
        (json!({ "sort_order": "asc" }), vec![u, o, f]),
        (json!({ "q": "blabaer" }), vec![f]),
        (json!({ "q": "BLÅBÆR 100" }), vec![f]),
        (json!({ "q": "100%" }), vec![f]),
        (json!({ "q": "1_0%" }), vec![]),
        (json!({ "q": "scan_7" }), vec![u]),
        (json!({ "tags": ["ZEBRA"] }), vec![f, o]),
        (json!({ "tags": ["zebra", "fjord"] }), vec![f]),
        (json!({ "tags": ["zeb"] }), vec![]),
        (json!({ "rating_min": 3 }), vec![f]),
        (json!({ "rating_max": 0 }), vec![o, u]),
        (json!({ "rating_min": 0, "rating_max": 5 }), vec![f, o, u]),
        (json!({ "taken_before": "1969-12-31T23:59:59" }), vec![o]),
        (
            json!({ "taken_after": "1931-05-30T15:56:01", "taken_before": "2024-02-29T10:00:00+09:00" }),
            vec![f, o],
        ),
        (json!({ "has_gps": true }), vec![f]),
        (json!({ "has_gps": false }), vec![o, u]),
        (json!({ "has_raw": true }), vec![u]),
        (json!({ "has_raw": false }), vec![f, o]),
        (json!({ "camera": "leica" }), vec![o]),
        (json!({ "within": { "south": -1.0, "west": 179.0, "north": 1.0, "east": 1.0 } }), vec![f]),
        (json!({ "sort_by": "rating" }), vec![f, u, o]),
        (json!({ "sort_by": "created_at", "sort_order": "asc" }), vec![f, o, u]),
        (json!({ "q": null, "tags": null, "has_raw": null, "sort_by": null }), vec![f, o, u]),
    ] {
        assert_eq!(found(who, criteria.clone()).await, expected, "{criteria}");
    }
    for (criteria, code) in [
        (json!({ "rating_min": 10 }), "out_of_range"),
        (json!({ "sort_by": "name" }), "unknown_value"),
        (json!({ "sort_order": "down" }), "unknown_value"),
        (json!({ "ratings": 3 }), "unknown_field"),
        (json!({ "limit": 1001 }), "out_of_range"),
        (json!({ "cursor": "x" }), "invalid_cursor"),
        (json!({ "sort_by": 5 }), "invalid_type"),
        (json!({ "sort_order": {} }), "invalid_type"),
        (json!({ "within": { "south": 2.0, "west": 0.0, "north": 1.0, "east": 1.0 } }), "out_of_range"),
    ] {
        let refused = who.post(&format!("{API}/photos/search"), criteria.clone()).await;
        let problem = refused.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["errors"][0]["code"], code, "{criteria}");
        let field = criteria.as_object().and_then(|fields| fields.keys().next()).expect("a field");
        let pointer = text(&problem["errors"][0], "pointer");
        assert!(pointer.starts_with(&format!("/{field}")), "{criteria}: {pointer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_leads_on_in_its_own_order_alone() {
    let scene = scene().await;
    let who = &scene.kari;
    for rating in 1..=3 {
        photo(who, json!({ "rating": rating })).await;
    }
    let search = format!("{API}/photos/search");
    let page = who.post(&search, json!({ "sort_by": "rating", "limit": 1 })).await.expect(200).json();
    let cursor = text(&page["pagination"], "next_cursor");
    let next = json!({ "sort_by": "rating", "cursor": cursor });
    assert_eq!(list(&who.post(&search, next).await.expect(200)).len(), 2);
    for order in
        [json!({}), json!({ "sort_by": "created_at" }), json!({ "sort_by": "rating", "sort_order": "asc" })]
    {
        let mut body = order.clone();
        body["cursor"] = json!(cursor);
        let refused = fault(who.post(&search, body).await);
        assert_eq!(refused, ("/cursor".to_owned(), "invalid_cursor".to_owned()), "{order}");
    }
    let list = who.get(&format!("{API}/photos?cursor={cursor}")).await;
    list.expect_problem(422, "validation_failed");
}

/// Somebody else's author or import, by any way in, is what nobody's is.
#[tokio::test(flavor = "multi_thread")]
async fn criteria_name_only_what_is_in_the_library() {
    let scene = scene().await;
    let who = &scene.kari;
    let foreign = scene.ola.post(&format!("{API}/authors"), json!({ "name": "Åse" })).await;
    let author = id_of(&foreign.expect(201).data());
    let foreign = scene.ola.post(&format!("{API}/import-sessions"), json!({})).await;
    let import = id_of(&foreign.expect(201).data());
    for (criteria, field, code) in [
        (json!({ "author_id": author }), "/author_id", "unknown_author"),
        (json!({ "author_id": 987_654 }), "/author_id", "unknown_author"),
        (json!({ "import_session_id": import }), "/import_session_id", "unknown_import_session"),
        (json!({ "import_session_id": 987_654 }), "/import_session_id", "unknown_import_session"),
    ] {
        let found = who.post(&format!("{API}/photos/search"), criteria.clone()).await;
        assert_eq!(unknown(found), (field.to_owned(), code.to_owned()));
        let saved = json!({ "name": "Mine", "criteria": criteria });
        let saved = who.post(&format!("{API}/saved-searches"), saved).await;
        assert_eq!(unknown(saved), (format!("/criteria{field}"), code.to_owned()));
    }
    for (query, parameter) in [
        (format!("photos?author_id={author}"), "author_id"),
        (format!("image-files?import_session_id={import}"), "import_session_id"),
    ] {
        let problem = who.get(&format!("{API}/{query}")).await.expect_problem(404, "not_found").json();
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{problem}");
    }
    // An author that was there when a search was kept may be gone when it is run.
    let own = id_of(&who.post(&format!("{API}/authors"), json!({ "name": "Me" })).await.expect(201).data());
    let kept = json!({ "name": "Mine", "criteria": { "author_id": own } });
    let kept = id_of(&who.post(&format!("{API}/saved-searches"), kept).await.expect(201).data());
    who.delete(&format!("{API}/authors/{own}")).await.expect(200);
    let ran = who.post(&format!("{API}/saved-searches/{kept}/run"), json!({})).await.expect(200);
    assert!(list(&ran).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_neither_lose_nor_repeat_a_photo_of_an_equal_time() {
    let scene = scene().await;
    let who = &scene.kari;
    for time in [Some("2024-02-29T10:00:00"), None] {
        for _ in 0..4 {
            photo(who, json!({ "taken_at": time })).await;
        }
    }
    let all: Vec<Value> = list(&who.get(&format!("{API}/photos")).await.expect(200));
    assert_eq!(all.len(), 8);
    let (mut paged, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let after = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        let page = who.get(&format!("{API}/photos?limit=3{after}")).await.expect(200).json();
        assert_eq!(page["pagination"]["total"], 8);
        paged.extend(page["data"].as_array().cloned().expect("a page"));
        match page["pagination"]["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
        // What arrives meanwhile comes before what has been read.
        if paged.len() == 3 {
            photo(&scene.ola, json!({})).await;
        }
    }
    assert_eq!(paged, all);
    let bare = list(&who.get(&format!("{API}/photos?previews=false&offset=7")).await.expect(200));
    assert_eq!((bare.len(), &bare[0]["hotpreview"]), (1, &Value::Null));
    assert!(all[0]["hotpreview"].is_string());
    for query in ["limit=0", "limit=1001", "offset=-1", "colour=blue", "author_id=x"] {
        who.get(&format!("{API}/photos?{query}")).await.expect_problem(422, "validation_failed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_has_not_changed_until_something_in_the_library_has() {
    let scene = scene().await;
    let who = &scene.kari;
    let hothash = photo(who, json!({})).await;
    let path = format!("{API}/photos");
    let tag = async || who.get(&path).await.expect(200).header("etag").expect("a tag").to_owned();
    let asks = async |who: &Client, tag: &str| {
        who.request(Method::GET, &path).header("if-none-match", tag).send().await
    };
    let changes = [
        (Method::PATCH, format!("/photos/{hothash}"), json!({ "rating": 3 })),
        (Method::PUT, format!("/photos/{hothash}/correction"), json!({ "place": null })),
        (Method::DELETE, format!("/photos/{hothash}/correction"), Value::Null),
        (Method::POST, format!("/photos/{hothash}/tags"), json!({ "tags": ["fjord"] })),
        (Method::POST, "/authors".to_owned(), json!({ "name": "Åse" })),
        (Method::POST, "/import-sessions".to_owned(), json!({})),
        (
            Method::POST,
            "/image-files/add-to-photo".to_owned(),
            json!({ "filename": "IMG_1.CR3", "photo_hothash": hothash }),
        ),
        (Method::DELETE, format!("/photos/{hothash}"), Value::Null),
    ];
    for (method, place, body) in changes {
        let before = tag().await;
        asks(who, &before).await.expect(304);
        assert_eq!(asks(&scene.ola, &before).await.status, 200, "the tag says whose library it is");
        photo(&scene.ola, json!({})).await;
        asks(who, &before).await.expect(304);
        let mut request = who.request(method, &format!("{API}{place}"));
        if !body.is_null() {
            request = request.json(body);
        }
        let status = request.send().await.status;
        assert!(matches!(status, 200 | 201), "{place} answered {status}");
        asks(who, &before).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn previews_are_for_who_has_the_photo_and_need_a_token() {
    let scene = scene().await;
    let who = &scene.kari;
    let small = preview();
    let made = new_photo(who, told("IMG_1.jpg", &small, json!({}))).await.expect(201).data();
    let hothash = text(&made, "photo_hothash");
    let hot = format!("{API}/photos/{hothash}/hotpreview");
    let of_file = format!("{API}/image-files/{}/hotpreview", made["image_file_id"]);
    for path in [&hot, &of_file] {
        let picture = who.get(path).await.expect(200);
        assert_eq!((picture.header("content-type"), &picture.bytes), (Some("image/jpeg"), &small));
        let tag = picture.header("etag").expect("a tag").to_owned();
        who.request(Method::GET, path).header("if-none-match", &tag).send().await.expect(304);
        who.anonymous().get(path).await.expect_problem(401, "unauthenticated");
    }

    let cold = format!("{API}/photos/{hothash}/coldpreview");
    who.get(&cold).await.expect_problem(404, "not_found");
    who.delete(&cold).await.expect_problem(404, "not_found");
    let put = async |who: &Client, name: &str, bytes: Vec<u8>| {
        who.request(Method::PUT, &cold).form(form(&[], name, bytes)).send().await
    };
    let photo = put(who, "large.jpg", pictures::jpeg(2000, 1000, 5)).await.expect(200).data();
    let size = &photo["coldpreview"];
    assert_eq!((&size["width"], &size["height"]), (&json!(1200), &json!(600)));
    let picture = who.get(&cold).await.expect(200);
    assert_eq!(picture.header("content-type"), Some("image/jpeg"));
    assert_eq!(size["size"].as_u64(), u64::try_from(picture.bytes.len()).ok());
    assert_eq!(picture.bytes[..2], [0xff, 0xd8]);
    let tag = picture.header("etag").expect("a tag").to_owned();
    who.request(Method::GET, &cold).header("if-none-match", &tag).send().await.expect(304);
    let part = who.request(Method::GET, &cold).header("range", "bytes=0-1").send().await.expect(206);
    assert_eq!(part.bytes, picture.bytes[..2]);
    // Within what is asked for, in its own proportions, and never larger than it is.
    for (query, width, height) in
        [("width=300", 300, 150), ("height=100", 200, 100), ("width=500&height=200", 400, 200)]
    {
        let smaller = who.get(&format!("{cold}?{query}")).await.expect(200);
        assert_eq!(pictures::size(&smaller.bytes), (width, height), "{query}");
        let its_tag = smaller.header("etag").expect("a tag").to_owned();
        assert_ne!(its_tag, tag);
        let again = who.request(Method::GET, &format!("{cold}?{query}")).header("if-none-match", &its_tag);
        again.send().await.expect(304);
    }
    assert_eq!(who.get(&format!("{cold}?width=1200&height=2000")).await.expect(200).bytes, picture.bytes);
    for query in ["width=99", "height=2001"] {
        who.get(&format!("{cold}?{query}")).await.expect_problem(422, "validation_failed");
    }
    put(who, "small.png", pictures::png(300, 200, 6)).await.expect(200);
    assert_eq!(scene.objects(), 1, "the one before is gone");
    who.request(Method::GET, &cold).header("if-none-match", &tag).send().await.expect(200);
    for (name, bytes, status, code) in [
        ("page.jpg", pictures::html(), 415, "unsupported_image_type"),
        ("cut.jpg", pictures::truncated_jpeg(300, 200, 1), 422, "truncated_image"),
        ("empty.jpg", Vec::new(), 422, "empty_file"),
    ] {
        put(who, name, bytes).await.expect_problem(status, code);
    }
    let nothing = reqwest::multipart::Form::new().text("note", "no file");
    let missing = who.request(Method::PUT, &cold).form(nothing).send().await;
    assert_eq!(fault(missing), ("/note".to_owned(), "unknown_field".to_owned()));
    who.anonymous().get(&cold).await.expect_problem(401, "unauthenticated");
    put(&who.anonymous(), "a.jpg", pictures::jpeg(30, 20, 1)).await.expect_problem(401, "unauthenticated");
    put(&scene.ola, "a.jpg", pictures::jpeg(30, 20, 1)).await.expect_problem(404, "not_found");
    let left = who.delete(&cold).await.expect(200).data();
    assert_eq!((&left["coldpreview"], scene.objects()), (&Value::Null, 0));
    who.get(&cold).await.expect_problem(404, "not_found");
}

/// A computer that two people use keeps nothing of the one for the other, and nothing that can change.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_of_a_library_is_kept_for_its_owner() {
    let scene = scene().await;
    let who = &scene.kari;
    let made = send(who, "new-photo", &[], "IMG_1.jpg", pictures::jpeg(600, 400, 1)).await.expect(201).data();
    let (photo, file) = (text(&made, "photo_hothash"), made["image_file_id"].to_string());
    for (path, caching) in [
        (format!("photos/{photo}/hotpreview"), "private, max-age=3600"),
        (format!("photos/{photo}/coldpreview"), "private, no-cache"),
        (format!("photos/{photo}/coldpreview?width=200"), "private, no-cache"),
        (format!("image-files/{file}/hotpreview"), "private, no-cache"),
        (format!("image-files/{file}/original"), "private, max-age=3600"),
    ] {
        let path = format!("{API}/{path}");
        let sent = who.get(&path).await.expect(200);
        let tag = sent.header("etag").expect("a tag").to_owned();
        let unchanged = who.request(Method::GET, &path).header("if-none-match", &tag).send().await;
        for answer in [sent, unchanged.expect(304)] {
            assert_eq!(answer.header("cache-control"), Some(caching), "{path}");
            let vary = answer.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok());
            let vary: Vec<_> = vary.flat_map(|value| value.split(',').map(str::trim)).collect();
            assert!(vary.iter().any(|name| name.eq_ignore_ascii_case("authorization")), "{path}: {vary:?}");
        }
    }
}

/// Somebody looks while somebody else removes or replaces: the picture is there or it is not, and nothing is broken.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_goes_while_it_is_asked_for_is_not_there() {
    let scene = scene().await;
    let who = &scene.kari;
    for round in 0..12 {
        let bytes = pictures::jpeg(600, 400, round);
        let made = send(who, "new-photo", &[], "IMG_1.jpg", bytes).await.expect(201).data();
        let photo = format!("{API}/photos/{}", text(&made, "photo_hothash"));
        let file = format!("{API}/image-files/{}", made["image_file_id"]);
        let cold = format!("{photo}/coldpreview");
        let looks = [cold.clone(), format!("{cold}?width=100"), format!("{file}/original")];
        let looking = (0..24).map(|n| {
            let (who, path) = (who.clone(), looks[n % 3].clone());
            tokio::spawn(async move { who.get(&path).await })
        });
        let looking: Vec<_> = looking.collect();
        if round % 3 == 0 {
            let other = form(&[], "other.jpg", pictures::jpeg(500, 300, 100 + round));
            who.request(Method::PUT, &cold).form(other).send().await.expect(200);
        } else {
            who.delete(if round % 3 == 1 { &cold } else { &photo }).await.expect(200);
        }
        for look in looking {
            let answer = look.await.expect("it was asked");
            assert!(matches!(answer.status, 200 | 404), "{} was {}", answer.asked(), answer.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_without_a_file_is_its_preview() {
    let scene = scene().await;
    let (who, preview) = (&scene.kari, preview());
    let body =
        json!({ "hotpreview": encoded(&preview), "title": "Grandmother", "tags": ["family"], "rating": 4 });
    let made = who.post(&format!("{API}/photos"), body.clone()).await.expect(201);
    let hothash = hothash_of(&preview);
    assert_eq!(made.header("location"), Some(format!("{API}/photos/{hothash}").as_str()));
    let photo = made.data();
    assert_eq!(
        (&photo["hothash"], &photo["title"], &photo["rating"]),
        (&json!(hothash), &json!("Grandmother"), &json!(4))
    );
    assert_eq!(photo, shown(who, &hothash).await);
    who.post(&format!("{API}/photos"), body.clone()).await.expect_problem(409, "photo_exists");
    scene.ola.post(&format!("{API}/photos"), body).await.expect(201);
    let text = json!({ "hotpreview": encoded(b"a text"), "title": "x" });
    who.post(&format!("{API}/photos"), text).await.expect_problem(415, "unsupported_image_type");
    let nobody = json!({ "hotpreview": encoded(&crate::photo_library::preview()), "author_id": 987_654 });
    assert_eq!(unknown(who.post(&format!("{API}/photos"), nobody).await).1, "unknown_author");
    assert_eq!(list(&who.get(&format!("{API}/photos")).await.expect(200)).len(), 1, "nothing was left of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_is_nowhere_on_every_route() {
    let scene = scene().await;
    let sent =
        send(&scene.kari, "new-photo", &[], "IMG_1.jpg", pictures::jpeg(60, 40, 1)).await.expect(201).data();
    let (hothash, file) = (text(&sent, "photo_hothash"), sent["image_file_id"].clone());
    let before = shown(&scene.kari, &hothash).await;
    let nowhere = "ab".repeat(32);
    for other in [&scene.ola, &scene.stranger] {
        for (name, number) in [(&hothash, file.to_string()), (&nowhere, "987654321".to_owned())] {
            let (at_photo, at_file) = (format!("/photos/{name}"), format!("/image-files/{number}"));
            for (method, path, body) in [
                (Method::GET, at_photo.clone(), Value::Null),
                (Method::PUT, at_photo.clone(), json!({ "title": "Mine" })),
                (Method::PATCH, at_photo.clone(), json!({ "title": "Mine" })),
                (Method::DELETE, at_photo.clone(), Value::Null),
                (Method::PUT, format!("{at_photo}/correction"), json!({ "place": null })),
                (Method::DELETE, format!("{at_photo}/correction"), Value::Null),
                (Method::GET, format!("{at_photo}/hotpreview"), Value::Null),
                (Method::GET, format!("{at_photo}/coldpreview"), Value::Null),
                (Method::DELETE, format!("{at_photo}/coldpreview"), Value::Null),
                (
                    Method::POST,
                    "/image-files/add-to-photo".to_owned(),
                    json!({ "filename": "a.CR3", "photo_hothash": name }),
                ),
                (Method::GET, at_file.clone(), Value::Null),
                (Method::DELETE, at_file.clone(), Value::Null),
                (Method::GET, format!("{at_file}/hotpreview"), Value::Null),
                (Method::GET, format!("{at_file}/original"), Value::Null),
                (Method::GET, format!("{at_file}/storage-info"), Value::Null),
                (Method::PUT, format!("{at_file}/storage-info"), json!({ "imported_info": null })),
            ] {
                let mut request = other.request(method, &format!("{API}{path}"));
                if !body.is_null() {
                    request = request.json(body);
                }
                request.send().await.expect_problem(404, "not_found");
            }
            let into = [("photo_hothash", name.as_str())];
            let added = send(other, "add-to-photo", &into, "a.jpg", pictures::jpeg(50, 40, 2)).await;
            added.expect_problem(404, "not_found");
        }
        let own = photo(other, json!({})).await;
        let patch = json!({ "master_file_id": file });
        let refused = other.patch(&format!("{API}/photos/{own}"), patch).await;
        assert_eq!(unknown(refused), ("/master_file_id".to_owned(), "unknown_file".to_owned()));
        assert_eq!(list(&other.get(&format!("{API}/photos")).await.expect(200)).len(), 1);
        assert_eq!(list(&other.get(&format!("{API}/image-files")).await.expect(200)).len(), 1);
    }
    assert_eq!(shown(&scene.kari, &hothash).await, before);
    scene.kari.get(&format!("{API}/photos/no-hothash")).await.expect_problem(404, "not_found");
    let upper = hothash.to_ascii_uppercase();
    assert_eq!(shown(&scene.kari, &upper).await, before, "digits of either case name it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_library_is_told_so() {
    let scene = scene().await;
    let organization = scene.studio.organization("Acme").await;
    let gallery = scene.studio.gallery(organization, "Spring").await;
    let (_, contact) = scene.studio.person("client_user", Some(organization)).await;
    let (_, guest) = scene.studio.guest(gallery).await;
    let hothash = photo(&scene.kari, json!({})).await;
    for outsider in [&contact, &guest] {
        for path in ["/photos".to_owned(), "/image-files".to_owned(), format!("/photos/{hothash}")] {
            outsider.get(&format!("{API}{path}")).await.expect_problem(403, "forbidden");
        }
        outsider.get(&format!("{API}/photos/{hothash}/hotpreview")).await.expect_problem(403, "forbidden");
        outsider.post(&format!("{API}/photos/search"), json!({})).await.expect_problem(403, "forbidden");
        let told = told("IMG_1.jpg", &preview(), json!({}));
        new_photo(outsider, told).await.expect_problem(403, "forbidden");
        let sent = send(outsider, "new-photo", &[], "a.jpg", pictures::jpeg(60, 40, 1)).await;
        sent.expect_problem(403, "forbidden");
    }
    assert_eq!(scene.objects(), 0);
}
