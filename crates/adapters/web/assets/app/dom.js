// Small things about the document that several modules need.

/** Whether the person asked for less motion. @returns {boolean} */
export const reducedMotion = () => globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

/**
 * Whether keys typed there are text, so that shortcuts must leave them alone.
 * @param {EventTarget | null} target
 * @returns {boolean}
 */
export function isTyping(target) {
    if (!(target instanceof HTMLElement)) return false;
    if (target.isContentEditable || target.matches("textarea, select")) return true;
    return target.matches("input") && !target.matches("[type=checkbox], [type=radio], [type=button], [type=submit], [type=range]");
}

/**
 * Puts class names together and leaves out what is false.
 * @param {...(string | false | null | undefined)} names
 * @returns {string}
 */
export const classes = (...names) => names.filter(Boolean).join(" ");

/**
 * Sets custom properties of an element. The only way to styles that depend on data: `style=` is forbidden by the CSP.
 * @param {HTMLElement | null} element
 * @param {Record<string, string | number | null>} values names without the two dashes
 */
export function setVars(element, values) {
    for (const [name, value] of Object.entries(values)) {
        if (value === null) element?.style.removeProperty(`--${name}`);
        else element?.style.setProperty(`--${name}`, String(value));
    }
}

/**
 * Waits.
 * @param {number} ms
 * @param {AbortSignal} [signal] ends the wait early, without an error
 * @returns {Promise<void>}
 */
export const wait = (ms, signal) => new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

/**
 * Something from a store that may be forbidden or hold nonsense.
 * @param {"localStorage" | "sessionStorage"} kind
 * @param {string} key
 * @returns {any} null if there is nothing to be had
 */
export function recall(kind, key) {
    try {
        return JSON.parse(globalThis[kind].getItem(key) ?? "null");
    } catch {
        return null;
    }
}

/**
 * Keeps something as JSON, or drops it if it is null. A full or forbidden store is no error: it is only forgotten sooner.
 * @param {"localStorage" | "sessionStorage"} kind
 * @param {string} key
 * @param {unknown} value
 */
export function remember(kind, key, value) {
    try {
        if (value === null) globalThis[kind].removeItem(key);
        else globalThis[kind].setItem(key, JSON.stringify(value));
    } catch {
        // See above.
    }
}
