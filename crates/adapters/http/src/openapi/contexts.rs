//! Contexts that are passed by at once where a request is none of theirs.

use actix_web::App;
use actix_web::dev::HttpServiceFactory;
use actix_web::guard::{Guard, GuardContext};
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, OpenApiFactory, scope};

/// Where the API begins.
pub(super) const BASE: &str = "/api/v1";

/// The routes of one context. The router tries each pattern in turn, three hundred of them; so a context says by the first
/// segments of its paths whether its patterns need to be tried at all.
pub(super) fn context(
    configure: fn(&mut ServiceConfig<'_>),
) -> impl HttpServiceFactory + OpenApiFactory + 'static {
    let (_, described) = App::new().into_utoipa_app().configure(configure).split_for_parts();
    let mut segments: Vec<String> =
        described.paths.paths.keys().map(|path| first_segment(path).to_owned()).collect();
    segments.sort_unstable();
    segments.dedup();
    scope::scope("").guard(Begins(segments)).configure(configure)
}

/// Lets those pass whose first segment behind the base is one of these.
struct Begins(Vec<String>);

impl Guard for Begins {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let Some(path) = context.head().uri.path().strip_prefix(BASE) else { return false };
        let segment = first_segment(path);
        // What is written in escapes may mean any of them.
        segment.contains('%') || self.0.iter().any(|own| own == segment)
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
    fn a_context_is_asked_for_its_own_paths_and_for_those_in_escapes() {
        for own in ["/api/v1/photos", "/api/v1/photos/ab/tags?x=1", "/api/v1/tags?limit=2", "/api/v1/ph%6Ftos/a"] {
            assert!(passes(own), "{own}");
        }
        for other in ["/api/v1/photo", "/api/v1/photos-of", "/api/v1/galleries/photos", "/photos", "/api/v1", "/"] {
            assert!(!passes(other), "{other}");
        }
    }
}
