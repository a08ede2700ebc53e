// Dialogs by the native element: it keeps the focus, and Esc closes it.
import { t } from "app/i18n.js";
import { html, signal, useId, useLayoutEffect, useRef } from "vendor/preact.js";
import { icon } from "ui/icons.js";

/**
 * A dialog; open as long as it is rendered. The focus goes back to where it was.
 *
 *     ${open.value && html`<${Dialog} title=${t("share.title")} onClose=${() => { open.value = false; }} footer=${buttons}>…<//>`}
 *
 * @param {{title: string, onClose: () => void, children?: any, footer?: any, size?: "small" | "medium" | "large", mayClose?: () => boolean | Promise<boolean>}} props
 *   `mayClose` can ask about unsaved changes before Esc, the cross and a click beside it close
 */
export function Dialog({ title, onClose, children, footer, size = "medium", mayClose }) {
    const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const id = useId();
    // At once, and not after the next frame: what is typed in between would go to the page behind it.
    useLayoutEffect(() => {
        const before = document.activeElement;
        const dialog = element.current;
        dialog?.showModal();
        // Who opens a form to write wants to write. On a touch screen the keyboard would cover what is asked.
        const first = dialog?.querySelector(".dialog-body form :is(input, textarea, select)");
        if (first?.matches("textarea, input:not([type=radio], [type=checkbox], [type=file], [type=range], [readonly], .visually-hidden)") && !matchMedia("(pointer: coarse)").matches) /** @type {HTMLElement} */ (first).focus();
        return () => {
            dialog?.close();
            // By now the page may have been rendered without the button that opened the dialog.
            if (before instanceof HTMLElement && before.isConnected) before.focus();
            else document.querySelector("main")?.focus();
        };
    }, []);
    const close = async () => { if (!mayClose || await mayClose()) onClose(); };
    return html`
        <dialog class="dialog dialog-${size}" ref=${element} aria-labelledby=${id}
            onCancel=${(/** @type {Event} */ event) => { if (event.target === element.current) { event.preventDefault(); void close(); } }}
            onPointerDown=${(/** @type {Event} */ event) => { if (event.target === element.current) void close(); }}>
            <div class="dialog-box">
                <header class="dialog-head">
                    <h2 id=${id}>${title}</h2>
                    <button type="button" class="button button-icon" aria-label=${t("common.close")} onClick=${close}>${icon("close")}</button>
                </header>
                <div class="dialog-body">${children}</div>
                ${footer && html`<footer class="dialog-foot">${footer}</footer>`}
            </div>
        </dialog>`;
}

/** @typedef {{title: string, text?: string, confirm: string, cancel?: string, danger?: boolean}} Question */

const asked = signal(/** @type {(Question & {answer: (yes: boolean) => void}) | null} */ (null));

/**
 * Asks the person, by `Confirmations` somewhere in the page. `confirm` is a verb: "Delete", not "OK".
 * @param {Question} question
 * @returns {Promise<boolean>}
 */
export const confirm = (question) => new Promise((resolve) => {
    asked.value?.answer(false);
    asked.value = { ...question, answer: (yes) => { asked.value = null; resolve(yes); } };
});

/** For the router: asks whether unsaved changes are thrown away. */
export const askToLeave = () => confirm({ title: t("common.unsaved"), text: t("common.unsaved_text"), confirm: t("common.discard"), danger: true });

/** Where questions appear; once per page. */
export function Confirmations() {
    const now = asked.value;
    if (!now) return null;
    const buttons = html`
        <button type="button" class="button" onClick=${() => now.answer(false)}>${now.cancel ?? t("common.cancel")}</button>
        <button type="button" class="button ${now.danger ? "button-danger" : "button-primary"}" onClick=${() => now.answer(true)}>${now.confirm}</button>`;
    return html`<${Dialog} title=${now.title} size="small" footer=${buttons} onClose=${() => now.answer(false)}>${now.text && html`<p>${now.text}</p>`}<//>`;
}
