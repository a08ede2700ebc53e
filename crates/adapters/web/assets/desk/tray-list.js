// The tray as a list that grows while files leave it: what is marked under a filter may no longer be found by it, and the pages that follow
// move up by as many places. A page therefore begins with a file that is known, or is looked for further ahead.
import { request } from "app/api.js";
import { growing } from "ui/pager.js";

/** Files of a page. */
const PAGE = 200;
/** The API gives no more at once. */
const MOST = 1000;

/**
 * Pages of what is not known yet, in the order of the list.
 * @param {import("app/api.js").Query} filter
 * @param {() => {id: number}[]} known what is shown already
 * @param {number} [page]
 * @returns {AsyncGenerator<{data: any[], pagination: any, isLast: boolean}, void>}
 */
export async function* trayPages(filter, known, page = PAGE) {
    const read = (/** @type {number} */ offset, /** @type {number} */ limit) => request("GET", "/staging", { query: { ...filter, offset, limit } });
    for (;;) {
        const there = new Set(known().map((one) => one.id));
        let back = Math.min(1, there.size);
        let offset = there.size - back;
        let reply = await read(offset, page + back);
        while (offset > 0 && !there.has(reply.data[0]?.id)) {
            back = Math.min(MOST, Math.max(page / 4, back * 2));
            offset = Math.max(0, offset - back);
            reply = await read(offset, Math.min(MOST, page + back));
        }
        // Where many have left or come, a page may hold nothing new although there is more behind it.
        let fresh = reply.data.filter((/** @type {any} */ one) => !there.has(one.id));
        let end = offset + reply.data.length;
        while (!fresh.length && reply.data.length && end < (reply.pagination?.total ?? 0)) {
            reply = await read(end, page);
            fresh = reply.data.filter((/** @type {any} */ one) => !there.has(one.id));
            end += reply.data.length;
        }
        const isLast = !reply.data.length || end >= (reply.pagination?.total ?? 0);
        yield { data: fresh, pagination: reply.pagination, isLast };
        if (isLast) return;
    }
}

/** @param {import("app/api.js").Query} filter */
export function trayList(filter) {
    /** @type {ReturnType<typeof growing>} */
    const list = growing(() => trayPages(filter, () => list.items.peek()));
    return list;
}
