//! Why somebody may or may not do something.

use actix_web::get;
use actix_web::web::Data;
use atelier_application::identity::{Explanation, Grants};
use atelier_domain::UserId;
use atelier_domain::access::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::extract::{Caller, Query};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};

/// The routes of this context.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(explain);
}

/// Who, what and where.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccessQuery {
    #[param(schema_with = crate::schema::action)]
    action: Action,
    #[serde(rename = "type")]
    #[param(rename = "type", schema_with = crate::schema::context_type)]
    context_type: String,
    /// The row's id.
    #[serde(rename = "id")]
    #[param(rename = "id")]
    context_id: i64,
    /// Whose access; the caller's own if it is missing.
    user_id: Option<i64>,
}

/// An answer with its reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Explanation)]
pub struct ExplanationBody {
    allowed: bool,
    /// Whether the row is visible at all.
    visible: bool,
    #[schema(example = "role studio_user")]
    reason: String,
}

impl From<Explanation> for ExplanationBody {
    fn from(explanation: Explanation) -> Self {
        let Explanation { allowed, visible, reason } = explanation;
        Self { allowed, visible, reason }
    }
}

/// Explains why somebody may or may not do something to a row.
///
/// Permission: can_manage_users.
#[utoipa::path(tag = "access", params(AccessQuery),
    responses((status = 200, description = "The answer with its reason", body = Envelope<ExplanationBody>)))]
#[get("/access/explain")]
pub async fn explain(
    grants: Data<Grants>,
    caller: Caller,
    query: Query<AccessQuery>,
) -> ApiResult<Reply<Envelope<ExplanationBody>>> {
    let AccessQuery { action, context_type, context_id, user_id } = query.0;
    let user = user_id.map(UserId);
    let explanation = grants.explain(&caller, user, action, &context_type, context_id).await?;
    Ok(Reply::ok("Access explained", explanation.into()))
}
