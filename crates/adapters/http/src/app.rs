//! Puts the API together, for the server and for tests alike.

use std::sync::Arc;

use actix_web::App;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use atelier_application::delivery::Delivery;
use atelier_application::galleries::{Galleries, GallerySessions, Pictures, Sharing};
use atelier_application::idempotency::Idempotency;
use atelier_application::identity::{Actors, ApiTokens, Grants, Roles, SignIn, Studios, Users};
use atelier_application::images::{Groups, Images, Intake, Mirroring, Versions};
use atelier_application::ingest::{Batches, Matching, StagingIntake, Tray, Uploads};
use atelier_application::jobs::Jobs;
use atelier_application::kernel::Kernel;
use atelier_application::library::Library;
use atelier_application::organizations::Organizations;
use atelier_application::products::{Feed, Products};
use atelier_application::proofing::Proofing;
use atelier_application::selections::Selections;
use atelier_application::upkeep::Upkeep;
use atelier_web::shell::Shell;
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt;

use crate::answers::Answers;
use crate::edge::{Metrics, Rates, Repeats, RequestSpan, RouteTable, cors, edge, fallback, idempotency};
use crate::extract::Authenticate;
use crate::face;
use crate::library::Renderings;
use crate::openapi::{openapi, routes};
use crate::pages::{self, ApiDocument};
use crate::settings::HttpSettings;
use crate::stream::Streams;

/// The use cases that the routes call.
#[derive(Clone)]
pub struct Services {
    pub kernel: Kernel,
    pub actors: Actors,
    pub sign_in: SignIn,
    pub api_tokens: ApiTokens,
    pub users: Users,
    pub roles: Roles,
    pub grants: Grants,
    pub studios: Studios,
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
}

/// The API with everything that its workers share. Cloning it shares the limits and the counts.
#[derive(Clone)]
pub struct Http {
    services: Services,
    settings: Data<HttpSettings>,
    rates: Data<Rates>,
    metrics: Data<Metrics>,
    streams: Data<Streams>,
    document: Data<ApiDocument>,
    table: Data<RouteTable>,
    answers: Data<Answers>,
    renderings: Data<Renderings>,
    shell: Data<Shell>,
}

impl Http {
    pub fn new(services: Services, settings: HttpSettings) -> Result<Self, serde_json::Error> {
        let api = openapi();
        Ok(Self {
            services,
            rates: Data::new(Rates::new(settings.rates)),
            shell: Data::new(face::shell(&settings)),
            settings: Data::new(settings),
            metrics: Data::new(Metrics::new()),
            streams: Data::new(Streams::default()),
            document: Data::new(ApiDocument::of(&api)?),
            table: Data::new(RouteTable::of(&api)),
            answers: Data::default(),
            renderings: Data::default(),
        })
    }

    /// What is counted, for other parts of the program that count.
    pub fn metrics(&self) -> Arc<Metrics> {
        self.metrics.clone().into_inner()
    }

    /// The application of one worker: `HttpServer::new(move || http.app())`.
    pub fn app(
        &self,
    ) -> App<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<impl MessageBody + use<>>,
            Error = actix_web::Error,
            InitError = (),
        > + use<>,
    > {
        let (app, _) = App::new().into_utoipa_app().configure(routes).split_for_parts();
        app.configure(pages::docs)
            .configure(face::configure)
            .configure(|config| self.register(config))
            .default_service(web::to(fallback))
            // The last one is the outermost: a request goes through them from below.
            .wrap(from_fn(idempotency))
            .wrap(cors(&self.settings))
            .wrap(Compress::default())
            .wrap(from_fn(edge))
            .wrap(TracingLogger::<RequestSpan>::new())
    }

    /// Makes what the handlers extract known to the application.
    fn register(&self, config: &mut web::ServiceConfig) {
        let Services {
            kernel,
            actors,
            sign_in,
            api_tokens,
            users,
            roles,
            grants,
            studios,
            organizations,
            galleries,
            groups,
            pictures,
            gallery_sessions,
            sharing,
            products,
            feed,
            proofing,
            selections,
            images,
            intake,
            versions,
            batches,
            uploads,
            staging_intake,
            tray,
            matching,
            mirroring,
            library,
            delivery,
            jobs,
            idempotency,
            upkeep,
        } = self.services.clone();
        let authenticate: Arc<dyn Authenticate> = Arc::new(actors.clone());
        let repeats: Arc<dyn Repeats> = Arc::new(idempotency);
        config
            .app_data(self.settings.clone())
            .app_data(self.rates.clone())
            .app_data(self.metrics.clone())
            .app_data(self.streams.clone())
            .app_data(self.document.clone())
            .app_data(self.table.clone())
            .app_data(self.answers.clone())
            .app_data(self.renderings.clone())
            .app_data(self.shell.clone())
            .app_data(Data::from(authenticate))
            .app_data(Data::from(repeats))
            .app_data(Data::new(kernel))
            .app_data(Data::new(actors))
            .app_data(Data::new(sign_in))
            .app_data(Data::new(api_tokens))
            .app_data(Data::new(users))
            .app_data(Data::new(roles))
            .app_data(Data::new(grants))
            .app_data(Data::new(studios))
            .app_data(Data::new(organizations))
            .app_data(Data::new(galleries))
            .app_data(Data::new(groups))
            .app_data(Data::new(pictures))
            .app_data(Data::new(gallery_sessions))
            .app_data(Data::new(sharing))
            .app_data(Data::new(products))
            .app_data(Data::new(feed))
            .app_data(Data::new(proofing))
            .app_data(Data::new(selections))
            .app_data(Data::new(images))
            .app_data(Data::new(intake))
            .app_data(Data::new(versions))
            .app_data(Data::new(batches))
            .app_data(Data::new(uploads))
            .app_data(Data::new(staging_intake))
            .app_data(Data::new(tray))
            .app_data(Data::new(matching))
            .app_data(Data::new(mirroring))
            .app_data(Data::new(delivery))
            .app_data(Data::new(jobs))
            .app_data(Data::new(upkeep));
        crate::library::register(config, library);
    }
}
