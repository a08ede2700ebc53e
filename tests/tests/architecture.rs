//! Holds the dependency rule: domain → nothing of ours; application → domain; adapters → application and domain, and
//! never each other; the server → everything.
//!
//! The tables below are the rule. An edge that is not in them fails here before anybody reviews it.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use atelier_tests::workspace;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Which crates of the workspace a crate may use, in its code and, beside that, in its tests.
struct Layer {
    name: &'static str,
    uses: &'static [&'static str],
    in_tests: &'static [&'static str],
}

const DOMAIN: &str = "atelier-domain";
const APPLICATION: &str = "atelier-application";
const PERSISTENCE: &str = "atelier-persistence";
const HTTP: &str = "atelier-http";
const SECURITY: &str = "atelier-security";
const IMAGING: &str = "atelier-imaging";
const RESAMPLE: &str = "atelier-resample";
const MEDIA: &str = "atelier-media";
const MAIL: &str = "atelier-mail";
const IMAGEKIT: &str = "atelier-imagekit";
const SIMILARITY: &str = "atelier-similarity";
const WEB: &str = "atelier-web";
const SERVER: &str = "atelier-server";
const TESTKIT: &str = "atelier-testkit";
const MIGRATIONS: &str = "atelier-migrations";
const TESTS: &str = "atelier-tests";

const LAYERS: &[Layer] = &[
    Layer { name: DOMAIN, uses: &[], in_tests: &[] },
    Layer { name: APPLICATION, uses: &[DOMAIN], in_tests: &[TESTKIT] },
    Layer { name: PERSISTENCE, uses: &[DOMAIN, APPLICATION, MIGRATIONS], in_tests: &[] },
    Layer { name: HTTP, uses: &[DOMAIN, APPLICATION, WEB], in_tests: &[TESTKIT] },
    Layer { name: SECURITY, uses: &[DOMAIN, APPLICATION], in_tests: &[] },
    Layer { name: IMAGING, uses: &[DOMAIN, APPLICATION, RESAMPLE], in_tests: &[] },
    Layer { name: RESAMPLE, uses: &[], in_tests: &[] },
    Layer { name: MEDIA, uses: &[DOMAIN, APPLICATION], in_tests: &[] },
    Layer { name: MAIL, uses: &[DOMAIN, APPLICATION], in_tests: &[] },
    Layer { name: IMAGEKIT, uses: &[DOMAIN, APPLICATION], in_tests: &[] },
    Layer { name: SIMILARITY, uses: &[DOMAIN, APPLICATION], in_tests: &[] },
    // Files and HTML for whoever serves them: it knows nobody.
    Layer { name: WEB, uses: &[], in_tests: &[] },
    Layer {
        name: SERVER,
        uses: &[
            DOMAIN,
            APPLICATION,
            PERSISTENCE,
            HTTP,
            SECURITY,
            IMAGING,
            MEDIA,
            MAIL,
            IMAGEKIT,
            SIMILARITY,
            MIGRATIONS,
        ],
        in_tests: &[TESTKIT],
    },
    Layer { name: TESTKIT, uses: &[DOMAIN, APPLICATION, PERSISTENCE, MIGRATIONS], in_tests: &[] },
    Layer { name: MIGRATIONS, uses: &[], in_tests: &[] },
    Layer {
        name: TESTS,
        uses: &[DOMAIN, APPLICATION, PERSISTENCE, HTTP, SERVER, TESTKIT, MIGRATIONS],
        in_tests: &[SECURITY, IMAGING, MEDIA, MAIL],
    },
];

/// All that the two inner crates may take from outside. Nothing here waits, opens a file or knows a protocol, save
/// for `async-trait` and `futures-util`, in which the ports are written.
const INNER: &[(&str, &[&str])] = &[
    (DOMAIN, &["chrono", "chrono-tz", "serde", "serde_json", "thiserror", "unicode-normalization"]),
    (
        APPLICATION,
        &["async-trait", "base64", "chrono", "futures-util", "serde", "serde_json", "thiserror", "tracing"],
    ),
];

/// A technology has one home. Tests of the whole may speak it too, to look at the server from the outside.
const HOMES: &[(&str, &[&str])] = &[
    ("sea-orm", &[PERSISTENCE, TESTKIT, TESTS]),
    ("sea-orm-migration", &[PERSISTENCE, MIGRATIONS, TESTKIT, TESTS]),
    ("actix-multipart", &[HTTP]),
    ("actix-web", &[HTTP, SERVER]),
    ("utoipa", &[HTTP]),
    ("object_store", &[MEDIA]),
    ("lettre", &[MAIL]),
    ("ring", &[IMAGEKIT]),
    ("argon2", &[SECURITY]),
    ("jsonwebtoken", &[SECURITY]),
    ("img_hash", &[IMAGING]),
    ("zune-jpeg", &[IMAGING]),
    ("ab_glyph", &[IMAGING]),
    ("fast_image_resize", &[RESAMPLE]),
    ("jpeg-encoder", &[IMAGING]),
    ("kamadak-exif", &[IMAGING]),
    ("heic-rs", &[IMAGING]),
    ("fearless_simd", &[SIMILARITY, IMAGING]),
    ("brotli", &[WEB]),
    ("clap", &[SERVER]),
];

/// Every context, by the word that names it in every layer that it has.
const CONTEXTS: &[(&str, &[&str])] = &[
    ("identity", &[DOMAIN_FOLDER, APPLICATION_FOLDER, PERSISTENCE_FOLDER, HTTP_FOLDER]),
    ("organizations", &[DOMAIN_FOLDER, APPLICATION_FOLDER, PERSISTENCE_FOLDER, HTTP_FOLDER]),
    ("images", &[DOMAIN_FOLDER, APPLICATION_FOLDER, PERSISTENCE_FOLDER, HTTP_FOLDER]),
    ("galleries", &[DOMAIN_FOLDER, APPLICATION_FOLDER, PERSISTENCE_FOLDER, HTTP_FOLDER]),
    ("proofing", &[DOMAIN_FOLDER, APPLICATION_FOLDER, PERSISTENCE_FOLDER, HTTP_FOLDER]),
    // The rules of selections are proofing's in the domain.
    ("selections", &[APPLICATION_FOLDER, PERSISTENCE_FOLDER, HTTP_FOLDER]),
    ("library", &[DOMAIN_FOLDER, APPLICATION_FOLDER, PERSISTENCE_FOLDER, HTTP_FOLDER]),
    // The spine is written by every use case; what people do with it are jobs.
    ("events", &[DOMAIN_FOLDER, PERSISTENCE_FOLDER]),
    ("jobs", &[APPLICATION_FOLDER, HTTP_FOLDER]),
];

const DOMAIN_FOLDER: &str = "crates/domain/src";
const APPLICATION_FOLDER: &str = "crates/application/src";
const PERSISTENCE_FOLDER: &str = "crates/adapters/persistence/src";
const HTTP_FOLDER: &str = "crates/adapters/http/src";

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo describes the workspace")
}

fn layer(name: &str) -> Option<&'static Layer> {
    LAYERS.iter().find(|layer| layer.name == name)
}

fn packages(metadata: &Metadata) -> Vec<&Package> {
    metadata.workspace_packages()
}

#[test]
fn every_crate_of_the_workspace_has_its_place_in_the_table() {
    let metadata = metadata();
    let real: BTreeSet<String> = packages(&metadata).iter().map(|package| package.name.to_string()).collect();
    let listed: BTreeSet<String> = LAYERS.iter().map(|layer| layer.name.to_owned()).collect();
    assert_eq!(real, listed);
}

#[test]
fn a_crate_uses_only_the_layers_below_it() {
    let metadata = metadata();
    let mut broken = Vec::new();
    for package in packages(&metadata) {
        let Some(layer) = layer(package.name.as_str()) else { continue };
        for dependency in package.dependencies.iter().filter(|d| d.name.starts_with("atelier-")) {
            let in_code = layer.uses.contains(&dependency.name.as_str());
            let in_tests = dependency.kind == DependencyKind::Development
                && layer.in_tests.contains(&dependency.name.as_str());
            if !in_code && !in_tests {
                broken.push(format!("{} → {} ({:?})", package.name, dependency.name, dependency.kind));
            }
        }
    }
    assert!(broken.is_empty(), "edges that the table does not have: {broken:#?}");
}

#[test]
fn the_inner_crates_know_no_technology() {
    let metadata = metadata();
    let mut broken = Vec::new();
    for package in packages(&metadata) {
        let Some((_, known)) = INNER.iter().find(|(name, _)| *name == package.name.as_str()) else {
            continue;
        };
        for dependency in &package.dependencies {
            let ours = dependency.name.starts_with("atelier-");
            if !ours
                && dependency.kind == DependencyKind::Normal
                && !known.contains(&dependency.name.as_str())
            {
                broken.push(format!("{} → {}", package.name, dependency.name));
            }
        }
    }
    assert!(broken.is_empty(), "the inner crates must not know: {broken:#?}");
}

#[test]
fn serde_is_a_choice_of_whoever_embeds_the_domain() {
    let metadata = metadata();
    let domain =
        packages(&metadata).into_iter().find(|p| p.name.as_str() == DOMAIN).expect("the domain crate");
    let serde = domain.dependencies.iter().find(|d| d.name == "serde").expect("the feature's dependency");
    assert!(serde.optional);
    assert!(domain.features.get("default").is_none_or(Vec::is_empty));
}

#[test]
fn a_technology_is_known_in_its_home_only() {
    let metadata = metadata();
    let mut broken = Vec::new();
    for package in packages(&metadata) {
        for dependency in package.dependencies.iter().filter(|d| d.kind != DependencyKind::Development) {
            let home = HOMES.iter().find(|(name, _)| *name == dependency.name);
            if home.is_some_and(|(_, homes)| !homes.contains(&package.name.as_str())) {
                broken.push(format!("{} → {}", package.name, dependency.name));
            }
        }
    }
    assert!(broken.is_empty(), "a technology outside its home: {broken:#?}");
}

#[test]
fn the_domain_neither_waits_nor_looks_around() {
    let forbidden = ["async fn", ".await", "std::fs", "std::net", "std::env", "std::process", "std::thread"];
    let mut broken = Vec::new();
    for file in workspace::rust_files_in("crates/domain/src") {
        let text = workspace::read(&file);
        for word in forbidden {
            if text.contains(word) {
                broken.push(format!("{}: {word}", workspace::relative(&file)));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn migrations_never_use_todays_entities() {
    for file in workspace::rust_files_in("migrations/src") {
        let text = workspace::read(&file);
        assert!(!text.contains("atelier_"), "{} uses a crate of ours", workspace::relative(&file));
    }
}

#[test]
fn every_crate_inherits_the_workspace_lints() {
    let metadata = metadata();
    for package in packages(&metadata) {
        let manifest = workspace::read(package.manifest_path.as_std_path());
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{} does not inherit the lints of the workspace",
            package.name
        );
    }
}

#[test]
fn one_word_finds_a_context_in_every_layer() {
    let mut missing = Vec::new();
    for (context, folders) in CONTEXTS {
        for folder in *folders {
            let base = workspace::root().join(folder);
            let module = base.join(format!("{context}.rs"));
            if !module.is_file() && !base.join(context).join("mod.rs").is_file() {
                missing.push(format!("{folder}/{context}"));
            }
        }
    }
    assert!(missing.is_empty(), "contexts without a module of their name: {missing:#?}");
}
