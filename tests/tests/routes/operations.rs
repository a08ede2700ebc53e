//! The operations of the OpenAPI document.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;

/// One method of one path.
#[derive(Debug, Clone)]
pub struct Operation {
    pub method: Method,
    /// With its parameters in braces.
    pub path: String,
    /// Whether it is served without a token.
    pub is_public: bool,
    /// What the description says behind `Permission:`.
    pub permission: String,
    pub summary: String,
    /// The example of its JSON body, where it has one.
    pub body: Option<Value>,
    pub takes_files: bool,
    /// Every status that it may answer with.
    pub statuses: BTreeSet<u16>,
}

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The names of the parameters in the path.
    pub fn parameters(&self) -> Vec<&str> {
        self.path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
    }

    /// The path with its parameters replaced.
    pub fn fill(&self, values: &BTreeMap<&str, String>) -> String {
        let mut path = self.path.clone();
        for name in self.parameters() {
            let value = values.get(name).unwrap_or_else(|| panic!("{}: no value for {name}", self.name()));
            path = path.replace(&format!("{{{name}}}"), value);
        }
        path
    }
}

/// Every operation of the document, by path and method.
pub fn of(document: &Value) -> Vec<Operation> {
    let everywhere = is_open(&document["security"]);
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("the document has paths") {
        for (method, operation) in item.as_object().expect("a path has methods") {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            if operation["responses"].is_null() {
                continue;
            }
            let responses = operation["responses"].as_object().expect("an operation has responses");
            let description = operation["description"].as_str().unwrap_or_default();
            let content = resolve(document, &operation["requestBody"])["content"].clone();
            found.push(Operation {
                method,
                path: path.clone(),
                is_public: operation.get("security").map_or(everywhere, is_open),
                permission: permission(description),
                summary: operation["summary"].as_str().unwrap_or_default().to_owned(),
                body: example(document, &content["application/json"]),
                takes_files: !content["multipart/form-data"].is_null(),
                statuses: responses.keys().filter_map(|status| status.parse().ok()).collect(),
            });
        }
    }
    found.sort_by_key(|operation| (operation.path.clone(), operation.method.to_string()));
    found
}

/// Whether a list of requirements can be met with nothing.
fn is_open(security: &Value) -> bool {
    security.as_array().is_none_or(|list| {
        list.is_empty()
            || list.iter().any(|requirement| requirement.as_object().is_some_and(|r| r.is_empty()))
    })
}

/// What stands between `Permission:` and the end of that sentence.
fn permission(description: &str) -> String {
    let flat = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((_, rest)) = flat.split_once("Permission: ") else { return String::new() };
    let end = rest.find(". ").or_else(|| rest.strip_suffix('.').map(str::len)).unwrap_or(rest.len());
    rest[..end].to_owned()
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            let target = document.pointer(reference.trim_start_matches('#'));
            resolve(document, target.unwrap_or_else(|| panic!("{reference} leads nowhere")))
        }
        None => value,
    }
}

fn example(document: &Value, media: &Value) -> Option<Value> {
    if media.is_null() {
        return None;
    }
    let schema = resolve(document, &media["schema"]);
    let found = [&media["example"], &schema["example"], &schema["examples"][0]];
    found.into_iter().find(|value| !value.is_null()).cloned()
}
