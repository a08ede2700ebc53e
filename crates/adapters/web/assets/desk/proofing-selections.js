// The lists of a gallery: made, handed in, exported, opened again.
import { all, request } from "app/api.js";
import { date, money } from "app/format.js";
import { t } from "app/i18n.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["Selection"]} Selection */

const LOOKS = { open: "", submitted: "badge-good", locked: "badge-accent" };

/** Saves what an answer holds under the name that it has. @param {Response} response @param {string} fallback */
async function save(response, fallback) {
    const named = /filename="?([^";]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = named ?? fallback;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {{gallery: import("desk/gallery.js").Gallery}} props */
export function Selections({ gallery }) {
    const path = `/galleries/${gallery.id}/selections`;
    const lists = useSignal(/** @type {Selection[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const making = useSignal(false);
    async function read() {
        failed.value = null;
        try {
            lists.value = await all(path, { query: { limit: null } });
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, [gallery.id]);

    /** @param {() => Promise<unknown>} work */
    async function attempt(work) {
        try {
            await work();
        } catch (error) {
            toastError(error);
        }
    }
    /** @param {Selection} one @param {"csv" | "filenames" | "xmp"} format */
    const exported = (one, format) => attempt(async () => {
        const endings = { csv: "csv", filenames: "txt", xmp: "zip" };
        await save(await request("GET", `${path}/${one.id}/export`, { raw: true, query: { format } }), `${one.name}.${endings[format]}`);
    });
    const zip = (/** @type {Selection} */ one) => attempt(async () => {
        const { data } = await request("POST", `/galleries/${gallery.id}/downloads`, { body: { selection_id: one.id, preset: "original" } });
        if (data.skipped) toast(t("proofing.skipped", { count: data.skipped }));
        if (data.url) location.assign(data.url);
    });
    const become = (/** @type {Selection} */ one, /** @type {"lock" | "reopen"} */ step) => attempt(async () => {
        await request("POST", `${path}/${one.id}/${step}`);
        await read();
        toast(t(`proofing.list.${step}`, { name: one.name }));
    });
    const remove = (/** @type {Selection} */ one) => attempt(async () => {
        if (!await confirm({ title: t("proofing.list_delete_ask", { name: one.name }), text: t("proofing.list_delete_text"), confirm: t("gallery.delete"), danger: true })) return;
        await request("DELETE", `${path}/${one.id}`);
        await read();
    });
    /** @param {Record<string, any>} values */
    async function make({ name, note, included, max_images }) {
        await request("POST", path, { body: { name, note: note || null, included, max_images }, once: true });
        making.value = false;
        await read();
    }

    /** @type {import("ui/table.js").Column<Selection>[]} */
    const columns = [
        { key: "name", label: t("proofing.list_name"), head: true, sort: (one) => one.name, render: (one) => html`${one.name}${one.note && html`<div class="hint">${one.note}</div>`}` },
        { key: "who", label: t("proofing.person"), sort: (one) => one.user_name, render: (one) => one.user_name ?? t("proofing.everybody") },
        { key: "count", label: t("proofing.list_count"), end: true, sort: (one) => one.image_count, render: (one) => html`${one.included ? t("share.of", { count: one.image_count, limit: one.included }) : one.image_count}${one.extra_total && html`<div class="hint">+ ${money(one.extra_total)}</div>`}` },
        { key: "state", label: t("share.state"), sort: (one) => one.state, render: (one) => html`<span class="badge ${LOOKS[one.state]}">${t(`proofing.list_state.${one.state}`)}</span>${one.submitted_at && html` <span class="hint">${date(one.submitted_at)}</span>`}` },
        { key: "actions", label: t("gallery.actions"), hideLabel: true, render: (one) => html`<${Menu} label=${t("share.actions_of", { name: one.name })} class="button button-quiet" items=${[
            { label: t("proofing.zip"), icon: icon("download"), disabled: !one.image_count, run: () => { void zip(one); } },
            .../** @type {const} */ (["csv", "filenames", "xmp"]).map((format) => ({ label: t(`proofing.export.${format}`), disabled: !one.image_count, run: () => { void exported(one, format); } })),
            one.state !== "open" && { label: t("proofing.reopen"), icon: icon("redo"), run: () => { void become(one, "reopen"); } },
            one.state !== "locked" && { label: t("proofing.lock"), icon: icon("lock"), run: () => { void become(one, "lock"); } },
            { label: t("gallery.delete"), icon: icon("trash"), danger: true, run: () => { void remove(one); } },
        ]}>${icon("more")}<//>` },
    ];
    return html`
        <div class="row row-spread"><h2>${t("proofing.lists")}</h2><button class="button" onClick=${() => { making.value = true; }}>${icon("plus")}${t("proofing.list_new")}</button></div>
        ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !lists.value ? html`<${Loading} />`
            : html`<${Table} caption=${t("proofing.lists")} columns=${columns} rows=${lists.value} empty=${html`<p class="hint">${t("proofing.lists_none")}</p>`} />`}
        ${making.value && html`<${Dialog} title=${t("proofing.list_new")} onClose=${() => { making.value = false; }}>
            <${Form} onSubmit=${make} label=${t("proofing.list_new")}>
                <${Field} name="name" label=${t("proofing.list_name")} required maxlength="255" />
                <${Field} name="note" label=${t("proofing.list_note")} />
                <${Field} name="included" type="number" min="0" label=${t("proofing.list_included")} hint=${t("gallery.no_limit")} />
                <${Field} name="max_images" type="number" min="1" label=${t("proofing.list_max")} hint=${t("gallery.no_limit")} />
                <${Submit}>${t("proofing.list_new")}<//>
            <//><//>`}`;
}
