//! What is signed and handed out.

mod access;
mod media;
mod preview;

use atelier_application::ports::{AccessClaims, MediaClaims, PreviewClaims, TokenError, TokenIssuer};
use atelier_domain::Timestamp;

use crate::Secrets;
use access::AccessSigner;
use media::MediaSigner;
use preview::PreviewSigner;

/// Signs with keys that are derived from the master secret, one for each kind of token.
#[derive(Debug, Clone)]
pub struct SignedTokens {
    access: AccessSigner,
    media: MediaSigner,
    preview: PreviewSigner,
}

impl SignedTokens {
    pub fn new(secrets: &Secrets) -> Self {
        Self {
            access: AccessSigner::new(&secrets.key("atelier 2026 access tokens")),
            media: MediaSigner::new(secrets.key("atelier 2026 media tokens")),
            preview: PreviewSigner::new(&secrets.key("atelier 2026 preview tokens")),
        }
    }
}

impl TokenIssuer for SignedTokens {
    fn sign_access(&self, claims: &AccessClaims) -> String {
        self.access.sign(claims)
    }

    fn verify_access(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError> {
        self.access.verify(token, now)
    }

    fn sign_media(&self, claims: &MediaClaims) -> String {
        self.media.sign(claims)
    }

    fn verify_media(&self, token: &str, now: Timestamp) -> Result<MediaClaims, TokenError> {
        self.media.verify(token, now)
    }

    fn sign_preview(&self, claims: &PreviewClaims) -> String {
        self.preview.sign(claims)
    }

    fn verify_preview(&self, token: &str, now: Timestamp) -> Result<PreviewClaims, TokenError> {
        self.preview.verify(token, now)
    }
}

#[cfg(test)]
mod tests {
    use atelier_domain::images::Preset;
    use atelier_domain::{ImageId, StudioId, UserId};

    use super::*;

    #[test]
    fn a_token_of_one_kind_does_not_hold_as_the_other() {
        let tokens = SignedTokens::new(&Secrets::from_hex(&"5c".repeat(32)).unwrap());
        let (now, later) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH + chrono::Duration::hours(1));
        let access = tokens.sign_access(&AccessClaims {
            user: UserId(1),
            studio: StudioId(1),
            family: "family".into(),
            id: "id".into(),
            issued_at: now,
            expires_at: later,
        });
        let media = tokens.sign_media(&MediaClaims {
            image: ImageId(1),
            version: 1,
            studio: StudioId(1),
            preset: Preset::Web,
            link: None,
            api_token: None,
            user: UserId(1),
            download: false,
            rendition: None,
            expires_at: later,
        });
        assert_eq!(tokens.verify_media(&access, now), Err(TokenError::Invalid));
        assert_eq!(tokens.verify_access(&media, now), Err(TokenError::Invalid));
        assert!(tokens.verify_access(&access, now).is_ok() && tokens.verify_media(&media, now).is_ok());
    }

    #[test]
    fn a_token_of_another_installation_does_not_hold() {
        let ours = SignedTokens::new(&Secrets::from_hex(&"01".repeat(32)).unwrap());
        let theirs = SignedTokens::new(&Secrets::from_hex(&"02".repeat(32)).unwrap());
        let now = Timestamp::UNIX_EPOCH;
        let media = theirs.sign_media(&MediaClaims {
            image: ImageId(1),
            version: 1,
            studio: StudioId(1),
            preset: Preset::Thumb,
            link: None,
            api_token: None,
            user: UserId(1),
            download: false,
            rendition: None,
            expires_at: now + chrono::Duration::hours(1),
        });
        assert_eq!(ours.verify_media(&media, now), Err(TokenError::Invalid));
    }
}
