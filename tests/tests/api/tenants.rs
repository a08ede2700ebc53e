//! No studio learns that another one's row exists.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, pictures as shown, upload};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn foreign_ids_in_a_body_are_as_good_as_none() {
    let server = TestServer::start().await;
    let ours = Studio::register(&server.client()).await;
    let theirs = Studio::register(&server.client()).await;
    let organization = theirs.organization("Theirs").await;
    let gallery = theirs.gallery(organization, "Theirs").await;
    let image = theirs.picture(gallery, "a.jpg", pictures::jpeg(60, 40, 1)).await;
    let own_gallery = ours.some_gallery().await;

    let body = json!({ "organization_id": organization, "subject_name": "Mine" });
    let foreign = ours.owner.post(&format!("{API}/galleries"), body).await;
    let body = json!({ "organization_id": 987_654_321, "subject_name": "Mine" });
    let unknown = ours.owner.post(&format!("{API}/galleries"), body).await;
    assert_eq!((foreign.status, foreign.code()), (unknown.status, unknown.code()));
    assert!(foreign.status >= 400);

    ours.picture(own_gallery, "b.jpg", pictures::jpeg(60, 40, 2)).await;
    let groups = list(&ours.owner.get(&format!("{API}/galleries/{own_gallery}/groups")).await.expect(200));
    let path = format!("{API}/image-groups/{}/images", id_of(&groups[0]));
    let foreign = ours.owner.post(&path, json!({ "image_ids": [image] })).await;
    let unknown = ours.owner.post(&path, json!({ "image_ids": [987_654_321] })).await;
    assert_eq!((foreign.status, foreign.code()), (unknown.status, unknown.code()));
    assert!(foreign.status >= 400, "{}", foreign.text());

    let member =
        format!("{API}/organizations/{}/members/{}", ours.organization("Ours").await, theirs.owner_id);
    let refused = ours.owner.put(&member, json!({ "role": "admin" })).await;
    assert!(refused.status >= 400, "{}", refused.text());

    let grant = json!({ "permission": "can_view_gallery", "context_type": "gallery", "context_id": gallery });
    let (person, _) = ours.person("vendor_user", None).await;
    let refused = ours.owner.post(&format!("{API}/users/{person}/grants"), grant).await;
    assert!(refused.status >= 400, "{}", refused.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_studios_with_the_same_bytes_have_two_pictures_and_do_not_notice() {
    let server = TestServer::start().await;
    let bytes = pictures::jpeg(120, 80, 1);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let studio = Studio::register(&server.client()).await;
        let gallery = studio.some_gallery().await;
        let data = upload(&studio.owner, gallery, &[("a.jpg", bytes.clone())]).await.expect(201).data();
        assert_eq!(data["stored"], 1, "the second studio is told of the first: {data}");
        assert_eq!(shown(&studio.owner, gallery).await.len(), 1);
        ids.push(id_of(&data["files"][0]["image"]));
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_address_can_be_a_person_of_two_studios() {
    let server = TestServer::start().await;
    let mut subdomains = Vec::new();
    for name in ["north", "south"] {
        let subdomain = format!("{name}-{}", atelier_tests::studio::unique());
        let body = json!({
            "studio_name": name, "name": "Kari", "email": "kari@both.example", "subdomain": subdomain,
            "password": atelier_tests::studio::PASSWORD,
        });
        server.client().post(&format!("{API}/auth/register"), body).await.expect(201);
        subdomains.push(subdomain);
    }
    let login = |studio: Option<&str>| {
        let mut body =
            json!({ "username": "kari@both.example", "password": atelier_tests::studio::PASSWORD });
        if let Some(studio) = studio {
            body["studio"] = json!(studio);
        }
        let client = server.client();
        async move { client.post(&format!("{API}/auth/login"), body).await }
    };
    login(None).await.expect_problem(409, "ambiguous_sign_in");
    for subdomain in &subdomains {
        login(Some(subdomain)).await.expect(200);
    }
    login(Some("nowhere")).await.expect_problem(401, "invalid_credentials");
}
