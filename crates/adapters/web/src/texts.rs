//! The sentences of the pages that the server writes, in every language. The texts of the scripts are files of their own.

use crate::html::escape;
use crate::language::Language;

/// The sentences in one language.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    pub needs_script: &'static str,
}

const ENGLISH: Texts =
    Texts { needs_script: "The desk needs JavaScript. Switch it on in your browser and load the page again." };

const GERMAN: Texts = Texts {
    needs_script: "Der Schreibtisch braucht JavaScript. Schalten Sie es im Browser ein und laden Sie die Seite neu.",
};

/// The sentences in a language.
pub fn of(language: Language) -> &'static Texts {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

impl Texts {
    /// What the desk shows where no script runs.
    pub fn desk_needs_script(&self) -> String {
        format!(
            "<main class=\"plain plain-note\"><h1>Atelier</h1><p>{}</p></main>",
            escape(self.needs_script)
        )
    }
}
