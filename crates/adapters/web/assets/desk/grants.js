// What a person was granted where, until when; and why it may or may not do something.
import { all, request } from "app/api.js";
import { dateTime, relative } from "app/format.js";
import { hasText, t } from "app/i18n.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { toast, toastError } from "ui/toast.js";
import { permissionName, permissionsOf } from "desk/roles.js";

const TYPES = ["studio", "organization", "gallery", "product", "image_group", "image", "user"];
/** @type {Record<string, string>} */
const PATHS = { organization: "/organizations", gallery: "/galleries", product: "/products", image_group: "/image-groups", user: "/users" };

/** A row of the studio: its kind, and which one. @param {{type: {value: string}}} props */
function ContextFields({ type }) {
    const rows = useSignal(/** @type {{value: number, label: string}[]} */ ([]));
    useEffect(() => {
        let here = true;
        rows.value = [];
        const read = type.value === "studio" ? request("GET", "/studio").then(({ data }) => [data]) : PATHS[type.value] ? all(PATHS[type.value] ?? "") : Promise.resolve([]);
        read.then((found) => { if (here) rows.value = found.map((one) => ({ value: one.id, label: one.subject_name ?? one.name ?? one.title ?? `#${one.id}` })); }, toastError);
        return () => { here = false; };
    }, [type.value]);
    return html`
        <${Field} name="context_type" type="select" label=${t("people.context_type")} value=${type.value} onInput=${(/** @type {any} */ event) => { type.value = event.currentTarget.value; }}
            options=${TYPES.map((value) => ({ value, label: t(`people.context.${value}`) }))} />
        ${type.value === "image" ? html`<${Field} name="context_id" type="number" min="1" label=${t("people.context_number")} required />`
            : html`<${Field} key=${`${type.value}${rows.value.length}`} name="context_id" type="select" label=${t("people.context")} options=${rows.value} required />`}`;
}

/** @param {{user: any, roles: any[]}} props */
export function Grants({ user, roles }) {
    const list = useSignal(/** @type {any[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const making = useSignal(false);
    const type = useSignal("gallery");
    const read = () => { failed.value = null; return all(`/users/${user.id}/grants`).then((found) => { list.value = found; }, (error) => { failed.value = error; }); };
    useEffect(() => { void read(); }, [user.id]);
    const every = permissionsOf(roles).map((value) => ({ value, label: permissionName(value) }));
    const take = async (/** @type {any} */ one) => {
        if (await confirm({ title: t("people.take_grant", { name: permissionName(one.permission) }), confirm: t("people.take"), danger: true })) await request("DELETE", `/users/${user.id}/grants/${one.id}`).then(read, toastError);
    };
    if (failed.value) return html`<${Failure} error=${failed.value} retry=${read} />`;
    if (!list.value) return html`<${Loading} />`;
    return html`
        <div class="stack">
            <div class="row row-spread"><p class="hint">${t("people.grants_hint")}</p><button type="button" class="button" onClick=${() => { making.value = true; }}>${icon("plus")}${t("people.grant")}</button></div>
            ${!list.value.length ? html`<p class="muted">${t("people.no_grants")}</p>` : html`<${Table} caption=${t("people.grants")} rows=${list.value} columns=${[
                { key: "permission", label: t("people.permission"), head: true, sort: (/** @type {any} */ one) => one.permission, render: (/** @type {any} */ one) => permissionName(one.permission) },
                { key: "where", label: t("people.context"), render: (/** @type {any} */ one) => `${t(`people.context.${one.context_type}`)} ${one.context_id}` },
                { key: "until", label: t("people.until"), sort: (/** @type {any} */ one) => one.expires_at, render: (/** @type {any} */ one) => (one.expires_at
                    ? html`${dateTime(one.expires_at)} <span class="badge ${new Date(one.expires_at) < new Date() ? "badge-danger" : ""}">${relative(one.expires_at)}</span>` : t("people.no_end")) },
                { key: "since", label: t("people.since"), render: (/** @type {any} */ one) => dateTime(one.granted_at) },
                { key: "take", label: t("library.actions"), hideLabel: true, render: (/** @type {any} */ one) => html`<button type="button" class="button button-icon" aria-label=${t("people.take_grant", { name: permissionName(one.permission) })} onClick=${() => { void take(one); }}>${icon("trash")}</button>` },
            ]} />`}
            ${making.value && html`<${Dialog} title=${t("people.grant_to", { name: user.name })} onClose=${() => { making.value = false; }}>
                <${Form} onSubmit=${async (/** @type {any} */ values) => {
                    await request("POST", `/users/${user.id}/grants`, { body: { permission: values.permission, context_type: values.context_type, context_id: Number(values.context_id), expires_at: values.expires_at ? new Date(values.expires_at).toISOString() : null } });
                    making.value = false;
                    toast(t("people.granted"));
                    await read();
                }}>
                    <${Field} name="permission" type="select" label=${t("people.permission")} options=${every} />
                    <${ContextFields} type=${type} />
                    <${Field} name="expires_at" type="datetime-local" label=${t("people.until")} hint=${t("people.until_hint")} />
                    <${Submit}>${t("people.grant")}<//><//><//>`}
        </div>`;
}

/**
 * The API's reason, which it says in one of a few forms.
 * @param {string} said
 * @returns {string}
 */
function why(said) {
    const role = (/** @type {string} */ name) => (hasText(`people.role.${name}`) ? t(`people.role.${name}`) : name);
    const member = /^role (\S+) as a member of organization (\d+)$/.exec(said);
    if (member) return t("people.because.member", { role: role(member[1] ?? ""), organization: `#${member[2]}` });
    const held = /^role (\S+)$/.exec(said);
    if (held) return t("people.because.role", { role: role(held[1] ?? "") });
    const grant = /^grant \d+ on (\w+) (\d+), (?:until (.+)|without end)$/.exec(said);
    if (grant) return t(grant[3] ? "people.because.grant_until" : "people.because.grant", { place: `${t(`people.context.${grant[1]}`)} ${grant[2]}`, until: grant[3] ? dateTime(grant[3].replace(" UTC", "Z").replace(" ", "T")) : "" });
    if (said.startsWith("neither")) return t("people.because.nothing");
    if (said.startsWith("the account is inactive")) return t("people.because.not_live");
    return said.startsWith("the row belongs to another") ? t("people.because.elsewhere") : said;
}

/** Why may this person do that there? @param {{user: any, roles: any[]}} props */
export function Why({ user, roles }) {
    const type = useSignal("gallery");
    const answer = useSignal(/** @type {any} */ (null));
    const every = permissionsOf(roles).map((value) => ({ value, label: permissionName(value) }));
    return html`
        <${Form} onInput=${() => { answer.value = null; }} onSubmit=${async (/** @type {any} */ values) => {
            answer.value = (await request("GET", "/access/explain", { query: { action: values.action, type: values.context_type, id: values.context_id, user_id: user.id } })).data;
        }}>
            <p class="hint">${t("people.why_hint", { name: user.name })}</p>
            <${Field} name="action" type="select" label=${t("people.permission")} value="can_view_gallery" options=${every} />
            <${ContextFields} type=${type} />
            <div class="row"><${Submit}>${t("people.explain")}<//></div>
            <div role="status">${answer.value && html`<p><span class="badge ${answer.value.allowed ? "badge-good" : "badge-danger"}">${answer.value.allowed ? t("people.allowed") : answer.value.visible ? t("people.denied") : t("people.hidden")}</span> ${why(answer.value.reason)}</p>`}</div>
        <//>`;
}
