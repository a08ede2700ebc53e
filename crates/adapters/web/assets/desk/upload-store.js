// The uploader. It belongs to the desk and not to a page: files go on while one looks at something else. One tab sends for all
// tabs, the one that holds the lock; the others show what it tells and hand their files over. The queue lies in IndexedDB.
import { request } from "app/api.js";
import { me, studio } from "app/session.js";
import { abandon, upload } from "app/tus.js";
import { fromThrown } from "app/problem.js";
import { batch, computed, effect, signal } from "vendor/preact.js";
import { forget, keep, readAll } from "desk/upload-db.js";
import { place } from "desk/upload-place.js";
import { fileOfHandle, isLitter } from "desk/upload-files.js";

/**
 * Where files go: the tray, or through it into the group of a gallery.
 * @typedef {{galleryId?: number, type?: string, name?: string}} Target `name` of the gallery, to be shown
 */
/**
 * @typedef {"queued" | "sending" | "waiting" | "paused" | "needs" | "arrived" | "done" | "failed"} State
 *   `needs`: the file has to be chosen again after a reload; `arrived`: in the tray, on its way into its gallery
 */
/**
 * @typedef {object} Row
 * @property {string} id
 * @property {number} user
 * @property {number} order
 * @property {string} name
 * @property {string} path
 * @property {number} size
 * @property {number} modified
 * @property {Target} target
 * @property {string | null} batchId
 * @property {string | null} uploadId
 * @property {number} offset
 * @property {State} state
 * @property {{code: string, detail: string} | null} error
 * @property {number} until when a waiting one is tried again
 * @property {number | null} stagingId
 * @property {"tray" | "pool" | null} duplicate
 * @property {any} [handle]
 */

export const PARALLEL = 3;
/** What lies in memory per file that is not done. @type {Map<string, File>} */
const files = new Map();
/** @type {Map<string, Row>} */
export const rows = new Map();
/** @type {Map<string, AbortController>} */
const running = new Map();
/** @type {Set<string>} */
const dirty = new Set();
/** Grows when a row changed, at most some times a second. */
export const changed = signal(0);
/** Signal: everything is held by the person. */
export const isHeld = signal(false);
/** Signal: this tab sends. */
export const isLeader = signal(false);
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("atelier.uploads") : null;
let order = 0;
let timer = 0;

/** @param {Row} row */
export const isOpen = (row) => row.state !== "done" && row.state !== "failed";
/** @param {Row} row */
const isMoving = (row) => ["queued", "sending", "waiting", "arrived"].includes(row.state);
/** @param {{name: string, size: number, modified: number}} one */
const likeness = (one) => `${one.size}|${one.modified}|${one.name}`;

/** All rows in their order. */
export const list = computed(() => { changed.value; return [...rows.values()].sort((a, b) => a.order - b.order); });

/** What it comes to. */
export const summary = computed(() => {
    const sum = { total: 0, bytes: 0, sent: 0, open: 0, moving: 0, sending: 0, waiting: 0, needs: 0, paused: 0, done: 0, failed: 0, duplicates: 0 };
    for (const row of list.value) {
        sum.total++;
        sum.bytes += row.size;
        sum.sent += row.state === "done" || row.state === "failed" ? row.size : row.offset;
        if (isOpen(row)) sum.open++;
        if (isMoving(row)) sum.moving++;
        if (row.state === "done" || row.state === "failed" || row.state === "sending" || row.state === "waiting" || row.state === "needs" || row.state === "paused") sum[row.state]++;
        if (row.duplicate) sum.duplicates++;
    }
    return sum;
});
/** Whether closing the tab would stop something. */
export const isBusy = computed(() => isLeader.value && !isHeld.value && summary.value.moving > 0);

/** Bytes a second, over the last seconds; null while nothing moves. */
export const speed = signal(/** @type {number | null} */ (null));
/** @type {{at: number, sent: number}[]} */
let seen = [];

function measure() {
    const { sent, sending } = summary.peek();
    const now = Date.now();
    if (!sending) seen = [];
    seen = [...seen.filter((one) => now - one.at < 12_000), { at: now, sent }];
    const first = seen[0];
    speed.value = first && now - first.at > 1500 && sent > first.sent ? (sent - first.sent) * 1000 / (now - first.at) : null;
}

function flush() {
    timer = 0;
    const touched = [...dirty];
    dirty.clear();
    changed.value++;
    if (!isLeader.peek()) return;
    measure();
    const there = touched.map((id) => rows.get(id)).filter((row) => row !== undefined);
    const gone = touched.filter((id) => !rows.has(id));
    if (there.length) void keep(there);
    if (gone.length) void forget(gone);
    tell({ rows: there.map(plain), gone, held: isHeld.peek(), speed: speed.peek() });
}

/** @param {object} message */
function tell(message) {
    try { channel?.postMessage(message); } catch { /* Something in it cannot be sent to other tabs. */ }
}
/** @param {Row} row */
const plain = ({ handle, ...row }) => row;

/** @param {Row} row @param {Partial<Row>} [changes] */
function touch(row, changes = {}) {
    Object.assign(row, changes);
    dirty.add(row.id);
    timer ||= window.setTimeout(flush, 150);
}

/**
 * Adds files.
 * @param {import("desk/upload-files.js").Found[]} found
 * @param {Target} target
 * @returns {Promise<{added: number, resumed: number, repeated: number, litter: number}>} `repeated` are in the list already
 */
export async function add(found, target) {
    start();
    const good = found.filter((one) => !isLitter(one.file.name));
    const known = new Map([...rows.values()].filter((row) => row.state !== "failed").map((row) => [likeness(row), row]));
    /** @type {Row[]} */
    const fresh = [];
    /** @type {[string, File][]} */
    const given = [];
    let [resumed, repeated] = [0, 0];
    const isContinued = [...known.values()].some((row) => row.state === "needs");
    for (const { file, path, handle } of good) {
        const row = known.get(likeness({ name: file.name, size: file.size, modified: file.lastModified }));
        if (row?.state === "needs") {
            known.delete(likeness(row));
            given.push([row.id, file]);
            resumed++;
            continue;
        }
        // Whoever chooses a card again after a reload means the rest of it.
        if (row && row.path.endsWith(file.name) && sameTarget(row.target, target, isContinued)) { repeated++; continue; }
        const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
        fresh.push({
            id, user: me.peek()?.id ?? 0, order: Date.now() * 1000 + (order++ % 1000), name: file.name, path, size: file.size, modified: file.lastModified, target, batchId: null,
            uploadId: null, offset: 0, state: "queued", error: null, until: 0, stagingId: null, duplicate: null, ...(handle ? { handle } : {}),
        });
        given.push([id, file]);
    }
    const name = topFolder(good);
    const batchId = fresh.length && name ? await openBatch(name) : null;
    for (const row of fresh) row.batchId = batchId;
    if (isLeader.peek()) take(fresh, given);
    else {
        // Handles and files may travel to the tab that sends; what it does not answer for lies here as well, should it be closed.
        for (const [id, file] of given) files.set(id, file);
        tell({ take: fresh.map(plain), given });
    }
    return { added: fresh.length, resumed, repeated, litter: found.length - good.length };
}

/** @param {Target} one @param {Target} other @param {boolean} isContinued what is chosen again after a reload goes where it went */
const sameTarget = (one, other, isContinued) => isContinued || (one.galleryId === other.galleryId && one.type === other.type);

/** @param {Row[]} fresh @param {[string, File][]} given */
function take(fresh, given) {
    for (const row of fresh) { rows.set(row.id, row); touch(row); }
    for (const [id, file] of given) {
        files.set(id, file);
        const row = rows.get(id);
        if (row?.state === "needs") touch(row, { state: "queued" });
    }
    pump();
}

/** The folder that everything lies in; its name says something to people, and to matching. @param {{path: string}[]} found */
function topFolder(found) {
    const tops = new Set(found.map((one) => (one.path.includes("/") ? one.path.split("/")[0] : "")));
    return tops.size === 1 ? [...tops][0] ?? "" : "";
}

/** @param {string} name @returns {Promise<string | null>} null: files go to the person's own batch, which is as good */
const openBatch = (name) => request("POST", "/upload-batches", { body: { name: name.slice(0, 100) }, once: true }).then(({ data }) => data.id, () => null);

/** Begins with what is next, as long as there is room. */
function pump() {
    if (!isLeader.peek() || isHeld.peek() || !studio.isIn.peek()) return;
    for (const row of [...rows.values()].sort((a, b) => a.order - b.order)) {
        if (running.size >= PARALLEL) return;
        const file = files.get(row.id);
        if (row.state === "queued" && file && !running.has(row.id)) void run(row, file);
    }
}

/** @param {Row} row @param {File} file */
async function run(row, file) {
    const control = new AbortController();
    running.set(row.id, control);
    touch(row, { state: "sending", error: null });
    try {
        const came = await upload(file, {
            id: row.uploadId, batchId: row.batchId, signal: control.signal,
            onAnnounced: (known) => touch(row, { uploadId: known.id, state: "sending" }),
            onProgress: (offset) => touch(row, { offset, state: "sending" }),
            onWait: (problem, until) => touch(row, { state: "waiting", until, error: { code: problem.code, detail: problem.detail } }),
        });
        // What was refused can be tried again, so its file stays at hand.
        if (came.state !== "failed") { files.delete(row.id); delete row.handle; }
        if (came.state === "failed") touch(row, { state: "failed", error: { code: came.failure ?? "unknown", detail: "" } });
        else {
            touch(row, { state: row.target.galleryId ? "arrived" : "done", offset: row.size, error: null, stagingId: came.staging_id ?? null, duplicate: came.duplicate_of_staging_id ? "tray" : null });
            place(row, rows, touch);
        }
    } catch (thrown) {
        const problem = fromThrown(thrown);
        if (problem.kind === "aborted") {
            // Whoever gave up has said already what the row is now.
        } else if (problem.status === 401 || problem.code === "session_ended") touch(row, { state: "queued" });
        else if (problem.code === "batch_closed") touch(row, { state: "queued", batchId: null, uploadId: null });
        else touch(row, { state: "failed", error: { code: problem.code, detail: problem.detail || problem.title } });
    } finally {
        running.delete(row.id);
        pump();
    }
}

/** @typedef {"pause" | "resume" | "cancel" | "retry" | "hold" | "go" | "clear"} Order */

/**
 * Does something about files, in whichever tab sends.
 * @param {Order} what
 * @param {string[]} [ids]
 */
export function command(what, ids = []) {
    if (!isLeader.peek()) return tell({ command: what, ids });
    if (what === "hold" || what === "go") {
        isHeld.value = what === "hold";
        for (const id of [...running.keys()]) if (isHeld.peek()) stop(id, "queued");
        changed.value++;
        tell({ held: isHeld.peek(), rows: [], gone: [], speed: null });
    }
    for (const id of what === "clear" ? [...rows.keys()] : ids) {
        const row = rows.get(id);
        if (!row) continue;
        if (what === "pause" && isOpen(row) && row.state !== "arrived" && row.state !== "needs") stop(id, "paused");
        else if (what === "resume" && row.state === "paused") touch(row, { state: files.has(id) ? "queued" : "needs" });
        else if (what === "retry" && row.state === "failed") retry(row);
        else if (what === "cancel" || (what === "clear" && row.state === "done")) drop(row);
    }
    pump();
}

/** @param {Row} row */
function retry(row) {
    if (row.stagingId && row.target.galleryId) {
        touch(row, { state: "arrived", error: null });
        place(row, rows, touch);
    } else touch(row, { state: files.has(row.id) ? "queued" : "needs", uploadId: null, offset: 0, error: null });
}

/** @param {string} id @param {State} state */
function stop(id, state) {
    const row = rows.get(id);
    if (row) touch(row, { state, error: null });
    running.get(id)?.abort();
}

/** @param {Row} row */
function drop(row) {
    running.get(row.id)?.abort();
    // What came of it would wait for days; if the server cannot be told now it ends by itself.
    if (isOpen(row) && row.uploadId && !row.stagingId) void abandon(row.uploadId).catch(() => null);
    rows.delete(row.id);
    files.delete(row.id);
    dirty.add(row.id);
    timer ||= window.setTimeout(flush, 50);
}

/**
 * Looks for the files of what a reload has interrupted, by their handles.
 * @param {boolean} ask for permission; only while something is clicked
 * @returns {Promise<number>} how many still have to be chosen again
 */
export async function reopen(ask) {
    let left = 0;
    for (const row of rows.values()) {
        if (row.state !== "needs") continue;
        const file = row.handle ? await fileOfHandle(row.handle, ask) : null;
        if (file && file.size === row.size && file.lastModified === row.modified) {
            files.set(row.id, file);
            touch(row, { state: "queued" });
        } else left++;
    }
    pump();
    return left;
}

/** Becomes the tab that sends: continues the queue. */
async function lead() {
    for (const row of /** @type {Row[]} */ (await readAll())) {
        if (row.user !== me.peek()?.id || rows.get(row.id)?.handle) continue;
        rows.set(row.id, row);
        if (row.state === "sending" || row.state === "waiting" || row.state === "queued") row.state = files.has(row.id) ? "queued" : "needs";
    }
    batch(() => { isLeader.value = true; changed.value++; });
    for (const row of rows.values()) if (row.state === "arrived") place(row, rows, touch);
    await reopen(false);
    tell({ all: [...rows.values()].map(plain), held: isHeld.peek() });
}

/** @param {MessageEvent} message */
function hear({ data }) {
    if (isLeader.peek()) {
        if (data.take) take(data.take, data.given);
        if (data.command) command(data.command, data.ids);
        if (data.hello) tell({ all: [...rows.values()].map(plain), held: isHeld.peek() });
        return;
    }
    if (data.all) { rows.clear(); for (const row of data.all) rows.set(row.id, row); }
    for (const row of data.rows ?? []) { rows.set(row.id, row); if (!isOpen(row)) files.delete(row.id); }
    for (const id of data.gone ?? []) rows.delete(id);
    if (data.all || data.rows) batch(() => { isHeld.value = Boolean(data.held); speed.value = data.speed ?? null; changed.value++; });
}

let started = false;

/** Begins once somebody is signed in; the shell's indicator calls it. */
export function start() {
    if (started) return;
    started = true;
    if (channel) channel.onmessage = hear;
    const { locks } = navigator;
    // Without locks, which is a page by plain HTTP from another machine, each tab sends what it was given.
    if (locks) void locks.request("atelier.uploads", async () => { await lead(); await new Promise(() => {}); });
    else void lead();
    tell({ hello: true });
    addEventListener("beforeunload", (event) => { if (isBusy.peek()) event.preventDefault(); });
    // Whoever signs in again goes on; whoever signed out does not send.
    effect(() => { if (studio.isIn.value) pump(); else for (const id of [...running.keys()]) stop(id, "queued"); });
}
