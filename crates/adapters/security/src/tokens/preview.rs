//! Tokens of previews: JSON Web Tokens with a key and an audience of their own.

use atelier_application::ports::{PreviewClaims, TokenError};
use atelier_domain::Timestamp;
use atelier_domain::galleries::SharePreview;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "atelier";
const AUDIENCE: &str = "atelier-preview";

#[derive(Serialize)]
struct Signed<'a> {
    iss: &'a str,
    aud: &'a str,
    #[serde(flatten)]
    claims: &'a PreviewClaims,
}

/// Issuer and audience are not here because the library has compared them when this is read.
#[derive(Deserialize)]
struct Verified {
    #[serde(flatten)]
    claims: PreviewClaims,
}

#[derive(Clone)]
pub(super) struct PreviewSigner {
    header: Header,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl std::fmt::Debug for PreviewSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PreviewSigner(…)")
    }
}

impl PreviewSigner {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud"]);
        // `verify` compares the end with the caller's clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self {
            header: Header::new(Algorithm::HS256),
            encoding: EncodingKey::from_secret(key),
            decoding: DecodingKey::from_secret(key),
            validation,
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "an HMAC takes every key and these claims are numbers and strings, so no token is ever refused"
    )]
    pub(super) fn sign(&self, claims: &PreviewClaims) -> String {
        let signed = Signed { iss: ISSUER, aud: AUDIENCE, claims };
        let token = jsonwebtoken::encode(&self.header, &signed, &self.encoding)
            .expect("the claims are numbers and strings");
        [SharePreview::MARK, &token].concat()
    }

    pub(super) fn verify(&self, token: &str, now: Timestamp) -> Result<PreviewClaims, TokenError> {
        let token = token.strip_prefix(SharePreview::MARK).ok_or(TokenError::Invalid)?;
        let Verified { claims } = jsonwebtoken::decode(token, &self.decoding, &self.validation)
            .map_err(|_| TokenError::Invalid)?
            .claims;
        if now < claims.preview.ends_at { Ok(claims) } else { Err(TokenError::Expired) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use atelier_application::ports::PreviewedPicture;
    use atelier_domain::galleries::{DeliveryPolicy, Mark, MetadataTerms, Notice, Position, Watermark};
    use atelier_domain::images::Preset;
    use atelier_domain::{ApiTokenId, GalleryId, ImageId, ShareLinkId, StudioId, UserId};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn signer() -> PreviewSigner {
        PreviewSigner::new(&[3; 32])
    }

    fn claims(policy: DeliveryPolicy) -> PreviewClaims {
        let preview = SharePreview {
            studio: StudioId(1),
            gallery: GalleryId(2),
            maker: UserId(3),
            link: Some(ShareLinkId(4)),
            api_token: Some(ApiTokenId(5)),
            policy,
            recipient: Some("Køb & „Söhne“".to_owned()),
            year: 2027,
            ends_at: at(600),
        };
        PreviewClaims { preview, picture: None }
    }

    fn rich() -> DeliveryPolicy {
        let watermark = |mark: Mark| Watermark {
            mark,
            position: Position::Tile,
            opacity: 30,
            scale: 40,
            presets: BTreeSet::from([Preset::Web]),
            downloads: true,
        };
        DeliveryPolicy {
            watermark: Some(watermark(Mark::Image(ImageId(9)))),
            metadata: MetadataTerms::Replace(Notice { copyright: "©".to_owned(), creator: None }),
            download_limit: Some(7),
            ..DeliveryPolicy::unrestricted()
        }
    }

    #[test]
    fn a_preview_comes_back_with_its_terms_and_fits_an_address() {
        let picture = PreviewedPicture {
            image: ImageId(10),
            version: 2,
            preset: Preset::Web,
            download: true,
            rendition: Some(u32::MAX),
        };
        for policy in [DeliveryPolicy::default(), DeliveryPolicy::unrestricted(), rich()] {
            for picture in [None, Some(picture)] {
                let claims = PreviewClaims { picture, ..claims(policy.clone()) };
                let token = signer().sign(&claims);
                assert_eq!(signer().verify(&token, at(0)), Ok(claims));
                assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{token}");
                assert!(token.len() < 1_500, "{} characters", token.len());
            }
        }
    }

    #[test]
    fn a_preview_ends_at_its_instant_by_the_callers_clock() {
        let token = signer().sign(&claims(rich()));
        assert!(signer().verify(&token, at(600) - chrono::Duration::microseconds(1)).is_ok());
        assert_eq!(signer().verify(&token, at(600)), Err(TokenError::Expired));
    }

    #[test]
    fn nobody_widens_the_terms_of_a_preview() {
        let token = signer().sign(&claims(DeliveryPolicy::default()));
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(&parts[1]).unwrap()).unwrap();
        let wider = payload.replace("\"gallery\":2", "\"gallery\":3");
        assert_ne!(payload, wider);
        parts[1] = URL_SAFE_NO_PAD.encode(wider);
        assert_eq!(signer().verify(&parts.join("."), at(0)), Err(TokenError::Invalid));
        let other = PreviewSigner::new(&[4; 32]);
        assert_eq!(other.verify(&token, at(0)), Err(TokenError::Invalid));
        assert_eq!(signer().verify(token.trim_start_matches("atp_"), at(0)), Err(TokenError::Invalid));
    }
}
