//! Ids in paths.

use actix_web::dev::Payload;
use actix_web::web::Path;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The ids of the path, in its order. What is no id names no resource: 404.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Id<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = Path::<T>::from_request(req, payload).into_inner();
        ready(path.map(|path| Self(path.into_inner())).map_err(|_| Problem::not_found()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use atelier_domain::GalleryId;

    async fn extract(raw: &str) -> Result<i64, Problem> {
        let req = TestRequest::get().param("id", raw.to_owned()).to_http_request();
        Id::<GalleryId>::extract(&req).await.map(|id| id.0.0)
    }

    #[actix_web::test]
    async fn what_is_no_id_names_no_resource() {
        assert_eq!(extract("7").await.unwrap(), 7);
        assert_eq!(extract("-9223372036854775808").await.unwrap(), i64::MIN);
        for raw in ["", "x", "1.5", "1e3", "9223372036854775808", "%00", "%ff", "7%20", "'--"] {
            assert_eq!(extract(raw).await.unwrap_err().status.as_u16(), 404, "{raw}");
        }
    }
}
