// A forgotten password: asking for a link, and choosing another with it.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { isProblem } from "app/problem.js";
import { go } from "app/router.js";
import { me, studio } from "app/session.js";
import { html, signal } from "vendor/preact.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";

/** What the letter's link carries. Behind the `#`, so that no server and no log sees it. */
const carried = () => new URLSearchParams(globalThis.location?.hash.slice(1)).get("reset") || null;

/**
 * Signal: the token of the letter whose link was opened; empty once it turned out to hold no longer, and null without a link. It comes before
 * everything else, whoever is signed in.
 */
export const resetToken = signal(carried());
// A link that is opened where the page is already changes nothing but what stands behind the `#`.
globalThis.addEventListener?.("hashchange", () => { resetToken.value = carried(); });

/** Leaves the link and forgets its token. @param {{hasEnded?: boolean}} [options] `hasEnded`: what is left of it is said before */
export async function leaveReset({ hasEnded = false } = {}) {
    if (resetToken.peek() === null) return;
    await go("/", { replace: true, force: true });
    resetToken.value = hasEnded ? "" : null;
}

/** @param {{login: string, onSent: () => void}} props */
export function ForgottenForm({ login, onSent }) {
    /** @param {Record<string, any>} values */
    async function submit({ username }) {
        await request("POST", "/auth/password/forgot", { body: { username }, auth: false });
        onSent();
    }
    return html`
        <${Form} onSubmit=${submit} label=${t("door.forgotten")}>
            <${Field} name="username" value=${login} label=${t("door.username")} required maxlength="255" autocomplete="username" autocapitalize="none" spellcheck=${false} />
            <${Submit}>${t("door.send_link")}<//>
        <//>`;
}

/** @param {{token: string, onSet: () => void, onEnded: () => void}} props */
export function NewPasswordForm({ token, onSet, onEnded }) {
    /** @param {Record<string, any>} values */
    async function submit({ password }) {
        try {
            await request("POST", "/auth/password/reset", { body: { token, password }, auth: false });
        } catch (error) {
            if (!isProblem(error) || error.code !== "password_reset_expired") throw error;
            await leaveReset({ hasEnded: true });
            return onEnded();
        }
        // Whoever was signed in here is so no longer: its sign-ins may be the ones that have ended.
        studio.end();
        me.value = null;
        await leaveReset();
        onSet();
    }
    return html`
        <${Form} onSubmit=${submit} label=${t("door.reset")}>
            <${Field} name="password" type="password" label=${t("door.new_password")} hint=${t("door.password_hint")} required minlength="10" maxlength="200" autocomplete="new-password" />
            <${Submit}>${t("door.set_password")}<//>
        <//>`;
}
