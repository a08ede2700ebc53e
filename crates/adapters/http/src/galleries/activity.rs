//! What became of a gallery.

use actix_web::get;
use actix_web::web::Data;
use atelier_application::galleries::{Galleries, Happening};
use atelier_application::ports::AuditEntry;
use atelier_domain::{GalleryId, ShareLinkId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::extract::{Caller, Id, Paging, Query};
use crate::problem::ApiResult;
use crate::reply::{Listing, Reply};

/// How many pictures of one event are named.
const NAMED: usize = 20;

/// A link, as far as an event names it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActivityLink)]
pub struct LinkBody {
    #[schema(example = 17)]
    id: i64,
    /// Of today.
    #[schema(example = "For the board")]
    label: Option<String>,
}

/// Something that happened in a gallery.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Activity)]
pub struct ActivityBody {
    id: i64,
    #[schema(example = "image.approved")]
    kind: String,
    /// Who did it; null for the program itself.
    actor_user_id: Option<i64>,
    /// The name at that time.
    #[schema(example = "Ola")]
    actor_name: Option<String>,
    /// The link that it is about, or by which the person came.
    link: Option<LinkBody>,
    /// How many pictures it is about.
    #[schema(example = 3)]
    image_count: usize,
    /// The first of them, at most 20.
    image_ids: Vec<i64>,
    /// The list that was handed in.
    #[schema(example = "Favourites")]
    selection_name: Option<String>,
    occurred_at: DateTime<Utc>,
}

impl From<Happening> for ActivityBody {
    fn from(happening: Happening) -> Self {
        let Happening { entry, link } = happening;
        let AuditEntry { id, kind, subject_type: _, subject_id: _, actor, actor_name, payload, occurred_at } =
            entry;
        let mut images: Vec<i64> = match payload.get("image_ids").and_then(Value::as_array) {
            Some(ids) => ids.iter().filter_map(Value::as_i64).collect(),
            None => payload.get("image_id").and_then(Value::as_i64).into_iter().collect(),
        };
        let image_count = images.len();
        images.truncate(NAMED);
        let selection = payload.get("selection_id").and_then(|_| payload.get("name")).and_then(Value::as_str);
        Self {
            id,
            kind,
            actor_user_id: actor.map(i64::from),
            actor_name,
            link: link.map(|(ShareLinkId(id), label)| LinkBody { id, label }),
            image_count,
            image_ids: images,
            selection_name: selection.map(str::to_owned),
            occurred_at,
        }
    }
}

/// Lists what people did in a gallery, newest first.
///
/// Links made and opened, decisions, comments, edit requests, selections handed in, and downloads.
///
/// Permission: can_edit_gallery.
#[utoipa::path(tag = "galleries", params(("gallery_id" = i64, Path), Paging),
    responses((status = 200, description = "A page of what happened", body = Listing<ActivityBody>)))]
#[get("/galleries/{gallery_id}/activity")]
pub async fn list(
    galleries: Data<Galleries>,
    caller: Caller,
    id: Id<GalleryId>,
    query: Query<Paging>,
) -> ApiResult<Reply<Listing<ActivityBody>>> {
    let page = query.0.request()?;
    let found = galleries.activity(&caller, id.0, page).await?;
    Ok(Reply::page("Activity", page, found.map(ActivityBody::from)))
}
