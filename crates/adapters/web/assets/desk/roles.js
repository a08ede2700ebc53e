// Roles with their permissions: the built-in ones, and the studio's own.
import { all, request } from "app/api.js";
import { hasText, t } from "app/i18n.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Dialog, confirm } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Loading } from "ui/spinner.js";
import { toast, toastError } from "ui/toast.js";

/** @typedef {import("types/api").components["schemas"]["Role"]} Role */

/** A permission as people read it; a new one that has no text yet by its words. @param {string} one */
export const permissionName = (one) => {
    if (hasText(`permission.${one}`)) return t(`permission.${one}`);
    const words = one.replace(/^can_/, "").replaceAll("_", " ");
    return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What a built-in role is called, or its own name. @param {{name: string, built_in?: boolean}} role */
export const roleName = (role) => (role.built_in ? t(`people.role.${role.name}`) : role.name);

/** Every permission that some role has: what can be given at all. @param {Role[]} roles @param {string} [kind] */
export const permissionsOf = (roles, kind) => [...new Set(roles.filter((one) => !kind || one.kind === kind).flatMap((one) => one.permissions))].sort();

/** Boxes for permissions. @param {{all: string[], chosen?: readonly string[], label: string}} props */
export const PermissionBoxes = ({ all: every, chosen = [], label }) => html`
    <fieldset class="field people-permissions"><legend class="field-label">${label}</legend>
        <div class="people-boxes">${every.map((one) => html`
            <label class="check" key=${one}><input type="checkbox" name="permissions" data-many value=${one} defaultChecked=${chosen.includes(one)} /><span>${permissionName(one)}</span></label>`)}</div>
    </fieldset>`;

/** The roles of the studio, read once for a page. */
export function useRoles() {
    const roles = useSignal(/** @type {Role[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const read = () => { failed.value = null; return all("/roles").then((found) => { roles.value = found; }, (error) => { failed.value = error; }); };
    useEffect(() => { void read(); }, []);
    return { roles, failed, read };
}

/**
 * A new role, or one of the studio's own that is changed.
 * @param {{role: Role | null, every: Role[], onClose: () => void, onDone: () => unknown}} props
 */
function RoleDialog({ role, every, onClose, onDone }) {
    const kind = useSignal(role?.kind ?? "studio");
    const title = role ? t("people.edit_role", { name: role.name }) : t("people.new_role");
    return html`
        <${Dialog} title=${title} size="large" onClose=${onClose}>
            <${Form} onSubmit=${async (/** @type {any} */ values) => {
                const body = { ...values, permissions: values.permissions ?? [] };
                if (role) await request("PATCH", `/roles/${role.id}`, { body });
                else await request("POST", "/roles", { body, once: true });
                onClose();
                toast(t(role ? "people.role_changed" : "people.role_made"));
                await onDone();
            }}>
                <${Field} name="name" label=${t("people.role_name")} hint=${t("people.role_name_hint")} value=${role?.name} pattern="[a-z0-9_]{1,50}" required />
                ${!role && html`<${Field} name="kind" type="select" label=${t("people.kind_label")} value=${kind.value} onInput=${(/** @type {any} */ event) => { kind.value = event.currentTarget.value; }}
                    options=${["studio", "client", "guest", "vendor"].map((value) => ({ value, label: t(`people.kind.${value}`) }))} />`}
                <${PermissionBoxes} key=${kind.value} all=${permissionsOf(every, kind.value)} chosen=${role?.permissions} label=${t("people.permissions")} />
                ${role && html`<p class="hint">${t("people.role_hint")}</p>`}
                <${Submit}>${role ? t("people.save_role") : t("people.make_role")}<//><//><//>`;
}

export default function Roles() {
    const { roles, failed, read } = useRoles();
    /** What the dialog is about: a role, or `"new"`. */
    const editing = useSignal(/** @type {Role | "new" | null} */ (null));
    if (failed.value) return html`<${Failure} error=${failed.value} retry=${read} />`;
    if (!roles.value) return html`<${Loading} />`;
    const every = roles.value;

    /** @param {Role} role */
    async function remove(role) {
        const question = { title: t("people.delete_role_ask", { name: role.name }), confirm: t("people.delete_role"), danger: true };
        if (!await confirm(question)) return;
        try {
            await request("DELETE", `/roles/${role.id}`);
            toast(t("people.role_deleted", { name: role.name }));
            await read();
        } catch (error) {
            toastError(error);
        }
    }
    return html`
        <div class="stack">
            <div class="row row-spread"><p class="hint">${t("people.roles_hint")}</p>
                <button type="button" class="button button-primary" onClick=${() => { editing.value = "new"; }}>${icon("plus")}${t("people.new_role")}</button></div>
            ${every.map((one) => html`
                <details key=${one.id} class="card"><summary><strong>${roleName(one)}</strong> <span class="badge">${t(`people.kind.${one.kind}`)}</span> ${one.built_in && html`<span class="badge">${t("people.built_in")}</span>`}
                    ${" "}<span class="count">${t("people.permissions_count", { count: one.permissions.length })}</span></summary>
                    <ul class="people-list">${one.permissions.map((name) => html`<li key=${name}>${permissionName(name)}</li>`)}</ul>
                    ${!one.built_in && html`<p class="row">
                        <button type="button" class="button" onClick=${() => { editing.value = one; }}>${t("people.change_role")}<span class="visually-hidden"> ${one.name}</span></button>
                        <button type="button" class="button" onClick=${() => { void remove(one); }}>${icon("trash")}${t("people.delete_role")}<span class="visually-hidden"> ${one.name}</span></button></p>`}</details>`)}
            ${editing.value && html`<${RoleDialog} role=${editing.value === "new" ? null : editing.value} every=${every}
                onClose=${() => { editing.value = null; }} onDone=${read} />`}
        </div>`;
}
