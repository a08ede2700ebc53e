// Searching the library: the criteria stand in the address, so that they survive a reload and can be kept.
import { all, request } from "app/api.js";
import { number } from "app/format.js";
import { t } from "app/i18n.js";
import { query, setQuery } from "app/router.js";
import { html, useEffect, useMemo, useSignal } from "vendor/preact.js";
import { confirm, Dialog } from "ui/dialog.js";
import { Check, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { growing } from "ui/pager.js";
import { toast, toastError } from "ui/toast.js";
import { libraryTurn, shownOf } from "desk/library-pictures.js";

/** @typedef {import("types/api").components["schemas"]["PhotoSearchBody"]} Criteria */
/** @typedef {import("types/api").components["schemas"]["SavedSearch"]} SavedSearch */

const TEXTS = ["q", "taken_after", "taken_before", "camera", "lens", "sort_by", "sort_order"];
const NUMBERS = ["rating_min", "rating_max", "author_id", "import_session_id"];
const FLAGS = ["has_gps", "has_raw"];
const EDGES = ["south", "west", "north", "east"];
const ALL = [...TEXTS, ...NUMBERS, ...FLAGS, ...EDGES, "tags"];

/** @param {URLSearchParams} from @returns {any} */
export function criteriaOf(from) {
    /** @type {Record<string, any>} */
    const found = {};
    for (const name of TEXTS) if (from.get(name)) found[name] = withSeconds(from.get(name) ?? "");
    for (const name of NUMBERS) if (from.get(name)) found[name] = Number(from.get(name));
    for (const name of FLAGS) if (from.get(name)) found[name] = from.get(name) === "true";
    const tags = (from.get("tags") ?? "").split(",").map((one) => one.trim()).filter(Boolean);
    if (tags.length) found.tags = tags;
    if (EDGES.every((name) => from.get(name))) found.within = Object.fromEntries(EDGES.map((name) => [name, Number(from.get(name))]));
    return found;
}

/** The other way round, for the address; what is not asked for is taken out. @param {any} criteria @returns {Record<string, string | null>} */
export function queryOf(criteria) {
    const { within, tags, ...rest } = criteria;
    const flat = { ...rest, ...within, tags: tags?.join(",") };
    return Object.fromEntries(ALL.map((name) => [name, flat[name] === undefined || flat[name] === null || flat[name] === "" ? null : String(flat[name])]));
}

/** A moment as the API wants it: browsers leave out seconds that are none. @param {string} value */
export const withSeconds = (value) => (/T\d\d:\d\d$/.test(value) ? `${value}:00` : value);

/** How many criteria are beyond words and order. @param {any} criteria */
const countOf = (criteria) => Object.keys(criteria).filter((name) => !["q", "sort_by", "sort_order"].includes(name)).length;

/** A search that is read as it is needed. @param {any} criteria */
function searching(criteria) {
    const begin = () => ({ cursor: /** @type {string | null} */ (null), seen: new Set() });
    let place = begin();
    const list = growing(async function* (before) {
        // Of this beginning: an answer to an earlier one that is still on its way must not move it.
        const here = before ? place : (place = begin());
        do {
            const { data, pagination } = await request("POST", "/photos/search", { body: { ...criteria, limit: 100, ...(here.cursor ? { cursor: here.cursor } : {}) }, retries: 2 });
            here.cursor = pagination?.next_cursor ?? null;
            // What came into the library meanwhile moves the others to later pages.
            const fresh = data.filter((/** @type {any} */ one) => !here.seen.has(one.hothash));
            for (const one of fresh) here.seen.add(one.hothash);
            yield { data: fresh.map(shownOf), pagination };
        } while (here.cursor);
    });

    /** Puts a photo that was changed in the place of the old one, or takes it out. @param {string} hothash @param {any} next */
    function replace(hothash, next) {
        const { items, total } = list;
        items.value = next ? items.value.map((one) => (one.hothash === hothash ? shownOf({ ...next, hotpreview: next.hotpreview ?? one.hotpreview }) : one))
            : items.value.filter((one) => one.hothash !== hothash);
        if (!next && total.value !== null) total.value -= 1;
    }
    return { ...list, replace };
}

/** @param {any} criteria */
export function useSearch(criteria) {
    const key = JSON.stringify(criteria) + libraryTurn.value;
    const list = useMemo(() => searching(criteria), [key]);
    useEffect(() => { void list.more(); }, [list]);
    return list;
}

/** A field for tags, with the library's own proposed. @param {{name: string, label: string, value?: string, hint?: string, onInput?: (event: any) => void}} props */
export function TagField({ name, label, value, hint, onInput }) {
    const tags = useSignal(/** @type {string[]} */ ([]));
    const typed = useSignal(value ?? "");
    const last = typed.value.split(",").at(-1)?.trim() ?? "";
    useEffect(() => {
        const gone = new AbortController();
        request("GET", "/tags", { query: { prefix: last, limit: 12 }, signal: gone.signal })
            .then(({ data }) => { tags.value = data.map((/** @type {any} */ one) => one.name); }, () => {});
        return () => gone.abort();
    }, [last]);
    const before = typed.value.split(",").slice(0, -1).map((one) => one.trim()).filter(Boolean);
    const id = `tags-of-${name}`;
    return html`
        <${Field} name=${name} label=${label} hint=${hint ?? t("library.tags_hint")} value=${typed.value} list=${id} autocomplete="off"
            onInput=${(/** @type {any} */ event) => { typed.value = event.currentTarget.value; onInput?.(event); }} />
        <datalist id=${id}>${tags.value.map((one) => html`<option key=${one} value=${[...before, one].join(", ")} />`)}</datalist>`;
}

/** Everything that can be searched by. @param {{onClose: () => void}} props */
function Criteria({ onClose }) {
    const now = query.value;
    const authors = useSignal(/** @type {any[]} */ ([]));
    const imports = useSignal(/** @type {any[]} */ ([]));
    useEffect(() => {
        all("/authors").then((found) => { authors.value = found; }, toastError);
        all("/import-sessions").then((found) => { imports.value = found; }, toastError);
    }, []);
    const value = (/** @type {string} */ name) => now.get(name) ?? "";
    const stars = [0, 1, 2, 3, 4, 5].map((one) => ({ value: String(one), label: one ? "★".repeat(one) : t("library.no_stars") }));
    const any = { value: "", label: t("library.any") };
    const flags = [any, { value: "true", label: t("library.yes") }, { value: "false", label: t("library.no") }];
    return html`
        <${Dialog} title=${t("library.criteria")} size="large" onClose=${onClose}>
            <${Form} onSubmit=${(/** @type {any} */ values) => {
                const edges = EDGES.filter((name) => values[name] !== null);
                if (edges.length && edges.length < 4) return void toast(t("library.box_whole"), { kind: "error" });
                setQuery(Object.fromEntries(ALL.filter((name) => name in values).map((name) => [name, values[name] === null || values[name] === "" ? null : withSeconds(String(values[name]))])), { push: true });
                onClose();
            }}>
                <div class="library-fields">
                    <${Field} name="q" label=${t("library.words")} value=${value("q")} />
                    <${TagField} name="tags" label=${t("library.tags")} value=${value("tags")} />
                    <${Field} name="rating_min" type="select" label=${t("library.rating_min")} value=${value("rating_min")} options=${[any, ...stars]} />
                    <${Field} name="rating_max" type="select" label=${t("library.rating_max")} value=${value("rating_max")} options=${[any, ...stars]} />
                    <${Field} name="taken_after" type="datetime-local" step="1" label=${t("library.taken_after")} value=${value("taken_after")} />
                    <${Field} name="taken_before" type="datetime-local" step="1" label=${t("library.taken_before")} value=${value("taken_before")} />
                    <${Field} name="camera" label=${t("library.camera")} value=${value("camera")} />
                    <${Field} name="lens" label=${t("library.lens")} value=${value("lens")} />
                    <${Field} key="a${authors.value.length}" name="author_id" type="select" label=${t("library.author")} value=${value("author_id")}
                        options=${[any, ...authors.value.map((one) => ({ value: one.id, label: one.name }))]} />
                    <${Field} key="i${imports.value.length}" name="import_session_id" type="select" label=${t("library.import")} value=${value("import_session_id")}
                        options=${[any, ...imports.value.map((one) => ({ value: one.id, label: one.title }))]} />
                    <${Field} name="has_raw" type="select" label=${t("library.has_raw")} value=${value("has_raw")} options=${flags} />
                    <${Field} name="has_gps" type="select" label=${t("library.has_gps")} value=${value("has_gps")} options=${flags} />
                </div>
                <fieldset><legend class="field-label">${t("library.box")}</legend>
                    <div class="library-fields library-box">${EDGES.map((name) => html`
                        <${Field} key=${name} name=${name} type="number" step="any" min=${name === "south" || name === "north" ? -90 : -180} max=${name === "south" || name === "north" ? 90 : 180}
                            label=${t(`library.edge.${name}`)} value=${value(name)} />`)}</div></fieldset>
                <div class="row"><${Submit}>${t("library.find")}<//></div>
            <//>
        <//>`;
}

/** Keeps the search that is shown. @param {{onClose: () => void, onDone: () => void}} props */
function KeepSearch({ onClose, onDone }) {
    return html`
        <${Dialog} title=${t("library.keep_search")} size="small" onClose=${onClose}>
            <${Form} onSubmit=${async (/** @type {any} */ values) => {
                await request("POST", "/saved-searches", { body: { ...values, criteria: criteriaOf(query.value) }, once: true });
                toast(t("library.search_kept"));
                onDone();
                onClose();
            }}>
                <${Field} name="name" label=${t("library.search_name")} required maxlength="100" />
                <${Check} name="is_favorite" label=${t("library.favorite")} />
                <${Submit}>${t("library.save")}<//>
            <//>
        <//>`;
}

/** Saved searches, to be run, changed and deleted. @param {{turn: number}} props */
function Saved({ turn }) {
    const list = useSignal(/** @type {SavedSearch[]} */ ([]));
    const read = () => all("/saved-searches").then((found) => { list.value = found; }, toastError);
    useEffect(() => { void read(); }, [turn]);
    if (!list.value.length) return null;
    const run = async (/** @type {SavedSearch} */ one) => {
        setQuery(queryOf(one.criteria), { push: true });
        // Noted there, for the count; what is shown comes by the criteria.
        await request("POST", `/saved-searches/${one.id}/run`, { body: { limit: 1 } }).then(read, toastError);
    };
    const change = (/** @type {SavedSearch} */ one, /** @type {any} */ body) => request("PATCH", `/saved-searches/${one.id}`, { body, ifMatch: one.version }).then(read, toastError);
    return html`
        <ul role="list" class="row library-saved" aria-label=${t("library.saved")}>${[...list.value].sort((a, b) => Number(b.is_favorite) - Number(a.is_favorite)).map((one) => html`
            <li key=${one.id} class="library-chip">
                <button type="button" class="button button-quiet" onClick=${() => { void run(one); }}>${one.is_favorite && icon("star", { filled: true })}${one.name}
                    ${one.last_count !== null && one.last_count !== undefined && html` <span class="count">${number(one.last_count)}</span>`}</button>
                <${Menu} class="button button-icon" label=${t("library.more_of", { name: one.name })} items=${[
                    { label: t("library.favorite"), checked: one.is_favorite, run: () => { void change(one, { is_favorite: !one.is_favorite }); } },
                    { label: t("library.search_renew"), run: () => { void change(one, { criteria: criteriaOf(query.value) }); } },
                    { label: t("library.delete"), danger: true, run: async () => {
                        if (await confirm({ title: t("library.delete_search", { name: one.name }), confirm: t("library.delete"), danger: true })) await request("DELETE", `/saved-searches/${one.id}`).then(read, toastError);
                    } },
                ]}>${icon("more")}<//>
            </li>`)}</ul>`;
}

/** The line above the grid. @param {{total: number | null}} props */
export function SearchBar({ total }) {
    const open = useSignal(false);
    const keeping = useSignal(false);
    const turn = useSignal(0);
    const criteria = criteriaOf(query.value);
    const count = countOf(criteria);
    const sort = `${criteria.sort_by ?? "taken_at"}.${criteria.sort_order ?? "desc"}`;
    const sorts = ["taken_at.desc", "taken_at.asc", "created_at.desc", "created_at.asc", "rating.desc", "rating.asc"];
    return html`
        <search class="library-search">
            <form class="row" onSubmit=${(/** @type {any} */ event) => { event.preventDefault(); setQuery({ q: event.currentTarget.elements.namedItem("q").value || null }, { push: true }); }}>
                <input class="input library-q" type="search" name="q" key=${criteria.q ?? ""} defaultValue=${criteria.q ?? ""} placeholder=${t("library.words")} aria-label=${t("library.words")} />
                <button class="button" aria-label=${t("library.find")}>${icon("search")}</button>
                <button type="button" class="button" onClick=${() => { open.value = true; }}>${icon("filter")}${t("library.criteria")}${count > 0 && html` <span class="count">${count}</span>`}</button>
                <select class="input library-sort" aria-label=${t("library.sort")} value=${sort} onChange=${(/** @type {any} */ event) => {
                    const [sort_by, sort_order] = event.currentTarget.value.split(".");
                    setQuery({ sort_by, sort_order });
                }}>${sorts.map((one) => html`<option key=${one} value=${one} selected=${one === sort}>${t(`library.sort.${one}`)}</option>`)}</select>
                ${Object.keys(criteria).length > 0 && html`
                    <button type="button" class="button button-quiet" onClick=${() => { setQuery(queryOf({}), { push: true }); }}>${t("library.clear")}</button>
                    <button type="button" class="button button-quiet" onClick=${() => { keeping.value = true; }}>${t("library.keep_search")}</button>`}
                <span class="muted" role="status">${total !== null && t("library.count", { count: total })}</span>
            </form>
            <${Saved} turn=${turn.value} />
            ${open.value && html`<${Criteria} onClose=${() => { open.value = false; }} />`}
            ${keeping.value && html`<${KeepSearch} onClose=${() => { keeping.value = false; }} onDone=${() => { turn.value++; }} />`}
        </search>`;
}
