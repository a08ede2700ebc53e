//! Access tokens: JSON Web Tokens with HS256.

use atelier_application::ports::{AccessClaims, TokenError};
use atelier_domain::{StudioId, Timestamp, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "atelier";
const AUDIENCE: &str = "atelier-api";

#[derive(Serialize)]
struct Signed<'a> {
    iss: &'a str,
    aud: &'a str,
    /// A string, as RFC 7519 wants it.
    sub: String,
    studio: i64,
    sid: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
}

/// Issuer and audience are not here because the library has compared them when this is read.
#[derive(Deserialize)]
struct Verified {
    sub: String,
    studio: i64,
    sid: String,
    iat: i64,
    exp: i64,
    jti: String,
}

#[derive(Clone)]
pub(super) struct AccessSigner {
    header: Header,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl std::fmt::Debug for AccessSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessSigner(…)")
    }
}

impl AccessSigner {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        // The algorithm is ours to choose, never the token's.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The library would ask the computer's clock; `verify` compares with the caller's.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self {
            header: Header::new(Algorithm::HS256),
            encoding: EncodingKey::from_secret(key),
            decoding: DecodingKey::from_secret(key),
            validation,
        }
    }

    /// Times are cut to whole seconds, so a token never holds longer than it was meant to.
    #[expect(
        clippy::expect_used,
        reason = "an HMAC takes every key and these claims are numbers and strings, so no token is ever refused"
    )]
    pub(super) fn sign(&self, claims: &AccessClaims) -> String {
        let signed = Signed {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: claims.user.to_string(),
            studio: claims.studio.0,
            sid: &claims.family,
            iat: claims.issued_at.timestamp(),
            exp: claims.expires_at.timestamp(),
            jti: &claims.id,
        };
        jsonwebtoken::encode(&self.header, &signed, &self.encoding)
            .expect("the claims are numbers and strings")
    }

    pub(super) fn verify(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError> {
        let Verified { sub, studio, sid, iat, exp, jti } =
            jsonwebtoken::decode(token, &self.decoding, &self.validation)
                .map_err(|_| TokenError::Invalid)?
                .claims;
        let claims = AccessClaims {
            user: UserId(sub.parse().map_err(|_| TokenError::Invalid)?),
            studio: StudioId(studio),
            family: sid,
            id: jti,
            issued_at: Timestamp::from_timestamp(iat, 0).ok_or(TokenError::Invalid)?,
            expires_at: Timestamp::from_timestamp(exp, 0).ok_or(TokenError::Invalid)?,
        };
        if now < claims.expires_at { Ok(claims) } else { Err(TokenError::Expired) }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use chrono::Duration;
    use serde_json::{Value, json};

    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn claims() -> AccessClaims {
        AccessClaims {
            user: UserId(42),
            studio: StudioId(7),
            family: "0123456789abcdef".into(),
            id: "fedcba9876543210".into(),
            issued_at: at(0),
            expires_at: at(900),
        }
    }

    fn part(token: &str, index: usize) -> Value {
        let part = token.split('.').nth(index).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    /// A token with claims of the test's choosing, under our key.
    fn forged(claims: &Value) -> String {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(&KEY)).unwrap()
    }

    fn good() -> Value {
        part(&AccessSigner::new(&KEY).sign(&claims()), 1)
    }

    #[test]
    fn a_signed_token_gives_its_claims_back() {
        let signer = AccessSigner::new(&KEY);
        assert_eq!(signer.verify(&signer.sign(&claims()), at(0)), Ok(claims()));
    }

    #[test]
    fn the_claims_are_those_of_the_documentation() {
        let token = AccessSigner::new(&KEY).sign(&claims());
        assert_eq!(part(&token, 0), json!({ "typ": "JWT", "alg": "HS256" }));
        assert_eq!(
            part(&token, 1),
            json!({
                "iss": "atelier", "aud": "atelier-api", "sub": "42", "studio": 7, "sid": "0123456789abcdef",
                "iat": 1_800_000_000, "exp": 1_800_000_900, "jti": "fedcba9876543210",
            })
        );
    }

    #[test]
    fn a_token_expires_by_the_callers_clock_and_without_leeway() {
        let signer = AccessSigner::new(&KEY);
        let token = signer.sign(&claims());
        assert!(signer.verify(&token, at(900) - Duration::microseconds(1)).is_ok());
        assert_eq!(signer.verify(&token, at(900)), Err(TokenError::Expired));
        let long_ago = AccessClaims { expires_at: Timestamp::UNIX_EPOCH, ..claims() };
        assert!(signer.verify(&signer.sign(&long_ago), Timestamp::UNIX_EPOCH - Duration::seconds(1)).is_ok());
    }

    #[test]
    fn parts_of_a_second_never_lengthen_a_token() {
        let signer = AccessSigner::new(&KEY);
        let token =
            signer.sign(&AccessClaims { expires_at: at(900) + Duration::milliseconds(999), ..claims() });
        assert_eq!(signer.verify(&token, at(0)).unwrap().expires_at, at(900));
    }

    #[test]
    fn every_changed_character_breaks_the_token() {
        let signer = AccessSigner::new(&KEY);
        let token = signer.sign(&claims());
        for index in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(signer.verify(&changed, at(0)), Err(TokenError::Invalid), "character {index}");
        }
    }

    #[test]
    fn a_token_of_another_key_does_not_hold() {
        let token = AccessSigner::new(&[8; 32]).sign(&claims());
        assert_eq!(AccessSigner::new(&KEY).verify(&token, at(0)), Err(TokenError::Invalid));
    }

    #[test]
    fn a_token_for_somebody_else_or_from_somebody_else_does_not_hold() {
        let signer = AccessSigner::new(&KEY);
        assert!(signer.verify(&forged(&good()), at(0)).is_ok());
        for (claim, value) in [("iss", "other"), ("aud", "other"), ("sub", "4x"), ("sub", "")] {
            let mut claims = good();
            claims[claim] = json!(value);
            assert_eq!(signer.verify(&forged(&claims), at(0)), Err(TokenError::Invalid), "{claim} = {value}");
        }
    }

    #[test]
    fn a_token_that_lacks_a_claim_does_not_hold() {
        for claim in ["iss", "aud", "sub", "studio", "sid", "iat", "exp", "jti"] {
            let mut claims = good();
            claims.as_object_mut().unwrap().remove(claim);
            let verified = AccessSigner::new(&KEY).verify(&forged(&claims), at(0));
            assert_eq!(verified, Err(TokenError::Invalid), "without {claim}");
        }
    }

    #[test]
    fn the_token_does_not_choose_its_algorithm() {
        let signer = AccessSigner::new(&KEY);
        let body = URL_SAFE_NO_PAD.encode(good().to_string());
        for header in [r#"{"alg":"none"}"#, r#"{"typ":"JWT","alg":"None"}"#, r#"{"alg":"RS256"}"#] {
            let unsigned = format!("{}.{body}.", URL_SAFE_NO_PAD.encode(header));
            assert_eq!(signer.verify(&unsigned, at(0)), Err(TokenError::Invalid), "{header}");
        }
        let stronger =
            jsonwebtoken::encode(&Header::new(Algorithm::HS512), &good(), &EncodingKey::from_secret(&KEY))
                .unwrap();
        assert_eq!(signer.verify(&stronger, at(0)), Err(TokenError::Invalid));
    }

    #[test]
    fn what_is_no_token_at_all_is_refused() {
        for text in ["", ".", "..", "...", "abc", "a.b.c", "🌤.🌤.🌤"] {
            assert_eq!(AccessSigner::new(&KEY).verify(text, at(0)), Err(TokenError::Invalid), "{text}");
        }
    }
}
