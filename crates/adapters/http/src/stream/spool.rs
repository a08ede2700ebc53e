//! Files on their way in: streamed to disk and hashed while they arrive, never held in memory.

use std::path::Path;
use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use atelier_application::AppError;
use atelier_application::images::Spooled;
use atelier_application::ports::ImageError;
use futures_util::StreamExt;
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

use crate::extract::stalled;
use crate::problem::{FieldError, Problem};
use crate::settings::UploadLimits;

/// The longest value of a field that is no file, in bytes.
const TEXT_MAX: usize = 8 * 1024;

/// How many fields a form may have beside its files.
const TEXTS_MAX: usize = 100;

/// A file in the spool folder. It is gone when this is dropped.
#[derive(Debug)]
pub struct SpooledFile {
    pub file: Spooled,
    _guard: TempPath,
}

/// A file of the form, as far as it arrived.
#[derive(Debug)]
pub struct Arrived {
    /// As the sender named it.
    pub filename: String,
    /// Where it lies, or why it was not taken.
    pub file: Result<SpooledFile, ImageError>,
}

/// A part of the form.
#[derive(Debug)]
pub enum FormPart {
    Text { name: String, value: String },
    File(Arrived),
}

/// A multipart form, read part by part.
pub struct Form<'a> {
    multipart: Multipart,
    spool: &'a Path,
    limits: UploadLimits,
    stall: Duration,
    files: usize,
    texts: usize,
    bytes: u64,
}

impl<'a> Form<'a> {
    pub fn new(multipart: Multipart, spool: &'a Path, limits: UploadLimits, stall: Duration) -> Self {
        Self { multipart, spool, limits, stall, files: 0, texts: 0, bytes: 0 }
    }

    /// The next part; files have been written when it answers. A file that is too large does not end the form: the
    /// rest of it is read and forgotten, and the file says so.
    pub async fn next(&mut self) -> Result<Option<FormPart>, Problem> {
        let Ok(next) = tokio::time::timeout(self.stall, self.multipart.next()).await else {
            return Err(stalled());
        };
        let Some(field) = next else { return Ok(None) };
        let mut field = field.map_err(|error| broken(&error))?;
        let disposition = field.content_disposition();
        let filename = disposition.and_then(|it| it.get_filename_ext().map(|name| decoded(&name.value)));
        let filename = filename
            .or_else(|| field.content_disposition().and_then(|it| it.get_filename()).map(ToOwned::to_owned));
        match filename {
            Some(filename) => self.take_file(field, filename).await.map(FormPart::File).map(Some),
            None => self.take_text(&mut field).await.map(Some),
        }
    }

    /// The file of a form that has nothing else.
    pub async fn one_file(&mut self) -> Result<SpooledFile, Problem> {
        match self.next().await? {
            Some(FormPart::File(arrived)) => {
                self.end().await?;
                arrived.file.map_err(|error| AppError::from(error).into())
            }
            Some(FormPart::Text { name, .. }) => Err(unknown_field(&name)),
            None => Err(Problem::invalid(vec![FieldError::at("/file", "required", "send a file")])),
        }
    }

    /// Refuses what comes behind the one file of a form: a second one would be lost, and a text would come too late.
    pub async fn end(&mut self) -> Result<(), Problem> {
        let error = match self.next().await? {
            None => return Ok(()),
            Some(FormPart::File(_)) => FieldError::at("/file", "duplicate_field", "send one file"),
            Some(FormPart::Text { name, .. }) => {
                let message = format!("{name} has to come before the file");
                FieldError::at(format!("/{name}"), "invalid_value", message)
            }
        };
        Err(Problem::invalid(vec![error]))
    }

    async fn take_text(&mut self, field: &mut Field) -> Result<FormPart, Problem> {
        self.texts += 1;
        let name = field.name().unwrap_or_default().to_owned();
        let too_long = || {
            let message = format!("{name} must be at most {TEXT_MAX} bytes");
            Problem::invalid(vec![FieldError::at(format!("/{name}"), "too_long", message)])
        };
        if self.texts > TEXTS_MAX {
            return Err(Problem::new("payload_too_large", "the form has too many fields"));
        }
        let mut value = Vec::new();
        while let Some(chunk) = self.chunk(field).await? {
            if value.len().saturating_add(chunk.len()) > TEXT_MAX {
                return Err(too_long());
            }
            value.extend_from_slice(&chunk);
        }
        let value = String::from_utf8(value).map_err(|_| {
            let message = format!("{name} must be UTF-8");
            Problem::invalid(vec![FieldError::at(format!("/{name}"), "invalid_value", message)])
        })?;
        Ok(FormPart::Text { name, value })
    }

    async fn take_file(&mut self, mut field: Field, filename: String) -> Result<Arrived, Problem> {
        self.files += 1;
        if self.files > self.limits.files {
            let detail = format!("one request may bring at most {} files", self.limits.files);
            return Err(Problem::new("payload_too_large", detail));
        }
        let cannot_write = |error: std::io::Error| Problem::internal(format!("the spool folder: {error}"));
        let (file, guard) = create(self.spool).await.map_err(cannot_write)?;
        let mut file = tokio::fs::File::from_std(file);
        let mut hasher = blake3::Hasher::new();
        let mut size = 0_u64;
        let mut too_large = false;
        while let Some(chunk) = self.chunk(&mut field).await? {
            size = size.saturating_add(chunk.len() as u64);
            if size > self.limits.file_bytes {
                too_large = true;
                continue;
            }
            hasher.update(&chunk);
            file.write_all(&chunk).await.map_err(cannot_write)?;
        }
        if too_large {
            let refused = ImageError::TooLarge { max: self.limits.file_bytes };
            return Ok(Arrived { filename, file: Err(refused) });
        }
        file.flush().await.map_err(cannot_write)?;
        let file = Spooled {
            path: guard.to_path_buf(),
            filename: filename.clone(),
            blake3: hasher.finalize().to_hex().to_string(),
            size,
        };
        Ok(Arrived { filename, file: Ok(SpooledFile { file, _guard: guard }) })
    }

    /// The next bytes of a part, within the time that a client may pause and the bytes that a request may have.
    async fn chunk(&mut self, field: &mut Field) -> Result<Option<bytes::Bytes>, Problem> {
        let Ok(next) = tokio::time::timeout(self.stall, field.next()).await else { return Err(stalled()) };
        let Some(chunk) = next.transpose().map_err(|error| broken(&error))? else { return Ok(None) };
        self.bytes = self.bytes.saturating_add(chunk.len() as u64);
        if self.bytes > self.limits.request_bytes {
            let detail = format!("one request may bring at most {} bytes", self.limits.request_bytes);
            return Err(Problem::new("payload_too_large", detail));
        }
        Ok(Some(chunk))
    }
}

/// The name of a `filename*`, which says percent by percent what it is (RFC 8187): UTF-8, or Latin-1 from old programs.
fn decoded(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(name) => name.to_owned(),
        Err(_) => value.iter().copied().map(char::from).collect(),
    }
}

/// Nobody looks at such a field, and who sent it thinks that somebody does.
pub fn unknown_field(name: &str) -> Problem {
    let message = format!("there is no field {name} in this form");
    Problem::invalid(vec![FieldError::at(format!("/{name}"), "unknown_field", message)])
}

async fn create(folder: &Path) -> std::io::Result<(std::fs::File, TempPath)> {
    let folder = folder.to_owned();
    let made = tokio::task::spawn_blocking(move || {
        let named = tempfile::Builder::new().prefix("upload-").tempfile_in(folder)?;
        Ok(named.into_parts())
    });
    made.await.map_err(std::io::Error::other)?
}

fn broken(error: &MultipartError) -> Problem {
    match error {
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible => {
            Problem::new("unsupported_media_type", "send the files as multipart/form-data")
        }
        MultipartError::Payload(PayloadError::Overflow) => Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE),
        other => Problem::new("malformed_multipart", format!("the form cannot be read: {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
    use actix_web::web::Bytes;
    use futures_util::stream;

    const LIMITS: UploadLimits = UploadLimits { file_bytes: 1_000, request_bytes: 10_000, files: 3 };

    fn headers(content_type: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
        headers
    }

    fn part(disposition: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("--x\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
        [head.as_bytes(), body, b"\r\n"].concat()
    }

    /// A form that arrives in chunks of seven bytes.
    fn multipart(parts: &[Vec<u8>]) -> Multipart {
        let whole = [parts.concat(), b"--x--\r\n".to_vec()].concat();
        let chunks: Vec<Result<Bytes, PayloadError>> =
            whole.chunks(7).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        Multipart::new(&headers("multipart/form-data; boundary=x"), stream::iter(chunks))
    }

    async fn read(parts: &[Vec<u8>], spool: &Path) -> Result<Vec<FormPart>, Problem> {
        let mut form = Form::new(multipart(parts), spool, LIMITS, Duration::from_secs(5));
        let mut read = Vec::new();
        while let Some(part) = form.next().await? {
            read.push(part);
        }
        Ok(read)
    }

    fn left(spool: &Path) -> usize {
        std::fs::read_dir(spool).unwrap().count()
    }

    #[actix_web::test]
    async fn files_are_hashed_on_their_way_to_disk_and_gone_when_dropped() {
        let spool = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..900_u32).map(|n| (n % 251) as u8).collect();
        let parts = [part("name=\"type\"", b"main"), part("name=\"file\"; filename=\"a b.jpg\"", &bytes)];
        let read = read(&parts, spool.path()).await.unwrap();
        let [FormPart::Text { name, value }, FormPart::File(arrived)] = read.as_slice() else {
            panic!("two parts were sent")
        };
        assert_eq!((name.as_str(), value.as_str()), ("type", "main"));
        let spooled = &arrived.file.as_ref().unwrap().file;
        assert_eq!((spooled.filename.as_str(), spooled.size), ("a b.jpg", 900));
        assert_eq!(spooled.blake3, blake3::hash(&bytes).to_hex().to_string());
        assert_eq!(std::fs::read(&spooled.path).unwrap(), bytes);
        drop(read);
        assert_eq!(left(spool.path()), 0);
    }

    #[actix_web::test]
    async fn a_name_arrives_as_it_was_in_either_form() {
        let spool = tempfile::tempdir().unwrap();
        let names = [
            ("filename=\"blåbær.jpg\"", "blåbær.jpg"),
            ("filename*=UTF-8''bl%C3%A5%2Fb%00.jpg", "blå/b\0.jpg"),
            ("filename*=ISO-8859-1''bl%E5.jpg", "blå.jpg"),
            ("filename=\"bla.jpg\"; filename*=UTF-8''bl%C3%A5.jpg", "blå.jpg"),
        ];
        for (sent, expected) in names {
            let read = read(&[part(&format!("name=\"file\"; {sent}"), b"x")], spool.path()).await.unwrap();
            let [FormPart::File(arrived)] = read.as_slice() else { panic!("one file was sent") };
            assert_eq!(arrived.filename, expected);
        }
    }

    #[actix_web::test]
    async fn a_file_too_large_is_refused_by_itself() {
        let spool = tempfile::tempdir().unwrap();
        let parts = [
            part("name=\"file\"; filename=\"big.jpg\"", &[7; 2_000]),
            part("name=\"file\"; filename=\"good.jpg\"", &[8; 10]),
        ];
        let read = read(&parts, spool.path()).await.unwrap();
        let [FormPart::File(big), FormPart::File(good)] = read.as_slice() else { panic!("two files") };
        assert_eq!(*big.file.as_ref().unwrap_err(), ImageError::TooLarge { max: 1_000 });
        assert_eq!(good.file.as_ref().unwrap().file.size, 10);
        assert_eq!(left(spool.path()), 1);
    }

    #[actix_web::test]
    async fn a_request_has_bounds_of_its_own() {
        let spool = tempfile::tempdir().unwrap();
        let files = |count: usize, size: usize| -> Vec<Vec<u8>> {
            (0..count).map(|_| part("name=\"file\"; filename=\"a\"", &vec![1; size])).collect()
        };
        assert_eq!(read(&files(4, 1), spool.path()).await.unwrap_err().code, "payload_too_large");
        assert_eq!(read(&files(1, 10_001), spool.path()).await.unwrap_err().code, "payload_too_large");
        let long = [part("name=\"type\"", &[b'x'; 9_000])];
        assert_eq!(read(&long, spool.path()).await.unwrap_err().code, "validation_failed");
        assert_eq!(left(spool.path()), 0);
    }

    #[actix_web::test]
    async fn a_form_that_breaks_off_is_400_and_leaves_nothing() {
        let spool = tempfile::tempdir().unwrap();
        let half = part("name=\"file\"; filename=\"a\"", &[1; 100]);
        let chunks = [Ok::<_, PayloadError>(Bytes::from(half[..80].to_vec()))];
        let multipart = Multipart::new(&headers("multipart/form-data; boundary=x"), stream::iter(chunks));
        let mut form = Form::new(multipart, spool.path(), LIMITS, Duration::from_secs(5));
        assert_eq!(form.next().await.unwrap_err().code, "malformed_multipart");
        assert_eq!(left(spool.path()), 0);
    }

    #[actix_web::test]
    async fn a_client_that_stalls_is_408() {
        let spool = tempfile::tempdir().unwrap();
        let start = part("name=\"file\"; filename=\"a\"", &[1; 10]);
        let body = stream::iter([Ok::<_, PayloadError>(Bytes::from(start))]).chain(stream::pending());
        let multipart = Multipart::new(&headers("multipart/form-data; boundary=x"), body);
        let mut form = Form::new(multipart, spool.path(), LIMITS, Duration::from_millis(10));
        assert_eq!(form.next().await.unwrap_err().code, "request_timeout");
    }

    #[actix_web::test]
    async fn what_is_no_form_is_415() {
        let spool = tempfile::tempdir().unwrap();
        for (content_type, code) in
            [("application/json", "unsupported_media_type"), ("multipart/form-data", "malformed_multipart")]
        {
            let body = stream::iter([Ok::<_, PayloadError>(Bytes::from_static(b"{}"))]);
            let multipart = Multipart::new(&headers(content_type), body);
            let mut form = Form::new(multipart, spool.path(), LIMITS, Duration::from_secs(1));
            assert_eq!(form.next().await.unwrap_err().code, code, "{content_type}");
        }
    }
}
