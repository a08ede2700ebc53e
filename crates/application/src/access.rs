//! Small helpers around the permission function that several contexts share.

use atelier_domain::access::{Action, Actor, Context, Decision, Facts, Path, decide};
use atelier_domain::galleries::{Gallery, Visibility};

/// The visibilities of a gallery's groups that `actor` may look into. Every route by which a picture can be reached
/// asks this one function or the permission function itself.
pub fn visible_levels(actor: &Actor, gallery: &Gallery) -> Vec<Visibility> {
    Visibility::ALL
        .into_iter()
        .filter(|&visibility| {
            let contexts = vec![Context::Gallery(gallery.id), Context::Organization(gallery.organization)];
            let facts = Facts { studio: gallery.studio, paths: vec![Path { contexts, visibility }] };
            matches!(decide(actor, Action::ViewGallery, Action::ViewGallery, &facts), Decision::Allowed(_))
        })
        .collect()
}
