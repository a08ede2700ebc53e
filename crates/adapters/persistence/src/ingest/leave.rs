//! What files of the tray hand over when they leave it, and how they say where they went.

use std::collections::{HashMap, HashSet};

use atelier_application::ports::{Adopted, NewDerivative, StoreError, TakenAs};
use atelier_domain::ingest::{StagingImage, StagingState, Target};
use atelier_domain::{ImageId, StudioId, Timestamp};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::entities::staging_image::Column;
use super::{derivatives, staging};
use crate::columns::stored;
use crate::error::failed;
use crate::images::entities::image_derivative;
use crate::images::mapping;
use crate::paging::CHUNK;
use crate::store::SeaTx;

/// Where a file went.
pub(super) struct Went {
    file: i64,
    image: i64,
    made_image: bool,
}

impl Went {
    pub(super) fn of(adopted: &Adopted) -> Self {
        let Adopted { staging, image, version: _, made_image, needs_derivatives: _ } = adopted;
        Self { file: staging.0, image: image.0, made_image: *made_image }
    }
}

pub(super) async fn become_versions(
    tx: &SeaTx,
    files: &[(&StagingImage, TakenAs)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some((first, _)) = files.first() else { return Ok(()) };
    let studio = first.studio;
    let is_new = files.iter().filter(|(_, taken)| !taken.was_known);
    let new: HashMap<i64, (ImageId, i32)> =
        is_new.map(|(file, taken)| (file.id.0, (taken.image, taken.number))).collect();
    hand_over_derivatives(tx, studio, &new, now).await?;
    let went: Vec<Went> = files
        .iter()
        .map(|(file, taken)| Went { file: file.id.0, image: taken.image.0, made_image: false })
        .collect();
    mark_assigned(tx, studio, None, &went, now).await
}

/// The previews of these files become derivatives of these versions of pictures. The bytes stay where they are.
pub(super) async fn hand_over_derivatives(
    tx: &SeaTx,
    studio: StudioId,
    versions: &HashMap<i64, (ImageId, i32)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let files: Vec<i64> = versions.keys().copied().collect();
    let made = derivatives::of_files(tx, studio, &files).await?;
    let mut rows = Vec::new();
    for (file, records) in made {
        let Some(&(image, version)) = versions.get(&file) else { continue };
        for record in records {
            rows.push(mapping::new_derivative_row(NewDerivative {
                image,
                studio,
                version,
                name: record.name,
                storage_key: record.storage_key,
                content_hash: record.content_hash,
                format: record.format,
                width: record.width,
                height: record.height,
                file_size: record.file_size,
                placeholder: record.placeholder,
                now,
            }));
        }
    }
    for chunk in rows.chunks(CHUNK) {
        image_derivative::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx.writer()?)
            .await
            .map_err(failed)?;
    }
    Ok(())
}

/// The files are in the gallery's group now or, without a target, wherever their pictures are.
pub(super) async fn mark_assigned(
    tx: &SeaTx,
    studio: StudioId,
    target: Option<&Target>,
    files: &[Went],
    now: Timestamp,
) -> Result<(), StoreError> {
    let gallery = target.map(|target| target.gallery.0);
    let group_type = target.map(|target| target.group_type.as_str().to_owned());
    for chunk in files.chunks(CHUNK) {
        let mut pictures = CaseStatement::new();
        let made: HashSet<i64> = chunk.iter().filter(|went| went.made_image).map(|went| went.file).collect();
        for went in chunk {
            pictures = pictures.case(Expr::col(Column::Id).eq(went.file), went.image);
        }
        staging::scoped_update(studio)
            .col_expr(Column::State, Expr::value(StagingState::Assigned.as_str()))
            .col_expr(Column::AssignedToGalleryId, Expr::value(gallery))
            .col_expr(Column::AssignedGroupType, Expr::value(group_type.clone()))
            .col_expr(Column::AssignedImageId, pictures.into())
            .col_expr(Column::MadeImage, Expr::col(Column::Id).is_in(made))
            .col_expr(Column::AssignedAt, Expr::value(stored(now)))
            .col_expr(Column::UpdatedAt, Expr::value(stored(now)))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.is_in(chunk.iter().map(|went| went.file)))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
    }
    Ok(())
}
