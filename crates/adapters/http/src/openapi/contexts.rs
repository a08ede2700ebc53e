//! Contexts that are passed by at once where a request is none of theirs.

use std::collections::BTreeSet;

use actix_web::App;
use actix_web::dev::HttpServiceFactory;
use actix_web::guard::{Guard, GuardContext};
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, OpenApiFactory, scope};

use crate::{
    access, galleries, identity, images, ingest, jobs, library, organizations, products, proofing,
    selections, webhooks,
};

/// Where the API begins.
const BASE: &str = "/api/v1";

type Configure = fn(&mut ServiceConfig<'_>);

/// The contexts of the API. The router enters the first one that a path may be in and looks in no other after that, so
/// contexts whose paths begin alike stand together.
const CONTEXTS: [&[Configure]; 10] = [
    &[identity::configure],
    &[access::configure],
    &[organizations::configure],
    &[galleries::configure, proofing::configure, selections::configure],
    &[images::configure],
    &[products::configure],
    &[ingest::configure],
    &[library::configure],
    &[jobs::configure],
    &[webhooks::configure],
];

/// The routes of all contexts.
pub(super) fn routes() -> impl HttpServiceFactory + OpenApiFactory + 'static {
    CONTEXTS.into_iter().fold(scope::scope(BASE), |base, contexts| base.service(together(contexts)))
}

/// The router tries each pattern in turn, three hundred of them; so contexts say by the first segments of their paths
/// whether their patterns need to be tried at all.
fn together(contexts: &'static [Configure]) -> impl HttpServiceFactory + OpenApiFactory + 'static {
    let inside = scope::scope("").guard(Begins(first_segments(contexts)));
    contexts.iter().fold(inside, |scope, context| scope.configure(*context))
}

/// How the paths of these contexts begin.
fn first_segments(contexts: &[Configure]) -> Vec<String> {
    let app = contexts.iter().fold(App::new().into_utoipa_app(), |app, context| app.configure(*context));
    let (_, described) = app.split_for_parts();
    let segments = described.paths.paths.keys().map(|path| first_segment(path).to_owned());
    segments.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Lets those pass whose first segment behind the base is one of these.
struct Begins(Vec<String>);

impl Guard for Begins {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let Some(path) = context.head().uri.path().strip_prefix(BASE) else { return false };
        let segment = first_segment(path);
        self.0.iter().any(|own| own == segment)
    }
}

fn first_segment(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn passes(path: &str) -> bool {
        let begins = Begins(vec!["photos".to_owned(), "tags".to_owned()]);
        begins.check(&TestRequest::with_uri(path).to_srv_request().guard_ctx())
    }

    #[test]
    fn contexts_are_asked_for_their_own_paths_alone() {
        for own in ["/api/v1/photos", "/api/v1/photos/ab/tags?x=1", "/api/v1/tags?limit=2"] {
            assert!(passes(own), "{own}");
        }
        for other in
            ["/api/v1/photo", "/api/v1/photos-of", "/api/v1/galleries/photos", "/photos", "/api/v1", "/"]
        {
            assert!(!passes(other), "{other}");
        }
    }

    #[test]
    fn no_two_places_of_the_router_have_paths_that_begin_alike() {
        let mut seen = BTreeSet::new();
        for segment in CONTEXTS.iter().flat_map(|contexts| first_segments(contexts)) {
            assert!(seen.insert(segment.clone()), "{segment} leads to two places");
        }
        assert!(seen.contains("galleries") && seen.contains("image-files"), "{seen:?}");
    }
}
