//! A whole studio's worth of use cases, with a clock that the test moves.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use atelier_application::delivery::{Delivery, OutsideDelivery};
use atelier_application::galleries::{Galleries, Pictures, Sharing};
use atelier_application::identity::{
    Actors, ApiTokens, Grants, Registration, SignIn, SignedIn, TokenLifetimes, Users,
};
use atelier_application::images::{
    Groups, Images, Intake, MakeDerivatives, Mirroring, Renderer, Spooled, Versions, WorkFolder,
};
use atelier_application::ingest::Tray;
use atelier_application::jobs::{JobHandler, Worker};
use atelier_application::kernel::Kernel;
use atelier_application::ports::{
    AccessClaims, ByteRange, Clock, DerivativeFile, HashError, ImageCdn, ImageError, ImageProcessor,
    MediaClaims, MediaError, MediaStore, ObjectBody, PasswordHasher, PreviewClaims, ProbedImage, Processed,
    Stamp, Stamping, Store, StoredObject, TokenError, TokenIssuer,
};
use atelier_application::upkeep::Upkeep;
use atelier_domain::access::Actor;
use atelier_domain::galleries::{Gallery, Notice, SharePreview};
use atelier_domain::identity::{StudioDetails, UserDetails, UserKind};
use atelier_domain::images::{ImageFormat, Preset};
use atelier_domain::{StudioId, Timestamp, UserId};
use atelier_testkit::databases::{TestDatabase, sqlite_with_one_connection};
use atelier_testkit::{FixedClock, SeededTokens, a_gallery, an_organization};
use chrono::Duration;

pub const PASSWORD: &str = "correct horse";

/// Everything that the tests call.
pub struct Desk {
    pub database: TestDatabase,
    pub clock: FixedClock,
    pub kernel: Kernel,
    pub media: Arc<MemoryMedia>,
    pub processor: Arc<PlainProcessor>,
    pub sign_in: SignIn,
    pub actors: Actors,
    pub users: Users,
    pub api_tokens: ApiTokens,
    pub grants: Grants,
    pub galleries: Galleries,
    pub groups: Groups,
    pub pictures: Pictures,
    pub sharing: Sharing,
    pub images: Images,
    pub intake: Intake,
    pub versions: Versions,
    pub mirroring: Mirroring,
    pub tray: Tray,
    pub delivery: Delivery,
    pub upkeep: Upkeep,
    pub renderer: Renderer,
}

impl Desk {
    pub async fn open() -> Self {
        Self::beside(None, None).await
    }

    /// With a service that delivers pictures. The database has one connection: a use case that opens a second
    /// transaction inside the first fails.
    pub async fn beside(cdn: Option<Arc<dyn ImageCdn>>, outside: Option<OutsideDelivery>) -> Self {
        let database = sqlite_with_one_connection().await;
        let clock = FixedClock::default();
        let store: Arc<dyn Store> = Arc::new(database.store());
        let kernel =
            Kernel { store, clock: Arc::new(clock.clone()), tokens: Arc::new(SeededTokens::default()) };
        let hasher: Arc<dyn PasswordHasher> = Arc::new(PlainHasher);
        let issuer: Arc<dyn TokenIssuer> = Arc::new(PlainIssuer::default());
        let media = Arc::new(MemoryMedia { clock: clock.clone(), ..MemoryMedia::default() });
        let processor = Arc::new(PlainProcessor::default());
        let lifetimes = TokenLifetimes { access: Duration::minutes(15), refresh: Duration::days(30) };
        let time_to_live = Duration::seconds(1);
        let sign_in = SignIn::new(kernel.clone(), hasher.clone(), issuer.clone(), lifetimes);
        let actors = Actors::new(kernel.clone(), issuer.clone(), time_to_live);
        let mirroring = Mirroring::new(kernel.clone(), media.clone(), cdn);
        let renderer =
            Renderer::new(kernel.clone(), processor.clone(), media.clone(), Arc::new(TemporaryFolders))
                .mirrored_by(mirroring.clone());
        let delivery =
            Delivery::new(kernel.clone(), issuer.clone(), media.clone(), actors.clone(), renderer.clone())
                .through(outside);
        Self {
            users: Users::new(kernel.clone(), hasher.clone(), sign_in.clone()),
            api_tokens: ApiTokens::new(kernel.clone()),
            grants: Grants::new(kernel.clone(), actors.clone()),
            galleries: Galleries::new(kernel.clone(), delivery.clone()),
            groups: Groups::new(kernel.clone(), delivery.clone()),
            pictures: Pictures::new(kernel.clone(), delivery.clone(), time_to_live),
            sharing: Sharing::new(kernel.clone(), hasher, sign_in.clone(), issuer),
            images: Images::new(kernel.clone(), delivery.clone()),
            intake: Intake::new(kernel.clone(), processor.clone(), media.clone())
                .mirrored_by(mirroring.clone()),
            versions: Versions::new(kernel.clone(), processor.clone(), media.clone(), delivery.clone()),
            mirroring,
            tray: Tray::new(kernel.clone(), media.clone()),
            upkeep: Upkeep::new(kernel.clone(), media.clone()),
            delivery,
            sign_in,
            actors,
            renderer,
            media,
            processor,
            kernel,
            clock,
            database,
        }
    }

    pub fn worker(&self, mut handlers: Vec<Arc<dyn JobHandler>>) -> Worker {
        handlers.push(Arc::new(MakeDerivatives { renderer: self.renderer.clone() }));
        Worker::new(self.kernel.clone(), handlers, "worker-1".to_owned(), Duration::minutes(10))
    }

    /// Does every job that is due.
    pub async fn work(&self) {
        let worker = self.worker(Vec::new());
        for job in worker.claim(100).await.unwrap() {
            worker.run(job).await.unwrap();
        }
    }

    pub async fn register(&self, name: &str) -> SignedIn {
        let input = Registration {
            studio: StudioDetails {
                name: name.to_owned(),
                business_name: name.to_owned(),
                timezone: "UTC".to_owned(),
                currency: "USD".to_owned(),
                ..StudioDetails::default()
            },
            owner: UserDetails {
                name: "Kari".to_owned(),
                username: Some(name.to_lowercase()),
                email: Some("kari@example.com".to_owned()),
                ..UserDetails::default()
            },
            password: PASSWORD.to_owned(),
        };
        self.sign_in.register(input).await.unwrap().into_inner()
    }

    /// A vendor who has signed in and holds nothing yet.
    pub async fn vendor(&self, studio: StudioId) -> SignedIn {
        atelier_testkit::a_user()
            .kind(UserKind::Vendor)
            .password_hash(format!("hash of {PASSWORD}"))
            .with(|details| details.username = Some("retoucher".into()))
            .insert(&*self.database, studio)
            .await;
        self.sign_in.login("retoucher", PASSWORD, None).await.unwrap().into_inner()
    }

    /// The actor of an access token, asked now.
    pub async fn actor(&self, signed_in: &SignedIn) -> Actor {
        self.actors.authenticate(&signed_in.access_token).await.unwrap()
    }

    /// A studio's owner and a gallery.
    pub async fn owner_with_gallery(&self) -> (Actor, Gallery) {
        let signed_in = self.register("Lys").await;
        let organization = an_organization().insert(&*self.database, signed_in.user.studio).await;
        let gallery = a_gallery().insert(&*self.database, &organization, &signed_in.user).await;
        (self.actor(&signed_in).await, gallery)
    }

    /// A file as the HTTP layer leaves it on disk.
    pub fn file(&self, folder: &Path, name: &str, bytes: &[u8]) -> Spooled {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let size = u64::try_from(bytes.len()).unwrap();
        Spooled { path, filename: name.to_owned(), blake3: digest_of(bytes), size }
    }
}

pub fn digest_of(bytes: &[u8]) -> String {
    use atelier_application::ports::TokenSource;
    SeededTokens::default().digest(&String::from_utf8_lossy(bytes))
}

pub struct PlainHasher;

#[async_trait]
impl PasswordHasher for PlainHasher {
    async fn hash(&self, password: &str) -> Result<String, HashError> {
        Ok(format!("hash of {password}"))
    }

    async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, HashError> {
        Ok(hash == Some(format!("hash of {password}").as_str()))
    }
}

/// Tokens are places in a list.
#[derive(Default)]
pub struct PlainIssuer {
    access: Mutex<Vec<AccessClaims>>,
    media: Mutex<Vec<MediaClaims>>,
    previews: Mutex<Vec<PreviewClaims>>,
}

fn taken<T: Clone>(list: &Mutex<Vec<T>>, token: &str) -> Result<T, TokenError> {
    let index: usize = token.parse().map_err(|_| TokenError::Invalid)?;
    list.lock().unwrap().get(index).cloned().ok_or(TokenError::Invalid)
}

impl TokenIssuer for PlainIssuer {
    fn sign_access(&self, claims: &AccessClaims) -> String {
        let mut list = self.access.lock().unwrap();
        list.push(claims.clone());
        (list.len() - 1).to_string()
    }

    fn verify_access(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError> {
        let claims = taken(&self.access, token)?;
        if now < claims.expires_at { Ok(claims) } else { Err(TokenError::Expired) }
    }

    fn sign_media(&self, claims: &MediaClaims) -> String {
        let mut list = self.media.lock().unwrap();
        list.push(claims.clone());
        (list.len() - 1).to_string()
    }

    fn verify_media(&self, token: &str, now: Timestamp) -> Result<MediaClaims, TokenError> {
        let claims = taken(&self.media, token)?;
        if now < claims.expires_at { Ok(claims) } else { Err(TokenError::Expired) }
    }

    fn sign_preview(&self, claims: &PreviewClaims) -> String {
        let mut list = self.previews.lock().unwrap();
        list.push(claims.clone());
        format!("{}{}", SharePreview::MARK, list.len() - 1)
    }

    fn verify_preview(&self, token: &str, now: Timestamp) -> Result<PreviewClaims, TokenError> {
        let place = token.strip_prefix(SharePreview::MARK).ok_or(TokenError::Invalid)?;
        let claims = taken(&self.previews, place)?;
        if now < claims.preview.ends_at { Ok(claims) } else { Err(TokenError::Expired) }
    }
}

/// Objects in memory, and a switch that makes writing fail.
#[derive(Default)]
pub struct MemoryMedia {
    pub clock: FixedClock,
    pub objects: Mutex<BTreeMap<String, (Vec<u8>, Timestamp)>>,
    pub is_down: AtomicBool,
}

impl MemoryMedia {
    pub fn keys(&self) -> Vec<String> {
        self.objects.lock().unwrap().keys().cloned().collect()
    }

    fn bytes(&self, key: &str) -> Result<Vec<u8>, MediaError> {
        self.objects.lock().unwrap().get(key).map(|(bytes, _)| bytes.clone()).ok_or(MediaError::NotFound)
    }
}

#[async_trait]
impl MediaStore for MemoryMedia {
    async fn put_file(&self, key: &str, file: &Path, _: &str) -> Result<(), MediaError> {
        if self.is_down.load(Ordering::SeqCst) {
            return Err(MediaError::Unavailable("switched off".into()));
        }
        let bytes = std::fs::read(file).map_err(|error| MediaError::Unavailable(error.to_string()))?;
        self.objects.lock().unwrap().insert(key.to_owned(), (bytes, self.clock.now()));
        Ok(())
    }

    async fn get(&self, key: &str, _: Option<ByteRange>) -> Result<ObjectBody, MediaError> {
        let bytes = self.bytes(key)?;
        let size = u64::try_from(bytes.len()).unwrap();
        Ok(ObjectBody { size, stream: Box::pin(futures_util::stream::iter([Ok(bytes)])) })
    }

    async fn fetch_to(&self, key: &str, file: &Path) -> Result<(), MediaError> {
        std::fs::write(file, self.bytes(key)?).map_err(|error| MediaError::Unavailable(error.to_string()))
    }

    async fn digest(&self, key: &str) -> Result<String, MediaError> {
        Ok(digest_of(&self.bytes(key)?))
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, MediaError> {
        Ok(self.bytes(key).ok().map(|bytes| u64::try_from(bytes.len()).unwrap()))
    }

    async fn delete(&self, key: &str) -> Result<(), MediaError> {
        self.objects.lock().unwrap().remove(key);
        Ok(())
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<StoredObject>, MediaError> {
        let objects = self.objects.lock().unwrap();
        let below = objects.iter().filter(|(key, _)| key.starts_with(prefix) && Some(key.as_str()) > after);
        let listed = below.take(limit).map(|(key, (bytes, modified_at))| StoredObject {
            key: key.clone(),
            size: u64::try_from(bytes.len()).unwrap(),
            modified_at: *modified_at,
        });
        Ok(listed.collect())
    }

    async fn ping(&self) -> Result<(), MediaError> {
        Ok(())
    }
}

/// Takes every file for a JPEG of 3000 × 2000 pixels, unless it is told what is wrong with it.
#[derive(Default)]
pub struct PlainProcessor {
    pub failure: Mutex<Option<ImageError>>,
    /// While this is closed, nothing is decoded.
    pub gate: Mutex<Option<Arc<tokio::sync::Semaphore>>>,
    /// How many pictures were drawn over.
    pub stamped: AtomicUsize,
}

#[async_trait]
impl ImageProcessor for PlainProcessor {
    async fn probe(&self, _: &Path) -> Result<ProbedImage, ImageError> {
        Ok(ProbedImage {
            format: ImageFormat::Jpeg,
            width: 3000,
            height: 2000,
            metadata: serde_json::Map::from_iter([("camera_model".to_owned(), "Nikon Z6".into())]),
            taken_at: None,
        })
    }

    async fn make_derivatives(
        &self,
        file: &Path,
        _: ImageFormat,
        presets: &[Preset],
        folder: &Path,
    ) -> Result<Processed, ImageError> {
        let source = std::fs::read(file).map_err(|error| ImageError::Processor(error.to_string()))?;
        let gate = self.gate.lock().unwrap().clone();
        if let Some(gate) = gate {
            gate.acquire().await.unwrap().forget();
        }
        if let Some(failure) = self.failure.lock().unwrap().clone() {
            return Err(failure);
        }
        let derivatives = presets
            .iter()
            .map(|preset| {
                let path = folder.join(preset.as_str());
                let bytes = [preset.as_str().as_bytes(), b" of ", &source].concat();
                std::fs::write(&path, &bytes).unwrap();
                DerivativeFile {
                    preset: *preset,
                    path,
                    format: ImageFormat::Jpeg,
                    width: 150,
                    height: 100,
                    size: u64::try_from(bytes.len()).unwrap(),
                    blake3: digest_of(&bytes),
                    placeholder: (*preset == Preset::Hotpreview).then(|| b"tiny".to_vec()),
                }
            })
            .collect();
        Ok(Processed { derivatives, perceptual_hash: -42 })
    }

    async fn strip_metadata(&self, file: &Path, _: ImageFormat, target: &Path) -> Result<(), ImageError> {
        std::fs::copy(file, target).map(|_| ()).map_err(|error| ImageError::Processor(error.to_string()))
    }

    async fn replace_metadata(
        &self,
        file: &Path,
        _: ImageFormat,
        notice: &Notice,
        target: &Path,
    ) -> Result<(), ImageError> {
        let bytes = [std::fs::read(file).unwrap(), notice.copyright.clone().into_bytes()].concat();
        std::fs::write(target, bytes).map_err(|error| ImageError::Processor(error.to_string()))
    }

    async fn stamp(
        &self,
        file: &Path,
        _: ImageFormat,
        stamping: &Stamping,
        preset: Preset,
        folder: &Path,
    ) -> Result<DerivativeFile, ImageError> {
        self.stamped.fetch_add(1, Ordering::SeqCst);
        // Who asks for the same meanwhile has time to arrive.
        tokio::task::yield_now().await;
        let path = folder.join("stamped");
        let what = match &stamping.stamp {
            Stamp::Text(text) => text.clone().into_bytes(),
            Stamp::Picture { file, .. } => std::fs::read(file).unwrap(),
        };
        let bytes = [std::fs::read(file).unwrap(), b" under ".to_vec(), what].concat();
        std::fs::write(&path, &bytes).unwrap();
        let (size, blake3) = (u64::try_from(bytes.len()).unwrap(), digest_of(&bytes));
        Ok(DerivativeFile {
            preset,
            path,
            format: ImageFormat::Jpeg,
            width: 150,
            height: 100,
            size,
            blake3,
            placeholder: None,
        })
    }

    async fn digest(&self, file: &Path) -> Result<(String, u64), ImageError> {
        let bytes = std::fs::read(file).map_err(|error| ImageError::Processor(error.to_string()))?;
        Ok((digest_of(&bytes), u64::try_from(bytes.len()).unwrap()))
    }
}

pub struct TemporaryFolders;

impl WorkFolder for TemporaryFolders {
    fn fresh(&self) -> std::io::Result<Box<dyn AsRef<Path> + Send + Sync>> {
        Ok(Box::new(tempfile::tempdir()?))
    }
}

/// The code of a use case's refusal.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, atelier_application::AppError>) -> String {
    use atelier_application::AppError;
    match outcome {
        Err(AppError::Rule(violation) | AppError::NoSuch(violation)) => violation.code.to_owned(),
        Err(error) => error.code().to_owned(),
        Ok(value) => panic!("it was not refused: {value:?}"),
    }
}

pub fn ids(signed_in: &SignedIn) -> (StudioId, UserId) {
    (signed_in.user.studio, signed_in.user.id)
}
