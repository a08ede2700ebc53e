//! The limits of a gallery's proofing, as they are written.

use atelier_application::galleries::ProofingPatch;
use atelier_domain::galleries::{LimitScope, ProofingSettings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Patch, not_null};

/// The limits of a gallery's proofing, and what of it is on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProofingSettings)]
pub struct ProofingSettingsBody {
    /// With fewer approvals a selection cannot be submitted.
    min_approvals: Option<i32>,
    #[schema(example = 10)]
    max_approvals: Option<i32>,
    max_edit_requests: Option<i32>,
    /// `person`: everybody has the whole limit; `gallery`: all people outside the studio share it.
    #[schema(schema_with = crate::schema::limit_scope)]
    limit_scope: LimitScope,
    ratings_enabled: bool,
    comments_enabled: bool,
}

impl From<ProofingSettings> for ProofingSettingsBody {
    fn from(settings: ProofingSettings) -> Self {
        let ProofingSettings {
            min_approvals,
            max_approvals,
            max_edit_requests,
            limit_scope,
            ratings_enabled,
            comments_enabled,
        } = settings;
        Self {
            min_approvals,
            max_approvals,
            max_edit_requests,
            limit_scope,
            ratings_enabled,
            comments_enabled,
        }
    }
}

/// A change to the limits: an absent field stays, `null` is no limit.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProofingPatch)]
pub struct ProofingPatchBody {
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 100_000)]
    min_approvals: Patch<i32>,
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 100_000)]
    max_approvals: Patch<i32>,
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 100_000)]
    max_edit_requests: Patch<i32>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(schema_with = crate::schema::limit_scope, required = false)]
    limit_scope: Option<LimitScope>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = bool)]
    ratings_enabled: Option<bool>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = bool)]
    comments_enabled: Option<bool>,
}

impl From<ProofingPatchBody> for ProofingPatch {
    fn from(body: ProofingPatchBody) -> Self {
        let ProofingPatchBody {
            min_approvals,
            max_approvals,
            max_edit_requests,
            limit_scope,
            ratings_enabled,
            comments_enabled,
        } = body;
        Self {
            min_approvals: min_approvals.into_change(),
            max_approvals: max_approvals.into_change(),
            max_edit_requests: max_edit_requests.into_change(),
            limit_scope,
            ratings_enabled,
            comments_enabled,
        }
    }
}
