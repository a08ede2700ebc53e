//! Media tokens: the picture, its size and the viewer in about forty characters.
//!
//! ```text
//! byte 0      version, 1
//! byte 1      bits 0–2 preset, bit 3 has a link, bit 4 download, bit 5 has an API token, bit 6 a later version, bit 7 has a
//!             rendition
//! varints     image, studio, user, link (if bit 3), API token (if bit 5), version (if bit 6), rendition (if bit 7),
//!             expiry in seconds since 1970
//! 16 bytes    the first half of keyed BLAKE3 over all bytes before
//! ```
//!
//! A list answers with three of these for each of fifty pictures, so signing touches the heap only for the string
//! itself, and the payload of usual ids fits into one block of the hash.

use atelier_application::ports::{MediaClaims, TokenError};
use atelier_domain::images::Preset;
use atelier_domain::{ApiTokenId, ImageId, ShareLinkId, StudioId, Timestamp, UserId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const VERSION: u8 = 1;
const PRESET_MASK: u8 = 0b0000_0111;
const HAS_LINK: u8 = 0b0000_1000;
const DOWNLOAD: u8 = 0b0001_0000;
const HAS_API_TOKEN: u8 = 0b0010_0000;
/// The version is not the first, which nearly every picture has and no token spells out.
const LATER_VERSION: u8 = 0b0100_0000;
const HAS_RENDITION: u8 = 0b1000_0000;

const TAG: usize = 16;
/// Two bytes, seven varints of at most ten and one of at most five, and the tag.
const LONGEST: usize = 2 + 7 * 10 + 5 + TAG;
/// What `LONGEST` bytes become in base64 without padding.
const LONGEST_TEXT: usize = (LONGEST * 4).div_ceil(3);

#[derive(Clone)]
pub(super) struct MediaSigner {
    key: [u8; 32],
}

impl std::fmt::Debug for MediaSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MediaSigner(…)")
    }
}

impl MediaSigner {
    pub(super) fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// The expiry is cut to whole seconds, so a token never holds longer than it was meant to.
    pub(super) fn sign(&self, claims: &MediaClaims) -> String {
        let mut flags = preset_code(claims.preset);
        if claims.link.is_some() {
            flags |= HAS_LINK;
        }
        if claims.download {
            flags |= DOWNLOAD;
        }
        if claims.api_token.is_some() {
            flags |= HAS_API_TOKEN;
        }
        if claims.version != 1 {
            flags |= LATER_VERSION;
        }
        if claims.rendition.is_some() {
            flags |= HAS_RENDITION;
        }
        let mut bytes = Buffer::default();
        bytes.push(VERSION);
        bytes.push(flags);
        bytes.push_varint(claims.image.0);
        bytes.push_varint(claims.studio.0);
        bytes.push_varint(claims.user.0);
        if let Some(link) = claims.link {
            bytes.push_varint(link.0);
        }
        if let Some(token) = claims.api_token {
            bytes.push_varint(token.0);
        }
        if claims.version != 1 {
            bytes.push_varint(claims.version.into());
        }
        if let Some(rendition) = claims.rendition {
            bytes.push_varint(rendition.into());
        }
        bytes.push_varint(claims.expires_at.timestamp());
        for byte in self.tag(bytes.filled()) {
            bytes.push(byte);
        }
        URL_SAFE_NO_PAD.encode(bytes.filled())
    }

    pub(super) fn verify(&self, token: &str, now: Timestamp) -> Result<MediaClaims, TokenError> {
        if token.len() > LONGEST_TEXT {
            return Err(TokenError::Invalid);
        }
        let mut bytes = [0; LONGEST];
        let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).map_err(|_| TokenError::Invalid)?;
        let (payload, tag) = bytes
            .get(..length)
            .and_then(|bytes| bytes.split_last_chunk::<TAG>())
            .ok_or(TokenError::Invalid)?;
        if !same(tag, &self.tag(payload)) {
            return Err(TokenError::Invalid);
        }
        let claims = read(payload).ok_or(TokenError::Invalid)?;
        if now < claims.expires_at { Ok(claims) } else { Err(TokenError::Expired) }
    }

    fn tag(&self, payload: &[u8]) -> [u8; TAG] {
        let whole = blake3::keyed_hash(&self.key, payload);
        whole.as_bytes().first_chunk().copied().unwrap_or_default()
    }
}

/// Compares in constant time: that is how `blake3::Hash` compares.
fn same(one: &[u8; TAG], other: &[u8; TAG]) -> bool {
    let widen = |tag: &[u8; TAG]| {
        let mut wide = [0; 32];
        wide.iter_mut().zip(tag).for_each(|(to, from)| *to = *from);
        blake3::Hash::from_bytes(wide)
    };
    widen(one) == widen(other)
}

/// `None` for bytes that this version does not write.
fn read(payload: &[u8]) -> Option<MediaClaims> {
    let (&[version, flags], mut rest) = payload.split_first_chunk()?;
    // Every bit of the flags has a meaning.
    if version != VERSION {
        return None;
    }
    let image = ImageId(take_varint(&mut rest)?);
    let studio = StudioId(take_varint(&mut rest)?);
    let user = UserId(take_varint(&mut rest)?);
    let link = if flags & HAS_LINK == 0 { None } else { Some(ShareLinkId(take_varint(&mut rest)?)) };
    let api_token = if flags & HAS_API_TOKEN == 0 { None } else { Some(ApiTokenId(take_varint(&mut rest)?)) };
    let version = match flags & LATER_VERSION {
        0 => 1,
        _ => i32::try_from(take_varint(&mut rest)?).ok().filter(|version| *version != 1)?,
    };
    let rendition = match flags & HAS_RENDITION {
        0 => None,
        _ => Some(u32::try_from(take_varint(&mut rest)?).ok()?),
    };
    let expires_at = Timestamp::from_timestamp(take_varint(&mut rest)?, 0)?;
    let preset = preset_of(flags & PRESET_MASK)?;
    let download = flags & DOWNLOAD != 0;
    rest.is_empty().then_some(MediaClaims {
        image,
        version,
        studio,
        preset,
        link,
        api_token,
        user,
        download,
        rendition,
        expires_at,
    })
}

/// Never renumber: tokens in browsers' caches carry these.
const fn preset_code(preset: Preset) -> u8 {
    match preset {
        Preset::Hotpreview => 0,
        Preset::Thumb => 1,
        Preset::Web => 2,
        Preset::Large => 3,
        Preset::Original => 4,
    }
}

fn preset_of(code: u8) -> Option<Preset> {
    Preset::ALL.into_iter().find(|preset| preset_code(*preset) == code)
}

/// Seven bits per byte, lowest first, the top bit saying that more follow.
fn take_varint(rest: &mut &[u8]) -> Option<i64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, tail) = rest.split_first()?;
        *rest = tail;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value.cast_signed());
        }
    }
    None
}

/// Bytes on the stack. It is as long as the longest token, so that `push` always finds room.
struct Buffer {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Default for Buffer {
    fn default() -> Self {
        Self { bytes: [0; LONGEST], length: 0 }
    }
}

impl Buffer {
    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = byte;
            self.length += 1;
        }
    }

    fn push_varint(&mut self, value: i64) {
        let mut rest = value.cast_unsigned();
        while rest >= 0x80 {
            self.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        self.push(rest as u8);
    }

    fn filled(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn signer() -> MediaSigner {
        MediaSigner::new([9; 32])
    }

    fn claims() -> MediaClaims {
        MediaClaims {
            image: ImageId(10_000),
            version: 1,
            studio: StudioId(12),
            preset: Preset::Thumb,
            link: Some(ShareLinkId(345)),
            api_token: None,
            user: UserId(678),
            download: false,
            rendition: None,
            expires_at: at(3_600),
        }
    }

    /// A token around a payload of the test's choosing, under our key.
    fn forged(payload: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode([payload, &signer().tag(payload)].concat())
    }

    fn payload() -> Vec<u8> {
        let mut bytes = URL_SAFE_NO_PAD.decode(signer().sign(&claims())).unwrap();
        bytes.truncate(bytes.len() - TAG);
        bytes
    }

    #[test]
    fn every_combination_of_claims_comes_back() {
        for preset in Preset::ALL {
            for link in [None, Some(ShareLinkId(1)), Some(ShareLinkId(i64::MAX))] {
                for id in [0, 1, 127, 128, 16_384, i64::from(u32::MAX), i64::MAX, -1, i64::MIN] {
                    for (download, rendition) in [(false, None), (true, Some(0)), (true, Some(u32::MAX))] {
                        let (image, studio, user) = (ImageId(id), StudioId(id), UserId(id));
                        let api_token = link.is_none().then_some(ApiTokenId(id)).filter(|_| download);
                        let claims = MediaClaims {
                            image,
                            studio,
                            preset,
                            link,
                            api_token,
                            user,
                            download,
                            rendition,
                            ..claims()
                        };
                        assert_eq!(signer().verify(&signer().sign(&claims), at(0)), Ok(claims));
                    }
                }
            }
        }
    }

    #[test]
    fn another_version_has_another_token() {
        let mut seen = std::collections::BTreeSet::new();
        for version in [1, 2, 3, 127, 128, i32::MAX] {
            for link in [None, Some(ShareLinkId(2))] {
                let claims = MediaClaims { version, link, ..claims() };
                let token = signer().sign(&claims);
                assert_eq!(signer().verify(&token, at(0)), Ok(claims));
                assert!(seen.insert(token), "version {version}");
            }
        }
    }

    #[test]
    fn the_longest_token_fits_its_buffer() {
        let longest = MediaClaims {
            image: ImageId(-1),
            version: -1,
            studio: StudioId(-1),
            user: UserId(-1),
            link: Some(ShareLinkId(-1)),
            api_token: Some(ApiTokenId(-1)),
            rendition: Some(u32::MAX),
            expires_at: Timestamp::MAX_UTC,
            ..claims()
        };
        let token = signer().sign(&longest);
        assert!(token.len() <= LONGEST_TEXT);
        assert_eq!(signer().verify(&token, at(0)).unwrap().link, longest.link);
    }

    #[test]
    fn the_same_claims_give_the_same_token_in_every_version() {
        // Computed with another implementation of BLAKE3. Addresses in browsers' caches depend on it.
        for _ in 0..2 {
            assert_eq!(signer().sign(&claims()), "AQmQTgymBdkCkMCn2gbk6fype6nnhCJEmn9kPZoQ");
        }
    }

    #[test]
    fn a_usual_token_is_short_and_fit_for_an_address() {
        let token = signer().sign(&claims());
        assert!(token.len() <= 43, "{} characters", token.len());
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{token}");
    }

    #[test]
    fn a_token_expires_by_the_callers_clock() {
        let token = signer().sign(&claims());
        assert!(signer().verify(&token, at(3_600) - Duration::microseconds(1)).is_ok());
        assert_eq!(signer().verify(&token, at(3_600)), Err(TokenError::Expired));
    }

    #[test]
    fn parts_of_a_second_never_lengthen_a_token() {
        let token =
            signer().sign(&MediaClaims { expires_at: at(1) + Duration::milliseconds(999), ..claims() });
        assert_eq!(signer().verify(&token, at(1)), Err(TokenError::Expired));
    }

    #[test]
    fn every_changed_bit_breaks_the_token() {
        let bytes = URL_SAFE_NO_PAD.decode(signer().sign(&claims())).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let token = URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(signer().verify(&token, at(0)), Err(TokenError::Invalid), "bit {bit}");
        }
    }

    #[test]
    fn a_shortened_or_lengthened_token_does_not_hold() {
        let token = signer().sign(&claims());
        for length in 0..token.len() {
            assert_eq!(
                signer().verify(&token[..length], at(0)),
                Err(TokenError::Invalid),
                "{length} characters"
            );
        }
        for tail in ["A", "AA", "=", "==", "/", " "] {
            assert_eq!(signer().verify(&format!("{token}{tail}"), at(0)), Err(TokenError::Invalid), "{tail}");
        }
        assert_eq!(signer().verify(&"A".repeat(10_000), at(0)), Err(TokenError::Invalid));
    }

    #[test]
    fn a_payload_that_this_version_does_not_write_is_refused_even_under_our_key() {
        assert!(signer().verify(&forged(&payload()), at(0)).is_ok());
        let changed = |index: usize, byte: u8| {
            let mut payload = payload();
            payload[index] = byte;
            payload
        };
        let other_version = changed(0, 2);
        let unknown_flag = changed(1, payload()[1] | 0b1000_0000);
        let unknown_preset = changed(1, 7);
        let trailing = [payload(), vec![0]].concat();
        let endless = [vec![VERSION, 0], vec![0xff; 20]].concat();
        for payload in [other_version, unknown_flag, unknown_preset, trailing, endless, vec![], vec![VERSION]]
        {
            assert_eq!(signer().verify(&forged(&payload), at(0)), Err(TokenError::Invalid), "{payload:?}");
        }
    }

    #[test]
    fn two_tags_are_the_same_only_if_every_byte_is() {
        let tag = [0x5a; TAG];
        assert!(same(&tag, &tag));
        for index in 0..TAG {
            let mut other = tag;
            other[index] ^= 1;
            assert!(!same(&tag, &other), "byte {index}");
        }
    }
}
