// The tags of the library: how often they are used, their names, two that should be one.
import { request } from "app/api.js";
import { number } from "app/format.js";
import { t } from "app/i18n.js";
import { Link } from "app/router.js";
import { html, useSignal } from "vendor/preact.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Empty } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { More, useGrowing } from "ui/pager.js";
import { Table } from "ui/table.js";
import { toast, toastError } from "ui/toast.js";
import { libraryTurn } from "desk/library-pictures.js";

export default function Tags() {
    const prefix = useSignal("");
    const list = useGrowing("/tags", { prefix: prefix.value, limit: 100 });
    const renaming = useSignal(/** @type {any} */ (null));
    const chosen = useSignal(/** @type {Map<number, any>} */ (new Map()));
    const merging = useSignal(false);
    const again = () => { chosen.value = new Map(); libraryTurn.value++; return list.reload(); };
    const pick = (/** @type {any} */ one, /** @type {boolean} */ on) => { const next = new Map(chosen.value); if (on) next.set(one.id, one); else next.delete(one.id); chosen.value = next; };
    const remove = async (/** @type {any} */ one) => {
        if (!(await confirm({ title: t("library.delete_tag", { name: one.name }), text: t("library.delete_tag_text", { count: one.photo_count }), confirm: t("library.delete"), danger: true }))) return;
        await request("DELETE", `/tags/${one.id}`).then(again, toastError);
    };
    const many = [...chosen.value.values()];
    return html`
        <div class="row library-search">
            <input class="input library-q" type="search" aria-label=${t("library.find_tag")} placeholder=${t("library.find_tag")} value=${prefix.value} onInput=${(/** @type {any} */ event) => { prefix.value = event.currentTarget.value; }} />
            <button type="button" class="button" disabled=${many.length < 2} onClick=${() => { merging.value = true; }}>${t("library.merge_tags", { count: many.length })}</button>
        </div>
        <${Table} caption=${t("library.view.tags")} rows=${list.items.value} empty=${list.done.value && html`<${Empty} icon="tag" title=${t("library.no_tags")} />`} columns=${[
            { key: "pick", label: t("library.select"), hideLabel: true, render: (/** @type {any} */ one) => html`<label class="check"><input type="checkbox" aria-label=${t("library.select_one", { name: one.name })} checked=${chosen.value.has(one.id)} onChange=${(/** @type {any} */ event) => pick(one, event.currentTarget.checked)} /></label>` },
            { key: "name", label: t("library.tag"), head: true, render: (/** @type {any} */ one) => html`<${Link} href="/desk/library?tags=${encodeURIComponent(one.name)}">${one.name}<//>` },
            { key: "count", label: t("library.title_photos"), end: true, render: (/** @type {any} */ one) => number(one.photo_count) },
            { key: "menu", label: t("library.actions"), hideLabel: true, render: (/** @type {any} */ one) => html`<${Menu} class="button button-icon" label=${t("library.more_of", { name: one.name })} items=${[
                { label: t("library.rename"), icon: icon("edit"), run: () => { renaming.value = one; } },
                { label: t("library.delete"), icon: icon("trash"), danger: true, run: () => { void remove(one); } },
            ]}>${icon("more")}<//>` },
        ]} />
        <${More} list=${list} />
        ${renaming.value && html`<${Dialog} title=${t("library.rename")} size="small" onClose=${() => { renaming.value = null; }}>
            <${Form} onSubmit=${async (/** @type {any} */ values) => { await request("PATCH", `/tags/${renaming.value.id}`, { body: values }); renaming.value = null; await again(); }}>
                <${Field} name="name" label=${t("library.tag")} value=${renaming.value.name} required /><${Submit}>${t("library.save")}<//><//><//>`}
        ${merging.value && html`<${Dialog} title=${t("library.merge_tags", { count: many.length })} size="small" onClose=${() => { merging.value = false; }}>
            <${Form} onSubmit=${async (/** @type {any} */ values) => {
                const into = Number(values.into);
                await request("POST", "/tags/merge", { body: { into, from: many.map((one) => one.id).filter((id) => id !== into) } });
                merging.value = false;
                toast(t("library.merged_tags"));
                await again();
            }}><${Field} name="into" type="select" label=${t("library.merge_into")} options=${many.map((one) => ({ value: one.id, label: one.name }))} /><${Submit}>${t("library.merge")}<//><//><//>`}`;
}
