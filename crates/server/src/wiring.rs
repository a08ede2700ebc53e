//! Ports, then use cases. Nothing else in the program knows everything.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use atelier_application::delivery::{Delivery, OutsideDelivery};
use atelier_application::galleries::{Galleries, GallerySessions, Pictures, Sharing};
use atelier_application::idempotency::Idempotency;
use atelier_application::identity::{
    Actors, ApiTokens, Grants, Roles, SignIn, Studios, TokenLifetimes, Users,
};
use atelier_application::images::{
    CheckMirror, Groups, Images, Intake, MakeDerivatives, MirrorImage, Mirroring, Placeholders, RemoveMirror,
    Renderer, Versions, WorkFolder,
};
use atelier_application::ingest::{
    Batches, MakePreviews, MatchStaged, Matching, StagingIntake, Sweeper, Tray, Uploads,
};
use atelier_application::jobs::{JobHandler, Jobs, Worker};
use atelier_application::kernel::Kernel;
use atelier_application::library::{Library, Pool};
use atelier_application::mail::SendMail;
use atelier_application::organizations::Organizations;
use atelier_application::ports::{
    Clock, HashScanner, ImageCdn, ImageProcessor, Mailer, MediaStore, Mode, PartialFiles, PasswordHasher,
    PhotoReader, Store, TokenIssuer,
};
use atelier_application::products::{Feed, Products};
use atelier_application::proofing::Proofing;
use atelier_application::selections::Selections;
use atelier_application::upkeep::{Retention, Upkeep};
use atelier_http::Services;
use atelier_imagekit::{ImageKit, ImageKitSettings, Timeouts};
use atelier_imaging::{ImagePipeline, ImagingLimits};
use atelier_mail::{FileMailer, SmtpMailer, SmtpSecurity, SmtpSettings};
use atelier_media::{LocalPartialFiles, ObjectMediaStore, S3Settings};
use atelier_persistence::{DatabaseSettings, SeaStore};
use atelier_security::{Argon2Hasher, Argon2Settings, RandomTokens, Secrets, SignedTokens, SystemClock};
use atelier_similarity::SimdScanner;

use crate::config::{Config, MailTransport, MediaBackend, RetentionConfig, SmtpEncryption};
use crate::data_folder;
use crate::error::StartError;

/// The use cases of the whole program, ready to be called.
#[derive(Clone)]
pub struct UseCases {
    pub kernel: Kernel,
    pub actors: Actors,
    pub sign_in: SignIn,
    pub studios: Studios,
    pub api_tokens: ApiTokens,
    pub users: Users,
    pub roles: Roles,
    pub grants: Grants,
    pub organizations: Organizations,
    pub galleries: Galleries,
    pub groups: Groups,
    pub pictures: Pictures,
    pub gallery_sessions: GallerySessions,
    pub sharing: Sharing,
    pub products: Products,
    pub feed: Feed,

    pub proofing: Proofing,
    pub selections: Selections,

    pub images: Images,
    pub intake: Intake,
    pub versions: Versions,
    pub batches: Batches,
    pub uploads: Uploads,
    pub staging_intake: StagingIntake,
    pub tray: Tray,
    pub matching: Matching,
    pub mirroring: Mirroring,
    pub library: Library,
    pub delivery: Delivery,
    pub jobs: Jobs,
    pub idempotency: Idempotency,
    pub upkeep: Upkeep,
    pub placeholders: Placeholders,
    handlers: Vec<Arc<dyn JobHandler>>,
    store: SeaStore,
}

impl UseCases {
    /// Opens everything that the configuration names. The schema must be up to date: see [`open_store`].
    pub fn build(config: &Config, store: SeaStore) -> Result<Self, StartError> {
        let media: Arc<dyn MediaStore> = Arc::new(open_media(config)?);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let mailer = open_mailer(config, Arc::clone(&clock))?;
        let hasher: Arc<dyn PasswordHasher> = Arc::new(open_hasher(config)?);
        let issuer: Arc<dyn TokenIssuer> = Arc::new(SignedTokens::new(&open_secrets(config)?));
        let tokens = RandomTokens::new().map_err(StartError::of)?;
        let kernel =
            Kernel { store: Arc::new(store.clone()) as Arc<dyn Store>, clock, tokens: Arc::new(tokens) };
        let pipeline = ImagePipeline::new(imaging_limits(config));
        let processor: Arc<dyn ImageProcessor> = Arc::new(pipeline.clone());
        let reader: Arc<dyn PhotoReader> = Arc::new(pipeline);
        let work: Arc<dyn WorkFolder> = Arc::new(SpoolFolder(config.spool_folder()));

        let scanner: Arc<dyn HashScanner> = Arc::new(SimdScanner::new());

        let lifetimes = TokenLifetimes {
            access: chrono_duration(config.security.access_token_lifetime),
            refresh: chrono_duration(config.security.refresh_token_lifetime),
        };
        let time_to_live = chrono_duration(config.security.access_cache);
        let actors = Actors::new(kernel.clone(), Arc::clone(&issuer), time_to_live);
        let sign_in = SignIn::new(kernel.clone(), Arc::clone(&hasher), Arc::clone(&issuer), lifetimes);
        let cdn = open_cdn(config)?;
        let mirroring = Mirroring::new(kernel.clone(), Arc::clone(&media), cdn.clone());
        let renderer =
            Renderer::new(kernel.clone(), Arc::clone(&processor), Arc::clone(&media), Arc::clone(&work))
                .mirrored_by(mirroring.clone());
        let outside = cdn
            .filter(|_| config.imagekit.deliver)
            .map(|cdn| OutsideDelivery::new(cdn, chrono_duration(config.imagekit.url_expiry)))
            .map(|outside| outside.with_marks(config.imagekit.watermarks));
        let delivery = Delivery::new(
            kernel.clone(),
            Arc::clone(&issuer),
            Arc::clone(&media),
            actors.clone(),
            renderer.clone(),
        )
        .with_archives_per_studio(usize::try_from(config.downloads.archives_per_studio).unwrap_or(1))
        .through(outside);
        let partial: Arc<dyn PartialFiles> =
            Arc::new(LocalPartialFiles::open(&config.partial_folder()).map_err(StartError::of)?);
        let staging_intake = StagingIntake::new(kernel.clone(), Arc::clone(&processor), Arc::clone(&media));
        let uploads = Uploads::new(
            kernel.clone(),
            partial,
            Arc::clone(&processor),
            staging_intake.clone(),
            config.uploads.max_file_bytes.0,
            chrono_duration(config.retention.uploads),
        );
        let tray = Tray::new(kernel.clone(), Arc::clone(&media)).mirrored_by(mirroring.clone());
        let matching = Matching::new(kernel.clone(), tray.clone());
        let intake = Intake::new(kernel.clone(), Arc::clone(&processor), Arc::clone(&media))
            .mirrored_by(mirroring.clone());
        let versions = Versions::new(kernel.clone(), processor, Arc::clone(&media), delivery.clone());
        let pool =
            Pool { intake: intake.clone(), staging: staging_intake.clone(), versions: versions.clone() };
        let library = Library::new(&kernel, &reader, &media, &work, &scanner, pool, time_to_live);
        Ok(Self {
            library,
            studios: Studios::new(kernel.clone()),
            api_tokens: ApiTokens::new(kernel.clone()),
            users: Users::new(kernel.clone(), Arc::clone(&hasher), sign_in.clone()),
            roles: Roles::new(kernel.clone()),
            grants: Grants::new(kernel.clone(), actors.clone()),
            organizations: Organizations::new(kernel.clone()),
            galleries: Galleries::new(kernel.clone(), delivery.clone()),
            groups: Groups::new(kernel.clone(), delivery.clone()),
            pictures: Pictures::new(kernel.clone(), delivery.clone(), time_to_live),
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
            tray,
            matching: matching.clone(),
            jobs: Jobs::new(kernel.clone()),
            idempotency: Idempotency::new(kernel.clone()),
            upkeep: Upkeep::new(kernel.clone(), media),
            placeholders: Placeholders::new(renderer.clone()),
            handlers: vec![
                Arc::new(MakeDerivatives { renderer: renderer.clone() }),
                Arc::new(MakePreviews { renderer }),
                Arc::new(MatchStaged { matching }),
                Arc::new(SendMail { mailer }),
                Arc::new(MirrorImage { mirroring: mirroring.clone() }),
                Arc::new(RemoveMirror { mirroring: mirroring.clone() }),
                Arc::new(CheckMirror { mirroring: mirroring.clone() }),
            ],
            mirroring,
            actors,
            sign_in,
            delivery,
            kernel,
            store,
        })
    }

    /// The use cases that the routes call.
    pub fn services(&self) -> Services {
        let all = self.clone();
        Services {
            kernel: all.kernel,
            actors: all.actors,
            sign_in: all.sign_in,
            api_tokens: all.api_tokens,
            users: all.users,
            roles: all.roles,
            grants: all.grants,
            studios: all.studios,
            organizations: all.organizations,
            galleries: all.galleries,
            groups: all.groups,
            pictures: all.pictures,
            gallery_sessions: all.gallery_sessions,
            sharing: all.sharing,
            products: all.products,
            feed: all.feed,

            proofing: all.proofing,
            selections: all.selections,

            images: all.images,
            intake: all.intake,
            versions: all.versions,
            batches: all.batches,
            uploads: all.uploads,
            staging_intake: all.staging_intake,
            tray: all.tray,
            matching: all.matching,
            mirroring: all.mirroring,
            library: all.library,
            delivery: all.delivery,
            jobs: all.jobs,
            idempotency: all.idempotency,
            upkeep: all.upkeep,
        }
    }

    /// Closes the database; nothing works any more.
    pub async fn close(&self) {
        if let Err(error) = self.store.close().await {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }

    /// Keeps the uploads in chunks in order.
    pub fn sweeper(&self) -> Sweeper {
        Sweeper::new(self.uploads.clone())
    }

    /// A worker under a name that no other process has.
    pub fn worker(&self, lease: Duration) -> Worker {
        let name = format!("{}-{}", std::process::id(), self.kernel.tokens.identifier());
        Worker::new(self.kernel.clone(), self.handlers.clone(), name, chrono_duration(lease))
    }
}

/// Opens the database and, with `migrate`, brings its schema, roles and permissions up to date.
pub async fn open_store(config: &Config, migrate: bool) -> Result<SeaStore, StartError> {
    data_folder::prepare(config)?;
    let settings = DatabaseSettings {
        url: config.database_url().expose().to_owned(),
        max_connections: config.database.max_connections,
        acquire_timeout: config.database.busy_timeout,
    };
    let store = SeaStore::connect(&settings).await.map_err(StartError::of)?;
    if migrate {
        store.migrate().await.map_err(StartError::of)?;
        seed_roles(&store).await?;
    }
    Ok(store)
}

/// Writes the built-in roles and permissions of this version.
pub async fn seed_roles(store: &SeaStore) -> Result<(), StartError> {
    let tx = store.begin(Mode::Write).await.map_err(StartError::of)?;
    tx.roles().ensure_built_in(SystemClock.now()).await.map_err(StartError::of)?;
    tx.commit(()).await.map_err(StartError::of)?.into_inner();
    Ok(())
}

/// How long the upkeep keeps what nobody sees any more.
pub fn retention(config: &RetentionConfig) -> Retention {
    Retention {
        deleted: chrono_duration(config.deleted),
        orphans: chrono_duration(config.orphans),
        history: chrono_duration(config.history),
    }
}

fn open_media(config: &Config) -> Result<ObjectMediaStore, StartError> {
    let opened = match config.media.store {
        MediaBackend::Local => ObjectMediaStore::local(&config.media_folder()),
        MediaBackend::S3 => {
            let s3 = &config.media.s3;
            let endpoint = s3.endpoint.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
            let expose = |secret: &Option<crate::config::Secret>| {
                secret.as_ref().map(|secret| secret.expose().to_owned()).unwrap_or_default()
            };
            ObjectMediaStore::s3(&S3Settings {
                bucket: s3.bucket.clone(),
                region: s3.region.clone(),
                // Whoever writes http:// has decided that the way to the server is safe.
                allow_http: endpoint.as_ref().is_some_and(|url| url.starts_with("http://")),
                endpoint,
                access_key: expose(&s3.access_key),
                secret_key: expose(&s3.secret_key),
                path_style: s3.path_style,
            })
        }
    };
    opened.map_err(StartError::of)
}

/// How long a mail server may take for each of its answers.
const SMTP_TIMEOUT: Duration = Duration::from_secs(30);

fn open_mailer(config: &Config, clock: Arc<dyn Clock>) -> Result<Arc<dyn Mailer>, StartError> {
    let mail = &config.mail;
    let opened: Result<Arc<dyn Mailer>, _> = match mail.transport {
        MailTransport::File => {
            FileMailer::new(&config.mail_folder(), &mail.from, clock).map(|mailer| Arc::new(mailer) as _)
        }
        MailTransport::Smtp => {
            let settings = SmtpSettings {
                host: mail.smtp.host.clone(),
                port: mail.smtp.port(),
                security: match mail.smtp.encryption {
                    SmtpEncryption::StartTls => SmtpSecurity::StartTls,
                    SmtpEncryption::Tls => SmtpSecurity::Tls,
                    SmtpEncryption::None => SmtpSecurity::None,
                },
                username: mail.smtp.username.clone(),
                password: mail.smtp.password.as_ref().map(|password| password.expose().to_owned()),
                from: mail.from.clone(),
                timeout: SMTP_TIMEOUT,
            };
            SmtpMailer::new(&settings, clock).map(|mailer| Arc::new(mailer) as _)
        }
    };
    opened.map_err(StartError::of)
}

/// The service that delivers pictures, if one is configured.
fn open_cdn(config: &Config) -> Result<Option<Arc<dyn ImageCdn>>, StartError> {
    let imagekit = &config.imagekit;
    let (Some(private_key), Some(url_endpoint)) = (&imagekit.private_key, &imagekit.url_endpoint) else {
        return Ok(None);
    };
    let settings = ImageKitSettings {
        private_key: private_key.expose().to_owned(),
        url_endpoint: url_endpoint.clone(),
        api_url: imagekit.api_url.clone(),
        upload_url: imagekit.upload_url.clone(),
        webhook_secret: imagekit.webhook_secret.as_ref().map(|secret| secret.expose().to_owned()),
        folder: imagekit.folder.clone(),
        timeouts: Timeouts::default(),
    };
    let opened = ImageKit::new(&settings).map_err(StartError::of)?;
    Ok(Some(Arc::new(opened)))
}

fn open_hasher(config: &Config) -> Result<Argon2Hasher, StartError> {
    let settings = Argon2Settings {
        memory_kib: config.security.argon2_memory_kib,
        passes: config.security.argon2_iterations,
        lanes: config.security.argon2_parallelism,
        ..Argon2Settings::default()
    };
    Argon2Hasher::new(settings).map_err(StartError::of)
}

fn open_secrets(config: &Config) -> Result<Secrets, StartError> {
    match &config.security.secret {
        Some(secret) => Secrets::from_hex(secret.expose()),
        None => Secrets::load_or_create(&config.secret_file()),
    }
    .map_err(StartError::of)
}

fn imaging_limits(config: &Config) -> ImagingLimits {
    ImagingLimits {
        max_bytes: config.uploads.max_file_bytes.0,
        max_pixels: config.uploads.max_pixels,
        threads: NonZeroUsize::new(config.uploads.decoders.0).unwrap_or(NonZeroUsize::MIN),
    }
}

/// Settings are bounded to a century, which both kinds of duration can hold.
fn chrono_duration(duration: Duration) -> chrono::Duration {
    chrono::Duration::from_std(duration).unwrap_or(chrono::Duration::MAX)
}

/// Temporary folders in the spool.
struct SpoolFolder(PathBuf);

impl WorkFolder for SpoolFolder {
    fn fresh(&self) -> std::io::Result<Box<dyn AsRef<Path> + Send + Sync>> {
        let folder = tempfile::Builder::new().prefix("work-").tempdir_in(&self.0)?;
        Ok(Box::new(folder))
    }
}
