// Imports of the library, with what they could not take.
import { all, request } from "app/api.js";
import { dateTime, number } from "app/format.js";
import { t, textOfCode } from "app/i18n.js";
import { Link } from "app/router.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Empty, Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { More, useGrowing } from "ui/pager.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { toastError } from "ui/toast.js";

/** @param {{one: any, onClose: () => void}} props */
function Errors({ one, onClose }) {
    const list = useSignal(/** @type {any[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const read = () => all(`/import-sessions/${one.id}/errors`).then((found) => { list.value = found; }, (error) => { failed.value = error; });
    useEffect(() => { void read(); }, []);
    return html`
        <${Dialog} title=${t("library.errors_of", { name: one.title })} onClose=${onClose}>
            ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !list.value ? html`<${Loading} />` : html`
                ${!list.value.length && html`<p>${t("library.no_errors")}</p>`}
                <ul role="list" class="library-files">${list.value.map((error, index) => html`<li key=${index} class="library-file"><strong>${error.filename ?? t("library.import")}</strong><span>${textOfCode(error.code) ?? error.message ?? error.code}</span></li>`)}</ul>`}
        <//>`;
}

export default function Imports() {
    const list = useGrowing("/import-sessions", { limit: 50 });
    const errors = useSignal(/** @type {any} */ (null));
    const renaming = useSignal(/** @type {any} */ (null));
    const act = (/** @type {string} */ method, /** @type {any} */ one, path = "") => request(method, `/import-sessions/${one.id}${path}`).then(list.reload, toastError);
    const remove = async (/** @type {any} */ one) => {
        if (await confirm({ title: t("library.delete_import", { name: one.title }), text: t("library.delete_import_text"), confirm: t("library.delete"), danger: true })) await act("DELETE", one);
    };
    return html`
        <${Table} caption=${t("library.view.imports")} rows=${list.items.value} empty=${list.done.value && html`<${Empty} title=${t("library.no_imports")} />`} columns=${[
            { key: "title", label: t("library.import_title"), head: true, render: (/** @type {any} */ one) => html`<${Link} href="/desk/library?import_session_id=${one.id}">${one.title}<//>` },
            { key: "status", label: t("library.state"), render: (/** @type {any} */ one) => html`<span class="badge">${t(`library.import_status.${one.status}`)}</span>` },
            { key: "count", label: t("library.files"), end: true, render: (/** @type {any} */ one) => number(one.images_count) },
            { key: "failed", label: t("library.failed"), end: true, render: (/** @type {any} */ one) => (one.failed_files ? html`<button type="button" class="button button-quiet" onClick=${() => { errors.value = one; }}>${number(one.failed_files)}</button>` : "0") },
            { key: "created", label: t("library.created"), render: (/** @type {any} */ one) => dateTime(one.created_at) },
            { key: "menu", label: t("library.actions"), hideLabel: true, render: (/** @type {any} */ one) => html`<${Menu} class="button button-icon" label=${t("library.more_of", { name: one.title })} items=${[
                { label: t("library.rename"), run: () => { renaming.value = one; } },
                { label: t("library.show_errors"), run: () => { errors.value = one; } },
                ["pending", "running"].includes(one.status) && { label: t("library.import_finish"), run: () => { void act("POST", one, "/complete"); } },
                ["pending", "running"].includes(one.status) && { label: t("library.import_cancel"), run: () => { void act("POST", one, "/cancel"); } },
                { label: t("library.delete"), danger: true, run: () => { void remove(one); } },
            ]}>${icon("more")}<//>` },
        ]} />
        <${More} list=${list} />
        ${errors.value && html`<${Errors} one=${errors.value} onClose=${() => { errors.value = null; }} />`}
        ${renaming.value && html`<${Dialog} title=${t("library.rename")} size="small" onClose=${() => { renaming.value = null; }}>
            <${Form} onSubmit=${async (/** @type {any} */ values) => {
                await request("PATCH", `/import-sessions/${renaming.value.id}`, { body: values, ifMatch: renaming.value.version });
                renaming.value = null;
                void list.reload();
            }}><${Field} name="title" label=${t("library.import_title")} value=${renaming.value.title} required /><${Submit}>${t("library.save")}<//><//><//>`}`;
}
