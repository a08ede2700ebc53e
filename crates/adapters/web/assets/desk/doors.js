// The ways into the desk: signing in, taking up an invitation, choosing another password, and creating a studio.
import { isProblem } from "app/problem.js";
import { t } from "app/i18n.js";
import { go } from "app/router.js";
import { acceptInvitation, me, needsSetup, register, signIn } from "app/session.js";
import { Check, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { language, LANGUAGES, setLanguage } from "app/i18n.js";
import { Loading } from "ui/spinner.js";
import { ThemeMenu } from "ui/theme.js";
import { toastError } from "ui/toast.js";
import { html, useEffect, useRef, useSignal } from "vendor/preact.js";
import { ForgottenForm, leaveReset, NewPasswordForm, resetToken } from "desk/password.js";

/** What an invitation's link carries. Behind the `#`, so that no server and no log sees it. */
const invitation = () => new URLSearchParams(location.hash.slice(1)).get("invitation");

/** @param {{onDone?: () => void | Promise<void>, onForgotten?: (login: string) => void}} props `onForgotten` gets what was typed as the name */
export function SignInForm({ onDone, onForgotten }) {
    const several = useSignal(false);
    /** @param {Record<string, any>} values */
    async function submit({ username, password, studio, stay }) {
        try {
            await signIn({ username, password, ...studio ? { studio } : {} }, { stay });
        } catch (error) {
            if (isProblem(error) && error.code === "ambiguous_sign_in") several.value = true;
            throw error;
        }
        await onDone?.();
    }
    return html`
        <${Form} onSubmit=${submit} label=${t("door.sign_in")}>
            <${Field} name="username" label=${t("door.username")} required autocomplete="username" autocapitalize="none" spellcheck=${false} />
            <${Field} name="password" type="password" label=${t("door.password")} required autocomplete="current-password" />
            ${several.value && html`<${Field} name="studio" label=${t("door.subdomain")} hint=${t("door.subdomain_hint")} required autocapitalize="none" />`}
            <${Check} name="stay" label=${t("door.stay")} hint=${t("door.stay_hint")} />
            <${Submit}>${t("door.sign_in")}<//>
            ${onForgotten && html`<button type="button" class="button button-quiet" onClick=${(/** @type {any} */ event) => onForgotten(event.currentTarget.form.elements.username.value)}>${t("door.forgotten")}</button>`}
        <//>`;
}

/** Creating a studio: the first thing to do on a new installation. */
function RegisterForm() {
    /** @param {Record<string, any>} values */
    async function submit({ studio_name, name, email, username, password, subdomain, currency }) {
        const given = Object.fromEntries(Object.entries({ name, username, subdomain, currency }).filter(([, value]) => value));
        const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
        await register({ studio_name, email, password, ...timezone ? { timezone } : {}, ...given });
        await go("/desk/galleries?new=1", { replace: true });
    }
    return html`
        <${Form} onSubmit=${submit} label=${t("door.register")}>
            <${Field} name="studio_name" label=${t("door.studio_name")} required maxlength="255" autocomplete="organization" />
            <${Field} name="name" label=${t("door.your_name")} required maxlength="255" autocomplete="name" />
            <${Field} name="email" type="email" label=${t("door.email")} required maxlength="255" autocomplete="email" />
            <${Field} name="username" label=${t("door.choose_username")} hint=${t("door.username_hint")} minlength="3" maxlength="50" autocomplete="username" autocapitalize="none" spellcheck=${false} />
            <${Field} name="password" type="password" label=${t("door.password")} hint=${t("door.password_hint")} required minlength="10" maxlength="200" autocomplete="new-password" />
            <details><summary>${t("door.more")}</summary>
                <div class="form">
                    <${Field} name="subdomain" label=${t("door.subdomain")} hint=${t("door.subdomain_own")} autocapitalize="none" />
                    <${Field} name="currency" label=${t("door.currency")} hint=${t("door.currency_hint")} pattern="[A-Za-z]{3}" maxlength="3" value=${language.value === "de" ? "EUR" : ""} />
                </div>
            </details>
            <${Submit}>${t("door.register")}<//>
        <//>`;
}

/** @param {{token: string}} props */
function InvitationForm({ token }) {
    /** @param {Record<string, any>} values */
    async function submit({ name, username, password }) {
        await acceptInvitation({ token, name, password, ...username ? { username } : {} });
        await go("/", { replace: true });
    }
    return html`
        <${Form} onSubmit=${submit} label=${t("door.invited")}>
            <${Field} name="name" label=${t("door.your_name")} required maxlength="255" autocomplete="name" />
            <${Field} name="username" label=${t("door.choose_username")} hint=${t("door.username_hint")} minlength="3" maxlength="50" autocomplete="username" autocapitalize="none" spellcheck=${false} />
            <${Field} name="password" type="password" label=${t("door.password")} hint=${t("door.password_hint")} required minlength="10" maxlength="200" autocomplete="new-password" />
            <${Submit}>${t("door.take_up")}<//>
        <//>`;
}

/** What is shown to somebody who is not signed in, or who opened the link to a new password. */
export function Doors() {
    const token = invitation();
    const reset = resetToken.value;
    /** @typedef {"sign_in" | "register" | "forgotten" | "sent" | "ended" | "set"} Door */
    const door = useSignal(/** @type {Door} */ (new URLSearchParams(location.search).has("register") ? "register" : "sign_in"));
    const login = useSignal("");
    const heading = useRef(/** @type {HTMLElement | null} */ (null));
    /** Whether there is no studio yet; null until that is known. */
    const isFirst = useSignal(/** @type {boolean | null} */ (token || reset ? false : null));
    useEffect(() => { if (isFirst.peek() === null) void needsSetup().then((needed) => { isFirst.value = needed; }); }, []);
    const languages = Object.entries(LANGUAGES).map(([code, label]) => ({
        label, checked: language.value === code, run: () => { setLanguage(/** @type {any} */ (code)).catch(toastError); },
    }));
    /** Shows another door, and says so to who does not see it. @param {Door} next */
    const show = (next) => { door.value = next; requestAnimationFrame(() => heading.current?.focus()); };
    const back = () => { void leaveReset().then(() => show("sign_in")); };
    const forgotten = (/** @type {string} */ name) => { login.value = name; show("forgotten"); };
    const signInForm = () => html`<${SignInForm} onForgotten=${forgotten} />`;
    /** @type {Record<Door, () => any[]>} */
    const doors = {
        sign_in: () => [t("door.sign_in"), t("door.sign_in_hint"), signInForm()],
        register: () => [t("door.register"), t("door.register_hint"), html`<${RegisterForm} />`],
        forgotten: () => [t("door.forgotten"), t("door.forgotten_hint"), html`<${ForgottenForm} login=${login.value} onSent=${() => show("sent")} />`],
        sent: () => [t("door.sent"), t("door.sent_hint"), null],
        ended: () => [t("door.reset_ended"), t("door.reset_ended_hint"), html`<button type="button" class="button button-primary" onClick=${() => show("forgotten")}>${t("door.ask_again")}</button>`],
        set: () => [t("door.sign_in"), t("door.password_set"), signInForm()],
    };
    const [title, hint, form] = reset
        ? [t("door.reset"), t("door.reset_hint"), html`<${NewPasswordForm} token=${reset} onSet=${() => show("set")} onEnded=${() => show("ended")} />`]
        : token
            ? [t("door.invited"), t("door.invited_hint"), html`<${InvitationForm} token=${token} />`]
        : isFirst.value
            ? [t("door.set_up"), t("door.set_up_hint"), html`<${RegisterForm} />`]
            : doors[door.value]();
    const isAside = reset !== null || ["forgotten", "sent", "ended"].includes(door.value);
    return html`
        <header class="door-head"><span class="desk-brand"><span aria-hidden="true">◐</span> Atelier</span>
            <div class="row"><${Menu} label=${LANGUAGES[language.value]} class="button button-quiet" items=${languages} /><${ThemeMenu} class="button button-quiet" /></div></header>
        <main class="door">
            <div class="card door-card stack">
                ${isFirst.value === null && !reset ? html`<h1 tabIndex="-1">Atelier</h1><${Loading} />` : html`<h1 tabIndex="-1" ref=${heading}>${title}</h1><p class="hint">${hint}</p>${form}`}
                ${isFirst.value === false && !token && (isAside
                    ? html`<p class="door-other"><button type="button" class="button button-quiet" onClick=${back}>${me.value ? t("desk.home") : t("door.back")}</button></p>`
                    : html`<p class="door-other">${door.value === "register" ? t("door.have") : t("door.first")}
                        <button type="button" class="button button-quiet" onClick=${() => { door.value = door.value === "register" ? "sign_in" : "register"; }}>
                            ${door.value === "register" ? t("door.sign_in") : html`${icon("plus")}${t("door.register")}`}</button></p>`)}
            </div>
        </main>`;
}
