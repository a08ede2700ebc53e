// The gallery as the desk shows it: a guest that is nobody, whose token the desk hands over. It is kept nowhere but in this page's memory
// and stands in no address.
import { useSession } from "app/api.js";
import { signal } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["PreviewSession"]} PreviewSession */

/**
 * In the place of `guestOf`.
 * @param {() => void} onChange the desk shows other terms
 * @param {() => void} onEnd who looked has signed out: the token is forgotten
 * @returns {ReturnType<typeof import("app/session.js").guestOf>}
 */
export function previewGuest(onChange, onEnd) {
    const about = signal(/** @type {any} */ (null));
    const isIn = signal(false);
    const ended = signal(false);
    let token = /** @type {string | null} */ (null);
    let hasBegun = false;
    let arrived = /** @type {(isIn: boolean) => void} */ (() => {});
    const first = /** @type {Promise<boolean>} */ (new Promise((resolve) => { arrived = resolve; }));
    addEventListener("message", ({ data, origin, source }) => {
        if (origin !== location.origin || source !== parent) return;
        if (data?.preview === "drop") {
            token = about.value = null;
            isIn.value = false;
            ended.value = true;
            return onEnd();
        }
        if (!data?.preview || typeof data.preview !== "object") return;
        const { access_token, ...rest } = /** @type {PreviewSession} */ (data.preview);
        const isFirst = !hasBegun;
        hasBegun = true;
        token = access_token;
        about.value = { ...rest, needs_download_pin: false };
        isIn.value = true;
        if (isFirst) arrived(true);
        else onChange();
    });
    useSession({ access: async () => token, renew: async () => null });
    const refuse = async () => { throw new Error("a preview changes nothing"); };
    return {
        about, isIn, ended,
        resume() {
            if (parent === window) return Promise.resolve(false);
            parent.postMessage({ preview: "ready" }, location.origin);
            return first;
        },
        open: refuse,
        unlock: refuse,
        leave: () => {},
    };
}
