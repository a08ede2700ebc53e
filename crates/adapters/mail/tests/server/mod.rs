//! A mail server of one page: it accepts everything that it was not told to refuse.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Default)]
struct Seen {
    connections: usize,
    commands: Vec<String>,
    letters: Vec<String>,
}

pub struct Server {
    pub port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    /// `replies` are given to commands that begin so, `.` being the end of a letter. An empty reply is silence.
    pub async fn start(replies: &[(&'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (replies, shared) = (replies.to_vec(), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                // A client that hangs up in the middle is the client's test, not ours.
                tokio::spawn(talk(connection, replies.clone(), Arc::clone(&shared)));
            }
        });
        Self { port, seen }
    }

    pub async fn unused_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }

    /// The letters as they were on the line.
    pub fn letters(&self) -> Vec<String> {
        self.seen.lock().unwrap().letters.clone()
    }
}

async fn talk(
    connection: TcpStream,
    replies: Vec<(&'static str, &'static str)>,
    seen: Arc<Mutex<Seen>>,
) -> std::io::Result<()> {
    let mut connection = BufReader::new(connection);
    connection.write_all(b"220 test ESMTP\r\n").await?;
    let mut letter: Option<String> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if connection.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line).into_owned();
        let command = text.trim_end().to_owned();
        if let Some(open) = letter.as_mut().filter(|_| command != ".") {
            open.push_str(&text);
            continue;
        }
        {
            let mut seen = seen.lock().unwrap();
            seen.commands.push(command.clone());
            seen.letters.extend(letter.take());
        }
        let told = replies.iter().find(|(begin, _)| command.starts_with(begin)).map(|(_, reply)| *reply);
        let reply = told.unwrap_or_else(|| usual(&command));
        if reply.starts_with("354") {
            letter = Some(String::new());
        }
        if !reply.is_empty() {
            connection.write_all(format!("{reply}\r\n").as_bytes()).await?;
        }
        if command == "QUIT" {
            return Ok(());
        }
    }
}

fn usual(command: &str) -> &'static str {
    match command.split(' ').next().unwrap_or_default() {
        "EHLO" => "250-test\r\n250 AUTH PLAIN LOGIN",
        "AUTH" => "235 welcome",
        "DATA" => "354 go ahead",
        "QUIT" => "221 bye",
        "MAIL" | "RCPT" | "NOOP" | "RSET" | "." => "250 ok",
        _ => "500 unknown command",
    }
}
