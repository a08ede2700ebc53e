//! Permissions in one place and for a time, over the wire.

use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, id_of, list, upload};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_gets_one_gallery_for_a_time() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let other = studio.some_gallery().await;
    let (vendor_id, vendor) = studio.person("vendor_user", None).await;
    let path = format!("{API}/galleries/{gallery}");
    vendor.get(&path).await.expect_problem(404, "not_found");

    let end = server.now().await + chrono::Duration::seconds(2);
    let grants = format!("{API}/users/{vendor_id}/grants");
    let grant = |permission: &str, end: Option<String>| {
        let body = json!({
            "permission": permission, "context_type": "gallery", "context_id": gallery, "expires_at": end,
        });
        studio.owner.post(&grants, body)
    };
    let view = grant("can_view_gallery", None).await.expect(201).data();
    grant("can_upload_images", Some(end.to_rfc3339())).await.expect(201);
    vendor.get(&path).await.expect(200);
    vendor.get(&format!("{API}/galleries/{other}")).await.expect_problem(404, "not_found");
    upload(&vendor, gallery, &[("a.jpg", pictures::jpeg(60, 40, 1))]).await.expect(201);

    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    upload(&vendor, gallery, &[("b.jpg", pictures::jpeg(60, 40, 2))]).await.expect_problem(403, "forbidden");
    vendor.get(&path).await.expect(200);
    studio.owner.delete(&format!("{API}/users/{vendor_id}/grants/{}", id_of(&view))).await.expect(200);
    vendor.get(&path).await.expect_problem(404, "not_found");

    let never = grant("can_delete_gallery", None).await.expect(422).json();
    assert_eq!(never["errors"][0]["code"], "permission_not_grantable", "{never}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_can_ask_why() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let organization = studio.organization("Acme").await;
    let gallery = studio.gallery(organization, "Spring portraits").await;
    let (contact, client) = studio.person("client_user", Some(organization)).await;
    let ask = |action: &str, user: i64| {
        let query = format!("action={action}&type=gallery&id={gallery}&user_id={user}");
        let owner = studio.owner.clone();
        async move { owner.get(&format!("{API}/access/explain?{query}")).await.expect(200).data() }
    };
    assert_eq!(ask("can_view_gallery", contact).await["allowed"], true);
    let refused = ask("can_delete_gallery", contact).await;
    assert_eq!(refused["allowed"], false);
    assert!(refused["reason"].is_string(), "{refused}");
    let asked =
        client.get(&format!("{API}/access/explain?action=can_view_gallery&type=gallery&id={gallery}")).await;
    assert!(asked.status >= 400, "a client is told of the studio's rules: {}", asked.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_of_one_organization_never_sees_another_one() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let (a, b) = (studio.organization("A").await, studio.organization("B").await);
    let theirs = studio.gallery(b, "Theirs").await;
    let mine = studio.gallery(a, "Mine").await;
    let (contact, client) = studio.person("client_user", Some(a)).await;
    let member = format!("{API}/organizations/{a}/members/{contact}");
    studio.owner.put(&member, json!({ "role": "admin" })).await.expect(200);
    client.get(&format!("{API}/galleries/{mine}")).await.expect(200);
    client.get(&format!("{API}/galleries/{theirs}")).await.expect_problem(404, "not_found");
    client.get(&format!("{API}/organizations/{b}")).await.expect_problem(404, "not_found");
    let seen: Vec<i64> =
        list(&client.get(&format!("{API}/galleries")).await.expect(200)).iter().map(id_of).collect();
    assert_eq!(seen, [mine]);
    let seen: Vec<i64> =
        list(&client.get(&format!("{API}/organizations")).await.expect(200)).iter().map(id_of).collect();
    assert_eq!(seen, [a]);
    client.delete(&format!("{API}/galleries/{mine}")).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_of_the_studios_own_carries_what_it_lists() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let body = json!({ "name": "assistant", "kind": "studio", "permissions": ["can_view_gallery", "can_upload_images"] });
    let role = studio.owner.post(&format!("{API}/roles"), body).await.expect(201).data();
    let (id, assistant) = studio.person("studio_user", None).await;
    let roles = list(&studio.owner.get(&format!("{API}/users/{id}/roles")).await.expect(200));
    studio.owner.put(&format!("{API}/users/{id}/roles/{}", id_of(&role)), json!({})).await.expect(200);
    studio.owner.delete(&format!("{API}/users/{id}/roles/{}", id_of(&roles[0]))).await.expect(200);
    upload(&assistant, gallery, &[("a.jpg", pictures::jpeg(60, 40, 1))]).await.expect(201);
    assistant.delete(&format!("{API}/galleries/{gallery}")).await.expect_problem(403, "forbidden");
    let people = list(&assistant.get(&format!("{API}/users")).await.expect(200));
    assert!(people.is_empty(), "a list shows what its reader may see, and no more: {people:?}");
    assistant.get(&format!("{API}/users/{}", studio.owner_id)).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_changed_for_all_who_hold_it_and_goes_when_nobody_does() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let stranger = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    let (owner, roles) = (&studio.owner, format!("{API}/roles"));
    let body = json!({ "name": "assistant", "kind": "studio", "permissions": ["can_view_gallery"] });
    let role = id_of(&owner.post(&roles, body.clone()).await.expect(201).data());
    let path = format!("{roles}/{role}");
    let (id, assistant) = studio.person("studio_user", None).await;
    let full = list(&owner.get(&format!("{API}/users/{id}/roles")).await.expect(200));
    let held = format!("{API}/users/{id}/roles/{role}");
    owner.put(&held, json!({})).await.expect(200);
    owner.delete(&format!("{API}/users/{id}/roles/{}", id_of(&full[0]))).await.expect(200);
    let sent = upload(&assistant, gallery, &[("a.jpg", pictures::jpeg(60, 40, 1))]).await;
    sent.expect_problem(403, "forbidden");

    let wider = json!({ "name": "uploader", "permissions": ["can_view_gallery", "can_upload_images"] });
    let changed = owner.patch(&path, wider).await.expect(200).data();
    assert_eq!((&changed["name"], &changed["kind"]), (&json!("uploader"), &json!("studio")), "{changed}");
    assert_eq!(changed["permissions"], json!(["can_view_gallery", "can_upload_images"]));
    upload(&assistant, gallery, &[("a.jpg", pictures::jpeg(60, 40, 1))]).await.expect(201);
    owner.patch(&path, json!({ "permissions": ["can_view_gallery"] })).await.expect(200);
    let sent = upload(&assistant, gallery, &[("b.jpg", pictures::jpeg(60, 40, 2))]).await;
    sent.expect_problem(403, "forbidden");

    // What is refused changes nothing.
    let other = id_of(&owner.post(&roles, body).await.expect(201).data());
    owner.patch(&path, json!({ "name": "assistant" })).await.expect_problem(409, "role_name_taken");
    owner.patch(&path, json!({ "name": "studio_user" })).await.expect_problem(422, "validation_failed");
    owner.patch(&path, json!({ "kind": "client" })).await.expect_problem(422, "validation_failed");
    owner.patch(&path, json!({ "name": null })).await.expect_problem(422, "validation_failed");
    let built_in = format!("{roles}/{}", id_of(&full[0]));
    owner.patch(&built_in, json!({ "permissions": [] })).await.expect_problem(409, "built_in_role");
    owner.delete(&built_in).await.expect_problem(409, "built_in_role");
    stranger.owner.patch(&path, json!({ "permissions": [] })).await.expect_problem(404, "not_found");
    stranger.owner.delete(&path).await.expect_problem(404, "not_found");
    assistant.delete(&path).await.expect_problem(403, "forbidden");
    let found = list(&owner.get(&roles).await.expect(200));
    let found = found.iter().find(|found| id_of(found) == role).expect("the role");
    assert_eq!((&found["name"], &found["permissions"]), (&json!("uploader"), &json!(["can_view_gallery"])));

    owner.delete(&path).await.expect_problem(409, "role_in_use");
    owner.delete(&held).await.expect(200);
    let offer = json!({ "email": "new@studio.example", "role_id": role });
    let offer = id_of(&owner.post(&format!("{API}/invitations"), offer).await.expect(201).data());
    owner.delete(&path).await.expect_problem(409, "role_in_use");
    owner.delete(&format!("{API}/invitations/{offer}")).await.expect(200);
    owner.delete(&path).await.expect(200);
    owner.delete(&path).await.expect_problem(404, "not_found");
    owner.delete(&format!("{roles}/{other}")).await.expect(200);
    assert_eq!(list(&owner.get(&roles).await.expect(200)).len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_keeps_somebody_who_may_do_everything() {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let roles = list(&studio.owner.get(&format!("{API}/users/{}/roles", studio.owner_id)).await.expect(200));
    let path = format!("{API}/users/{}/roles/{}", studio.owner_id, id_of(&roles[0]));
    studio.owner.delete(&path).await.expect_problem(409, "last_owner");
}
