//! What stands for pictures until they have come: a few hundred bytes each, that lists bring along.
//!
//! They are made with the hot preview and kept beside it, so a list reads them and decodes nothing.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use atelier_domain::ImageId;

use super::rendering::Renderer;
use crate::AppResult;
use crate::ports::{BareHotpreview, GalleryImage, Tx};

/// The bytes of a placeholder: a JPEG.
pub type Placeholder = Arc<[u8]>;

/// Those of the rows of a page, by picture.
pub(crate) async fn placeholders_of(
    tx: &Tx,
    rows: &[GalleryImage],
) -> AppResult<HashMap<ImageId, Placeholder>> {
    let versions: Vec<(ImageId, i32)> = rows.iter().map(|row| (row.id, row.current_version)).collect();
    let found = tx.images().placeholders(&versions).await?;
    Ok(found.into_iter().map(|(id, bytes)| (id, bytes.into())).collect())
}

/// How many pictures are looked at in one step.
const STEP: u64 = 200;

/// Makes the placeholders of pictures that are older than placeholders.
#[derive(Clone)]
pub struct Placeholders {
    renderer: Renderer,
}

impl Placeholders {
    pub fn new(renderer: Renderer) -> Self {
        Self { renderer }
    }

    /// Makes all that are missing; how many. One that cannot be made leaves the others alone.
    pub async fn make_missing(&self) -> AppResult<u64> {
        let mut made = 0;
        let mut after = ImageId(0);
        loop {
            let bare = self.renderer.kernel.read().await?.images().without_placeholder(after, STEP).await?;
            let Some(last) = bare.last() else { return Ok(made) };
            after = last.image;
            for picture in &bare {
                match self.make(picture).await {
                    Ok(is_made) => made += u64::from(is_made),
                    Err(error) => tracing::warn!(image = %picture.image, %error, "no placeholder was made"),
                }
            }
        }
    }

    async fn make(&self, picture: &BareHotpreview) -> AppResult<bool> {
        let folder = self.renderer.fresh()?;
        let folder: &Path = (*folder).as_ref();
        let file = folder.join("source");
        self.renderer.media.fetch_to(&picture.storage_key, &file).await?;
        let Some(bytes) = self.renderer.processor.placeholder(&file, picture.format).await? else {
            return Ok(false);
        };
        let tx = self.renderer.kernel.write().await?;
        let is_kept = tx.images().keep_placeholder(picture, &bytes).await?;
        tx.finish().await?;
        Ok(is_kept)
    }
}
