//! Photographs as they are sent, made once for each that is remembered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use atelier_application::paging::Page;
use atelier_application::ports::library::PhotoView;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::bodies::PhotoBody;
use crate::json;
use crate::problem::{ApiResult, Problem};
use crate::reply::{Envelope, Reply};

/// How many bytes are kept in all: some ten thousand photographs with their small pictures.
const ROOM: usize = 64 * 1024 * 1024;

/// What an entry takes beside its text, in bytes.
const ENTRY: usize = 256;

/// The text of a [`PhotoBody`].
#[derive(Debug, Clone)]
pub struct Rendered(Arc<RawValue>);

impl Serialize for Rendered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Keeps the texts of views for as long as others keep the views.
#[derive(Debug, Default)]
pub struct Renderings {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// By the view's address, which no other has while it is referred to, and whether its small picture is in the text.
    by_view: HashMap<(usize, bool), (Weak<PhotoView>, Rendered)>,
    bytes: usize,
}

impl Renderings {
    /// The view's text, with its small picture if so wanted.
    pub fn of(&self, view: &Arc<PhotoView>, previews: bool) -> ApiResult<Rendered> {
        let key = (Arc::as_ptr(view).addr(), previews);
        if let Some((_, text)) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).by_view.get(&key) {
            return Ok(text.clone());
        }
        let text = rendered(view, previews).map_err(|error| Problem::internal(error.to_string()))?;
        // Nobody else has it, so nobody will ask for it again.
        if Arc::strong_count(view) == 1 {
            return Ok(text);
        }
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(key, view, text.clone());
        Ok(text)
    }
}

impl Renderings {
    /// A page of texts.
    pub fn page(&self, found: Page<Arc<PhotoView>>, previews: bool) -> ApiResult<Page<Rendered>> {
        let Page { items, total, next } = found;
        let items = items.iter().map(|view| self.of(view, previews)).collect::<ApiResult<_>>()?;
        Ok(Page { items, total, next })
    }

    /// One photograph, with its small picture.
    pub fn one(&self, message: &str, view: &Arc<PhotoView>) -> ApiResult<Reply<Envelope<Rendered>>> {
        let (version, packed) = (view.photo.version, view.hotpreview.is_some());
        Ok(Reply::ok(message, self.of(view, true)?).version(version).packed(packed))
    }
}

impl Kept {
    fn put(&mut self, key: (usize, bool), view: &Arc<PhotoView>, text: Rendered) {
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

fn size(text: &Rendered) -> usize {
    text.0.get().len() + ENTRY
}

fn rendered(view: &PhotoView, previews: bool) -> serde_json::Result<Rendered> {
    let mut view = view.clone();
    view.hotpreview = view.hotpreview.filter(|_| previews);
    let text = json::to_string(&PhotoBody::from(view))?;
    Ok(Rendered(RawValue::from_string(text)?.into()))
}

#[cfg(test)]
mod tests {
    use super::super::bodies::tests::a_view;
    use super::*;

    #[test]
    fn a_view_is_rendered_once_with_and_once_without_its_picture() {
        let renderings = Renderings::default();
        let view = Arc::new(a_view(1, vec![0xFF, 0xD8]));
        let _remembered = Arc::clone(&view);
        let text = |previews| renderings.of(&view, previews).unwrap();
        assert!(Arc::ptr_eq(&text(true).0, &text(true).0));
        let (with, without) = (text(true), text(false));
        assert!(with.0.get().contains("\"hotpreview\":\"/9g=\""));
        assert!(without.0.get().contains("\"hotpreview\":null"));
        let other = Arc::new(a_view(2, Vec::new()));
        let alone = renderings.of(&other, true).unwrap();
        assert_ne!(alone.0.get(), with.0.get());
        assert!(!Arc::ptr_eq(&alone.0, &renderings.of(&other, true).unwrap().0), "it is not remembered");
    }

    #[test]
    fn what_nobody_keeps_any_more_goes_when_there_is_no_room() {
        let renderings = Renderings::default();
        let kept: Vec<_> = (0..40).map(|id| Arc::new(a_view(id, vec![0; 1024 * 1024]))).collect();
        for id in 40..120 {
            renderings.of(&Arc::new(a_view(id, vec![0; 1024 * 1024])), true).unwrap();
        }
        for view in &kept {
            renderings.of(view, true).unwrap();
        }
        let inner = renderings.kept.lock().unwrap();
        assert!(inner.bytes <= ROOM);
        assert_eq!(inner.bytes, inner.by_view.values().map(|(_, text)| size(text)).sum::<usize>());
    }
}
