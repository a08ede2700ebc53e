//! Time, randomness, passwords and tokens: the adapters behind `application::ports::{Clock, TokenSource,
//! PasswordHasher, TokenIssuer}`.
//!
//! | port | adapter | how |
//! |---|---|---|
//! | `Clock` | [`SystemClock`] | the computer's clock, cut to microseconds |
//! | `TokenSource` | [`RandomTokens`] | 256 bits from the operating system; BLAKE3 digests for storage |
//! | `PasswordHasher` | [`Argon2Hasher`] | argon2id on the blocking pool, at most as many at a time as there are cores |
//! | `TokenIssuer` | [`SignedTokens`] | HS256 JWT for access, a 128-bit keyed BLAKE3 tag for media addresses |
//!
//! Everything that is signed hangs on one secret of 32 bytes, [`Secrets`], which is made on the first start and read
//! from then on. Each purpose has its own key, derived from that secret, so a token of one kind never holds as one of
//! another. Who owns the secret can sign as anybody; who loses it signs everybody out, and loses nothing else: share
//! links, refresh tokens and passwords are stored as digests that do not depend on it.

mod clock;
mod password;
mod random;
mod secrets;
mod tokens;

pub use clock::SystemClock;
pub use password::{Argon2Hasher, Argon2Settings};
pub use random::{RandomTokens, RandomnessError};
pub use secrets::{Secrets, SecretsError};
pub use tokens::SignedTokens;
