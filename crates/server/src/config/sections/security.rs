//! Passwords and tokens.

use std::time::Duration;

use crate::config::reader::{Reader, read_section};
use crate::config::secret::Secret;

/// Passwords and tokens.
#[derive(Debug, Clone)]
pub struct SecurityConfig {
    pub secret: Option<Secret>,
    pub access_token_lifetime: Duration,
    pub refresh_token_lifetime: Duration,
    pub access_cache: Duration,
    pub argon2_memory_kib: u32,
    pub argon2_iterations: u32,
    pub argon2_parallelism: u32,
}

impl SecurityConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(
            reader,
            SecurityConfig {
                secret: "security.secret",
                access_token_lifetime: "security.access_token_lifetime",
                refresh_token_lifetime: "security.refresh_token_lifetime",
                access_cache: "security.access_cache",
                argon2_memory_kib: "security.argon2_memory_kib",
                argon2_iterations: "security.argon2_iterations",
                argon2_parallelism: "security.argon2_parallelism",
            }
        )?;
        let hex = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let good = section.secret.as_ref().is_none_or(|secret| hex(secret.expose()));
        reader.require(good, "security.secret", "expected 64 hex digits");
        for (key, lifetime) in [
            ("security.access_token_lifetime", section.access_token_lifetime),
            ("security.refresh_token_lifetime", section.refresh_token_lifetime),
        ] {
            reader.require(lifetime >= Duration::from_secs(1), key, "expected at least 1s");
        }
        let lanes = section.argon2_parallelism;
        reader.require((1..=64).contains(&lanes), "security.argon2_parallelism", "expected 1 to 64");
        reader.require(section.argon2_iterations >= 1, "security.argon2_iterations", "expected at least 1");
        let enough = section.argon2_memory_kib >= lanes.saturating_mul(8);
        reader.require(enough, "security.argon2_memory_kib", "expected at least 8 KiB per lane");
        Some(section)
    }
}
