//! What artificial intelligence had to do with a picture: read from its file, said by the studio, told to everybody.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, text};
use serde_json::{Value, json};

async fn scene() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

async fn labels(client: &Client, path: &str) -> Vec<String> {
    list(&client.get(path).await.expect(200)).iter().map(|image| text(image, "ai")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_files_label_is_told_to_the_studio_and_to_guests_wherever_the_picture_is() {
    let (_server, studio, gallery) = scene().await;
    let generated = pictures::jpeg_with_source_type(120, 80, 1, "trainedAlgorithmicMedia");
    let edited = pictures::png_with_source_type(120, 80, 2, "compositeWithTrainedAlgorithmicMedia");
    let stored = studio
        .owner
        .upload(&format!("{API}/galleries/{gallery}/images"), &[("a.jpg", generated), ("b.png", edited)])
        .await;
    let files = stored.expect(201).data()["files"].clone();
    assert_eq!((&files[0]["image"]["ai"], &files[1]["image"]["ai"]), (&json!("generated"), &json!("edited")));
    studio.picture(gallery, "c.jpg", pictures::jpeg_with_source_type(120, 80, 3, "digitalCapture")).await;
    studio.picture(gallery, "d.jpg", pictures::jpeg(120, 80, 4)).await;
    studio.settled(gallery).await;

    // By the usual terms a guest gets no metadata; the label is no secret.
    let (_, guest) = studio.guest(gallery).await;
    let expected = ["generated", "edited", "none", "none"];
    for who in [&studio.owner, &guest] {
        for path in [format!("{API}/galleries/{gallery}/images"), format!("{API}/images")] {
            assert_eq!(labels(who, &path).await, expected, "{path}");
        }
        let groups = who.get(&format!("{API}/galleries/{gallery}/groups?include=images")).await.expect(200);
        assert_eq!(list(&groups)[0]["images"][0]["ai"], "generated");
        let cover = who.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data();
        assert_eq!(cover["primary_image"]["ai"], "generated");
        let image = id_of(&files[0]["image"]);
        assert_eq!(who.get(&format!("{API}/images/{image}")).await.expect(200).data()["ai"], "generated");
    }
    let metadata = shown(&studio.owner, gallery).await[0]["metadata"].clone();
    assert_eq!(metadata["digital_source_type"], "trainedAlgorithmicMedia");
    assert_eq!(shown(&guest, gallery).await[0]["metadata"], json!({}));

    // The list of the pool is filtered by it.
    let of = |ai: &str| format!("{API}/images?ai={ai}");
    assert_eq!(labels(&studio.owner, &of("generated")).await, ["generated"]);
    assert_eq!(labels(&studio.owner, &of("none")).await, ["none", "none"]);
    studio.owner.get(&of("painted")).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_says_it_where_the_file_does_not_and_nobody_else_may() {
    let (_server, studio, gallery) = scene().await;
    let image = studio.picture(gallery, "a.jpg", pictures::jpeg(120, 80, 1)).await;
    studio.settled(gallery).await;
    let path = format!("{API}/images/{image}");
    let (_, guest) = studio.guest(gallery).await;
    let copy = guest.get(&format!("{API}/galleries/{gallery}/images")).await.expect(200);
    let tag = copy.headers["etag"].to_str().expect("a tag").to_owned();

    let changed = studio.owner.patch(&path, json!({ "ai": "edited" })).await.expect(200).data();
    assert_eq!(changed["ai"], "edited");
    // Who has a copy of the list is told that it is an old one.
    let again = guest.request(reqwest::Method::GET, &format!("{API}/galleries/{gallery}/images"));
    let again = again.header("if-none-match", &tag).send().await.expect(200);
    assert_eq!(list(&again)[0]["ai"], "edited");

    for bad in [json!("Edited"), json!(""), json!("ai"), Value::Null, json!(1), json!(["edited"])] {
        let answer = studio.owner.patch(&path, json!({ "ai": bad })).await;
        assert!(matches!(answer.status, 400 | 422), "{bad}: {} {}", answer.status, answer.text());
    }
    guest.patch(&path, json!({ "ai": "none" })).await.expect(403);
    assert_eq!(studio.owner.get(&path).await.expect(200).data()["ai"], "edited");
    // Other changes leave it alone.
    studio.owner.patch(&path, json!({ "alt_text": "A board" })).await.expect(200);
    assert_eq!(studio.owner.get(&path).await.expect(200).data()["ai"], "edited");
    studio.owner.patch(&path, json!({ "ai": "none" })).await.expect(200);
    assert_eq!(studio.owner.get(&path).await.expect(200).data()["ai"], "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_packet_is_no_label_and_no_reason_to_refuse() {
    let (_server, studio, gallery) = scene().await;
    let whole = pictures::jpeg_with_source_type(120, 80, 1, "trainedAlgorithmicMedia");
    let mut broken = whole.clone();
    let at = broken.windows(8).position(|part| part == b"<rdf:RDF").expect("a packet");
    for byte in broken.iter_mut().skip(at).take(60) {
        *byte = b'<';
    }
    let image = studio.picture(gallery, "a.jpg", broken).await;
    let read = studio.owner.get(&format!("{API}/images/{image}")).await.expect(200).data();
    assert_eq!(read["ai"], "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_comes_through_the_tray_and_with_a_later_version_and_outlives_the_next() {
    let (_server, studio, gallery) = scene().await;
    let bytes = pictures::jpeg_with_source_type(300, 200, 1, "trainedAlgorithmicMedia");
    let staged = studio.owner.upload(&format!("{API}/staging"), &[("a.jpg", bytes)]).await.expect(201).data();
    let staged = id_of(&staged["files"][0]["file"]);
    let body = json!({ "staging_ids": [staged], "gallery_id": gallery, "type": "main" });
    studio.owner.post(&format!("{API}/staging/assign"), body).await.expect(200);
    let first = studio.settled(gallery).await[0].clone();
    assert_eq!(first["ai"], "generated");

    let image = studio.picture(gallery, "b.jpg", pictures::jpeg(300, 200, 2)).await;
    let path = format!("{API}/images/{image}");
    let edited = pictures::jpeg_with_source_type(300, 200, 3, "compositeWithTrainedAlgorithmicMedia");
    studio.owner.upload(&format!("{path}/versions"), &[("b2.jpg", edited)]).await.expect(201);
    assert_eq!(studio.owner.get(&path).await.expect(200).data()["ai"], "edited");
    studio
        .owner
        .upload(&format!("{path}/versions"), &[("b3.jpg", pictures::jpeg(300, 200, 4))])
        .await
        .expect(201);
    assert_eq!(studio.owner.get(&path).await.expect(200).data()["ai"], "edited");
}
