// Shortcuts of single keys. `?` lists them; they rest while somebody types or a dialog is open, and can be switched off.
import { isTyping, recall, remember } from "app/dom.js";
import { t } from "app/i18n.js";
import { html, signal, useLayoutEffect, useRef } from "vendor/preact.js";
import { Dialog } from "ui/dialog.js";
import { Check } from "ui/field.js";

/** @typedef {{label: string, run: (event: KeyboardEvent) => void}} Hotkey */
/** @typedef {{title: string, keys: Record<string, Hotkey>, inLightbox: boolean}} Group */

/** @type {Set<{current: Group}>} */
const groups = new Set();
const help = signal(false);
/** Signal: whether shortcuts work. Speech control types letters, so there must be a way to switch them off. */
export const hotkeysOn = signal(recall("localStorage", "hotkeys") !== false);

/**
 * The name of what was pressed: "a", "?", "shift+arrowleft", "mod+enter" (ctrl or cmd).
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">} event
 * @returns {string}
 */
export function nameOfKey(event) {
    const key = event.key === " " ? "space" : event.key.toLowerCase();
    // Shift is a part of signs such as "?" already.
    const isShifted = event.shiftKey && (event.key.length > 1 || /\p{L}/u.test(event.key));
    return [event.ctrlKey || event.metaKey ? "mod" : "", event.altKey ? "alt" : "", isShifted ? "shift" : "", key].filter(Boolean).join("+");
}

/** @param {KeyboardEvent} event */
function onKey(event) {
    if (!hotkeysOn.value || event.defaultPrevented || isTyping(event.target)) return;
    if (event.target instanceof Element && event.target.closest("[role=menu]")) return;
    const dialogs = document.querySelectorAll("dialog[open]");
    const top = dialogs[dialogs.length - 1];
    if (top && !top.classList.contains("lightbox")) return;
    const name = nameOfKey(event);
    for (const { current } of [...groups].reverse()) {
        const hotkey = current.inLightbox === Boolean(top) ? current.keys[name] : undefined;
        if (!hotkey) continue;
        event.preventDefault();
        hotkey.run(event);
        return;
    }
    if (name === "?") {
        event.preventDefault();
        help.value = true;
    }
}

/**
 * Shortcuts that work as long as the component is there.
 *
 *     useHotkeys(t("tray.title"), { x: { label: t("tray.reject"), run: reject }, "mod+enter": … });
 *
 * @param {string} title of the group in the list
 * @param {Record<string, Hotkey>} keys
 * @param {{inLightbox?: boolean}} [options] true: work in the lightbox, and only there
 */
export function useHotkeys(title, keys, { inLightbox = false } = {}) {
    const group = useRef(/** @type {Group} */ ({ title, keys, inLightbox }));
    group.current = { title, keys, inLightbox };
    // At once: what opens with keys is used by keys, and the first may follow on the heels.
    useLayoutEffect(() => {
        if (!groups.size) document.addEventListener("keydown", onKey);
        groups.add(group);
        return () => {
            groups.delete(group);
            if (!groups.size) document.removeEventListener("keydown", onKey);
        };
    }, []);
}

/** Shows the list. */
export const showHotkeys = () => { help.value = true; };

/** A key as it is written on keyboards. @param {string} name */
const shown = (name) => name.split("+").map((part) => ({
    mod: /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : t("hotkeys.ctrl"), shift: "⇧", alt: "Alt", arrowleft: "←", arrowright: "→", arrowup: "↑", arrowdown: "↓",
    enter: "↵", escape: "Esc", space: t("hotkeys.space"), delete: t("hotkeys.delete"),
}[part] ?? part.toUpperCase()));

/** Where the list appears; once per page. Registers nothing by itself, so that pages without shortcuts have no `?`. */
export function HotkeyHelp() {
    if (!help.value) return null;
    return html`
        <${Dialog} title=${t("hotkeys.title")} onClose=${() => { help.value = false; }}>
            ${[...groups].map(({ current }) => html`
                <h3>${current.title}</h3>
                <dl class="hotkeys">${Object.entries(current.keys).map(([name, { label }]) => html`
                    <div key=${name}><dt>${shown(name).map((part) => html`<kbd>${part}</kbd>`)}</dt><dd>${label}</dd></div>`)}</dl>`)}
            <${Check} name="hotkeys" kind="switch" label=${t("hotkeys.on")} checked=${hotkeysOn.value} onChange=${(/** @type {boolean} */ on) => {
                hotkeysOn.value = on;
                remember("localStorage", "hotkeys", on ? null : false);
            }} />
        <//>`;
}
