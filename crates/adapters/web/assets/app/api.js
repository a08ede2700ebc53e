// The one way to the API. Unwraps envelopes, turns everything that fails into a Problem, and renews the access token.
import { wait } from "app/dom.js";
import { fromAnswer, fromThrown, isPassing } from "app/problem.js";

/** @typedef {import("app/problem.js").Problem} Problem */
/** @typedef {import("types/api").components["schemas"]["Pagination"]} Pagination */
/** @typedef {Record<string, string | number | boolean | null | undefined | (string | number)[]>} Query null, undefined and "" are left out */
/**
 * @typedef {object} Options
 * @property {unknown} [body] JSON, or a FormData, Blob or ArrayBuffer that is sent as it is
 * @property {Query} [query]
 * @property {AbortSignal} [signal]
 * @property {Record<string, string>} [headers]
 * @property {string | number | null} [ifMatch] an ETag, or the `version` of what is changed
 * @property {boolean | string} [once] POST: send an Idempotency-Key, so that it is retried after a lost answer and still done once
 * @property {number} [retries] how often a passing failure is tried again; 2 for GET and `once`, else 0
 * @property {boolean} [auth] false: send no token, and take 401 as an answer (sign-in, opening a link)
 * @property {boolean} [raw] give the Response itself: pictures, exports, streams
 */
/**
 * @template T
 * @typedef {object} Reply
 * @property {T} data
 * @property {string} message
 * @property {Pagination | null} pagination
 * @property {string | null} etag
 * @property {number} status
 * @property {Headers} headers
 */
/**
 * Who is signed in, as far as requests need to know. session.js makes them.
 * @typedef {object} Session
 * @property {() => Promise<string | null>} access a token that is good for some seconds yet
 * @property {(stale: string | null) => Promise<string | null>} renew another one than `stale`, which was refused; null if there is none to be had
 */

export const BASE = "/api/v1";

/** @type {Session | null} */
let session = null;

/** Makes requests on behalf of this session. @param {Session | null} next */
export function useSession(next) {
    session = next;
}

/**
 * An address below the API.
 * @param {string} path begins with a slash; "/api/…" and "/media/…" are taken as they are
 * @param {Query} [query]
 */
export function address(path, query) {
    const pairs = Object.entries(query ?? {}).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one]))
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => [String(name), String(value)]);
    const base = /^\/(api|media|auth|health)(?=[/?]|$)/.test(path) ? path : BASE + path;
    return pairs.length ? `${base}${base.includes("?") ? "&" : "?"}${new URLSearchParams(pairs)}` : base;
}

/** A new key for `once`: the same for every attempt of one intention of the person. @returns {string} */
export function newKey() {
    // randomUUID is missing on pages that came by plain HTTP from another machine.
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The ETag of a resource, to be sent as If-Match. @param {string | number} version @returns {string} */
export const etagOf = (version) => (typeof version === "number" ? `"v${version}"` : version);

/** @param {unknown} body */
const isBytes = (body) => body instanceof FormData || body instanceof Blob || body instanceof ArrayBuffer || ArrayBuffer.isView(body);

/**
 * @param {string} method
 * @param {string} path
 * @param {Options} options
 * @param {string | null} token
 * @param {string | null} key
 */
function send(method, path, options, token, key) {
    const headers = new Headers(options.headers);
    if (token) headers.set("authorization", `Bearer ${token}`);
    if (key) headers.set("idempotency-key", key);
    if (options.ifMatch !== undefined && options.ifMatch !== null) headers.set("if-match", etagOf(options.ifMatch));
    if (!headers.has("accept") && !options.raw) headers.set("accept", "application/json, application/problem+json");
    /** @type {BodyInit | undefined} */
    let body;
    if (options.body !== undefined) {
        body = isBytes(options.body) ? /** @type {BodyInit} */ (options.body) : JSON.stringify(options.body);
        if (typeof body === "string") headers.set("content-type", "application/json");
    }
    return fetch(address(path, options.query), { method, headers, body, signal: options.signal, credentials: "omit" });
}

/**
 * Sends with a token, and once more with a fresh one if it is refused.
 * @param {string} method
 * @param {string} path
 * @param {Options} options
 * @param {string | null} key
 */
async function attempt(method, path, options, key) {
    const asked = options.auth === false ? null : session;
    const token = asked ? await asked.access() : null;
    let response = await send(method, path, options, token, key);
    if (response.status === 401 && asked) {
        const fresh = await asked.renew(token);
        if (fresh) response = await send(method, path, options, fresh, key);
    }
    if (!response.ok && response.status !== 304) throw fromAnswer(response.status, await jsonOf(response), response.headers);
    return response;
}

/** @param {Response} response */
async function jsonOf(response) {
    const type = response.headers.get("content-type") ?? "";
    if (!/json/.test(type)) return null;
    try {
        return await response.json();
    } catch {
        return null;
    }
}

/** How long to wait before attempt `n`, from 0. @param {Problem} problem @param {number} n */
const pause = (problem, n) => (problem.retryAfter === null ? 400 * 2 ** n + Math.random() * 200 : problem.retryAfter * 1000);

/**
 * Asks the API.
 *
 *     const { data } = await request("GET", "/galleries", { query: { limit: 50 } });
 *     await request("PATCH", `/galleries/${id}`, { body: { subject_name }, ifMatch: gallery.version });
 *
 * @template [T=any]
 * @overload
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {Options & {raw: true}} options
 * @returns {Promise<Response>}
 */
/**
 * @template [T=any]
 * @overload
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {Options} [options]
 * @returns {Promise<Reply<T>>}
 */
/**
 * @param {string} method
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function request(method, path, options = {}) {
    const key = options.once ? (typeof options.once === "string" ? options.once : newKey()) : null;
    const retries = options.retries ?? (method === "GET" || key ? 2 : 0);
    for (let n = 0; ; n++) {
        try {
            const response = await attempt(method, path, options, key);
            if (options.raw) return response;
            const body = await jsonOf(response);
            return {
                data: body?.data,
                message: body?.message ?? "",
                pagination: body?.pagination ?? null,
                etag: response.headers.get("etag"),
                status: response.status,
                headers: response.headers,
            };
        } catch (error) {
            const problem = fromThrown(error);
            // A wait of more than some seconds is for the person to decide about.
            if (n >= retries || !isPassing(problem) || pause(problem, n) > 8000 || options.signal?.aborted) throw problem;
            await wait(pause(problem, n), options.signal);
        }
    }
}

/**
 * Reads a list page by page.
 *
 *     for await (const { data, pagination } of pages("/galleries", { query: { limit: 200 } })) …
 *
 * @template [T=any]
 * @param {string} path
 * @param {Options} [options]
 * @returns {AsyncGenerator<{data: T[], pagination: Pagination | null}, void, void>}
 */
export async function* pages(path, options = {}) {
    /** @type {Query} */
    let next = {};
    for (;;) {
        /** @type {Reply<T[]>} */
        const { data, pagination } = await request("GET", path, { ...options, query: { ...options.query, ...next } });
        yield { data, pagination };
        if (!pagination || !data.length) return;
        const { offset, total, next_cursor } = pagination;
        if (next_cursor) next = { cursor: next_cursor, offset: undefined };
        else if (offset + data.length < total && !("cursor" in next)) next = { offset: offset + data.length };
        else return;
    }
}

/**
 * A whole list.
 * @template [T=any]
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<T[]>}
 */
export async function all(path, options) {
    /** @type {T[]} */
    const found = [];
    for await (const page of pages(path, { ...options, query: { limit: 1000, ...options?.query } })) found.push(...page.data);
    return found;
}
