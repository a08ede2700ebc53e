// The ways into the desk: signing in, taking up an invitation, and creating a studio.
import { isProblem } from "app/problem.js";
import { t } from "app/i18n.js";
import { go } from "app/router.js";
import { acceptInvitation, needsSetup, register, signIn } from "app/session.js";
import { Check, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { language, LANGUAGES, setLanguage } from "app/i18n.js";
import { Loading } from "ui/spinner.js";
import { ThemeMenu } from "ui/theme.js";
import { toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";

/** What an invitation's link carries. Behind the `#`, so that no server and no log sees it. */
const invitation = () => new URLSearchParams(location.hash.slice(1)).get("invitation");

/** @param {{onDone?: () => void | Promise<void>}} props */
export function SignInForm({ onDone }) {
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

/** What is shown to somebody who is not signed in. */
export function Doors() {
    const token = invitation();
    const isNew = useSignal(new URLSearchParams(location.search).has("register"));
    /** Whether there is no studio yet; null until that is known. */
    const isFirst = useSignal(/** @type {boolean | null} */ (token ? false : null));
    useEffect(() => { if (!token) void needsSetup().then((needed) => { isFirst.value = needed; }); }, []);
    const languages = Object.entries(LANGUAGES).map(([code, label]) => ({
        label, checked: language.value === code, run: () => { setLanguage(/** @type {any} */ (code)).catch(toastError); },
    }));
    const [title, hint, form] = token
        ? [t("door.invited"), t("door.invited_hint"), html`<${InvitationForm} token=${token} />`]
        : isFirst.value
            ? [t("door.set_up"), t("door.set_up_hint"), html`<${RegisterForm} />`]
        : isNew.value
            ? [t("door.register"), t("door.register_hint"), html`<${RegisterForm} />`]
            : [t("door.sign_in"), t("door.sign_in_hint"), html`<${SignInForm} />`];
    return html`
        <header class="door-head"><span class="desk-brand"><span aria-hidden="true">◐</span> Atelier</span>
            <div class="row"><${Menu} label=${LANGUAGES[language.value]} class="button button-quiet" items=${languages} /><${ThemeMenu} class="button button-quiet" /></div></header>
        <main class="door">
            <div class="card door-card stack">
                ${isFirst.value === null ? html`<h1 tabIndex="-1">Atelier</h1><${Loading} />` : html`<h1 tabIndex="-1">${title}</h1><p class="hint">${hint}</p>${form}`}
                ${isFirst.value === false && !token && html`<p class="door-other">${isNew.value ? t("door.have") : t("door.first")}
                    <button type="button" class="button button-quiet" onClick=${() => { isNew.value = !isNew.value; }}>
                        ${isNew.value ? t("door.sign_in") : html`${icon("plus")}${t("door.register")}`}</button></p>`}
            </div>
        </main>`;
}
