// Light, dark, or as the system says.
import { recall, remember } from "app/dom.js";
import { t } from "app/i18n.js";
import { html, signal } from "vendor/preact.js";
import { Menu } from "ui/menu.js";

/** @typedef {"light" | "dark" | "system"} Theme */

/** Signal: what the person chose. Change it by `setTheme`. */
export const theme = signal(/** @type {Theme} */ ("system"));

/** @param {Theme} next */
export function setTheme(next) {
    theme.value = next;
    remember("localStorage", "theme", next === "system" ? null : next);
    if (next === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", next);
}

/** Applies what was chosen before; call it first of all, so that nothing flashes. */
export const startTheme = () => setTheme(recall("localStorage", "theme") ?? "system");

/** A menu of the three. @param {{class?: string, children?: any}} props */
export const ThemeMenu = ({ class: look, children }) => html`
    <${Menu} label=${t("theme.label")} class=${look} items=${/** @type {Theme[]} */ (["system", "light", "dark"]).map((one) => ({
        label: t(`theme.${one}`), checked: theme.value === one, run: () => setTheme(one),
    }))}>${children}<//>`;
