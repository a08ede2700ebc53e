//! What a library shows is what the database holds, whatever has been remembered of it before.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use atelier_application::kernel::Kernel;
use atelier_application::library::{
    AuthorPatch, CorrectionInput, ImportSessionInput, Library, PhotoPatch, SavedSearchInput, StackInput,
    StackPatch,
};
use atelier_application::paging::PageRequest;
use atelier_application::ports::library::{AuthorFilter, ImageFileFilter, PhotoView};
use atelier_domain::access::Actor;
use atelier_domain::library::{AuthorDetails, Hothash, PhotoOrder, PhotoSearch, StackKind};

use crate::imports::counted;
use crate::library::{Scene, library_of, library_on, named, of_import, scene};
use crate::library_reader::hotpreview_of;

/// Everything that the list shows and that each photograph shows of itself.
async fn shown(library: &Library, who: &Actor, previews: bool) -> (Vec<PhotoView>, Vec<Arc<PhotoView>>) {
    let (search, order) = (PhotoSearch::default(), PhotoOrder::default());
    let request = PageRequest { offset: 0, limit: 50, after: None };
    let list = library.photos.search(who, search, order, request, previews).await.unwrap().items;
    let mut each = Vec::with_capacity(list.len());
    for view in &list {
        each.push(library.photos.read(who, &view.photo.hothash).await.unwrap());
    }
    // A picture that was not asked for may be there all the same.
    let plain = |view: Arc<PhotoView>| {
        let mut view = Arc::unwrap_or_clone(view);
        view.hotpreview = view.hotpreview.filter(|_| previews);
        view
    };
    (list.into_iter().map(plain).collect(), each)
}

/// The library that has been asked all along shows what one shows that has just begun.
async fn check(scene: &Scene, after: &str) {
    for who in [&scene.kari, &scene.ola] {
        let begun = library_on(&scene.desk);
        for previews in [true, false] {
            let (known, read) =
                (shown(&scene.library, who, previews).await, shown(&begun, who, previews).await);
            assert_eq!(known, read, "after {after}, with previews: {previews}");
        }
    }
}

/// Photographs by what was sent of them.
struct Sent(BTreeMap<&'static str, Hothash>);

impl Sent {
    fn of(&self, name: &str) -> &Hothash {
        self.0.get(name).unwrap()
    }

    fn names(&self, names: &[&str]) -> Vec<String> {
        names.iter().map(|name| self.of(name).to_string()).collect()
    }
}

const NAMES: [&str; 6] = ["fjord", "sea", "dusk", "rain", "snow", "wind"];

async fn sent(scene: &Scene) -> Sent {
    let mut sent = BTreeMap::new();
    for (minute, name) in NAMES.into_iter().enumerate() {
        let says = format!("jpeg;Testcam;2026-06-01T14:{minute:02}:00;{name}");
        sent.insert(name, scene.sent(&format!("{name}.jpg"), &says).await.hothash);
    }
    scene.send(&scene.ola, None, named("sea.jpg"), "jpeg;Testcam;2026-06-01T14:01:00;sea").await.unwrap();
    Sent(sent)
}

fn patch(change: impl FnOnce(&mut PhotoPatch)) -> PhotoPatch {
    let mut patch = PhotoPatch::default();
    change(&mut patch);
    patch
}

async fn describe(scene: &Scene, photo: &Hothash, change: impl FnOnce(&mut PhotoPatch)) {
    let before = scene.library.photos.change(&scene.kari, photo, patch(change), None).await.unwrap();
    let shown = library_on(&scene.desk).photos.read(&scene.kari, photo).await.unwrap();
    assert_eq!(before.into_inner(), shown, "the answer to a change is what is read after it");
}

#[tokio::test]
async fn what_has_just_arrived_is_shown_without_being_read() {
    let scene = scene().await;
    let (kernel, statements) = counted(&scene.desk);
    let scene = Scene { library: library_of(&scene.desk, &kernel), ..scene };
    let kari = &scene.kari;
    let import = scene.import(ImportSessionInput::default()).await;
    let mut names = vec![scene.sent("fjord.jpg", "jpeg;Testcam;2026-06-01T14:00:00;fjord").await.hothash];
    for (filename, words) in [("sea.jpg", named("sea.jpg")), ("dusk.jpg", of_import("dusk.jpg", import))] {
        let preview = hotpreview_of("jpeg", filename);
        names.push(scene.tell(kari, words, &preview).await.unwrap().hothash);
    }
    statements.store(0, Ordering::SeqCst);
    for name in &names {
        let photo = scene.library.photos.read(kari, name).await.unwrap();
        assert!(photo.hotpreview.is_some() && photo.files.len() == 1, "{photo:?}");
    }
    assert_eq!(statements.swap(0, Ordering::SeqCst), 1, "the library's version");
    let (list, _) = shown(&scene.library, kari, true).await;
    assert_eq!(list.len(), names.len());
    assert_eq!(statements.load(Ordering::SeqCst), 1, "which photographs there are");
    check(&scene, "what has just arrived").await;
}

#[tokio::test]
async fn what_is_said_of_photographs_is_shown_at_once() {
    let scene = scene().await;
    let sent = sent(&scene).await;
    let (library, kari) = (&scene.library, &scene.kari);
    check(&scene, "uploads").await;
    describe(&scene, sent.of("fjord"), |patch| patch.rating = Some(Some(4))).await;
    check(&scene, "a rating").await;
    let tags = |tags: &[&str]| Some(tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
    describe(&scene, sent.of("fjord"), |patch| patch.tags = tags(&["Blåbær", "regn"])).await;
    describe(&scene, sent.of("sea"), |patch| patch.tags = tags(&["REGN", "hav"])).await;
    check(&scene, "tags").await;
    let author = library.authors.create(kari, author("Åse")).await.unwrap().author.id;
    describe(&scene, sent.of("sea"), |patch| patch.author = Some(Some(author))).await;
    describe(&scene, sent.of("dusk"), |patch| {
        (patch.author, patch.title) = (Some(Some(author)), Some(Some("Kveld".into())));
    })
    .await;
    check(&scene, "an author").await;
    describe(&scene, sent.of("dusk"), |patch| patch.author = Some(None)).await;
    check(&scene, "an author who is taken away").await;
    let renamed = AuthorPatch { name: Some("Åse Berg".into()), ..AuthorPatch::default() };
    let _ = library.authors.change(kari, author, renamed, None).await.unwrap();
    check(&scene, "another name of the author").await;

    let tagged = library.tags.list(kari, None, PageRequest::default()).await.unwrap().items;
    let id = |name: &str| tagged.iter().find(|tag| tag.name.name == name).unwrap().id;
    let _ = library.tags.rename(kari, id("Blåbær"), "Bringebær").await.unwrap();
    check(&scene, "another name of a tag").await;
    let _ = library.tags.merge(kari, &[id("hav")], id("regn")).await.unwrap();
    check(&scene, "two tags that became one").await;
    let _ = library.tags.remove(kari, id("regn")).await.unwrap();
    check(&scene, "a tag that is gone").await;
    let _ = library.tags.add_to_photo(kari, sent.of("rain"), &["vått".to_owned()], None).await.unwrap();
    check(&scene, "a tag on one").await;
    let _ = library.tags.take_from_photo(kari, sent.of("rain"), "vått", None).await.unwrap();
    check(&scene, "a tag taken from one").await;
    let _ = library.authors.delete(kari, author, None).await.unwrap();
    check(&scene, "an author who is gone").await;

    let correction = CorrectionInput { place: Some(Some((68.1, 13.2))), ..CorrectionInput::default() };
    let _ = library.photos.correct(kari, sent.of("wind"), correction, None).await.unwrap();
    check(&scene, "a correction").await;
    let _ = library.photos.undo_correction(kari, sent.of("wind"), None).await.unwrap();
    check(&scene, "its undoing").await;
    let left = library.authors.list(kari, AuthorFilter::default(), PageRequest::default()).await.unwrap();
    assert_eq!(left.total, 0);
}

fn author(name: &str) -> AuthorDetails {
    AuthorDetails { name: name.to_owned(), ..AuthorDetails::default() }
}

#[tokio::test]
async fn what_becomes_of_files_stacks_and_imports_is_shown_at_once() {
    let scene = scene().await;
    let sent = sent(&scene).await;
    let (library, kari) = (&scene.library, &scene.kari);
    check(&scene, "uploads").await;
    let input = StackInput {
        kind: StackKind::Burst,
        title: None,
        hothashes: sent.names(&["fjord", "sea", "dusk"]),
        cover: None,
    };
    let stack = library.stacks.create(kari, input).await.unwrap().stack.id;
    check(&scene, "a stack").await;
    let _ = library.stacks.add(kari, stack, &sent.names(&["rain"])).await.unwrap();
    check(&scene, "one more in the stack").await;
    let _ = library.stacks.take(kari, stack, sent.of("sea")).await.unwrap();
    check(&scene, "one less in the stack").await;
    let retitled = StackPatch { title: Some(Some("Kveld".into())), ..StackPatch::default() };
    let _ = library.stacks.change(kari, stack, retitled, None).await.unwrap();
    check(&scene, "a title of the stack").await;

    let session = scene.import(ImportSessionInput::default()).await;
    let preview = crate::library_reader::hotpreview_of("jpeg", "autumn");
    scene.tell(kari, of_import("autumn.jpg", session), &preview).await.unwrap();
    check(&scene, "a small picture of an import").await;
    let says = "raw;Testcam;2026-06-01T14:02:00;dusk";
    let raw = scene.send(kari, None, of_import("dusk.cr3", session), says).await.unwrap();
    assert!(!raw.photo_created);
    check(&scene, "a companion").await;
    let plain = crate::library_reader::hotpreview_of("jpeg", "winter");
    scene.tell(kari, named("winter.jpg"), &plain).await.unwrap();
    check(&scene, "a small picture").await;
    let _ = library.files.delete(kari, raw.file.id).await.unwrap();
    check(&scene, "a file that is gone").await;
    let _ = library.import_sessions.delete(kari, session, None).await.unwrap();
    check(&scene, "an import that is gone").await;

    let search = SavedSearchInput {
        name: "All".into(),
        search: PhotoSearch::default(),
        order: PhotoOrder::default(),
        is_favorite: false,
    };
    let saved = library.saved_searches.create(kari, search).await.unwrap().id;
    let ran = library.saved_searches.run(kari, saved, PageRequest::default()).await.unwrap();
    let (listed, _) = shown(&library_on(&scene.desk), kari, false).await;
    let ran: Vec<_> = ran.items.iter().map(|view| &view.photo).collect();
    assert_eq!(ran, listed.iter().map(|view| &view.photo).collect::<Vec<_>>());
    check(&scene, "a saved search").await;

    let _ = library
        .duplicates
        .merge(kari, &sent.names(&["wind"])[0], &sent.names(&["snow"]), None)
        .await
        .unwrap();
    check(&scene, "two photographs that became one").await;
    let _ = library.stacks.remove(kari, stack, None).await.unwrap();
    check(&scene, "a stack that is gone").await;
    let _ = library.photos.delete(kari, sent.of("fjord"), None).await.unwrap();
    check(&scene, "a photograph that is gone").await;
    let files = library.files.list(kari, ImageFileFilter::default(), PageRequest::default()).await.unwrap();
    assert_eq!(files.total, 7);
}

#[tokio::test]
async fn what_another_process_changes_is_shown_when_its_time_is_up_or_something_is_changed_here() {
    let scene = scene().await;
    let sent = sent(&scene).await;
    // Another process tells nobody here.
    let store = Arc::new(scene.desk.database.store().apart());
    let elsewhere = library_of(&scene.desk, &Kernel { store, ..scene.desk.kernel.clone() });
    check(&scene, "uploads").await;
    let rated = |stars| patch(|patch| patch.rating = Some(Some(stars)));
    let _ = elsewhere.photos.change(&scene.kari, sent.of("sea"), rated(3), None).await.unwrap();
    describe(&scene, sent.of("fjord"), |patch| patch.rating = Some(Some(4))).await;
    check(&scene, "a change here").await;
    let _ = elsewhere.photos.change(&scene.kari, sent.of("sea"), rated(5), None).await.unwrap();
    let mut kari = scene.kari.clone();
    kari.now += chrono::Duration::seconds(11);
    let (list, _) = shown(&scene.library, &kari, true).await;
    let (read, _) = shown(&library_on(&scene.desk), &kari, true).await;
    assert_eq!(list, read);
    assert!(list.iter().any(|view| view.photo.rating == Some(5)));
}
