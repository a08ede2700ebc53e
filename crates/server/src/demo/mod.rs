//! A studio to look at: clients, galleries, pictures, a share link.

mod pictures;

pub use pictures::landscape;

use std::path::Path;

use atelier_application::AppError;
use atelier_application::galleries::{GalleryInput, ShareLinkInput};
use atelier_application::identity::Registration;
use atelier_application::images::Spooled;
use atelier_application::organizations::OrganizationInput;
use atelier_domain::GalleryId;
use atelier_domain::access::Actor;
use atelier_domain::galleries::GalleryDetails;
use atelier_domain::identity::{StudioDetails, UserDetails};
use atelier_domain::images::GroupType;
use atelier_domain::organizations::{OrganizationDetails, OrganizationType};

use crate::error::StartError;
use crate::wiring::UseCases;

/// The demonstration studio's subdomain, which is also its owner's user name.
const NAME: &str = "demo";

/// A client of the demonstration studio.
struct Client {
    name: &'static str,
    kind: OrganizationType,
    galleries: &'static [Subject],
}

/// A gallery, and how many pictures each of its groups has.
struct Subject {
    name: &'static str,
    groups: &'static [(&'static str, u64)],
}

const CLIENTS: &[Client] = &[
    Client {
        name: "Fjord Hotel",
        kind: OrganizationType::Corporate,
        galleries: &[
            Subject { name: "Summer above the fjord", groups: &[("main", 8), ("behind_the_scenes", 3)] },
            Subject { name: "Views for the web site", groups: &[("main", 5)] },
        ],
    },
    Client {
        name: "Ada and Jonas",
        kind: OrganizationType::Individual,
        galleries: &[Subject { name: "A walk at first light", groups: &[("main", 6)] }],
    },
];

/// What somebody who wants to look around needs to know.
#[derive(Debug, Clone)]
pub struct Demo {
    pub login: String,
    pub password: String,
    pub gallery: GalleryId,
    /// The token of the share link.
    pub share_token: String,
    pub pictures: usize,
}

/// Makes the studio and everything in it. `None` when there is one already.
pub async fn make(use_cases: &UseCases, spool: &Path) -> Result<Option<Demo>, StartError> {
    let password = use_cases.kernel.tokens.identifier();
    let Some(owner) = register(use_cases, &password).await? else { return Ok(None) };
    let mut first = None;
    let mut drawn = 0;
    for Client { name, kind, galleries } in CLIENTS {
        let details =
            OrganizationDetails { name: (*name).to_owned(), kind: *kind, ..OrganizationDetails::default() };
        let input = OrganizationInput { details, ..OrganizationInput::default() };
        let organization = use_cases.organizations.create(&owner, input).await.map_err(StartError::of)?;
        for Subject { name, groups } in *galleries {
            let details = GalleryDetails { subject_name: (*name).to_owned(), description: None };
            let input = GalleryInput { organization: organization.id, details };
            let gallery = use_cases.galleries.create(&owner, input).await.map_err(StartError::of)?;
            first.get_or_insert(gallery.id);
            for (group, count) in *groups {
                for _ in 0..*count {
                    drawn += 1;
                    add_picture(use_cases, &owner, gallery.id, group, drawn, spool).await?;
                }
            }
        }
    }
    let gallery = first.ok_or_else(|| StartError::new("the demonstration has no galleries"))?;
    let input = ShareLinkInput { label: Some("For a look around".to_owned()), ..ShareLinkInput::default() };
    let shared = use_cases.sharing.create(&owner, gallery, input).await.map_err(StartError::of)?;
    make_derivatives(use_cases).await?;
    Ok(Some(Demo {
        login: NAME.to_owned(),
        password,
        gallery,
        share_token: shared.token.0.clone(),
        pictures: usize::try_from(drawn).unwrap_or(usize::MAX),
    }))
}

async fn register(use_cases: &UseCases, password: &str) -> Result<Option<Actor>, StartError> {
    let registration = Registration {
        studio: StudioDetails {
            name: "Demo Studio".to_owned(),
            subdomain: Some(NAME.to_owned()),
            business_name: "Demo Studio".to_owned(),
            timezone: "UTC".to_owned(),
            currency: "EUR".to_owned(),
            ..StudioDetails::default()
        },
        owner: UserDetails {
            name: "Dana Demo".to_owned(),
            username: Some(NAME.to_owned()),
            email: Some("demo@studio.example".to_owned()),
            ..UserDetails::default()
        },
        password: password.to_owned(),
    };
    match use_cases.sign_in.register(registration).await {
        Ok(signed_in) => {
            let actor = use_cases.actors.authenticate(&signed_in.access_token).await;
            Ok(Some(actor.map_err(StartError::of)?))
        }
        Err(AppError::Conflict { .. }) => Ok(None),
        Err(error) => Err(StartError::of(error)),
    }
}

async fn add_picture(
    use_cases: &UseCases,
    owner: &Actor,
    gallery: GalleryId,
    group: &str,
    number: u64,
    spool: &Path,
) -> Result<(), StartError> {
    let (width, height) = if number.is_multiple_of(3) { (1200, 1600) } else { (1800, 1200) };
    let drawing = tokio::task::spawn_blocking(move || landscape(number, width, height));
    let bytes = drawing.await.map_err(StartError::of)?.map_err(StartError::of)?;
    let folder = tempfile::Builder::new().prefix("demo-").tempdir_in(spool).map_err(StartError::of)?;
    let filename = format!("DEMO_{number:04}.jpg");
    let file = Spooled {
        path: folder.path().join(&filename),
        filename,
        blake3: blake3::hash(&bytes).to_hex().to_string(),
        size: bytes.len() as u64,
    };
    tokio::fs::write(&file.path, &bytes).await.map_err(StartError::of)?;
    let group = GroupType::parse(group).map_err(StartError::of)?;
    let alt_text = Some("Hills behind hills under a low sun, drawn by a program");
    let stored = use_cases.intake.store(owner, gallery, &group, &file, alt_text).await;
    stored.map_err(StartError::of).map(|outcome| drop(outcome.into_inner()))
}

/// Does the queued work here and now, so that the pictures are ready when the server starts.
async fn make_derivatives(use_cases: &UseCases) -> Result<(), StartError> {
    let worker = use_cases.worker(std::time::Duration::from_secs(300));
    loop {
        let jobs = worker.claim(4).await.map_err(StartError::of)?;
        if jobs.is_empty() {
            return Ok(());
        }
        let runs = jobs.into_iter().map(|job| worker.run(job));
        futures_util::future::try_join_all(runs).await.map_err(StartError::of)?;
    }
}
