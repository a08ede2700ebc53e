//! Small helpers around the permission function that several contexts share.

use atelier_domain::access::{Action, Actor, Decision, Facts, Path, Protected, decide};
use atelier_domain::galleries::Visibility;
use atelier_domain::identity::UserKind;
use atelier_domain::images::Image;

/// The visibilities of an owner's groups that `actor` may look into. Every route by which a picture can be reached
/// asks this one function or the permission function itself.
pub fn visible_levels<T: Protected>(actor: &Actor, owner: &T) -> Vec<Visibility> {
    levels_for(actor, owner, T::VIEW)
}

/// The visibilities of those groups in which `actor` may do this.
pub fn levels_for<T: Protected>(actor: &Actor, owner: &T, action: Action) -> Vec<Visibility> {
    let Facts { studio, paths } = owner.facts();
    Visibility::ALL
        .into_iter()
        .filter(|&visibility| {
            // What is open to the studio alone stays so, whatever hangs there.
            let behind = |path: &Path| match path.visibility {
                Visibility::Public => Path { visibility, ..path.clone() },
                Visibility::Members | Visibility::Studio => path.clone(),
            };
            let facts = Facts { studio, paths: paths.iter().map(behind).collect() };
            matches!(decide(actor, action, T::VIEW, &facts), Decision::Allowed(_))
        })
        .collect()
}

/// Whether `actor` sees the versions of a picture that it may see at all as files, and not only that they exist: the
/// studio's own people, and who may make versions.
pub fn works_with_versions(actor: &Actor, image: &Image) -> bool {
    actor.is(UserKind::Studio)
        || decide(actor, Action::VersionImages, Image::VIEW, &image.facts()).is_allowed()
}
