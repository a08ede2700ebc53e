// The frame of the desk: who is signed in, the navigation, and the page of the address.
import { setLanguage, language, LANGUAGES, t } from "app/i18n.js";
import { go, Link, Pages, path } from "app/router.js";
import { isSignedIn, me, openDesk, signOut, studio, whoAmI } from "app/session.js";
import { Confirmations, Dialog } from "ui/dialog.js";
import { Empty, Failure } from "ui/empty.js";
import { HotkeyHelp, showHotkeys, useHotkeys } from "ui/hotkeys.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { Loading } from "ui/spinner.js";
import { ThemeMenu } from "ui/theme.js";
import { toastError, Toasts } from "ui/toast.js";
import { html, signal, useEffect, useSignal } from "vendor/preact.js";
import { areas, routes } from "desk/areas.js";
import { UploadIndicator } from "desk/upload-indicator.js";
import { Doors, SignInForm } from "desk/doors.js";
import { resetToken } from "desk/password.js";

/** What went wrong when the desk woke up, or null. */
const asleep = signal(/** @type {unknown} */ (null));

/** Goes on with the sign-in that was stored. */
export async function wake() {
    asleep.value = null;
    try {
        await openDesk();
    } catch (error) {
        asleep.value = error;
    }
}

const Brand = () => html`<a class="desk-brand" href="/"><span aria-hidden="true">◐</span> Atelier</a>`;

/** The menu of the person: appearance, language, keys, leaving. */
function Account() {
    const languages = Object.entries(LANGUAGES).map(([code, name]) => ({
        label: name, checked: language.value === code, run: () => { setLanguage(/** @type {any} */ (code)).catch(toastError); },
    }));
    return html`
        <${ThemeMenu} class="button button-quiet" />
        <${Menu} class="button button-quiet" label=${t("desk.account_of", { name: me.value?.name ?? "" })} items=${[
            { label: t("desk.account"), icon: icon("gear"), run: () => { void go("/desk/settings/account"); } },
            ...languages,
            { label: t("hotkeys.title"), run: showHotkeys },
            { label: t("desk.sign_out"), icon: icon("out"), run: () => { void leave(); } },
        ]}>${icon("user")}<span class="desk-name">${me.value?.name}</span><//>`;
}

async function leave() {
    if (await go("/")) await signOut();
}

/** The sign-in ended by itself: asked for over the page, so that nothing typed is lost. */
function SignInAgain() {
    const close = () => { studio.ended.value = false; };
    return html`
        <${Dialog} title=${t("door.again")} size="small" onClose=${close}>
            <p class="hint">${t("door.again_hint")}</p>
            <${SignInForm} onDone=${async () => { close(); await whoAmI(); }} />
        <//>`;
}

function Navigation() {
    const open = useSignal(false);
    const here = path.value;
    useEffect(() => { open.value = false; }, [here]);
    return html`
        <button class="button button-icon desk-menu" aria-expanded=${open.value ? "true" : "false"} aria-controls="desk-areas"
            aria-label=${t("desk.menu")} onClick=${() => { open.value = !open.value; }}>${icon(open.value ? "close" : "menu")}</button>
        <nav id="desk-areas" class="desk-areas ${open.value ? "is-open" : ""}" aria-label=${t("desk.areas")}>
            <ul role="list">${areas.map((area) => html`
                <li key=${area.href}><${Link} href=${area.href} within class="desk-area ${area.href === "/desk/galleries" && (here === "/" || here === "/desk") ? "is-here" : ""}">
                    ${icon(area.icon)}<span>${t(area.text)}</span><//></li>`)}</ul>
        </nav>`;
}

function Desk() {
    useHotkeys(t("desk.areas"), {
        g: { label: t("desk.galleries"), run: () => { void go("/desk/galleries"); } },
        u: { label: t("desk.upload"), run: () => { void go("/desk/upload"); } },
        t: { label: t("desk.tray"), run: () => { void go("/desk/tray"); } },
        l: { label: t("desk.library"), run: () => { void go("/desk/library"); } },
    });
    return html`
        <a class="skip-link" href="#page">${t("desk.skip")}</a>
        <header class="desk-head"><${Brand} /><div class="row desk-tools"><${UploadIndicator} /><${Account} /></div></header>
        <${Navigation} />
        <main id="page" class="desk-page" tabIndex="-1">
            <${Pages} routes=${routes} busy=${html`<${Loading} />`}
                missing=${html`<h1>${t("desk.missing")}</h1><p><a href="/">${t("desk.home")}</a></p>`}
                failed=${(/** @type {() => void} */ retry, /** @type {unknown} */ error) => html`<h1>${t("problem.page")}</h1><${Failure} error=${error} retry=${retry} />`} />
        </main>`;
}

/** A person who has no desk: contacts, guests and vendors come in by their links. */
const NoDesk = () => html`
    <main class="door"><h1>Atelier</h1>
        <${Empty} icon="lock" title=${t("desk.none")}><p>${t("desk.none_hint")}</p>
            <button class="button" onClick=${() => { void signOut(); }}>${t("desk.sign_out")}</button><//></main>`;

export function Shell() {
    const page = asleep.value
        ? html`<main class="door"><h1>Atelier</h1><${Failure} error=${asleep.value} retry=${wake} /></main>`
        : resetToken.value !== null ? html`<${Doors} />`
        : isSignedIn.value || studio.ended.value && me.value
            ? me.value?.kind === "studio" ? html`<${Desk} />` : html`<${NoDesk} />`
            : html`<${Doors} />`;
    return html`
        <div class=${isSignedIn.value || me.value ? "desk" : "desk-outside"}>${page}</div>
        ${studio.ended.value && me.value && html`<${SignInAgain} />`}
        <${Toasts} /><${Confirmations} /><${HotkeyHelp} />`;
}
