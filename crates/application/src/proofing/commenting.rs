//! Talking about a picture.

use atelier_domain::access::{Action, Actor, Unchecked, Writable};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::Gallery;
use atelier_domain::identity::UserKind;
use atelier_domain::proofing::{Comment, Pin};
use atelier_domain::{CommentId, GalleryId, ImageId, RuleViolation};
use serde_json::{Value, json};

use super::{Proofing, proof, tell};
use crate::galleries::{find as find_gallery, live};
use crate::paging::{Page, PageRequest};
use crate::ports::proofing::{CommentEntry, Deed, NewComment, NewInteraction};
use crate::ports::{Committed, Tx};
use crate::{AppError, AppResult};

/// A new comment.
#[derive(Debug, Clone, PartialEq)]
pub struct CommentInput {
    pub body: String,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    pub pin: Option<Pin>,
    /// For the studio's own people alone.
    pub internal: bool,
}

impl Proofing {
    /// The comments on a picture, threads and answers by their time. Internal ones are for the studio.
    pub async fn comments(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        page: PageRequest,
    ) -> AppResult<Page<CommentEntry>> {
        let tx = self.kernel.read().await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.read(actor)?)?;
        proof(&tx, actor, &gallery, image, Action::ViewGallery).await?;
        let internal = actor.is(UserKind::Studio);
        let mut page = tx.comments().list(gallery.id, image, internal, page).await?;
        for entry in page.items.iter_mut().filter(|entry| entry.comment.deleted_at.is_some()) {
            entry.comment.body.clear();
        }
        Ok(page)
    }

    /// Says something about a picture, or answers a comment. An answer to an internal comment is internal.
    pub async fn comment(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        input: CommentInput,
    ) -> AppResult<Committed<CommentEntry>> {
        let CommentInput { body, parent, pin, internal } = input;
        let body = Comment::checked_body(&body)?;
        let pin = pin.map(Pin::checked).transpose()?;
        let (tx, gallery) = self.open(actor, gallery).await?;
        let proof = proof(&tx, actor, &gallery, image, Action::CommentOnImages).await?;
        gallery.accepts_comments()?;
        if internal && !actor.is(UserKind::Studio) {
            return Err(AppError::Forbidden(Action::EditGallery));
        }
        let parent = match parent {
            Some(id) => Some(thread(&tx, actor, &gallery, image, id).await?),
            None => None,
        };
        let new = NewComment {
            studio: actor.studio,
            gallery: gallery.id,
            image,
            author: actor.user,
            parent: parent.as_ref().map(|parent| parent.id),
            body,
            pin,
            internal: internal || parent.is_some_and(|parent| parent.internal),
            now: actor.now,
        };
        let comment = tx.comments().insert(new).await?;
        note(&tx, actor, &comment, &proof.get().content_hash).await?;
        let payload = facts(&comment);
        tell(&tx, actor, gallery.id, EventKind::ImageCommented, payload).await?;
        Ok(tx.commit(CommentEntry { comment, author_name: actor.name.clone() }).await?)
    }

    /// Rewords a comment; only who wrote it may.
    pub async fn edit_comment(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        id: CommentId,
        body: &str,
    ) -> AppResult<Committed<()>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        let proof = proof(&tx, actor, &gallery, image, Action::CommentOnImages).await?;
        let comment = found(&tx, actor, &gallery, image, id).await?.write(actor, Action::CommentOnImages)?;
        if comment.get().author != actor.user {
            let message = "only who wrote a comment can reword it".to_owned();
            return Err(AppError::Refused { code: "not_the_author", message });
        }
        gallery.accepts_comments()?;
        let comment = comment.change(|comment| comment.edit(body, actor.now))?;
        note(&tx, actor, comment.get(), &proof.get().content_hash).await?;
        write(tx, actor, comment, EventKind::CommentChanged).await
    }

    /// Takes a comment back. People delete their own, the studio deletes any.
    pub async fn delete_comment(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        id: CommentId,
    ) -> AppResult<Committed<()>> {
        let change = |comment: &mut Comment| {
            comment.delete(actor.now);
            Ok(())
        };
        self.moderate(actor, gallery, image, id, EventKind::CommentDeleted, change).await
    }

    /// Settles a thread: who began it may, and the studio.
    pub async fn resolve_comment(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        id: CommentId,
    ) -> AppResult<Committed<()>> {
        let change = |comment: &mut Comment| comment.resolve(actor.user, actor.now);
        self.moderate(actor, gallery, image, id, EventKind::CommentResolved, change).await
    }

    /// Opens a settled thread again: who began it may, and the studio.
    pub async fn reopen_comment(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        id: CommentId,
    ) -> AppResult<Committed<()>> {
        self.moderate(actor, gallery, image, id, EventKind::CommentReopened, Comment::reopen).await
    }

    async fn moderate(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        image: ImageId,
        id: CommentId,
        kind: EventKind,
        change: impl FnOnce(&mut Comment) -> Result<(), RuleViolation> + Send,
    ) -> AppResult<Committed<()>> {
        let (tx, gallery) = self.open(actor, gallery).await?;
        proof(&tx, actor, &gallery, image, Action::ViewGallery).await?;
        let comment = found(&tx, actor, &gallery, image, id).await?;
        let own = comment.clone().read(actor)?.author == actor.user;
        let action = if own { Action::CommentOnImages } else { Action::EditGallery };
        let comment = comment.write(actor, action)?.change(change)?;
        write(tx, actor, comment, kind).await
    }
}

/// The comment, if it has not been deleted.
async fn found(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    image: ImageId,
    id: CommentId,
) -> AppResult<Unchecked<Comment>> {
    let found = tx.comments().find(actor.studio, gallery.id, image, id).await?.ok_or(AppError::NotFound)?;
    if found.clone().read(actor)?.deleted_at.is_some() {
        return Err(AppError::NotFound);
    }
    Ok(found)
}

/// The comment that begins a thread in which the actor may answer.
async fn thread(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    image: ImageId,
    id: CommentId,
) -> AppResult<Comment> {
    let unknown = |error| match error {
        AppError::NotFound => {
            AppError::invalid("parent_id", "unknown_comment", "there is no such comment on this image")
        }
        other => other,
    };
    let parent = found(tx, actor, gallery, image, id).await.map_err(unknown)?.read(actor)?;
    parent.ensure_begins_thread()?;
    Ok(parent)
}

async fn write(
    tx: Tx,
    actor: &Actor,
    comment: Writable<Comment>,
    kind: EventKind,
) -> AppResult<Committed<()>> {
    tx.comments().update(&comment).await?;
    tell(&tx, actor, comment.get().gallery, kind, facts(comment.get())).await?;
    Ok(tx.commit(()).await?)
}

/// The log has what was said to the client; what the studio says among itself is no interaction.
async fn note(tx: &Tx, actor: &Actor, comment: &Comment, content_hash: &str) -> AppResult<()> {
    if comment.internal {
        return Ok(());
    }
    let line = NewInteraction {
        studio: actor.studio,
        gallery: Some(comment.gallery),
        image: comment.image,
        content_hash: content_hash.to_owned(),
        user: actor.user,
        share_link: actor.share_link(),
        deed: Deed::Note(comment.body.clone()),
        now: actor.now,
    };
    tx.proofs().record(&[line]).await?;
    Ok(())
}

fn facts(comment: &Comment) -> Value {
    json!({
        "image_ids": [comment.image.0],
        "comment_id": comment.id.0,
        "parent_id": comment.parent.map(|parent| parent.0),
        "internal": comment.internal,
    })
}
