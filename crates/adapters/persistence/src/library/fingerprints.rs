//! Fingerprints of pictures. They are read by the million, so nothing but what is asked for is fetched of a row.

use async_trait::async_trait;
use atelier_application::ports::StoreError;
use atelier_application::ports::fingerprints::{
    FileLook, Fingerprint, FingerprintPlace, FingerprintState, Standing,
};
use atelier_application::ports::repositories::FingerprintRepository;
use atelier_domain::access::Visible;
use atelier_domain::library::{Hashes, Shelf};
use atelier_domain::{ImageFileId, ImageId, PhotoId, StagingImageId};
use sea_orm::prelude::DateTime;
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, Order, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{image_file, library, photo};
use super::{files, mapping, photo as photos};
use crate::columns::instant;
use crate::error::{corrupt, failed};
use crate::paging::CHUNK;
use crate::store::SeaTx;
use crate::{images, ingest};

use image_file::Column as F;
use photo::Column as P;

/// Number, photograph, both hashes and version of a file.
type FileRow = (i64, i64, Option<i64>, Option<i64>, i64);

/// Number, width, height, rating and creation of a photograph.
type PhotoRow = (i64, Option<i32>, Option<i32>, Option<i32>, DateTime);

/// Photograph, both hashes, width and height of a file.
type LookRow = (i64, Option<i64>, Option<i64>, Option<i32>, Option<i32>);

/// Photograph and both hashes of a file, and the two versions of its library.
type LookAndState = (i64, Option<i64>, Option<i64>, i64, i64);

fn fingerprint(row: FileRow) -> Result<Fingerprint, StoreError> {
    let (file, photo, dct, gradient, version) = row;
    let hashes = mapping::hashes(dct, gradient)
        .ok_or_else(|| corrupt(format!("file {file} has a fingerprint's version and no fingerprint")))?;
    Ok(Fingerprint { file: ImageFileId(file), photo: PhotoId(photo), hashes, version })
}

fn pixels(width: Option<i32>, height: Option<i32>) -> i64 {
    let (width, height) = (Ord::max(width.unwrap_or_default(), 0), Ord::max(height.unwrap_or_default(), 0));
    i64::from(width).saturating_mul(i64::from(height))
}

fn standing(row: PhotoRow) -> Standing {
    let (id, width, height, rating, created_at) = row;
    Standing {
        photo: PhotoId(id),
        hashes: None,
        pixels: pixels(width, height),
        rating,
        created_at: instant(created_at),
    }
}

/// Lets the photographs, which stand in order, know what their files say, which stand in their order.
fn told_by_files(standings: &mut [Standing], files: Vec<LookRow>) {
    let mut rest = standings.iter_mut();
    let mut present = rest.next();
    for (photo, dct, gradient, width, height) in files {
        while present.as_ref().is_some_and(|standing| standing.photo.0 < photo) {
            present = rest.next();
        }
        let Some(standing) = present.as_mut().filter(|standing| standing.photo.0 == photo) else { continue };
        standing.pixels = Ord::max(standing.pixels, pixels(width, height));
        let told = mapping::hashes(dct, gradient).filter(|hashes: &Hashes| hashes.say_something());
        standing.hashes = standing.hashes.or(told);
    }
}

#[async_trait]
impl FingerprintRepository for SeaTx {
    async fn state(&self, shelf: Shelf) -> Result<FingerprintState, StoreError> {
        let row: Option<(i64, i64)> = photos::scoped_library(shelf)
            .select_only()
            .columns([library::Column::Version, library::Column::RemovalsVersion])
            .into_tuple()
            .one(&self.conn())
            .await
            .map_err(failed)?;
        let (version, removals_version) = row.unwrap_or_default();
        Ok(FingerprintState { version, removals_version })
    }

    async fn of_file(&self, shelf: Shelf, file: ImageFileId) -> Result<Option<FileLook>, StoreError> {
        let library =
            image_file::Entity::belongs_to(library::Entity).from(F::UserId).to(library::Column::UserId);
        let row: Option<LookAndState> = files::scoped(shelf)
            .join(JoinType::InnerJoin, library.into())
            .filter(library::Column::StudioId.eq(shelf.studio().0))
            .filter(F::Id.eq(file.0))
            .select_only()
            .columns([F::PhotoId, F::PerceptualHash, F::GradientHash])
            .columns([library::Column::Version, library::Column::RemovalsVersion])
            .into_tuple()
            .one(&self.conn())
            .await
            .map_err(failed)?;
        Ok(row.map(|(photo, dct, gradient, version, removals_version)| FileLook {
            photo: PhotoId(photo),
            hashes: mapping::hashes(dct, gradient),
            state: FingerprintState { version, removals_version },
        }))
    }

    async fn since(
        &self,
        shelf: Shelf,
        after: FingerprintPlace,
        limit: u64,
    ) -> Result<Vec<Fingerprint>, StoreError> {
        let FingerprintPlace { version, file } = after;
        let same = Condition::all().add(F::FingerprintVersion.eq(version)).add(F::Id.gt(file.0));
        let rows: Vec<FileRow> = files::scoped(shelf)
            .select_only()
            .columns([F::Id, F::PhotoId, F::PerceptualHash, F::GradientHash, F::FingerprintVersion])
            // The first condition follows from the second; an index is searched by it.
            .filter(F::FingerprintVersion.gte(version))
            .filter(Condition::any().add(F::FingerprintVersion.gt(version)).add(same))
            .order_by_asc(F::FingerprintVersion)
            .order_by_asc(F::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        rows.into_iter().map(fingerprint).collect()
    }

    async fn photos_of(
        &self,
        shelf: Shelf,
        files: &[ImageFileId],
    ) -> Result<Vec<(ImageFileId, PhotoId)>, StoreError> {
        let mut found = Vec::with_capacity(files.len());
        for chunk in files.chunks(CHUNK) {
            let rows: Vec<(i64, i64)> = files::scoped(shelf)
                .select_only()
                .columns([F::Id, F::PhotoId])
                .filter(F::Id.is_in(chunk.iter().map(|id| id.0)))
                .into_tuple()
                .all(&self.conn())
                .await
                .map_err(failed)?;
            found.extend(rows.into_iter().map(|(file, photo)| (ImageFileId(file), PhotoId(photo))));
        }
        Ok(found)
    }

    async fn standings(&self, shelf: Shelf, after: PhotoId, limit: u64) -> Result<Vec<Standing>, StoreError> {
        let rows: Vec<PhotoRow> = photos::scoped(shelf)
            .select_only()
            .columns([P::Id, P::Width, P::Height, P::Rating, P::CreatedAt])
            .filter(P::Id.gt(after.0))
            .order_by_asc(P::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        let mut standings: Vec<Standing> = rows.into_iter().map(standing).collect();
        let Some(last) = standings.last().map(|standing| standing.photo) else { return Ok(standings) };
        let looks: Vec<LookRow> = files::scoped(shelf)
            .select_only()
            .columns([F::PhotoId, F::PerceptualHash, F::GradientHash, F::Width, F::Height])
            .filter(F::PhotoId.gt(after.0))
            .filter(F::PhotoId.lte(last.0))
            .order_by_asc(F::PhotoId)
            // A photograph is shown by the file that has its small picture.
            .order_by(F::Hotpreview.is_null(), Order::Asc)
            .order_by_asc(F::Id)
            .into_tuple()
            .all(&self.conn())
            .await
            .map_err(failed)?;
        told_by_files(&mut standings, looks);
        Ok(standings)
    }

    async fn pool(
        &self,
        visible: &Visible,
        before: Option<ImageId>,
        limit: u64,
    ) -> Result<Vec<(ImageId, i64)>, StoreError> {
        images::glances::newest(self, visible, before, limit).await
    }

    async fn tray(
        &self,
        visible: &Visible,
        before: Option<StagingImageId>,
        limit: u64,
    ) -> Result<Vec<(StagingImageId, i64)>, StoreError> {
        ingest::glances::newest(self, visible, before, limit).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photograph_looks_like_the_first_of_its_files_that_shows_anything() {
        let at = |id| (id, Some(10), Some(10), None, DateTime::default());
        let mut standings: Vec<Standing> = [1, 2, 4].map(at).into_iter().map(standing).collect();
        let files = vec![
            (1, Some(0), Some(7), Some(100), Some(200)),
            (1, Some(0x0f0f_3c3c), Some(1), None, None),
            (1, Some(0x3c3c_0f0f), Some(2), Some(5), Some(5)),
            // Of a photograph that came between the two statements.
            (3, Some(0x3c3c_0f0f), Some(3), None, None),
            (4, None, None, Some(4), None),
        ];
        told_by_files(&mut standings, files);
        let told: Vec<_> =
            standings.iter().map(|s| (s.hashes.map(|hashes| hashes.gradient), s.pixels)).collect();
        assert_eq!(told, [(Some(1), 20_000), (None, 100), (None, 100)]);
    }
}
