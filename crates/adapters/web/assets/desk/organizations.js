// The clients of the studio.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { go, queryPart, setQuery } from "app/router.js";
import { Dialog } from "ui/dialog.js";
import { Empty } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { More, useGrowing } from "ui/pager.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useMemo, useRef } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["Organization"]} Organization */

export const TYPES = ["corporate", "agency", "individual"];

export default function Organizations() {
    const parts = useMemo(() => ({ search: queryPart("search"), type: queryPart("type"), deleted: queryPart("deleted"), isNew: queryPart("new") }), []);
    const timer = useRef(0);
    const [search, type, deleted] = [parts.search.value, parts.type.value, parts.deleted.value];
    const list = useGrowing("/organizations", { search, type, deleted: deleted ? true : null, limit: 100 });
    const items = /** @type {Organization[]} */ (list.items.value);
    useEffect(() => () => clearTimeout(timer.current), []);

    /** @param {Organization} one */
    async function restore(one) {
        try {
            await request("POST", `/organizations/${one.id}/restore`);
            await list.reload();
            toast(t("organizations.restored", { name: one.name }));
        } catch (error) {
            toastError(error, () => { void restore(one); });
        }
    }
    /** @param {Record<string, any>} values */
    async function make({ name, type: kind, billing_email }) {
        const { data } = await request("POST", "/organizations", { body: { name, type: kind, billing_email: billing_email || null }, once: true });
        await go(`/desk/organizations/${data.id}`, { replace: true });
    }
    const close = () => { void setQuery({ new: null }); };
    const types = TYPES.map((value) => ({ value, label: t(`organizations.type.${value}`) }));
    /** @type {import("ui/table.js").Column<Organization>[]} */
    const columns = [
        { key: "name", label: t("organizations.name"), head: true, render: (one) => (one.deleted_at ? one.name : html`<a href="/desk/organizations/${one.id}">${one.name}</a>`) },
        { key: "type", label: t("organizations.kind"), render: (one) => t(`organizations.type.${one.type}`) },
        { key: "email", label: t("organizations.billing_email"), render: (one) => one.billing_email ?? "–" },
        { key: "city", label: t("organizations.billing_city"), render: (one) => one.billing_city ?? "–" },
        { key: "actions", label: t("gallery.actions"), hideLabel: true, render: (one) => one.deleted_at && html`<button class="button" onClick=${() => restore(one)}>${t("galleries.restore")}<span class="visually-hidden"> ${one.name}</span></button>` },
    ];
    return html`
        <div class="row row-spread galleries-head"><h1>${t("desk.organizations")}</h1>
            <button class="button button-primary" onClick=${() => { void setQuery({ new: 1 }); }}>${icon("plus")}${t("organizations.new")}</button></div>
        <div class="galleries-filters" role="search">
            <${Field} name="search" type="search" label=${t("organizations.search")} value=${search} onInput=${(/** @type {any} */ event) => {
                const { value } = event.currentTarget;
                clearTimeout(timer.current);
                timer.current = setTimeout(() => { void setQuery({ search: value }); }, 250);
            }} />
            <${Field} name="type" type="select" label=${t("organizations.kind")} value=${type} onInput=${(/** @type {any} */ event) => { void setQuery({ type: event.currentTarget.value }); }} options=${[{ value: "", label: t("galleries.any") }, ...types]} />
            <${Field} name="deleted" type="select" label=${t("galleries.state")} value=${deleted} onInput=${(/** @type {any} */ event) => { void setQuery({ deleted: event.currentTarget.value }); }}
                options=${[{ value: "", label: t("organizations.live") }, { value: "1", label: t("galleries.status.deleted") }]} />
        </div>
        ${list.busy.value && !items.length && html`<${Loading} />`}
        ${list.done.value && !items.length && html`<${Empty} icon="users" title=${t(search || type || deleted ? "organizations.none_found" : "organizations.none")} />`}
        ${items.length > 0 && html`<${Table} caption=${t("desk.organizations")} columns=${columns} rows=${items} />`}
        <${More} list=${list} />
        ${parts.isNew.value && html`<${Dialog} title=${t("organizations.new")} onClose=${close}>
            <${Form} onSubmit=${make} label=${t("organizations.new")}>
                <${Field} name="name" label=${t("organizations.name")} required maxlength="255" />
                <${Field} name="type" type="select" label=${t("organizations.kind")} value="corporate" options=${types} />
                <${Field} name="billing_email" type="email" label=${t("organizations.billing_email")} maxlength="255" />
                <${Submit}>${t("organizations.new")}<//>
            <//><//>`}`;
}
