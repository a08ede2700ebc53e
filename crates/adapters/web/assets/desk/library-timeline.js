// Photos by time: years, then months, days, hours, and from there into the search.
import { all } from "app/api.js";
import { date } from "app/format.js";
import { t } from "app/i18n.js";
import { go, query, setQuery } from "app/router.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Empty, Failure } from "ui/empty.js";
import { Loading } from "ui/spinner.js";
import { LibraryPicture } from "desk/library-pictures.js";

const PARTS = /** @type {const} */ (["year", "month", "day", "hour"]);

/** What a bucket is called. @param {any} one @param {string} by */
function nameOf(one, by) {
    const when = new Date(Date.UTC(one.year, (one.month ?? 1) - 1, one.day ?? 1, one.hour ?? 0));
    /** @type {Record<string, Intl.DateTimeFormatOptions>} */
    const ways = { year: { year: "numeric" }, month: { month: "long", year: "numeric" }, day: { dateStyle: "full" }, hour: { hour: "numeric", minute: "2-digit" } };
    return date(when, { ...ways[by], timeZone: "UTC" });
}

const two = (/** @type {number} */ value) => String(value).padStart(2, "0");

/** The first and the last second of a bucket, as searches want them. @param {any} one */
function boundsOf(one) {
    const { year, month, day, hour } = one;
    const lastDay = month ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 31;
    return {
        taken_after: `${String(year).padStart(4, "0")}-${two(month ?? 1)}-${two(day ?? 1)}T${two(hour ?? 0)}:00:00`,
        taken_before: `${String(year).padStart(4, "0")}-${two(month ?? 12)}-${two(day ?? lastDay)}T${two(hour ?? 23)}:59:59`,
    };
}

export default function Timeline() {
    const chosen = Object.fromEntries(PARTS.flatMap((part) => (query.value.get(part) ? [[part, Number(query.value.get(part))]] : [])));
    const depth = PARTS.findIndex((part) => chosen[part] === undefined);
    const by = PARTS[depth < 0 ? 3 : depth] ?? "year";
    const buckets = useSignal(/** @type {any[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const key = JSON.stringify([by, chosen]);
    const read = () => {
        failed.value = null;
        buckets.value = null;
        return all("/timeline", { query: { granularity: by, ...chosen, limit: undefined } }).then((found) => { buckets.value = found; }, (error) => { failed.value = error; });
    };
    useEffect(() => { void read(); }, [key]);
    const into = (/** @type {any} */ one) => {
        if (by === "hour") void go(`/desk/library?${new URLSearchParams({ ...boundsOf(one), sort_order: "asc", sort_by: "taken_at" })}`);
        else void setQuery({ [by]: one[by] }, { push: true });
    };
    const upTo = (/** @type {number} */ at) => setQuery(Object.fromEntries(PARTS.slice(at).map((part) => [part, null])), { push: true });
    const trail = PARTS.slice(0, depth < 0 ? 3 : depth);
    return html`
        <nav class="row" aria-label=${t("library.view.timeline")}>
            <button type="button" class="button button-quiet" disabled=${!trail.length} onClick=${() => upTo(0)}>${t("library.all_years")}</button>
            ${trail.map((part, at) => html`<button type="button" class="button button-quiet" key=${part} disabled=${at === trail.length - 1} onClick=${() => upTo(at + 1)}>${nameOf(chosen, part)}</button>`)}
            ${trail.length > 0 && html`<button type="button" class="button" onClick=${() => { void go(`/desk/library?${new URLSearchParams({ ...boundsOf(chosen), sort_order: "asc", sort_by: "taken_at" })}`); }}>${t("library.show_all_of")}</button>`}
        </nav>
        ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !buckets.value ? html`<${Loading} />` : html`
            ${!buckets.value.length && html`<${Empty} icon="calendar" title=${t("library.none_dated")} />`}
            <ul role="list" class="library-tiles">${buckets.value.map((one) => html`
                <li key=${`${key}${one[by]}`}><button type="button" class="library-tile" onClick=${() => into(one)}>
                    <${LibraryPicture} hothash=${one.preview_hothash} alt="" large />
                    <strong>${nameOf(one, by)}</strong><span class="muted">${t("library.count", { count: one.count })}</span></button></li>`)}</ul>`}`;
}
