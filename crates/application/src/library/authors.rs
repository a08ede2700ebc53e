//! Who takes the photographs of a library.

use atelier_domain::access::Actor;
use atelier_domain::library::{Author, AuthorDetails, Shelf};
use atelier_domain::{AuthorId, text};

use super::open;
use crate::kernel::{Kernel, ensure_version};
use crate::paging::{Page, PageRequest};
use crate::ports::library::{AuthorFilter, AuthorView, NewAuthor};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// A change to an author. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorPatch {
    pub name: Option<String>,
    pub email: Option<Option<String>>,
    pub bio: Option<Option<String>>,
}

/// Use cases around authors. They are their owner's alone, so no event is told of them.
#[derive(Clone)]
pub struct Authors {
    kernel: Kernel,
}

impl Authors {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    pub async fn create(&self, actor: &Actor, details: AuthorDetails) -> AppResult<Committed<AuthorView>> {
        let shelf = Shelf::of(actor)?;
        let details = details.checked()?;
        let tx = open(&self.kernel, shelf).await?;
        let author =
            tx.authors().insert(shelf, NewAuthor { details, created_at: actor.now, now: actor.now }).await?;
        Ok(tx.commit(AuthorView { author, image_count: 0 }).await?)
    }

    pub async fn list(
        &self,
        actor: &Actor,
        mut filter: AuthorFilter,
        page: PageRequest,
    ) -> AppResult<Page<AuthorView>> {
        let shelf = Shelf::of(actor)?;
        filter.search = filter.search.map(|text| text::fold(&text)).filter(|text| !text.is_empty());
        let tx = self.kernel.read().await?;
        let found = tx.authors().list(shelf, &filter, page).await?;
        let ids: Vec<AuthorId> = found.items.iter().map(|author| author.id).collect();
        let counts = tx.authors().image_counts(shelf, &ids).await?;
        Ok(found.map(|author| {
            let image_count = counts.get(&author.id).copied().unwrap_or(0);
            AuthorView { author, image_count }
        }))
    }

    pub async fn read(&self, actor: &Actor, id: AuthorId) -> AppResult<AuthorView> {
        let shelf = Shelf::of(actor)?;
        let tx = self.kernel.read().await?;
        let author = find(&tx, shelf, id).await?;
        view(&tx, shelf, author).await
    }

    pub async fn change(
        &self,
        actor: &Actor,
        id: AuthorId,
        patch: AuthorPatch,
        expected: Option<i64>,
    ) -> AppResult<Committed<AuthorView>> {
        let AuthorPatch { name, email, bio } = patch;
        self.describe(actor, id, expected, |old| AuthorDetails {
            name: name.unwrap_or(old.name),
            email: email.unwrap_or(old.email),
            bio: bio.unwrap_or(old.bio),
        })
        .await
    }

    /// Removes the author. Photographs and imports that name them stay, and name nobody.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: AuthorId,
        expected: Option<i64>,
    ) -> AppResult<Committed<()>> {
        let shelf = Shelf::of(actor)?;
        let tx = open(&self.kernel, shelf).await?;
        let author = find(&tx, shelf, id).await?;
        ensure_version(author.version, expected)?;
        tx.authors().remove(shelf, &author, actor.now).await?;
        Ok(tx.commit(()).await?)
    }

    async fn describe(
        &self,
        actor: &Actor,
        id: AuthorId,
        expected: Option<i64>,
        anew: impl FnOnce(AuthorDetails) -> AuthorDetails + Send,
    ) -> AppResult<Committed<AuthorView>> {
        let shelf = Shelf::of(actor)?;
        let tx = open(&self.kernel, shelf).await?;
        let mut author = find(&tx, shelf, id).await?;
        ensure_version(author.version, expected)?;
        author.describe(anew(author.details.clone()), actor.now)?;
        let author = tx.authors().update(shelf, &author).await?;
        let view = view(&tx, shelf, author).await?;
        Ok(tx.commit(view).await?)
    }
}

async fn find(tx: &Tx, shelf: Shelf, id: AuthorId) -> AppResult<Author> {
    tx.authors().find(shelf, id).await?.ok_or(AppError::NotFound)
}

async fn view(tx: &Tx, shelf: Shelf, author: Author) -> AppResult<AuthorView> {
    let counts = tx.authors().image_counts(shelf, &[author.id]).await?;
    let image_count = counts.get(&author.id).copied().unwrap_or(0);
    Ok(AuthorView { author, image_count })
}

/// Refuses an author who is not the shelf's, in the same words whether somebody else has one of this number or nobody.
/// `field` is its name in the input.
pub(crate) async fn ensure_known(
    tx: &Tx,
    shelf: Shelf,
    author: Option<AuthorId>,
    field: &'static str,
) -> AppResult<()> {
    let Some(id) = author else { return Ok(()) };
    match tx.authors().find(shelf, id).await? {
        Some(_) => Ok(()),
        None => Err(AppError::no_such(field, "unknown_author", "it names no author of this library")),
    }
}
