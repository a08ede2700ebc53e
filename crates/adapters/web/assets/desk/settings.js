// The studio's settings, its tokens and its log, and the person's own account.
import { request } from "app/api.js";
import { dateTime } from "app/format.js";
import { hasText, t, setLanguage, language, LANGUAGES } from "app/i18n.js";
import { Link } from "app/router.js";
import { me, studio as session } from "app/session.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Empty, Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { More, useGrowing } from "ui/pager.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { useInSight } from "ui/tabs.js";
import { setTheme, theme } from "ui/theme.js";
import { toast, toastError } from "ui/toast.js";
import Tokens from "desk/tokens.js";
import { PersonForm } from "desk/person-form.js";

const FIELDS = ["name", "business_name", "business_email", "business_phone", "business_address", "business_zip", "business_city", "business_state", "website_url", "subdomain", "timezone", "currency"];
const NEEDED = ["name", "business_name", "timezone", "currency"];
const zones = () => Intl.supportedValuesOf?.("timeZone") ?? [];

function Studio() {
    const studio = useSignal(/** @type {any} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const read = () => { failed.value = null; return request("GET", "/studio").then(({ data }) => { studio.value = data; }, (error) => { failed.value = error; }); };
    useEffect(() => { void read(); }, []);
    if (failed.value) return html`<${Failure} error=${failed.value} retry=${read} />`;
    if (!studio.value) return html`<${Loading} />`;
    return html`
        <h2>${t("settings.studio")}</h2>
        <${Form} key=${studio.value.version} onSubmit=${async (/** @type {any} */ values) => {
            // Only what was changed: other fields may be somebody else's work.
            const body = Object.fromEntries(FIELDS.filter((name) => values[name] !== (studio.value[name] ?? "")).map((name) => [name, values[name] || (NEEDED.includes(name) ? "" : null)]));
            if (Object.keys(body).length) studio.value = (await request("PATCH", "/studio", { body, ifMatch: studio.value.version })).data;
            toast(t("people.saved"));
        }}>
            <div class="library-fields">${FIELDS.map((name) => html`<${Field} key=${name} name=${name} label=${t(`settings.field.${name}`)} value=${studio.value[name]} required=${NEEDED.includes(name)}
                type=${name === "business_email" ? "email" : name === "website_url" ? "url" : "text"} list=${name === "timezone" ? "zones" : null} />`)}</div>
            <datalist id="zones">${zones().map((one) => html`<option key=${one} value=${one} />`)}</datalist>
            <div class="row"><${Submit}>${t("library.save")}<//></div>
        <//>`;
}

function Account() {
    const one = me.value;
    if (!one) return html`<${Loading} />`;
    return html`
        <div class="stack settings-account">
            <h2>${t("settings.account")}</h2>
            <${PersonForm} user=${one} path="/auth/me" label=${t("settings.account")} onSaved=${(/** @type {any} */ user) => { me.value = user; }}>
                <${Field} name="timezone" label=${t("settings.field.timezone")} value=${one.timezone} list="own-zones" />
                <datalist id="own-zones">${zones().map((zone) => html`<option key=${zone} value=${zone} />`)}</datalist>
            <//>
            <h2>${t("settings.appearance")}</h2>
            <div class="library-fields">
                <${Field} name="language" type="select" label=${t("settings.language")} value=${language.value} onInput=${(/** @type {any} */ event) => { setLanguage(event.currentTarget.value).catch(toastError); }}
                    options=${Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))} />
                <${Field} name="theme" type="select" label=${t("theme.label")} value=${theme.value} onInput=${(/** @type {any} */ event) => { setTheme(event.currentTarget.value); }}
                    options=${["system", "light", "dark"].map((value) => ({ value, label: t(`theme.${value}`) }))} />
            </div>
            <h2>${t("settings.password")}</h2>
            <p class="hint">${t("settings.password_hint")}</p>
            <${Form} label=${t("settings.password")} onSubmit=${async (/** @type {any} */ values) => {
                await request("POST", "/auth/change-password", { body: values });
                toast(t("settings.password_changed"));
                session.end();
                me.value = null;
            }}>
                <input type="text" class="visually-hidden" autocomplete="username" tabIndex="-1" aria-hidden="true" value=${one.username ?? one.email ?? ""} readonly />
                <${Field} name="old_password" type="password" label=${t("settings.old_password")} autocomplete="current-password" required />
                <${Field} name="new_password" type="password" label=${t("settings.new_password")} hint=${t("door.password_hint")} autocomplete="new-password" minlength="10" required />
                <div class="row"><${Submit}>${t("settings.change_password")}<//></div>
            <//>
        </div>`;
}

/** @param {string} type of what something happened to */
const thing = (type) => (hasText(`log.thing.${type}`) ? t(`log.thing.${type}`) : type.replaceAll("_", " "));

/** What happened, in words; by its own name where that is new. @param {string} kind such as `gallery.created` */
function eventName(kind) {
    const [type = "", did = ""] = kind.split(".");
    return `${thing(type)}: ${hasText(`log.did.${did}`) ? t(`log.did.${did}`) : did.replaceAll("_", " ")}`;
}

function Log() {
    const list = useGrowing("/audit-log", { limit: 50 });
    return html`
        <h2>${t("settings.log")}</h2>
        <${Table} caption=${t("settings.log")} rows=${list.items.value} empty=${list.done.value && html`<${Empty} icon="list" title=${t("settings.no_log")} />`} columns=${[
            { key: "when", label: t("jobs.when"), render: (/** @type {any} */ one) => dateTime(one.occurred_at) },
            { key: "kind", label: t("settings.event"), head: true, render: (/** @type {any} */ one) => html`<span title=${one.kind}>${eventName(one.kind)}</span>` },
            { key: "actor", label: t("settings.actor"), render: (/** @type {any} */ one) => (one.actor_user_id ? html`<${Link} href="/desk/people/${one.actor_user_id}">${one.actor_name ?? one.actor_user_id}<//>` : t("settings.by_itself")) },
            { key: "subject", label: t("settings.subject"), render: (/** @type {any} */ one) => (one.subject_type ? `${thing(one.subject_type)} ${one.subject_id ?? ""}` : "") },
            { key: "payload", label: t("settings.details"), render: (/** @type {any} */ one) => (Object.keys(one.payload ?? {}).length ? html`<details><summary>${t("settings.details")}</summary><pre class="settings-payload" tabIndex="0">${JSON.stringify(one.payload, null, 2)}</pre></details>` : "") },
        ]} />
        <${More} list=${list} />`;
}

/** @type {Record<string, any>} */
const SECTIONS = { studio: Studio, account: Account, tokens: Tokens, log: Log };

/** @param {{params: Record<string, string>}} props */
export default function Settings({ params }) {
    const section = params.section ?? "studio";
    const Part = SECTIONS[section];
    const row = useInSight(section);
    return html`
        <h1>${t("desk.settings")}</h1>
        <nav class="library-views" ref=${row} aria-label=${t("desk.settings")}>${Object.keys(SECTIONS).map((one) => html`
            <a key=${one} href="/desk/settings/${one}" aria-current=${one === section ? "page" : null}>${t(`settings.${one}`)}</a>`)}</nav>
        ${Part ? html`<${Part} />` : html`<${Empty} title=${t("desk.missing")} />`}`;
}
