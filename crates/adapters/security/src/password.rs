//! argon2id for passwords and access codes.

use std::num::NonZeroUsize;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use atelier_application::ports::{HashError, PasswordHasher};
use tokio::sync::Semaphore;

/// How costly a hash is. The default takes about 25 ms of one core and 19 MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Settings {
    /// KiB of memory per hash.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    pub lanes: u32,
    /// Hashes that may run at a time.
    pub concurrency: NonZeroUsize,
}

impl Default for Argon2Settings {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
            concurrency: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        }
    }
}

/// Hashes with argon2id on the blocking pool.
///
/// A stored hash names its own parameters, so hashes of older settings go on being checked after a change.
#[derive(Debug, Clone)]
pub struct Argon2Hasher {
    argon2: Argon2<'static>,
    slots: Arc<Semaphore>,
    /// What a password is checked against when there is no such user.
    decoy: Arc<str>,
}

impl Argon2Hasher {
    /// Checks the settings and makes the decoy, which takes as long as one hash.
    pub fn new(settings: Argon2Settings) -> Result<Self, HashError> {
        let params =
            Params::new(settings.memory_kib, settings.passes, settings.lanes, None).map_err(failed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = argon2.hash_password(b"nobody").map_err(failed)?.to_string();
        let slots = Arc::new(Semaphore::new(settings.concurrency.get()));
        Ok(Self { argon2, slots, decoy: decoy.into() })
    }

    /// Runs `work` off the async threads. The slot goes with the work, not with the caller: a client that hangs up
    /// must not make room for another hash while its own is still running.
    async fn bounded<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(failed)?;
        let argon2 = self.argon2.clone();
        tokio::task::spawn_blocking(move || {
            let outcome = work(&argon2);
            drop(slot);
            outcome
        })
        .await
        .map_err(failed)?
    }
}

fn failed(error: impl std::fmt::Display) -> HashError {
    HashError(error.to_string())
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: &str) -> Result<String, HashError> {
        let password = password.to_owned();
        self.bounded(move |argon2| Ok(argon2.hash_password(password.as_bytes()).map_err(failed)?.to_string()))
            .await
    }

    async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, HashError> {
        let known = hash.is_some();
        let password = password.to_owned();
        let hash = hash.unwrap_or(&self.decoy).to_owned();
        let matches = self
            .bounded(move |argon2| {
                let stored = PasswordHash::new(&hash).map_err(failed)?;
                if stored.salt.is_none() || stored.hash.is_none() {
                    return Err(failed("the stored hash is incomplete"));
                }
                match argon2.verify_password(password.as_bytes(), &stored) {
                    Ok(()) => Ok(true),
                    Err(Error::PasswordInvalid) => Ok(false),
                    Err(error) => Err(failed(error)),
                }
            })
            .await?;
        Ok(known && matches)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn cheap() -> Argon2Settings {
        Argon2Settings { memory_kib: 8, passes: 1, lanes: 1, concurrency: NonZeroUsize::MIN }
    }

    #[tokio::test]
    async fn the_right_password_is_known_again_and_a_wrong_one_is_not() {
        let hasher = Argon2Hasher::new(cheap()).unwrap();
        let hash = hasher.hash("blå himmel 🌤").await.unwrap();
        assert!(hasher.verify("blå himmel 🌤", Some(&hash)).await.unwrap());
        assert!(!hasher.verify("blå himmel", Some(&hash)).await.unwrap());
        assert!(!hasher.verify("", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn the_same_password_never_gives_the_same_hash() {
        let hasher = Argon2Hasher::new(cheap()).unwrap();
        assert_ne!(hasher.hash("same").await.unwrap(), hasher.hash("same").await.unwrap());
    }

    #[tokio::test]
    async fn by_default_a_hash_is_argon2id_with_19_mib_and_two_passes() {
        let hash = Argon2Hasher::new(Argon2Settings::default()).unwrap().hash("password").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[tokio::test]
    async fn no_password_opens_an_account_that_does_not_exist() {
        let hasher = Argon2Hasher::new(cheap()).unwrap();
        assert!(!hasher.verify("nobody", None).await.unwrap());
    }

    #[tokio::test]
    async fn an_unknown_user_costs_as_much_as_a_wrong_password() {
        let settings = Argon2Settings { memory_kib: 16_384, passes: 2, ..cheap() };
        let hasher = Argon2Hasher::new(settings).unwrap();
        let hash = hasher.hash("right").await.unwrap();
        // The fastest of several runs, because a busy machine only ever makes a run slower.
        let (mut unknown, mut wrong) = (u128::MAX, u128::MAX);
        for _ in 0..7 {
            let started = Instant::now();
            hasher.verify("wrong", None).await.unwrap();
            unknown = unknown.min(started.elapsed().as_micros());
            let started = Instant::now();
            hasher.verify("wrong", Some(&hash)).await.unwrap();
            wrong = wrong.min(started.elapsed().as_micros());
        }
        assert!(unknown * 2 > wrong && wrong * 2 > unknown, "unknown {unknown} µs, wrong {wrong} µs");
    }

    #[tokio::test]
    async fn a_hash_of_older_settings_is_still_checked() {
        let old = Argon2Hasher::new(cheap()).unwrap().hash("password").await.unwrap();
        let new = Argon2Hasher::new(Argon2Settings { memory_kib: 64, passes: 3, ..cheap() }).unwrap();
        assert!(new.verify("password", Some(&old)).await.unwrap());
    }

    #[tokio::test]
    async fn a_broken_stored_hash_is_an_error_and_not_a_wrong_password() {
        let hasher = Argon2Hasher::new(cheap()).unwrap();
        for broken in ["", "plain", "$argon2id$v=19$m=8,t=1,p=1", "$unknown$abc"] {
            assert!(hasher.verify("password", Some(broken)).await.is_err(), "{broken}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_more_hashes_run_at_a_time_than_there_are_slots() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let settings = Argon2Settings { concurrency: NonZeroUsize::new(2).unwrap(), ..cheap() };
        let hasher = Argon2Hasher::new(settings).unwrap();
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..12)
            .map(|_| {
                let (hasher, running, most) = (hasher.clone(), Arc::clone(&running), Arc::clone(&most));
                tokio::spawn(async move {
                    hasher
                        .bounded(move |_| {
                            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                            std::thread::sleep(std::time::Duration::from_millis(5));
                            running.fetch_sub(1, Ordering::SeqCst);
                            Ok(())
                        })
                        .await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn settings_that_argon2_cannot_use_are_refused_at_the_start() {
        assert!(Argon2Hasher::new(Argon2Settings { memory_kib: 1, ..cheap() }).is_err());
        assert!(Argon2Hasher::new(Argon2Settings { passes: 0, ..cheap() }).is_err());
    }
}
