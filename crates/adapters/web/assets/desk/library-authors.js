// Who took the photos of the library.
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
import { toastError } from "ui/toast.js";

export default function Authors() {
    const search = useSignal("");
    const list = useGrowing("/authors", { search: search.value, sort: "name", limit: 100 });
    const editing = useSignal(/** @type {any} */ (null));
    const remove = async (/** @type {any} */ one) => {
        if (await confirm({ title: t("library.delete_author", { name: one.name }), text: t("library.delete_author_text"), confirm: t("library.delete"), danger: true })) await request("DELETE", `/authors/${one.id}`).then(list.reload, toastError);
    };
    const save = async (/** @type {any} */ values) => {
        const body = { name: values.name, email: values.email || null, bio: values.bio || null };
        if (editing.value.id) await request("PATCH", `/authors/${editing.value.id}`, { body, ifMatch: editing.value.version });
        else await request("POST", "/authors", { body, once: true });
        editing.value = null;
        void list.reload();
    };
    return html`
        <div class="row library-search">
            <input class="input library-q" type="search" aria-label=${t("library.find_author")} placeholder=${t("library.find_author")} value=${search.value} onInput=${(/** @type {any} */ event) => { search.value = event.currentTarget.value; }} />
            <button type="button" class="button button-primary" onClick=${() => { editing.value = {}; }}>${icon("plus")}${t("library.new_author")}</button>
        </div>
        <${Table} caption=${t("library.view.authors")} rows=${list.items.value} empty=${list.done.value && html`<${Empty} icon="user" title=${t("library.no_authors")} />`} columns=${[
            { key: "name", label: t("library.author"), head: true, render: (/** @type {any} */ one) => html`<${Link} href="/desk/library?author_id=${one.id}">${one.name}<//>` },
            { key: "email", label: t("people.email"), render: (/** @type {any} */ one) => one.email ?? "" },
            { key: "count", label: t("library.title_photos"), end: true, render: (/** @type {any} */ one) => number(one.image_count) },
            { key: "menu", label: t("library.actions"), hideLabel: true, render: (/** @type {any} */ one) => html`<${Menu} class="button button-icon" label=${t("library.more_of", { name: one.name })} items=${[
                { label: t("library.edit"), icon: icon("edit"), run: () => { editing.value = one; } },
                { label: t("library.delete"), icon: icon("trash"), danger: true, run: () => { void remove(one); } },
            ]}>${icon("more")}<//>` },
        ]} />
        <${More} list=${list} />
        ${editing.value && html`<${Dialog} title=${editing.value.id ? editing.value.name : t("library.new_author")} size="small" onClose=${() => { editing.value = null; }}>
            <${Form} onSubmit=${save}>
                <${Field} name="name" label=${t("library.author")} value=${editing.value.name} required />
                <${Field} name="email" type="email" label=${t("people.email")} value=${editing.value.email} />
                <${Field} name="bio" type="textarea" label=${t("library.bio")} value=${editing.value.bio} />
                <${Submit}>${t("library.save")}<//><//><//>`}`;
}
