//! What most journeys begin with: a studio, a client organization, a gallery, pictures, a link. The paths of the API
//! that tests use in passing stand here and nowhere else.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Answer, Client, NamedFile};

/// Where the API begins.
pub const API: &str = "/api/v1";

/// The password of everybody in the tests.
pub const PASSWORD: &str = "a long and quiet evening";

/// How long background work may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

static NUMBER: AtomicU64 = AtomicU64::new(1);

/// A number that no other caller of this process gets.
pub fn unique() -> u64 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// A studio, seen by its owner.
#[derive(Clone)]
pub struct Studio {
    pub owner: Client,
    pub owner_id: i64,
    pub email: String,
    pub refresh_token: String,
}

/// A share link, as its maker got it.
#[derive(Debug, Clone)]
pub struct Link {
    pub id: i64,
    pub token: String,
}

impl Studio {
    /// Registers a studio and signs its owner in.
    pub async fn register(client: &Client) -> Self {
        let number = unique();
        let email = format!("owner{number}@studio{number}.example");
        let body = json!({
            "studio_name": format!("Studio {number}"),
            "name": "Kari Nordmann",
            "email": email,
            "password": PASSWORD,
        });
        let signed_in = client.post(&format!("{API}/auth/register"), body).await.expect(201).data();
        Self {
            owner: client.with_token(&text(&signed_in, "access_token")),
            owner_id: id_of(&signed_in["user"]),
            email,
            refresh_token: text(&signed_in, "refresh_token"),
        }
    }

    /// Signs the owner in once more.
    pub async fn sign_in(&self) -> Value {
        let body = json!({ "username": self.email, "password": PASSWORD });
        self.owner.anonymous().post(&format!("{API}/auth/login"), body).await.expect(200).data()
    }

    pub async fn organization(&self, name: &str) -> i64 {
        let body = json!({ "name": name });
        id_of(&self.owner.post(&format!("{API}/organizations"), body).await.expect(201).data())
    }

    pub async fn gallery(&self, organization: i64, subject: &str) -> i64 {
        let body = json!({ "organization_id": organization, "subject_name": subject });
        id_of(&self.owner.post(&format!("{API}/galleries"), body).await.expect(201).data())
    }

    /// A gallery of an organization of its own.
    pub async fn some_gallery(&self) -> i64 {
        let organization = self.organization("Acme").await;
        self.gallery(organization, "Spring portraits").await
    }

    /// Uploads one file and answers the picture's id.
    pub async fn picture(&self, gallery: i64, name: &str, bytes: Vec<u8>) -> i64 {
        let answer = upload(&self.owner, gallery, &[(name, bytes)]).await;
        id_of(&answer.data()["files"][0]["image"])
    }

    pub async fn product(&self, name: &str) -> i64 {
        let body = json!({ "name": name });
        id_of(&self.owner.post(&format!("{API}/products"), body).await.expect(201).data())
    }

    /// A group of this type under the owner at `path` (`products/7`), which holds these pictures of the pool.
    pub async fn group(&self, path: &str, group_type: &str, visibility: &str, images: &[i64]) -> i64 {
        let body = json!({ "name": group_type, "type": group_type, "visibility": visibility });
        let group = id_of(&self.owner.post(&format!("{API}/{path}/groups"), body).await.expect(201).data());
        if !images.is_empty() {
            self.fill(group, images).await;
        }
        group
    }

    /// Puts pictures of the pool at the end of a group.
    pub async fn fill(&self, group: i64, images: &[i64]) {
        let body = json!({ "image_ids": images });
        self.owner.post(&format!("{API}/image-groups/{group}/images"), body).await.expect(200);
    }

    /// Makes a link; `body` has its terms.
    pub async fn link(&self, gallery: i64, body: Value) -> Link {
        let made = self.owner.post(&format!("{API}/galleries/{gallery}/share-links"), body).await.expect(201);
        let made = made.data();
        Link { id: id_of(&made), token: text(&made, "token") }
    }

    /// Makes a link with the usual terms and opens it.
    pub async fn guest(&self, gallery: i64) -> (Link, Client) {
        let link = self.link(gallery, json!({})).await;
        let guest = enter(&self.owner.anonymous(), &link.token).await;
        (link, guest)
    }

    /// A person of the studio in a built-in role, who came by an invitation.
    pub async fn person(&self, role: &str, organization: Option<i64>) -> (i64, Client) {
        let number = unique();
        let email = format!("person{number}@example.com");
        let roles = list(&self.owner.get(&format!("{API}/roles")).await.expect(200));
        let role = roles.iter().find(|known| known["name"] == role).expect("a built-in role");
        let mut body = json!({ "email": email, "role_id": id_of(role) });
        if let Some(organization) = organization {
            body["organization_id"] = json!(organization);
        }
        let invited = self.owner.post(&format!("{API}/invitations"), body).await.expect(201).data();
        let accept = json!({
            "token": text(&invited, "token"),
            "name": format!("Person {number}"),
            "password": PASSWORD,
        });
        let accepted = self.owner.anonymous().post(&format!("{API}/auth/accept-invitation"), accept).await;
        let signed_in = accepted.expect(201).data();
        (id_of(&signed_in["user"]), self.owner.with_token(&text(&signed_in, "access_token")))
    }

    /// Waits until every picture of the gallery is ready or failed, and answers them.
    pub async fn settled(&self, gallery: i64) -> Vec<Value> {
        let begun = std::time::Instant::now();
        loop {
            let pictures = pictures(&self.owner, gallery).await;
            if pictures.iter().all(|picture| picture["state"] != "processing") {
                return pictures;
            }
            assert!(begun.elapsed() < PATIENCE, "the pictures are still being processed: {pictures:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

pub async fn upload(client: &Client, gallery: i64, files: &[NamedFile<'_>]) -> Answer {
    client.upload(&format!("{API}/galleries/{gallery}/images"), files).await
}

/// The first page of a gallery's pictures.
pub async fn pictures(client: &Client, gallery: i64) -> Vec<Value> {
    list(&client.get(&format!("{API}/galleries/{gallery}/images")).await.expect(200))
}

/// The items of a list.
pub fn list(answer: &Answer) -> Vec<Value> {
    answer.data().as_array().cloned().unwrap_or_else(|| panic!("{} answered no list", answer.asked()))
}

/// Opens a link without an access code.
pub async fn enter(client: &Client, token: &str) -> Client {
    let entered = exchange(client, token, None).await.expect(200).data();
    client.with_token(&text(&entered, "access_token"))
}

/// Exchanges a link's token for a guest's tokens.
pub async fn exchange(client: &Client, token: &str, access_code: Option<&str>) -> Answer {
    let mut body = json!({ "token": token });
    if let Some(code) = access_code {
        body["access_code"] = json!(code);
    }
    client.post(&format!("{API}/share/enter"), body).await
}

#[track_caller]
pub fn id_of(value: &Value) -> i64 {
    value["id"].as_i64().unwrap_or_else(|| panic!("no id in {value}"))
}

#[track_caller]
pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().map(str::to_owned).unwrap_or_else(|| panic!("no text `{field}` in {value}"))
}
