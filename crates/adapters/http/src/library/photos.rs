//! Photographs: looking at them, saying things of them, taking them away.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, Responder, delete, get, patch, post, put};
use atelier_application::AppError;
use atelier_application::library::{CorrectionInput, PhotoInput, PhotoPatch, Photos};
use atelier_domain::library::{PhotoOrder, PhotoSearch};
use atelier_domain::{AuthorId, ImageFileId};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::PhotoSearchRequest;
use super::bodies::PhotoBody;
use super::local_time::ShutterTime;
use super::named::Named;
use super::rendered::Renderings;
use super::search_body::cursor_order;
use super::upload_bodies::picture;
use crate::answers::{Answer, AnswerKey, Answers};
use crate::extract::{Body, Caller, Id, IfMatch, Object, Paging, Patch, Query, none_match, not_null};
use crate::pieces::Pieces;
use crate::problem::{ApiResult, Problem};
use crate::reply::{Done, Envelope, Listing, Reply, not_modified};

/// A photo without a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"hotpreview": "/9j/4AAQSkZJRgABAQ…", "title": "Grandmother, 1931"}))]
pub struct NewPhoto {
    /// A small JPEG, PNG or WebP in base64, at most 1024 px on a side.
    hotpreview: String,
    #[schema(max_length = 255)]
    title: Option<String>,
    #[schema(max_length = 10_000)]
    description: Option<String>,
    #[schema(max_items = 20)]
    tags: Option<Vec<String>>,
    #[schema(minimum = 0, maximum = 5)]
    rating: Option<i32>,
    author_id: Option<i64>,
    taken_at: Option<ShutterTime>,
    #[schema(minimum = -90, maximum = 90)]
    gps_latitude: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    gps_longitude: Option<f64>,
    /// Ignored: it is computed here.
    #[expect(dead_code, reason = "older clients send it, and what they say is not believed")]
    hothash: Option<Value>,
    /// Ignored: it is computed here.
    #[expect(dead_code, reason = "as with the hothash")]
    perceptual_hash: Option<Value>,
}

impl NewPhoto {
    fn input(self) -> ApiResult<PhotoInput> {
        let Self {
            hothash: _,
            perceptual_hash: _,
            hotpreview,
            title,
            description,
            tags,
            rating,
            author_id,
            taken_at,
            gps_latitude,
            gps_longitude,
        } = self;
        let patch = PhotoPatch {
            title: Some(title),
            description: Some(description),
            rating: Some(rating),
            author: Some(author_id.map(AuthorId)),
            tags,
            master_file: None,
        };
        let taken_at = taken_at.map(|time| time.0);
        Ok(PhotoInput { hotpreview: picture(&hotpreview)?, patch, taken_at, gps_latitude, gps_longitude })
    }
}

/// A change to a photo: an absent field stays, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PhotoPatch, example = json!({"title": "Lofoten", "tags": ["fjord", "blåbær"], "rating": 4}))]
pub struct PhotoPatchBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    title: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 10_000)]
    description: Patch<String>,
    /// All of them, in their order; `[]` and `null` take them all away.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 20)]
    tags: Patch<Vec<String>>,
    /// 1 to 5; `null` and 0 are none.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 5)]
    rating: Patch<i32>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    author_id: Patch<i64>,
    /// A file of this photo, which stands for it from then on; `null` leaves it to the first one.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    master_file_id: Patch<i64>,
}

impl From<PhotoPatchBody> for PhotoPatch {
    fn from(body: PhotoPatchBody) -> Self {
        let PhotoPatchBody { title, description, tags, rating, author_id, master_file_id } = body;
        Self {
            title: title.into_change(),
            description: description.into_change(),
            rating: rating.into_change(),
            author: author_id.map(AuthorId).into_change(),
            tags: tags.into_change().map(Option::unwrap_or_default),
            master_file: master_file_id.map(ImageFileId).into_change(),
        }
    }
}

/// When and where somebody says that a photo was taken. An absent part stays as it is, `null` says that it is unknown.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"taken_at": "2024-02-29T11:30:00+01:00", "reason": "the camera was on winter time"}))]
pub struct PhotoCorrection {
    #[serde(default)]
    #[schema(value_type = Option<ShutterTime>)]
    taken_at: Patch<ShutterTime>,
    #[serde(default)]
    #[schema(value_type = Option<PlaceBody>)]
    place: Patch<Object<PlaceBody>>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, max_length = 500)]
    reason: Option<String>,
}

/// A point on earth, in degrees.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PhotoPlace)]
pub struct PlaceBody {
    #[schema(minimum = -90, maximum = 90)]
    gps_latitude: f64,
    #[schema(minimum = -180, maximum = 180)]
    gps_longitude: f64,
}

impl From<PhotoCorrection> for CorrectionInput {
    fn from(body: PhotoCorrection) -> Self {
        let PhotoCorrection { taken_at, place, reason } = body;
        let degrees = |Object(place): Object<PlaceBody>| (place.gps_latitude, place.gps_longitude);
        Self {
            taken_at: taken_at.map(|time| time.0).into_change(),
            place: place.map(degrees).into_change(),
            reason,
        }
    }
}

/// Which photos a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PhotoQuery {
    /// Those of this author.
    author_id: Option<i64>,
    /// With their hot previews in base64.
    #[serde(default = "yes")]
    #[param(default = true)]
    previews: bool,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    cursor: Option<String>,
}

fn yes() -> bool {
    true
}

/// Lists the photos of the library, the latest taken first.
///
/// Photos whose time is unknown come last. The answer's tag changes whenever anything in the library does.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(PhotoQuery),
    responses((status = 200, description = "A page of photos", body = Listing<PhotoBody>)))]
#[get("/photos")]
pub async fn list(
    photos: Data<Photos>,
    caller: Caller,
    answers: Data<Answers>,
    renderings: Data<Renderings>,
    req: HttpRequest,
    query: Query<PhotoQuery>,
) -> ApiResult<HttpResponse> {
    let PhotoQuery { author_id, previews, offset, limit, cursor } = query.0;
    let order = cursor_order(PhotoOrder::default());
    let page = Paging { offset, limit, cursor }.request_in(order)?;
    // The query is part of the address, and the owner of the token; what is left is the library's version.
    let version = photos.version(&caller).await?;
    let tag = format!("library-{}-{version}", caller.user);
    if none_match(&req, &format!("\"{tag}\"")) {
        return Ok(not_modified(&tag));
    }
    let key = AnswerKey::new(caller.user, version, format!("list {author_id:?} {previews} {page:?}"));
    let answer = answers.of(key, async || {
        let search = PhotoSearch { author: author_id.map(AuthorId), ..PhotoSearch::default() };
        let found = photos.search(&caller, search, PhotoOrder::default(), page, previews).await;
        let found = found.map_err(|error| Problem::from(error).in_query())?;
        renderings.page("Photos", page, order, &found, previews)?.tag(tag).answer()
    });
    Ok(answer.await?.respond_to(&req))
}

/// Finds photos of the library.
///
/// All criteria must hold; without any it is the list. Previews are not sent along.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", request_body = PhotoSearchRequest,
    responses((status = 200, description = "A page of photos", body = Listing<PhotoBody>)))]
#[post("/photos/search")]
pub async fn find(
    photos: Data<Photos>,
    caller: Caller,
    answers: Data<Answers>,
    renderings: Data<Renderings>,
    body: Body<PhotoSearchRequest>,
) -> ApiResult<Answer> {
    let (criteria, paging) = body.0.into_parts();
    let (search, order) = criteria.wanted()?;
    let cursors = cursor_order(order);
    let page = paging.request_in(cursors).map_err(Problem::in_body)?;
    let version = photos.version(&caller).await?;
    let key = AnswerKey::new(caller.user, version, format!("search {search:?} {order:?} {page:?}"));
    let answer = answers.of(key, async || {
        let found = photos.search(&caller, search, order, page, false).await?;
        renderings.page("Photos", page, cursors, &found, false)?.answer()
    });
    answer.await
}

/// Adds a photo of which there is no file. Files are added by `/image-files/new-photo`.
///
/// Permission: can_use_library. Errors: `photo_exists`, `unknown_author`, `too_many_tags`, `unsupported_image_type`,
/// `file_too_large`, `too_many_pixels`, `damaged_image`, `truncated_image`.
#[utoipa::path(tag = "library", request_body = NewPhoto,
    responses((status = 201, description = "The photo", body = Envelope<PhotoBody>)))]
#[post("/photos")]
pub async fn create(
    photos: Data<Photos>,
    caller: Caller,
    req: HttpRequest,
    payload: web::Payload,
) -> ApiResult<Reply<Envelope<PhotoBody>>> {
    let Body(body) = Body::<NewPhoto>::of_upload(&req, &mut payload.into_inner()).await?;
    photos.ensure_may_use(&caller)?;
    let view = photos.create(&caller, body.input()?).await?.into_inner();
    let (location, version) = (format!("/api/v1/photos/{}", view.photo.hothash), view.photo.version);
    Ok(Reply::created("Photo created successfully", location, view.into()).version(version))
}

/// Shows a photo.
///
/// Permission: can_use_library.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)),
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[get("/photos/{hothash}")]
pub async fn read(
    photos: Data<Photos>,
    caller: Caller,
    answers: Data<Answers>,
    renderings: Data<Renderings>,
    id: Id<Named>,
) -> ApiResult<Answer> {
    let hothash = id.0.0;
    let version = photos.version(&caller).await?;
    let key = AnswerKey::new(caller.user, version, format!("photo {hothash}"));
    let answer = answers.of(key, async || {
        let view = photos.read(&caller, &hothash).await?;
        renderings.one("The photo", &view)?.answer()
    });
    answer.await
}

/// Changes what is said of a photo, as PATCH does: an absent field stays, `null` clears.
///
/// Permission: can_use_library. Errors: `unknown_author`, `unknown_file`, `too_many_tags`, `version_mismatch`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)), request_body = PhotoPatchBody,
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[put("/photos/{hothash}")]
pub async fn replace(
    photos: Data<Photos>,
    renderings: Data<Renderings>,
    caller: Caller,
    id: Id<Named>,
    expected: IfMatch,
    body: Body<PhotoPatchBody>,
) -> ApiResult<Reply<Pieces>> {
    let view = photos.change(&caller, &id.0.0, body.0.into(), expected.0).await?;
    renderings.one("Photo changed", &view)
}

/// Changes what is said of a photo.
///
/// Permission: can_use_library. Errors: `unknown_author`, `unknown_file`, `too_many_tags`, `version_mismatch`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)), request_body = PhotoPatchBody,
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[patch("/photos/{hothash}")]
pub async fn change(
    photos: Data<Photos>,
    renderings: Data<Renderings>,
    caller: Caller,
    id: Id<Named>,
    expected: IfMatch,
    body: Body<PhotoPatchBody>,
) -> ApiResult<Reply<Pieces>> {
    let view = photos.change(&caller, &id.0.0, body.0.into(), expected.0).await?;
    renderings.one("Photo changed", &view)
}

/// Deletes a photo with all its files and their bytes. There is no way back.
///
/// Permission: can_use_library. Errors: `version_mismatch`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)),
    responses((status = 200, description = "Deleted", body = Done)))]
#[delete("/photos/{hothash}")]
pub async fn remove(
    photos: Data<Photos>,
    caller: Caller,
    id: Id<Named>,
    expected: IfMatch,
) -> ApiResult<Reply<Done>> {
    photos.delete(&caller, &id.0.0, expected.0).await?.into_inner();
    Ok(Reply::done("Photo deleted successfully"))
}

/// Corrects when and where a photo was taken. What its file says is kept.
///
/// Permission: can_use_library. Errors: `version_mismatch`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)), request_body = PhotoCorrection,
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[put("/photos/{hothash}/correction")]
pub async fn correct(
    photos: Data<Photos>,
    renderings: Data<Renderings>,
    caller: Caller,
    id: Id<Named>,
    expected: IfMatch,
    body: Body<PhotoCorrection>,
) -> ApiResult<Reply<Pieces>> {
    let corrected = photos.correct(&caller, &id.0.0, body.0.into(), expected.0).await;
    let view = corrected.map_err(in_place)?;
    renderings.one("Photo corrected", &view)
}

/// The degrees stand inside of the place.
fn in_place(error: AppError) -> Problem {
    let is_place = matches!(&error, AppError::Rule(violation) if violation.field.is_some_and(|at| at.starts_with("gps_")));
    let problem = Problem::from(error);
    if is_place { problem.below("/place") } else { problem }
}

/// Goes back to the time and the place that the photo's file says.
///
/// Permission: can_use_library. Errors: `version_mismatch`.
#[utoipa::path(tag = "library", params(("hothash" = String, Path)),
    responses((status = 200, description = "The photo", body = Envelope<PhotoBody>)))]
#[delete("/photos/{hothash}/correction")]
pub async fn undo_correction(
    photos: Data<Photos>,
    renderings: Data<Renderings>,
    caller: Caller,
    id: Id<Named>,
    expected: IfMatch,
) -> ApiResult<Reply<Pieces>> {
    let view = photos.undo_correction(&caller, &id.0.0, expected.0).await?;
    renderings.one("Correction undone", &view)
}
