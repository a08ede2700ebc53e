//! Authors and imports: who may keep them, and what an import allows at which time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atelier_application::kernel::Kernel;
use atelier_application::library::{
    AuthorPatch, Authors, ImportSessionInput, ImportSessionPatch, ImportSessions,
};
use atelier_application::paging::PageRequest;
use atelier_application::ports::library::{AuthorFilter, AuthorOrder, ImportFilter, NewImportError};
use atelier_domain::access::Actor;
use atelier_domain::library::{AuthorDetails, ImportStatus};
use atelier_domain::{AuthorId, ImportSessionId};

use crate::desk::{Desk, PASSWORD, code};

/// A library's owner, a colleague of the same studio, and somebody of another studio.
struct People {
    owner: Actor,
    colleague: Actor,
    stranger: Actor,
}

async fn people(desk: &Desk) -> People {
    let owner = desk.actor(&desk.register("Lys").await).await;
    atelier_testkit::a_user()
        .password_hash(format!("hash of {PASSWORD}"))
        .with(|details| details.username = Some("assistant".into()))
        .insert(&*desk.database, owner.studio)
        .await;
    let colleague = desk.sign_in.login("assistant", PASSWORD, None).await.unwrap().into_inner();
    let stranger = desk.register("Fjord").await;
    People { owner, colleague: desk.actor(&colleague).await, stranger: desk.actor(&stranger).await }
}

fn named(name: &str) -> AuthorDetails {
    AuthorDetails { name: name.into(), email: Some("aase@berg.example".into()), bio: Some("Fjell".into()) }
}

fn by(author: AuthorId) -> ImportSessionInput {
    ImportSessionInput { default_author: Some(author), ..ImportSessionInput::default() }
}

fn an_error() -> NewImportError {
    let (filename, code, message) = ("IMG_1.CR3", "unreadable", "bad sector");
    NewImportError { filename: filename.into(), code: code.into(), message: message.into() }
}

async fn import(imports: &ImportSessions, owner: &Actor) -> ImportSessionId {
    imports.create(owner, ImportSessionInput::default()).await.unwrap().session.id
}

/// The desk's kernel with its statements counted.
pub fn counted(desk: &Desk) -> (Kernel, Arc<AtomicUsize>) {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let store = desk.database.store().observed(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    (Kernel { store: Arc::new(store), ..desk.kernel.clone() }, statements)
}

#[tokio::test]
async fn a_library_is_for_who_may_use_one() {
    let desk = Desk::open().await;
    let owner = desk.actor(&desk.register("Lys").await).await;
    let vendor = desk.actor(&desk.vendor(owner.studio).await).await;
    let (authors, imports) = (Authors::new(desk.kernel.clone()), ImportSessions::new(desk.kernel.clone()));
    assert_eq!(code(authors.create(&vendor, named("Åse")).await), "forbidden");
    let all = authors.list(&vendor, AuthorFilter::default(), PageRequest::default()).await;
    assert_eq!(code(all), "forbidden");
    assert_eq!(code(imports.create(&vendor, ImportSessionInput::default()).await), "forbidden");
    let all = imports.list(&vendor, ImportFilter::default(), PageRequest::default()).await;
    assert_eq!(code(all), "forbidden");
    assert_eq!(code(imports.read(&vendor, ImportSessionId(1)).await), "forbidden");
}

#[tokio::test]
async fn an_author_is_changed_in_part_and_by_the_version_that_was_read() {
    let desk = Desk::open().await;
    let owner = desk.actor(&desk.register("Lys").await).await;
    let authors = Authors::new(desk.kernel.clone());
    let id = authors.create(&owner, named("Åse")).await.unwrap().author.id;
    let patch = AuthorPatch { email: Some(None), ..AuthorPatch::default() };
    let changed = authors.change(&owner, id, patch, Some(1)).await.unwrap().into_inner().author;
    let expected = AuthorDetails { email: None, ..named("Åse") };
    assert_eq!((&changed.details, changed.version), (&expected, 2));
    let renamed = |name: &str| AuthorPatch { name: Some(name.into()), ..AuthorPatch::default() };
    let changed = authors.change(&owner, id, renamed("Ola"), Some(2)).await.unwrap().into_inner().author;
    let expected = AuthorDetails { name: "Ola".into(), ..expected };
    assert_eq!((changed.details, changed.version), (expected, 3));
    assert_eq!(code(authors.change(&owner, id, renamed("Ola"), Some(2)).await), "version_mismatch");
    assert_eq!(code(authors.change(&owner, id, renamed(" "), None).await), "required");
    assert_eq!(code(authors.delete(&owner, id, Some(2)).await), "version_mismatch");
    authors.delete(&owner, id, Some(3)).await.unwrap().into_inner();
    assert_eq!(code(authors.read(&owner, id).await), "not_found");
}

#[tokio::test]
async fn what_is_somebody_elses_is_as_good_as_nothing() {
    let desk = Desk::open().await;
    let People { owner, colleague, stranger } = people(&desk).await;
    let (authors, imports) = (Authors::new(desk.kernel.clone()), ImportSessions::new(desk.kernel.clone()));
    let author = authors.create(&owner, named("Åse")).await.unwrap().author.id;
    let session = imports.create(&owner, by(author)).await.unwrap().session.id;
    for other in [&colleague, &stranger] {
        assert_eq!(code(authors.read(other, author).await), "not_found");
        assert_eq!(code(authors.change(other, author, AuthorPatch::default(), None).await), "not_found");
        assert_eq!(code(authors.delete(other, author, None).await), "not_found");
        assert_eq!(code(imports.read(other, session).await), "not_found");
        let patch = ImportSessionPatch::default();
        assert_eq!(code(imports.change(other, session, patch, None).await), "not_found");
        assert_eq!(code(imports.start(other, session).await), "not_found");
        assert_eq!(code(imports.complete(other, session).await), "not_found");
        assert_eq!(code(imports.fail(other, session, None).await), "not_found");
        assert_eq!(code(imports.cancel(other, session).await), "not_found");
        assert_eq!(code(imports.report(other, session, an_error()).await), "not_found");
        assert_eq!(code(imports.errors(other, session, PageRequest::default()).await), "not_found");
        assert_eq!(code(imports.delete(other, session, None).await), "not_found");

        // The author of somebody else is told from one who is nowhere by nothing.
        let foreign = imports.create(other, by(author)).await.unwrap_err().to_string();
        let unknown = imports.create(other, by(AuthorId(987_654_321))).await.unwrap_err().to_string();
        assert_eq!(foreign, unknown);
        assert_eq!(code(imports.create(other, by(author)).await), "unknown_author");
        let own = import(&imports, other).await;
        let patch =
            ImportSessionPatch { default_author: Some(Some(author)), ..ImportSessionPatch::default() };
        assert_eq!(code(imports.change(other, own, patch, None).await), "unknown_author");
    }
    assert_eq!(imports.read(&owner, session).await.unwrap().session.version, 1);
}

#[tokio::test]
async fn saying_again_what_is_so_already_changes_nothing() {
    let desk = Desk::open().await;
    let owner = desk.actor(&desk.register("Lys").await).await;
    let imports = ImportSessions::new(desk.kernel.clone());
    let id = import(&imports, &owner).await;
    assert_eq!(imports.read(&owner, id).await.unwrap().session.details.name, "Import of 2026-03-01");
    assert_eq!(code(imports.complete(&owner, id).await), "invalid_transition");

    imports.start(&owner, id).await.unwrap().into_inner();
    let again = imports.start(&owner, id).await.unwrap().into_inner().session;
    assert_eq!((again.status, again.version), (ImportStatus::Running, 2));
    imports.complete(&owner, id).await.unwrap().into_inner();
    let again = imports.complete(&owner, id).await.unwrap().into_inner().session;
    assert_eq!((again.status, again.version), (ImportStatus::Completed, 3));

    assert_eq!(code(imports.start(&owner, id).await), "import_finished");
    assert_eq!(code(imports.cancel(&owner, id).await), "import_finished");
    assert_eq!(code(imports.fail(&owner, id, None).await), "import_finished");
    assert_eq!(code(imports.report(&owner, id, an_error()).await), "import_finished");
    let patch = ImportSessionPatch { name: Some("Lofoten".into()), ..ImportSessionPatch::default() };
    let renamed = imports.change(&owner, id, patch, Some(3)).await.unwrap().into_inner().session;
    assert_eq!((renamed.details.name.as_str(), renamed.status), ("Lofoten", ImportStatus::Completed));
}

#[tokio::test]
async fn the_reason_of_a_failure_is_kept_once_and_counts_as_no_file() {
    let desk = Desk::open().await;
    let owner = desk.actor(&desk.register("Lys").await).await;
    let imports = ImportSessions::new(desk.kernel.clone());
    let id = import(&imports, &owner).await;
    let reported = imports.report(&owner, id, an_error()).await.unwrap().into_inner().session;
    assert_eq!((reported.status, reported.processed_files), (ImportStatus::Running, 1));
    for _ in 0..2 {
        let failed = imports.fail(&owner, id, Some("the card was pulled out")).await.unwrap().into_inner();
        assert_eq!((failed.session.status, failed.session.failed_files), (ImportStatus::Failed, 1));
    }
    let errors = imports.errors(&owner, id, PageRequest::default()).await.unwrap().items;
    let told: Vec<_> =
        errors.iter().map(|error| (error.filename.as_deref(), error.message.as_str())).collect();
    assert_eq!(told, [(Some("IMG_1.CR3"), "bad sector"), (None, "the card was pulled out")]);
}

#[tokio::test]
async fn an_author_who_goes_is_no_default_any_more() {
    let desk = Desk::open().await;
    let owner = desk.actor(&desk.register("Lys").await).await;
    let (authors, imports) = (Authors::new(desk.kernel.clone()), ImportSessions::new(desk.kernel.clone()));
    let author = authors.create(&owner, named("Åse")).await.unwrap().author.id;
    let session = imports.create(&owner, by(author)).await.unwrap().session.id;
    authors.delete(&owner, author, None).await.unwrap().into_inner();
    let left = imports.read(&owner, session).await.unwrap().session;
    assert_eq!((left.details.default_author, left.version), (None, 2));
}

#[tokio::test]
async fn a_list_of_many_costs_as_many_statements_as_one_of_one() {
    let desk = Desk::open().await;
    let owner = desk.actor(&desk.register("Lys").await).await;
    let (kernel, statements) = counted(&desk);
    let (authors, imports) = (Authors::new(kernel.clone()), ImportSessions::new(kernel));
    let mut costs = Vec::new();
    for (more, expected) in [(1, 1), (29, 30)] {
        for number in 0..more {
            authors.create(&owner, named(&format!("Author {number}"))).await.unwrap().into_inner();
            import(&imports, &owner).await;
        }
        statements.store(0, Ordering::SeqCst);
        let filter = AuthorFilter { search: Some("AUTHOR".into()), order: AuthorOrder::Name };
        let found = authors.list(&owner, filter, PageRequest::default()).await.unwrap();
        assert_eq!(found.items.len(), expected);
        let of_authors = statements.swap(0, Ordering::SeqCst);
        let found = imports.list(&owner, ImportFilter::default(), PageRequest::default()).await.unwrap();
        assert_eq!(found.items.len(), expected);
        costs.push((of_authors, statements.swap(0, Ordering::SeqCst)));
    }
    assert_eq!(costs, [(3, 3), (3, 3)]);
}
