// API tokens: programs of the studio come in by them. Their text is shown once.
import { request } from "app/api.js";
import { date, dateTime } from "app/format.js";
import { t } from "app/i18n.js";
import { html, useSignal } from "vendor/preact.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Empty, Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { More, useGrowing } from "ui/pager.js";
import { Table } from "ui/table.js";
import { toastError } from "ui/toast.js";
import { PermissionBoxes, permissionsOf, permissionName, useRoles } from "desk/roles.js";
import { copy } from "desk/people.js";

export default function Tokens() {
    const list = useGrowing("/api-tokens", { limit: 50 });
    const { roles, failed, read } = useRoles();
    const making = useSignal(false);
    const made = useSignal(/** @type {any} */ (null));
    const revoke = async (/** @type {any} */ one) => {
        if (await confirm({ title: t("settings.revoke_one", { name: one.name }), text: t("settings.revoke_text"), confirm: t("settings.revoke"), danger: true })) await request("DELETE", `/api-tokens/${one.id}`).then(list.reload, toastError);
    };
    const ended = (/** @type {any} */ one) => one.revoked_at || (one.expires_at && new Date(one.expires_at) < new Date());
    return html`
        <div class="stack">
            <div class="row row-spread"><h2>${t("settings.tokens")}</h2><button type="button" class="button button-primary" onClick=${() => { made.value = null; making.value = true; }}>${icon("key")}${t("settings.new_token")}</button></div>
            <${Table} caption=${t("settings.tokens")} rows=${list.items.value} empty=${list.done.value && html`<${Empty} icon="key" title=${t("settings.no_tokens")} />`} columns=${[
                { key: "name", label: t("people.name"), head: true, render: (/** @type {any} */ one) => html`${one.name} <code class="muted">${one.prefix}…</code>` },
                { key: "permissions", label: t("people.permissions"), render: (/** @type {any} */ one) => html`<details><summary>${t("people.permissions_count", { count: one.permissions.length })}</summary>${one.permissions.map(permissionName).join(", ")}</details>` },
                { key: "used", label: t("settings.last_used"), render: (/** @type {any} */ one) => (one.last_used_at ? dateTime(one.last_used_at) : t("settings.never")) },
                { key: "until", label: t("people.until"), render: (/** @type {any} */ one) => (one.revoked_at ? html`<span class="badge badge-danger">${t("settings.revoked")}</span>` : one.expires_at ? date(one.expires_at) : t("people.no_end")) },
                { key: "act", label: t("library.actions"), hideLabel: true, render: (/** @type {any} */ one) => !ended(one) && html`<button type="button" class="button" onClick=${() => { void revoke(one); }}>${t("settings.revoke")}</button>` },
            ]} />
            <${More} list=${list} />
            ${making.value && html`<${Dialog} title=${t("settings.new_token")} size="large" onClose=${() => { making.value = false; made.value = null; }}>
                ${made.value ? html`<p>${t("settings.token_once")}</p><code class="people-secret" tabIndex="0">${made.value.token}</code>
                    <div class="row"><button type="button" class="button button-primary" onClick=${() => { void copy(made.value.token); }}>${icon("copy")}${t("people.copy")}</button></div>`
                : failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : html`<${Form} onSubmit=${async (/** @type {any} */ values) => {
                    const body = { name: values.name, permissions: values.permissions ?? [], expires_at: values.expires_at ? new Date(values.expires_at).toISOString() : null };
                    made.value = (await request("POST", "/api-tokens", { body })).data;
                    void list.reload();
                }}>
                    <${Field} name="name" label=${t("people.name")} hint=${t("settings.token_name_hint")} required />
                    <${Field} name="expires_at" type="datetime-local" label=${t("people.until")} hint=${t("people.until_hint")} />
                    <${PermissionBoxes} key=${roles.value?.length} all=${permissionsOf(roles.value ?? [], "studio")} label=${t("people.permissions")} />
                    <${Submit}>${t("settings.make_token")}<//><//>`}<//>`}
        </div>`;
}
