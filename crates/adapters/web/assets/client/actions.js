// What a guest does with pictures. Each change is shown at once, sent in the order in which it was made, and taken back with a word
// where the server refuses it.
import { ask, at, decisionOf, favourites, gallery, guest, handedIn, isPreview, proofing, read } from "client/main.js";
import { remember } from "app/dom.js";
import { t } from "app/i18n.js";
import { isProblem } from "app/problem.js";
import { Confirmations } from "ui/dialog.js";
import { HotkeyHelp, showHotkeys } from "ui/hotkeys.js";
import { toast, toastError, Toasts } from "ui/toast.js";
import { batch, html, signal } from "vendor/preact.js";

/** @typedef {import("client/main.js").Shown} Shown */
/** @typedef {import("client/main.js").Decision} Decision */
/** @typedef {import("client/main.js").Schemas["Selection"]} List */

/** Selections that the guest sees: the common ones and its own. Null until they were read. */
export const lists = signal(/** @type {List[] | null} */ (null));
/** The pictures of lists, by the list's id, as far as they were read. @type {Map<number, import("vendor/preact.js").Signal<Set<number>>>} */
const members = new Map();

/** Which pictures are in a list. @param {number} id */
export function membersOf(id) {
    let one = members.get(id);
    if (!one) members.set(id, (one = signal(new Set())));
    return one;
}

/** Says what was refused, in words of our own for limits. @param {unknown} error @param {() => void} [retry] */
function refuse(error, retry) {
    const code = isProblem(error) ? error.code : "";
    const max = isProblem(error) ? Number(error.body.max ?? 0) : 0;
    if (code === "max_approvals" || code === "max_edit_requests" || code === "selection_full") toast(t(`client.limit.${code}`, { count: max }), { kind: "error" });
    else if (code === "proofing_locked") { toast(t("client.limit.locked"), { kind: "error" }); void readProofing().catch(() => {}); }
    else toastError(error, isProblem(error) && error.kind === "network" ? retry : undefined);
}

/** What is being sent, by picture: one after the other, or a late answer would win. @type {Map<string, Promise<unknown>>} */
const lines = new Map();

/** @template T @param {string} key @param {() => Promise<T>} send @returns {Promise<T>} */
function inLine(key, send) {
    const next = (lines.get(key) ?? Promise.resolve()).catch(() => {}).then(send);
    lines.set(key, next);
    return next;
}

/** How often each picture was changed: only the latest change may be taken back. @type {Map<number, number>} */
const turns = new Map();

/**
 * @param {Shown} image @param {Partial<Decision>} change @param {() => Promise<{data: any}>} send
 */
async function change(image, change, send) {
    const state = decisionOf(image);
    const before = state.value;
    const turn = (turns.get(image.id) ?? 0) + 1;
    turns.set(image.id, turn);
    count(before, { ...before, ...change });
    state.value = { ...before, ...change };
    try {
        const { data } = await inLine(`image.${image.id}`, send);
        if (turns.get(image.id) === turn && data) {
            const { image_id: _, ...decision } = data;
            state.value = decision;
        }
    } catch (error) {
        batch(() => {
            // Later changes of other things stay; what this one touched goes back to what it was.
            const now = state.value;
            const back = Object.fromEntries(Object.keys(change).map((key) => [key, /** @type {any} */ (before)[key]]));
            const next = turns.get(image.id) === turn ? before : { ...now, ...back };
            count(now, next);
            state.value = next;
        });
        refuse(error);
        throw error;
    }
}

/** Keeps the counters in step with what is shown. @param {Decision} before @param {Decision} after */
function count(before, after) {
    const now = proofing.value;
    if (!now) return;
    const by = (/** @type {(one: Decision) => boolean} */ test) => Number(test(after)) - Number(test(before));
    proofing.value = { ...now, counted: {
        approvals: now.counted.approvals + by((one) => one.decision === "approved"),
        rejections: now.counted.rejections + by((one) => one.decision === "rejected"),
        edit_requests: now.counted.edit_requests + by((one) => one.edit_requested),
    } };
}

const quietly = (/** @type {Promise<unknown>} */ work) => work.then(() => true, () => false);

/** Approves, rejects, or takes it back if it says so already. @param {Shown} image @param {"approved" | "rejected"} decision */
export function decide(image, decision) {
    const { decision: before, changed_since_decision } = decisionOf(image).value;
    // What has changed since is approved anew by the same button.
    const next = before === decision && !changed_since_decision ? "undecided" : decision;
    return quietly(change(image, { decision: next, changed_since_decision: false }, async () => {
        // Deciding the same again changes nothing at the server, so a changed picture is decided afresh.
        if (changed_since_decision && before === next) await ask("PUT", at(`/images/${image.id}/decision`), { body: { decision: "undecided" } });
        return ask("PUT", at(`/images/${image.id}/decision`), { body: { decision: next } });
    }));
}

/** @param {Shown} image @param {number} stars the same again takes them back */
export function rate(image, stars) {
    const isSame = decisionOf(image).value.rating === stars;
    const path = at(`/images/${image.id}/rating`);
    return quietly(change(image, { rating: isSame ? null : stars }, () => (isSame ? ask("DELETE", path) : ask("PUT", path, { body: { rating: stars } }))));
}

/** Asks for an edit. Throws, so that the form keeps what was typed. @param {Shown} image @param {string | null} notes null withdraws it */
export function requestEdit(image, notes) {
    const path = at(`/images/${image.id}/edit-request`);
    return change(image, { edit_requested: notes !== null, edit_notes: notes }, () => (notes === null ? ask("DELETE", path) : ask("PUT", path, { body: { notes } })));
}

/** Decides about many alike: about all or none. @param {Shown[]} images @param {"approved" | "rejected"} decision */
export async function decideAll(images, decision) {
    const before = images.map((image) => decisionOf(image).value);
    const put = (/** @type {Decision[]} */ states) => batch(() => images.forEach((image, index) => {
        const next = states[index];
        if (next) { count(decisionOf(image).value, next); decisionOf(image).value = next; }
    }));
    put(before.map((one) => ({ ...one, decision, changed_since_decision: false })));
    try {
        await ask("PUT", at("/decisions"), { body: { image_ids: images.map((one) => one.id), decision } });
        toast(t(`client.many.${decision}`, { count: images.length }));
    } catch (error) {
        put(before);
        refuse(error);
    }
}

export async function readProofing() {
    proofing.value = (await ask("GET", at("/proofing"))).data;
    remember("localStorage", handedIn(), proofing.value?.is_locked || null);
}

/** Hands in what was decided. Throws. */
export async function handIn() {
    await ask("POST", at("/submit"), { once: true });
    await readProofing();
    toast(t("client.handed_in_done"));
}

/** Reads the lists, and what is in them. */
export async function readLists() {
    const { data } = await ask("GET", at("/selections"), { query: { include: "image_ids" } });
    // What does not fit beside the lists is read list by list.
    await Promise.all(data.map((/** @type {List} */ list) => { if (!list.image_ids) return readMembers(list); membersOf(list.id).value = new Set(list.image_ids); }));
    lists.value = data;
    const own = favouriteList();
    favourites.value = own ? membersOf(own.id).value : new Set();
}

/** @param {List} list */
async function readMembers(list) {
    const found = new Set();
    for (let total = list.image_count; found.size < total;) {
        const { data } = await ask("GET", at(`/selections/${list.id}/images`), { query: { limit: 1000, offset: found.size } });
        for (const image of data) found.add(image.id);
        if (!data.length) break;
    }
    membersOf(list.id).value = found;
}

/** The guest's list of favourites is a list of its own by that name, in whichever language it was made. */
export function favouriteList() {
    const own = guest.about.value?.user?.id;
    const names = ["Favourites", "Favoriten"];
    return lists.value?.find((one) => one.user_id === own && names.includes(one.name)) ?? null;
}

/** Whether a list takes pictures from this guest. @param {List} list */
export const takes = (list) => list.state === "open" && !isPreview;

/** @param {List} list */
const put = (list) => { lists.value = lists.value?.some((one) => one.id === list.id) ? lists.value.map((one) => (one.id === list.id ? list : one)) : [...lists.value ?? [], list]; };

/** Makes a list of the guest's own. Throws. @param {string} name @returns {Promise<List>} */
export async function makeList(name) {
    const { data } = await ask("POST", at("/selections"), { body: { name }, once: true });
    put(data);
    return data;
}

/**
 * Puts pictures into a list or takes them out.
 * @param {List} list @param {Shown[]} images @param {boolean} into
 */
export async function pick(list, images, into) {
    const state = membersOf(list.id);
    const touched = images.map((one) => one.id).filter((id) => state.value.has(id) !== into);
    if (!touched.length) return true;
    const turn = (/** @type {boolean} */ isIn) => {
        const next = new Set(state.value);
        for (const id of touched) { if (isIn) next.add(id); else next.delete(id); }
        batch(() => {
            state.value = next;
            if (list.id === favouriteList()?.id) favourites.value = next;
            const known = lists.value?.find((one) => one.id === list.id);
            if (known) put({ ...known, image_count: known.image_count + (isIn ? touched.length : -touched.length) });
        });
    };
    turn(into);
    try {
        const { data } = await inLine(`list.${list.id}`, () => ask("POST", at(`/selections/${list.id}/images${into ? "" : "/remove"}`), { body: { image_ids: touched }, once: true }));
        // While more is on its way the counter shown is the newer one.
        if (data.image_count === state.value.size) put(data);
        return true;
    } catch (error) {
        turn(!into);
        refuse(error);
        return false;
    }
}

/** @type {Promise<List> | null} */
let making = null;

/** The heart. @param {Shown[]} images @param {boolean} on */
export async function favourite(images, on) {
    // Shown before the list is known, which takes a moment the first time.
    const before = favourites.value;
    const next = new Set(before);
    for (const { id } of images) { if (on) next.add(id); else next.delete(id); }
    favourites.value = next;
    try {
        if (!lists.value) await readLists();
        const list = favouriteList() ?? await (making ??= makeList(t("client.favourites")).finally(() => { making = null; }));
        await pick(list, images, on);
        favourites.value = membersOf(list.id).value;
    } catch (error) {
        favourites.value = before;
        refuse(error, () => { void favourite(images, on); });
    }
}

/** Hands a list in. Throws. @param {List} list */
export async function submitList(list) {
    put((await ask("POST", at(`/selections/${list.id}/submit`), { once: true })).data);
    toast(t("client.list.done", { name: list.name }));
}

/** @param {List} list */
export async function dropList(list) {
    await ask("DELETE", at(`/selections/${list.id}`));
    batch(() => {
        if (favouriteList()?.id === list.id) favourites.value = new Set();
        lists.value = lists.value?.filter((one) => one.id !== list.id) ?? null;
    });
}

/** Reads again what the studio may have changed while the gallery is open. */
export async function refresh() {
    if (gallery.value?.mode === "proofing") await Promise.all([readProofing(), readLists()]);
}

/** What becomes of downloads after the PIN was shown. @param {string} pin */
export async function unlock(pin) {
    await guest.unlock(pin);
    await read();
}

/** The list of keys. */
export const help = () => showHotkeys();

/** Where messages, questions and the list of keys appear. */
export const Messages = () => html`<${Confirmations} /><${HotkeyHelp} /><${Toasts} />`;

