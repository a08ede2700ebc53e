//! Secrets that are the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

use atelier_application::ports::{SecretToken, TokenSource};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Secrets in a fixed order. Two sources with the same seed give the same ones.
#[derive(Debug)]
pub struct SeededTokens {
    seed: u64,
    given: AtomicU64,
}

impl Default for SeededTokens {
    fn default() -> Self {
        Self::new(1)
    }
}

impl SeededTokens {
    pub fn new(seed: u64) -> Self {
        Self { seed, given: AtomicU64::new(0) }
    }

    fn next(&self) -> blake3::Hash {
        let turn = self.given.fetch_add(1, Ordering::SeqCst);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes()).update(&turn.to_le_bytes());
        hasher.finalize()
    }
}

impl TokenSource for SeededTokens {
    fn secret(&self) -> SecretToken {
        SecretToken(URL_SAFE_NO_PAD.encode(self.next().as_bytes()))
    }

    fn identifier(&self) -> String {
        self.next().to_hex().chars().take(32).collect()
    }

    fn digest(&self, secret: &str) -> String {
        blake3::hash(secret.as_bytes()).to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_the_form_of_real_ones_and_never_repeat() {
        let tokens = SeededTokens::default();
        let (first, second) = (tokens.secret(), tokens.secret());
        assert_eq!(first.0.len(), 43);
        assert_ne!(first, second);
        assert_eq!(tokens.identifier().len(), 32);
        assert_eq!(tokens.digest(&first.0).len(), 64);
        assert_eq!(SeededTokens::default().secret(), first);
    }
}
