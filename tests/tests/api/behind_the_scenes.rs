//! What stands in a group for members only is invisible to a guest by any route.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, text};
use serde_json::{Value, json};

/// A gallery with one picture for everybody and one behind the scenes.
struct Scene {
    server: TestServer,
    studio: Studio,
    organization: i64,
    gallery: i64,
    open: i64,
    hidden: i64,
    hidden_group: i64,
}

async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let organization = studio.organization("Acme").await;
    let gallery = studio.gallery(organization, "Spring portraits").await;
    let open = studio.picture(gallery, "open.jpg", pictures::jpeg(300, 200, 1)).await;
    let body = json!({ "name": "Making of", "type": "behind_the_scenes", "visibility": "members" });
    let group =
        studio.owner.post(&format!("{API}/galleries/{gallery}/groups"), body).await.expect(201).data();
    let form = reqwest::multipart::Form::new()
        .text("type", "behind_the_scenes")
        .part("files", reqwest::multipart::Part::bytes(pictures::jpeg(300, 200, 2)).file_name("hidden.jpg"));
    let upload = studio.owner.request(reqwest::Method::POST, &format!("{API}/galleries/{gallery}/images"));
    let data = upload.form(form).send().await.expect(201).data();
    studio.settled(gallery).await;
    let hidden = id_of(&data["files"][0]["image"]);
    Scene { server, studio, organization, gallery, open, hidden, hidden_group: id_of(&group) }
}

fn ids(pictures: &[Value]) -> Vec<i64> {
    pictures.iter().map(id_of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_finds_the_open_picture_and_never_the_hidden_one() {
    let scene = scene().await;
    let gallery = scene.gallery;
    let (_, guest) = scene.studio.guest(gallery).await;
    assert_eq!(ids(&shown(&guest, gallery).await), [scene.open]);
    assert_eq!(ids(&shown(&scene.studio.owner, gallery).await).len(), 2);

    let groups = guest.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200);
    assert!(!groups.text().contains("behind_the_scenes"), "{}", groups.text());
    let by_type = guest.get(&format!("{API}/galleries/{gallery}/images?type=behind_the_scenes")).await;
    assert!(!by_type.text().contains("hidden.jpg"), "{}", by_type.text());
    let pool = guest.get(&format!("{API}/images")).await;
    assert!(!pool.text().contains("hidden.jpg"), "{}", pool.text());
    guest.get(&format!("{API}/images/{}", scene.hidden)).await.expect_problem(404, "not_found");
    let progress = guest.get(&format!("{API}/galleries/{gallery}/progress")).await.expect(200).data();
    assert_eq!(progress["total"], 1, "the count tells of the hidden picture: {progress}");
    let stream = guest.get(&format!("{API}/galleries/{gallery}/progress/stream")).await.expect(200);
    assert!(stream.text().contains("\"total\":1"), "{}", stream.text());
    let gallery_row = guest.get(&format!("{API}/galleries/{gallery}")).await.expect(200).data();
    assert_eq!(gallery_row["subject_name"], "Spring portraits");

    // Its owner's address does not work for the guest's own link, and no forged one does.
    let mine = scene.studio.owner.get(&format!("{API}/images/{}", scene.hidden)).await.expect(200).data();
    let address = text(&mine["urls"], "thumb");
    scene.server.client().get(&address).await.expect(200);
    let seen = guest.get(&format!("{API}/galleries/{gallery}")).await.expect(200);
    assert!(!seen.text().contains("hidden"), "{}", seen.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_stops_working_when_its_picture_moves_behind_the_scenes() {
    let scene = scene().await;
    let gallery = scene.gallery;
    let (_, guest) = scene.studio.guest(gallery).await;
    let address = text(&shown(&guest, gallery).await[0]["urls"], "thumb");
    scene.server.client().get(&address).await.expect(200);
    let groups =
        list(&scene.studio.owner.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200));
    let main = groups.iter().find(|group| group["type"] == "main").expect("the group of uploads");
    let path = format!("{API}/galleries/{gallery}/groups/{}", id_of(main));
    scene.studio.owner.patch(&path, json!({ "visibility": "members" })).await.expect(200);
    scene.server.client().get(&address).await.expect_problem(404, "not_found");
    assert!(shown(&guest, gallery).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_sees_behind_the_scenes_and_not_what_the_studio_keeps_to_itself() {
    let scene = scene().await;
    let gallery = scene.gallery;
    let member = member(&scene, "marketing_contact").await;
    assert_eq!(ids(&shown(&member, gallery).await).len(), 2);
    let path = format!("{API}/galleries/{gallery}/groups/{}", scene.hidden_group);
    scene.studio.owner.patch(&path, json!({ "visibility": "studio" })).await.expect(200);
    assert_eq!(ids(&shown(&member, gallery).await), [scene.open]);
    member.get(&format!("{API}/images/{}", scene.hidden)).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_billing_contact_does_not_see_the_gallery_at_all() {
    let scene = scene().await;
    let member = member(&scene, "billing_contact").await;
    member.get(&format!("{API}/galleries/{}", scene.gallery)).await.expect_problem(404, "not_found");
    assert!(list(&member.get(&format!("{API}/galleries")).await.expect(200)).is_empty());
}

/// A contact of the gallery's organization.
async fn member(scene: &Scene, role: &str) -> Client {
    let (id, client) = scene.studio.person("client_user", Some(scene.organization)).await;
    let path = format!("{API}/organizations/{}/members/{id}", scene.organization);
    scene.studio.owner.put(&path, json!({ "role": role })).await.expect(200);
    client
}
