// Files in chunks, by tus 1.0.0: announced once, sent piece by piece, and continued wherever the server has come to.
import { request } from "app/api.js";
import { wait } from "app/dom.js";
import { fromThrown, isPassing } from "app/problem.js";

/** @typedef {import("types/api").components["schemas"]["Upload"]} Upload */
/** @typedef {import("app/problem.js").Problem} Problem */
/**
 * @typedef {object} Sending
 * @property {string | null} [id] of an upload that was announced before
 * @property {string | null} [batchId]
 * @property {AbortSignal} signal
 * @property {(upload: Upload) => void} onAnnounced the id is to be kept now, so that a reload can continue
 * @property {(offset: number) => void} onProgress what is safe at the server
 * @property {(problem: Problem, until: number) => void} onWait the line is broken or the server busy: tried again at `until`
 */

const VERSION = { "tus-resumable": "1.0.0" };
const [SMALLEST, LARGEST] = [256 * 1024, 8 * 1024 * 1024];
/** Milliseconds that a chunk aims to take: short enough that a broken line costs little, long enough that requests do not cost more. */
const AIM = 1500;
/** The longest wait between two attempts, in milliseconds. */
const PATIENCE = 30_000;

/** What the rest begins with: lines differ, and what was found for one file is right for the next. */
let chunkSize = 1024 * 1024;

/** @param {Uint8Array} data */
function base64(data) {
    let text = "";
    for (const byte of data) text += String.fromCharCode(byte);
    return btoa(text);
}

/**
 * `Upload-Metadata`: names with their values in base64.
 * @param {Record<string, string | null | undefined>} values
 */
export const metadata = (values) => Object.entries(values).filter(([, value]) => value)
    .map(([name, value]) => `${name} ${base64(new TextEncoder().encode(String(value)))}`).join(",");

/**
 * The size of the next chunk, after one took so long.
 * @param {number} size
 * @param {number} ms
 */
export const nextSize = (size, ms) => Math.round(Math.min(LARGEST, Math.max(SMALLEST, Math.min(size * 2, size * AIM / Math.max(1, ms)))));

/** Milliseconds before attempt `n`, from 0; a little at random, so that files do not all come back at once. @param {number} n @param {number | null} [after] seconds */
export const backoff = (n, after = null) => (after === null ? Math.min(PATIENCE, 500 * 2 ** n) * (0.75 + Math.random() / 2) : after * 1000);

/**
 * The digest of a chunk, if this page may compute one: only pages by HTTPS or from this machine may.
 * @param {ArrayBuffer} data
 * @returns {Promise<Record<string, string>>}
 */
async function checksum(data) {
    if (!globalThis.crypto?.subtle) return {};
    return { "upload-checksum": `sha256 ${base64(new Uint8Array(await crypto.subtle.digest("SHA-256", data)))}` };
}

/** How far an upload has come. @param {string} id @param {AbortSignal} [signal] @returns {Promise<Upload>} */
export const look = async (id, signal) => (await request("GET", `/uploads/${id}`, { signal, headers: VERSION, retries: 0 })).data;

/** Ends an upload; nothing is kept of it. @param {string} id */
export const abandon = (id) => request("DELETE", `/uploads/${id}`, { headers: VERSION });

/**
 * @param {File} file
 * @param {string | null | undefined} batchId
 * @param {AbortSignal} signal
 * @returns {Promise<Upload>}
 */
const announce = async (file, batchId, signal) => (await request("POST", "/uploads", {
    signal, once: true, retries: 0,
    headers: { ...VERSION, "upload-length": String(file.size), "upload-metadata": metadata({ filename: file.name, batch_id: batchId }) },
})).data;

/** What a failed attempt asks for. @param {Problem} problem @returns {"look" | "anew" | "wait" | "give up"} */
export function remedy(problem) {
    if (["offset_mismatch", "checksum_mismatch", "upload_locked"].includes(problem.code)) return "look";
    if (problem.status === 410 || problem.status === 404) return "anew";
    return isPassing(problem) || problem.status === 500 ? "wait" : "give up";
}

/** A file that changed or went away while it was sent. @param {unknown} cause */
const unreadable = (cause) => Object.assign(fromThrown(cause), { code: "file_unreadable", kind: "problem", status: -1 });

/**
 * Sends the rest of a file.
 * @param {File} file
 * @param {Upload} upload
 * @param {Sending} sending
 * @param {() => void} onSafe something arrived, so that waits begin short again
 */
async function send(file, upload, sending, onSafe) {
    let { offset } = upload;
    while (offset < file.size) {
        const piece = file.slice(offset, offset + chunkSize);
        const data = await piece.arrayBuffer().catch((error) => { throw unreadable(error); });
        const from = performance.now();
        const { headers } = await request("PATCH", `/uploads/${upload.id}`, {
            signal: sending.signal, body: data, retries: 0,
            headers: { ...VERSION, ...await checksum(data), "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
        });
        const safe = Number(headers.get("upload-offset"));
        if (data.byteLength === chunkSize) chunkSize = nextSize(chunkSize, performance.now() - from);
        offset = Number.isFinite(safe) && safe > offset ? safe : offset + data.byteLength;
        sending.onProgress(offset);
        onSafe();
    }
}

/**
 * Sends a file to the end, through broken lines and restarts of the server, and tells what became of it. Throws a Problem for what
 * will not pass by itself, and one of kind "aborted" when the signal says so.
 * @param {File} file
 * @param {Sending} sending
 * @returns {Promise<Upload>} `completed` or `failed`
 */
export async function upload(file, sending) {
    let { id = null } = sending;
    let anew = 0;
    for (let tries = 0; ;) {
        try {
            const known = id ? await look(id, sending.signal) : await announce(file, sending.batchId, sending.signal);
            if (!id) sending.onAnnounced(known);
            id = known.id;
            sending.onProgress(known.offset);
            if (known.state === "completed" || known.state === "failed") return known;
            if (known.length !== file.size) id = null;
            else if (known.offset < known.length) await send(file, known, sending, () => { tries = 0; });
            // After the last byte the server takes the file in; usually it is there when we look again at once.
            else await wait(200 * 2 ** Math.min(5, tries++), sending.signal);
        } catch (thrown) {
            const problem = fromThrown(thrown);
            if (sending.signal.aborted) throw Object.assign(problem, { kind: "aborted" });
            const what = remedy(problem);
            if (what === "give up" || (what === "anew" && (!id || ++anew > 3))) throw problem;
            if (what === "anew") { id = null; continue; }
            const pause = backoff(tries++, problem.retryAfter);
            sending.onWait(problem, Date.now() + pause);
            await waitForLine(pause, sending.signal);
        }
        if (sending.signal.aborted) throw Object.assign(fromThrown(new DOMException("", "AbortError")), { kind: "aborted" });
    }
}

/** Waits, but no longer than until the browser is online again. @param {number} ms @param {AbortSignal} signal */
async function waitForLine(ms, signal) {
    const back = new AbortController();
    const either = AbortSignal.any([signal, back.signal]);
    globalThis.addEventListener?.("online", () => back.abort(), { signal: either });
    await wait(ms, either);
    back.abort();
}
