//! What the studio takes out of a selection.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use atelier_application::kernel::Kernel;
use atelier_application::selections::{Selections, Sheet};
use atelier_domain::images::clean_filename;
use atelier_domain::{GalleryId, SelectionId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Caller, Id, Query};
use crate::problem::ApiResult;
use crate::stream::{bundle, content_disposition};

/// The form of an export.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportForm {
    /// A table with a line for each picture.
    #[default]
    Csv,
    /// The names of the files, a line each.
    Filenames,
    /// A ZIP of XMP sidecars with stars, label and keyword.
    Xmp,
}

/// In which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    #[serde(default)]
    #[param(inline, default = "csv")]
    format: ExportForm,
}

/// Exports a selection: as a table, as names of files, or as XMP sidecars for Lightroom and Capture One.
///
/// A sidecar has the stars that the selection's owner gave (in a common one, the rounded mean of what clients gave), the
/// label Green, and the selection's name as a keyword.
///
/// Permission: can_edit_gallery.
#[utoipa::path(tag = "selections",
    params(("gallery_id" = i64, Path), ("selection_id" = i64, Path), ExportQuery),
    responses((status = 200, description = "The file", content(
        (String = "text/csv"), (String = "text/plain"), (Vec<u8> = "application/zip")))))]
#[get("/galleries/{gallery_id}/selections/{selection_id}/export")]
pub async fn export(
    selections: Data<Selections>,
    kernel: Data<Kernel>,
    caller: Caller,
    ids: Id<(GalleryId, SelectionId)>,
    query: Query<ExportQuery>,
) -> ApiResult<HttpResponse> {
    let (gallery, id) = ids.0;
    let sheet = selections.export(&caller, gallery, id).await?;
    Ok(match query.0.format {
        ExportForm::Csv => file(&sheet, "csv", "text/csv; charset=utf-8", sheet.to_csv().into_bytes()),
        ExportForm::Filenames => {
            file(&sheet, "txt", "text/plain; charset=utf-8", sheet.to_names().into_bytes())
        }
        ExportForm::Xmp => {
            let sidecars = sheet.to_sidecars().into_iter().map(|(name, text)| (name, text.into_bytes()));
            file(&sheet, "zip", "application/zip", bundle(sidecars, kernel.now().naive_utc()))
        }
    })
}

fn file(sheet: &Sheet, extension: &str, content_type: &'static str, bytes: Vec<u8>) -> HttpResponse {
    // The name of a list is free text, and may be nothing but dots.
    let name = clean_filename(&sheet.name).unwrap_or_else(|_| "selection".to_owned());
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_DISPOSITION, content_disposition(&format!("{name}.{extension}"))))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes)
}
