//! Who takes photographs.

use crate::{AuthorId, RuleViolation, StudioId, Timestamp, UserId, text};

/// The longest text about an author, in characters.
const BIO_MAX: usize = 2_000;

/// Somebody who takes photographs of a library: an entry in its owner's list and no user. Two may have the same name,
/// because two people may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub id: AuthorId,
    pub studio: StudioId,
    pub owner: UserId,
    pub details: AuthorDetails,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What is written of an author.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorDetails {
    pub name: String,
    pub email: Option<String>,
    pub bio: Option<String>,
}

impl AuthorDetails {
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let Self { name, email, bio } = self;
        let email = email.filter(|email| !email.trim().is_empty());
        Ok(Self {
            name: text::required("name", &name, text::NAME_MAX)?,
            email: email.map(|email| text::email("email", &email)).transpose()?,
            bio: text::optional("bio", bio.as_deref(), BIO_MAX)?,
        })
    }
}

impl Author {
    pub fn describe(&mut self, details: AuthorDetails, now: Timestamp) -> Result<(), RuleViolation> {
        self.details = details.checked()?;
        self.updated_at = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details() -> AuthorDetails {
        AuthorDetails {
            name: " Åse Berg ".into(),
            email: Some("aase@berg.example".into()),
            bio: Some("Landscapes".into()),
        }
    }

    #[test]
    fn what_is_empty_is_nothing_and_what_is_written_is_trimmed() {
        let checked = AuthorDetails { email: Some(" ".into()), bio: Some(String::new()), ..details() };
        let checked = checked.checked().unwrap();
        assert_eq!(checked, AuthorDetails { name: "Åse Berg".into(), email: None, bio: None });
    }

    #[test]
    fn each_field_is_refused_by_its_own_name() {
        let refused = |details: AuthorDetails| {
            let violation = details.checked().unwrap_err();
            (violation.field, violation.code)
        };
        assert_eq!(refused(AuthorDetails { name: " ".into(), ..details() }), (Some("name"), "required"));
        let long = AuthorDetails { name: "ø".repeat(256), ..details() };
        assert_eq!(refused(long), (Some("name"), "too_long"));
        let nobody = AuthorDetails { email: Some("aase".into()), ..details() };
        assert_eq!(refused(nobody), (Some("email"), "invalid_email"));
        let novel = AuthorDetails { bio: Some("x".repeat(2_001)), ..details() };
        assert_eq!(refused(novel), (Some("bio"), "too_long"));
    }
}
