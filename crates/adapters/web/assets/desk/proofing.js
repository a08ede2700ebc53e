// What came back from a gallery: who is how far, what is said of the pictures, and the lists that were chosen.
import { all, request } from "app/api.js";
import { dateTime, number, relative } from "app/format.js";
import { t } from "app/i18n.js";
import { confirm } from "ui/dialog.js";
import { Empty, Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { icon } from "ui/icons.js";
import { More, useGrowing } from "ui/pager.js";
import { AiMark, Picture } from "ui/picture.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Selections } from "desk/proofing-selections.js";
import { Threads } from "desk/proofing-comments.js";

/** @typedef {import("types/api").components["schemas"]["GalleryImage"]} GalleryImage */
/** @typedef {import("types/api").components["schemas"]["PersonProgress"]} Person */
/** @typedef {import("types/api").components["schemas"]["DecisionEntry"]} Entry */

const LOOKS = { approved: "badge-good", rejected: "badge-danger", undecided: "" };

/** @param {import("desk/gallery.js").PartProps} props */
export default function Proofing({ gallery }) {
    const people = useSignal(/** @type {Person[] | null} */ (null));
    const pictures = useSignal(/** @type {Map<number, GalleryImage>} */ (new Map()));
    const failed = useSignal(/** @type {unknown} */ (null));
    const who = useSignal("");
    const what = useSignal("");
    const thread = useSignal(/** @type {GalleryImage | null} */ (null));
    const list = useGrowing(`/galleries/${gallery.id}/decisions`, { user_id: who.value, decision: what.value, limit: 100 });

    async function read() {
        failed.value = null;
        try {
            const [state, images] = await Promise.all([request("GET", `/galleries/${gallery.id}/proofing`), all(`/galleries/${gallery.id}/images`)]);
            pictures.value = new Map(images.map((/** @type {GalleryImage} */ one) => [one.id, one]));
            people.value = state.data.people;
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, [gallery.id]);

    /** @param {Person} person */
    async function reopen(person) {
        if (!await confirm({ title: t("proofing.reopen_ask", { name: person.name }), text: t("proofing.reopen_text"), confirm: t("proofing.reopen") })) return;
        try {
            await request("POST", `/galleries/${gallery.id}/submissions/${person.user_id}/reopen`);
            await read();
            toast(t("proofing.reopened", { name: person.name }));
        } catch (error) {
            toastError(error);
        }
    }

    if (failed.value) return html`<${Failure} error=${failed.value} retry=${read} />`;
    if (!people.value) return html`<${Loading} />`;
    const images = [...pictures.value.values()];
    const sum = (/** @type {"approvals" | "rejections" | "edit_requests" | "comments"} */ name) => images.filter((one) => (one.summary?.[name] ?? 0) > 0).length;
    const talked = images.filter((one) => (one.summary?.comments ?? 0) > 0);
    const entries = /** @type {Entry[]} */ (list.items.value);
    const submitted = (/** @type {Person} */ person) => person.submitted_at && !(person.reopened_at && person.reopened_at > person.submitted_at);

    /** @type {import("ui/table.js").Column<Person>[]} */
    const columns = [
        { key: "name", label: t("proofing.person"), head: true, sort: (one) => one.name, render: (one) => html`${one.name} ${one.kind === "studio" && html`<span class="badge">${t("proofing.studio")}</span>`}` },
        { key: "approvals", label: t("proofing.approved"), end: true, sort: (one) => one.approvals, render: (one) => number(one.approvals) },
        { key: "rejections", label: t("proofing.rejected"), end: true, sort: (one) => one.rejections, render: (one) => number(one.rejections) },
        { key: "edits", label: t("proofing.edits"), end: true, sort: (one) => one.edit_requests, render: (one) => number(one.edit_requests) },
        { key: "submitted", label: t("proofing.submitted"), sort: (one) => one.submitted_at,
            render: (one) => (submitted(one) ? html`<span class="badge badge-good">${icon("check")}${dateTime(/** @type {string} */ (one.submitted_at))}</span>` : t("proofing.not_yet")) },
        { key: "actions", label: t("gallery.actions"), hideLabel: true, render: (one) => submitted(one) && html`<button class="button" onClick=${() => reopen(one)}>${t("proofing.reopen")}<span class="visually-hidden"> ${one.name}</span></button>` },
    ];
    return html`<div class="proof">
        <ul class="proof-numbers" role="list">${/** @type {const} */ ([["approvals", "approved"], ["rejections", "rejected"], ["edit_requests", "edits"], ["comments", "commented"]]).map(([name, key]) =>
            html`<li key=${key}><strong>${number(sum(name))}</strong>${t(`proofing.${key}`)}</li>`)}</ul>
        <h2>${t("proofing.people")}</h2>
        <${Table} caption=${t("proofing.people")} columns=${columns} rows=${people.value} rowKey=${(/** @type {Person} */ one) => one.user_id}
            empty=${html`<${Empty} icon="users" title=${t("proofing.nobody")}><p>${t("proofing.nobody_hint")}</p><//>`} />
        <${Selections} gallery=${gallery} />
        ${talked.length > 0 && html`<h2>${t("proofing.comments")}</h2>
            <ul class="proof-list" role="list">${talked.map((one) => html`
                <li class="row" key=${one.id}><span class="proof-picture"><${Picture} image=${one} sizes="6rem" alt="" /><${AiMark} image=${one} small /></span><span>${one.filename}</span>
                    <button class="button" onClick=${() => { thread.value = one; }}>${icon("comment")}${t("proofing.read", { count: one.summary?.comments ?? 0 })}<span class="visually-hidden"> ${one.filename}</span></button></li>`)}</ul>`}
        ${people.value.length > 0 && html`
            <h2>${t("proofing.decisions")}</h2>
            <div class="galleries-filters">
                <${Field} name="who" type="select" label=${t("proofing.person")} value=${who.value} onInput=${(/** @type {any} */ event) => { who.value = event.currentTarget.value; }}
                    options=${[{ value: "", label: t("galleries.any") }, ...people.value.map((one) => ({ value: one.user_id, label: one.name }))]} />
                <${Field} name="what" type="select" label=${t("proofing.decision")} value=${what.value} onInput=${(/** @type {any} */ event) => { what.value = event.currentTarget.value; }}
                    options=${[{ value: "", label: t("galleries.any") }, ...["approved", "rejected", "undecided"].map((value) => ({ value, label: t(`proofing.decided.${value}`) }))]} />
            </div>
            ${list.done.value && !entries.length && html`<p class="hint">${t("proofing.none")}</p>`}
            <ul class="proof-list" role="list">${entries.map((one) => {
                const image = pictures.value.get(one.image_id);
                return html`<li class="row" key="${one.image_id} ${one.user_id}">
                    <span class="proof-picture">${image && html`<${Picture} image=${image} sizes="6rem" alt="" /><${AiMark} image=${image} small />`}</span>
                    <div><div class="row"><strong>${one.filename}</strong><span class="badge ${LOOKS[one.decision]}">${t(`proofing.decided.${one.decision}`)}</span>
                        ${one.changed_since_decision && html`<span class="badge badge-warn">${icon("alert")}${t("proofing.changed")}</span>`}
                        ${one.rating && html`<span class="badge">${icon("star", { filled: true })}${t("proofing.stars", { count: one.rating })}</span>`}
                        ${one.approved_for_marketing && html`<span class="badge badge-accent">${t("proofing.marketing")}</span>`}</div>
                        ${one.edit_requested && html`<div class="proof-edit">${icon("edit")}<span>${t("proofing.edit")}${one.edit_notes ? `: ${one.edit_notes}` : ""}</span></div>`}
                        <div class="hint">${one.user_name} · ${relative(one.updated_at)}</div></div></li>`;
            })}</ul>
            <${More} list=${list} />`}
        ${thread.value && html`<${Threads} galleryId=${gallery.id} image=${thread.value} onClose=${() => { thread.value = null; void read(); }} />`}</div>`;
}
