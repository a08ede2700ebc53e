//! Photographs as paths name them.

use atelier_domain::library::Hothash;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A hothash in a path. What is none names no resource, as with ids.
#[derive(Debug, Clone)]
pub struct Named(pub Hothash);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Hothash::parse(&raw).map(Self).ok_or_else(|| D::Error::custom("a hothash has 64 hex digits"))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::FromRequest;
    use actix_web::test::TestRequest;

    use super::*;
    use crate::extract::Id;

    #[actix_web::test]
    async fn what_is_no_hothash_names_no_photo() {
        let extract = async |raw: String| {
            let req = TestRequest::get().param("hothash", raw).to_http_request();
            Id::<Named>::extract(&req).await.map(|id| id.0.0.to_string())
        };
        assert_eq!(extract("AB".repeat(32)).await.unwrap(), "ab".repeat(32));
        for raw in ["", "ab", &"g".repeat(64), &"a".repeat(65)] {
            assert_eq!(extract(raw.to_owned()).await.unwrap_err().status.as_u16(), 404, "{raw}");
        }
    }
}
