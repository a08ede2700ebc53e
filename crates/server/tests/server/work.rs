//! Background work as a process: it finishes what it can and gives back the rest.

use std::path::Path;
use std::time::Instant;

use crate::process::{PASSWORD, PATIENCE, Process, atelier, jpeg};
use atelier_application::galleries::GalleryInput;
use atelier_application::identity::Registration;
use atelier_application::images::Spooled;
use atelier_application::organizations::OrganizationInput;
use atelier_domain::galleries::GalleryDetails;
use atelier_domain::identity::{StudioDetails, UserDetails};
use atelier_domain::images::GroupType;
use atelier_domain::organizations::OrganizationDetails;
use atelier_server::Config;
use atelier_server::wiring::{UseCases, open_store};

/// The use cases of an installation in `folder`, without a worker.
async fn installation(folder: &Path) -> UseCases {
    let data = folder.join("data");
    let config = Config::with(&[
        ("data.folder", data.to_str().unwrap()),
        ("security.argon2_memory_kib", "8"),
        ("security.argon2_iterations", "1"),
    ]);
    let config = config.unwrap();
    UseCases::build(&config, open_store(&config, true).await.unwrap()).unwrap()
}

/// Puts so many pictures, each with its job, into the pool.
async fn upload(use_cases: &UseCases, folder: &Path, count: u32) {
    let studio = StudioDetails {
        name: "Nord".into(),
        business_name: "Nord".into(),
        timezone: "UTC".into(),
        currency: "EUR".into(),
        ..StudioDetails::default()
    };
    let owner = UserDetails {
        name: "Kari".into(),
        email: Some("kari@studio.example".into()),
        ..UserDetails::default()
    };
    let registration = Registration { studio, owner, password: PASSWORD.into() };
    let signed_in = use_cases.sign_in.register(registration).await.unwrap().into_inner();
    let owner = use_cases.actors.authenticate(&signed_in.access_token).await.unwrap();
    let details = OrganizationDetails { name: "Client".into(), ..OrganizationDetails::default() };
    let input = OrganizationInput { details, ..OrganizationInput::default() };
    let organization = use_cases.organizations.create(&owner, input).await.unwrap().into_inner().id;
    let details = GalleryDetails { subject_name: "Portraits".into(), description: None };
    let gallery = use_cases.galleries.create(&owner, GalleryInput { organization, details }).await.unwrap();
    for number in 0..count {
        let bytes = jpeg(number, 1_800, 1_200);
        let path = folder.join(format!("{number}.jpg"));
        std::fs::write(&path, &bytes).unwrap();
        let blake3 = blake3::hash(&bytes).to_hex().to_string();
        let file = Spooled { path, filename: format!("{number}.jpg"), blake3, size: bytes.len() as u64 };
        let stored = use_cases.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await;
        drop(stored.unwrap().into_inner());
    }
}

/// Waits until `holds` of the counts of jobs.
async fn wait_for(use_cases: &UseCases, what: &str, holds: impl Fn(u64, u64) -> bool) {
    let start = Instant::now();
    loop {
        let counts = use_cases.jobs.counts().await.unwrap();
        if holds(counts.queued, counts.running) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{what}: {counts:?}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_worker_gives_its_jobs_back_and_another_does_them() {
    let folder = tempfile::tempdir().unwrap();
    let use_cases = installation(folder.path()).await;
    upload(&use_cases, folder.path(), 12).await;

    let settings = [("ATELIER_WORKER_COUNT", "4"), ("ATELIER_SERVER_SHUTDOWN_TIMEOUT", "0s")];
    let mut worker = Process::start(atelier(folder.path(), &["work"], &settings));
    wait_for(&use_cases, "no job is claimed", |_, running| running == 4).await;
    worker.signal("TERM");
    assert!(worker.wait().success());
    let counts = use_cases.jobs.counts().await.unwrap();
    assert_eq!((counts.running, counts.dead), (0, 0), "claimed jobs are left behind");
    assert!(counts.queued > 0, "the worker was to be stopped before it was done");

    let mut worker = Process::start(atelier(folder.path(), &["work"], &[]));
    wait_for(&use_cases, "the jobs are not done", |queued, running| queued + running == 0).await;
    worker.signal("INT");
    assert!(worker.wait().success());
    let report = use_cases.upkeep.check(true, false).await.unwrap();
    assert_eq!((report.originals, report.findings), (12, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_killed_loses_no_job() {
    let folder = tempfile::tempdir().unwrap();
    let use_cases = installation(folder.path()).await;
    upload(&use_cases, folder.path(), 6).await;

    let settings = [("ATELIER_WORKER_COUNT", "2"), ("ATELIER_WORKER_LEASE", "1s")];
    let mut worker = Process::start(atelier(folder.path(), &["work"], &settings));
    wait_for(&use_cases, "no job is claimed", |_, running| running > 0).await;
    worker.signal("KILL");
    assert!(!worker.wait().success());

    let _worker = Process::start(atelier(folder.path(), &["work"], &settings));
    wait_for(&use_cases, "the jobs are not done", |queued, running| queued + running == 0).await;
    assert_eq!(use_cases.jobs.counts().await.unwrap().dead, 0);
}
