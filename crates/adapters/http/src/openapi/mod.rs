//! The description of the API, made from the code.

mod aliases;
mod complete;
mod contexts;

use actix_web::App;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{media, operations, pages};

pub(crate) use aliases::{current, successor};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Atelier",
        description = "The open studio platform for photographers: galleries from the camera file to the client.\n\n\
            Answers come in an envelope (`success`, `message`, `data`, on lists `pagination`); failures are problems of \
            RFC 9457 with a stable `code`. Sign in with `POST /api/v1/auth/login` and send the access token as \
            `Authorization: Bearer …`; the routes below `/api/v1/auth` are also served below `/auth`.\n\n\
            Single resources carry an `ETag`; send it back as `If-Match` with a change, and a lost update is refused. \
            Every `GET` also answers `HEAD` and honours `If-None-Match`. `Idempotency-Key` makes a `POST` safe to repeat.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "sign-in", description = "Registration, sign-in and the own account"),
        (name = "studio", description = "The studio's card, settings and audit log"),
        (name = "users", description = "People and invitations"),
        (name = "roles", description = "What people may do by role"),
        (name = "api-tokens", description = "Keys for programs"),
        (name = "access", description = "What people may do in one place, and why"),
        (name = "organizations", description = "Clients and their contacts"),
        (name = "galleries", description = "Galleries, uploads and their progress"),
        (name = "groups", description = "Groups of pictures and their order"),
        (name = "images", description = "The pool of pictures"),
        (name = "products", description = "What the studio sells, and what shops show of it"),
        (name = "proofing", description = "Decisions, ratings, edit requests and comments"),
        (name = "selections", description = "Lists of pictures that people choose"),
        (name = "staging", description = "Uploads in chunks, and the tray in which files wait for a gallery"),
        (name = "library", description = "People's own photographs, who takes them, and the imports that bring them"),
        (name = "library", description = "People's own photographs, and the order that they bring into them"),
        (name = "sharing", description = "Share links and guests"),
        (name = "media", description = "The bytes of pictures"),
        (name = "jobs", description = "Background work"),
        (name = "webhooks", description = "Notices of outside services"),
        (name = "operations", description = "For whoever runs the installation"),
    ),
    components(schemas(crate::problem::ProblemBody, crate::problem::FieldError)),
)]
struct Description;

/// Every route of the API. Handlers are registered with `service`, which is what puts them into the document.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(contexts::routes())
        .configure(media::configure)
        .configure(operations::configure)
        .configure(pages::configure);
}

/// The OpenAPI 3.1 document of every route, without a server.
pub fn openapi() -> OpenApi {
    let described = App::new().into_utoipa_app().openapi(Description::openapi());
    let (_, mut api) = described.configure(routes).split_for_parts();
    complete::complete(&mut api);
    aliases::describe(&mut api);
    api
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn document() -> Value {
        serde_json::to_value(openapi()).unwrap()
    }

    /// Path, method and operation of every route.
    fn operations(document: &Value) -> Vec<(String, String, Value)> {
        let paths = document["paths"].as_object().unwrap();
        let each = |(path, item): (&String, &Value)| -> Vec<(String, String, Value)> {
            let item = item.as_object().unwrap();
            item.iter().map(|(method, it)| (path.clone(), method.clone(), it.clone())).collect()
        };
        paths.iter().flat_map(each).collect()
    }

    #[test]
    fn every_operation_says_what_it_does_who_may_and_what_can_go_wrong() {
        let document = document();
        let operations = operations(&document);
        assert!(operations.len() > 60, "{} operations", operations.len());
        let mut ids = BTreeSet::new();
        for (path, method, operation) in &operations {
            let place = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{place}: summary");
            assert!(operation["x-permission"].is_string(), "{place}: permission");
            assert!(operation["tags"].is_array(), "{place}: tag");
            assert!(operation["responses"]["422"].is_object(), "{place}: errors");
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{place}: {id} is taken");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut BTreeSet<String>) {
            match value {
                Value::Object(map) => {
                    if let Some(Value::String(target)) = map.get("$ref") {
                        found.insert(target.clone());
                    }
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(items) => items.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for target in found {
            assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target}");
        }
    }

    #[test]
    fn every_body_that_is_sent_has_an_example() {
        let document = document();
        for (path, method, operation) in operations(&document) {
            let content = operation["requestBody"]["content"].as_object().cloned().unwrap_or_default();
            for media in content.values() {
                let target = media["schema"]["$ref"].as_str().unwrap().trim_start_matches('#');
                assert!(document.pointer(target).unwrap()["example"].is_object(), "{method} {path}");
            }
        }
    }

    #[test]
    fn it_is_openapi_3_1_and_public_routes_are_marked() {
        let document = document();
        assert_eq!(document["openapi"], "3.1.0");
        let public: Vec<String> = operations(&document)
            .into_iter()
            .filter(|(_, _, operation)| {
                operation["security"]
                    .as_array()
                    .is_some_and(|it| it.len() == 1 && it[0] == serde_json::json!({}))
            })
            .map(|(path, method, _)| format!("{method} {path}"))
            .collect();
        let expected = [
            "get /api/errors",
            "get /api/openapi.json",
            "post /api/v1/auth/accept-invitation",
            "post /api/v1/auth/login",
            "post /api/v1/auth/password/forgot",
            "post /api/v1/auth/password/reset",
            "post /api/v1/auth/refresh",
            "post /api/v1/auth/register",
            "get /api/v1/setup",
            "post /api/v1/share/enter",
            "post /api/v1/webhooks/imagekit",
            "get /health",
            "get /media/zip/{token}",
            "get /media/{preset}/{token}",
            "get /metrics",
            "get /ready",
            "get /share",
        ];
        assert_eq!(public, expected);
    }
}
