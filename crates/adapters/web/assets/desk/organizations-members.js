// The contacts of a client.
import { all, request } from "app/api.js";
import { t } from "app/i18n.js";
import { Failure } from "ui/empty.js";
import { Check, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["Member"]} Member */
/** @typedef {import("types/api").components["schemas"]["User"]} User */

const ROLES = ["marketing_contact", "billing_contact", "admin"];

/** @param {{id: number}} props */
export function Members({ id }) {
    const members = useSignal(/** @type {Member[] | null} */ (null));
    const people = useSignal(/** @type {User[]} */ ([]));
    const failed = useSignal(/** @type {unknown} */ (null));
    async function read() {
        failed.value = null;
        try {
            members.value = await all(`/organizations/${id}/members`);
            people.value = await all("/users", { query: { kind: "client", is_active: true } });
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, [id]);

    /** @param {number | string} user @param {{role: string, is_primary: boolean}} membership */
    async function put(user, { role, is_primary }) {
        members.value = (await request("PUT", `/organizations/${id}/members/${user}`, { body: { role, is_primary } })).data;
    }
    /** @param {Member} one */
    async function remove(one) {
        try {
            await request("DELETE", `/organizations/${id}/members/${one.user_id}`);
            await read();
            toast(t("organizations.member_gone", { name: one.name }), { action: { label: t("gallery.undo"), run: () => { put(one.user_id, one).catch(toastError); } } });
        } catch (error) {
            toastError(error);
        }
    }
    const roles = ROLES.map((value) => ({ value, label: t(`organizations.role.${value}`) }));
    const others = people.value.filter((one) => !members.value?.some((member) => member.user_id === one.id));
    /** @type {import("ui/table.js").Column<Member>[]} */
    const columns = [
        { key: "name", label: t("organizations.person"), head: true, render: (one) => html`${one.name} ${one.is_primary && html`<span class="badge badge-accent">${t("organizations.primary")}</span>`}` },
        { key: "email", label: t("door.email"), render: (one) => one.email ?? "–" },
        { key: "role", label: t("organizations.role_label"), render: (one) => html`<select class="input" aria-label=${t("organizations.role_of", { name: one.name })} value=${one.role}
            onChange=${(/** @type {any} */ event) => { put(one.user_id, { role: event.currentTarget.value, is_primary: one.is_primary }).catch(toastError); }}>${roles.map(({ value, label }) => html`<option key=${value} value=${value}>${label}</option>`)}</select>` },
        { key: "actions", label: t("gallery.actions"), hideLabel: true, render: (one) => html`<span class="row">
            ${!one.is_primary && html`<button class="button" onClick=${() => { put(one.user_id, { role: one.role, is_primary: true }).catch(toastError); }}>${t("organizations.make_primary")}<span class="visually-hidden"> ${one.name}</span></button>`}
            <button class="button button-quiet" onClick=${() => remove(one)}>${t("organizations.take_away")}<span class="visually-hidden"> ${one.name}</span></button></span>` },
    ];
    return html`
        <h2>${t("organizations.members")}</h2>
        ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !members.value ? html`<${Loading} />` : html`
            <${Table} caption=${t("organizations.members")} columns=${columns} rows=${members.value} rowKey=${(/** @type {Member} */ one) => one.user_id} empty=${html`<p class="hint">${t("organizations.members_none")}</p>`} />
            ${others.length > 0 ? html`<div class="gallery-narrow" key=${others.length}><${Form} onSubmit=${(/** @type {any} */ { user, role, is_primary }) => put(user, { role, is_primary })} label=${t("organizations.member_add")}>
                <div class="share-pair">
                    <${Field} name="user" type="select" label=${t("organizations.person")} required options=${others.map((one) => ({ value: one.id, label: one.email ? `${one.name} (${one.email})` : one.name }))} />
                    <${Field} name="role" type="select" label=${t("organizations.role_label")} options=${roles} /></div>
                <${Check} name="is_primary" label=${t("organizations.primary")} />
                <${Submit}>${t("organizations.member_add")}<//><//></div>`
                : html`<p class="hint">${t("organizations.invite_hint")} <a href="/desk/people">${t("desk.people")}</a></p>`}`}`;
}
