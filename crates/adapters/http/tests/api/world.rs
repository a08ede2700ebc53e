//! An installation with nobody in it yet, and what is sent to it.

use std::sync::Arc;

use actix_web::body::to_bytes;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::Bytes;
use atelier_application::delivery::Delivery;
use atelier_application::galleries::{Galleries, GallerySessions, Pictures, Sharing};
use atelier_application::idempotency::Idempotency;
use atelier_application::identity::{
    Actors, ApiTokens, Grants, Roles, SignIn, Studios, TokenLifetimes, Users,
};
use atelier_application::images::{
    Groups, Images, Intake, MakeDerivatives, Mirroring, Renderer, Versions, WorkFolder,
};
use atelier_application::ingest::{Batches, Matching, StagingIntake, Tray, Uploads};
use atelier_application::jobs::{Jobs, Worker};
use atelier_application::kernel::Kernel;
use atelier_application::library::{Library, Pool};
use atelier_application::organizations::Organizations;
use atelier_application::ports::{
    HashScanner, ImageProcessor, MediaStore, PasswordHasher, PhotoReader, TokenIssuer,
};
use atelier_application::products::{Feed, Products};
use atelier_application::proofing::Proofing;
use atelier_application::selections::Selections;
use atelier_application::upkeep::Upkeep;
use atelier_http::settings::RateLimits;
use atelier_http::{Http, HttpSettings, Services};
use atelier_testkit::databases::{TestDatabase, sqlite};
use atelier_testkit::{FixedClock, PlainScanner, SeededTokens};
use chrono::Duration;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stand_ins::{Backwards, Checksummed, Forgetful, Pretender, Shelf, Temporary};

pub const PASSWORD: &str = "a long pass phrase";

/// An installation.
pub struct World {
    pub http: Http,
    pub clock: FixedClock,
    worker: Worker,
    pub spool: TempDir,
    _database: TestDatabase,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn data(&self) -> Value {
        self.json()["data"].clone()
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The answer, which must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}

/// Somebody with a token, or without.
#[derive(Debug, Clone, Default)]
pub struct Person(pub Option<String>);

impl World {
    pub async fn new() -> Self {
        Self::with(HttpSettings { rates: RateLimits::off(), ..HttpSettings::default() }).await
    }

    pub async fn with(settings: HttpSettings) -> Self {
        let (database, spool, clock) = (sqlite().await, TempDir::new().unwrap(), FixedClock::default());
        let kernel = Kernel {
            store: Arc::new(database.store()),
            clock: Arc::new(clock.clone()),
            tokens: Arc::new(SeededTokens::default()),
        };
        let hasher: Arc<dyn PasswordHasher> = Arc::new(Backwards);
        let issuer: Arc<dyn TokenIssuer> = Arc::new(Checksummed);
        let media: Arc<dyn MediaStore> = Arc::new(Shelf::default());
        let processor: Arc<dyn ImageProcessor> = Arc::new(Pretender);
        let lifetimes = TokenLifetimes { access: Duration::minutes(15), refresh: Duration::days(30) };
        let actors = Actors::new(kernel.clone(), issuer.clone(), Duration::seconds(5));
        let sign_in = SignIn::new(kernel.clone(), hasher.clone(), issuer.clone(), lifetimes);
        let renderer = Renderer::new(kernel.clone(), processor.clone(), media.clone(), Arc::new(Temporary));
        let delivery =
            Delivery::new(kernel.clone(), issuer.clone(), media.clone(), actors.clone(), renderer.clone());
        let staging_intake = StagingIntake::new(kernel.clone(), processor.clone(), media.clone());
        let uploads = Uploads::new(
            kernel.clone(),
            Arc::new(Forgetful),
            processor.clone(),
            staging_intake.clone(),
            1_000_000,
            Duration::days(1),
        );
        let tray = Tray::new(kernel.clone(), media.clone());
        let reader: Arc<dyn PhotoReader> = Arc::new(Pretender);
        let work: Arc<dyn WorkFolder> = Arc::new(Temporary);
        let scanner: Arc<dyn HashScanner> = Arc::new(PlainScanner::default());
        let intake = Intake::new(kernel.clone(), processor.clone(), media.clone());
        let versions = Versions::new(kernel.clone(), processor, media.clone(), delivery.clone());
        let pool =
            Pool { intake: intake.clone(), staging: staging_intake.clone(), versions: versions.clone() };
        let library = Library::new(&kernel, &reader, &media, &work, &scanner, pool, Duration::seconds(5));
        let services = Services {
            library,
            api_tokens: ApiTokens::new(kernel.clone()),
            users: Users::new(kernel.clone(), hasher.clone(), sign_in.clone()),
            roles: Roles::new(kernel.clone()),
            grants: Grants::new(kernel.clone(), actors.clone()),
            studios: Studios::new(kernel.clone()),
            organizations: Organizations::new(kernel.clone()),
            galleries: Galleries::new(kernel.clone(), delivery.clone()),
            groups: Groups::new(kernel.clone(), delivery.clone()),
            pictures: Pictures::new(kernel.clone(), delivery.clone(), Duration::seconds(5)),
            gallery_sessions: GallerySessions::new(kernel.clone()),
            sharing: Sharing::new(kernel.clone(), hasher, sign_in.clone(), issuer),
            products: Products::new(kernel.clone(), delivery.clone()),
            feed: Feed::new(kernel.clone(), delivery.clone()),
            proofing: Proofing::new(kernel.clone()),
            selections: Selections::new(kernel.clone(), delivery.clone()),
            images: Images::new(kernel.clone(), delivery.clone()),
            intake,
            versions,
            batches: Batches::new(kernel.clone()),
            uploads,
            staging_intake,
            matching: Matching::new(kernel.clone(), tray.clone()),
            mirroring: Mirroring::new(kernel.clone(), media.clone(), None),
            tray,
            jobs: Jobs::new(kernel.clone()),
            idempotency: Idempotency::new(kernel.clone()),
            upkeep: Upkeep::new(kernel.clone(), media),
            actors,
            sign_in,
            delivery,
            kernel: kernel.clone(),
        };
        let handler = Arc::new(MakeDerivatives { renderer });
        let worker = Worker::new(kernel, vec![handler], "test".into(), Duration::minutes(5));
        let settings = HttpSettings { spool: spool.path().to_owned(), ..settings };
        let http = Http::new(services, settings).unwrap();
        Self { http, clock, worker, spool, _database: database }
    }

    pub async fn send(&self, request: TestRequest) -> Answer {
        let app = init_service(self.http.app()).await;
        let response = call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.map_err(|_| "the body broke off").unwrap();
        Answer { status, headers, body }
    }

    /// Does what waits in the queue.
    pub async fn work(&self) {
        for job in self.worker.claim(100).await.unwrap() {
            self.worker.run(job).await.unwrap();
        }
    }

    /// Registers a studio; its owner.
    pub async fn studio(&self, name: &str) -> Person {
        let body = json!({
            "studio_name": name, "username": name, "email": format!("{name}@studio.example"),
            "password": PASSWORD
        });
        let answer = self.post(&Person::default(), "/api/v1/auth/register", body).await.expect(201);
        Person::of(&answer)
    }

    /// A client's gallery.
    pub async fn gallery(&self, owner: &Person) -> i64 {
        let client = self.post(owner, "/api/v1/organizations", json!({"name": "Fjord"})).await.expect(201);
        let body = json!({"organization_id": client.data()["id"], "subject_name": "Portraits"});
        let gallery = self.post(owner, "/api/v1/galleries", body).await.expect(201);
        gallery.data()["id"].as_i64().unwrap()
    }

    pub async fn get(&self, who: &Person, path: &str) -> Answer {
        self.send(who.sends(TestRequest::get().uri(path))).await
    }

    pub async fn post(&self, who: &Person, path: &str, body: Value) -> Answer {
        self.send(who.sends(TestRequest::post().uri(path).set_json(body))).await
    }

    pub async fn patch(&self, who: &Person, path: &str, body: Value) -> Answer {
        self.send(who.sends(TestRequest::patch().uri(path).set_json(body))).await
    }

    pub async fn delete(&self, who: &Person, path: &str) -> Answer {
        self.send(who.sends(TestRequest::delete().uri(path))).await
    }

    /// Uploads files, each with a name and its bytes.
    pub async fn upload(&self, who: &Person, gallery: i64, files: &[(&str, &[u8])]) -> Answer {
        let path = format!("/api/v1/galleries/{gallery}/images");
        self.send(who.sends(form(TestRequest::post().uri(&path), files))).await
    }
}

/// A multipart form of these files.
pub fn form(request: TestRequest, files: &[(&str, &[u8])]) -> TestRequest {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--frontier--\r\n");
    request.insert_header(("content-type", "multipart/form-data; boundary=frontier")).set_payload(body)
}

impl Person {
    pub fn of(answer: &Answer) -> Self {
        Self(answer.data()["access_token"].as_str().map(str::to_owned))
    }

    pub fn sends(&self, request: TestRequest) -> TestRequest {
        match &self.0 {
            Some(token) => request.insert_header(("authorization", format!("Bearer {token}"))),
            None => request,
        }
    }
}
