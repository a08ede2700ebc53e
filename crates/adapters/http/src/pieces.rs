//! Bodies of which the larger pieces are shared with what is remembered, and not copied.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

/// A body, cheap to clone.
#[derive(Debug, Clone)]
pub struct Pieces {
    pieces: Arc<[Bytes]>,
    /// Bytes in all.
    size: usize,
}

impl Pieces {
    /// How many bytes it has.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The pieces in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Bytes> {
        self.pieces.iter()
    }

    /// The same as one piece.
    pub fn joined(self) -> Bytes {
        match &*self.pieces {
            [only] => only.clone(),
            pieces => {
                let mut joined = Vec::with_capacity(self.size);
                pieces.iter().for_each(|piece| joined.extend_from_slice(piece));
                joined.into()
            }
        }
    }
}

impl FromIterator<Bytes> for Pieces {
    fn from_iter<I: IntoIterator<Item = Bytes>>(pieces: I) -> Self {
        let pieces: Arc<[Bytes]> = pieces.into_iter().collect();
        Self { size: pieces.iter().map(Bytes::len).sum(), pieces }
    }
}

impl From<Bytes> for Pieces {
    fn from(whole: Bytes) -> Self {
        Self::from_iter([whole])
    }
}

impl From<Pieces> for BoxBody {
    fn from(pieces: Pieces) -> Self {
        match &*pieces.pieces {
            [only] => Self::new(only.clone()),
            _ => Self::new(Sending { pieces, next: 0 }),
        }
    }
}

/// Pieces on their way out.
struct Sending {
    pieces: Pieces,
    next: usize,
}

impl MessageBody for Sending {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.pieces.size as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let next = self.pieces.pieces.get(self.next).cloned();
        self.next += 1;
        Poll::Ready(next.map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    fn pieces(texts: &[&'static str]) -> Pieces {
        texts.iter().map(|text| Bytes::from_static(text.as_bytes())).collect()
    }

    #[actix_web::test]
    async fn what_is_sent_is_all_pieces_in_their_order() {
        for texts in [&["one"][..], &["one", "", "two", "three"], &[]] {
            let body = BoxBody::from(pieces(texts));
            let whole = texts.concat();
            assert_eq!(body.size(), BodySize::Sized(whole.len() as u64));
            assert_eq!(to_bytes(body).await.unwrap(), whole.as_bytes());
            assert_eq!(pieces(texts).joined(), whole.as_bytes());
            assert_eq!(pieces(texts).size(), whole.len());
        }
    }
}
