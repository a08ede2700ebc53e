// Stars and flags of files in the tray. They are shown at once and saved as one goes: one request at a time, and what was pressed
// meanwhile goes together with the next. What could not be saved is taken back and told.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { isPassing, isProblem } from "app/problem.js";
import { html, signal } from "vendor/preact.js";
import { icon } from "ui/icons.js";
import { toastError } from "ui/toast.js";
import { tellRefused } from "desk/tray-actions.js";

/** @typedef {import("desk/tray-picture.js").Staged} Staged */
/** @typedef {"none" | "pick" | "reject"} Flag */
/** @typedef {{rating: number | null, flag: Flag}} Marks */
/** @typedef {Partial<Marks>} Change */
/**
 * @typedef {object} Entry what is known of a file beyond the list that shows it
 * @property {Marks} saved what the server has, as far as it said
 * @property {number} version the file's, before what was saved last
 * @property {Change} [sent] on its way
 * @property {Change} [next] goes with the next request
 */

const entries = signal(/** @type {ReadonlyMap<number, Entry>} */ (new Map()));
/** Grows when marks were saved, for lists and counts that depend on them. */
export const marked = signal(0);
/** While one culls, lists in the background are left alone. */
export const culling = signal(false);
/** What can be undone, the last at the end. @type {{item: Staged, before: Marks}[][]} */
let steps = [];
/** How many steps are kept. */
const STEPS = 500;
/** What the API takes at once. */
const MOST = 1000;
/** Saying the same twice changes nothing, so that a passing failure may be tried again. */
const RETRIES = 2;
let isSaving = false;

/** @param {number} id @param {Entry | null} entry */
function put(id, entry) {
    const next = new Map(entries.peek());
    if (entry) next.set(id, entry);
    else next.delete(id);
    entries.value = next;
}

/** @param {Staged} item @returns {Marks} */
const own = (item) => ({ rating: item.rating ?? null, flag: item.flag });
/** @param {Entry} entry @returns {Marks} */
const present = ({ saved, sent, next }) => ({ ...saved, ...sent, ...next });

/** The marks of a file as they are shown. @param {Staged} item @returns {Marks} */
export function marksOf(item) {
    const entry = entries.value.get(item.id);
    if (!entry) return own(item);
    // A list that was read later knows better.
    return !entry.sent && !entry.next && item.version > entry.version ? own(item) : present(entry);
}

/** @param {Staged[]} items @param {(item: Staged) => Change} changeOf */
function change(items, changeOf) {
    for (const item of items) {
        const before = marksOf(item);
        const entry = entries.peek().get(item.id);
        const isBusy = Boolean(entry?.sent || entry?.next);
        put(item.id, { ...(isBusy && entry ? entry : { saved: before, version: item.version }), next: { ...entry?.next, ...changeOf(item) } });
    }
    void save();
}

/**
 * Says something of files.
 * @param {Staged[]} items
 * @param {Change} wanted
 * @returns {boolean} whether that is new of any of them
 */
export function mark(items, wanted) {
    const fresh = items.filter((item) => {
        const now = marksOf(item);
        return Object.entries(wanted).some(([part, value]) => now[/** @type {keyof Marks} */ (part)] !== value);
    });
    if (!fresh.length) return false;
    steps = [...steps.slice(1 - STEPS), fresh.map((item) => ({ item, before: marksOf(item) }))];
    change(fresh, () => wanted);
    return true;
}

/** Takes the last step back. @returns {Staged[]} the files that it was about */
export function undo() {
    const step = steps.pop() ?? [];
    const before = new Map(step.map((one) => [one.item.id, one.before]));
    change(step.map((one) => one.item), (item) => before.get(item.id) ?? {});
    return step.map((one) => one.item);
}

/** Nothing of what was done on another page is undone here. */
export const forgetSteps = () => { steps = []; };

/** Sends what waits, until nothing does. */
async function save() {
    if (isSaving) return;
    isSaving = true;
    for (;;) {
        /** @type {Map<string, number[]>} */
        const groups = new Map();
        for (const [id, { next }] of entries.peek()) {
            if (next) groups.set(JSON.stringify(next), [...groups.get(JSON.stringify(next)) ?? [], id]);
        }
        const [first] = groups;
        if (!first) break;
        await send(JSON.parse(first[0]), first[1].slice(0, MOST));
    }
    isSaving = false;
    if (!culling.peek()) marked.value++;
}

/** @param {Change} wanted @param {number[]} ids */
async function send(wanted, ids) {
    for (const id of ids) {
        const entry = entries.peek().get(id);
        if (entry) put(id, { saved: entry.saved, version: entry.version, sent: wanted });
    }
    /** What became of it. @param {number} id @param {boolean} isSaved @param {number} [version] */
    const settle = (id, isSaved, version) => {
        const entry = entries.peek().get(id);
        if (entry) put(id, { saved: isSaved ? { ...entry.saved, ...wanted } : entry.saved, version: version === undefined ? entry.version : version - 1, next: entry.next });
    };
    try {
        const [only, ...others] = ids;
        if (only !== undefined && !others.length) {
            const { data } = await request("PATCH", `/staging/${only}`, { body: wanted, retries: RETRIES });
            settle(only, true, data.version);
            return;
        }
        const { data } = await request("POST", "/staging/marks", { body: { staging_ids: ids, ...wanted }, retries: RETRIES });
        const refused = data.files.filter((/** @type {any} */ one) => one.error);
        const stays = new Set(refused.map((/** @type {any} */ one) => one.staging_id));
        for (const id of ids) settle(id, !stays.has(id));
        tellRefused(refused.map((/** @type {any} */ one) => one.error));
    } catch (error) {
        for (const id of ids) settle(id, false);
        toastError(error, isProblem(error) && !isPassing(error) ? undefined : () => {
            for (const id of ids) {
                const entry = entries.peek().get(id);
                if (entry) put(id, { ...entry, next: { ...wanted, ...entry.next } });
            }
            void save();
        });
    }
}

/** What is said of a file, in words. @param {Marks} marks @returns {string[]} */
export const wordsOf = ({ rating, flag }) => [rating ? t("tray.stars", { count: rating }) : "", flag === "none" ? "" : t(`tray.flag.${flag}`)].filter(Boolean);

/** Marks over a picture. @param {{item: Staged}} props */
export function MarkBadges({ item }) {
    const { rating, flag } = marksOf(item);
    if (!rating && flag === "none") return null;
    return html`
        ${flag !== "none" && html`<span class="badge ${flag === "pick" ? "badge-good" : "badge-danger"} mark-flag">${icon(flag === "pick" ? "check" : "close")}<span class="visually-hidden">${t(`tray.flag.${flag}`)}</span></span>`}
        ${rating && html`<span class="badge mark-stars"><span aria-hidden="true">${"★".repeat(rating)}</span><span class="visually-hidden">${t("tray.stars", { count: rating })}</span></span>`}`;
}

/** The keys of marks, for a grid and for culling. @param {(change: Change) => void} say @returns {Record<string, import("ui/hotkeys.js").Hotkey>} */
export const markKeys = (say) => ({
    ...Object.fromEntries([1, 2, 3, 4, 5].map((rating) => [String(rating), { label: t("tray.stars", { count: rating }), run: () => say({ rating }) }])),
    0: { label: t("tray.stars_none"), run: () => say({ rating: null }) },
    p: { label: t("cull.pick"), run: () => say({ flag: "pick" }) },
    x: { label: t("cull.reject"), run: () => say({ flag: "reject" }) },
    u: { label: t("cull.unflag"), run: () => say({ flag: "none" }) },
});
