// The comments on a picture, with answers of the studio.
import { all, request } from "app/api.js";
import { dateTime } from "app/format.js";
import { t } from "app/i18n.js";
import { Dialog } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Check, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { Picture, nameOf } from "ui/picture.js";
import { Loading } from "ui/spinner.js";
import { toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["Comment"]} Comment */

/** @param {{galleryId: number, image: import("types/api").components["schemas"]["GalleryImage"], onClose: () => void}} props */
export function Threads({ galleryId, image, onClose }) {
    const path = `/galleries/${galleryId}/images/${image.id}/comments`;
    const comments = useSignal(/** @type {Comment[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const sent = useSignal(0);
    async function read() {
        failed.value = null;
        try {
            comments.value = await all(path);
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, []);

    /** @param {Comment} comment */
    async function settle(comment) {
        try {
            await request("POST", `${path}/${comment.id}/${comment.resolved_at ? "reopen" : "resolve"}`);
            await read();
        } catch (error) {
            toastError(error);
        }
    }
    /** @param {Record<string, any>} values @param {number} [parent_id] */
    async function answer({ body, internal }, parent_id) {
        await request("POST", path, { body: { body, ...parent_id ? { parent_id } : { internal: Boolean(internal) } }, once: true });
        sent.value++;
        await read();
    }
    /** @param {Comment} one */
    const shown = (one) => html`
        <div><strong>${one.user_name}</strong> <span class="hint">${dateTime(one.created_at)}</span>
            ${one.internal && html` <span class="badge badge-warn">${t("proofing.internal")}</span>`} ${one.resolved_at && html`<span class="badge badge-good">${t("proofing.settled")}</span>`}
            <div>${one.deleted_at ? html`<em class="muted">${t("proofing.comment_gone")}</em>` : one.body}</div></div>`;
    const threads = comments.value?.filter((one) => !one.parent_id) ?? [];
    return html`
        <${Dialog} title=${t("proofing.comments_on", { name: nameOf(image) })} onClose=${onClose} size="large">
            <${Picture} image=${image} sizes="40rem" fit="contain" class="proof-large" />
            ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !comments.value ? html`<${Loading} />` : threads.map((one) => html`
                <section class="stack proof-thread" key=${one.id}>
                    ${shown(one)}
                    ${comments.value?.filter((other) => other.parent_id === one.id).map((other) => html`<div class="proof-answer" key=${other.id}>${shown(other)}</div>`)}
                    <${Form} key=${sent.value} onSubmit=${(/** @type {any} */ values) => answer(values, one.id)} label=${t("proofing.answer")}>
                        <${Field} name="body" label=${t("proofing.answer_to", { name: one.user_name })} required />
                        <div class="row"><${Submit}>${t("proofing.answer")}<//>
                            <button type="button" class="button" onClick=${() => settle(one)}>${t(one.resolved_at ? "proofing.unsettle" : "proofing.settle")}</button></div>
                    <//>
                </section>`)}
            <h3>${t("proofing.comment_new")}</h3>
            <${Form} key="new-${sent.value}" onSubmit=${(/** @type {any} */ values) => answer(values)} label=${t("proofing.comment_new")}>
                <${Field} name="body" type="textarea" rows="2" label=${t("proofing.comment")} required />
                <${Check} name="internal" label=${t("proofing.internal")} hint=${t("proofing.internal_hint")} />
                <${Submit}>${t("proofing.comment_send")}<//>
            <//>
        <//>`;
}
