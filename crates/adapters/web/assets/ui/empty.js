// A place where nothing is, and a place where something failed.
import { isProblem } from "app/problem.js";
import { describe, t } from "app/i18n.js";
import { html } from "vendor/preact.js";
import { icon } from "ui/icons.js";

/**
 * Says why there is nothing and what to do about it.
 * @param {{icon?: import("ui/icons.js").IconName, title: string, children?: any}} props children: a sentence, buttons
 */
export const Empty = ({ icon: name = "image", title, children }) =>
    html`<div class="empty">${icon(name)}<p class="empty-title">${title}</p>${children}</div>`;

/**
 * A failure in the place of what could not be loaded, with a way to try again.
 * @param {{error: unknown, retry?: () => void}} props
 */
export const Failure = ({ error, retry }) => html`
    <div class="empty" role="alert">
        ${icon("alert")}
        <p class="empty-title">${isProblem(error) ? describe(error) : t("problem.page")}</p>
        ${isProblem(error) && error.requestId && error.status >= 500 && html`<p class="hint">${t("problem.id", { id: error.requestId })}</p>`}
        ${retry && html`<button type="button" class="button" onClick=${retry}>${t("common.retry")}</button>`}
    </div>`;

/** A failure in one line, such as above the buttons of a form. Nothing without an error. @param {{error: unknown}} props */
export const ErrorLine = ({ error }) => html`
    <p class="error-line" role="alert">${error ? html`${icon("alert")} ${isProblem(error) ? describe(error) : t("problem.page")}` : null}</p>`;
