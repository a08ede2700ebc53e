//! Fresh secrets and identifiers.

use std::sync::atomic::{AtomicU64, Ordering};

use atelier_application::ports::{SecretToken, TokenSource};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Names the purpose of the digests. Changing it would make every stored digest worthless.
const DIGEST_CONTEXT: &str = "atelier 2026 digest of a stored token";

/// The operating system gave no randomness, so nothing may be signed or shared.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random numbers: {0}")]
pub struct RandomnessError(#[source] getrandom::Error);

/// Secrets from the operating system's generator.
///
/// The port cannot fail, the operating system can. Each value is therefore a keyed hash of a counter and fresh system
/// randomness, under a key that was drawn when the process started: without the fresh part it would still be
/// unpredictable, and without the key it would still be as good as the system's.
pub struct RandomTokens {
    seed: [u8; 32],
    drawn: AtomicU64,
}

impl std::fmt::Debug for RandomTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RandomTokens(…)")
    }
}

impl RandomTokens {
    /// Draws the key. It fails where the operating system has no randomness to give.
    pub fn new() -> Result<Self, RandomnessError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(RandomnessError)?;
        Ok(Self { seed, drawn: AtomicU64::new(0) })
    }

    fn draw(&self) -> blake3::Hash {
        self.mix(|fresh| getrandom::fill(fresh).is_ok())
    }

    /// `refresh` may leave the bytes as they are; the counter alone keeps values apart.
    fn mix(&self, refresh: impl FnOnce(&mut [u8]) -> bool) -> blake3::Hash {
        let mut fresh = [0; 32];
        refresh(&mut fresh);
        let count = self.drawn.fetch_add(1, Ordering::Relaxed);
        blake3::Hasher::new_keyed(&self.seed).update(&count.to_le_bytes()).update(&fresh).finalize()
    }
}

impl TokenSource for RandomTokens {
    fn secret(&self) -> SecretToken {
        SecretToken(URL_SAFE_NO_PAD.encode(self.draw().as_bytes()))
    }

    fn identifier(&self) -> String {
        let mut hex = self.draw().to_hex().to_string();
        hex.truncate(32);
        hex
    }

    fn digest(&self, secret: &str) -> String {
        blake3::Hash::from_bytes(blake3::derive_key(DIGEST_CONTEXT, secret.as_bytes())).to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_secret_is_43_characters_of_url_safe_base64() {
        let SecretToken(secret) = RandomTokens::new().unwrap().secret();
        assert_eq!(secret.len(), 43);
        assert_eq!(URL_SAFE_NO_PAD.decode(&secret).unwrap().len(), 32);
    }

    #[test]
    fn an_identifier_is_32_lower_case_hex_digits() {
        let identifier = RandomTokens::new().unwrap().identifier();
        assert_eq!(identifier.len(), 32);
        assert!(identifier.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{identifier}");
    }

    #[test]
    fn no_two_values_are_the_same() {
        let tokens = RandomTokens::new().unwrap();
        let secrets: HashSet<String> = (0..10_000).map(|_| tokens.secret().0).collect();
        assert_eq!(secrets.len(), 10_000);
        let identifiers: HashSet<String> = (0..10_000).map(|_| tokens.identifier()).collect();
        assert_eq!(identifiers.len(), 10_000);
    }

    #[test]
    fn values_stay_apart_and_unpredictable_when_the_system_fails_later() {
        let (one, other) = (RandomTokens::new().unwrap(), RandomTokens::new().unwrap());
        let dry: Vec<_> = [&one, &one, &other, &other].map(|tokens| tokens.mix(|_| false)).into();
        let different: HashSet<_> = dry.iter().map(blake3::Hash::as_bytes).collect();
        assert_eq!(different.len(), 4);
    }

    #[test]
    fn a_digest_is_the_same_in_every_process_and_version() {
        // Computed with another implementation of BLAKE3. Stored digests of links and sign-ins depend on it.
        let expected = "c8d2a74f235187564fdd6e46308d37d21fc502122bb93d5cdf9c2693d913cf75";
        for _ in 0..2 {
            let digest = RandomTokens::new().unwrap().digest("5iH1vPzWcQ0y2m4n6b8x1c3v5z7a9s1d3f5g7h9j1k0");
            assert_eq!(digest, expected);
        }
    }

    #[test]
    fn a_digest_is_64_hex_digits_and_not_the_plain_hash() {
        let tokens = RandomTokens::new().unwrap();
        let digest = tokens.digest("secret");
        assert_eq!(digest.len(), 64);
        assert_ne!(digest, blake3::hash(b"secret").to_hex().to_string());
        assert_ne!(digest, tokens.digest("Secret"));
    }
}
