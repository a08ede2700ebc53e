// The desk's addresses. Patterns such as "/desk/galleries/:id", areas that are imported when first needed.
import { batch, computed, html, signal, useEffect, useErrorBoundary, useRef } from "vendor/preact.js";

/** @typedef {Record<string, string>} Params */
/** @typedef {{params: Params}} PageProps */
/** @typedef {import("vendor/preact.js").Component<PageProps>} Page */
/**
 * @typedef {object} Route
 * @property {string} path "/desk/galleries/:id"; a last part of "*" takes the rest as `rest`
 * @property {() => Promise<{default: Page} | Page>} load such as `() => import("desk/galleries.js")`
 * @property {() => string} [title] of the document, until the page calls `setTitle`
 */

const here = () => globalThis.location?.pathname ?? "/";

/** Signal: the path shown now. */
export const path = signal(here());
/** Signal: what stands behind the `?`. */
export const query = signal(new URLSearchParams(globalThis.location?.search ?? ""));
/** Signal: what failed when a page was loaded, or null. */
export const failure = signal(/** @type {unknown} */ (null));

/** The product's name, put behind each title. */
let suffix = "Atelier";
/** @type {Set<() => boolean>} */
const guards = new Set();
/** @type {(from: string) => Promise<boolean> | boolean} */
let askToLeave = () => true;
let index = 0;
/** True while an address is shown again that the guard did not let go. */
let restoring = false;

/**
 * Whether a path is of a pattern, and its parts.
 * @param {string} pattern
 * @param {string} path
 * @returns {Params | null}
 */
export function match(pattern, path) {
    const wanted = pattern.split("/").filter(Boolean);
    const given = path.split("/").filter(Boolean);
    /** @type {Params} */
    const params = {};
    for (const [at, part] of wanted.entries()) {
        if (part === "*") return { ...params, rest: given.slice(at).map(decode).join("/") };
        const value = given[at];
        if (value === undefined) return null;
        if (part.startsWith(":")) params[part.slice(1)] = decode(value);
        else if (part !== value) return null;
    }
    return given.length === wanted.length ? params : null;
}

/** @param {string} part */
function decode(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

/**
 * The first route of a path.
 * @template {{path: string}} R
 * @param {R[]} routes
 * @param {string} path
 * @returns {{route: R, params: Params} | null}
 */
export function find(routes, path) {
    for (const route of routes) {
        const params = match(route.path, path);
        if (params) return { route, params };
    }
    return null;
}

/** @param {string} title */
export function setTitle(title) {
    document.title = title ? `${title} · ${suffix}` : suffix;
}

/** The places of the window, by the entry of the history. @type {Map<number, number>} */
const places = new Map();

function show() {
    batch(() => {
        if (path.peek() !== here()) path.value = here();
        if (query.peek().toString() !== location.search.slice(1)) query.value = new URLSearchParams(location.search);
    });
}

/** Whether nothing unsaved holds the person here, or they let it go. */
async function mayLeave() {
    if (![...guards].some((isDirty) => isDirty())) return true;
    return askToLeave(path.peek());
}

/**
 * Goes to an address of this face.
 * @param {string} to
 * @param {{replace?: boolean, force?: boolean}} [options] `force` does not ask about unsaved changes
 * @returns {Promise<boolean>} false if the person stayed
 */
export async function go(to, { replace = false, force = false } = {}) {
    const target = new URL(to, location.href);
    const samePage = target.pathname === here();
    if (!samePage && !force && !(await mayLeave())) return false;
    if (!samePage && force) guards.clear();
    places.set(index, scrollY);
    if (replace) history.replaceState({ index }, "", target);
    else history.pushState({ index: ++index }, "", target);
    show();
    if (!samePage) scrollTo(0, 0);
    return true;
}

/**
 * Changes parts of the query and keeps the rest; null takes one away. Filters replace the entry, so that "back" leaves the page.
 * @param {Record<string, string | number | boolean | null>} changes
 * @param {{push?: boolean}} [options]
 */
export function setQuery(changes, { push = false } = {}) {
    const next = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, String(value));
    }
    const search = next.toString();
    return go(`${here()}${search ? `?${search}` : ""}`, { replace: !push });
}

/**
 * A part of the query as a signal that can be read.
 * @param {string} name
 * @param {string} [missing]
 */
export const queryPart = (name, missing = "") => computed(() => query.value.get(name) ?? missing);

/**
 * Follows links, "back" and "forward". Call it once.
 * @param {{name?: string, askToLeave?: () => Promise<boolean> | boolean}} [options] `askToLeave` shows the dialog about unsaved changes
 */
export function startRouter(options = {}) {
    suffix = options.name ?? suffix;
    askToLeave = options.askToLeave ?? askToLeave;
    history.scrollRestoration = "manual";
    index = history.state?.index ?? 0;
    history.replaceState({ index }, "");
    addEventListener("popstate", async (event) => {
        const to = event.state?.index ?? 0;
        if (restoring) { restoring = false; return; }
        if (here() !== path.peek() && [...guards].some((isDirty) => isDirty())) {
            // The browser has gone already: go back to where we were, ask, and only then go on.
            restoring = true;
            history.go(index - to);
            if (!(await mayLeave())) return;
            guards.clear();
            history.go(to - index);
            return;
        }
        places.set(index, scrollY);
        index = to;
        show();
        whenTall(places.get(index) ?? 0);
    });
    addEventListener("beforeunload", (event) => {
        if ([...guards].some((isDirty) => isDirty())) event.preventDefault();
    });
    document.addEventListener("click", (event) => {
        const anchor = event.target instanceof Element ? event.target.closest("a[href]") : null;
        if (!(anchor instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || anchor.target || anchor.download) return;
        const ours = anchor.origin === location.origin && (anchor.pathname === "/" || anchor.pathname.startsWith("/desk"));
        if (!ours || (anchor.hash && anchor.pathname === here())) return;
        event.preventDefault();
        void go(anchor.href);
    });
}

/** Scrolls once the page is long enough, which takes until its data came. @param {number} top */
function whenTall(top, tries = 40) {
    scrollTo(0, top);
    if (Math.abs(scrollY - top) > 2 && tries > 0) requestAnimationFrame(() => whenTall(top, tries - 1));
}

/**
 * Holds the person on this page while `isDirty` says so, until the component goes.
 * @param {() => boolean} isDirty
 */
export function useUnsaved(isDirty) {
    const latest = useRef(isDirty);
    latest.current = isDirty;
    useEffect(() => {
        const guard = () => latest.current?.() ?? false;
        guards.add(guard);
        return () => { guards.delete(guard); };
    }, []);
}

/**
 * A link to a page of the desk; marks itself when it leads to where we are. Plain `<a href>` works as well.
 * @param {{href: string, class?: string, within?: boolean, children?: any, [attribute: string]: unknown}} props `within`: also below the address
 */
export function Link({ href, within = false, children, ...rest }) {
    const target = href.split(/[?#]/)[0] ?? href;
    const isHere = path.value === target || (within && path.value.startsWith(`${target}/`));
    return html`<a href=${href} aria-current=${isHere ? "page" : null} ...${rest}>${children}</a>`;
}

/** @type {Map<Route, Page>} */
const loaded = new Map();
const arrived = signal(0);

/**
 * Shows the page of the address, with `busy` until its module came, and moves the focus to its heading after a change.
 * @param {{routes: Route[], busy?: any, missing?: any, failed?: (retry: () => void, error: unknown) => any}} props
 */
export function Pages({ routes, busy = null, missing = null, failed = () => null }) {
    const found = find(routes, path.value);
    const first = useRef(true);
    const page = found && loaded.get(found.route);
    const broken = failure.value;
    arrived.value;
    const [crash, reset] = useErrorBoundary((error) => console.error(error));

    useEffect(() => {
        reset();
        failure.value = null;
        if (found) setTitle(found.route.title?.() ?? "");
    }, [found?.route, path.value]);
    useEffect(() => {
        if (!found || page || broken) return;
        found.route.load().then((module) => {
            loaded.set(found.route, typeof module === "function" ? module : module.default);
            arrived.value++;
        }, (error) => { failure.value = error; });
    }, [found?.route, page, broken]);
    useEffect(() => {
        if (!page) return;
        if (first.current) { first.current = false; return; }
        focusHeading();
    }, [page, path.value]);

    if (crash || broken) return failed(() => { failure.value = null; reset(); }, crash ?? broken);
    if (!found) return missing;
    return page ? html`<${page} key=${path.value} params=${found.params} />` : busy;
}

/** Moves the focus to the page's heading, so that a screen reader begins there. Waits for pages that have none yet. */
export function focusHeading(tries = 30) {
    const heading = document.querySelector("main h1");
    if (heading instanceof HTMLElement) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
    } else if (tries > 0) {
        setTimeout(() => focusHeading(tries - 1), 50);
    }
}
