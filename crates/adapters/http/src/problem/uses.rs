//! Refusals that say where something is used.

use actix_web::http::StatusCode;
use atelier_application::ports::ImageUse;

use super::{More, Problem};
use crate::images::UseBody;

impl Problem {
    /// It is used, and would be missed: 409 with the list of its `uses`.
    pub fn used(code: &'static str, detail: impl Into<Box<str>>, uses: Vec<ImageUse>) -> Self {
        let uses = uses.into_iter().map(UseBody::from).collect();
        Self::coded(code, StatusCode::CONFLICT, detail).telling(Some(More { uses, ..More::default() }))
    }
}
