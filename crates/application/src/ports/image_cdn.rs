//! Delivery of pictures by an outside service.

use std::time::Duration;

use async_trait::async_trait;
use atelier_domain::galleries::Position;
use atelier_domain::images::{ImageFormat, Mirror};
use atelier_domain::{StudioId, Timestamp};

/// The service could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CdnError {
    /// Another attempt may succeed.
    #[error("the image service did not do it: {message}")]
    Passing {
        message: String,
        /// How long the service wants to be left alone, where it says so.
        after: Option<Duration>,
    },
    /// No attempt will.
    #[error("the image service refused: {0}")]
    Lasting(String),
}

/// A copy that is to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewMirror {
    pub studio: StudioId,
    /// Letters, digits and dashes, without an extension. The same name means the same file.
    pub name: String,
    /// BLAKE3 of the bytes, 64 hex digits.
    pub content_hash: String,
    pub format: ImageFormat,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for NewMirror {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { studio, name, content_hash, format, bytes } = self;
        f.debug_struct("NewMirror")
            .field("studio", studio)
            .field("name", name)
            .field("content_hash", content_hash)
            .field("format", format)
            .field("bytes", &bytes.len())
            .finish()
    }
}

/// In which form a picture is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CdnRendition {
    /// The longer side in pixels, at most; nothing is enlarged.
    pub long_edge: u32,
    /// A text laid over the picture.
    pub watermark: Option<TextMark>,
}

/// A line of text laid over a picture, on a ground that lets it be read on light and on dark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMark {
    pub text: String,
    pub position: Position,
    /// Hundredths.
    pub opacity: u8,
    /// About how wide the mark is, in pixels of the picture as it is delivered.
    pub width: u32,
    /// How high it may be, in the same pixels.
    pub height: u32,
}

/// What the service tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The same for every attempt to deliver it.
    pub message: String,
    /// The service's own word for what happened.
    pub kind: String,
    pub change: NoticedChange,
}

/// What a notice means to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticedChange {
    /// The file is gone, and no other will have its id.
    Deleted { file_id: String },
    /// Something about the file is different; the service must be asked what.
    Changed { file_id: String },
    /// Nothing that concerns a copy.
    Other,
}

/// A notice is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// No notices were agreed on with the service.
    #[error("no notices are expected")]
    Unexpected,
    #[error("the signature does not fit")]
    Unsigned,
    /// The signature fits, and was made too long ago or in the future.
    #[error("the notice is too old")]
    Stale,
    /// The signature fits a text that says nothing.
    #[error("the notice cannot be understood: {0}")]
    Unreadable(String),
}

/// Keeps copies of pictures and delivers them. Calls are made from jobs, never inside a transaction; what is not
/// `async` MUST NOT use the network.
#[async_trait]
pub trait ImageCdn: Send + Sync {
    /// One word for the service, the same for ever: notices are remembered under it.
    fn name(&self) -> &'static str;

    /// The most bytes that a copy may have.
    fn max_bytes(&self) -> u64;

    /// Makes a copy that only signed addresses open. A copy of the same name and studio MUST take the place of the one
    /// before, so that an attempt whose answer was lost can be repeated.
    async fn mirror(&self, new: NewMirror) -> Result<Mirror, CdnError>;

    /// The copy as the service has it now, or `None` where it is gone. One that anybody can open without a signature goes
    /// in this call.
    async fn find(&self, mirror: &Mirror) -> Result<Option<Mirror>, CdnError>;

    /// Removes copies by their file ids. Removing what is not there MUST be `Ok`. Caches may go on answering: see
    /// `purge`.
    async fn delete(&self, file_ids: &[String]) -> Result<(), CdnError>;

    /// Empties the service's caches of what they hold of a copy's address.
    async fn purge(&self, url: &str) -> Result<(), CdnError>;

    /// An address of the copy at `url` that holds until `expires_at`. The same question MUST give the same answer, so
    /// that caches work. `None` where the copy lies elsewhere than the service is set up for, and where the mark cannot be
    /// drawn as it is asked for: an address MUST NOT leave a mark out, and its holder MUST NOT be able to take it out.
    fn sign_url(&self, url: &str, rendition: &CdnRendition, expires_at: Timestamp) -> Option<String>;

    /// A number that is another one where the set-up makes other addresses: of another account or another endpoint. It MUST
    /// be the same in every process of the same set-up.
    fn identity(&self) -> u32;

    /// Whether pictures are delivered at present.
    async fn ping(&self, now: Timestamp) -> Result<(), CdnError>;

    /// What a notice says, if its signature over these bytes fits and is no older than some minutes. Signatures MUST be
    /// compared in constant time. Header names are in lower case. Of a kind that is not known it MUST answer `Other`.
    fn read_notice(
        &self,
        headers: &[(String, String)],
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notice, NoticeError>;
}
