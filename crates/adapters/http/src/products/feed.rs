//! A product's pictures, for shops that embed them.

use actix_web::web::Data;
use actix_web::{Either, HttpRequest, HttpResponse, get};
use atelier_application::products::{Feed, FeedPage, FeedPicture, FeedSource};
use atelier_domain::ProductId;
use atelier_domain::images::{AiLabel, Preset};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Caller, Id, Paging, Query};
use crate::galleries::known_tag;
use crate::problem::ApiResult;
use crate::reply::{Listing, Reply, not_modified_for};
use crate::settings::HttpSettings;

/// How long a shop may show its copy without asking again, in seconds. A picture that is withdrawn is gone at once all
/// the same, because our addresses are asked about anew each time; those of a service that delivers for us expire.
const FRESH: u32 = 60;

/// A picture with everything that an `img` element needs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductImage)]
pub struct FeedPictureBody {
    #[schema(example = 812)]
    id: i64,
    /// For people who cannot see it.
    alt_text: Option<String>,
    /// What artificial intelligence had to do with it: who shows the picture has to say so.
    #[schema(schema_with = crate::schema::ai_label)]
    ai: AiLabel,
    /// Pixels of the original, as seen.
    #[schema(example = 6000)]
    width: i32,
    #[schema(example = 4000)]
    height: i32,
    group_id: i64,
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "official_gallery")]
    group_type: String,
    /// From the smallest to the largest, no two of the same width.
    sources: Vec<FeedSourceBody>,
    /// The same, ready for the attribute of that name.
    #[schema(
        example = "https://studio.example/media/thumb/… 512w, https://studio.example/media/web/… 2048w"
    )]
    srcset: String,
}

/// One size of a picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductImageSource)]
pub struct FeedSourceBody {
    /// Works without a header, for some hours; for an hour or more where ImageKit delivers.
    #[schema(example = "https://studio.example/media/web/…")]
    url: String,
    #[schema(example = 2048)]
    width: u32,
    #[schema(example = 1365)]
    height: u32,
    #[schema(schema_with = crate::schema::preset)]
    preset: Preset,
}

impl FeedPictureBody {
    /// With addresses below `base`, unless they are absolute already.
    fn at(base: &str, picture: FeedPicture) -> Self {
        let FeedPicture { id, alt_text, ai, width, height, group, group_type, sources } = picture;
        let absolute = |source: FeedSource| {
            let FeedSource { preset, address, width, height } = source;
            let url = if address.starts_with('/') { format!("{base}{address}") } else { address };
            FeedSourceBody { url, width, height, preset }
        };
        let sources: Vec<FeedSourceBody> = sources.into_iter().map(absolute).collect();
        let candidates: Vec<String> =
            sources.iter().map(|source| format!("{} {}w", source.url, source.width)).collect();
        let (id, group_id, group_type) = (id.0, group.0, group_type.as_str().to_owned());
        Self { id, alt_text, ai, width, height, group_id, group_type, sources, srcset: candidates.join(", ") }
    }
}

/// Which pictures of the product.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// Only groups of this type.
    #[serde(rename = "type")]
    #[param(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: Option<String>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
}

/// Lists the pictures of a product's public groups that are ready, for shops that embed them.
///
/// Addresses are absolute and need no header. The answer may be kept for a minute; after that, asking again with
/// `If-None-Match` costs almost nothing.
///
/// Permission: can_view_products. Errors: `invalid_group_type`.
#[utoipa::path(tag = "products", params(("product_id" = i64, Path), FeedQuery),
    responses((status = 200, description = "A page of pictures", body = Listing<FeedPictureBody>)))]
#[get("/products/{product_id}/images")]
pub async fn page(
    req: HttpRequest,
    feed: Data<Feed>,
    settings: Data<HttpSettings>,
    caller: Caller,
    id: Id<ProductId>,
    query: Query<FeedQuery>,
) -> ApiResult<Either<HttpResponse, Reply<Listing<FeedPictureBody>>>> {
    let FeedQuery { group_type, offset, limit } = query.0;
    let page = Paging { offset, limit, cursor: None }.request()?;
    let known = known_tag(&req);
    match feed.page(&caller, id.0, group_type.as_deref(), page, known.as_deref()).await? {
        FeedPage::Unchanged(tag) => Ok(Either::Left(not_modified_for(&tag, FRESH))),
        FeedPage::Pictures { tag, page: found } => {
            let bodies = found.map(|picture| FeedPictureBody::at(&settings.public_url, picture));
            Ok(Either::Right(Reply::page("Images", page, bodies).tag(tag).fresh_for(FRESH)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atelier_domain::images::GroupType;
    use atelier_domain::{ImageGroupId, ImageId};

    #[test]
    fn a_srcset_names_absolute_addresses_and_widths() {
        let source = |preset, address: &str, width, height| FeedSource {
            preset,
            address: address.to_owned(),
            width,
            height,
        };
        let picture = FeedPicture {
            id: ImageId(1),
            alt_text: None,
            ai: AiLabel::None,
            width: 600,
            height: 400,
            group: ImageGroupId(2),
            group_type: GroupType::main(),
            sources: vec![
                source(Preset::Hotpreview, "/media/hotpreview/a", 150, 100),
                source(Preset::Thumb, "https://cdn.example/b.jpg?tr=w-512,h-512", 512, 341),
            ],
        };
        let body = FeedPictureBody::at("https://studio.example", picture);
        assert_eq!(
            body.srcset,
            "https://studio.example/media/hotpreview/a 150w, https://cdn.example/b.jpg?tr=w-512,h-512 512w"
        );
    }
}
