//! Photographs as they are sent, made once for each that is remembered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use actix_web::web::Bytes;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::library::PhotoView;

use super::bodies::PhotoBody;
use crate::json;
use crate::pieces::Pieces;
use crate::problem::ApiResult;
use crate::reply::{Pagination, Reply, opening};

/// How many bytes are kept in all: some ten thousand photographs.
const ROOM: usize = 16 * 1024 * 1024;

/// What an entry takes beside its text, in bytes.
const ENTRY: usize = 256;

/// The texts of views without their small pictures, which are put behind them: the views have those as they are sent.
/// They are kept for as long as others keep the views.
#[derive(Debug, Default)]
pub struct Renderings {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// By the view's address, which no other has while it is referred to.
    by_view: HashMap<usize, (Weak<PhotoView>, Bytes)>,
    bytes: usize,
}

impl Renderings {
    /// A page of photographs, with their small pictures if so wanted.
    pub fn page(
        &self,
        message: &str,
        request: PageRequest,
        order: &str,
        found: &Page<Arc<PhotoView>>,
        previews: bool,
    ) -> ApiResult<Reply<Pieces>> {
        let pagination = json::to_vec(&Pagination::of(found, request).in_order(order))?;
        let mut pieces = Vec::with_capacity(found.items.len() * 4 + 5);
        pieces.extend([opening(message)?, text("[")]);
        for (number, view) in found.items.iter().enumerate() {
            if number > 0 {
                pieces.push(text(","));
            }
            pieces.extend(self.photo(view, previews)?);
        }
        pieces.extend([text("],\"pagination\":"), pagination.into(), text("}")]);
        Ok(Reply::pieces(pieces.into_iter().collect()).packed(previews))
    }

    /// One photograph, with its small picture.
    pub fn one(&self, message: &str, view: &Arc<PhotoView>) -> ApiResult<Reply<Pieces>> {
        let (version, packed) = (view.photo.version, view.hotpreview.is_some());
        let [start, picture, end] = self.photo(view, true)?;
        let pieces = [opening(message)?, start, picture, end, text("}")];
        Ok(Reply::pieces(pieces.into_iter().collect()).version(version).packed(packed))
    }

    fn photo(&self, view: &Arc<PhotoView>, previews: bool) -> ApiResult<[Bytes; 3]> {
        let start = self.start(view)?;
        Ok(match &view.hotpreview {
            Some(picture) if previews => [start, Bytes::from_owner(picture.clone()), text("\"}")],
            _ => [start.slice(..start.len().saturating_sub(1)), text("null"), text("}")],
        })
    }

    /// The view's text up to its small picture, and the quotation mark before that.
    fn start(&self, view: &Arc<PhotoView>) -> ApiResult<Bytes> {
        let key = Arc::as_ptr(view).addr();
        if let Some((_, text)) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).by_view.get(&key) {
            return Ok(text.clone());
        }
        let plain = PhotoView { hotpreview: None, ..PhotoView::clone(view) };
        let mut text = json::up_to_null(&PhotoBody::from(plain))?;
        text.push(b'"');
        let text = Bytes::from(text);
        // Nobody else has it, so nobody will ask for it again.
        if Arc::strong_count(view) > 1 {
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(key, view, text.clone());
        }
        Ok(text)
    }
}

fn text(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

impl Kept {
    fn put(&mut self, key: usize, view: &Arc<PhotoView>, text: Bytes) {
        self.bytes += size(&text);
        if let Some((_, before)) = self.by_view.insert(key, (Arc::downgrade(view), text)) {
            self.bytes = self.bytes.saturating_sub(size(&before));
        }
        if self.bytes > ROOM {
            self.by_view.retain(|_, (view, _)| view.strong_count() > 0);
            self.bytes = self.by_view.values().map(|(_, text)| size(text)).sum();
        }
        // Whoever keeps the views keeps more of them than there is room for here.
        if self.bytes > ROOM / 4 * 3 {
            *self = Self::default();
        }
    }
}

fn size(text: &Bytes) -> usize {
    text.len() + ENTRY
}

#[cfg(test)]
mod tests {
    use atelier_application::paging::Cursor;

    use super::super::bodies::tests::a_view;
    use super::*;
    use crate::reply::{Envelope, Listing, ToPieces};

    const REQUEST: PageRequest = PageRequest { offset: 0, limit: 50, after: None };

    fn page(items: Vec<Arc<PhotoView>>) -> Page<Arc<PhotoView>> {
        Page { total: items.len() as u64, items, next: Some(Cursor { key: 5, id: 7 }) }
    }

    /// What is sent without anything being put together.
    fn plainly(view: &Arc<PhotoView>, previews: bool) -> PhotoBody {
        let mut view = PhotoView::clone(view);
        view.hotpreview = view.hotpreview.filter(|_| previews);
        view.into()
    }

    #[test]
    fn what_is_put_together_is_what_would_be_written_at_once() {
        let renderings = Renderings::default();
        let bare = Arc::new(PhotoView { hotpreview: None, ..a_view(3, b"") });
        let views = vec![Arc::new(a_view(1, &[0xFF, 0xD8])), bare, Arc::new(a_view(2, b"picture"))];
        let sent = |reply: Reply<Pieces>| reply.answer().unwrap().body.joined();
        for items in [views.clone(), Vec::new()] {
            for previews in [true, false] {
                let data: Vec<PhotoBody> = items.iter().map(|view| plainly(view, previews)).collect();
                let found = page(items.clone());
                let pagination = Pagination::of(&found, REQUEST).in_order("rating");
                let listing = Listing { success: true, message: "\"Photos\"".to_owned(), data, pagination };
                let put_together =
                    renderings.page("\"Photos\"", REQUEST, "rating", &found, previews).unwrap();
                assert_eq!(sent(put_together), listing.to_pieces().unwrap().joined());
            }
        }
        for view in &views {
            let envelope = Envelope { success: true, message: "One".to_owned(), data: plainly(view, true) };
            let one = renderings.one("One", view).unwrap();
            assert_eq!(sent(one), envelope.to_pieces().unwrap().joined());
        }
    }

    #[test]
    fn a_view_that_somebody_keeps_is_rendered_once() {
        let renderings = Renderings::default();
        let view = Arc::new(a_view(1, &[0xFF, 0xD8]));
        let _remembered = Arc::clone(&view);
        let start = |view| renderings.start(view).unwrap().as_ptr();
        assert_eq!(start(&view), start(&view));
        let alone = Arc::new(a_view(2, &[]));
        let first = renderings.start(&alone).unwrap();
        assert_ne!(start(&alone), first.as_ptr(), "it is not remembered");
    }

    #[test]
    fn what_nobody_keeps_any_more_goes_when_there_is_no_room() {
        let renderings = Renderings::default();
        let view = |id| {
            let mut view = a_view(id, b"picture");
            view.photo.description = Some("x".repeat(256 * 1024));
            Arc::new(view)
        };
        let kept: Vec<_> = (0..40).map(view).collect();
        for id in 40..120 {
            let view = view(id);
            let _for_now = Arc::clone(&view);
            renderings.start(&view).unwrap();
        }
        for view in &kept {
            let _for_now = Arc::clone(view);
            renderings.start(view).unwrap();
        }
        let inner = renderings.kept.lock().unwrap();
        assert!(inner.bytes <= ROOM && !inner.by_view.is_empty());
        assert_eq!(inner.bytes, inner.by_view.values().map(|(_, text)| size(text)).sum::<usize>());
    }
}
