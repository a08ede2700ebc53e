//! The pictures of a gallery.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{Either, HttpRequest, HttpResponse, get};
use atelier_application::galleries::{GalleryPage, ListedPicture, Pictures, PicturesWanted};
use atelier_domain::GalleryId;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Caller, Id, Paging, Query, included};
use crate::images::PictureBody;
use crate::problem::ApiResult;
use crate::proofing::{DecisionBody, SummaryBody};
use crate::reply::{Listing, Reply, not_modified};

/// The word that asks for what stands for pictures until they have come.
pub const PLACEHOLDER: &str = "placeholder";

/// A picture in its place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GalleryImage)]
pub struct GalleryImageBody {
    #[serde(flatten)]
    picture: PictureBody,
    group_id: i64,
    #[schema(example = "main")]
    group_type: String,
    /// Its place in the group.
    sort_order: i32,
    /// What the caller says of it.
    own_decision: DecisionBody,
    /// What people outside the studio say of it together; null for guests.
    summary: Option<SummaryBody>,
    /// What stands for it until it has come: a JPEG of at most 24 px in base64, below a kilobyte. Only with
    /// `include=placeholder`, and where the viewer may look at the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, example = "/9j/4AAQSkZJRgABAQ…")]
    placeholder: Option<String>,
}

impl From<ListedPicture> for GalleryImageBody {
    fn from(listed: ListedPicture) -> Self {
        let ListedPicture { picture, group, group_type, sort_order, own, summary, placeholder } = listed;
        Self {
            picture: picture.into(),
            group_id: group.0,
            group_type: group_type.as_str().to_owned(),
            sort_order,
            own_decision: own.into(),
            summary: summary.map(SummaryBody::from),
            placeholder: placeholder.map(|bytes| STANDARD.encode(bytes)),
        }
    }
}

/// Which pictures of the gallery.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GalleryImageQuery {
    /// Only groups of this type.
    #[serde(rename = "type")]
    #[param(rename = "type", pattern = "^[a-z0-9_]{1,50}$")]
    group_type: Option<String>,
    /// `placeholder` brings along what stands for each picture until it has come.
    #[param(pattern = "^placeholder$", example = "placeholder")]
    include: Option<String>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
}

/// Lists a gallery's pictures in their order: by group, then by place in the group.
///
/// The ETag is known before any picture is read, so that asking again with `If-None-Match` costs almost nothing.
///
/// Permission: can_view_gallery.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path), GalleryImageQuery),
    responses((status = 200, description = "A page of pictures", body = Listing<GalleryImageBody>)))]
#[get("/galleries/{gallery_id}/images")]
pub async fn list(
    req: HttpRequest,
    pictures: Data<Pictures>,
    caller: Caller,
    id: Id<GalleryId>,
    query: Query<GalleryImageQuery>,
) -> ApiResult<Either<HttpResponse, Reply<Listing<GalleryImageBody>>>> {
    let GalleryImageQuery { group_type, include, offset, limit } = query.0;
    let placeholder = |word: &str| (word == PLACEHOLDER).then_some(());
    let placeholders = !included(include.as_deref(), placeholder, &[PLACEHOLDER])?.is_empty();
    let wanted = PicturesWanted { group_type: group_type.as_deref(), placeholders };
    let page = Paging { offset, limit, cursor: None }.request()?;
    let known = known_tag(&req);
    match pictures.list(&caller, id.0, wanted, page, known.as_deref()).await? {
        GalleryPage::Unchanged(tag) => Ok(Either::Left(not_modified(&tag))),
        GalleryPage::Pictures { tag, page: found } => {
            let reply = Reply::page("Images", page, found.map(GalleryImageBody::from));
            Ok(Either::Right(reply.tag(tag)))
        }
    }
}

/// The tag of the copy that the caller has.
pub fn known_tag(req: &HttpRequest) -> Option<String> {
    let value = req.headers().get(header::IF_NONE_MATCH)?.to_str().ok()?;
    let first = value.split(',').next().unwrap_or_default();
    Some(first.trim().trim_start_matches("W/").trim_matches('"').to_owned())
}
