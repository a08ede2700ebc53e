//! Objects of the media store that go away while somebody asks for them.

use std::future::Future;

use crate::AppResult;
use crate::ports::MediaError;

/// What was asked of the media store by a row that was read before. Where the store lacks the object, the row is looked
/// at again: 404 if it has gone, and `None` if it names another object by now. An object that is still named is lost,
/// which is an error for whoever runs the server.
pub(crate) async fn unless_gone<T>(
    got: Result<T, MediaError>,
    is_still_named: impl Future<Output = AppResult<bool>>,
) -> AppResult<Option<T>> {
    match got {
        Err(MediaError::NotFound) if !is_still_named.await? => Ok(None),
        got => Ok(Some(got?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AppError;

    async fn asked(got: Result<u8, MediaError>, looked: AppResult<bool>) -> AppResult<Option<u8>> {
        unless_gone(got, async { looked }).await
    }

    #[tokio::test]
    async fn an_object_whose_row_went_is_gone_and_one_whose_row_stayed_is_lost() {
        assert!(matches!(asked(Ok(1), Err(AppError::Busy)).await, Ok(Some(1))));
        assert!(matches!(asked(Err(MediaError::NotFound), Ok(false)).await, Ok(None)));
        let gone = asked(Err(MediaError::NotFound), Err(AppError::NotFound)).await;
        assert!(matches!(gone, Err(AppError::NotFound)));
        assert!(matches!(asked(Err(MediaError::NotFound), Ok(true)).await, Err(AppError::Internal(_))));
        assert!(matches!(asked(Err(MediaError::NotFound), Err(AppError::Busy)).await, Err(AppError::Busy)));
        let down = MediaError::Unavailable("down".into());
        assert!(matches!(asked(Err(down), Ok(false)).await, Err(AppError::Internal(_))));
    }
}
