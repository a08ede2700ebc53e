// Lists that grow as one scrolls, with a button for those who do not.
import { pages } from "app/api.js";
import { t } from "app/i18n.js";
import { fromThrown } from "app/problem.js";
import { batch, html, signal, useEffect, useMemo, useRef } from "vendor/preact.js";
import { Failure } from "ui/empty.js";
import { Spinner } from "ui/spinner.js";

/**
 * A list of the API that is read as it is needed. All fields but the functions are signals.
 *
 *     const list = growing("/galleries", { query: { search, limit: 50 } });
 *     list.more();
 *
 * @param {string | ((before: number) => AsyncGenerator<{data: any[], pagination: any, isLast?: boolean}, void>)} path of a list, or what else gives pages: it is
 *   called again after a failure, with how many there are already, and with 0 to begin anew; `isLast` where counting does not tell
 * @param {import("app/api.js").Options} [options]
 */
export function growing(path, options) {
    const open = (/** @type {number} */ before) => (typeof path === "function" ? path(before) : pages(path, before ? { ...options, query: { ...options?.query, offset: before } } : options));
    const items = signal(/** @type {any[]} */ ([]));
    const total = signal(/** @type {number | null} */ (null));
    const busy = signal(false);
    const done = signal(false);
    const error = signal(/** @type {import("app/problem.js").Problem | null} */ (null));
    let source = open(0);
    let run = 0;

    async function more() {
        if (busy.peek() || done.peek()) return;
        const mine = run;
        batch(() => { busy.value = true; error.value = null; });
        try {
            const { value, done: ended } = await source.next();
            if (mine !== run) return;
            batch(() => {
                if (value) items.value = [...items.peek(), ...value.data];
                if (value?.pagination) total.value = value.pagination.total;
                done.value = Boolean(ended) || (/** @type {any} */ (value)?.isLast ?? (value?.pagination?.total ?? Infinity) <= items.peek().length);
                busy.value = false;
            });
        } catch (thrown) {
            if (mine !== run) return;
            // A generator that threw has ended: the next try begins behind what is here.
            source = open(items.peek().length);
            batch(() => { error.value = fromThrown(thrown); busy.value = false; });
        }
    }

    /** Reads from the beginning. */
    function reload() {
        run++;
        source = open(0);
        batch(() => { items.value = []; total.value = null; busy.value = done.value = false; error.value = null; });
        return more();
    }

    /** What was shown has changed from outside: the next page begins behind what is here. @param {boolean} [mayBeDone] false where more may be left than counting tells */
    function resume(mayBeDone = true) {
        run++;
        source = open(items.peek().length);
        batch(() => { busy.value = false; done.value = mayBeDone && (total.peek() ?? Infinity) <= items.peek().length; });
    }

    return { items, total, busy, done, error, more, reload, resume };
}

/**
 * `growing` for a component: begins anew when the path or the query changes.
 * @param {string} path
 * @param {import("app/api.js").Query} [query]
 */
export function useGrowing(path, query = {}) {
    const key = JSON.stringify([path, query]);
    const list = useMemo(() => growing(path, { query }), [key]);
    useEffect(() => { void list.more(); }, [list]);
    return list;
}

/** The end of a growing list: loads more when it comes near, and has the button, the spinner, the failure. @param {{list: ReturnType<typeof growing>}} props */
export function More({ list }) {
    const end = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => {
        const watch = new IntersectionObserver(([entry]) => { if (entry?.isIntersecting && !list.error.peek()) void list.more(); }, { rootMargin: "600px" });
        if (end.current) watch.observe(end.current);
        return () => watch.disconnect();
    }, [list, list.items.value.length]);
    return html`
        <div class="more" ref=${end}>
            ${list.error.value ? html`<${Failure} error=${list.error.value} retry=${list.more} />`
                : list.busy.value ? html`<${Spinner} />`
                    : !list.done.value && list.items.value.length > 0 && html`<button type="button" class="button" onClick=${list.more}>${t("common.more")}</button>`}
        </div>`;
}
