//! Files that an import could not take.

use crate::{ImportErrorId, ImportSessionId, RuleViolation, Timestamp, text};

/// The longest code of an error, in characters.
const CODE_MAX: usize = 50;

/// The longest message of an error, in characters.
const MESSAGE_MAX: usize = 2_000;

/// The code of what ended an import as a whole.
const IMPORT_FAILED: &str = "import_failed";

/// How many errors an import keeps at most. Beyond them it only counts: a card that cannot be read has the same to say
/// of each of its files.
pub const IMPORT_ERRORS_MAX: u64 = 1_000;

/// One error of an import, as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    pub id: ImportErrorId,
    pub session: ImportSessionId,
    /// Missing where it is about the import as a whole.
    pub filename: Option<String>,
    pub code: String,
    pub message: String,
    pub created_at: Timestamp,
}

/// An error that is about to be kept. An empty file name says that it is about the import as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImportError {
    pub filename: String,
    pub code: String,
    pub message: String,
}

impl NewImportError {
    /// What ends an import that failed as a whole.
    pub fn of_import(reason: Option<&str>) -> Result<Self, RuleViolation> {
        let reason = text::optional("reason", reason, MESSAGE_MAX)?;
        let message = reason.unwrap_or_else(|| "the import failed".to_owned());
        Ok(Self { filename: String::new(), code: IMPORT_FAILED.to_owned(), message })
    }

    /// What a client says of a file that it could not read.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let filename = text::required("filename", &self.filename, text::NAME_MAX)?;
        let code = text::required("code", &self.code, CODE_MAX)?;
        let message = text::required("message", &self.message, MESSAGE_MAX)?;
        Ok(Self { filename, code, message })
    }

    /// The same, cut to what storage takes. The server notes what it met, and to refuse its own note would lose it.
    pub fn fitted(self) -> Self {
        let Self { filename, code, message } = self;
        Self {
            filename: fit(&filename, text::NAME_MAX),
            code: fit(&code, CODE_MAX),
            message: fit(&message, MESSAGE_MAX),
        }
    }
}

fn fit(raw: &str, max: usize) -> String {
    raw.chars().filter(|c| !c.is_control()).take(max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(filename: &str, message: &str) -> NewImportError {
        NewImportError { filename: filename.into(), code: "unreadable".into(), message: message.into() }
    }

    #[test]
    fn a_client_names_the_file_and_what_is_wrong_with_it() {
        assert!(error("IMG_1.CR3", "bad sector").checked().is_ok());
        assert_eq!(error(" ", "bad sector").checked().unwrap_err().field, Some("filename"));
        assert_eq!(error("IMG_1.CR3", "").checked().unwrap_err().field, Some("message"));
        let long = NewImportError { code: "x".repeat(51), ..error("IMG_1.CR3", "bad sector") };
        assert_eq!(long.checked().unwrap_err().field, Some("code"));
    }

    #[test]
    fn what_the_server_notes_always_fits() {
        let noted = error(&"å".repeat(300), "a\0b").fitted();
        assert_eq!(noted.filename.chars().count(), 255);
        assert_eq!(noted.message, "ab");
    }

    #[test]
    fn an_import_can_fail_without_a_reason() {
        assert_eq!(NewImportError::of_import(Some(" ")).unwrap().message, "the import failed");
        let told = NewImportError::of_import(Some("the card was pulled out")).unwrap();
        assert_eq!((told.filename.as_str(), told.message.as_str()), ("", "the card was pulled out"));
    }
}
