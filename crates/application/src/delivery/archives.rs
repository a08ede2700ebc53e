//! Archives: many files by one address, each on the terms of a single one.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use atelier_domain::access::{Action, Actor};
use atelier_domain::galleries::{DeliveryPolicy, Gallery, NameParts};
use atelier_domain::images::{ImageFormat, Preset, ProcessingState};
use atelier_domain::{GalleryId, ImageGroupId, ImageId, SelectionId, Timestamp};
use chrono::{Duration, NaiveDateTime};

use super::counting::{Taken, Way, limit_reached};
use super::files::{Found, Wanted, pin_required};
use super::places::Place;
use super::terms::Terms;
use super::visits::{Holder, Visit};
use super::{Delivery, ensure_gallery_open};
use crate::access::levels_for;
use crate::ports::{
    Committed, NewDownloadTicket, ObjectBody, SecretToken, SequencedImage, StoredTicket, TicketEntry, Tx,
};
use crate::selections::find as find_selection;
use crate::{AppError, AppResult};

/// The most files of one archive.
pub const MAX_FILES: usize = 10_000;

/// How long a ticket waits to be used. What has begun may take longer.
const TICKET_MINUTES: i64 = 60;

/// How long a change that another node made may go unnoticed by an archive that is being sent.
const RECHECK_SECONDS: i64 = 2;

/// What an archive shall hold: a gallery, or a part of it.
#[derive(Debug, Clone, Default)]
pub struct ArchiveOrder {
    pub group: Option<ImageGroupId>,
    /// What this list holds of the gallery at the moment of the order; in the gallery's order, whatever the list's is.
    pub selection: Option<SelectionId>,
    /// In the gallery's order, whatever theirs is.
    pub images: Option<Vec<ImageId>>,
    /// The largest size that may be taken, without it.
    pub preset: Option<Preset>,
}

/// Leave to fetch an archive.
#[derive(Debug, Clone)]
pub struct Ticket {
    pub token: SecretToken,
    pub preset: Preset,
    pub file_count: usize,
    /// Pictures that are not in it, because they are not ready or cannot be delivered on these terms.
    pub skipped: usize,
    pub expires_at: Timestamp,
}

impl Delivery {
    /// Makes a ticket for an archive, if everything in it may be taken at this moment. Nothing is counted yet.
    pub async fn order_archive(
        &self,
        actor: &Actor,
        gallery: GalleryId,
        order: ArchiveOrder,
    ) -> AppResult<Committed<Ticket>> {
        let tx = self.kernel.read().await?;
        let gallery = tx.galleries().find(actor.studio, gallery).await?.ok_or(AppError::NotFound)?;
        let gallery = gallery.allowed(actor, Action::DownloadImages)?;
        if gallery.deleted_at.is_some() {
            return Err(AppError::NotFound);
        }
        let terms = Terms::of(&tx, actor, &gallery).await?;
        let preset = permitted(&terms, order.preset)?;
        let sequence = self.sequence(&tx, actor, &gallery).await?;
        ensure_known(&order, &sequence)?;
        if let Some(group) = order.group {
            ensure_shown(&tx, actor, &gallery, group).await?;
        }
        let chosen = match order.selection {
            Some(selection) => Some(chosen(&tx, actor, &gallery, selection).await?),
            None => None,
        };
        drop(tx);
        let parts = Parts { group: order.group, chosen, images: order.images.map(BTreeSet::from_iter) };
        let (entries, skipped) = select(&parts, sequence, preset, &terms);
        if entries.is_empty() {
            return Err(AppError::conflict("nothing_to_download", "there is no picture in it to download"));
        }
        if terms.remaining().is_some_and(|left| usize::try_from(left).is_ok_and(|left| left < entries.len()))
        {
            return Err(limit_reached());
        }
        let token = self.kernel.tokens.secret();
        let expires_at = actor.now + Duration::minutes(TICKET_MINUTES);
        let file_count = entries.len();
        let tx = self.kernel.write().await?;
        let new = NewDownloadTicket {
            studio: actor.studio,
            gallery: gallery.id,
            user: actor.user,
            share_link: terms.link(),
            api_token: actor.api_token(),
            token_hash: self.kernel.tokens.digest(&token.0),
            preset,
            entries,
            expires_at,
            now: actor.now,
        };
        tx.tickets().insert(new).await?;
        Ok(tx.commit(Ticket { token, preset, file_count, skipped, expires_at }).await?)
    }

    /// The archive of a ticket, with everything asked anew. Nothing is counted before [`Archive::begin`].
    pub async fn archive(&self, token: &str) -> AppResult<Archive> {
        let digest = self.kernel.tokens.digest(token);
        let found = self.kernel.read().await?.tickets().find_by_hash(&digest).await?;
        let ticket = found.ok_or(AppError::NotFound)?;
        if self.kernel.now() >= ticket.expires_at {
            return Err(AppError::Gone {
                code: "download_ticket_expired",
                message: "this address has expired; order the archive again",
            });
        }
        let sighting = self.sight(&ticket).await?;
        Ok(Archive {
            delivery: self.clone(),
            entries: ticket.entries.clone().into_iter(),
            ticket,
            sighting,
            names: Names::default(),
            place: None,
            address: None,
        })
    }

    async fn sequence(&self, tx: &Tx, actor: &Actor, gallery: &Gallery) -> AppResult<Vec<SequencedImage>> {
        let levels = levels_for(actor, gallery, Action::DownloadImages);
        let limit = MAX_FILES as u64 + 1;
        let sequence = tx.galleries().sequence(gallery.id, &levels, limit).await?;
        if sequence.len() > MAX_FILES {
            let message = format!("an archive is made of galleries of at most {MAX_FILES} pictures");
            return Err(AppError::conflict("too_many_files", message));
        }
        Ok(sequence)
    }

    /// Whether the ticket's holder may take the archive at this moment.
    async fn sight(&self, ticket: &StoredTicket) -> AppResult<Sighting> {
        let StoredTicket { studio, user, share_link: link, api_token, gallery, preset, .. } = *ticket;
        // Read before the rows are: whatever is committed in between makes the sighting stale at once.
        let epoch = self.kernel.store.write_epoch();
        let visit = self.visit(Holder { studio, user, link, api_token }).await?;
        let tx = self.kernel.read().await?;
        let gallery = tx.galleries().find(studio, gallery).await?.ok_or(AppError::NotFound)?;
        let gallery = gallery.allowed(&visit.actor, Action::DownloadImages)?;
        if visit.is_guest() {
            ensure_gallery_open(&gallery)?;
        } else if gallery.deleted_at.is_some() {
            return Err(AppError::NotFound);
        }
        permitted(&visit.viewer.terms(&visit.actor, &gallery), Some(preset))?;
        let until = self.kernel.now() + Duration::seconds(RECHECK_SECONDS);
        Ok(Sighting { visit, gallery, epoch, until })
    }
}

/// The size that is asked for, if the terms deliver it now.
fn permitted(terms: &Terms, preset: Option<Preset>) -> AppResult<Preset> {
    if !terms.policy().download {
        return Err(AppError::Refused {
            code: "downloads_not_allowed",
            message: "these terms allow looking and not downloading".to_owned(),
        });
    }
    if terms.is_locked() {
        return Err(pin_required());
    }
    let preset = preset.or_else(|| terms.policy().best_download()).unwrap_or(Preset::Hotpreview);
    if !terms.permits(preset, true) {
        return Err(AppError::invalid(
            "preset",
            "preset_not_delivered",
            "these terms do not deliver pictures of this size",
        ));
    }
    Ok(preset)
}

/// Pictures that are named must be in the gallery, for this viewer.
fn ensure_known(order: &ArchiveOrder, sequence: &[SequencedImage]) -> AppResult<()> {
    let Some(images) = &order.images else { return Ok(()) };
    let known: BTreeSet<ImageId> = sequence.iter().map(|entry| entry.image).collect();
    if images.iter().any(|image| !known.contains(image)) {
        return Err(AppError::invalid("image_ids", "unknown_image", "it names a picture that is not here"));
    }
    Ok(())
}

async fn ensure_shown(tx: &Tx, actor: &Actor, gallery: &Gallery, group: ImageGroupId) -> AppResult<()> {
    let levels = levels_for(actor, gallery, Action::DownloadImages);
    let shown = tx.groups().of_gallery(gallery.id).await?;
    if shown.iter().any(|shown| shown.group == group && levels.contains(&shown.visibility)) {
        return Ok(());
    }
    Err(AppError::invalid("group_id", "unknown_group", "the gallery shows no such group"))
}

/// What a list holds, if the actor may know of it.
async fn chosen(
    tx: &Tx,
    actor: &Actor,
    gallery: &Gallery,
    selection: SelectionId,
) -> AppResult<BTreeSet<ImageId>> {
    let found = match find_selection(tx, actor, gallery.id, selection).await {
        Err(AppError::NotFound) => {
            let message = "the gallery has no such selection";
            return Err(AppError::invalid("selection_id", "unknown_selection", message));
        }
        found => found?.read(actor)?,
    };
    Ok(tx.selections().image_ids(found.id).await?.into_iter().collect())
}

/// What of a gallery is meant; what is absent leaves nothing out.
struct Parts {
    group: Option<ImageGroupId>,
    chosen: Option<BTreeSet<ImageId>>,
    images: Option<BTreeSet<ImageId>>,
}

impl Parts {
    fn hold(&self, entry: &SequencedImage) -> bool {
        let among = |images: &Option<BTreeSet<ImageId>>| {
            images.as_ref().is_none_or(|images| images.contains(&entry.image))
        };
        self.group.is_none_or(|group| entry.group == group) && among(&self.chosen) && among(&self.images)
    }
}

/// Each picture once, in the gallery's order, with its first place in it; and how many of those that were meant are
/// left out.
fn select(
    parts: &Parts,
    sequence: Vec<SequencedImage>,
    preset: Preset,
    terms: &Terms,
) -> (Vec<TicketEntry>, usize) {
    let rendition = terms.rendition(preset, true);
    let deliverable = |entry: &SequencedImage| match entry.state {
        ProcessingState::Ready => {
            // What cannot be taken out of a TIFF stops it; a drawn one becomes a JPEG.
            let bare = preset == Preset::Original && rendition.drawing.is_none() && rendition.strip;
            !(bare && entry.format == ImageFormat::Tiff)
        }
        ProcessingState::Processing | ProcessingState::Failed => {
            preset == Preset::Original && rendition.is_plain(preset)
        }
    };
    let mut places: HashMap<ImageId, i64> = HashMap::with_capacity(sequence.len());
    let mut taken = BTreeSet::new();
    let (mut entries, mut skipped) = (Vec::new(), 0);
    for (index, entry) in (1..).zip(&sequence) {
        let index = *places.entry(entry.image).or_insert(index);
        if !parts.hold(entry) || !taken.insert(entry.image) {
            continue;
        }
        if deliverable(entry) {
            entries.push(TicketEntry { image: entry.image, index });
        } else {
            skipped += 1;
        }
    }
    (entries, skipped)
}

/// What was found out about the holder, and until when it can be relied on.
struct Sighting {
    visit: Visit,
    gallery: Gallery,
    epoch: u64,
    until: Timestamp,
}

/// An archive that is about to be sent, or being sent.
pub struct Archive {
    delivery: Delivery,
    ticket: StoredTicket,
    entries: std::vec::IntoIter<TicketEntry>,
    sighting: Sighting,
    names: Names,
    place: Option<Place>,
    address: Option<IpAddr>,
}

/// A file of an archive.
#[derive(Debug)]
pub struct ArchiveFile {
    /// Unique in the archive and safe on every file system.
    pub name: String,
    pub size: u64,
    /// Without a zone, as archives keep it.
    pub modified: NaiveDateTime,
    pub body: ObjectBody,
}

impl Archive {
    /// The same archive, asked for from this address, which the logs of its pictures keep.
    pub fn asked_from(self, address: IpAddr) -> Self {
        Self { address: Some(address), ..self }
    }

    /// What the archive is called.
    pub fn name(&self) -> String {
        let policy =
            DeliveryPolicy { filename_template: "{gallery}".to_owned(), ..DeliveryPolicy::default() };
        let gallery = &self.sighting.gallery.details.subject_name;
        let parts = NameParts { name: "", gallery, index: 1, id: 0, preset: self.ticket.preset };
        policy.render_filename(&parts, "zip")
    }

    /// Takes a place among the archives that the studio sends at a time, and counts every file of it, all or none.
    pub async fn begin(&mut self) -> AppResult<()> {
        self.place = Some(self.delivery.places.enter(self.ticket.studio)?);
        let images: Vec<ImageId> = self.ticket.entries.iter().map(|entry| entry.image).collect();
        let visit = &self.sighting.visit;
        let terms = visit.viewer.terms(&visit.actor, &self.sighting.gallery);
        let gallery = self.ticket.gallery;
        let taken = Taken {
            studio: self.ticket.studio,
            actor: self.ticket.user,
            link: terms.link(),
            limit: terms.policy().download_limit,
            address: self.address,
            images: &images,
            content_hash: None,
            galleries: &[gallery],
            way: Way::Archive { gallery, preset: self.ticket.preset },
        };
        self.delivery.count(taken).await
    }

    /// The next file. Before each the holder's rights are looked at again: an error ends the archive, and whoever sends
    /// it MUST let it break off rather than close it.
    pub async fn next_file(&mut self) -> AppResult<Option<ArchiveFile>> {
        let Some(TicketEntry { image, index }) = self.entries.next() else { return Ok(None) };
        self.look_again().await?;
        let wanted = Wanted { image, preset: self.ticket.preset, download: true, index: Some(index) };
        let found = self.delivery.find(&self.sighting.visit, wanted, None).await?;
        let Found { image, record, terms, name } = found;
        // When a picture was taken is withheld with the rest of what the camera wrote.
        let taken_at = image.taken_at.filter(|_| terms.policy().metadata.keeps());
        let body = self.delivery.media.get(&record.storage_key, None).await?;
        Ok(Some(ArchiveFile {
            name: self.names.unique(&name.unwrap_or_default()),
            size: u64::try_from(record.file_size).unwrap_or_default(),
            modified: taken_at.unwrap_or_else(|| image.uploaded_at.naive_utc()),
            body,
        }))
    }

    /// Nothing is read while this process has written nothing; another node's changes are seen after a moment.
    async fn look_again(&mut self) -> AppResult<()> {
        let now = self.delivery.kernel.now();
        if self.delivery.kernel.store.write_epoch() != self.sighting.epoch || now >= self.sighting.until {
            self.sighting = self.delivery.sight(&self.ticket).await?;
        }
        // What ends by the clock ends between two looks too.
        self.sighting.visit.actor.now = now;
        let terms = self.sighting.visit.viewer.terms(&self.sighting.visit.actor, &self.sighting.gallery);
        if terms.ends_at().is_some_and(|end| now >= end) {
            return Err(AppError::Gone { code: "share_link_expired", message: "this link has expired" });
        }
        Ok(())
    }
}

/// The names that have been given, as file systems compare them that know no case.
#[derive(Debug, Default)]
struct Names(HashMap<String, u32>);

impl Names {
    /// The name, or the name with a number before its extension.
    fn unique(&mut self, name: &str) -> String {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let mut candidate = name.to_owned();
        loop {
            if let Entry::Vacant(free) = self.0.entry(candidate.to_lowercase()) {
                free.insert(1);
                return candidate;
            }
            let number = self.0.entry(name.to_lowercase()).or_insert(1);
            *number += 1;
            candidate = format!("{stem} ({number}).{extension}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_whatever_their_case_and_whatever_was_there_before() {
        let mut names = Names::default();
        let given =
            ["a.jpg", "A.JPG", "a.jpg", "a (2).jpg", "b.jpg", "a (2).jpg"].map(|name| names.unique(name));
        assert_eq!(given, ["a.jpg", "A (2).JPG", "a (3).jpg", "a (2) (2).jpg", "b.jpg", "a (2) (3).jpg"]);
    }
}
