//! What is answered where no handler is: 404, or 405 with the methods that there are.

use std::collections::BTreeSet;

use actix_web::dev::ResourceDef;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::OpenApi;

use crate::problem::Problem;

/// The paths of the API with their methods, as the OpenAPI document lists them.
pub struct RouteTable {
    routes: Vec<(ResourceDef, BTreeSet<&'static str>)>,
}

impl RouteTable {
    pub fn of(api: &OpenApi) -> Self {
        let routes = api.paths.paths.iter().map(|(path, item)| {
            let methods = [
                ("DELETE", item.delete.is_some()),
                ("GET", item.get.is_some()),
                // Every GET answers HEAD too.
                ("HEAD", item.get.is_some()),
                ("OPTIONS", item.options.is_some()),
                ("PATCH", item.patch.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
            ];
            let methods = methods.into_iter().filter_map(|(name, there)| there.then_some(name)).collect();
            (ResourceDef::new(path.as_str()), methods)
        });
        Self { routes: routes.collect() }
    }

    /// The methods of the routes that `path` matches.
    fn methods(&self, path: &str) -> BTreeSet<&'static str> {
        let matching = self.routes.iter().filter(|(route, _)| route.is_match(path));
        matching.flat_map(|(_, methods)| methods.iter().copied()).collect()
    }
}

/// The handler of everything that no route takes.
pub async fn fallback(req: HttpRequest) -> HttpResponse {
    let methods =
        req.app_data::<Data<RouteTable>>().map(|table| table.methods(req.path())).unwrap_or_default();
    if methods.is_empty() || methods.contains(req.method().as_str()) {
        return HttpResponse::from_error(Problem::not_found());
    }
    let allow = methods.into_iter().collect::<Vec<_>>().join(", ");
    let problem = Problem::of_status(StatusCode::METHOD_NOT_ALLOWED);
    HttpResponse::from_error(Problem { allow: Some(allow.into()), ..problem })
}
