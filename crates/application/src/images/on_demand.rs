//! Files that are made when they are first asked for, once however many ask, and kept for the next.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use atelier_domain::ImageId;
use atelier_domain::images::{Image, ImageFormat, Preset};

use super::rendering::{Renderer, new_derivative};
use super::rendition::{Drawing, DrawnMark, Rendition};
use crate::ports::{DerivativeFile, DerivativeRecord, ImageError, Stamp, Stamping};
use crate::{AppError, AppResult};

/// How many files are kept of one picture that were made for the terms of links: some sizes for some links. The ones made
/// longest ago go first, and are made again should somebody ask.
const KEPT: u64 = 40;

type Turn = Arc<futures_util::lock::Mutex<()>>;

/// A file of this name, of this version of a picture.
type Work = (ImageId, i32, String);

/// Work that is under way, so that who asks for the same waits for it instead of doing it again.
#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<Work, Weak<futures_util::lock::Mutex<()>>>>);

impl Flights {
    fn turn(&self, image: ImageId, version: i32, name: &str) -> Turn {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (image, version, name.to_owned());
        if let Some(turn) = flights.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        flights.retain(|_, turn| turn.strong_count() > 0);
        let turn = Turn::default();
        flights.insert(key, Arc::downgrade(&turn));
        turn
    }
}

/// A file in the working folder from which another one is made.
struct Base {
    path: PathBuf,
    format: ImageFormat,
    width: u32,
    height: u32,
}

impl Renderer {
    /// The file of this size with what the rendition asks for, made if it is not there. MUST NOT be called inside a
    /// transaction.
    pub async fn on_demand(
        &self,
        image: &Image,
        preset: Preset,
        rendition: &Rendition,
    ) -> AppResult<DerivativeRecord> {
        if rendition.is_plain(preset) {
            return self.plain(image, preset).await;
        }
        let name = rendition.name(preset, image, &*self.kernel.tokens);
        let turn = self.flights.turn(image.id, image.current_version, &name);
        let _turn = turn.lock().await;
        if let Some(found) = self.kept(image, &name).await? {
            return Ok(found);
        }
        let folder = self.fresh()?;
        let file = self.changed(image, preset, rendition, (*folder).as_ref()).await?;
        self.write_down(image, &name, &file).await
    }

    /// The size as it is kept.
    async fn plain(&self, image: &Image, preset: Preset) -> AppResult<DerivativeRecord> {
        let name = preset.as_str();
        let turn = self.flights.turn(image.id, image.current_version, name);
        let _turn = turn.lock().await;
        if let Some(found) = self.kept(image, name).await? {
            return Ok(found);
        }
        if Preset::EAGER.contains(&preset) {
            // It is being made, or cannot be.
            return Err(AppError::NotFound);
        }
        let folder = self.fresh()?;
        let file = self.size(image, preset, (*folder).as_ref()).await?;
        self.write_down(image, name, &file).await
    }

    async fn write_down(
        &self,
        image: &Image,
        name: &str,
        file: &DerivativeFile,
    ) -> AppResult<DerivativeRecord> {
        let record = self.keep(image, name, file).await?;
        let tx = self.kernel.write().await?;
        // Purged meanwhile: the bytes are an orphan, which the sweep removes.
        tx.images().find(image.studio, image.id).await?.ok_or(AppError::NotFound)?;
        tx.images().put_derivative(new_derivative(image, &record, self.kernel.now())).await?;
        tx.images().prune_derivatives(image.id, Rendition::PREFIX, KEPT).await?;
        Ok(tx.commit(record).await?.into_inner())
    }

    async fn kept(&self, image: &Image, name: &str) -> AppResult<Option<DerivativeRecord>> {
        let tx = self.kernel.read().await?;
        Ok(tx
            .images()
            .derivatives(image.id, image.current_version)
            .await?
            .into_iter()
            .find(|record| record.name == name))
    }

    /// A size that is not made for every picture.
    async fn size(&self, image: &Image, preset: Preset, folder: &Path) -> AppResult<DerivativeFile> {
        let original = folder.join("source");
        self.media.fetch_to(&image.storage_key, &original).await?;
        let made = self.processor.make_derivatives(&original, image.format, &[preset], folder).await?;
        let file = made.derivatives.into_iter().find(|file| file.preset == preset);
        file.ok_or_else(|| AppError::Internal("the derivative was not made".into()))
    }

    /// The size, drawn over and with its metadata taken out or replaced.
    async fn changed(
        &self,
        image: &Image,
        preset: Preset,
        rendition: &Rendition,
        folder: &Path,
    ) -> AppResult<DerivativeFile> {
        let base = self.base(image, preset, folder).await?;
        let Some(drawing) = &rendition.drawing else {
            return self.with_notice(base, preset, rendition, folder).await;
        };
        let stamping = self.stamping(drawing, folder).await?;
        let stamped = self.processor.stamp(&base.path, base.format, &stamping, preset, folder).await?;
        if rendition.notice.is_none() {
            return Ok(stamped);
        }
        let DerivativeFile { path, format, width, height, .. } = stamped;
        self.with_notice(Base { path, format, width, height }, preset, rendition, folder).await
    }

    /// The bytes that are changed: the original, or the size as it is kept.
    async fn base(&self, image: &Image, preset: Preset, folder: &Path) -> AppResult<Base> {
        let path = folder.join("base");
        let pixels = |side: i32| u32::try_from(side).unwrap_or_default();
        if preset == Preset::Original {
            self.media.fetch_to(&image.storage_key, &path).await?;
            let (width, height) = (pixels(image.width), pixels(image.height));
            return Ok(Base { path, format: image.format, width, height });
        }
        let record = self.plain(image, preset).await?;
        self.media.fetch_to(&record.storage_key, &path).await?;
        let (width, height) = (pixels(record.width), pixels(record.height));
        Ok(Base { path, format: record.format, width, height })
    }

    async fn stamping(&self, drawing: &Drawing, folder: &Path) -> AppResult<Stamping> {
        let Drawing { mark, position, opacity, scale } = drawing;
        let stamp = match mark {
            DrawnMark::Text(text) => Stamp::Text(text.clone()),
            DrawnMark::Picture { storage_key, format, .. } => {
                let file = folder.join("mark");
                self.media.fetch_to(storage_key, &file).await?;
                Stamp::Picture { file, format: *format }
            }
            DrawnMark::Missing => {
                return Err(AppError::Refused {
                    code: "watermark_unavailable",
                    message: "the watermark that these terms ask for is no longer there".to_owned(),
                });
            }
        };
        Ok(Stamping { stamp, position: *position, opacity: *opacity, scale: *scale })
    }

    async fn with_notice(
        &self,
        base: Base,
        preset: Preset,
        rendition: &Rendition,
        folder: &Path,
    ) -> AppResult<DerivativeFile> {
        let Base { path: source, format, width, height } = base;
        let path = folder.join("without_metadata");
        let done = match &rendition.notice {
            Some(notice) => self.processor.replace_metadata(&source, format, notice, &path).await,
            None => self.processor.strip_metadata(&source, format, &path).await,
        };
        done.map_err(|error| match error {
            ImageError::UnsupportedType { .. } => AppError::Refused {
                code: "metadata_cannot_be_removed",
                message: "the original of this format cannot be delivered without its metadata".to_owned(),
            },
            other => other.into(),
        })?;
        let (blake3, size) = self.processor.digest(&path).await?;
        Ok(DerivativeFile { preset, path, format, width, height, size, blake3, placeholder: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_for_the_same_waits_for_the_same_and_nothing_is_remembered_afterwards() {
        let flights = Flights::default();
        let first = flights.turn(ImageId(1), 1, "web");
        assert!(Arc::ptr_eq(&first, &flights.turn(ImageId(1), 1, "web")));
        assert!(!Arc::ptr_eq(&first, &flights.turn(ImageId(1), 1, "large")));
        drop(first);
        let _other = flights.turn(ImageId(2), 1, "web");
        assert_eq!(flights.0.lock().unwrap().len(), 1);
    }
}
