//! The whole server in one value: the API and the background work of one process.

use std::net::SocketAddr;

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use atelier_http::Http;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::background::Background;
use crate::config::Config;
use crate::error::StartError;
use crate::http_settings::http_settings;
use crate::wiring::{UseCases, open_store};

/// How many connections may wait to be taken.
const BACKLOG: u32 = 1_024;

/// How many bytes of an answer are gathered before they are sent. A buffer of twice as many is what a connection keeps.
const WRITE_BUFFER: usize = 64 * 1_024;

/// Starts servers.
#[derive(Debug)]
pub struct App;

/// A server that has been started. Dropping it leaves it running until the runtime ends; [`Running::stop`] ends it.
pub struct Running {
    address: SocketAddr,
    url: String,
    use_cases: UseCases,
    background: Background,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
    ended: CancellationToken,
}

impl App {
    /// Makes the data folder, brings the database up to date, and serves. MUST be called inside a multi-threaded Tokio
    /// runtime. When it answers, requests are being served.
    pub async fn start(config: &Config) -> Result<Running, StartError> {
        crate::tls::install_provider();
        let use_cases = UseCases::build(config, open_store(config, true).await?)?;
        let listener = listen(config.server.bind).await?;
        let address = listener.local_addr().map_err(StartError::of)?;
        let url = config.server.public_url(address);
        let settings = http_settings(config, url.clone());
        let http = Http::new(use_cases.services(), settings).map_err(StartError::of)?;
        let server = HttpServer::new(move || http.app())
            .workers(config.server.workers.0)
            .h1_write_buffer_size(WRITE_BUFFER)
            .client_request_timeout(config.server.stall_timeout)
            .shutdown_timeout(config.server.shutdown_timeout.as_secs())
            // The program has its own, which also stop the background work.
            .disable_signals()
            .listen(listener)
            .map_err(StartError::of)?
            .run();
        let handle = server.handle();
        let ended = CancellationToken::new();
        let server = tokio::spawn({
            let guard = ended.clone().drop_guard();
            async move {
                let outcome = server.await;
                drop(guard);
                outcome
            }
        });
        let background = Background::start(config, &use_cases, config.worker.count.0);
        Ok(Running { address, url, use_cases, background, handle, server, ended })
    }
}

async fn listen(address: SocketAddr) -> Result<std::net::TcpListener, StartError> {
    let bind = async {
        let socket = match address {
            SocketAddr::V4(_) => tokio::net::TcpSocket::new_v4()?,
            SocketAddr::V6(_) => tokio::net::TcpSocket::new_v6()?,
        };
        // A restart must not wait for connections of the process before it.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)?.into_std()
    };
    bind.await
        .map_err(|error: std::io::Error| StartError::new(format!("{address} cannot be listened on: {error}")))
}

impl Running {
    /// Where it listens; with port 0 in the configuration this is how one learns the port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where people reach it, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The use cases behind the API, for tests that prepare or look at what no route shows.
    pub fn use_cases(&self) -> &UseCases {
        &self.use_cases
    }

    /// Returns when the server has ended by itself, which it does only when something is badly wrong.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }

    /// Takes no more requests and jobs, waits for those under way as long as the configuration allows, gives
    /// unfinished jobs back, and closes the database.
    pub async fn stop(self) {
        let Self { use_cases, background, handle, server, .. } = self;
        tokio::join!(handle.stop(true), background.stop());
        match server.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the server ended badly"),
            Err(error) => tracing::error!(%error, "the server ended badly"),
        }
        use_cases.close().await;
    }
}
