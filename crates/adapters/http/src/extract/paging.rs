//! Which part of a list, and which text to find in it.

use std::fmt;

use atelier_application::paging::{self, DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET, PageRequest};
use atelier_domain::text;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::{FieldError, Problem};

/// The paging parameters that every list takes.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    pub offset: Option<u64>,
    /// How many rows to show.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<u64>,
    /// The `next_cursor` of the page before; it wins over `offset`.
    pub cursor: Option<String>,
}

impl Paging {
    /// [`Paging::request`] of a list that has several orders: a cursor is good for the one that it ends in.
    pub fn request_in(mut self, order: &str) -> Result<PageRequest, Problem> {
        let bare = self.cursor.as_deref().map(|cursor| cursor.strip_suffix(order)?.strip_suffix('.'));
        // What is left of a cursor of another order is none.
        self.cursor = bare.map(|bare| bare.unwrap_or_default().to_owned());
        self.request()
    }

    /// The page that is asked for, if it is one.
    pub fn request(&self) -> Result<PageRequest, Problem> {
        let offset = self.offset.unwrap_or(0);
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        let mut errors = Vec::new();
        if !(1..=MAX_LIMIT).contains(&limit) {
            let message = format!("limit must be from 1 to {MAX_LIMIT}");
            errors.push(FieldError::parameter("limit", "out_of_range", message));
        }
        if offset > MAX_OFFSET {
            let message = format!("offset must be at most {MAX_OFFSET}; use cursor to go further");
            errors.push(FieldError::parameter("offset", "out_of_range", message));
        }
        let after = match self.cursor.as_deref().map(Cursor::parse) {
            Some(None) => {
                let message = "cursor must be a next_cursor of this list";
                errors.push(FieldError::parameter("cursor", "invalid_cursor", message));
                None
            }
            Some(cursor) => cursor,
            None => None,
        };
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        Ok(PageRequest { offset, limit, after: after.map(|cursor| cursor.0) })
    }
}

/// A place in a list as text that clients hand back and do not look into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub paging::Cursor);

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        if text.len() > 64 {
            return None;
        }
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (key, id) = plain.split_once(':')?;
        Some(Self(paging::Cursor { key: key.parse().ok()?, id: id.parse().ok()? }))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(format!("{}:{}", self.0.key, self.0.id)))
    }
}

/// Text to find. Control characters are refused here, because PostgreSQL cannot even be asked for NUL.
pub fn search_text(raw: Option<&str>) -> Result<Option<String>, Problem> {
    text::optional("search", raw, text::NAME_MAX).map_err(|violation| {
        let error = FieldError::parameter("search", violation.code, violation.message);
        Problem::invalid(vec![error])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_asked_for_is_the_first_hundred() {
        assert_eq!(Paging::default().request().unwrap(), PageRequest::first(100));
    }

    #[test]
    fn bounds_are_held_and_named() {
        for (offset, limit) in [(0, 0), (0, 1_001), (1_000_001, 1), (u64::MAX, u64::MAX)] {
            let paging = Paging { offset: Some(offset), limit: Some(limit), cursor: None };
            assert_eq!(paging.request().unwrap_err().status.as_u16(), 422);
        }
        let paging = Paging { offset: Some(1_000_000), limit: Some(1_000), cursor: None };
        assert!(paging.request().is_ok());
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for (key, id) in [(0, 1), (i64::MIN, i64::MAX), (-5, 7)] {
            let text = Cursor(paging::Cursor { key, id }).to_string();
            let paging = Paging { cursor: Some(text), ..Paging::default() };
            assert_eq!(paging.request().unwrap().after, Some(paging::Cursor { key, id }));
        }
        for raw in ["", "x", "!!!", "MTo", "OjE", &"A".repeat(100)] {
            let paging = Paging { cursor: Some(raw.to_owned()), ..Paging::default() };
            assert_eq!(paging.request().unwrap_err().errors[0].code, "invalid_cursor", "{raw}");
        }
    }

    #[test]
    fn a_cursor_is_good_for_its_own_order_alone() {
        let cursor = Cursor(paging::Cursor { key: 5, id: 7 });
        let asked =
            |text: String, order| Paging { cursor: Some(text), ..Paging::default() }.request_in(order);
        let after = |order| Some(paging::Cursor { key: 5, id: 7 }).filter(|_| order == "rating");
        for order in ["rating", "rating-asc", "ing", ""] {
            let found = asked(format!("{cursor}.rating"), order).ok().and_then(|page| page.after);
            assert_eq!(found, after(order), "{order}");
        }
        assert_eq!(asked(cursor.to_string(), "rating").unwrap_err().errors[0].code, "invalid_cursor");
        assert_eq!(Paging::default().request_in("rating").unwrap(), PageRequest::first(100));
    }

    #[test]
    fn nul_is_not_searched_for() {
        assert!(search_text(Some("a\0")).is_err());
        assert_eq!(search_text(Some(" ")).unwrap(), None);
        assert_eq!(search_text(Some(" x ")).unwrap().as_deref(), Some("x"));
    }
}
