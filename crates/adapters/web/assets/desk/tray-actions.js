// What can be done with files of the tray. Every one of these can be repeated, tells what was refused, and most can be undone.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { batch, signal } from "vendor/preact.js";
import { toast, toastError } from "ui/toast.js";
import { reason } from "desk/upload-list.js";

/** @typedef {import("types/api").components["schemas"]["MoveResult"]} MoveResult */

/** Grows when something has changed, for lists that show it. `ids` are files that are elsewhere now. */
export const moved = signal(/** @type {{turn: number, ids: number[]}} */ ({ turn: 0, ids: [] }));
/** What the API takes at once. */
const MOST = 1000;

/** @param {number[]} ids */
const note = (ids) => { moved.value = { turn: moved.value.turn + 1, ids }; };

/**
 * @param {string} path
 * @param {object} body
 * @param {number[]} ids
 * @returns {Promise<{done: number[], refused: {id: number, code: string, detail: string}[]}>}
 */
async function send(path, body, ids) {
    /** @type {number[]} */
    const done = [];
    /** @type {{id: number, code: string, detail: string}[]} */
    const refused = [];
    for (let at = 0; at < ids.length; at += MOST) {
        const { data } = await request("POST", path, { body: { ...body, staging_ids: ids.slice(at, at + MOST) }, once: true });
        for (const one of /** @type {MoveResult} */ (data).files) {
            if (one.error) refused.push({ id: one.staging_id, ...one.error });
            else if (one.status === "ambiguous") refused.push({ id: one.staging_id, code: "ambiguous_version", detail: "" });
            else done.push(one.staging_id);
        }
    }
    return { done, refused };
}

/** Says why files stayed. @param {{code: string, detail: string}[]} refused */
export function tellRefused(refused) {
    if (!refused.length) return;
    const counts = new Map();
    for (const one of refused) counts.set(reason(one), (counts.get(reason(one)) ?? 0) + 1);
    const reasons = [...counts].map(([text, count]) => (counts.size > 1 ? `${text} (${count})` : text)).join("; ");
    toast(t("tray.refused", { count: refused.length, reasons }), { kind: "error" });
}

/**
 * @param {string} path
 * @param {object} body
 * @param {number[]} ids
 * @param {string} said the key of what is said afterwards, with {count}
 * @param {{undo?: (ids: number[]) => void, name?: string, quiet?: boolean}} [options] `quiet` says only what was refused
 * @returns {Promise<number[]>} those that went
 */
async function act(path, body, ids, said, { undo, name = "", quiet = false } = {}) {
    if (!ids.length) return [];
    try {
        const { done, refused } = await send(path, body, ids);
        batch(() => {
            if (done.length) note(done);
            if (done.length && !quiet) toast(t(said, { count: done.length, name }), undo ? { action: { label: t("tray.undo"), run: () => undo(done) } } : {});
            tellRefused(refused);
        });
        return done;
    } catch (error) {
        toastError(error, () => void act(path, body, ids, said, { undo, name, quiet }));
        return [];
    }
}

/** @param {number[]} ids @param {boolean} [quiet] where the page shows it by itself */
export const discard = (ids, quiet = false) => act("/staging/discard", {}, ids, "tray.done.discarded", { quiet, undo: (done) => void restore(done) });
/** @param {number[]} ids @param {boolean} [quiet] */
export const restore = (ids, quiet = false) => act("/staging/restore", {}, ids, "tray.done.restored", { quiet });
/** @param {number[]} ids */
export const unassign = (ids) => act("/staging/unassign", {}, ids, "tray.done.unassigned");
/** @param {number[]} ids */
export const reject = (ids) => act("/staging/proposals/reject", {}, ids, "tray.done.rejected");
/** @param {number[]} ids @param {string} [type] */
export const accept = (ids, type) => act("/staging/proposals/accept", type ? { type } : {}, ids, "tray.done.accepted", { undo: (done) => void unassign(done) });
/**
 * @param {number[]} ids
 * @param {{id: number, name: string}} gallery
 * @param {{type?: string, versions?: "separate" | "match"}} [options]
 */
export const assign = (ids, gallery, options = {}) =>
    act("/staging/assign", { gallery_id: gallery.id, ...options }, ids, "tray.done.assigned", { name: gallery.name, undo: (done) => void unassign(done) });

/**
 * Compares files with the sessions again.
 * @param {number[]} ids
 * @param {boolean} [unlock] those too about which a person has decided
 */
export async function match(ids, unlock = false) {
    try {
        const sum = { confident: 0, proposed: 0, unmatched: 0, locked: 0 };
        for (let at = 0; at < ids.length; at += MOST) {
            const { data } = await request("POST", "/staging/match", { body: { staging_ids: ids.slice(at, at + MOST), unlock }, once: true });
            for (const key of /** @type {const} */ (["confident", "proposed", "unmatched", "locked"])) sum[key] += data[key];
        }
        note([]);
        toast(t("tray.done.matched", { found: sum.confident + sum.proposed, unmatched: sum.unmatched, locked: sum.locked }));
    } catch (error) {
        toastError(error, () => void match(ids, unlock));
    }
}

/** Makes a file the next version of a picture. @param {number} stagingId @param {number} imageId */
export async function takeAsVersion(stagingId, imageId) {
    const { data } = await request("POST", "/staging/versions", { body: { files: [{ staging_id: stagingId, image_id: imageId }] }, once: true });
    const error = data.files[0]?.error;
    if (error) return tellRefused([error]);
    note([stagingId]);
    toast(t("tray.done.versioned"));
}

/** The kind of what is dragged inside of the desk. */
export const DRAGGED = "application/x-atelier-staging";
/** @param {DragEvent} event @returns {number[]} */
export function draggedIds(event) {
    try {
        return JSON.parse(event.dataTransfer?.getData(DRAGGED) || "[]");
    } catch {
        return [];
    }
}
