//! Paths by which older clients call. They are served like those that took their place, and described as deprecated.

use utoipa::openapi::{Deprecated, OpenApi};

use super::complete::operations;

/// The older path, and the one that took its place; what follows behind them is the same.
const ALIASES: [(&str, &str); 1] = [("/api/v1/import_sessions", "/api/v1/import-sessions")];

/// Lists whose addresses older clients end with a slash.
const SLASHED: [&str; 4] =
    ["/api/v1/photos", "/api/v1/image-files", "/api/v1/authors", "/api/v1/import-sessions"];

/// What is served for older clients only: the path, whose POST has two others in its place.
const LEGACY: &str = "/api/v1/image-files";

/// As [`LEGACY`], for a GET whose number stands elsewhere now.
const LEGACY_SIMILAR: &str = "/api/v1/image-files/similar/{image_file_id}";

/// The path that took the place of the one in this address, where it is an older name of it.
pub(crate) fn successor(address: &str) -> Option<String> {
    let path = address.split('?').next().unwrap_or(address);
    ALIASES.iter().find_map(|(older, newer)| Some(format!("{newer}{}", behind(path, older)?)))
}

/// The address by which this one is served, where it is another.
pub(crate) fn current(address: &str) -> Option<String> {
    let renamed = ALIASES.iter().find_map(|(older, newer)| {
        let rest = behind(address, older)?;
        Some(format!("{newer}{rest}"))
    });
    let bare = unslashed(renamed.as_deref().unwrap_or(address));
    bare.or(renamed)
}

/// The address of a list without the slash at its end.
fn unslashed(address: &str) -> Option<String> {
    SLASHED.iter().find_map(|list| {
        let rest = address.strip_prefix(list)?.strip_prefix('/')?;
        (rest.is_empty() || rest.starts_with('?')).then(|| format!("{list}{rest}"))
    })
}

/// Describes each path that has an older one under that one too.
pub(super) fn describe(api: &mut OpenApi) {
    let legacy = api.paths.paths.get_mut(LEGACY).and_then(|item| item.post.as_mut());
    if let Some(operation) = legacy {
        operation.deprecated = Some(Deprecated::True);
    }
    let legacy = api.paths.paths.get_mut(LEGACY_SIMILAR).and_then(|item| item.get.as_mut());
    if let Some(operation) = legacy {
        operation.deprecated = Some(Deprecated::True);
    }
    for (older, newer) in ALIASES {
        let paths = api.paths.paths.iter();
        let described: Vec<_> = paths
            .filter_map(|(path, item)| Some((format!("{older}{}", behind(path, newer)?), item.clone())))
            .collect();
        for (path, mut item) in described {
            for (_, operation) in operations(&mut item) {
                operation.deprecated = Some(Deprecated::True);
                operation.operation_id = operation.operation_id.take().map(|name| format!("older_{name}"));
                operation.summary =
                    operation.summary.take().map(|summary| format!("{summary} An older path."));
            }
            api.paths.paths.insert(path, item);
        }
    }
}

/// What comes behind `path` in an address of it or below it.
fn behind<'a>(address: &'a str, path: &str) -> Option<&'a str> {
    address.strip_prefix(path).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_address_leads_to_the_newer_one_with_all_that_comes_behind() {
        for (older, newer) in [
            ("/api/v1/import_sessions", "/api/v1/import-sessions"),
            ("/api/v1/import_sessions?limit=2", "/api/v1/import-sessions?limit=2"),
            ("/api/v1/import_sessions/7/errors", "/api/v1/import-sessions/7/errors"),
            ("/api/v1/import_sessions/", "/api/v1/import-sessions"),
            ("/api/v1/photos/?limit=3", "/api/v1/photos?limit=3"),
            ("/api/v1/image-files/", "/api/v1/image-files"),
        ] {
            assert_eq!(current(older).as_deref(), Some(newer));
        }
        for other in [
            "/api/v1/import-sessions",
            "/api/v1/import_sessions_of_mine",
            "/import_sessions",
            "/api/v1/photos/search",
            "/",
        ] {
            assert_eq!(current(other), None, "{other}");
        }
    }

    #[test]
    fn every_older_path_is_described_and_deprecated() {
        let document = serde_json::to_value(super::super::openapi()).unwrap();
        for (older, newer) in ALIASES {
            let paths = document["paths"].as_object().unwrap();
            let below = |start: &str| paths.keys().filter(|path| behind(path, start).is_some()).count();
            assert!(below(newer) > 0);
            assert_eq!(below(older), below(newer));
            assert_eq!(document["paths"][older]["get"]["deprecated"], true);
            assert!(document["paths"][newer]["get"]["deprecated"].is_null());
        }
        assert_eq!(document["paths"][LEGACY]["post"]["deprecated"], true);
        assert!(document["paths"][LEGACY]["get"]["deprecated"].is_null());
    }
}
