// What of the tray is shown. Everything stands in the address, so that it can be kept and gone back to.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { query, setQuery } from "app/router.js";
import { html, useEffect, useRef, useSignal } from "vendor/preact.js";
import { Field } from "ui/field.js";
import { icon } from "ui/icons.js";
import { moved } from "desk/tray-actions.js";
import { marked } from "desk/tray-marks.js";

const NAMES = ["search", "camera_model", "lens", "taken_from", "taken_until", "batch_id", "outcome", "in_pool", "flag", "rejected", "rating_min", "iso_min", "iso_max", "aperture_min", "aperture_max", "focal_length_min", "focal_length_max", "sort"];
/** @typedef {import("types/api").components["schemas"]["StagingFacets"]} Facets */

const RANGES = /** @type {const} */ (["iso", "aperture", "focal_length"]);
export const STATES = ["", "assigned", "failed", "discarded"];

/** The filter of the address, as the API takes it. */
export function filterOf() {
    /** @type {Record<string, string | boolean>} */
    const filter = {};
    for (const name of [...NAMES, "state"]) {
        const value = query.value.get(name);
        if (value) filter[name] = value;
    }
    if (query.value.get("descending")) filter.descending = true;
    return filter;
}

/** How many filters are on. */
export const filterCount = () => NAMES.filter((name) => name !== "sort" && query.value.get(name)).length;
export const clearFilters = () => setQuery(Object.fromEntries(NAMES.filter((name) => name !== "sort").map((name) => [name, null])));

export function TrayFilters() {
    const facets = useSignal(/** @type {Facets} */ ({ cameras: [], lenses: [], ratings: [], flags: { none: 0, pick: 0, reject: 0 } }));
    const batches = useSignal(/** @type {{id: string, name?: string | null, created_at: string}[]} */ ([]));
    const wait = useRef(0);
    const isOpen = useSignal(false);
    const { sort, descending, ...narrow } = filterOf();
    const key = JSON.stringify(narrow);
    useEffect(() => {
        const stop = new AbortController();
        request("GET", "/staging/facets", { query: narrow, signal: stop.signal }).then(({ data }) => { facets.value = data; }, () => {});
        return () => stop.abort();
    }, [key, moved.value.turn, marked.value]);
    useEffect(() => { request("GET", "/upload-batches", { query: { limit: 30 } }).then(({ data }) => { batches.value = data; }, () => {}); }, []);
    const value = (/** @type {string} */ name) => query.value.get(name) ?? "";
    const set = (/** @type {string} */ name) => (/** @type {any} */ event) => {
        const next = event.currentTarget.value;
        clearTimeout(wait.current ?? 0);
        wait.current = window.setTimeout(() => void setQuery({ [name]: next || null }), event.currentTarget.tagName === "SELECT" ? 0 : 300);
    };
    const select = (/** @type {string} */ name, /** @type {string} */ label, /** @type {{value: string, label: string}[]} */ options) => html`
        <${Field} name=${name} label=${label} type="select" value=${value(name)} onInput=${set(name)} options=${[{ value: "", label: t("tray.any") }, ...options]} />`;
    const counted = (/** @type {{name: string, count: number}[]} */ all) => all.map((one) => ({ value: one.name, label: `${one.name} (${one.count})` }));
    const { flags, ratings } = facets.value;
    const flag = value("rejected") === "false" ? "kept" : value("flag");
    const flagged = /** @type {const} */ (["pick", "none", "reject"]).map((one) => ({ value: one, label: `${t(`tray.flag.${one}`)} (${flags[one]})` }));
    const atLeast = [5, 4, 3, 2, 1].map((least) => ({ least, count: ratings.reduce((sum, one) => sum + (one.rating >= least ? one.count : 0), 0) }));
    const named = batches.value.filter((one) => one.name);
    return html`
        <button type="button" class="button tray-filter-toggle" aria-expanded=${String(isOpen.value)} onClick=${() => { isOpen.value = !isOpen.value; }}>${icon("filter")} ${t("tray.filters")}${filterCount() ? ` (${filterCount()})` : ""}</button>
        <form class="tray-filters tray-filter-form ${isOpen.value ? "is-open" : ""}" role="search" aria-label=${t("tray.filter")} onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
            <${Field} name="search" type="search" label=${t("tray.search")} value=${value("search")} onInput=${set("search")} />
            <${Field} name="flag" type="select" label=${t("tray.flag")} value=${flag} onInput=${(/** @type {any} */ event) => {
                const next = event.currentTarget.value;
                void setQuery({ flag: next && next !== "kept" ? next : null, rejected: next === "kept" ? "false" : null });
            }} options=${[{ value: "", label: t("tray.any") }, ...flagged, { value: "kept", label: `${t("tray.flag_kept")} (${flags.none + flags.pick})` }]} />
            ${select("rating_min", t("tray.rating"), atLeast.map(({ least, count }) => ({ value: String(least), label: `${least === 5 ? t("tray.stars", { count: 5 }) : t("tray.stars_least", { count: least })} (${count})` })))}
            ${(facets.value.cameras.length > 0 || value("camera_model")) && select("camera_model", t("tray.camera"), counted(facets.value.cameras))}
            ${(facets.value.lenses.length > 0 || value("lens")) && select("lens", t("tray.lens"), counted(facets.value.lenses))}
            ${named.length > 0 && select("batch_id", t("tray.batch"), named.map((one) => ({ value: one.id, label: one.name ?? "" })))}
            ${select("outcome", t("tray.outcome"), ["auto_assign", "propose", "no_match", "manual_assign", "manual_unassign"].map((one) => ({ value: one, label: t(`tray.outcome.${one}`) })))}
            ${select("in_pool", t("tray.in_pool"), [{ value: "false", label: t("tray.in_pool.false") }, { value: "true", label: t("tray.in_pool.true") }])}
            <${Field} name="sort" type="select" label=${t("tray.sort")} value=${value("sort") || "arrival"} onInput=${set("sort")}
                options=${["arrival", "taken_at", "filename"].map((one) => ({ value: one, label: t(`tray.sort.${one}`) }))} />
            <details class="tray-more" open=${[...RANGES.flatMap((one) => [`${one}_min`, `${one}_max`]), "taken_from", "taken_until"].some(value)}>
                <summary>${t("tray.more_filters")}</summary>
                <div class="tray-filters">
                    <${Field} name="taken_from" type="date" label=${t("tray.taken_from")} value=${value("taken_from")} onInput=${set("taken_from")} />
                    <${Field} name="taken_until" type="date" label=${t("tray.taken_until")} value=${value("taken_until")} onInput=${set("taken_until")} />
                    ${RANGES.flatMap((one) => ["min", "max"].map((end) => html`
                        <${Field} key=${one + end} name="${one}_${end}" type="number" min="0" step=${one === "aperture" ? "0.1" : "1"} label=${t(`tray.range.${one}_${end}`)} value=${value(`${one}_${end}`)} onInput=${set(`${one}_${end}`)} />`))}
                </div>
            </details>
            ${filterCount() > 0 && html`<button type="button" class="button button-quiet" onClick=${clearFilters}>${icon("close")} ${t("tray.clear_filters")}</button>`}
        </form>`;
}
