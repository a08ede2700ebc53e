// Who is signed in: the studio's person at the desk, or a client's guest.
//
// Access tokens live in memory only, for 15 minutes. The refresh token has to survive a reload, so it is stored:
// - in sessionStorage, which ends with the tab: the default, right for a computer that others use too;
// - in localStorage if the person chose "stay signed in".
// A cookie that scripts cannot read would hide it better, but the API knows no cookies, and so no forgery by other sites. What guards
// the stored token is the strict CSP: no script but ours runs here.
//
// A refresh token is good for one exchange, and using it twice ends the sign-in. Tabs share one (by localStorage, or because a
// duplicated tab inherits sessionStorage), so a renewal takes a lock, looks for what other tabs have got meanwhile, and tells them.
import { request, useSession } from "app/api.js";
import { recall, remember, wait } from "app/dom.js";
import { isProblem } from "app/problem.js";
import { batch, computed, signal } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["User"]} User */
/** @typedef {import("types/api").components["schemas"]["SignedInBody"]} SignedIn */
/** @typedef {import("types/api").components["schemas"]["GuestSession"]} GuestSession */
/**
 * What is kept. `turn` grows with each renewal, so that tabs know whose tokens are newer.
 * @typedef {{id: string, turn: number, refresh: string, access?: string, until?: number, about?: any}} Tokens
 */

/** Seconds before its end at which an access token is renewed. */
const MARGIN = 20;

/**
 * @param {string} key where it is stored
 */
export function createSession(key) {
    /** @type {Tokens | null} */
    let tokens = null;
    /** @type {Promise<string | null> | null} */
    let renewing = null;
    const isIn = signal(false);
    /** True once the sign-in ended by itself: ask for the password again and keep the place. */
    const ended = signal(false);
    const about = signal(/** @type {any} */ (null));
    const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`atelier.${key}`) : null;

    const place = () => (recall("localStorage", key) ? "localStorage" : "sessionStorage");
    const stored = () => /** @type {Tokens | null} */ (recall("localStorage", key) ?? recall("sessionStorage", key));

    /** @param {Tokens | null} next @param {"localStorage" | "sessionStorage"} [where] */
    function keep(next, where = place()) {
        tokens = next;
        if (next === null) {
            remember("localStorage", key, null);
            remember("sessionStorage", key, null);
        } else {
            remember(where, key, { id: next.id, turn: next.turn, refresh: next.refresh, about: next.about });
        }
        batch(() => {
            isIn.value = next !== null;
            about.value = next?.about ?? null;
        });
    }

    /** Takes over what another tab has got. @param {Tokens | null} other */
    function take(other) {
        if (!other || (tokens && (other.id !== tokens.id || other.turn <= tokens.turn))) return;
        keep({ ...other, about: other.about ?? tokens?.about });
    }

    /** @param {MessageEvent} message */
    function hear({ data }) {
        if (data.ask && tokens && (data.id === null || (data.id === tokens.id && data.turn < tokens.turn))) channel?.postMessage({ tokens });
        else if (data.tokens && tokens) take(data.tokens);
        else if (data.out && tokens?.id === data.out) { keep(null); ended.value = true; }
    }
    if (channel) channel.onmessage = hear;

    /**
     * Asks other tabs for newer tokens; with no tokens of its own, for any.
     * @param {number} ms how long to listen
     */
    async function ask(ms) {
        if (!channel) return;
        const listen = (/** @type {MessageEvent} */ { data }) => { if (data.tokens) take(data.tokens); };
        channel.addEventListener("message", listen);
        channel.postMessage({ ask: true, id: tokens?.id ?? null, turn: tokens?.turn ?? 0 });
        await wait(ms);
        channel.removeEventListener("message", listen);
    }

    /** @param {SignedIn} body @param {Tokens | null} before @returns {Tokens} */
    const fresh = (body, before) => ({
        id: before?.id ?? `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`,
        turn: (before?.turn ?? 0) + 1,
        refresh: body.refresh_token,
        access: body.access_token,
        until: Date.now() + body.expires_in * 1000,
        about: before?.about ?? null,
    });

    const isGood = () => Boolean(tokens?.access && (tokens.until ?? 0) - Date.now() > MARGIN * 1000);

    /** @param {string | null} stale */
    async function exchange(stale) {
        take(stored());
        if (isGood() && tokens?.access !== stale) return tokens?.access ?? null;
        // Where tabs share localStorage the look above is enough; a duplicated tab has to be asked.
        if (place() === "sessionStorage") await ask(40);
        if (isGood() && tokens?.access !== stale) return tokens?.access ?? null;
        const before = tokens;
        if (!before) return null;
        try {
            const { data } = await request("POST", "/auth/refresh", { body: { refresh_token: before.refresh }, auth: false });
            keep(fresh(data, before));
            channel?.postMessage({ tokens });
            return data.access_token;
        } catch (error) {
            // Offline or busy: the sign-in may well be good, and what was asked fails by itself.
            if (!isProblem(error) || (error.status !== 401 && error.status !== 410)) throw error;
            keep(null);
            ended.value = true;
            return null;
        }
    }

    /** @param {string | null} stale @returns {Promise<string | null>} */
    function renew(stale) {
        const locks = globalThis.navigator?.locks;
        // Pages by plain HTTP from another machine have no locks; one tab at a time is all that is promised there.
        renewing ??= (locks ? locks.request(`atelier.${key}`, () => exchange(stale)) : exchange(stale)).finally(() => { renewing = null; });
        return renewing;
    }

    return {
        isIn,
        ended,
        about,
        /** A token that is good for some seconds yet, or null if nobody is signed in. */
        access: async () => (isGood() ? tokens?.access ?? null : tokens ? renew(null) : null),
        renew,
        /** Goes on with what was stored, or what another tab has if `others`. @param {{others?: boolean}} [options] */
        async resume({ others = false } = {}) {
            tokens ??= stored();
            if (!tokens && others) await ask(60);
            if (tokens) keep(tokens);
            return tokens !== null;
        },
        /**
         * Begins with the answer to a sign-in.
         * @param {SignedIn} body
         * @param {{stay?: boolean, about?: any}} [options]
         */
        begin(body, { stay = false, about: what = null } = {}) {
            keep(null);
            ended.value = false;
            keep({ ...fresh(body, null), about: what }, stay ? "localStorage" : "sessionStorage");
        },
        /** Changes what is known beside the tokens. @param {any} what */
        note(what) {
            if (tokens) keep({ ...tokens, about: { ...tokens.about, ...what } });
        },
        /** Forgets the tokens here and in the other tabs. */
        end() {
            if (tokens) channel?.postMessage({ out: tokens.id });
            keep(null);
        },
    };
}

/** The person at the desk. `studio.isIn`, `studio.ended` are signals. */
export const studio = createSession("studio");

/** Who is signed in at the desk: null until `whoAmI` has answered. */
export const me = signal(/** @type {User | null} */ (null));

/** Whether the desk may be shown. */
export const isSignedIn = computed(() => studio.isIn.value && me.value !== null);

/**
 * Goes on with a stored sign-in. Call it once when the desk opens; network errors are thrown, so that the page can offer to try again.
 * @returns {Promise<User | null>} null: show the sign-in page
 */
export async function openDesk() {
    useSession(studio);
    // A link opened in a new tab begins with an empty sessionStorage: the tab it came from shares its sign-in.
    return (await studio.resume({ others: true })) ? whoAmI() : null;
}

/** @returns {Promise<User | null>} */
export async function whoAmI() {
    try {
        me.value = (await request("GET", "/auth/me")).data;
    } catch (error) {
        if (!isProblem(error) || error.status !== 401) throw error;
        me.value = null;
    }
    return me.value;
}

/**
 * Signs in. 409 `ambiguous_sign_in` asks for `studio`, the studio's subdomain.
 * @param {import("types/api").components["schemas"]["Credentials"]} credentials
 * @param {{stay?: boolean}} [options]
 */
export const signIn = (credentials, options) => enter("/auth/login", credentials, options);

/** Whether there is no studio yet, and so nobody who could sign in. An older or busy server is taken to have one. @returns {Promise<boolean>} */
export const needsSetup = () => request("GET", "/setup", { auth: false }).then(({ data }) => data.needed === true, () => false);

/** Creates a studio and signs its owner in. @param {import("types/api").components["schemas"]["NewRegistration"]} registration */
export const register = (registration) => enter("/auth/register", registration);

/** Takes an invitation up and signs in. @param {import("types/api").components["schemas"]["AcceptRequest"] | Record<string, unknown>} acceptance */
export const acceptInvitation = (acceptance) => enter("/auth/accept-invitation", acceptance);

/** @param {string} path @param {unknown} body @param {{stay?: boolean}} [options] */
async function enter(path, body, options) {
    const { data } = await request("POST", path, { body, auth: false });
    useSession(studio);
    studio.begin(data, options);
    me.value = data.user;
    return data.user;
}

/** Signs out here, in other tabs and at the server. Works offline: the tokens are forgotten in any case. */
export async function signOut() {
    const last = request("POST", "/auth/logout", { retries: 0 }).catch(() => null);
    await Promise.race([last, wait(3000)]);
    studio.end();
    me.value = null;
}

/**
 * A guest of a client's gallery. A guest who opens a link twice is two people to the studio, with two sets of favourites; so the
 * session is kept per link, survives reloads, and a second tab with the same link goes on as the first one's guest.
 *
 *     const guest = guestOf(shareToken);
 *     if (!(await guest.resume())) await guest.open({ name, access_code });
 *     guest.about.value   // GuestSession without the tokens: gallery_id, policy, needs_download_pin, user, expires_at …
 *
 * @param {string} shareToken
 */
export function guestOf(shareToken) {
    const session = createSession(`guest.${shareToken}`);
    useSession(session);
    return {
        /** Signal: what the link grants. @type {import("vendor/preact.js").Signal<Omit<GuestSession, "access_token" | "refresh_token"> | null>} */
        about: session.about,
        isIn: session.isIn,
        ended: session.ended,
        /** Whether this browser is in already. */
        resume: () => session.resume({ others: true }),
        /**
         * Opens the link. Problems: 401 `access_code_required` and `wrong_access_code`, 410 `share_link_expired`,
         * `share_link_revoked` and `gallery_closed`, 404, 429 with `retryAfter`.
         * @param {{name?: string | null, access_code?: string | null, stay?: boolean}} [entry] `stay`: the same person when the browser is
         *   opened again; only if they said so, because a family may share the device
         */
        async open({ stay = false, ...entry } = {}) {
            const body = Object.fromEntries(Object.entries({ token: shareToken, ...entry }).filter(([, value]) => value));
            const { data } = await request("POST", "/share/enter", { body, auth: false });
            const { access_token, refresh_token, ...about } = data;
            session.begin(data, { stay, about });
            return about;
        },
        /** Shows the PIN that downloads ask for. 403 `wrong_download_pin`. @param {string} pin */
        async unlock(pin) {
            await request("POST", "/share/unlock-downloads", { body: { pin } });
            session.note({ needs_download_pin: false });
        },
        /** Forgets the guest here, so that the next one is somebody else. */
        leave: () => session.end(),
    };
}
