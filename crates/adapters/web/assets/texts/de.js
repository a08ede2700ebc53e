// Deutsch. Dieselben Schlüssel wie `texts/en.js`, in derselben Reihenfolge.
export default {
    // common
    "common.cancel": "Abbrechen",
    "common.close": "Schließen",
    "common.discard": "Änderungen verwerfen",
    "common.loading": "Wird geladen …",
    "common.more": "Mehr anzeigen",
    "common.retry": "Erneut versuchen",
    "common.unsaved": "Änderungen verwerfen?",
    "common.unsaved_text": "Was du hier geändert hast, ist noch nicht gespeichert.",

    // hotkeys
    "hotkeys.ctrl": "Strg",
    "hotkeys.delete": "Entf",
    "hotkeys.on": "Tastenkürzel verwenden",
    "hotkeys.space": "Leertaste",
    "hotkeys.title": "Tastenkürzel",

    // lightbox
    "lightbox.first": "Erstes Bild",
    "lightbox.keys": "Bilder ansehen",
    "lightbox.last": "Letztes Bild",
    "lightbox.next": "Nächstes Bild",
    "lightbox.panel": "Zu diesem Bild",
    "lightbox.picture": "Bild",
    "lightbox.place": "{place} von {total}",
    "lightbox.previous": "Voriges Bild",
    "lightbox.whole": "Ganzes Bild zeigen",
    "lightbox.zoom_in": "Vergrößern",
    "lightbox.zoom_out": "Verkleinern",

    // problem
    "problem.code.busy": "Der Server ist ausgelastet. Bitte versuche es gleich noch einmal.",
    "problem.code.session_ended": "Deine Anmeldung ist abgelaufen. Bitte melde dich erneut an.",
    "problem.code.version_mismatch": "Jemand anderes hat das inzwischen geändert. Lade es neu und wiederhole deine Änderung.",
    "problem.id": "Anfrage {id}",
    "problem.network": "Der Server ist nicht erreichbar. Prüfe deine Verbindung; deine Eingaben bleiben erhalten.",
    "problem.page": "Auf dieser Seite ist etwas schiefgegangen.",
    "problem.server": "Auf dem Server ist etwas schiefgegangen (Anfrage {id}).",
    "problem.too_fast.one": "Zu viele Versuche. Versuche es in {count} Sekunde erneut.",
    "problem.too_fast.other": "Zu viele Versuche. Versuche es in {count} Sekunden erneut.",
    "problem.unknown": "Der Server hat die Anfrage abgelehnt ({status}).",

    // theme
    "theme.dark": "Dunkel",
    "theme.label": "Darstellung",
    "theme.light": "Hell",
    "theme.system": "Wie das System",
};
