//! Bodies that are larger than memory should be: files in, files out, events.

mod events;
mod media;
mod progress;
mod range;
mod spool;
mod zip;

pub use events::event_stream;
pub use media::{FileAnswer, Keeping, Wanted, content_disposition};
pub use progress::{Seen, Streams, progress};
pub use spool::{Arrived, Form, FormPart, SpooledFile, unknown_field};
pub use zip::{archive_answer, archive_head, bundle};
