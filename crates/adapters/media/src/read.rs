//! Reading in pieces.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;

use atelier_application::ports::MediaError;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use object_store::{GetResult, GetResultPayload};
use tokio::io::AsyncWriteExt;

use crate::failure::{failure, unavailable};

/// Small enough for many viewers at once, and large enough that a thumbnail is read in one piece.
const CHUNK: u64 = 256 * 1024;

type Bytes = Pin<Box<dyn Stream<Item = Result<Vec<u8>, MediaError>> + Send>>;

/// The bytes of the range that was asked for.
pub(crate) fn body(result: GetResult) -> Bytes {
    match result.payload {
        GetResultPayload::File(file, _) => local(file, result.range),
        GetResultPayload::Stream(remote) => remote.map(|piece| piece.map(Vec::from).map_err(failure)).boxed(),
    }
}

/// Copies the object into `target`, which is left empty or partial if that fails.
pub(crate) async fn copy_to(result: GetResult, target: &Path) -> Result<(), MediaError> {
    match result.payload {
        GetResultPayload::File(mut file, _) => {
            let target = target.to_owned();
            blocking(move || io::copy(&mut file, &mut File::create(target)?).map(drop)).await
        }
        GetResultPayload::Stream(mut remote) => {
            let mut target = tokio::fs::File::create(target).await.map_err(unavailable)?;
            while let Some(piece) = remote.try_next().await.map_err(failure)? {
                target.write_all(&piece).await.map_err(unavailable)?;
            }
            target.flush().await.map_err(unavailable)
        }
    }
}

/// The BLAKE3 of the object, in hex.
pub(crate) async fn digest(result: GetResult) -> Result<String, MediaError> {
    let mut hasher = blake3::Hasher::new();
    let hasher = match result.payload {
        GetResultPayload::File(file, _) => {
            blocking(move || {
                hasher.update_reader(file)?;
                Ok(hasher)
            })
            .await?
        }
        GetResultPayload::Stream(mut remote) => {
            while let Some(piece) = remote.try_next().await.map_err(failure)? {
                hasher.update(&piece);
            }
            hasher
        }
    };
    Ok(hasher.finalize().to_hex().to_string())
}

/// Reads one chunk after the other on the blocking pool, each when it is asked for.
fn local(file: File, range: Range<u64>) -> Bytes {
    let Range { start, end } = range;
    stream::try_unfold((file, start), move |(mut file, at)| async move {
        let wanted = CHUNK.min(end.saturating_sub(at));
        if wanted == 0 {
            return Ok(None);
        }
        let (file, piece) = blocking(move || {
            if at == start {
                file.seek(SeekFrom::Start(start))?;
            }
            let mut piece = Vec::with_capacity(wanted.try_into().unwrap_or_default());
            (&mut file).take(wanted).read_to_end(&mut piece)?;
            Ok((file, piece))
        })
        .await?;
        if (piece.len() as u64) < wanted {
            return Err(MediaError::Unavailable("the file became shorter while it was read".to_owned()));
        }
        Ok(Some((piece, (file, at + wanted))))
    })
    .boxed()
}

/// Runs work that waits for the disk.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, MediaError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(unavailable),
        Err(error) => Err(unavailable(error)),
    }
}
