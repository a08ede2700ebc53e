//! Small pictures that come with an import.

use atelier_application::library::{ImportSessionInput, ImportSessionPatch};
use atelier_domain::library::AuthorDetails;

use crate::desk::code;
use crate::library::{counts, of_import, scene};
use crate::library_reader::hotpreview_of;

#[tokio::test]
async fn small_pictures_of_an_import_are_what_the_import_says_of_them_when_they_come() {
    let scene = scene().await;
    let kari = &scene.kari;
    let details = AuthorDetails { name: "Åse".to_owned(), ..AuthorDetails::default() };
    let author = scene.library.authors.create(kari, details).await.unwrap().author.id;
    let session = scene.import(ImportSessionInput::default()).await;
    let sent =
        async |name: &str| scene.tell(kari, of_import(name, session), &hotpreview_of("jpeg", name)).await;
    for name in ["1.jpg", "2.jpg"] {
        assert!(sent(name).await.unwrap().photo_created);
    }
    assert_eq!(code(sent("2.jpg").await), "photo_exists");

    let patch = ImportSessionPatch { default_author: Some(Some(author)), ..ImportSessionPatch::default() };
    scene.library.import_sessions.change(kari, session, patch, None).await.unwrap().into_inner();
    for name in ["3.jpg", "4.jpg"] {
        let sent = sent(name).await.unwrap();
        assert_eq!(scene.shown(&sent.hothash).await.author_name.as_deref(), Some("Åse"), "{name}");
    }
    scene.library.authors.delete(kari, author, None).await.unwrap().into_inner();
    let bare = sent("5.jpg").await.unwrap();
    assert_eq!(scene.shown(&bare.hothash).await.photo.author, None);
    assert_eq!(counts(&scene.session(session).await), (6, 6, 1));
    scene.library.import_sessions.complete(kari, session).await.unwrap().into_inner();
    assert_eq!(code(sent("6.jpg").await), "import_finished");
    assert_eq!((scene.count(kari).await, counts(&scene.session(session).await)), (5, (6, 6, 1)));
}
