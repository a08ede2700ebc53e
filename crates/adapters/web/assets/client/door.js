// What is shown where the gallery is not: the door with its code, what became of a link, and what failed. It is the first thing that
// most guests see, so it brings nothing along: plain fields, and native choices for language and looks.
import { link, reason } from "client/main.js";
import { recall, remember } from "app/dom.js";
import { describe, language, LANGUAGES, setLanguage, t } from "app/i18n.js";
import { isProblem } from "app/problem.js";
import { icon } from "ui/icons.js";
import { html, useRef, useSignal } from "vendor/preact.js";

/** @param {string} theme */
function setTheme(theme) {
    remember("localStorage", "theme", theme === "system" ? null : theme);
    if (theme === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
}

/** The language and the looks can be chosen before anything is opened. */
function Corner() {
    const theme = recall("localStorage", "theme") ?? "system";
    return html`
        <div class="door-corner">
            <select class="input" aria-label=${t("client.language")} onChange=${(/** @type {any} */ event) => setLanguage(event.currentTarget.value)}>
                ${Object.entries(LANGUAGES).map(([tag, name]) => html`<option value=${tag} key=${tag} selected=${language.value === tag}>${name}</option>`)}</select>
            <select class="input" aria-label=${t("theme.label")} onChange=${(/** @type {any} */ event) => setTheme(event.currentTarget.value)}>
                ${["system", "light", "dark"].map((one) => html`<option value=${one} key=${one} selected=${theme === one}>${t(`theme.${one}`)}</option>`)}</select>
        </div>`;
}

/** @param {{enter: (entry: {name?: string, access_code?: string, stay?: boolean}) => Promise<void>}} props */
export function Door({ enter }) {
    const busy = useSignal(false);
    const failed = useSignal("");
    const form = useRef(/** @type {HTMLFormElement | null} */ (null));
    const isWrong = useSignal(false);
    const submit = async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (busy.value || !form.current) return;
        const typed = new FormData(form.current);
        busy.value = true;
        failed.value = "";
        isWrong.value = false;
        try {
            await enter({ name: String(typed.get("name") ?? "").trim(), access_code: String(typed.get("access_code") ?? ""), stay: typed.get("stay") === "on" });
        } catch (error) {
            if (!isProblem(error)) console.error(error);
            isWrong.value = isProblem(error) && /access_code/.test(error.code);
            failed.value = isProblem(error) ? (error.code === "wrong_access_code" ? t("client.door.wrong") : describe(error)) : t("problem.page");
            /** @type {HTMLElement | null} */ (form.current?.querySelector(isWrong.value ? "[name=access_code]" : "button"))?.focus();
        } finally {
            busy.value = false;
        }
    };
    return html`
        <main class="door" id="pictures" tabIndex="-1">
            <${Corner} />
            <div class="door-box">
                ${link.title && html`<p class="door-kicker">${t("client.door.shared")}</p>`}
                <h1>${link.title || t("client.door.shared")}</h1>
                ${link.needsCode && html`<p class="muted">${t("client.door.code_text")}</p>`}
                <form class="form" ref=${form} onSubmit=${submit} aria-busy=${String(busy.value)}>
                    ${link.needsCode && html`<label class="field"><span class="field-label">${t("client.door.code")}</span>
                        <input class="input" name="access_code" required autocomplete="one-time-code" autocapitalize="off" spellcheck="false" maxlength="64" aria-invalid=${isWrong.value ? "true" : null} aria-describedby=${isWrong.value ? "door-error" : null} /></label>`}
                    <label class="field"><span class="field-label">${t("client.door.name")}</span>
                        <input class="input" name="name" autocomplete="name" maxlength="255" aria-describedby="door-name" /><span class="hint" id="door-name">${t("client.door.name_hint")}</span></label>
                    <label class="check"><input type="checkbox" name="stay" /><span>${t("client.door.stay")}<span class="hint">${t("client.door.stay_hint")}</span></span></label>
                    <p class="error-line" role="alert" id="door-error">${failed.value ? html`${icon("alert")} ${failed.value}` : null}</p>
                    <button type="submit" class="button button-primary ${busy.value ? "is-busy" : ""}" aria-disabled=${busy.value ? "true" : null}>${t("client.door.open")}</button>
                </form>
            </div>
        </main>`;
}

const KNOWN = ["share_link_expired", "share_link_revoked", "gallery_closed", "preview_ended"];

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

/** Nothing could be read. @param {{retry: () => void}} props */
export const Failed = ({ retry }) => html`
    <main class="door" id="pictures" tabIndex="-1">
        <div class="door-box" role="alert">
            <h1>${link.title || t("client.door.shared")}</h1>
            <p>${isProblem(reason.value) ? describe(reason.value) : t("problem.page")}</p>
            <button type="button" class="button button-primary" onClick=${retry}>${t("common.retry")}</button>
        </div>
    </main>`;
