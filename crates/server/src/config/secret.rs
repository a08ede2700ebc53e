//! Values that must not be seen.

/// A text that neither `Debug` nor a log line shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Whoever asks must not print it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// An address without its password, for logs and `atelier config`.
pub fn without_password(address: &str) -> String {
    match url::Url::parse(address) {
        Ok(mut parsed) => {
            if parsed.password().is_some() && parsed.set_password(Some("redacted")).is_err() {
                return REDACTED.to_owned();
            }
            // Some drivers also take a password as a parameter.
            if parsed.query().is_some_and(|query| query.to_ascii_lowercase().contains("password")) {
                parsed.set_query(Some("redacted"));
            }
            parsed.to_string()
        }
        Err(_) => REDACTED.to_owned(),
    }
}

/// What is shown instead of a secret.
pub const REDACTED: &str = "(redacted)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_shows() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
        assert_eq!(without_password("postgres://me:hunter2@db/atelier"), "postgres://me:redacted@db/atelier");
        assert_eq!(without_password("postgres://db/a?user=me&password=hunter2"), "postgres://db/a?redacted");
        assert_eq!(without_password("hunter2"), REDACTED);
    }
}
