// What can be done with several photos at once.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { html, useSignal } from "vendor/preact.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { useHotkeys } from "ui/hotkeys.js";
import { icon } from "ui/icons.js";
import { NOTHING } from "ui/selection.js";
import { toast, toastError } from "ui/toast.js";
import { PublishDialog } from "desk/library-publish.js";
import { TagField } from "desk/library-search.js";

/** @param {{items: any[], selection: import("vendor/preact.js").Signal<import("ui/selection.js").Selection>, list: any, onOpen: (index: number) => void}} props */
export function SelectionBar({ items, selection, list, onOpen }) {
    const what = useSignal("");
    const chosen = items.filter((one) => selection.value.ids.has(one.id));
    const close = () => { what.value = ""; };

    /** Does something for each, and tells of those that failed. @param {(photo: any) => Promise<any>} act */
    async function each(act) {
        let failed = 0;
        let why = /** @type {unknown} */ (null);
        for (const photo of chosen) {
            try { await act(photo); } catch (error) { failed++; why = error; }
        }
        if (failed) {
            toastError(why);
            toast(t("library.failed_some", { count: failed }), { kind: "error" });
        } else toast(t("library.done_count", { count: chosen.length }));
    }
    const stars = (/** @type {number} */ rating) => chosen.length && each(async (photo) => {
        list.replace(photo.hothash, (await request("PATCH", `/photos/${photo.hothash}`, { body: { rating: rating || null }, ifMatch: photo.version })).data);
    });
    useHotkeys(t("library.title"), Object.fromEntries([0, 1, 2, 3, 4, 5].map((count) => [String(count), {
        label: count ? t("library.rate", { count }) : t("library.rate_none"), run: () => { void stars(count); },
    }])));
    if (!chosen.length) return null;
    const remove = async () => {
        if (!(await confirm({ title: t("library.delete_count", { count: chosen.length }), text: t("library.no_way_back"), confirm: t("library.delete"), danger: true }))) return;
        await each(async (photo) => { await request("DELETE", `/photos/${photo.hothash}`); list.replace(photo.hothash, null); });
        selection.value = NOTHING;
    };
    return html`
        <section class="library-bar" data-dock aria-label=${t("library.selected", { count: chosen.length })}>
            <strong role="status">${t("library.selected", { count: chosen.length })}</strong>
            ${chosen.length === 1 && html`<button type="button" class="button" onClick=${() => onOpen(items.indexOf(chosen[0]))}>${icon("eye")}${t("library.open")}</button>`}
            <select class="input library-sort" aria-label=${t("library.rating")} value="" onChange=${(/** @type {any} */ event) => { const { value } = event.currentTarget; event.currentTarget.value = ""; if (value !== "") void stars(Number(value)); }}>
                <option value="">${t("library.rating")}</option>${[0, 1, 2, 3, 4, 5].map((one) => html`<option key=${one} value=${one}>${one ? "★".repeat(one) : t("library.no_stars")}</option>`)}</select>
            <button type="button" class="button" onClick=${() => { what.value = "tags"; }}>${icon("tag")}${t("library.add_tags")}</button>
            ${chosen.length > 1 && html`<button type="button" class="button" onClick=${() => { what.value = "stack"; }}>${icon("copy")}${t("library.stack")}</button>`}
            <button type="button" class="button" onClick=${() => { what.value = "publish"; }}>${icon("share")}${t("library.publish")}</button>
            <button type="button" class="button" onClick=${() => { void remove(); }}>${icon("trash")}${t("library.delete")}</button>
            <button type="button" class="button button-quiet" onClick=${() => { selection.value = NOTHING; }}>${t("library.select_none")}</button>
        </section>
        ${what.value === "publish" && html`<${PublishDialog} photos=${chosen} onClose=${close} />`}
        ${what.value === "tags" && html`
            <${Dialog} title=${t("library.add_tags")} size="small" onClose=${close}>
                <${Form} onSubmit=${async (/** @type {any} */ values) => {
                    const tags = values.tags.split(",").map((/** @type {string} */ one) => one.trim()).filter(Boolean);
                    if (!tags.length) return;
                    await each(async (photo) => { list.replace(photo.hothash, (await request("POST", `/photos/${photo.hothash}/tags`, { body: { tags } })).data); });
                    close();
                }}><${TagField} name="tags" label=${t("library.tags")} /><${Submit}>${t("library.add_tags")}<//><//>
            <//>`}
        ${what.value === "stack" && html`
            <${Dialog} title=${t("library.stack_count", { count: chosen.length })} size="small" onClose=${close}>
                <${Form} onSubmit=${async (/** @type {any} */ values) => {
                    const body = { kind: values.kind, title: values.title || null, hothashes: chosen.map((one) => one.hothash), cover: chosen[0]?.hothash };
                    const { data } = await request("POST", "/photo-stacks", { body, once: true });
                    for (const photo of chosen) list.replace(photo.hothash, { ...photo, stack_id: data.id });
                    toast(t("library.stacked", { count: data.photo_count }));
                    close();
                }}>
                    <${Field} name="kind" type="select" label=${t("library.kind")} value="burst" options=${["burst", "bracket", "panorama", "other"].map((value) => ({ value, label: t(`library.kind.${value}`) }))} />
                    <${Field} name="title" label=${t("library.photo_title")} />
                    <${Submit}>${t("library.stack")}<//>
                <//>
            <//>`}`;
}
