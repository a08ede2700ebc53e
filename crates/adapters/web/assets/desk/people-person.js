// One person: how it is reached, its roles, what it was granted, and its way in.
import { all, request } from "app/api.js";
import { t } from "app/i18n.js";
import { Link, queryPart, setQuery, setTitle } from "app/router.js";
import { me } from "app/session.js";
import { html, useEffect, useMemo, useSignal } from "vendor/preact.js";
import { confirm } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Check } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Loading } from "ui/spinner.js";
import { Tabs } from "ui/tabs.js";
import { toast, toastError } from "ui/toast.js";
import { Grants, Why } from "desk/grants.js";
import { PersonForm } from "desk/person-form.js";
import { PermissionBoxes, permissionsOf, roleName, useRoles } from "desk/roles.js";

/** @param {{user: any, roles: any[]}} props */
function Held({ user, roles }) {
    const held = useSignal(/** @type {any[] | null} */ (null));
    const beside = useSignal(/** @type {string[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const read = async () => {
        failed.value = null;
        try {
            held.value = await all(`/users/${user.id}/roles`);
            beside.value = (await request("GET", `/users/${user.id}/permissions`)).data.permissions;
        } catch (error) { failed.value = error; }
    };
    useEffect(() => { void read(); }, [user.id]);
    if (failed.value) return html`<${Failure} error=${failed.value} retry=${read} />`;
    if (!held.value || !beside.value) return html`<${Loading} />`;
    const has = new Set(held.value.map((one) => one.id));
    const change = (/** @type {any} */ role, /** @type {boolean} */ on) => request(on ? "PUT" : "DELETE", `/users/${user.id}/roles/${role.id}`)
        .then(read, (error) => { toastError(error); held.value = [...held.value ?? []]; });
    return html`
        <div class="stack">
            <h2>${t("people.roles")}</h2>
            ${roles.filter((one) => one.kind === user.kind || has.has(one.id)).map((one) => html`<${Check} key=${one.id} name=${`role-${one.id}`} kind="switch" label=${roleName(one)} checked=${has.has(one.id)}
                onChange=${(/** @type {boolean} */ on) => { void change(one, on); }} hint=${t("people.permissions_count", { count: one.permissions.length })} />`)}
            <h2>${t("people.beside")}</h2>
            <p class="hint">${t("people.beside_hint")}</p>
            <${Form} onSubmit=${async (/** @type {any} */ values) => {
                beside.value = (await request("PUT", `/users/${user.id}/permissions`, { body: { permissions: values.permissions ?? [] } })).data.permissions;
                toast(t("people.saved"));
            }}>
                <${PermissionBoxes} all=${permissionsOf(roles, user.kind)} chosen=${beside.value} label=${t("people.permissions")} />
                <div class="row"><${Submit}>${t("library.save")}<//></div>
            <//>
        </div>`;
}

/** @param {{id: string}} props */
export default function Person({ id }) {
    const user = useSignal(/** @type {any} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const tab = useMemo(() => queryPart("tab", "about"), []);
    const { roles, failed: noRoles, read: readRoles } = useRoles();
    const read = () => { failed.value = null; return request("GET", `/users/${id}`).then(({ data }) => { user.value = data; setTitle(data.name); }, (error) => { failed.value = error; }); };
    useEffect(() => { void read(); }, [id]);
    const back = html`<p><${Link} href="/desk/people">${icon("back", { class: "people-back" })} ${t("people.title")}<//></p>`;
    const wrong = failed.value ?? noRoles.value;
    if (wrong) return html`${back}<h1>${t("people.title")}</h1><${Failure} error=${wrong} retry=${failed.value ? read : readRoles} />`;
    const one = user.value;
    if (!one || !roles.value) return html`${back}<h1>${t("people.title")}</h1><${Loading} />`;
    const every = roles.value;
    const act = async (/** @type {"deactivate" | "reactivate"} */ what) => {
        if (what === "deactivate" && !(await confirm({ title: t("people.deactivate_one", { name: one.name }), text: t("people.deactivate_text"), confirm: t("people.deactivate"), danger: true }))) return;
        await request("POST", `/users/${one.id}/${what}`).then(({ data }) => { user.value = data; }, toastError);
    };
    const about = () => html`
        <${PersonForm} user=${one} path="/users/${one.id}" label=${t("people.about")} onSaved=${(/** @type {any} */ saved) => { user.value = saved; }}
            actions=${one.id !== me.value?.id && (one.is_active ? html`<button type="button" class="button" onClick=${() => act("deactivate")}>${icon("lock")}${t("people.deactivate")}</button>`
                : html`<button type="button" class="button" onClick=${() => act("reactivate")}>${t("people.reactivate")}</button>`)} />`;
    return html`${back}
        <h1>${one.name} <span class="badge">${t(`people.kind.${one.kind}`)}</span> ${!one.is_active && html`<span class="badge badge-danger">${t("people.inactive")}</span>`}</h1>
        <${Tabs} label=${one.name} active=${tab.value} onChange=${(/** @type {string} */ key) => { void setQuery({ tab: key }); }} tabs=${[
            { key: "about", label: t("people.about"), render: about },
            { key: "roles", label: t("people.roles"), render: () => html`<${Held} user=${one} roles=${every} />` },
            { key: "grants", label: t("people.grants"), render: () => html`<${Grants} user=${one} roles=${every} />` },
            { key: "why", label: t("people.why"), render: () => html`<${Why} user=${one} roles=${every} />` },
        ]} />`;
}
