//! Previews: the client's gallery, shown to who may share it.

use actix_web::post;
use actix_web::web::Data;
use atelier_application::galleries::{PreviewInput, Previewed, Sharing};
use atelier_domain::galleries::DeliveryPolicy;
use atelier_domain::{GalleryId, RuleViolation, ShareLinkId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::policy::PolicyBody;
use crate::extract::{Body, Caller, Id, Object};
use crate::problem::ApiResult;
use crate::reply::{Envelope, Reply};

/// What is to be shown: a link that there is, or the terms of one that might be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"label": "For the board", "policy": {"presets": ["hotpreview", "thumb", "web"], "download": false}}))]
pub struct NewPreview {
    /// A link of the gallery, shown as it is; without `policy` and `label`.
    link_id: Option<i64>,
    /// As in a new link, with the same defaults.
    #[serde(default)]
    #[schema(value_type = Option<PolicyBody>)]
    policy: Option<Object<PolicyBody>>,
    /// The label that the link would have: `{recipient}` in a watermark.
    #[schema(max_length = 255)]
    label: Option<String>,
}

impl TryFrom<NewPreview> for PreviewInput {
    type Error = RuleViolation;

    fn try_from(body: NewPreview) -> Result<Self, RuleViolation> {
        let NewPreview { link_id, policy, label } = body;
        match link_id {
            Some(_) if policy.is_some() || label.is_some() => Err(RuleViolation::invalid(
                "link_id",
                "contradicts",
                "a link is shown with its own terms and its own label",
            )),
            Some(id) => Ok(Self::Link(ShareLinkId(id))),
            None => {
                let policy = policy.map(|Object(policy)| DeliveryPolicy::try_from(policy)).transpose()?;
                Ok(Self::Terms { policy: policy.unwrap_or_default(), label })
            }
        }
    }
}

/// A preview that can be looked at until it ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewSession {
    /// To be sent as a guest's access token is, for looking only.
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds.
    #[schema(example = 600)]
    expires_in: i64,
    expires_at: DateTime<Utc>,
    #[schema(example = 445)]
    gallery_id: i64,
    #[schema(example = "Annual report portraits")]
    subject_name: String,
    /// The terms that are shown.
    policy: PolicyBody,
}

/// Shows the gallery as somebody sees it who comes by a link on these terms.
///
/// The token is good for a few minutes and for looking only: whatever a guest would see it sees, by the same routes.
/// Nothing is counted or written down, an access code or a PIN is not asked for, and every change and every download is
/// refused with `preview_is_read_only`. It ends at once when its maker may no longer share the gallery. Nothing is
/// stored.
///
/// Permission: can_share_gallery. Errors: `exceeds_own_terms`, `invalid_template`, `contradicts`, `unknown_image`,
/// `share_link_expired`, `share_link_revoked`.
#[utoipa::path(tag = "sharing", params(("gallery_id" = i64, Path)), request_body = NewPreview,
    responses((status = 200, description = "The preview", body = Envelope<PreviewSession>)))]
#[post("/galleries/{gallery_id}/preview")]
pub async fn show(
    sharing: Data<Sharing>,
    caller: Caller,
    id: Id<GalleryId>,
    body: Body<NewPreview>,
) -> ApiResult<Reply<Envelope<PreviewSession>>> {
    let Previewed { token, gallery, subject_name, policy, ends_at } =
        sharing.show(&caller, id.0, body.0.try_into()?).await?;
    let session = PreviewSession {
        access_token: token.0,
        token_type: "Bearer",
        expires_in: (ends_at - caller.now).num_seconds(),
        expires_at: ends_at,
        gallery_id: gallery.0,
        subject_name,
        policy: policy.into(),
    };
    Ok(Reply::ok("The preview", session).secret())
}
