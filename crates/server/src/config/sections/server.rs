//! How requests come in, and how many.

use std::net::SocketAddr;
use std::time::Duration;

use atelier_http::extract::Network;
use url::Url;

use crate::config::reader::{Reader, read_section};
use crate::config::secret::Secret;
use crate::config::value::{Bytes, Parallel, Rate};

/// How requests come in.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    pub bind: SocketAddr,
    public_url: Option<Url>,
    pub workers: Parallel,
    pub trusted_proxies: Vec<Network>,
    pub cors_origins: Vec<Url>,
    pub hsts: Option<Duration>,
    pub request_timeout: Duration,
    pub upload_timeout: Duration,
    pub stall_timeout: Duration,
    pub stream_lifetime: Duration,
    pub metrics_token: Option<Secret>,
    pub shutdown_timeout: Duration,
}

impl ServerConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(
            reader,
            ServerConfig {
                bind: "server.bind",
                public_url: "server.public_url",
                workers: "server.workers",
                trusted_proxies: "server.trusted_proxies",
                cors_origins: "server.cors_origins",
                hsts: "server.hsts",
                request_timeout: "server.request_timeout",
                upload_timeout: "server.upload_timeout",
                stall_timeout: "server.stall_timeout",
                stream_lifetime: "server.stream_lifetime",
                metrics_token: "server.metrics_token",
                shutdown_timeout: "server.shutdown_timeout",
            }
        )?;
        reader.require(section.workers.0 > 0, "server.workers", "at least one thread must serve");
        for (key, timeout) in [
            ("server.request_timeout", section.request_timeout),
            ("server.upload_timeout", section.upload_timeout),
            ("server.stall_timeout", section.stall_timeout),
            ("server.stream_lifetime", section.stream_lifetime),
        ] {
            reader.require(timeout >= Duration::from_secs(1), key, "expected at least 1s");
        }
        let plain = |origin: &Url| origin.path() == "/" && origin.query().is_none();
        let message = "an origin has a scheme, a host and perhaps a port, and no path";
        reader.require(section.cors_origins.iter().all(plain), "server.cors_origins", message);
        Some(section)
    }

    /// Where people reach the installation, without a slash at the end. `bound` is where it listens.
    pub fn public_url(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", reachable(bound)),
        }
    }
}

/// A wildcard address can be bound to and not be called; this machine can be called by its loopback address.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// How often, and how much, one caller may ask.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    pub enabled: bool,
    pub sign_in_per_address: Rate,
    pub sign_in_per_account: Rate,
    pub registration_per_address: Rate,
    pub refresh_per_address: Rate,
    pub link_per_address: Rate,
    pub code_per_address: Rate,
    pub code_per_link: Rate,
    pub calls_per_api_token: Rate,
    pub refused_api_tokens_per_address: Rate,
    pub json_bytes: Bytes,
}

impl LimitsConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(
            reader,
            LimitsConfig {
                enabled: "limits.enabled",
                sign_in_per_address: "limits.sign_in_per_address",
                sign_in_per_account: "limits.sign_in_per_account",
                registration_per_address: "limits.registration_per_address",
                refresh_per_address: "limits.refresh_per_address",
                link_per_address: "limits.link_per_address",
                code_per_address: "limits.code_per_address",
                code_per_link: "limits.code_per_link",
                calls_per_api_token: "limits.calls_per_api_token",
                refused_api_tokens_per_address: "limits.refused_api_tokens_per_address",
                json_bytes: "limits.json_bytes",
            }
        )?;
        reader.require(section.json_bytes.0 >= 1_024, "limits.json_bytes", "expected at least 1KiB");
        Some(section)
    }
}
