// Short messages at the edge, in a live region. For what succeeded, and for failures without a place of their own.
import { setVars } from "app/dom.js";
import { describe, t } from "app/i18n.js";
import { isProblem } from "app/problem.js";
import { effect, html, render, signal, useEffect } from "vendor/preact.js";
import { icon } from "ui/icons.js";

/** @typedef {{id: number, text: string, kind: "info" | "error", action?: {label: string, run: () => void}}} Toast */

const toasts = signal(/** @type {Toast[]} */ ([]));
let next = 1;

/** @param {number} id */
const drop = (id) => { toasts.value = toasts.value.filter((one) => one.id !== id); };

/**
 * Says something.
 * @param {string} text
 * @param {{kind?: "info" | "error", action?: {label: string, run: () => void}}} [options] with an action, such as "Undo", and after errors
 *   it stays until it is closed: nobody should have to hurry
 */
export function toast(text, { kind = "info", action } = {}) {
    const id = next++;
    toasts.value = [...toasts.value.slice(-3), { id, text, kind, action }];
    if (kind === "info" && !action) setTimeout(() => drop(id), 6000);
}

/** Says what went wrong. Does nothing for requests that were given up. @param {unknown} error @param {() => void} [retry] */
export function toastError(error, retry) {
    if (isProblem(error) && error.kind === "aborted") return;
    if (!isProblem(error)) console.error(error);
    toast(isProblem(error) ? describe(error) : t("problem.page"), { kind: "error", action: retry && { label: t("common.retry"), run: retry } });
}

/** What is said now. */
const List = () => toasts.value.map((one) => html`
    <div class="toast toast-${one.kind}" key=${one.id}>
        ${one.kind === "error" && icon("alert")}
        <span>${one.text}</span>
        ${one.action && html`<button type="button" class="button button-quiet" onClick=${() => { drop(one.id); one.action?.run(); }}>${one.action.label}</button>`}
        <button type="button" class="button button-icon" aria-label=${t("common.close")} onClick=${() => drop(one.id)}>${icon("close")}</button>
    </div>`);

/**
 * Where messages appear; once per page. A modal dialog makes everything outside of it inert, popovers too: so messages live in the
 * dialog that is open, or nobody could close them or press their buttons there. They lie above the bars at the lower edge, which
 * say `data-dock`: neither hides the other.
 */
export function Toasts() {
    useEffect(() => {
        const host = document.createElement("div");
        host.className = "toasts";
        host.popover = "manual";
        host.setAttribute("role", "status");
        host.setAttribute("aria-live", "polite");
        const lift = () => {
            const place = host.parentElement ?? document.body;
            let free = innerHeight;
            for (const bar of place.querySelectorAll("[data-dock]")) {
                const { top, bottom, height } = bar.getBoundingClientRect();
                if (height && top < innerHeight && bottom > innerHeight / 2) free = Math.min(free, top);
            }
            setVars(host, { lift: `${Math.max(0, Math.min(innerHeight - free, innerHeight - host.offsetHeight - 16))}px` });
        };
        const put = () => {
            const place = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
            if (host.parentElement !== place || !host.matches(":popover-open")) {
                place.append(host);
                if (host.matches(":popover-open")) host.hidePopover();
                host.showPopover();
            }
            lift();
        };
        document.body.append(host);
        render(html`<${List} />`, host);
        const still = () => { removeEventListener("scroll", lift, { capture: true }); removeEventListener("resize", lift); };
        const watch = new MutationObserver(put);
        const stop = effect(() => {
            watch.disconnect();
            if (toasts.value.length) {
                put();
                watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["open"] });
                // Bars that stick to the edge leave it where the page ends, and grow where they wrap.
                addEventListener("scroll", lift, { capture: true, passive: true });
                addEventListener("resize", lift);
            } else {
                still();
                if (host.isConnected && host.matches(":popover-open")) host.hidePopover();
            }
        });
        return () => { stop(); still(); watch.disconnect(); render(null, host); host.remove(); };
    }, []);
    return null;
}
