//! Rows that a test needs and does not care about, written through the repositories.

use std::sync::atomic::{AtomicU64, Ordering};

use atelier_application::ports::{Clock, Mode, NewGallery, NewOrganization, NewStudio, NewUser, Store, Tx};
use atelier_domain::access::{Action, Actor, Scope};
use atelier_domain::galleries::{Gallery, GalleryDetails};
use atelier_domain::identity::{Studio, StudioDetails, User, UserDetails, UserKind};
use atelier_domain::organizations::{Organization, OrganizationDetails};
use atelier_domain::settings::Settings;
use atelier_domain::{StudioId, Timestamp};

use crate::clock::FixedClock;

/// The instant at which builders write, unless told otherwise.
pub fn now() -> Timestamp {
    FixedClock::default().now()
}

/// An actor that may do everything in the studio, as background work may.
pub fn anybody_in(studio: StudioId) -> Actor {
    Scope::for_job(studio, "test", now()).actor().clone()
}

/// A number that no other row of this process has.
fn serial() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

async fn begin(store: &dyn Store) -> Tx {
    store.begin(Mode::Write).await.expect("a transaction begins")
}

/// A studio with a name of its own.
pub fn a_studio() -> StudioBuilder {
    let serial = serial();
    StudioBuilder(StudioDetails {
        name: format!("Studio {serial}"),
        subdomain: Some(format!("studio-{serial}")),
        business_name: format!("Studio {serial} AS"),
        timezone: "UTC".to_owned(),
        currency: "USD".to_owned(),
        ..StudioDetails::default()
    })
}

#[derive(Debug, Clone)]
pub struct StudioBuilder(StudioDetails);

impl StudioBuilder {
    pub fn with(mut self, change: impl FnOnce(&mut StudioDetails)) -> Self {
        change(&mut self.0);
        self
    }

    pub async fn insert(self, store: &dyn Store) -> Studio {
        let tx = begin(store).await;
        let new = NewStudio { details: self.0, settings: Settings::default(), now: now() };
        let studio = tx.studios().insert(new).await.expect("the studio is inserted");
        tx.commit(studio).await.expect("the studio is committed").into_inner()
    }
}

/// An active user of the studio's own staff, with the built-in role of its kind.
pub fn a_user() -> UserBuilder {
    let serial = serial();
    UserBuilder {
        details: UserDetails {
            name: format!("User {serial}"),
            username: Some(format!("user{serial}")),
            email: Some(format!("user{serial}@example.com")),
            ..UserDetails::default()
        },
        kind: UserKind::Studio,
        password_hash: None,
    }
}

#[derive(Debug, Clone)]
pub struct UserBuilder {
    details: UserDetails,
    kind: UserKind,
    password_hash: Option<String>,
}

impl UserBuilder {
    pub fn kind(mut self, kind: UserKind) -> Self {
        self.kind = kind;
        self
    }

    /// With what the password hasher made of a password.
    pub fn password_hash(mut self, hash: impl Into<String>) -> Self {
        self.password_hash = Some(hash.into());
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut UserDetails)) -> Self {
        change(&mut self.details);
        self
    }

    pub async fn insert(self, store: &dyn Store, studio: StudioId) -> User {
        let Self { details, kind, password_hash } = self;
        let tx = begin(store).await;
        let new = NewUser { studio, details, password_hash, kind, now: now() };
        let user = tx.users().insert(new).await.expect("the user is inserted");
        let found =
            tx.users().find(studio, user.id).await.expect("users can be read").expect("the user is there");
        let writable =
            found.write(&anybody_in(studio), Action::ManageUsers).expect("background work may change users");
        let role = tx.roles().built_in(kind).await.expect("the built-in roles are there");
        tx.roles().assign(&writable, &role).await.expect("the role is assigned");
        tx.commit(user).await.expect("the user is committed").into_inner()
    }
}

/// A client of the studio.
pub fn an_organization() -> OrganizationBuilder {
    OrganizationBuilder(OrganizationDetails {
        name: format!("Organization {}", serial()),
        ..OrganizationDetails::default()
    })
}

#[derive(Debug, Clone)]
pub struct OrganizationBuilder(OrganizationDetails);

impl OrganizationBuilder {
    pub fn with(mut self, change: impl FnOnce(&mut OrganizationDetails)) -> Self {
        change(&mut self.0);
        self
    }

    pub async fn insert(self, store: &dyn Store, studio: StudioId) -> Organization {
        let tx = begin(store).await;
        let new = NewOrganization { studio, details: self.0, settings: Settings::default(), now: now() };
        let organization = tx.organizations().insert(new).await.expect("the organization is inserted");
        tx.commit(organization).await.expect("the organization is committed").into_inner()
    }
}

/// A gallery of one subject.
pub fn a_gallery() -> GalleryBuilder {
    GalleryBuilder(GalleryDetails {
        subject_name: format!("Subject {}", serial()),
        ..GalleryDetails::default()
    })
}

#[derive(Debug, Clone)]
pub struct GalleryBuilder(GalleryDetails);

impl GalleryBuilder {
    pub fn with(mut self, change: impl FnOnce(&mut GalleryDetails)) -> Self {
        change(&mut self.0);
        self
    }

    /// A gallery of the organization, made by `owner`.
    pub async fn insert(self, store: &dyn Store, organization: &Organization, owner: &User) -> Gallery {
        let tx = begin(store).await;
        let new = NewGallery {
            studio: organization.studio,
            organization: organization.id,
            details: self.0,
            created_by: owner.id,
            now: now(),
        };
        let gallery = tx.galleries().insert(new).await.expect("the gallery is inserted");
        tx.commit(gallery).await.expect("the gallery is committed").into_inner()
    }
}
