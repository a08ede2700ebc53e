// Comments on a picture: threads with answers, and the points that they are pinned to.
import { ask, at, guest, isPreview } from "client/main.js";
import { dateTime, relative } from "app/format.js";
import { t } from "app/i18n.js";
import { isProblem } from "app/problem.js";
import { confirm } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Loading } from "ui/spinner.js";
import { toastError } from "ui/toast.js";
import { html, signal, useSignal } from "vendor/preact.js";

/** @typedef {import("client/main.js").Shown} Shown */
/** @typedef {import("client/main.js").Schemas["Comment"]} Comment */
/** @typedef {{x: number, y: number}} Point */

/** The comments of the picture that is shown. */
export const comments = signal(/** @type {{id: number, list: Comment[] | null, error: unknown}} */ ({ id: 0, list: null, error: null }));
/** Where the next comment will be pinned; null: to no point. */
export const placing = signal(/** @type {Point | null} */ (null));
/** The thread whose pin was pressed. */
const current = signal(0);

/** @param {Shown} image @param {string} [rest] */
const path = (image, rest = "") => at(`/images/${image.id}/comments${rest}`);

/** @param {Shown} image */
export async function readComments(image) {
    if (comments.value.id !== image.id) comments.value = { id: image.id, list: null, error: null };
    try {
        /** @type {Comment[]} */
        const list = [];
        /** @type {string | null} */
        let cursor = null;
        do {
            /** @type {import("app/api.js").Reply<Comment[]>} */
            const { data, pagination } = await ask("GET", path(image), { query: { limit: 500, cursor } });
            list.push(...data);
            cursor = pagination?.next_cursor ?? null;
        } while (cursor);
        if (comments.value.id === image.id) comments.value = { id: image.id, list, error: null };
    } catch (error) {
        if (comments.value.id === image.id && !(isProblem(error) && error.status === 410)) comments.value = { id: image.id, list: null, error };
    }
}

/** Puts a comment in the place of another one, or at the end. @param {Comment} comment */
function put(comment) {
    const { id, list } = comments.value;
    if (id !== comment.image_id || !list) return;
    comments.value = { id, list: list.some((one) => one.id === comment.id) ? list.map((one) => (one.id === comment.id ? comment : one)) : [...list, comment], error: null };
}

/** Threads in the order of their beginning. */
const threads = () => (comments.value.list ?? []).filter((one) => !one.parent_id);
/** @param {number} id */
const answersTo = (id) => (comments.value.list ?? []).filter((one) => one.parent_id === id);
/** A deleted comment that nobody answered is not shown. @param {Comment} one */
const isShown = (one) => !one.deleted_at || answersTo(one.id).some((answer) => !answer.deleted_at);

const held = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));

/** What lies over the picture. @param {{image: Shown}} props */
export function Pins({ image }) {
    const point = placing.value;
    const pinned = comments.value.id === image.id ? threads().filter((one) => one.pin && isShown(one)) : [];
    const where = (/** @type {Point} */ { x, y }) => ({ left: `${x * 100}%`, top: `${y * 100}%` });
    const onPlace = (/** @type {MouseEvent} */ event) => {
        const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
        placing.value = { x: held((event.clientX - box.left) / box.width), y: held((event.clientY - box.top) / box.height) };
    };
    const onKey = (/** @type {KeyboardEvent} */ event) => {
        const by = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-0.02, 0], ArrowRight: [0.02, 0], ArrowUp: [0, -0.02], ArrowDown: [0, 0.02] })[event.key];
        if (!by || !point) return;
        event.preventDefault();
        event.stopPropagation();
        placing.value = { x: held(point.x + by[0]), y: held(point.y + by[1]) };
    };
    return html`
        ${point && html`<button type="button" class="pin-ground" tabIndex="-1" aria-label=${t("client.pin_place")} onClick=${onPlace}></button>`}
        ${pinned.map((one, index) => one.pin && html`<button type="button" class="pin ${current.value === one.id ? "is-current" : ""} ${one.resolved_at ? "is-settled" : ""}" key=${one.id} style=${where(one.pin)}
            aria-label=${t("client.pin_of", { number: index + 1, name: one.user_name })} onClick=${() => { current.value = one.id; document.getElementById(`thread-${one.id}`)?.scrollIntoView({ block: "nearest" }); document.getElementById(`thread-${one.id}`)?.focus(); }}>${index + 1}</button>`)}
        ${point && html`<button type="button" class="pin pin-new" style=${where(point)} aria-label=${t("client.pin_move")} onKeyDown=${onKey}
            ref=${(/** @type {HTMLElement | null} */ element) => { if (element && !element.dataset.seen) { element.dataset.seen = "1"; element.focus({ preventScroll: true }); } }}>${icon("plus")}</button>`}`;
}

/** @param {{image: Shown, parent?: Comment, onDone?: () => void}} props */
function Write({ image, parent, onDone }) {
    const turn = useSignal(0);
    const send = async (/** @type {any} */ { body }) => {
        const pin = parent ? null : placing.value;
        const { data } = await ask("POST", path(image), { body: { body, ...(parent && { parent_id: parent.id }), ...(pin && { pin }) }, once: true });
        put(data);
        placing.value = null;
        turn.value++;
        onDone?.();
    };
    return html`
        <${Form} onSubmit=${send} label=${t(parent ? "client.answer" : "client.comment")}>
            <${Field} key=${`${image.id}.${turn.value}`} name="body" type="textarea" rows="2" label=${t(parent ? "client.answer" : "client.comment")} required maxlength="5000" />
            <div class="row">
                <${Submit}>${t("client.send")}<//>
                ${!parent && html`<button type="button" class="button" aria-pressed=${String(placing.value !== null)} onClick=${() => { placing.value = placing.value ? null : { x: 0.5, y: 0.5 }; }}>${icon("pin")} ${t("client.pin_to")}</button>`}
                ${parent && html`<button type="button" class="button button-quiet" onClick=${onDone}>${t("common.cancel")}</button>`}
            </div>
            ${!parent && placing.value && html`<p class="hint">${t("client.pin_hint")}</p>`}
        <//>`;
}

/** @param {{image: Shown, comment: Comment, number?: number}} props */
function Said({ image, comment, number }) {
    const editing = useSignal(false);
    const isOwn = comment.user_id === guest.about.value?.user?.id;
    const drop = async () => {
        if (!(await confirm({ title: t("client.comment_drop"), confirm: t("client.comment_drop"), danger: true }))) return;
        const before = comment;
        put({ ...comment, body: "", deleted_at: new Date().toISOString() });
        await ask("DELETE", path(image, `/${comment.id}`)).catch((error) => { put(before); toastError(error); });
    };
    if (comment.deleted_at) return html`<p class="muted">${t("client.comment_gone")}</p>`;
    return html`
        <p class="said-by">${number !== undefined && html`<span class="pin pin-small">${number}</span>`} <strong>${comment.user_name}</strong> <time class="hint" dateTime=${comment.created_at} title=${dateTime(comment.created_at)}>${relative(comment.created_at)}${comment.edited_at ? ` · ${t("client.edited")}` : ""}</time></p>
        ${editing.value ? html`
            <${Form} onSubmit=${async (/** @type {any} */ { body }) => {
                await ask("PATCH", path(image, `/${comment.id}`), { body: { body } });
                put({ ...comment, body: body.trim(), edited_at: new Date().toISOString() });
                editing.value = false;
            }}>
                <${Field} name="body" type="textarea" rows="2" label=${t("client.comment")} value=${comment.body} required maxlength="5000" />
                <div class="row"><${Submit}>${t("client.save")}<//><button type="button" class="button button-quiet" onClick=${() => { editing.value = false; }}>${t("common.cancel")}</button></div>
            <//>` : html`<p class="said">${comment.body}</p>`}
        ${isOwn && !editing.value && html`<p class="said-tools">
            <button type="button" class="button button-quiet" onClick=${() => { editing.value = true; }}>${t("client.reword")}</button>
            <button type="button" class="button button-quiet" onClick=${drop}>${t("client.comment_drop")}</button></p>`}`;
}

/** @param {{image: Shown, thread: Comment, number?: number}} props */
function Thread({ image, thread, number }) {
    const answering = useSignal(false);
    const isOwn = thread.user_id === guest.about.value?.user?.id;
    const settle = async () => {
        const what = thread.resolved_at ? "reopen" : "resolve";
        // The answer says only that it is done.
        await ask("POST", path(image, `/${thread.id}/${what}`)).then(() => put({ ...thread, resolved_at: thread.resolved_at ? null : new Date().toISOString() }), toastError);
    };
    return html`
        <li class="thread ${thread.resolved_at ? "is-settled" : ""} ${current.value === thread.id ? "is-current" : ""}" id="thread-${thread.id}" tabIndex="-1">
            <${Said} image=${image} comment=${thread} number=${number} />
            ${thread.resolved_at && html`<p class="badge badge-good">${icon("check")} ${t("client.settled")}</p>`}
            ${answersTo(thread.id).filter((one) => !one.deleted_at).map((one) => html`<div class="answer" key=${one.id}><${Said} image=${image} comment=${one} /></div>`)}
            ${answering.value ? html`<${Write} image=${image} parent=${thread} onDone=${() => { answering.value = false; }} />` : html`
                <p class="said-tools"><button type="button" class="button button-quiet" disabled=${isPreview} onClick=${() => { answering.value = true; }}>${t("client.answer")}</button>
                    ${isOwn && !thread.deleted_at && html`<button type="button" class="button button-quiet" onClick=${settle}>${t(thread.resolved_at ? "client.unsettle" : "client.settle")}</button>`}</p>`}
        </li>`;
}

/** @param {{image: Shown, onClose: () => void}} props */
export function CommentPanel({ image, onClose }) {
    const { id, list, error } = comments.value;
    const shown = threads().filter(isShown);
    const pinned = shown.filter((one) => one.pin);
    return html`
        <div class="stack">
            <div class="row row-spread"><h2>${t("client.comments")}</h2><button type="button" class="button button-icon" aria-label=${t("client.comments_close")} onClick=${onClose}>${icon("close")}</button></div>
            ${error ? html`<${Failure} error=${error} retry=${() => readComments(image)} />` : id !== image.id || !list ? html`<${Loading} />` : html`
                ${shown.length ? html`<ul role="list" class="threads">${shown.map((one) => html`<${Thread} key=${one.id} image=${image} thread=${one} number=${one.pin ? pinned.indexOf(one) + 1 : undefined} />`)}</ul>` : html`<p class="muted">${t("client.comments_none")}</p>`}
                ${isPreview ? html`<p class="hint">${t("client.preview.off")}</p>` : html`<${Write} image=${image} />`}`}
        </div>`;
}
