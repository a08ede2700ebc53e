// What is shown where the gallery is not: the door with its code, what became of a link, and what failed.
import { link, reason, use } from "client/main.js";
import { t } from "app/i18n.js";
import { isProblem } from "app/problem.js";
import { html, useEffect } from "vendor/preact.js";
import { Failure } from "ui/empty.js";
import { Check, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { parts } from "client/main.js";

/** The language and the looks can be chosen before anything is opened. */
function Corner() {
    useEffect(() => { void use("settings"); }, []);
    const { settings } = parts.value;
    return html`<div class="door-corner">${settings && html`<${settings.Choices} />`}</div>`;
}

/** @param {{enter: (entry: {name?: string, access_code?: string, stay?: boolean}) => Promise<void>}} props */
export function Door({ enter }) {
    return html`
        <main class="door" id="pictures" tabIndex="-1">
            <${Corner} />
            <div class="door-box">
                <p class="door-kicker">${t("client.door.shared")}</p>
                <h1>${link.title}</h1>
                ${link.needsCode && html`<p class="muted">${t("client.door.code_text")}</p>`}
                <${Form} onSubmit=${(/** @type {any} */ values) => enter(values)}>
                    ${link.needsCode && html`<${Field} name="access_code" label=${t("client.door.code")} required autocomplete="one-time-code" autocapitalize="off" spellcheck="false" maxlength="64" />`}
                    <${Field} name="name" label=${t("client.door.name")} hint=${t("client.door.name_hint")} autocomplete="name" maxlength="255" />
                    <${Check} name="stay" label=${t("client.door.stay")} hint=${t("client.door.stay_hint")} />
                    <${Submit}>${t("client.door.open")}<//>
                <//>
            </div>
        </main>`;
}

const KNOWN = ["share_link_expired", "share_link_revoked", "gallery_closed"];

/** The link has ended, be it while the gallery was open. */
export function Closed() {
    const code = KNOWN.includes(String(reason.value)) ? String(reason.value) : "unknown";
    return html`
        <main class="door" id="pictures" tabIndex="-1">
            <${Corner} />
            <div class="door-box" role="alert">
                ${icon("lock", { class: "door-icon" })}
                <h1>${t(`client.closed.${code}`)}</h1>
                <p class="muted">${t(`client.closed.${code}_text`)}</p>
            </div>
        </main>`;
}

/** @param {{retry: () => void}} props */
export const Failed = ({ retry }) => html`
    <main class="door" id="pictures" tabIndex="-1"><h1 class="visually-hidden">${link.title}</h1><${Failure} error=${isProblem(reason.value) ? reason.value : null} retry=${retry} /></main>`;
