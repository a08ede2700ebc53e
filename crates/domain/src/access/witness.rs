//! Types that carry the answer, so that nobody can forget to ask.

use super::decide::{covers, decide_for};
use super::{Action, Actor, Cell, Context, Credential, Decision, Protected, Reason, cell};
use crate::identity::UserKind;
use crate::{GalleryId, ImageGroupId, ImageId, OrganizationId, ProductId, RuleViolation, StudioId, UserId};

/// Access was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// For this actor there is no such row.
    #[error("not found")]
    Hidden,
    /// The actor sees the row, and may not do this.
    #[error("permission {action} is missing")]
    Forbidden { action: Action },
    /// The actor looks through a preview, which changes nothing.
    #[error("a preview changes nothing")]
    ReadOnly,
}

/// A row as storage hands it out: its content is out of reach until an actor is named.
///
/// ```
/// use atelier_domain::access::{Actor, Denied, Unchecked};
/// use atelier_domain::galleries::Gallery;
///
/// fn subject(row: Unchecked<Gallery>, actor: &Actor) -> Result<String, Denied> {
///     Ok(row.read(actor)?.details.subject_name)
/// }
/// ```
///
/// Who leaves the actor out does not get far:
///
/// ```compile_fail,E0616
/// use atelier_domain::access::Unchecked;
/// use atelier_domain::galleries::Gallery;
///
/// fn subject(row: Unchecked<Gallery>) -> String {
///     row.0.details.subject_name
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Unchecked<T>(T);

impl<T: Protected> Unchecked<T> {
    /// Wraps what was read from storage.
    pub fn from_storage(value: T) -> Self {
        Self(value)
    }

    /// The value, if the actor may see it.
    pub fn read(self, actor: &Actor) -> Result<T, Denied> {
        self.allowed(actor, T::VIEW)
    }

    /// The value, if the actor may do `action` with it.
    pub fn allowed(self, actor: &Actor, action: Action) -> Result<T, Denied> {
        match self.decide(actor, action) {
            Decision::Allowed(_) => Ok(self.0),
            Decision::Forbidden(_) => Err(Denied::Forbidden { action }),
            Decision::Hidden(_) => Err(Denied::Hidden),
        }
    }

    /// The value with leave to change it, if the actor may do `action` with it.
    pub fn write(self, actor: &Actor, action: Action) -> Result<Writable<T>, Denied> {
        let value = self.allowed(actor, action)?;
        if actor.preview().is_some() { Err(Denied::ReadOnly) } else { Ok(Writable(value)) }
    }

    /// The value with leave to change it, if a rule beside the matrix says so. Only the domain has such rules.
    pub(crate) fn vouched(self, rule: impl FnOnce(&T) -> bool) -> Result<Writable<T>, Denied> {
        if rule(&self.0) { Ok(Writable(self.0)) } else { Err(Denied::Hidden) }
    }

    /// The answer with its reason, without handing out the value.
    pub fn decide(&self, actor: &Actor, action: Action) -> Decision {
        decide_for(actor, action, &self.0)
    }
}

/// A value that the actor may change. Repositories take nothing else, and nothing but the permission function makes one:
///
/// ```compile_fail,E0423
/// use atelier_domain::access::Writable;
/// use atelier_domain::galleries::Gallery;
///
/// fn forge(gallery: Gallery) -> Writable<Gallery> {
///     Writable(gallery)
/// }
/// ```
///
/// What was only read cannot be written either:
///
/// ```compile_fail,E0308
/// use atelier_domain::access::{Actor, Denied, Unchecked, Writable};
/// use atelier_domain::galleries::Gallery;
///
/// fn forge(row: Unchecked<Gallery>, actor: &Actor) -> Result<Writable<Gallery>, Denied> {
///     row.read(actor)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Writable<T>(T);

impl<T> Writable<T> {
    /// Applies a state change of the domain; a broken rule leaves nothing behind.
    pub fn change(
        mut self,
        change: impl FnOnce(&mut T) -> Result<(), RuleViolation>,
    ) -> Result<Self, RuleViolation> {
        change(&mut self.0)?;
        Ok(self)
    }

    pub fn get(&self) -> &T {
        &self.0
    }

    pub fn into_inner(self) -> T {
        self.0
    }
}

/// Leave to work on one studio's rows without a person: background work, and nothing else.
#[derive(Debug, Clone)]
pub struct Scope {
    actor: Actor,
}

impl Scope {
    /// Background work names the studio and itself, so that every use of this power can be found by a text search.
    pub fn for_job(studio: StudioId, name: &'static str, now: crate::Timestamp) -> Self {
        Self {
            actor: Actor {
                user: UserId(0),
                studio,
                name: name.to_owned(),
                active: true,
                roles: Vec::new(),
                memberships: Vec::new(),
                grants: Vec::new(),
                credential: Credential::Job(name),
                now,
            },
        }
    }

    /// The actor that stands for the job.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
}

/// The part of a studio's rows for which an actor holds one permission. Lists take nothing else, and only
/// [`Visible::to`] makes one:
///
/// ```compile_fail,E0451
/// use atelier_domain::StudioId;
/// use atelier_domain::access::{Reach, Visible};
///
/// fn everything(studio: StudioId) -> Visible {
///     Visible { studio, reach: Reach::Everything }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible {
    studio: StudioId,
    reach: Reach,
}

/// How far a list goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every row of the studio.
    Everything,
    /// Rows that lie in one of these places.
    Within(Places),
}

/// The places in which the actor holds the permission.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// The studio as a whole: every row that is not for the studio's own people alone. A grant reaches no further.
    pub studio: bool,
    pub organizations: Vec<OrganizationId>,
    pub galleries: Vec<GalleryId>,
    /// For pictures also those that the actor may look at: what a product shows is seen with it.
    pub products: Vec<ProductId>,
    /// Every product that is live, whatever else the studio has.
    pub every_product: bool,
    pub image_groups: Vec<ImageGroupId>,
    pub images: Vec<ImageId>,
    pub users: Vec<UserId>,
}

impl Visible {
    /// The rows for which `actor` holds `action`. An actor that is not live sees nothing.
    pub fn to(actor: &Actor, action: Action) -> Self {
        Self { studio: actor.studio, reach: reach(actor, action) }
    }

    pub fn studio(&self) -> StudioId {
        self.studio
    }

    pub fn reach(&self) -> &Reach {
        &self.reach
    }
}

fn reach(actor: &Actor, action: Action) -> Reach {
    let mut places = Places::default();
    if !actor.is_live() {
        return Reach::Within(places);
    }
    let by_studio_role =
        actor.roles.iter().any(|role| role.kind == UserKind::Studio && role.actions.contains(&action));
    if by_studio_role || matches!(actor.credential, Credential::Job(_)) {
        return Reach::Everything;
    }
    let role_carries = actor
        .roles
        .iter()
        .any(|role| role.actions.contains(&action) && cell(action, role.kind) == Cell::ByRole);
    if role_carries {
        places.organizations.extend(
            actor
                .memberships
                .iter()
                .filter(|membership| covers(membership.role, action.area()))
                .map(|membership| membership.organization),
        );
    }
    if actor.roles.iter().any(|role| cell(action, role.kind) != Cell::Never) {
        for grant in &actor.grants {
            if grant.action != action || !grant.counts_at(actor.now) {
                continue;
            }
            match grant.context {
                Context::Studio(studio) if studio == actor.studio => places.studio = true,
                Context::Studio(_) => {}
                Context::Organization(id) => places.organizations.push(id),
                Context::Gallery(id) => places.galleries.push(id),
                Context::Product(id) => places.products.push(id),
                Context::ImageGroup(id) => places.image_groups.push(id),
                Context::Image(id) => places.images.push(id),
                Context::User(id) => places.users.push(id),
            }
        }
    }
    if action == Action::ViewGallery {
        match reach(actor, Action::ViewProducts) {
            Reach::Everything => places.every_product = true,
            Reach::Within(within) => {
                places.every_product = within.studio;
                places.products.extend(within.products);
            }
        }
    }
    Reach::Within(places)
}

impl From<&Reason> for String {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::OtherStudio => "the row belongs to another studio".into(),
            Reason::NotLive => "the account is inactive, or its link is expired or revoked".into(),
            Reason::Job(name) => format!("background work: {name}"),
            Reason::Role(name) => format!("role {name}"),
            Reason::Member { role, organization } => {
                format!("role {role} as a member of organization {organization}")
            }
            Reason::Granted { grant, context, expires_at } => {
                let until = expires_at.map_or_else(|| "without end".into(), |end| format!("until {end}"));
                format!("grant {grant} on {} {}, {until}", context.type_name(), context.raw_id())
            }
            Reason::NotGranted => "neither a role nor a grant gives it".into(),
        }
    }
}
