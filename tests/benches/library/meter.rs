//! A server in a process of its own, and what it costs to ask it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use atelier_tests::client::name_tls_provider;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub struct Meter {
    child: Child,
    api: String,
    token: String,
    client: Client,
}

/// What one kind of request has cost so far.
pub struct Series<'m> {
    meter: &'m Meter,
    name: String,
    cpu: Duration,
    times: Vec<Duration>,
    bytes: usize,
}

impl Meter {
    /// Starts this program anew as the server, and registers a studio there.
    pub async fn start(serve: &str, url: &str) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command.args([serve, url]).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("a server");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines.next_line().await.expect("a line").expect("an address");
        let api = format!("http://{address}/api/v1");
        name_tls_provider();
        let client = Client::new();
        let studio = json!({
            "studio_name": "Bench", "name": "Bench", "username": "bench", "email": "b@bench.example",
            "password": "a long pass phrase",
        });
        let sent = client.post(format!("{api}/auth/register")).json(&studio).send().await.expect("an answer");
        let answer: Value = sent.json().await.expect("JSON");
        let token = answer.pointer("/data/access_token").and_then(Value::as_str).expect("a token").to_owned();
        Self { child, api, token, client }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.api)).bearer_auth(&self.token)
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.api)).bearer_auth(&self.token).json(body)
    }

    pub fn patch(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.patch(format!("{}{path}", self.api)).bearer_auth(&self.token).json(body)
    }

    /// The processor time of the server so far, of all its threads, in steps of ten milliseconds.
    fn cpu(&self) -> Duration {
        let id = self.child.id().expect("a server that runs");
        let told = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let after = told.rsplit_once(") ").map_or("", |(_, after)| after);
        let ticks =
            after.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>();
        Duration::from_millis(ticks * 10)
    }

    pub fn begin(&self, name: &str) -> Series<'_> {
        Series { meter: self, name: name.to_owned(), cpu: self.cpu(), times: Vec::new(), bytes: 0 }
    }

    pub async fn repeat(&self, name: &str, times: usize, request: impl Fn(usize) -> RequestBuilder) {
        let mut series = self.begin(name);
        for number in 0..times {
            series.ask(request(number)).await;
        }
        series.end();
    }

    /// So many clients at once, each adding so many photographs.
    pub async fn together(&self, name: &str, clients: usize, each: usize, body: impl Fn(usize) -> Value) {
        let mut bodies: Vec<Vec<Value>> = Vec::new();
        for client in 0..clients {
            bodies.push((0..each).map(|number| body(client * each + number)).collect());
        }
        let (cpu, began) = (self.cpu(), Instant::now());
        let sending = bodies.into_iter().map(|bodies| async move {
            for body in &bodies {
                let answer = self.post("/image-files/new-photo", body).send().await.expect("an answer");
                assert!(answer.status().is_success(), "{name}: {}", answer.status());
            }
        });
        futures_util::future::join_all(sending).await;
        let count = (clients * each) as f64;
        let (took, cpu) = (began.elapsed().as_secs_f64(), (self.cpu() - cpu).as_secs_f64());
        println!(
            "| {name}: {:.0} a second | {:.2} | {:.2} | |",
            count / took,
            took * 1e3 / count,
            cpu * 1e3 / count
        );
    }
}

impl Series<'_> {
    pub async fn ask(&mut self, request: RequestBuilder) -> Value {
        let began = Instant::now();
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let body = answer.bytes().await.expect("a body");
        self.times.push(began.elapsed());
        assert!(status.is_success(), "{}: {status}", self.name);
        self.bytes = body.len();
        serde_json::from_slice(&body).expect("JSON")
    }

    pub fn end(mut self) {
        let cpu = self.meter.cpu().saturating_sub(self.cpu).as_secs_f64() * 1e3 / self.times.len() as f64;
        self.times.sort_unstable();
        let median = self.times.get(self.times.len() / 2).copied().unwrap_or_default().as_secs_f64() * 1e3;
        println!("| {} | {median:.2} | {cpu:.2} | {} |", self.name, self.bytes);
    }
}
