//! What handlers take in: each extractor refuses with a problem of the table.

mod address;
mod body;
mod caller;
mod conditional;
mod ids;
mod include;
mod paging;
mod patch;
mod query;
mod raw;

pub use address::{ClientAddress, Network};
pub use body::{Body, Object, read_limited};
pub(crate) use body::{UPLOAD_LIMIT, stalled};
pub use caller::{Authenticate, Bearer, Caller, LiveCaller, actor_of};
pub use conditional::{IfMatch, none_match};
pub use ids::Id;
pub use include::included;
pub use paging::{Cursor, Paging, search_text};
pub use patch::{Patch, not_null};
pub use query::Query;
pub use raw::RawBody;
