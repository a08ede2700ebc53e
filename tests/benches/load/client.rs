//! A load driver that costs little: plain sockets, kept open, one request at a time on each.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What one run of requests gave.
pub struct Outcome {
    pub per_second: f64,
    pub median: Duration,
    pub p99: Duration,
    pub status: u16,
    /// Of one answer's body.
    pub bytes: usize,
}

/// A request as it goes over the wire.
pub struct Request {
    pub address: SocketAddr,
    text: String,
}

impl Request {
    pub fn get(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Self {
        Self { address, text: head("GET", path, address, headers) + "\r\n" }
    }

    pub fn post(address: SocketAddr, path: &str, json: &str) -> Self {
        let length = json.len().to_string();
        let headers = [("Content-Type", "application/json"), ("Content-Length", length.as_str())];
        Self { address, text: head("POST", path, address, &headers) + "\r\n" + json }
    }

    /// Sends it once and gives status, header block and body.
    pub async fn once(&self) -> std::io::Result<(u16, String, Vec<u8>)> {
        let mut connection = Connection::open(self.address).await?;
        connection.exchange(&self.text).await
    }

    /// Sends it over `connections` sockets for `time`, after a fifth of it as warm-up.
    pub async fn drive(&self, connections: usize, time: Duration) -> std::io::Result<Outcome> {
        let begin = Instant::now() + time / 5;
        let end = begin + time;
        let mut tasks = Vec::new();
        for _ in 0..connections {
            let (address, text) = (self.address, self.text.clone());
            tasks.push(tokio::spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut times = Vec::new();
                let mut last = (0, 0);
                while Instant::now() < end {
                    let sent = Instant::now();
                    let (status, _, body) = connection.exchange(&text).await?;
                    if sent >= begin {
                        times.push(sent.elapsed());
                    }
                    last = (status, body.len());
                }
                Ok::<_, std::io::Error>((times, last))
            }));
        }
        let mut times = Vec::new();
        let mut last = (0, 0);
        for task in tasks {
            let (mine, answer) = task.await.map_err(std::io::Error::other)??;
            times.extend(mine);
            last = answer;
        }
        times.sort_unstable();
        let at = |share: f64| {
            let index = (times.len() as f64 * share) as usize;
            times.get(index.min(times.len().saturating_sub(1))).copied().unwrap_or_default()
        };
        Ok(Outcome {
            per_second: times.len() as f64 / time.as_secs_f64(),
            median: at(0.5),
            p99: at(0.99),
            status: last.0,
            bytes: last.1,
        })
    }
}

fn head(method: &str, path: &str, address: SocketAddr, headers: &[(&str, &str)]) -> String {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(256 * 1024) })
    }

    async fn exchange(&mut self, text: &str) -> std::io::Result<(u16, String, Vec<u8>)> {
        self.stream.write_all(text.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if let Some(answer) = complete(&self.buffer) {
                return Ok(answer);
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::Error::other("the server closed the connection"));
            }
        }
    }
}

/// Status, header block and body, once all of it is there.
fn complete(buffer: &[u8]) -> Option<(u16, String, Vec<u8>)> {
    let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(buffer.get(..end)?).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length:").map(|text| text.trim().to_owned())
        })
        .and_then(|text| text.parse().ok())
        .unwrap_or(0_usize);
    let body = buffer.get(end + 4..)?;
    (body.len() >= length).then(|| (status, head, body.get(..length).unwrap_or_default().to_vec()))
}
