//! The binary as a process, and a client that talks to it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

/// How long anything may take before the test gives up.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A command of the binary that works in `folder`, without this process's environment.
pub fn atelier(folder: &Path, args: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_atelier"));
    command
        .args(args)
        .current_dir(folder)
        .env_clear()
        .env("ATELIER_SERVER_BIND", "127.0.0.1:0")
        .env("ATELIER_LIMITS_ENABLED", "false")
        // The cheapest hash: these tests are not about passwords.
        .env("ATELIER_SECURITY_ARGON2_MEMORY_KIB", "8")
        .env("ATELIER_SECURITY_ARGON2_ITERATIONS", "1")
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end: exit code, standard output, standard error.
pub fn run(folder: &Path, args: &[&str], settings: &[(&str, &str)]) -> (i32, String, String) {
    let output = atelier(folder, args, settings).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// A running process of ours, killed at the end of the test if it still runs.
pub struct Process {
    child: Child,
}

impl Process {
    pub fn start(mut command: Command) -> Self {
        Self { child: command.spawn().unwrap() }
    }

    /// What the program found in its environment when it began, as `NAME=value`.
    #[cfg(target_os = "linux")]
    pub fn environment(&self) -> Vec<String> {
        let raw = std::fs::read(format!("/proc/{}/environ", self.child.id())).unwrap();
        raw.split(|byte| *byte == 0).map(|entry| String::from_utf8_lossy(entry).into_owned()).collect()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// The end of the process, which has to be a good one, and what it printed.
    pub fn end(&mut self) -> String {
        let status = self.wait();
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        assert!(status.success(), "{status}: {out}");
        out
    }

    /// The end of the process, which has to come by itself.
    pub fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the process does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server on a port of its own.
pub struct Server {
    pub process: Process,
    pub url: String,
    client: reqwest::Client,
    token: Option<String>,
}

impl Server {
    /// Starts the binary in `folder` and waits until it says where it serves.
    pub fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let mut process = Process::start(atelier(folder, &[], settings));
        let stdout = process.child.stdout.take().unwrap();
        let stderr = process.child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            // What is not UTF-8 is not worth a failed test.
            let _ = BufReader::new(stderr).read_to_string(&mut log);
            log
        });
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.split_once(" serves ").map(|(_, url)| url.trim().to_owned()));
        let Some(url) = url else {
            let _ = process.child.kill();
            panic!("the server did not start:\n{}", log.join().unwrap());
        };
        // Whatever else it prints must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, url, client: client(), token: None }
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.request(reqwest::Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        answer(self.request(reqwest::Method::POST, path).json(&body)).await
    }

    /// Registers a studio, whose owner everything after that is done as.
    pub async fn register(&mut self) {
        let body = json!({
            "studio_name": "Nord", "name": "Kari", "username": "kari",
            "email": "kari@studio.example", "password": PASSWORD
        });
        self.token = Some(token(self.post("/api/v1/auth/register", body).await, 201));
    }

    /// Signs in as the owner of `register`.
    pub async fn sign_in(&mut self) {
        let body = json!({ "username": "kari", "password": PASSWORD });
        self.token = Some(token(self.post("/api/v1/auth/login", body).await, 200));
    }

    /// An organization with a gallery; the gallery's id.
    pub async fn make_gallery(&self) -> i64 {
        let (status, made) = self.post("/api/v1/organizations", json!({ "name": "Client" })).await;
        assert_eq!(status, 201, "{made}");
        let gallery = json!({ "organization_id": made["data"]["id"], "subject_name": "Portraits" });
        let (status, made) = self.post("/api/v1/galleries", gallery).await;
        assert_eq!(status, 201, "{made}");
        made["data"]["id"].as_i64().unwrap()
    }

    /// Uploads files into the gallery in one request; an error where the server went away.
    pub async fn upload(&self, gallery: i64, files: Vec<(String, Vec<u8>)>) -> reqwest::Result<(u16, Value)> {
        let mut form = reqwest::multipart::Form::new();
        for (name, bytes) in files {
            form = form.part("file", reqwest::multipart::Part::bytes(bytes).file_name(name));
        }
        let path = format!("/api/v1/galleries/{gallery}/images");
        let response = self.request(reqwest::Method::POST, &path).multipart(form).send().await?;
        Ok((response.status().as_u16(), response.json().await?))
    }
}

/// The password of everybody in these tests.
pub const PASSWORD: &str = "a long pass phrase";

fn client() -> reqwest::Client {
    // Another test of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().timeout(PATIENCE).build().unwrap()
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn token((status, body): (u16, Value), expected: u16) -> String {
    assert_eq!(status, expected, "{body}");
    body["data"]["access_token"].as_str().unwrap().to_owned()
}

/// A JPEG that no other number gives: its first blocks are the number's bits.
pub fn jpeg(number: u32, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| match (x / 8, y / 8) {
        (bit @ 0..32, 0) => Rgb([if number >> bit & 1 == 1 { 255 } else { 0 }; 3]),
        _ => Rgb([(x ^ y) as u8, (x / 8) as u8, (y / 8) as u8]),
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&picture).unwrap();
    bytes
}
