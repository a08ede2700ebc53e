//! Galleries, and the links by which they are shared.

mod gallery;
mod policy;
mod preview;
mod proofing;
mod session_window;
mod share_link;
mod template;
mod watermark;

pub use gallery::{Gallery, GalleryDetails, GalleryStatus, Visibility};
pub use policy::{DeliveryPolicy, NameParts};
pub use preview::{PREVIEW_MINUTES, SharePreview};
pub use proofing::{GalleryMode, LIMIT_MAX, LimitScope, ProofingSettings};
pub use session_window::{
    BUFFER_MAX, Buffers, CalendarState, Place, SessionStatus, SessionWindow, WINDOW_MAX_DAYS, zone,
};
pub use share_link::{CODE_ATTEMPTS, CODE_LOCK_MINUTES, LinkState, REMINDER_DAYS, ShareLink};
pub use watermark::{Mark, MetadataTerms, Notice, Position, Watermark, Words};
