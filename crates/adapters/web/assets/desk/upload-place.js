// What follows once a file is in the tray: it goes on into its gallery, and whether the studio had it already is asked.
import { request } from "app/api.js";
import { fromThrown } from "app/problem.js";

/** @typedef {import("desk/upload-store.js").Row} Row */
/** @typedef {(row: Row, changes: Partial<Row>) => void} Touch */

/** Files that came meanwhile go along in one request. */
const GATHER = 400;
/** @type {Map<string, {row: Row, touch: Touch}>} */
const waiting = new Map();
let timer = 0;
let busy = false;
let tries = 0;
let asking = 0;

/**
 * @param {Row} row
 * @param {Map<string, Row>} rows
 * @param {Touch} touch
 */
export function place(row, rows, touch) {
    if (row.target.galleryId && row.stagingId) {
        waiting.set(row.id, { row, touch });
        timer ||= window.setTimeout(assign, GATHER);
    }
    window.clearTimeout(asking);
    asking = window.setTimeout(() => void findKnown(rows, touch), 2500);
}

async function assign() {
    timer = 0;
    const first = waiting.values().next().value;
    if (busy || !first) return;
    const { galleryId, type } = first.row.target;
    const some = [...waiting.values()].filter(({ row }) => row.target.galleryId === galleryId && row.target.type === type).slice(0, 500);
    busy = true;
    try {
        const { data } = await request("POST", "/staging/assign", {
            body: { gallery_id: galleryId, staging_ids: some.map(({ row }) => row.stagingId), ...(type ? { type } : {}) }, once: true,
        });
        tries = 0;
        const results = new Map(data.files.map((/** @type {any} */ one) => [one.staging_id, one]));
        for (const { row, touch } of some) {
            waiting.delete(row.id);
            const error = results.get(row.stagingId)?.error;
            touch(row, error ? { state: "failed", error: { code: error.code, detail: error.detail } } : { state: "done", error: null });
        }
    } catch (thrown) {
        const problem = fromThrown(thrown);
        const isLasting = problem.kind === "problem" && problem.status >= 400 && problem.status < 500 && ![401, 408, 429].includes(problem.status);
        tries++;
        if (isLasting) for (const { row, touch } of some) {
            waiting.delete(row.id);
            touch(row, { state: "failed", error: { code: problem.code, detail: problem.detail || problem.title } });
        }
    }
    busy = false;
    if (waiting.size) timer ||= window.setTimeout(assign, Math.min(30_000, GATHER * 2 ** tries));
}

/** Which of the files that came are pictures of the studio already. @param {Map<string, Row>} rows @param {Touch} touch */
async function findKnown(rows, touch) {
    const batches = new Set([...rows.values()].filter((row) => row.stagingId && !row.duplicate).map((row) => row.batchId ?? ""));
    const byStaging = new Map([...rows.values()].map((row) => [row.stagingId, row]));
    for (const batch of batches) {
        const reply = await request("GET", "/staging", { query: { in_pool: true, state: "ready", batch_id: batch, limit: 1000 } }).catch(() => null);
        for (const one of reply?.data ?? []) {
            const row = byStaging.get(one.id);
            if (row && !row.duplicate && !row.target.galleryId) touch(row, { duplicate: "pool" });
        }
    }
}
