//! Groups of galleries: what is for members only, a guest artist, several mediums.

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, text};
use serde_json::{Value, json};

struct Scene {
    server: TestServer,
    studio: Studio,
    organization: i64,
    gallery: i64,
    images: Vec<i64>,
}

/// A gallery, and four pictures of the pool that are ready and hang in another one.
async fn scene() -> Scene {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let pool = studio.some_gallery().await;
    let mut images = Vec::new();
    for seed in 0..4 {
        images.push(studio.picture(pool, &format!("zinnia{seed}.jpg"), pictures::jpeg(300, 200, seed)).await);
    }
    studio.settled(pool).await;
    let organization = studio.organization("Acme").await;
    let gallery = studio.gallery(organization, "Exhibition").await;
    Scene { server, studio, organization, gallery, images }
}

fn ids(pictures: &[Value]) -> Vec<i64> {
    pictures.iter().map(id_of).collect()
}

async fn types(client: &Client, path: &str) -> Vec<String> {
    list(&client.get(path).await.expect(200)).iter().map(|group| text(group, "type")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_scenes_is_for_members_and_no_guest_finds_it_by_any_route() {
    let Scene { server, studio, organization, gallery, images } = scene().await;
    let path = format!("galleries/{gallery}");
    studio.group(&path, "main_exhibit", "public", &images[..2]).await;
    let behind = studio.group(&path, "behind_the_scenes", "members", &images[2..3]).await;
    // A product shows the same group to everybody who may see the product, which a guest may not.
    let mug = studio.product("Mug").await;
    let body = json!({ "type": "main", "visibility": "public" });
    studio.owner.put(&format!("{API}/products/{mug}/groups/{behind}"), body).await.expect(200);

    let (_, guest) = studio.guest(gallery).await;
    assert_eq!(ids(&shown(&guest, gallery).await), images[..2]);
    let groups = format!("{API}/{path}/groups");
    assert_eq!(types(&guest, &groups).await, ["main_exhibit"]);
    let hidden = images[2];
    for route in [
        format!("{groups}?include=images"),
        format!("{groups}?type=behind_the_scenes&include=images"),
        format!("{API}/{path}/images?type=behind_the_scenes"),
        format!("{API}/images"),
        format!("{API}/images?group_id={behind}"),
        format!("{API}/image-groups"),
        format!("{API}/products"),
    ] {
        let answer = guest.get(&route).await.expect(200);
        assert!(!answer.text().contains("zinnia2"), "{route}: {}", answer.text());
        assert!(!answer.text().contains("behind_the_scenes"), "{route}: {}", answer.text());
    }
    for route in [
        format!("{API}/images/{hidden}"),
        format!("{API}/images/{hidden}/uses"),
        format!("{API}/image-groups/{behind}"),
        format!("{API}/image-groups/{behind}/uses"),
        format!("{API}/products/{mug}"),
        format!("{API}/products/{mug}/groups"),
        format!("{API}/products/{mug}/images"),
    ] {
        guest.get(&route).await.expect_problem(404, "not_found");
    }
    let progress = guest.get(&format!("{API}/{path}/progress")).await.expect(200).data();
    assert_eq!(progress["total"], 2, "the count tells of the hidden picture: {progress}");
    let row = guest.get(&format!("{API}/{path}")).await.expect(200).data();
    for count in ["image_count", "approved_count", "download_count", "last_activity_at"] {
        assert!(row[count].is_null(), "{count} tells of the hidden picture: {row}");
    }

    // An address that the guest had while the group was open stops when it closes.
    let hung = format!("{groups}/{behind}");
    studio.owner.patch(&hung, json!({ "visibility": "public" })).await.expect(200);
    let seen = shown(&guest, gallery).await;
    let address = text(&seen[2]["urls"], "thumb");
    server.client().get(&address).await.expect(200);
    studio.owner.patch(&hung, json!({ "visibility": "members" })).await.expect(200);
    server.client().get(&address).await.expect_problem(404, "not_found");

    let (member, contact) = studio.person("client_user", Some(organization)).await;
    let role = json!({ "role": "marketing_contact" });
    let path = format!("{API}/organizations/{organization}/members/{member}");
    studio.owner.put(&path, role).await.expect(200);
    assert_eq!(types(&contact, &groups).await, ["main_exhibit", "behind_the_scenes"]);
    assert_eq!(ids(&shown(&contact, gallery).await), images[..3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_artist_comes_and_goes_without_touching_the_main_collection() {
    let Scene { server: _server, studio, gallery, images, .. } = scene().await;
    let owner = &studio.owner;
    let path = format!("{API}/galleries/{gallery}");
    let artist = studio.organization("The guest artist").await;
    let own = studio.gallery(artist, "Retrospective").await;
    studio.group(&format!("galleries/{gallery}"), "primary_artist", "public", &images[..2]).await;
    let works = studio.group(&format!("galleries/{own}"), "main", "public", &images[2..]).await;

    let feature = json!({ "type": "guest_artist_feature", "visibility": "public", "sort_order": 0 });
    owner.put(&format!("{path}/groups/{works}"), feature).await.expect(200);
    assert_eq!(types(owner, &format!("{path}/groups")).await, ["guest_artist_feature", "primary_artist"]);
    let feature = format!("{path}/images?type=guest_artist_feature");
    assert_eq!(ids(&list(&owner.get(&feature).await.expect(200))), images[2..]);
    assert_eq!(owner.get(&path).await.expect(200).data()["image_count"], 4);
    assert_eq!(types(owner, &format!("{API}/galleries/{own}/groups")).await, ["main"]);

    // One of them is taken out of the group, and so of both.
    let gone = json!({ "image_ids": [images[3]] });
    owner.post(&format!("{API}/image-groups/{works}/images/remove"), gone).await.expect(200);
    assert_eq!(owner.get(&path).await.expect(200).data()["image_count"], 3);
    owner.delete(&format!("{path}/groups/{works}")).await.expect(200);
    assert_eq!(ids(&shown(owner, gallery).await), images[..2]);
    assert_eq!(ids(&shown(owner, own).await), images[2..3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn photographs_and_sketches_are_asked_for_apart_or_together() {
    let Scene { server: _server, studio, gallery, images, .. } = scene().await;
    let path = format!("galleries/{gallery}");
    studio.group(&path, "photographs", "public", &images[..3]).await;
    studio.group(&path, "sketches", "public", &images[3..]).await;
    let (_, guest) = studio.guest(gallery).await;
    let groups = list(&guest.get(&format!("{API}/{path}/groups?include=images")).await.expect(200));
    let together: Vec<Vec<i64>> =
        groups.iter().map(|group| ids(group["images"].as_array().expect("pictures"))).collect();
    assert_eq!(together, [images[..3].to_vec(), images[3..].to_vec()]);
    assert!(groups[0]["images"][0]["urls"]["thumb"].is_string(), "{}", groups[0]);
    let sketches = list(&guest.get(&format!("{API}/{path}/images?type=sketches")).await.expect(200));
    assert_eq!(ids(&sketches), images[3..]);
}
