//! Time, randomness, passwords and tokens.

use async_trait::async_trait;
use atelier_domain::galleries::SharePreview;
use atelier_domain::images::Preset;
use atelier_domain::{ApiTokenId, ImageId, ShareLinkId, StudioId, Timestamp, UserId};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present instant, cut to whole microseconds, because no database keeps more.
    fn now(&self) -> Timestamp;
}

/// A random secret that is shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretToken(pub String);

impl std::fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

/// Where secrets come from.
pub trait TokenSource: Send + Sync {
    /// A fresh secret of 256 bits, 43 characters of URL-safe base64. Two calls MUST never give the same.
    fn secret(&self) -> SecretToken;

    /// A fresh identifier of 128 bits, 32 lower-case hex digits. It is unique, not secret.
    fn identifier(&self) -> String;

    /// What is stored instead of a secret: 64 hex digits. The same secret MUST always give the same digest, and the
    /// digest MUST not reveal it. For secrets of full entropy only, never for passwords.
    fn digest(&self, secret: &str) -> String;
}

/// Password hashing failed for a reason that is not the password.
#[derive(Debug, thiserror::Error)]
#[error("password hashing failed: {0}")]
pub struct HashError(pub String);

/// Slow hashes for what people can remember. Work runs off the async threads, bounded by the number of cores.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// A salted hash in PHC form.
    async fn hash(&self, password: &str) -> Result<String, HashError>;

    /// Whether `password` made `hash`. With `None` (no such user) it MUST take as long as a real check, and answer no.
    async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, HashError>;
}

/// A token does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Wrong form, wrong key, wrong issuer or audience.
    #[error("the token is not valid")]
    Invalid,
    /// It was good once.
    #[error("the token has expired")]
    Expired,
}

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessClaims {
    pub user: UserId,
    pub studio: StudioId,
    /// The sign-in that it belongs to: the family of its refresh token. When that ends, the token ends.
    pub family: String,
    /// Unique per token.
    pub id: String,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What a media token says: which picture in which version, in which size, for whom, until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaClaims {
    pub image: ImageId,
    /// Which version of the picture, from 1: another file has another address.
    pub version: i32,
    pub studio: StudioId,
    pub preset: Preset,
    /// The link by which the viewer came, whose terms hold; `None` for signed-in people.
    pub link: Option<ShareLinkId>,
    /// The API token with which it was asked for, whose permissions and end hold. Never beside a link.
    pub api_token: Option<ApiTokenId>,
    /// The signed-in viewer, or the guest.
    pub user: UserId,
    /// Whether it is offered as a file to save rather than to look at.
    pub download: bool,
    /// What the terms draw into the picture and write into the file, in short; `None` where they leave it as it is. It
    /// makes another address of it whenever that changes.
    pub rendition: Option<u32>,
    pub expires_at: Timestamp,
}

/// What the token of a preview says: the preview, and the picture where it is the address of one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PreviewClaims {
    pub preview: SharePreview,
    pub picture: Option<PreviewedPicture>,
}

/// A picture that is looked at through a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PreviewedPicture {
    pub image: ImageId,
    pub version: i32,
    pub preset: Preset,
    pub download: bool,
    /// As in [`MediaClaims`].
    pub rendition: Option<u32>,
}

/// Signs and checks what we hand out. Signatures MUST be checked in constant time, and `now` decides expiry.
pub trait TokenIssuer: Send + Sync {
    /// A token that `verify_access` accepts until `claims.expires_at`.
    fn sign_access(&self, claims: &AccessClaims) -> String;

    /// The claims of a token that we signed and that has not expired at `now`.
    fn verify_access(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError>;

    /// A compact token for an address. The same claims MUST give the same token, so that browsers can cache.
    fn sign_media(&self, claims: &MediaClaims) -> String;

    /// The claims of an address that we signed and that has not expired at `now`.
    fn verify_media(&self, token: &str, now: Timestamp) -> Result<MediaClaims, TokenError>;

    /// A token of a preview, which begins with [`SharePreview::MARK`] and has only characters that an address takes.
    fn sign_preview(&self, claims: &PreviewClaims) -> String;

    /// The claims of a preview that we signed and that has not ended at `now`.
    fn verify_preview(&self, token: &str, now: Timestamp) -> Result<PreviewClaims, TokenError>;
}
