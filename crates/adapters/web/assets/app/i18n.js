// Texts in the person's language. Files of texts are loaded when they are needed; English stands in for what is missing.
import { recall, remember } from "app/dom.js";
import { signal } from "vendor/preact.js";

/** @typedef {Record<string, string>} Texts */

export const LANGUAGES = /** @type {const} */ ({ de: "Deutsch", en: "English" });
/** @typedef {keyof typeof LANGUAGES} Language */

/** The language in use, as a signal: components that call `t` or a formatter are rendered anew when it changes. */
export const language = signal(/** @type {Language} */ ("en"));

/** @type {Texts} */
let texts = {};
/** @type {Map<string, Intl.PluralRules>} */
const rules = new Map();

/**
 * The best of our languages for what a browser or a person wants.
 * @param {readonly string[]} wanted such as navigator.languages
 * @returns {Language}
 */
export function choose(wanted) {
    for (const one of wanted) {
        const base = one.toLowerCase().split("-")[0] ?? "";
        if (base in LANGUAGES) return /** @type {Language} */ (base);
    }
    return "en";
}

/** The locale for dates and numbers: the browser's own variant of the language, such as de-AT, if there is one. @returns {string} */
export function locale() {
    const base = language.value;
    return globalThis.navigator?.languages?.find((one) => one.toLowerCase().split("-")[0] === base) ?? base;
}

/** Whether the person chose the language, or null for the browser's. @returns {Language | null} */
export const chosenLanguage = () => recall("localStorage", "language");

/** What a face says beside what both do. @type {Record<Language, () => Promise<{default: Texts}>> | null} */
let own = null;

/** @param {Language} wanted */
async function load(wanted) {
    // Written out, so that the import map and preloading see each file.
    const files = await Promise.all([wanted === "de" ? import("texts/de.js") : import("texts/en.js"), own?.[wanted]()]);
    texts = Object.assign({}, ...files.map((one) => one?.default));
    language.value = wanted;
    document.documentElement.lang = wanted;
}

/**
 * Loads the texts; call it before the first render.
 * @param {typeof own} [more] the face's own files of texts
 */
export function startLanguage(more = null) {
    own = more;
    return load(choose([chosenLanguage() ?? "", ...(navigator.languages ?? [])]));
}

/**
 * Changes the language and remembers it.
 * @param {Language | null} wanted null: as the browser says
 */
export async function setLanguage(wanted) {
    remember("localStorage", "language", wanted);
    await load(wanted ?? choose(navigator.languages ?? []));
}

/** Uses these texts; for tests. @param {Texts} next @param {Language} [as] */
export function setTexts(next, as = "en") {
    texts = next;
    language.value = as;
}

/**
 * A text. `{name}` is replaced by a value, numbers by the language's rules. With `count` among the values the key's `.one`, `.few`, `.many`
 * or `.other` is taken, and `.zero` for none if there is such a text.
 *
 *     t("gallery.count", { count: 3 })   // "gallery.count.one": "{count} picture", "gallery.count.other": "{count} pictures"
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string} the key itself if there is no text
 */
export function t(key, values) {
    const now = language.value;
    const text = find(key, values, now);
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
        const value = values?.[name];
        return value === undefined ? whole : typeof value === "number" ? value.toLocaleString(locale()) : value;
    });
}

/** @param {string} key @param {Record<string, string | number> | undefined} values @param {Language} now */
function find(key, values, now) {
    const count = values?.count;
    if (typeof count === "number") {
        if (count === 0 && texts[`${key}.zero`] !== undefined) return texts[`${key}.zero`] ?? key;
        let rule = rules.get(now);
        if (!rule) rules.set(now, (rule = new Intl.PluralRules(now)));
        const plural = texts[`${key}.${rule.select(count)}`] ?? texts[`${key}.other`];
        if (plural !== undefined) return plural;
    }
    return texts[key] ?? key;
}

/** Whether there is a text of this key, for keys that are made of data. @param {string} key */
export const hasText = (key) => key in texts;

/** Where else texts of codes stand, for what only one face meets. @type {{refusal: (code: string) => string, fault: (code: string) => string, permission: (name: string) => string} | null} */
let further = null;
/** @param {NonNullable<typeof further>} keys */
export const lookFurther = (keys) => { further = keys; };

/** The first of these keys that has a text. @param {(string | undefined)[]} keys */
const first = (...keys) => keys.find((key) => key !== undefined && (hasText(key) || hasText(`${key}.other`)));

/**
 * What a code says, or null if nobody has written it down.
 * @param {string} code
 * @param {Record<string, string | number>} [values]
 * @returns {string | null}
 */
export function textOfCode(code, values) {
    const key = first(`problem.code.${code}`, further?.refusal(code));
    return key ? t(key, values) : null;
}

/** A sentence of the API, as a sentence. @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * What to tell a person about a problem: our own text for its code, or else what the API says.
 * @param {import("app/problem.js").Problem} problem
 * @returns {string}
 */
export function describe(problem) {
    const { code, status, detail, title, errors } = problem;
    if (problem.kind === "network") return t("problem.network");
    if (code === "validation_failed" && errors.length) return [...new Set(errors.map(describeFault))].join(" ");
    const permission = further && code === "forbidden" ? further.permission(/\bcan_[a-z_]+/.exec(detail)?.[0] ?? "") : "";
    if (further && permission && hasText(permission)) return t(further.refusal("forbidden_to"), { permission: t(permission) });
    const known = textOfCode(code, { count: problem.retryAfter ?? 60, ...numbers(problem.body) });
    if (known) return known;
    if (status === 429) return t("problem.too_fast", { count: problem.retryAfter ?? 60 });
    if (status >= 500) return t("problem.server", { id: problem.requestId ?? "–" });
    return detail ? sentence(detail) : title || t("problem.unknown", { status });
}

/** @param {Record<string, any>} body */
const numbers = (body) => Object.fromEntries(["current", "max", "min"].filter((name) => typeof body[name] === "number").map((name) => [name, body[name]]));

/**
 * What is wrong with one field. The API tells bounds in its sentence alone, so they are read out of it.
 * @param {{code: string, message: string}} fault
 * @returns {string}
 */
export function describeFault({ code, message }) {
    const { kind = "", ...bounds } = boundsOf(code, message);
    const key = first(`problem.field.${code}${kind}`, further?.fault(code + kind), further?.fault(code), `problem.field.${code}`);
    return key ? t(key, bounds) : sentence(message);
}

/** @param {string} code @param {string} message @returns {{kind?: string, min?: string, max?: string}} */
function boundsOf(code, message) {
    const figures = (/** @type {RegExp} */ pattern) => pattern.exec(message)?.slice(1).map((one) => Number(one.replaceAll(",", "")).toLocaleString(locale())) ?? [];
    if (code === "too_long") {
        const [max] = figures(/at most ([\d,]+) characters/);
        return max ? { kind: "_most", max } : {};
    }
    if (code !== "out_of_range") return {};
    if (/must not be (larger|smaller) than/.test(message)) return { kind: "_order" };
    if (/must lie after/.test(message)) return { kind: "_after" };
    const [min, max] = figures(/(?:between|from|name|has) (-?[\d.,]*\d) (?:and|to) (-?[\d.,]*\d)/);
    if (min && max) return { kind: "_between", min, max };
    const [most] = figures(/at most (-?[\d.,]*\d)/);
    if (most) return { kind: "_most", max: most };
    const [least] = figures(/at least (-?[\d.,]*\d)/);
    return least ? { kind: "_least", min: least } : /must not be negative/.test(message) ? { kind: "_least", min: "0" } : {};
}
