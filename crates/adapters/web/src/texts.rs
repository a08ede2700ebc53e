//! The sentences of the pages that the server writes, in every language. The texts of the scripts are files of their own.

use crate::language::Language;

/// The sentences in one language.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    pub desk_needs_script: &'static str,
    /// What a link is called before it says more of itself.
    pub shared_with_you: &'static str,
    pub open: &'static str,
    pub access_code: &'static str,
    pub your_name: &'static str,
    pub code_needed: &'static str,
    pub code_wrong: &'static str,
    pub open_again: &'static str,
    pub busy_title: &'static str,
    pub busy: &'static str,
    pub unknown_title: &'static str,
    pub unknown: &'static str,
    pub expired_title: &'static str,
    pub expired: &'static str,
    pub revoked_title: &'static str,
    pub revoked: &'static str,
    pub closed_title: &'static str,
    pub closed: &'static str,
    pub download: &'static str,
    pub pin_needs_script: &'static str,
    pub no_pictures: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub of: &'static str,
    pub group_main: &'static str,
    pub group_behind_the_scenes: &'static str,
    pub preview_title: &'static str,
    pub preview_by_desk: &'static str,
}

const ENGLISH: Texts = Texts {
    desk_needs_script: "The desk needs JavaScript. Switch it on in your browser and load the page again.",
    shared_with_you: "A gallery was shared with you",
    open: "Open the gallery",
    access_code: "Access code",
    your_name: "Your name (optional)",
    code_needed: "This gallery asks for an access code. Whoever sent you the link knows it.",
    code_wrong: "This access code is wrong. Try again.",
    open_again: "Your visit has ended. Open the gallery again.",
    busy_title: "One moment, please",
    busy: "There were too many attempts. Wait a few minutes and try again.",
    unknown_title: "This link is not valid",
    unknown: "Check that you copied all of it, or ask whoever sent it to you.",
    expired_title: "This link has expired",
    expired: "Ask whoever sent it to you for a new one.",
    revoked_title: "This link has been withdrawn",
    revoked: "Ask whoever sent it to you for a new one.",
    closed_title: "This gallery is closed",
    closed: "Ask the studio if you need its pictures.",
    download: "Download",
    pin_needs_script: "Downloads ask for a PIN. Switch on JavaScript in your browser to enter it.",
    no_pictures: "There are no pictures in this gallery yet.",
    previous: "Previous pictures",
    next: "More pictures",
    of: "of",
    group_main: "Pictures",
    group_behind_the_scenes: "Behind the scenes",
    preview_title: "Preview",
    preview_by_desk: "The desk shows here what a client sees. By itself this page shows nothing.",
};

const GERMAN: Texts = Texts {
    desk_needs_script: "Der Schreibtisch braucht JavaScript. Schalten Sie es im Browser ein und laden Sie die Seite neu.",
    shared_with_you: "Eine Galerie wurde mit Ihnen geteilt",
    open: "Galerie öffnen",
    access_code: "Zugangscode",
    your_name: "Ihr Name (freiwillig)",
    code_needed: "Diese Galerie fragt nach einem Zugangscode. Wer Ihnen den Link geschickt hat, kennt ihn.",
    code_wrong: "Dieser Zugangscode ist falsch. Versuchen Sie es noch einmal.",
    open_again: "Ihr Besuch ist zu Ende. Öffnen Sie die Galerie noch einmal.",
    busy_title: "Einen Augenblick bitte",
    busy: "Es gab zu viele Versuche. Warten Sie einige Minuten und versuchen Sie es noch einmal.",
    unknown_title: "Dieser Link ist nicht gültig",
    unknown: "Prüfen Sie, ob Sie ihn ganz kopiert haben, oder fragen Sie, wer ihn geschickt hat.",
    expired_title: "Dieser Link ist abgelaufen",
    expired: "Fragen Sie nach einem neuen bei dem, von dem Sie ihn haben.",
    revoked_title: "Dieser Link wurde zurückgezogen",
    revoked: "Fragen Sie nach einem neuen bei dem, von dem Sie ihn haben.",
    closed_title: "Diese Galerie ist geschlossen",
    closed: "Fragen Sie das Studio, wenn Sie die Bilder brauchen.",
    download: "Herunterladen",
    pin_needs_script: "Zum Herunterladen braucht es eine PIN. Schalten Sie JavaScript im Browser ein, um sie einzugeben.",
    no_pictures: "In dieser Galerie sind noch keine Bilder.",
    previous: "Vorige Bilder",
    next: "Weitere Bilder",
    of: "von",
    group_main: "Bilder",
    group_behind_the_scenes: "Hinter den Kulissen",
    preview_title: "Vorschau",
    preview_by_desk: "Hier zeigt der Schreibtisch, was ein Kunde sieht. Allein zeigt diese Seite nichts.",
};

/// The sentences in a language.
pub fn of(language: Language) -> &'static Texts {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}
