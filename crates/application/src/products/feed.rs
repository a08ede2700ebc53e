//! A product's pictures as a shop embeds them.

use atelier_domain::access::Actor;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{AiLabel, GroupType, Preset, fit};
use atelier_domain::{ImageGroupId, ImageId, ProductId};

use super::lifecycle::{find, live};
use crate::AppResult;
use crate::delivery::{Delivery, Terms};
use crate::galleries::ListedPicture;
use crate::kernel::Kernel;
use crate::paging::{Page, PageRequest};

/// Shops are open to everybody, so they show what is open to everybody who may see the product.
const SHOWN: [Visibility; 1] = [Visibility::Public];

/// A picture with everything that an `img` element needs.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedPicture {
    pub id: ImageId,
    pub alt_text: Option<String>,
    pub ai: AiLabel,
    /// Pixels of the original, as seen.
    pub width: i32,
    pub height: i32,
    pub group: ImageGroupId,
    pub group_type: GroupType,
    /// From the smallest to the largest, no two of the same width.
    pub sources: Vec<FeedSource>,
}

/// One size of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSource {
    pub preset: Preset,
    /// Relative to the server, or absolute where a service delivers in its place.
    pub address: String,
    pub width: u32,
    pub height: u32,
}

/// A page of the feed, or the news that the caller has it already.
#[derive(Debug, Clone, PartialEq)]
pub enum FeedPage {
    /// Nothing changed since the caller's copy, which had this tag.
    Unchanged(String),
    Pictures {
        tag: String,
        page: Page<FeedPicture>,
    },
}

/// The use case of shops.
#[derive(Clone)]
pub struct Feed {
    kernel: Kernel,
    delivery: Delivery,
}

impl Feed {
    pub fn new(kernel: Kernel, delivery: Delivery) -> Self {
        Self { kernel, delivery }
    }

    /// A page of the product's public pictures that are ready, in their order. `known` is the tag of the copy that the
    /// caller has.
    pub async fn page(
        &self,
        actor: &Actor,
        product: ProductId,
        group_type: Option<&str>,
        page: PageRequest,
        known: Option<&str>,
    ) -> AppResult<FeedPage> {
        let group_type = group_type.map(GroupType::parse).transpose()?;
        let tx = self.kernel.read().await?;
        let product = live(find(&tx, actor, product).await?.read(actor)?)?;
        let terms = Terms::of(&tx, actor, &product).await?;
        let mark = tx.products().content_mark(product.id, &SHOWN, group_type.as_ref()).await?;
        // Everything that the answer depends on: the pictures, who looks, which part, and until when addresses hold.
        let tag = format!(
            "{:x}-{:x}-{:x}.{:x}.{:x}.{:x}-{:x}-{}{}-{:x}-{:x}-{}",
            product.id.0,
            product.content_version,
            mark.groups,
            mark.group_versions,
            mark.images,
            mark.image_versions,
            actor.user.0,
            terms.fingerprint(actor),
            self.delivery.fingerprint(actor, &terms),
            page.offset,
            page.limit,
            group_type.as_ref().map_or("*", GroupType::as_str),
        );
        if known == Some(tag.as_str()) {
            return Ok(FeedPage::Unchanged(tag));
        }
        let rows = tx.products().images(product.id, &SHOWN, group_type.as_ref(), page).await?;
        let page = rows.map(|row| listed(ListedPicture::of(&self.delivery, actor, &terms, row)));
        Ok(FeedPage::Pictures { tag, page })
    }
}

fn listed(listed: ListedPicture) -> FeedPicture {
    let ListedPicture { picture, group, group_type, .. } = listed;
    let side = |side: i32| u32::try_from(side).unwrap_or_default();
    let mut sources: Vec<FeedSource> = Vec::new();
    for (preset, address) in picture.urls {
        let Some(edge) = preset.long_edge() else { continue };
        let (width, height) = fit(side(picture.width), side(picture.height), edge);
        // A small picture is the same in its larger sizes, and a `srcset` names a width once.
        if sources.iter().all(|known| known.width != width) {
            sources.push(FeedSource { preset, address, width, height });
        }
    }
    sources.sort_by_key(|source| source.width);
    let (id, alt_text, ai) = (picture.id, picture.alt_text, picture.ai);
    FeedPicture { id, alt_text, ai, width: picture.width, height: picture.height, group, group_type, sources }
}
