// What the guest has chosen: its decisions with their limits, and the lists with their counters.
import { everyImage, filter, guest, isPreview, may, proofing } from "client/main.js";
import { dropList, handIn, lists, makeList, membersOf, pick, readLists, submitList, takes } from "client/actions.js";
import { counter, download } from "client/tools.js";
import { dateTime, money } from "app/format.js";
import { t } from "app/i18n.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { AiMark, nameOf, Picture } from "ui/picture.js";
import { Loading, Progress } from "ui/spinner.js";
import { toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";

/** @typedef {import("client/actions.js").List} List */
/** @typedef {import("client/main.js").Shown} Shown */

/** How full a list is, in words. @param {List} list */
function fullness(list) {
    const total = list.max_images ?? list.included;
    return total ? t("client.counter", { count: list.image_count, total }) : t("client.count", { count: list.image_count });
}

/** @param {List} list */
function terms(list) {
    const said = [];
    if (list.included && list.extra_price) said.push(t("client.list.extra", { count: list.included, price: money(list.extra_price) }));
    if (list.max_images) said.push(t("client.list.max", { count: list.max_images }));
    if (list.extra_count && list.extra_total) said.push(t("client.list.costs", { count: list.extra_count, price: money(list.extra_total) }));
    return said.join(" ");
}

/** Reads the lists where that has not been done. */
function useLists() {
    const failed = useSignal(/** @type {unknown} */ (null));
    const read = () => { failed.value = null; readLists().catch((error) => { failed.value = error; }); };
    useEffect(() => { if (!lists.value) read(); }, []);
    return { failed, read };
}

/** Hands the decisions in. */
function Decisions() {
    const now = proofing.value;
    if (!now) return null;
    const { counted, settings } = now;
    const missing = Math.max(0, (settings.min_approvals ?? 0) - counted.approvals);
    const hand = async () => {
        if (await confirm({ title: t("client.hand_in"), text: t("client.hand_in_text"), confirm: t("client.hand_in") })) await handIn().catch(toastError);
    };
    return html`
        <section class="card stack" aria-labelledby="own-decisions">
            <div class="row row-spread"><h3 id="own-decisions">${t("client.decisions")}</h3><span class="badge badge-accent">${counter()}</span></div>
            <p>${t("client.approved_count", { count: counted.approvals })} · ${t("client.rejected_count", { count: counted.rejections })} · ${t("client.edits_count", { count: counted.edit_requests })}</p>
            ${settings.limit_scope === "gallery" && settings.max_approvals && html`<p class="hint">${t("client.shared_limit")}</p>`}
            ${missing > 0 && !now.is_locked && html`<p class="hint">${t("client.missing", { count: missing })}</p>`}
            ${now.is_locked ? html`<p class="badge badge-good">${icon("lock")} ${now.submitted_at ? t("client.handed_in_at", { when: dateTime(now.submitted_at) }) : t("client.handed_in")}</p>`
        : html`<div><button type="button" class="button button-primary" disabled=${isPreview || missing > 0 || counted.approvals + counted.rejections + counted.edit_requests === 0} onClick=${hand}>${t("client.hand_in")}</button></div>`}
        </section>`;
}

/** @param {{list: List, onClose: () => void}} props */
function One({ list, onClose }) {
    const ids = membersOf(list.id).value;
    const images = [...new Map(everyImage.value.filter((one) => ids.has(one.id)).map((one) => [one.id, one])).values()];
    const isOwn = list.user_id !== null && list.user_id !== undefined;
    const total = list.max_images ?? list.included;
    const isMarked = Boolean(guest.about.value?.policy?.watermark);
    const submit = async () => {
        if (await confirm({ title: t("client.list.submit"), text: t("client.list.submit_text", { name: list.name }), confirm: t("client.list.submit") })) await submitList(list).catch(toastError);
    };
    const drop = async () => {
        if (await confirm({ title: t("client.list.drop"), text: t("client.list.drop_text", { name: list.name }), confirm: t("client.list.drop"), danger: true })) await dropList(list).catch(toastError);
    };
    return html`
        <section class="card stack" aria-labelledby="list-${list.id}">
            <div class="row row-spread"><h3 id="list-${list.id}">${list.name}</h3><span class="badge ${list.state === "open" ? "badge-accent" : "badge-good"}">${list.state !== "open" && icon("lock")}${fullness(list)}</span></div>
            ${list.note && html`<p>${list.note}</p>`}
            ${total && html`<${Progress} value=${Math.min(list.image_count, total)} max=${total} label=${list.name} />`}
            ${terms(list) && html`<p class="hint">${terms(list)}</p>`}
            ${!isOwn && html`<p class="hint">${t("client.list.common")}</p>`}
            ${images.length > 0 && html`<ul role="list" class="list-pictures">${images.slice(0, 60).map((image) => html`
                <li key=${image.id}><${Picture} image=${image} sizes="72px" /><${AiMark} image=${image} small />
                    ${isMarked && html`<span class="list-mark" title=${t("client.watermarked")}><span aria-hidden="true">©</span><span class="visually-hidden">${t("client.watermarked")}</span></span>`}
                    ${takes(list) && may.value.proof && html`<button type="button" class="button button-icon over list-out" aria-label=${t("client.list.out", { name: nameOf(image) })} onClick=${() => pick(list, [image], false)}>${icon("close")}</button>`}
                </li>`)}</ul>`}
            ${images.length > 60 && html`<p class="hint">${t("client.list.further", { count: images.length - 60 })}</p>`}
            <div class="row">
                ${takes(list) && may.value.proof && html`<button type="button" class="button button-primary" disabled=${list.image_count === 0} onClick=${submit}>${t("client.list.submit")}</button>`}
                ${list.state === "submitted" && list.submitted_at && html`<span class="hint">${t("client.list.submitted_at", { when: dateTime(list.submitted_at) })}</span>`}
                ${list.state === "locked" && html`<span class="hint">${t("client.list.locked")}</span>`}
                ${may.value.download && images.length > 0 && html`<button type="button" class="button" onClick=${() => download({ list, title: t("client.download_list", { name: list.name }) })}>${icon("download")} ${t("client.download")}</button>`}
                ${isOwn && takes(list) && may.value.proof && html`<button type="button" class="button button-quiet" onClick=${drop}>${t("client.list.drop")}</button>`}
            </div>
            ${takes(list) && list.image_count === 0 && html`<p class="hint">${t("client.list.how")} <button type="button" class="button button-quiet" onClick=${() => { filter.value = "all"; onClose(); }}>${t("client.view")}</button></p>`}
        </section>`;
}

const NewList = () => html`
    <${Form} class="form form-inline" label=${t("client.list.new")} onSubmit=${(/** @type {any} */ values) => makeList(values.name)}>
        <${Field} name="name" label=${t("client.list.new")} required maxlength="100" />
        <${Submit}>${t("client.list.make")}<//>
    <//>`;

/** @param {{onClose: () => void}} props */
export function Lists({ onClose }) {
    const { failed, read } = useLists();
    return html`
        <${Dialog} title=${t("client.lists")} onClose=${onClose}>
            <div class="stack">
                <${Decisions} />
                ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !lists.value ? html`<${Loading} />` : lists.value.map((list) => html`<${One} key=${list.id} list=${list} onClose=${onClose} />`)}
                ${isPreview ? html`<p class="hint">${t("client.preview.off")}</p>` : may.value.proof && lists.value && html`<${NewList} />`}
            </div>
        <//>`;
}

/** Puts pictures into lists. @param {{images: Shown[], onClose: () => void}} props */
export function AddTo({ images, onClose }) {
    const { failed, read } = useLists();
    return html`
        <${Dialog} title=${t("client.add_to_list")} size="small" onClose=${onClose}>
            <div class="stack">
                ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !lists.value ? html`<${Loading} />` : html`
                    <ul role="list" class="stack">${lists.value.map((list) => {
        const ids = membersOf(list.id).value;
        const isIn = images.every((one) => ids.has(one.id));
        return html`<li key=${list.id}><label class="check"><input type="checkbox" checked=${isIn} disabled=${!takes(list)}
                            onChange=${async (/** @type {any} */ event) => {
        const box = event.currentTarget;
        if (!(await pick(list, images, box.checked))) box.checked = isIn;
    }} /> <span>${list.name}<span class="hint">${fullness(list)}${takes(list) || isPreview ? "" : ` · ${t("client.list.locked")}`}</span></span></label></li>`;
    })}</ul>
                    ${isPreview ? html`<p class="hint">${t("client.preview.off")}</p>` : html`<${NewList} />`}`}
            </div>
        <//>`;
}
