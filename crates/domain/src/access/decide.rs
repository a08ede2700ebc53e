//! The permission function.

use super::{Action, Actor, Area, Cell, Context, Facts, Path, Protected, cell};
use crate::galleries::Visibility;
use crate::identity::UserKind;
use crate::organizations::MemberRole;
use crate::{GrantId, OrganizationId, Timestamp};

/// Why an answer is as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The row belongs to another studio.
    OtherStudio,
    /// The account is inactive, or the link is expired or revoked.
    NotLive,
    /// The program itself works on this studio's rows.
    Job(&'static str),
    /// A role of the studio carries the permission everywhere in it.
    Role(String),
    /// A role carries the permission, and the row lies in an organization that the actor is a member of.
    Member { role: String, organization: OrganizationId },
    /// The permission was granted here.
    Granted { grant: GrantId, context: Context, expires_at: Option<Timestamp> },
    /// Nothing gives it.
    NotGranted,
}

/// The answer for one actor, one action and one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Allowed(Reason),
    /// The actor sees the row and may not do this with it: 403.
    Forbidden(Reason),
    /// For this actor the row does not exist: 404.
    Hidden(Reason),
}

impl Decision {
    pub fn is_allowed(&self) -> bool {
        matches!(self, Decision::Allowed(_))
    }

    pub fn reason(&self) -> &Reason {
        match self {
            Decision::Allowed(reason) | Decision::Forbidden(reason) | Decision::Hidden(reason) => reason,
        }
    }
}

/// Decides whether `actor` may do `action` to the row that `facts` describe, and says why.
///
/// `view` is the permission without which the row is hidden rather than forbidden.
pub fn decide(actor: &Actor, action: Action, view: Action, facts: &Facts) -> Decision {
    if facts.studio != actor.studio {
        return Decision::Hidden(Reason::OtherStudio);
    }
    if !actor.is_live() {
        return Decision::Hidden(Reason::NotLive);
    }
    if let Some(reason) = facts.paths.iter().find_map(|path| along(actor, action, path)) {
        return Decision::Allowed(reason);
    }
    let sees = action != view && facts.paths.iter().any(|path| along(actor, view, path).is_some());
    if sees { Decision::Forbidden(Reason::NotGranted) } else { Decision::Hidden(Reason::NotGranted) }
}

/// [`decide`] for a value that knows its own facts.
pub(super) fn decide_for<T: Protected>(actor: &Actor, action: Action, value: &T) -> Decision {
    decide(actor, action, T::VIEW, &value.facts())
}

/// Whether the actor may do the action along this one path.
fn along(actor: &Actor, action: Action, path: &Path) -> Option<Reason> {
    match path.visibility {
        Visibility::Public => {}
        Visibility::Members => {
            if actor.is_guest() || allowed(actor, Action::ViewRestrictedGroups, path).is_none() {
                return None;
            }
        }
        Visibility::Studio => {
            return by_studio_role(actor, action).or_else(|| by_studio_role(actor, implied(action, path)?.0));
        }
    }
    allowed(actor, action, path).or_else(|| by_product(actor, action, path))
}

/// Whoever may look at a product may look at what it shows, and do nothing else with it for that reason.
fn by_product(actor: &Actor, action: Action, path: &Path) -> Option<Reason> {
    let (view, product) = implied(action, path)?;
    allowed(actor, view, &Path::public(vec![product]))
}

/// The question about a product that answers this one about a row in it: only looking follows from looking.
fn implied(action: Action, path: &Path) -> Option<(Action, Context)> {
    let product = path.contexts.iter().find(|context| matches!(context, Context::Product(_)))?;
    (action == Action::ViewGallery).then_some((Action::ViewProducts, *product))
}

fn allowed(actor: &Actor, action: Action, path: &Path) -> Option<Reason> {
    by_studio_role(actor, action)
        .or_else(|| by_membership(actor, action, path))
        .or_else(|| by_grant(actor, action, path))
}

fn by_studio_role(actor: &Actor, action: Action) -> Option<Reason> {
    if let super::Credential::Job(name) = actor.credential {
        return Some(Reason::Job(name));
    }
    actor
        .roles
        .iter()
        .find(|role| role.kind == UserKind::Studio && role.actions.contains(&action))
        .map(|role| Reason::Role(role.name.clone()))
}

fn by_membership(actor: &Actor, action: Action, path: &Path) -> Option<Reason> {
    let role = actor.roles.iter().find(|role| {
        role.kind != UserKind::Studio
            && role.actions.contains(&action)
            && cell(action, role.kind) == Cell::ByRole
    })?;
    actor
        .memberships
        .iter()
        .find(|membership| {
            path.contexts.contains(&Context::Organization(membership.organization))
                && covers(membership.role, action.area())
        })
        .map(|membership| Reason::Member { role: role.name.clone(), organization: membership.organization })
}

fn by_grant(actor: &Actor, action: Action, path: &Path) -> Option<Reason> {
    if actor.roles.iter().all(|role| cell(action, role.kind) == Cell::Never) {
        return None;
    }
    actor
        .grants
        .iter()
        .find(|grant| {
            grant.action == action
                && grant.counts_at(actor.now)
                && (grant.context == Context::Studio(actor.studio) || path.contexts.contains(&grant.context))
        })
        .map(|grant| Reason::Granted {
            grant: grant.id,
            context: grant.context,
            expires_at: grant.expires_at,
        })
}

/// Which part of an organization's business a contact takes part in.
pub(super) const fn covers(role: MemberRole, area: Area) -> bool {
    match (role, area) {
        (MemberRole::Admin, _) | (_, Area::General) => true,
        (MemberRole::MarketingContact, Area::Gallery) | (MemberRole::BillingContact, Area::Billing) => true,
        (MemberRole::MarketingContact | MemberRole::BillingContact, _) => false,
    }
}
