//! The sections of the configuration that concern the HTTP adapter, in its words.

use atelier_http::settings::{HttpSettings, Rate, RateLimits, Secret, UploadLimits};

use crate::config::{self, Config};

/// What the HTTP adapter is told. `public_url` has no slash at the end.
pub fn http_settings(config: &Config, public_url: String) -> HttpSettings {
    let server = &config.server;
    let limits = &config.limits;
    HttpSettings {
        public_url,
        cors_origins: server
            .cors_origins
            .iter()
            .map(|origin| origin.origin().ascii_serialization())
            .collect(),
        picture_origins: config.imagekit.origin().into_iter().collect(),
        trusted_proxies: server.trusted_proxies.clone(),
        hsts: server.hsts,
        request_timeout: server.request_timeout,
        upload_timeout: server.upload_timeout,
        stall_timeout: server.stall_timeout,
        json_limit: to_usize(limits.json_bytes.0),
        uploads: UploadLimits {
            file_bytes: config.uploads.max_file_bytes.0,
            request_bytes: config.uploads.max_request_bytes.0,
            files: to_usize(config.uploads.max_files.into()),
        },
        spool: config.spool_folder(),
        rates: RateLimits {
            enabled: limits.enabled,
            sign_in_per_address: rate(limits.sign_in_per_address),
            sign_in_per_account: rate(limits.sign_in_per_account),
            registration_per_address: rate(limits.registration_per_address),
            refresh_per_address: rate(limits.refresh_per_address),
            link_per_address: rate(limits.link_per_address),
            code_per_address: rate(limits.code_per_address),
            code_per_link: rate(limits.code_per_link),
            calls_per_api_token: rate(limits.calls_per_api_token),
            refused_api_tokens_per_address: rate(limits.refused_api_tokens_per_address),
        },
        stream_lifetime: server.stream_lifetime,
        metrics_token: server.metrics_token.as_ref().map(|token| Secret(token.expose().to_owned())),
        web_assets: config.web_assets.clone(),
    }
}

fn rate(rate: config::Rate) -> Rate {
    Rate { burst: rate.burst, per: rate.per }
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The adapter has defaults of its own, for its tests; people who read its code should find the same numbers.
    #[test]
    fn both_sides_have_the_same_defaults() {
        let adapter = HttpSettings::default();
        let ours = http_settings(&Config::with(&[]).unwrap(), adapter.public_url.clone());
        assert_eq!(format!("{ours:?}"), format!("{adapter:?}"));
    }
}
