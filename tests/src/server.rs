//! The whole server, as people run it, on a free port and in a folder that is gone afterwards.

use atelier_server::{App, Config, Running};
use chrono::{DateTime, Utc};
use tempfile::TempDir;

use crate::client::Client;

/// What differs from the defaults: nothing is limited, one thread answers, and passwords are hashed as fast as the
/// parameters allow. Journeys sign in by the hundred.
const SETTINGS: &[(&str, &str)] = &[
    ("server.bind", "127.0.0.1:0"),
    ("server.workers", "1"),
    ("worker.count", "2"),
    ("limits.enabled", "false"),
    ("security.argon2_memory_kib", "64"),
    ("security.argon2_iterations", "1"),
];

/// A server that runs until the test is over.
pub struct TestServer {
    running: Running,
    folder: TempDir,
}

impl TestServer {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With some settings of its own.
    ///
    /// # Panics
    ///
    /// When it cannot start.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data").to_string_lossy().into_owned();
        let mut pairs: Vec<(&str, &str)> = SETTINGS.to_vec();
        pairs.retain(|(key, _)| settings.iter().all(|(own, _)| own != key));
        pairs.push(("data.folder", &data));
        pairs.extend_from_slice(settings);
        let config = Config::with(&pairs).unwrap_or_else(|errors| panic!("the configuration: {errors:?}"));
        let running = App::start(&config).await.unwrap_or_else(|error| panic!("the server: {error:?}"));
        Self { running, folder }
    }

    /// Somebody who has not signed in.
    pub fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.running.address()))
    }

    pub fn running(&self) -> &Running {
        &self.running
    }

    /// Where the server keeps its data.
    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// The server's time, to the second, as its answers say it.
    pub async fn now(&self) -> DateTime<Utc> {
        let answer = self.client().get("/health").await;
        let date = answer.header("date").expect("an answer has a date");
        DateTime::parse_from_rfc2822(date).expect("a date of HTTP").with_timezone(&Utc)
    }
}
