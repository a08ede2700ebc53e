//! A studio with one of everything, and those who have no business with it.

use std::collections::BTreeMap;

use atelier_tests::client::Client;
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Studio, enter, id_of, list, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::operations::Operation;

/// Words that stand in rows of the studio and nowhere else.
const MARKS: [&str; 4] = ["Quillfeather", "quillfeather", "Zinnia", "zinnia"];

/// The studio, its rows, and other people.
pub struct World {
    pub server: TestServer,
    pub studio: Studio,
    pub stranger: Studio,
    /// By a link to another gallery of the same organization.
    pub guest: Client,
    /// Of another organization.
    pub contact: Client,
    pub vendor: Client,
    /// By a link to the gallery itself.
    pub own_guest: Client,
    /// Of the organization itself.
    pub own_contact: Client,
    /// A value for every parameter that a path can have.
    pub ids: BTreeMap<&'static str, String>,
    pub marks: Vec<&'static str>,
}

impl World {
    /// Two studios, and nothing in them.
    pub async fn empty() -> Self {
        let server = TestServer::start().await;
        let studio = Studio::register(&server.client()).await;
        let stranger = Studio::register(&server.client()).await;
        let nobody = server.client();
        Self {
            server,
            studio,
            stranger,
            guest: nobody.clone(),
            contact: nobody.clone(),
            vendor: nobody.clone(),
            own_guest: nobody.clone(),
            own_contact: nobody,
            ids: BTreeMap::new(),
            marks: MARKS.to_vec(),
        }
    }

    pub async fn with_everything() -> Self {
        let mut world = Self::empty().await;
        let studio = world.studio.clone();
        let owner = &studio.owner;

        let organization = studio.organization("Quillfeather").await;
        let gallery = studio.gallery(organization, "Zinnia").await;
        let image = studio.picture(gallery, "quillfeather.jpg", pictures::jpeg(60, 40, 7)).await;
        studio.settled(gallery).await;
        let groups = list(&owner.get(&format!("{API}/galleries/{gallery}/groups")).await.expect(200));
        let product = studio.product("Zinnia vase").await;
        let hanging = json!({ "type": "main", "visibility": "public" });
        let hung = format!("{API}/products/{product}/groups/{}", id_of(&groups[0]));
        owner.put(&hung, hanging).await.expect(200);
        let link = studio.link(gallery, json!({ "label": "zinnia" })).await;
        let (member, client) = studio.person("client_user", Some(organization)).await;
        world.own_contact = client;
        world.own_guest = enter(&owner.anonymous(), &link.token).await;
        let admin = json!({ "role": "admin" });
        owner.put(&format!("{API}/organizations/{organization}/members/{member}"), admin).await.expect(200);
        let grant = json!({
            "permission": "can_access_originals", "context_type": "gallery", "context_id": gallery,
        });
        let grant = owner.post(&format!("{API}/users/{member}/grants"), grant).await.expect(201).data();
        let roles = list(&owner.get(&format!("{API}/roles")).await.expect(200));
        let client_role = roles.iter().find(|role| role["name"] == "client_user").expect("a built-in role");
        let own_role = json!({ "name": "zinnia", "kind": "studio", "permissions": [] });
        let own_role = owner.post(&format!("{API}/roles"), own_role).await.expect(201).data();
        let invitation = json!({
            "email": "zinnia@example.com", "role_id": id_of(client_role), "organization_id": organization,
        });
        let invitation = owner.post(&format!("{API}/invitations"), invitation).await.expect(201).data();
        let token = json!({ "name": "zinnia", "permissions": ["can_view_gallery"] });
        let token = owner.post(&format!("{API}/api-tokens"), token).await.expect(201).data();
        let selections = format!("{API}/galleries/{gallery}/selections");
        let selection = owner.post(&selections, json!({ "name": "Zinnias" })).await.expect(201).data();
        let comments = format!("{API}/galleries/{gallery}/images/{image}/comments");
        let comment = owner.post(&comments, json!({ "body": "Zinnia is too dark" })).await.expect(201).data();
        let staged = [("zinnia.jpg", pictures::jpeg(60, 40, 8))];
        let staged = owner.upload(&format!("{API}/staging"), &staged).await.expect(201).data();
        let batch = text(&staged, "batch_id");
        let upload = owner
            .request(reqwest::Method::POST, &format!("{API}/uploads"))
            .header("tus-resumable", "1.0.0")
            .header("upload-length", "1000")
            .header("upload-metadata", "filename emlubmlhLmpwZw==")
            .send()
            .await
            .expect(201)
            .data();
        let author =
            owner.post(&format!("{API}/authors"), json!({ "name": "Zinnia" })).await.expect(201).data();
        let import = json!({ "name": "Zinnias", "default_author_id": id_of(&author) });
        let import = owner.post(&format!("{API}/import-sessions"), import).await.expect(201).data();
        let jobs = list(&owner.get(&format!("{API}/jobs")).await.expect(200));

        world.ids = BTreeMap::from([
            ("user_id", member.to_string()),
            ("grant_id", id_of(&grant).to_string()),
            ("api_token_id", id_of(&token).to_string()),
            ("invitation_id", id_of(&invitation).to_string()),
            ("role_id", id_of(&own_role).to_string()),
            ("organization_id", organization.to_string()),
            ("gallery_id", gallery.to_string()),
            ("product_id", product.to_string()),
            ("image_id", image.to_string()),
            ("group_id", id_of(&groups[0]).to_string()),
            ("share_link_id", link.id.to_string()),
            ("comment_id", id_of(&comment).to_string()),
            ("selection_id", id_of(&selection).to_string()),
            ("staging_id", id_of(&staged["files"][0]["file"]).to_string()),
            ("batch_id", batch),
            ("author_id", id_of(&author).to_string()),
            ("import_session_id", id_of(&import).to_string()),
            ("upload_id", text(&upload, "id")),
            ("job_id", id_of(&jobs[0]).to_string()),
            ("content_hash", text(&world.picture(image).await, "content_hash")),
            ("version_number", "1".to_owned()),
            ("preset", "web".to_owned()),
            ("token", "AQAAAA".to_owned()),
        ]);

        world.ids.extend(ordered_library(owner).await);

        // The same organization, another gallery: a guest of it is the nearest of all outsiders.
        let neighbour = studio.gallery(organization, "Neighbours").await;
        (_, world.guest) = studio.guest(neighbour).await;
        let elsewhere = studio.organization("Elsewhere").await;
        let (contact, client) = studio.person("client_user", Some(elsewhere)).await;
        world.contact = client;
        owner
            .put(&format!("{API}/organizations/{elsewhere}/members/{contact}"), json!({ "role": "admin" }))
            .await
            .expect(200);
        (_, world.vendor) = studio.person("vendor_user", None).await;
        world
    }

    async fn picture(&self, image: i64) -> Value {
        self.studio.owner.get(&format!("{API}/images/{image}")).await.expect(200).data()
    }

    /// The OpenAPI document as it is served.
    pub async fn document(&self) -> Value {
        self.server.client().get("/api/openapi.json").await.expect(200).json()
    }

    /// The address of the operation for the studio's rows, with what its query must have.
    pub fn address(&self, operation: &Operation) -> String {
        let path = operation.fill(&self.ids);
        if operation.path.ends_with("/access/explain") {
            return format!("{path}?action=can_view_gallery&type=gallery&id={}", self.ids["gallery_id"]);
        }
        path
    }

    /// Whether calling it ends the caller's own sign-in or changes its own account, and so spoils the next calls.
    pub fn changes_the_caller(&self, operation: &Operation) -> bool {
        operation.path.contains("/auth/")
    }
}

/// Two photos of the owner's library, with everything by which they can be put in order.
async fn ordered_library(owner: &Client) -> [(&'static str, String); 6] {
    for seed in [21, 22] {
        let preview = STANDARD.encode(pictures::jpeg(60, 40, seed));
        let body = json!({ "filename": format!("zinnia{seed}.jpg"), "hotpreview": preview });
        owner.post(&format!("{API}/image-files/new-photo"), body).await.expect(201);
    }
    let photos = list(&owner.get(&format!("{API}/photos")).await.expect(200));
    let hothashes: Vec<String> = photos.iter().map(|photo| text(photo, "hothash")).collect();
    let tags = format!("{API}/photos/{}/tags", hothashes[0]);
    owner.post(&tags, json!({ "tags": ["zinnia"] })).await.expect(200);
    let tags = list(&owner.get(&format!("{API}/tags")).await.expect(200));
    let stack = json!({ "kind": "burst", "title": "Zinnia", "hothashes": hothashes });
    let stack = owner.post(&format!("{API}/photo-stacks"), stack).await.expect(201).data();
    let search = json!({ "name": "Zinnia", "criteria": { "tags": ["zinnia"] } });
    let search = owner.post(&format!("{API}/saved-searches"), search).await.expect(201).data();
    let file = &photos[0]["files"][0];
    [
        ("image_file_id", id_of(file).to_string()),
        ("hothash", hothashes[0].clone()),
        ("tag", "zinnia".to_owned()),
        ("tag_id", id_of(&tags[0]).to_string()),
        ("stack_id", id_of(&stack).to_string()),
        ("saved_search_id", id_of(&search).to_string()),
    ]
}
