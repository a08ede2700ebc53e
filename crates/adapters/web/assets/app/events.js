// Server-sent events over fetch: EventSource cannot send the access token.
import { request } from "app/api.js";
import { wait } from "app/dom.js";
import { fromThrown, isPassing } from "app/problem.js";

/** @typedef {{name: string, data: any, id: string | null}} ServerEvent */

/**
 * Takes text as it comes and gives the events that are whole.
 * @param {{onRetry?: (ms: number) => void}} [options]
 * @returns {(text: string) => ServerEvent[]}
 */
export function parser(options = {}) {
    let rest = "";
    /** @type {{name: string, data: string[], id: string | null}} */
    let now = { name: "message", data: [], id: null };
    return (text) => {
        /** @type {ServerEvent[]} */
        const found = [];
        const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
        rest = lines.pop() ?? "";
        for (const line of lines) {
            if (line === "") {
                if (now.data.length) found.push({ name: now.name, data: read(now.data.join("\n")), id: now.id });
                now = { name: "message", data: [], id: now.id };
                continue;
            }
            const colon = line.indexOf(":");
            if (colon === 0) continue;
            const [field, value] = colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
            if (field === "event") now.name = value;
            else if (field === "data") now.data.push(value);
            else if (field === "id") now.id = value;
            else if (field === "retry" && /^\d+$/.test(value)) options.onRetry?.(Number(value));
        }
        return found;
    };
}

/** @param {string} text */
function read(text) {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/**
 * Follows a stream until its `done` event, or until it is stopped. Comes back by itself when the stream breaks off, rests while
 * the page is hidden, and gives up with `onError` on what will not pass (403, 404, an ended session).
 *
 *     const stop = follow(`/galleries/${id}/progress/stream`, { onEvent: ({ data }) => { progress.value = data; } });
 *
 * @param {string} path
 * @param {object} options
 * @param {(event: ServerEvent) => void} options.onEvent
 * @param {() => void} [options.onDone]
 * @param {(problem: import("app/problem.js").Problem) => void} [options.onError]
 * @returns {() => void} stops
 */
export function follow(path, { onEvent, onDone, onError }) {
    const stopped = new AbortController();
    /** @type {string | null} */
    let last = null;
    let rest = 2000;

    async function once() {
        const connection = new AbortController();
        const pause = () => { if (document.hidden) connection.abort(); };
        const stop = () => connection.abort();
        document.addEventListener("visibilitychange", pause);
        stopped.signal.addEventListener("abort", stop);
        try {
            const response = await request("GET", path, {
                raw: true, retries: 0, signal: connection.signal,
                headers: { accept: "text/event-stream", ...(last ? { "last-event-id": last } : {}) },
            });
            const parse = parser({ onRetry: (ms) => { rest = ms; } });
            const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
            for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
                for (const event of parse(part.value)) {
                    last = event.id ?? last;
                    onEvent(event);
                    if (event.name === "done") return true;
                }
            }
            return false;
        } finally {
            document.removeEventListener("visibilitychange", pause);
            stopped.signal.removeEventListener("abort", stop);
            connection.abort();
        }
    }

    (async () => {
        for (let failures = 0; !stopped.signal.aborted;) {
            await shown(stopped.signal);
            if (stopped.signal.aborted) return;
            try {
                if (await once()) return onDone?.();
                failures = 0;
            } catch (error) {
                const problem = fromThrown(error);
                if (problem.kind !== "aborted" && !isPassing(problem)) return onError?.(problem);
                failures = problem.kind === "aborted" ? 0 : failures + 1;
                if (problem.retryAfter) await wait(problem.retryAfter * 1000, stopped.signal);
            }
            await wait(Math.min(rest * 2 ** Math.min(failures, 5), 60_000), stopped.signal);
        }
    })();
    return () => stopped.abort();
}

/** Until the page can be seen. @param {AbortSignal} signal @returns {Promise<void>} */
const shown = (signal) => new Promise((resolve) => {
    if (!document.hidden || signal.aborted) return resolve();
    const check = () => {
        if (document.hidden && !signal.aborted) return;
        document.removeEventListener("visibilitychange", check);
        resolve();
    };
    document.addEventListener("visibilitychange", check);
    signal.addEventListener("abort", check, { once: true });
});
