//! Whose library it is.

use crate::access::{Action, Actor, Context, Denied, Facts, Path, decide};
use crate::{StudioId, UserId};

/// One person's library. Everything that is kept or looked up in a library takes a shelf, and a shelf is only had by
/// somebody who may use a library, and is only their own: no row of another person can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shelf {
    studio: StudioId,
    owner: UserId,
}

impl Shelf {
    /// The actor's own library, if it may have one.
    pub fn of(actor: &Actor) -> Result<Self, Denied> {
        let action = Action::UseLibrary;
        let facts =
            Facts { studio: actor.studio, paths: vec![Path::public(vec![Context::User(actor.user)])] };
        if decide(actor, action, action, &facts).is_allowed() && !actor.is_guest() {
            Ok(Self { studio: actor.studio, owner: actor.user })
        } else {
            Err(Denied::Forbidden { action })
        }
    }

    /// Somebody's library for work that no person asks for at that moment, such as a job. `name` makes it found.
    pub fn for_job(studio: StudioId, owner: UserId, name: &'static str) -> Self {
        debug_assert!(!name.is_empty());
        Self { studio, owner }
    }

    pub fn studio(&self) -> StudioId {
        self.studio
    }

    pub fn owner(&self) -> UserId {
        self.owner
    }
}
