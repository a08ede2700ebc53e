//! Bodies whose bytes matter, because somebody signed them.

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

use super::body::{limits, read_limited};
use crate::problem::Problem;

/// A body as it came, bounded in size and time like a JSON body.
#[derive(Debug)]
pub struct RawBody(pub Bytes);

impl FromRequest for RawBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (limit, stall) = limits(req);
        let mut payload = payload.take();
        Box::pin(async move { read_limited(&mut payload, limit, stall).await.map(Self) })
    }
}
