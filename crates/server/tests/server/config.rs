//! The configuration as a person meets it: precedence, errors, secrets, and the document.

use std::collections::BTreeMap;
use std::path::Path;

use atelier_server::config::{Config, ConfigErrors, LogFormat, MediaBackend, Sources, settings};

/// A configuration from a TOML text and some variables.
fn load(toml: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("atelier.toml");
    std::fs::write(&file, toml).unwrap();
    let environment = variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
    Config::load(&Sources { file: Some(file), environment })
}

fn errors(toml: &str, variables: &[(&str, &str)]) -> String {
    load(toml, variables).unwrap_err().to_string()
}

#[test]
fn every_default_is_a_valid_value() {
    let config = Config::with(&[]).unwrap();
    assert_eq!(config.server.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database_url().expose(), "sqlite://./data/atelier.sqlite?mode=rwc");
    assert_eq!(config.media.store, MediaBackend::Local);
    assert!(config.worker.count.0 >= 1);
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let toml = "[server]\nbind = '127.0.0.1:1111'\n[log]\nformat = 'json'\n[uploads]\nmax_files = 7\n";
    let config = load(toml, &[("ATELIER_SERVER_BIND", "127.0.0.1:2222")]).unwrap();
    assert_eq!(config.server.bind.port(), 2222);
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(config.uploads.max_files, 7);
    assert_eq!(config.worker.lease.as_secs(), 60);
}

#[test]
fn an_array_of_the_file_is_a_list() {
    let config = load("[server]\ntrusted_proxies = ['10.0.0.0/8', '::1']\n", &[]).unwrap();
    assert_eq!(config.server.trusted_proxies.len(), 2);
}

#[test]
fn the_customary_variable_names_the_database_unless_ours_does() {
    let customary = ("DATABASE_URL", "postgres://db/customary");
    let config = load("", &[customary]).unwrap();
    assert_eq!(config.database_url().expose(), "postgres://db/customary");
    let config = load("", &[customary, ("ATELIER_DATABASE_URL", "postgres://db/ours")]).unwrap();
    assert_eq!(config.database_url().expose(), "postgres://db/ours");
}

#[test]
fn a_secret_may_come_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, format!("{}\n", "0123abcd".repeat(8))).unwrap();
    let path = file.to_str().unwrap();
    let config = load("", &[("ATELIER_SECURITY_SECRET_FILE", path)]).unwrap();
    assert_eq!(config.security.secret.unwrap().expose(), "0123abcd".repeat(8));

    let both = errors("", &[("ATELIER_SECURITY_SECRET_FILE", path), ("ATELIER_SECURITY_SECRET", "x")]);
    assert!(both.contains("use one of them"), "{both}");
    let missing = errors("", &[("ATELIER_SECURITY_SECRET_FILE", "/nowhere/at/all")]);
    assert!(missing.contains("ATELIER_SECURITY_SECRET_FILE: cannot be read"), "{missing}");
    // What is no secret has no such variable.
    let odd = errors("", &[("ATELIER_SERVER_BIND_FILE", path)]);
    assert!(odd.contains("ATELIER_SERVER_BIND_FILE: there is no such setting"), "{odd}");
}

#[test]
fn all_errors_are_reported_at_once_with_their_origin() {
    let toml = "[server]\nbind = 'here'\nbnid = 'there'\n[uploads]\nmax_file_bytes = 'much'\n";
    let text = errors(toml, &[("ATELIER_LOG_FORMAT", "xml"), ("ATELIER_WORKER_COUNTS", "2")]);
    for expected in [
        "has 5 errors",
        "atelier.toml: server.bind: expected an address",
        "atelier.toml: there is no setting server.bnid; did you mean server.bind?",
        "atelier.toml: uploads.max_file_bytes: expected a number of bytes",
        "ATELIER_LOG_FORMAT: log.format: expected one of pretty, json",
        "ATELIER_WORKER_COUNTS: there is no such setting; did you mean ATELIER_WORKER_COUNT?",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in:\n{text}");
    }
}

#[test]
fn settings_that_need_each_other_are_checked_together() {
    let text = errors("[media]\nstore = 's3'\n[mail]\ntransport = 'smtp'\n", &[]);
    for key in ["media.s3.bucket", "media.s3.access_key", "media.s3.secret_key", "mail.smtp.host"] {
        assert!(text.contains(key), "{key} is missing in:\n{text}");
    }
}

#[test]
fn an_account_at_imagekit_is_whole_or_there_is_none() {
    let endpoint = ("ATELIER_IMAGEKIT_URL_ENDPOINT", "https://ik.imagekit.io/studio");
    let key = ("ATELIER_IMAGEKIT_PRIVATE_KEY", "private_x");
    assert!(load("", &[]).unwrap().imagekit.private_key.is_none());
    let imagekit = load("", &[key, endpoint]).unwrap().imagekit;
    assert!(
        imagekit.deliver && !imagekit.watermarks,
        "a mark is ours to draw unless somebody says otherwise"
    );
    assert_eq!(imagekit.origin().as_deref(), Some("https://ik.imagekit.io"));
    let copies = load("", &[key, endpoint, ("ATELIER_IMAGEKIT_DELIVER", "false")]).unwrap().imagekit;
    assert_eq!(copies.origin(), None);
    assert!(errors("", &[key]).contains("imagekit.url_endpoint: is needed when imagekit.private_key is set"));
    assert!(errors("", &[endpoint]).contains("imagekit.url_endpoint: imagekit.private_key is needed too"));
    let text = errors(
        "[imagekit]\nfolder = '../up'\nurl_expiry = '1s'\nurl_endpoint = 'https://x.example/a?b=c'\n",
        &[key],
    );
    for key in ["imagekit.folder", "imagekit.url_expiry", "imagekit.url_endpoint"] {
        assert!(text.contains(key), "{key} is missing in:\n{text}");
    }
    let fragment = ("ATELIER_IMAGEKIT_URL_ENDPOINT", "https://x.example/a#b");
    let text = errors("", &[key, fragment]);
    assert!(text.contains("imagekit.url_endpoint: expected an address without"), "{text}");
}

#[test]
fn a_value_is_never_repeated_in_an_error_or_in_a_print() {
    let text = errors("", &[("ATELIER_SECURITY_SECRET", "hunter2"), ("DATABASE_URL", "hunter2")]);
    assert!(!text.contains("hunter2"), "{text}");

    let config = load(
        "",
        &[
            ("DATABASE_URL", "postgres://me:hunter2@db/atelier"),
            ("ATELIER_SECURITY_SECRET", &"deadbeef".repeat(8)),
            ("ATELIER_MAIL_SMTP_USERNAME", "me"),
            ("ATELIER_MAIL_SMTP_PASSWORD", "hunter2"),
            ("ATELIER_MEDIA_S3_SECRET_KEY", "hunter2"),
            ("ATELIER_IMAGEKIT_PRIVATE_KEY", "hunter2"),
            ("ATELIER_IMAGEKIT_URL_ENDPOINT", "https://ik.imagekit.io/studio"),
            ("ATELIER_IMAGEKIT_WEBHOOK_SECRET", "hunter2"),
        ],
    )
    .unwrap();
    let printed = config.to_toml();
    assert!(!printed.contains("hunter2") && !printed.contains("deadbeef"), "{printed}");
    assert!(printed.contains("url = \"postgres://me:redacted@db/atelier\"  # DATABASE_URL"), "{printed}");
    let debug = format!("{config:?}");
    assert!(!debug.contains("hunter2") && !debug.contains("deadbeef"), "{debug}");
}

#[test]
fn what_is_printed_can_be_read_again() {
    let config = load("[server]\npublic_url = 'https://studio.example'\n", &[]).unwrap();
    let again = load(&config.to_toml(), &[]).unwrap();
    assert_eq!(again.server.public_url(again.server.bind), "https://studio.example");
}

#[test]
fn a_file_that_was_asked_for_must_exist() {
    let sources = Sources { file: Some("/nowhere/atelier.toml".into()), environment: BTreeMap::new() };
    assert!(Config::load(&sources).unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn variables_of_the_test_suite_are_no_settings() {
    let variables = [("ATELIER_TEST_POSTGRES_URL", "x"), ("ATELIER_REQUIRE_ALL_BACKENDS", "1")];
    assert!(load("", &variables).is_ok());
}

#[test]
fn a_wildcard_address_is_shown_as_one_that_can_be_called() {
    let config = Config::with(&[]).unwrap();
    assert_eq!(config.server.public_url("0.0.0.0:80".parse().unwrap()), "http://127.0.0.1:80");
    assert_eq!(config.server.public_url("[::]:80".parse().unwrap()), "http://[::1]:80");
}

#[test]
fn the_document_has_the_table_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/OPERATIONS.md");
    let document = std::fs::read_to_string(file).unwrap();
    let table = document
        .split_once("<!-- settings:begin -->\n")
        .and_then(|(_, rest)| rest.split_once("<!-- settings:end -->"))
        .map(|(table, _)| table.trim())
        .expect("docs/OPERATIONS.md has both marks");
    assert!(table == settings::markdown().trim(), "the table is not the code's: run `just docs`");
}
