// English. One block per area, areas in alphabetical order; `texts/de.js` has the same keys.
export default {
    // common
    "common.cancel": "Cancel",
    "common.close": "Close",
    "common.discard": "Discard changes",
    "common.loading": "Loading …",
    "common.more": "Show more",
    "common.retry": "Try again",
    "common.unsaved": "Discard your changes?",
    "common.unsaved_text": "What you have changed here is not saved yet.",

    // hotkeys
    "hotkeys.ctrl": "Ctrl",
    "hotkeys.delete": "Del",
    "hotkeys.on": "Use keyboard shortcuts",
    "hotkeys.space": "Space",
    "hotkeys.title": "Keyboard shortcuts",

    // lightbox
    "lightbox.first": "First picture",
    "lightbox.keys": "Looking at pictures",
    "lightbox.last": "Last picture",
    "lightbox.next": "Next picture",
    "lightbox.panel": "About this picture",
    "lightbox.picture": "Picture",
    "lightbox.place": "{place} of {total}",
    "lightbox.previous": "Previous picture",
    "lightbox.whole": "Show the whole picture",
    "lightbox.zoom_in": "Zoom in",
    "lightbox.zoom_out": "Zoom out",

    // problem
    "problem.code.busy": "The server is busy. Please try again in a moment.",
    "problem.code.session_ended": "Your sign-in has ended. Please sign in again.",
    "problem.code.version_mismatch": "Somebody else changed this in the meantime. Load it again and repeat your change.",
    "problem.id": "Request {id}",
    "problem.network": "The server cannot be reached. Check your connection; nothing you typed is lost.",
    "problem.page": "Something went wrong on this page.",
    "problem.server": "Something went wrong on the server (request {id}).",
    "problem.too_fast.one": "Too many attempts. Try again in {count} second.",
    "problem.too_fast.other": "Too many attempts. Try again in {count} seconds.",
    "problem.unknown": "The server refused the request ({status}).",

    // theme
    "theme.dark": "Dark",
    "theme.label": "Appearance",
    "theme.light": "Light",
    "theme.system": "Like the system",
};
