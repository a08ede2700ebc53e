//! What the studio sells, and the feed by which shops show it.

mod feed;
mod lifecycle;

pub use feed::{Feed, FeedPage, FeedPicture, FeedSource};
pub use lifecycle::{PriceInput, ProductInput, ProductPatch, ProductView, Products};
pub(crate) use lifecycle::{find, live, priced};
