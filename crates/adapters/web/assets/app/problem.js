// What can go wrong with a request, as one shape of error.
import { describeFault } from "app/i18n.js";

/** @typedef {import("types/api").components["schemas"]["Problem"]} ProblemBody */
/** @typedef {{field: string, code: string, message: string}} FieldProblem `field` is `price.amount` for `/price/amount`, or the parameter */
/**
 * @typedef {Error & {
 *   kind: "problem" | "network" | "aborted",
 *   status: number,
 *   code: string,
 *   title: string,
 *   detail: string,
 *   errors: FieldProblem[],
 *   requestId: string | null,
 *   retryAfter: number | null,
 *   body: Partial<ProblemBody> & Record<string, any>,
 * }} Problem `status` is 0 for `network` and `aborted`. `retryAfter` is in seconds. `body` has what single codes add (`max`, `uses`, …).
 */

/** A JSON pointer as a name with dots. @param {string} pointer @returns {string} */
const nameOf = (pointer) => pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");

/**
 * @param {"problem" | "network" | "aborted"} kind
 * @param {Partial<Problem>} fields
 * @returns {Problem}
 */
function make(kind, fields) {
    const known = { kind, status: 0, code: kind, title: "", detail: "", errors: [], requestId: null, retryAfter: null, body: {} };
    return /** @type {Problem} */ (Object.assign(new Error(fields.detail || fields.title || kind), known, fields));
}

/**
 * The problem in an answer. Works for answers of proxies too, which are not problem+json.
 * @param {number} status
 * @param {any} body parsed JSON, or null
 * @param {Headers} [headers]
 * @returns {Problem}
 */
export function fromAnswer(status, body, headers) {
    const known = body && typeof body === "object" ? body : {};
    const after = headers?.get("retry-after");
    return make("problem", {
        status,
        code: typeof known.code === "string" ? known.code : `http_${status}`,
        title: known.title ?? "",
        detail: known.detail ?? "",
        errors: (Array.isArray(known.errors) ? known.errors : []).map((/** @type {any} */ one) => ({
            field: one.pointer ? nameOf(one.pointer) : one.parameter ?? "",
            code: one.code ?? "",
            message: one.message ?? "",
        })),
        requestId: known.request_id ?? headers?.get("x-request-id") ?? null,
        retryAfter: seconds(after ?? null),
        body: known,
    });
}

/**
 * `Retry-After` in seconds, from either of its two forms.
 * @param {string | null} text
 * @param {number} [now]
 * @returns {number | null}
 */
export function seconds(text, now = Date.now()) {
    if (!text) return null;
    if (/^\d+$/.test(text.trim())) return Number(text);
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

/**
 * What `fetch` throws: no answer came, or the caller gave up.
 * @param {unknown} error
 * @returns {Problem}
 */
export function fromThrown(error) {
    if (isProblem(error)) return error;
    const aborted = error instanceof DOMException && error.name === "AbortError";
    return make(aborted ? "aborted" : "network", { cause: error, detail: error instanceof Error ? error.message : String(error) });
}

/** @param {unknown} error @returns {error is Problem} */
export const isProblem = (error) => error instanceof Error && "kind" in error && "errors" in error;

/** Whether the same request may succeed a little later. @param {Problem} problem @returns {boolean} */
export const isPassing = (problem) => problem.kind === "network" || [408, 429, 502, 503, 504].includes(problem.status);

/**
 * The faults that belong to one field, or that belong to none of the named ones.
 * @param {Problem | null | undefined} problem
 * @param {string} field
 * @returns {string} empty if there is none
 */
export const errorOf = (problem, field) => problem?.errors.filter((one) => one.field === field).map(describeFault).join(" ") ?? "";
