//! Stand-ins for passwords, signatures, pixels and the media store.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use atelier_application::images::WorkFolder;
use atelier_application::ports::{
    AccessClaims, ByteRange, ChecksumAlgorithm, DerivativeFile, Developed, HashError, ImageError,
    ImageProcessor, MediaClaims, MediaError, MediaStore, ObjectBody, PartialError, PartialFile, PartialFiles,
    PasswordHasher, PhotoReader, PreviewClaims, PreviewFacts, PreviewSource, ProbedImage, ProbedPhoto,
    Processed, Stamping, StoredObject, TokenError, TokenIssuer,
};
use atelier_domain::galleries::{Notice, SharePreview};
use atelier_domain::images::{ImageFormat, Preset};
use atelier_domain::library::{FileFormat, Hashes, Hothash};
use atelier_domain::{ApiTokenId, ImageId, ShareLinkId, StudioId, Timestamp, UploadId, UserId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;

/// Passwords that are only turned around.
pub struct Backwards;

#[async_trait]
impl PasswordHasher for Backwards {
    async fn hash(&self, password: &str) -> Result<String, HashError> {
        Ok(password.chars().rev().collect())
    }

    async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, HashError> {
        let turned: String = password.chars().rev().collect();
        Ok(hash == Some(turned.as_str()))
    }
}

/// Tokens that say in clear what they claim, under a checksum.
pub struct Checksummed;

fn seal(parts: &[String]) -> String {
    let text = parts.join("|");
    let sum: String = blake3::hash(text.as_bytes()).to_hex().chars().take(8).collect();
    URL_SAFE_NO_PAD.encode(format!("{text}|{sum}"))
}

fn unseal(token: &str, count: usize) -> Result<Vec<String>, TokenError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| TokenError::Invalid)?;
    let text = String::from_utf8(bytes).map_err(|_| TokenError::Invalid)?;
    let parts: Vec<String> = text.split('|').take(count).map(str::to_owned).collect();
    if parts.len() == count && seal(&parts) == token { Ok(parts) } else { Err(TokenError::Invalid) }
}

fn at(micros: &str) -> Timestamp {
    DateTime::from_timestamp_micros(micros.parse().unwrap_or_default()).unwrap_or_default()
}

fn id(text: &str) -> i64 {
    text.parse().unwrap_or_default()
}

impl TokenIssuer for Checksummed {
    fn sign_preview(&self, claims: &PreviewClaims) -> String {
        let text = serde_json::to_string(claims).unwrap();
        format!("{}{}", SharePreview::MARK, seal(&[text.bytes().map(|byte| format!("{byte:02x}")).collect()]))
    }

    fn verify_preview(&self, token: &str, now: Timestamp) -> Result<PreviewClaims, TokenError> {
        let sealed = token.strip_prefix(SharePreview::MARK).ok_or(TokenError::Invalid)?;
        let text = unseal(sealed, 1)?.remove(0);
        let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        let bytes: Vec<u8> = (0..text.len()).step_by(2).map(byte).collect();
        let claims: PreviewClaims = serde_json::from_slice(&bytes).unwrap();
        if now >= claims.preview.ends_at { Err(TokenError::Expired) } else { Ok(claims) }
    }

    fn sign_access(&self, claims: &AccessClaims) -> String {
        seal(&[
            claims.user.to_string(),
            claims.studio.to_string(),
            claims.family.clone(),
            claims.id.clone(),
            claims.issued_at.timestamp_micros().to_string(),
            claims.expires_at.timestamp_micros().to_string(),
        ])
    }

    fn verify_access(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError> {
        let parts = unseal(token, 6)?;
        let claims = AccessClaims {
            user: UserId(id(&parts[0])),
            studio: StudioId(id(&parts[1])),
            family: parts[2].clone(),
            id: parts[3].clone(),
            issued_at: at(&parts[4]),
            expires_at: at(&parts[5]),
        };
        if now >= claims.expires_at { Err(TokenError::Expired) } else { Ok(claims) }
    }

    fn sign_media(&self, claims: &MediaClaims) -> String {
        seal(&[
            claims.image.to_string(),
            claims.studio.to_string(),
            claims.preset.as_str().to_owned(),
            claims.link.map_or_else(String::new, |link| link.to_string()),
            claims.user.to_string(),
            claims.download.to_string(),
            claims.rendition.map_or_else(String::new, |rendition| rendition.to_string()),
            claims.expires_at.timestamp_micros().to_string(),
            claims.version.to_string(),
            claims.api_token.map_or_else(String::new, |token| token.to_string()),
        ])
    }

    fn verify_media(&self, token: &str, now: Timestamp) -> Result<MediaClaims, TokenError> {
        let parts = unseal(token, 10)?;
        let claims = MediaClaims {
            image: ImageId(id(&parts[0])),
            studio: StudioId(id(&parts[1])),
            preset: Preset::parse(&parts[2]).ok_or(TokenError::Invalid)?,
            link: (!parts[3].is_empty()).then(|| ShareLinkId(id(&parts[3]))),
            user: UserId(id(&parts[4])),
            download: parts[5] == "true",
            rendition: parts[6].parse().ok(),
            expires_at: at(&parts[7]),
            version: parts[8].parse().unwrap_or_default(),
            api_token: (!parts[9].is_empty()).then(|| ApiTokenId(id(&parts[9]))),
        };
        if now >= claims.expires_at { Err(TokenError::Expired) } else { Ok(claims) }
    }
}

/// Takes every file that begins with `IMG` for a JPEG, and makes derivatives that say their size.
pub struct Pretender;

/// Nothing has a preview: these tests are about answers and not about pictures.
#[async_trait]
impl PhotoReader for Pretender {
    fn hothash(&self, hotpreview: &[u8]) -> Hothash {
        Hothash::of_digest(*blake3::hash(hotpreview).as_bytes())
    }

    async fn probe(&self, file: &Path) -> Result<ProbedPhoto, ImageError> {
        let ProbedImage { format, width, height, metadata, taken_at } =
            ImageProcessor::probe(self, file).await?;
        let preview = PreviewSource::None { reason: "it is pretended".into() };
        let format = FileFormat::Image(format);
        Ok(ProbedPhoto { format, width, height, metadata, taken_at, taken_offset_minutes: None, preview })
    }

    async fn develop(&self, _: &Path, _: &ProbedPhoto, _: &Path) -> Result<Option<Developed>, ImageError> {
        Ok(None)
    }

    async fn made_smaller(&self, _: &Path, _: u32) -> Result<Vec<u8>, ImageError> {
        Err(ImageError::Empty)
    }

    async fn read_preview(&self, preview: Vec<u8>) -> Result<PreviewFacts, ImageError> {
        if !preview.starts_with(b"IMG") {
            return Err(ImageError::UnsupportedType { found: "Text".into() });
        }
        let hashes = Hashes { gradient: 1, dct: 1 };
        Ok(PreviewFacts { format: ImageFormat::Jpeg, width: 150, height: 100, hashes })
    }

    async fn hashes_of(&self, _: &Path) -> Result<Option<Hashes>, ImageError> {
        Ok(None)
    }
}

#[async_trait]
impl ImageProcessor for Pretender {
    async fn probe(&self, file: &Path) -> Result<ProbedImage, ImageError> {
        let bytes = std::fs::read(file).map_err(|error| ImageError::Processor(error.to_string()))?;
        if !bytes.starts_with(b"IMG") {
            return Err(ImageError::UnsupportedType { found: "Text".into() });
        }
        let metadata = serde_json::json!({"camera_model": "Pretender"});
        Ok(ProbedImage {
            format: ImageFormat::Jpeg,
            width: 600,
            height: 400,
            metadata: metadata.as_object().cloned().unwrap_or_default(),
            taken_at: None,
        })
    }

    async fn make_derivatives(
        &self,
        _: &Path,
        format: ImageFormat,
        presets: &[Preset],
        folder: &Path,
    ) -> Result<Processed, ImageError> {
        let mut derivatives = Vec::new();
        for &preset in presets {
            let path = folder.join(preset.as_str());
            let bytes = format!("a picture of size {preset:?}");
            std::fs::write(&path, &bytes).map_err(|error| ImageError::Processor(error.to_string()))?;
            let blake3 = blake3::hash(bytes.as_bytes()).to_hex().to_string();
            let size = bytes.len() as u64;
            let placeholder = (preset == Preset::Hotpreview).then(|| b"tiny".to_vec());
            derivatives.push(DerivativeFile {
                preset,
                path,
                format,
                width: 150,
                height: 100,
                size,
                blake3,
                placeholder,
            });
        }
        Ok(Processed { derivatives, perceptual_hash: -1 })
    }

    async fn strip_metadata(&self, file: &Path, _: ImageFormat, target: &Path) -> Result<(), ImageError> {
        let bytes = std::fs::read(file).map_err(|error| ImageError::Processor(error.to_string()))?;
        std::fs::write(target, bytes).map_err(|error| ImageError::Processor(error.to_string()))
    }

    async fn replace_metadata(
        &self,
        file: &Path,
        format: ImageFormat,
        _: &Notice,
        target: &Path,
    ) -> Result<(), ImageError> {
        self.strip_metadata(file, format, target).await
    }

    async fn stamp(
        &self,
        _: &Path,
        format: ImageFormat,
        stamping: &Stamping,
        preset: Preset,
        folder: &Path,
    ) -> Result<DerivativeFile, ImageError> {
        let path = folder.join("stamped");
        let bytes = format!("a picture of size {preset:?} under {:?}", stamping.stamp);
        std::fs::write(&path, &bytes).map_err(|error| ImageError::Processor(error.to_string()))?;
        let blake3 = blake3::hash(bytes.as_bytes()).to_hex().to_string();
        let size = bytes.len() as u64;
        let placeholder = None;
        Ok(DerivativeFile { preset, path, format, width: 150, height: 100, size, blake3, placeholder })
    }

    async fn digest(&self, file: &Path) -> Result<(String, u64), ImageError> {
        let bytes = std::fs::read(file).map_err(|error| ImageError::Processor(error.to_string()))?;
        Ok((blake3::hash(&bytes).to_hex().to_string(), bytes.len() as u64))
    }
}

/// A media store in memory.
#[derive(Default)]
pub struct Shelf(Mutex<HashMap<String, Vec<u8>>>);

impl Shelf {
    fn with<T>(&self, f: impl FnOnce(&mut HashMap<String, Vec<u8>>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl MediaStore for Shelf {
    async fn put_file(&self, key: &str, file: &Path, _: &str) -> Result<(), MediaError> {
        let bytes = std::fs::read(file).map_err(|error| MediaError::Unavailable(error.to_string()))?;
        self.with(|shelf| shelf.insert(key.to_owned(), bytes));
        Ok(())
    }

    async fn get(&self, key: &str, range: Option<ByteRange>) -> Result<ObjectBody, MediaError> {
        let bytes = self.with(|shelf| shelf.get(key).cloned()).ok_or(MediaError::NotFound)?;
        let size = bytes.len() as u64;
        let range = range.unwrap_or(0..size);
        let skip = usize::try_from(range.start).unwrap_or_default();
        let take = usize::try_from(range.end - range.start).unwrap_or_default();
        let part: Vec<u8> = bytes.into_iter().skip(skip).take(take).collect();
        let chunks: Vec<Result<Vec<u8>, MediaError>> =
            part.chunks(5).map(|chunk| Ok(chunk.to_vec())).collect();
        Ok(ObjectBody { size, stream: Box::pin(futures_util::stream::iter(chunks)) })
    }

    async fn fetch_to(&self, key: &str, file: &Path) -> Result<(), MediaError> {
        let bytes = self.with(|shelf| shelf.get(key).cloned()).ok_or(MediaError::NotFound)?;
        std::fs::write(file, bytes).map_err(|error| MediaError::Unavailable(error.to_string()))
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, MediaError> {
        Ok(self.with(|shelf| shelf.get(key).map(|bytes| bytes.len() as u64)))
    }

    async fn digest(&self, key: &str) -> Result<String, MediaError> {
        let digest = self.with(|shelf| shelf.get(key).map(|bytes| blake3::hash(bytes)));
        digest.map(|digest| digest.to_hex().to_string()).ok_or(MediaError::NotFound)
    }

    async fn delete(&self, key: &str) -> Result<(), MediaError> {
        self.with(|shelf| shelf.remove(key));
        Ok(())
    }

    async fn list(&self, _: &str, _: Option<&str>, _: usize) -> Result<Vec<StoredObject>, MediaError> {
        Ok(Vec::new())
    }

    async fn ping(&self) -> Result<(), MediaError> {
        Ok(())
    }
}

/// Temporary folders.
pub struct Temporary;

impl WorkFolder for Temporary {
    fn fresh(&self) -> std::io::Result<Box<dyn AsRef<Path> + Send + Sync>> {
        Ok(Box::new(tempfile::tempdir()?))
    }
}

/// Keeps nothing of files that come in chunks.
pub struct Forgetful;

#[async_trait]
impl PartialFiles for Forgetful {
    async fn open(
        &self,
        _: UploadId,
        _: u64,
        _: Option<ChecksumAlgorithm>,
    ) -> Result<Box<dyn PartialFile>, PartialError> {
        Err(PartialError::Lost)
    }

    fn path(&self, id: UploadId) -> PathBuf {
        PathBuf::from(id.to_string())
    }

    async fn remove(&self, _: UploadId) -> Result<(), PartialError> {
        Ok(())
    }

    async fn idle(&self, _: Timestamp) -> Result<Vec<UploadId>, PartialError> {
        Ok(Vec::new())
    }
}
