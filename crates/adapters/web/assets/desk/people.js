// Who belongs to the studio, who was invited, and the roles.
import { all, request } from "app/api.js";
import { date, relative } from "app/format.js";
import { t } from "app/i18n.js";
import { Link, query, queryPart, setQuery } from "app/router.js";
import { html, useEffect, useMemo, useSignal } from "vendor/preact.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Empty, Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { More, useGrowing } from "ui/pager.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { Tabs } from "ui/tabs.js";
import { toast, toastError } from "ui/toast.js";
import Person from "desk/people-person.js";
import Roles, { roleName, useRoles } from "desk/roles.js";

/** Puts a text onto the clipboard, or says that it has to be copied by hand. @param {string} text */
export async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        toast(t("people.copied"));
    } catch {
        toast(t("people.copy_by_hand"), { kind: "error" });
    }
}

function People() {
    const list = useGrowing("/users", { search: query.value.get("search"), kind: query.value.get("kind"), is_active: query.value.get("is_active"), limit: 50 });
    const choose = (/** @type {string} */ name, /** @type {[string, string][]} */ options) => html`
        <select class="input library-sort" aria-label=${t(`people.filter.${name}`)} onChange=${(/** @type {any} */ event) => { void setQuery({ [name]: event.currentTarget.value || null }); }}>
            ${options.map(([value, label]) => html`<option key=${value} value=${value} selected=${(query.value.get(name) ?? "") === value}>${label}</option>`)}</select>`;
    return html`
        <search class="row people-search">
            <input class="input library-q" type="search" aria-label=${t("people.search")} placeholder=${t("people.search")} value=${query.value.get("search") ?? ""} onChange=${(/** @type {any} */ event) => { void setQuery({ search: event.currentTarget.value || null }); }} />
            ${choose("kind", [["", t("people.everybody")], .../** @type {[string, string][]} */ (["studio", "client", "guest", "vendor"].map((one) => [one, t(`people.kind.${one}`)]))])}
            ${choose("is_active", [["", t("people.any_state")], ["true", t("people.active")], ["false", t("people.inactive")]])}
        </search>
        <${Table} caption=${t("people.title")} rows=${list.items.value} empty=${list.done.value && html`<${Empty} icon="users" title=${t("people.none")} />`} columns=${[
            { key: "name", label: t("people.name"), head: true, render: (/** @type {any} */ one) => html`<${Link} href="/desk/people/${one.id}">${one.name}<//>` },
            { key: "kind", label: t("people.kind_label"), render: (/** @type {any} */ one) => html`<span class="badge">${t(`people.kind.${one.kind}`)}</span>` },
            { key: "email", label: t("people.email"), render: (/** @type {any} */ one) => one.email ?? "" },
            { key: "state", label: t("library.state"), render: (/** @type {any} */ one) => (one.is_active ? t("people.active") : html`<span class="badge badge-danger">${t("people.inactive")}</span>`) },
            { key: "since", label: t("people.since"), render: (/** @type {any} */ one) => date(one.created_at) },
        ]} />
        <${More} list=${list} />`;
}

/** Where an invitation is taken up. @param {string} token */
const addressOf = (token) => `${location.origin}/#invitation=${encodeURIComponent(token)}`;

function Invitations() {
    const list = useSignal(/** @type {any[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const { roles, failed: noRoles } = useRoles();
    const organizations = useSignal(/** @type {any[]} */ ([]));
    const making = useSignal(false);
    const chosen = useSignal("");
    const made = useSignal(/** @type {any} */ (null));
    const read = () => { failed.value = null; return all("/invitations").then((found) => { list.value = found; }, (error) => { failed.value = error; }); };
    useEffect(() => {
        void read();
        all("/organizations").then((found) => { organizations.value = found; }, () => {});
    }, []);
    const wrong = failed.value ?? noRoles.value;
    if (wrong) return html`<${Failure} error=${wrong} retry=${read} />`;
    if (!list.value || !roles.value) return html`<${Loading} />`;
    const every = roles.value.filter((one) => one.kind !== "guest");
    const role = every.find((one) => String(one.id) === chosen.value) ?? every[0];
    const nameOf = (/** @type {number} */ id) => { const one = roles.value?.find((other) => other.id === id); return one ? roleName(one) : String(id); };
    const take = async (/** @type {any} */ one) => {
        if (await confirm({ title: t("people.take_back_one", { name: one.email }), confirm: t("people.take_back"), danger: true })) await request("DELETE", `/invitations/${one.id}`).then(read, toastError);
    };
    return html`
        <div class="stack">
            <div class="row row-spread"><p class="hint">${t("people.invitations_hint")}</p><button type="button" class="button button-primary" onClick=${() => { making.value = true; made.value = null; }}>${icon("mail")}${t("people.invite")}</button></div>
            <${Table} caption=${t("people.invitations")} rows=${list.value} empty=${html`<${Empty} icon="mail" title=${t("people.no_invitations")} />`} columns=${[
                { key: "email", label: t("people.email"), head: true, render: (/** @type {any} */ one) => one.email },
                { key: "role", label: t("people.role_label"), render: (/** @type {any} */ one) => nameOf(one.role_id) },
                { key: "until", label: t("people.until"), render: (/** @type {any} */ one) => html`${date(one.expires_at)} <span class="muted">${relative(one.expires_at)}</span>` },
                { key: "take", label: t("library.actions"), hideLabel: true, render: (/** @type {any} */ one) => html`<button type="button" class="button" onClick=${() => { void take(one); }}>${t("people.take_back")}</button>` },
            ]} />
            ${making.value && html`<${Dialog} title=${t("people.invite")} size="small" onClose=${() => { making.value = false; }}>
                ${made.value ? html`<p>${t("people.invited", { email: made.value.email })}</p>${made.value.token && html`<p class="hint">${t("people.token_hint")}</p>
                    <code class="people-secret" tabIndex="0">${addressOf(made.value.token)}</code>
                    <div class="row"><button type="button" class="button" onClick=${() => { void copy(addressOf(made.value.token)); }}>${icon("copy")}${t("people.copy")}</button></div>`}`
                : html`<${Form} onSubmit=${async (/** @type {any} */ values) => {
                    made.value = (await request("POST", "/invitations", { body: { email: values.email, role_id: Number(values.role_id), ...(values.organization_id ? { organization_id: Number(values.organization_id) } : {}) }, once: true })).data;
                    await read();
                }}>
                    <${Field} name="email" type="email" label=${t("people.email")} required />
                    <${Field} name="role_id" type="select" label=${t("people.role_label")} value=${role?.id} options=${every.map((one) => ({ value: one.id, label: roleName(one) }))} onInput=${(/** @type {any} */ event) => { chosen.value = event.currentTarget.value; }} />
                    ${role?.kind === "client" && html`<${Field} name="organization_id" type="select" label=${t("people.organization")} options=${organizations.value.map((one) => ({ value: one.id, label: one.name }))} required />`}
                    <${Submit}>${t("people.invite")}<//><//>`}<//>`}
        </div>`;
}

function Everybody() {
    const tab = useMemo(() => queryPart("tab", "people"), []);
    return html`<h1>${t("people.title")}</h1>
        <${Tabs} label=${t("people.title")} active=${tab.value} onChange=${(/** @type {string} */ key) => { void setQuery({ tab: key }); }} tabs=${[
            { key: "people", label: t("people.title"), render: () => html`<${People} />` },
            { key: "invitations", label: t("people.invitations"), render: () => html`<${Invitations} />` },
            { key: "roles", label: t("people.roles"), render: () => html`<${Roles} />` },
        ]} />`;
}

/** @param {{params: Record<string, string>}} props */
export default function Page({ params }) {
    return params.id ? html`<${Person} id=${params.id} />` : html`<${Everybody} />`;
}
