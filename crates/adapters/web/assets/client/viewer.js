// One picture after the other, with everything that can be said of it.
import { act, ask, decisionOf, favourites, gallery, guest, isPreview, may, opened, proofing, renew, say } from "client/main.js";
import { decide, favourite, rate, requestEdit } from "client/actions.js";
import { CommentPanel, Pins, placing, readComments } from "client/comments.js";
import { download, openLists } from "client/tools.js";
import { dateTime } from "app/format.js";
import { t } from "app/i18n.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Lightbox } from "ui/lightbox.js";
import { html, signal, useEffect, useSignal } from "vendor/preact.js";

/** @typedef {import("client/main.js").Shown} Shown */

/** What lies at the side. */
const panel = signal(/** @type {"comments" | "edit" | null} */ (null));
/** @param {"comments" | "edit"} which */
const toggle = (which) => { placing.value = null; panel.value = panel.value === which ? null : which; };

/** @param {{image: Shown}} props */
function Stars({ image }) {
    const { rating } = decisionOf(image).value;
    const isOff = !may.value.rate;
    return html`<span class="stars" role="group" aria-label=${rating ? t("client.stars", { count: rating }) : t("client.rate")}>${[1, 2, 3, 4, 5].map((one) => html`
        <button type="button" class="star" key=${one} disabled=${isOff} aria-pressed=${String((rating ?? 0) >= one)} aria-label=${t("client.stars", { count: one })} title=${t("client.stars", { count: one })}
            onClick=${() => rate(image, one)}>${icon("star", { filled: (rating ?? 0) >= one })}</button>`)}</span>`;
}

/** @param {{image: Shown}} props */
function Actions({ image }) {
    const { decision, edit_requested } = decisionOf(image).value;
    const can = may.value;
    const isLiked = favourites.value.has(image.id);
    const now = proofing.value;
    const max = now?.settings.max_approvals;
    return html`
        ${can.proof && html`
            <button type="button" class="button" disabled=${isPreview} aria-pressed=${String(isLiked)} title=${t("client.key", { name: t("client.favourite"), key: "F" })} onClick=${() => favourite([image], !isLiked)}>${icon("heart", { filled: isLiked })} <span class="bar-word">${t("client.favourite")}</span></button>
            <button type="button" class="button is-approve" disabled=${!can.decide} aria-pressed=${String(decision === "approved")} onClick=${() => decide(image, "approved")}>${icon("check")} ${t("client.approve")}${max && now ? html` <span class="count">${t("client.counter", { count: now.counted.approvals, total: max })}</span>` : ""}</button>
            <button type="button" class="button is-reject" disabled=${!can.decide} aria-pressed=${String(decision === "rejected")} onClick=${() => decide(image, "rejected")}>${icon("close")} ${t("client.reject")}</button>`}
        ${can.stars && html`<${Stars} image=${image} />`}
        ${can.comment && html`<button type="button" class="button" aria-pressed=${String(panel.value === "comments")} onClick=${() => toggle("comments")}>${icon("comment")} <span class="bar-word">${t("client.comments")}</span></button>`}
        ${can.proof && (can.decide || isPreview || edit_requested) && html`<button type="button" class="button" disabled=${isPreview} aria-pressed=${String(edit_requested)} aria-expanded=${String(panel.value === "edit")} onClick=${() => toggle("edit")}>${icon("edit")} <span class="bar-word">${t("client.edit")}</span></button>`}
        ${isPreview && html`<p class="notice">${t("client.preview.off")}</p>`}
        <${Notice} image=${image} />`;
}

/** What is to be known of the picture: marks in it, and that it is no longer what was decided about. @param {{image: Shown}} props */
function Notice({ image }) {
    const { changed_since_decision, decision, decided_at } = decisionOf(image).value;
    const versions = useSignal(/** @type {import("client/main.js").Schemas["Listing_ImageVersion"]["data"]} */ ([]));
    useEffect(() => {
        versions.value = [];
        if (changed_since_decision) ask("GET", `/images/${image.id}/versions`).then(({ data }) => { versions.value = data; }, () => {});
    }, [image.id, changed_since_decision]);
    const current = versions.value.find((one) => one.is_current);
    return html`
        ${changed_since_decision && html`<p class="notice notice-warn" role="status">${icon("redo")} <span>${t(`client.was.${decision === "rejected" ? "rejected" : "approved"}`, { when: decided_at ? dateTime(decided_at) : "–" })}
            ${current && html` ${t("client.version", { number: current.number, when: dateTime(current.created_at) })}${current.notes ? html` “${current.notes}”` : ""}`}</span></p>`}
        ${image.state !== "ready" && html`<p class="notice">${t(image.state === "failed" ? "client.not_ready" : "client.in_making")}</p>`}
        ${guest.about.value?.policy?.watermark && html`<p class="notice"><span>${t("client.watermarked")}</span></p>`}`;
}

/** @param {{image: Shown}} props */
function EditPanel({ image }) {
    const { edit_requested, edit_notes } = decisionOf(image).value;
    const now = proofing.value;
    const max = now?.settings.max_edit_requests;
    return html`
        <div class="stack" key=${image.id}>
            <h2>${t("client.edit")}</h2>
            ${max && now && html`<p class="hint">${t("client.counter", { count: now.counted.edit_requests, total: max })}</p>`}
            ${may.value.decide ? html`
                <${Form} onSubmit=${(/** @type {any} */ values) => requestEdit(image, values.notes)}>
                    <${Field} key=${`${image.id}${edit_requested}`} name="notes" type="textarea" label=${t("client.edit_what")} value=${edit_notes ?? ""} required maxlength="2000" />
                    <div class="row"><${Submit}>${t(edit_requested ? "client.edit_change" : "client.edit_send")}<//>
                        ${edit_requested && html`<button type="button" class="button" onClick=${() => requestEdit(image, null).catch(() => {})}>${t("client.edit_withdraw")}</button>`}</div>
                <//>
                ${edit_requested && html`<p class="badge badge-good">${icon("check")} ${t("client.edit_sent")}</p>`}` : html`<p>${edit_notes}</p>`}
        </div>`;
}

export function Viewer() {
    const now = opened.value;
    const image = now?.items[now.index];
    const which = panel.value;
    useEffect(() => {
        placing.value = null;
        if (image && which === "comments") void readComments(image);
    }, [image?.id, which]);
    if (!now || !image) return null;
    const move = (/** @type {number} */ index) => {
        const next = now.items[index];
        if (!next) return;
        history.replaceState(history.state, "", `#${next.id}`);
        opened.value = { ...now, index };
    };
    const close = () => {
        panel.value = null;
        opened.value = null;
        if (history.state?.picture) history.back();
        else history.replaceState(null, "", location.pathname);
    };
    const can = may.value;
    const isLiked = favourites.value.has(image.id);
    /** @type {Record<string, import("ui/hotkeys.js").Hotkey>} */
    const keys = {
        ...(can.proof && !isPreview && { f: { label: t("client.favourite"), run: () => { void favourite([image], !isLiked); } }, l: { label: t("client.add_to_list"), run: () => { void openLists([image]); } } }),
        ...(can.decide && { a: { label: t("client.approve"), run: () => { void decide(image, "approved"); } }, x: { label: t("client.reject"), run: () => { void decide(image, "rejected"); } }, e: { label: t("client.edit"), run: () => toggle("edit") } }),
        ...(can.rate && Object.fromEntries([1, 2, 3, 4, 5].map((one) => [one, { label: t("client.stars", { count: one }), run: () => { void rate(image, one); } }]))),
        ...(can.comment && { c: { label: t("client.comments"), run: () => toggle("comments") } }),
        ...(can.download && { d: { label: t("client.download"), run: () => { void download({ images: [image], title: t("client.download") }); } } }),
    };
    const hasBar = can.proof || can.comment || guest.about.value?.policy?.watermark || image.state !== "ready" || decisionOf(image).value.changed_since_decision;
    return html`<${Lightbox} items=${now.items} index=${now.index} label=${gallery.value?.subject_name ?? ""} onMove=${move} onClose=${close} keys=${keys} describe=${say} onExpired=${renew}
        toolbar=${() => html`
            ${can.proof && html`<button type="button" class="button button-icon" aria-label=${t("client.add_to_list")} title=${t("client.add_to_list")} onClick=${() => openLists([image])}>${icon("list")}</button>`}
            ${can.download && html`<button type="button" class="button button-icon" aria-label=${t("client.download")} title=${t("client.download")} onClick=${() => download({ images: [image], title: t("client.download") })}>${icon("download")}</button>`}
            <button type="button" class="button button-icon" aria-label=${t("hotkeys.title")} title=${t("hotkeys.title")} onClick=${() => act("help")}>${icon("info")}</button>`}
        bar=${hasBar ? () => html`<${Actions} image=${image} />` : undefined}
        panel=${which === "comments" && can.comment ? () => html`<${CommentPanel} image=${image} onClose=${() => { panel.value = null; }} />` : which === "edit" ? () => html`<${EditPanel} image=${image} />` : null}
        layer=${which === "comments" ? () => html`<${Pins} image=${image} />` : undefined} />`;
}

