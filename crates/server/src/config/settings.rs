//! Every setting there is, with its default, in one table.
//!
//! The readers, `atelier config` and the table of `docs/OPERATIONS.md` are all made from it; a test compares the
//! document with the code.

/// One setting: its key in the TOML file, and from it the name of its environment variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Sections and name, joined by dots.
    pub key: &'static str,
    /// What holds when nothing is said. Empty means: not set, and `doc` says what follows from that.
    pub default: &'static str,
    /// Never printed, and also readable from the file that `…_FILE` names.
    pub secret: bool,
    pub doc: &'static str,
}

impl Setting {
    /// `server.bind` is `ATELIER_SERVER_BIND`.
    pub fn env(&self) -> String {
        format!("{PREFIX}{}", self.key.to_ascii_uppercase().replace('.', "_"))
    }

    /// The variable that names a file holding the value; only secrets have one.
    pub fn env_file(&self) -> Option<String> {
        self.secret.then(|| format!("{}_FILE", self.env()))
    }
}

/// What the names of all our environment variables begin with.
pub const PREFIX: &str = "ATELIER_";

/// The customary variable for the database, read when `ATELIER_DATABASE_URL` is not set.
pub const DATABASE_URL: &str = "DATABASE_URL";

/// Variables with our prefix that are not settings: they are read by commands or by the test suite.
pub const OTHER_VARIABLES: &[&str] = &["ATELIER_CONFIG", "ATELIER_PASSWORD", "ATELIER_TOKEN"];

/// Names a folder of files for the faces, so that changing them needs no build. Only for development: a release build
/// refuses it as a setting that it does not have.
pub const WEB_ASSETS: &str = "ATELIER_WEB_ASSETS";

/// The beginnings of names that the test suite keeps for itself.
pub const TEST_PREFIXES: &[&str] = &["ATELIER_TEST_", "ATELIER_REQUIRE_", "ATELIER_S3_"];

const fn setting(key: &'static str, default: &'static str, doc: &'static str) -> Setting {
    Setting { key, default, secret: false, doc }
}

const fn secret(key: &'static str, doc: &'static str) -> Setting {
    Setting { key, default: "", secret: true, doc }
}

/// All settings, in the order in which the document and `atelier config` show them.
pub const SETTINGS: &[Setting] = &[
    setting("server.bind", "127.0.0.1:8080", "Address and port to listen on. Port 0 takes a free one."),
    setting(
        "server.public_url",
        "",
        "Where people reach the installation, for links in answers and mail; without it, `http://` and the address.",
    ),
    setting("server.workers", "auto", "Threads that serve requests; `auto` is one per core."),
    setting(
        "server.trusted_proxies",
        "",
        "Addresses or networks (`10.0.0.0/8`), separated by commas, whose `X-Forwarded-For` is believed.",
    ),
    setting(
        "server.cors_origins",
        "",
        "Origins (`https://studio.example`), separated by commas, whose pages may call the API. None by default.",
    ),
    setting(
        "server.hsts",
        "",
        "How long browsers shall insist on HTTPS, such as `365d`; without it, they are not told to. Set it once the installation is reached by HTTPS only.",
    ),
    setting("server.request_timeout", "30s", "How long a request may take until its answer begins."),
    setting("server.upload_timeout", "1h", "The same for uploads."),
    setting("server.stall_timeout", "30s", "How long a client may pause in the middle of a request."),
    setting(
        "server.stream_lifetime",
        "10m",
        "How long one stream of events lasts before the client has to ask again.",
    ),
    secret(
        "server.metrics_token",
        "What whoever reads `/metrics` must send as a bearer token; without it, anybody may.",
    ),
    setting("server.shutdown_timeout", "30s", "How long a shutdown waits for running requests and jobs."),
    setting(
        "data.folder",
        "./data",
        "Where the default database, media, mail, spool and secrets live. Made with mode 0700.",
    ),
    secret(
        "database.url",
        "`sqlite://…`, `postgres://…` or `mysql://…`; without it, SQLite in the data folder. `DATABASE_URL` is read too.",
    ),
    setting("database.max_connections", "8", "Size of the connection pool."),
    setting(
        "database.busy_timeout",
        "10s",
        "How long to wait for SQLite's write lock, and for a free connection of the pool.",
    ),
    setting("media.store", "local", "`local` keeps originals and derivatives in a folder, `s3` in a bucket."),
    setting("media.folder", "", "The folder of `local`; without it, `media` in the data folder."),
    setting(
        "media.s3.bucket",
        "",
        "The bucket of `s3`. It must exist, and be this installation's alone: files in it that no row names are removed.",
    ),
    setting("media.s3.region", "us-east-1", "The region that requests are signed for."),
    setting("media.s3.endpoint", "", "Address of an S3-compatible server; without it, AWS."),
    setting("media.s3.path_style", "true", "Puts the bucket into the path instead of the host name."),
    secret("media.s3.access_key", "The key's id."),
    secret("media.s3.secret_key", "The key."),
    setting("mail.transport", "file", "`file` writes `.eml` files, `smtp` sends."),
    setting("mail.from", "Atelier <atelier@localhost>", "The sender of every letter."),
    setting("mail.folder", "", "The folder of `file`; without it, `mail` in the data folder."),
    setting("mail.smtp.host", "", "The mail server."),
    setting("mail.smtp.port", "", "Its port; without it 587, 465 or 25, by the encryption."),
    setting("mail.smtp.encryption", "starttls", "`starttls`, `tls` or `none`."),
    setting("mail.smtp.username", "", "Name to sign in with; without it, no sign-in."),
    secret("mail.smtp.password", "Password to sign in with."),
    secret(
        "imagekit.private_key",
        "Private key of an account at ImageKit, which then delivers pictures; without it, all pictures come from here.",
    ),
    setting(
        "imagekit.url_endpoint",
        "",
        "Where the account delivers, such as `https://ik.imagekit.io/studio`. Needed with the key.",
    ),
    secret(
        "imagekit.webhook_secret",
        "What ImageKit signs its notices with, as it shows it (`whsec_…`); without it, none is taken.",
    ),
    setting(
        "imagekit.folder",
        "atelier",
        "The folder of the account below which the copies lie. It must be this installation's alone.",
    ),
    setting(
        "imagekit.deliver",
        "true",
        "Gives out addresses of ImageKit. `false` only makes the copies, and all pictures come from here.",
    ),
    setting(
        "imagekit.watermarks",
        "false",
        "Lets ImageKit draw text watermarks. Only for an account that refuses unsigned addresses: any other shows a small clean copy to whoever has an address.",
    ),
    setting(
        "imagekit.url_expiry",
        "1h",
        "How long an address of ImageKit holds at least; it may hold twice as long. Nothing closes it before.",
    ),
    setting(
        "imagekit.probe_interval",
        "30s",
        "How often ImageKit is asked whether it delivers. After three failures pictures come from here until it does; `0s` never asks.",
    ),
    setting("imagekit.api_url", "https://api.imagekit.io", "Where its API is."),
    setting("imagekit.upload_url", "https://upload.imagekit.io", "Where it takes uploads."),
    secret(
        "security.secret",
        "Signs tokens: 64 hex digits, as `openssl rand -hex 32` prints. Without it, one is made in the data folder (mode 0600). All nodes need the same.",
    ),
    setting("security.access_token_lifetime", "15m", "How long an access token holds."),
    setting("security.refresh_token_lifetime", "30d", "How long a sign-in holds without being used."),
    setting(
        "security.access_cache",
        "10s",
        "How long a change of rights that another node made may go unnoticed.",
    ),
    setting("security.argon2_memory_kib", "19456", "Memory of one password hash, in KiB."),
    setting("security.argon2_iterations", "2", "Passes over that memory."),
    setting("security.argon2_parallelism", "1", "Lanes of one password hash."),
    setting("uploads.max_file_bytes", "256MiB", "The largest file that is taken."),
    setting(
        "uploads.max_pixels",
        "100000000",
        "The most pixels (width × height) that a picture may have. It bounds the memory that decoding takes.",
    ),
    setting("uploads.max_files", "500", "The most files in one request."),
    setting("uploads.max_request_bytes", "16GiB", "The largest request with files."),
    setting(
        "uploads.decoders",
        "auto",
        "How many pictures are decoded at once in this process; `auto` is one per core.",
    ),
    setting(
        "downloads.archives_per_studio",
        "5",
        "How many archives one studio's people and guests may fetch at a time from one process.",
    ),
    setting(
        "worker.count",
        "auto",
        "Background workers in the serving process: `auto` is one per core, 0 leaves the work to `atelier work`.",
    ),
    setting("worker.poll_interval", "1s", "How often a worker looks for work that another process queued."),
    setting(
        "worker.lease",
        "1m",
        "How long a claimed job is left alone before another worker may take it. Renewed while the job runs.",
    ),
    setting(
        "worker.maintenance_interval",
        "1h",
        "How often expired rows, deleted pictures and orphaned files are removed.",
    ),
    setting(
        "limits.enabled",
        "true",
        "Rate limits. Turn them off only for tests and behind another limiter.",
    ),
    setting(
        "limits.sign_in_per_address",
        "30/5m",
        "Sign-ins from one address: so many at once, and as many again over the time.",
    ),
    setting("limits.sign_in_per_account", "10/15m", "Sign-ins with one user name or e-mail, from wherever."),
    setting("limits.registration_per_address", "10/1h", "Registrations from one address."),
    setting("limits.refresh_per_address", "120/1m", "Exchanges of refresh tokens from one address."),
    setting("limits.link_per_address", "60/1m", "Share links opened from one address."),
    setting("limits.code_per_address", "20/15m", "Access codes tried from one address."),
    setting("limits.code_per_link", "10/15m", "Access codes tried on one share link."),
    setting("limits.calls_per_api_token", "1200/1m", "Calls with one API token."),
    setting("limits.refused_api_tokens_per_address", "60/5m", "Refused API tokens from one address."),
    setting("limits.json_bytes", "256KiB", "The largest body of a request that is not an upload."),
    setting(
        "log.level",
        "info",
        "`error`, `warn`, `info`, `debug`, `trace`, or filters such as `info,atelier_http=debug`.",
    ),
    setting("log.format", "pretty", "`pretty` for people, `json` for machines. Logs go to standard error."),
    setting(
        "retention.deleted",
        "30d",
        "How long deleted pictures can be restored before they are removed for good.",
    ),
    setting("retention.orphans", "24h", "The age at which a file that no row names is removed."),
    setting(
        "retention.history",
        "30d",
        "How long finished jobs and the events of the outbox are kept. The audit log stays for ever.",
    ),
    setting(
        "retention.uploads",
        "3d",
        "How long an upload in chunks may rest before what came of it is removed.",
    ),
];

/// The setting with this key.
pub fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// The name among `candidates` that `word` was probably meant to be.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= 2.max(candidate.len() / 4))
        .map(|(_, candidate)| candidate)
}

/// The table as Markdown, the way `docs/OPERATIONS.md` holds it.
pub fn markdown() -> String {
    let mut table = String::from("| setting | variable | default | meaning |\n|---|---|---|---|\n");
    for setting in SETTINGS {
        let default =
            if setting.default.is_empty() { "–".to_owned() } else { format!("`{}`", setting.default) };
        let secret = if setting.secret {
            " **Secret**: also from the file that the variable with `_FILE` names."
        } else {
            ""
        };
        table.push_str(&format!(
            "| `{}` | `{}` | {default} | {}{secret} |\n",
            setting.key,
            setting.env(),
            setting.doc
        ));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_stands_once_and_no_two_keys_share_a_variable() {
        let keys: std::collections::BTreeSet<_> = SETTINGS.iter().map(|setting| setting.key).collect();
        assert_eq!(keys.len(), SETTINGS.len());
        let variables: std::collections::BTreeSet<_> =
            SETTINGS.iter().flat_map(|setting| [Some(setting.env()), setting.env_file()]).flatten().collect();
        let secrets = SETTINGS.iter().filter(|setting| setting.secret).count();
        assert_eq!(variables.len(), SETTINGS.len() + secrets);
    }

    #[test]
    fn a_typing_error_finds_the_word_that_was_meant() {
        let keys = || SETTINGS.iter().map(|setting| setting.key);
        assert_eq!(closest("server.bnid", keys()), Some("server.bind"));
        assert_eq!(closest("colour_of_the_sky", keys()), None);
    }
}
