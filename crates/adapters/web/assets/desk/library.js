// The library: a person's own photos, and the views of it.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { Link, path, query, setQuery, useUnsaved } from "app/router.js";
import { cameraTime } from "app/format.js";
import { html, useEffect, useSignal, useState } from "vendor/preact.js";
import { Empty, Failure } from "ui/empty.js";
import { Grid } from "ui/grid.js";
import { icon } from "ui/icons.js";
import { Lightbox } from "ui/lightbox.js";
import { More } from "ui/pager.js";
import { NOTHING } from "ui/selection.js";
import { Loading } from "ui/spinner.js";
import { useInSight } from "ui/tabs.js";
import { toastError } from "ui/toast.js";
import { pathOf, Sharp, shownOf, usePicture } from "desk/library-pictures.js";
import { criteriaOf, SearchBar, useSearch } from "desk/library-search.js";
import { PhotoPanel, rate, Stars } from "desk/library-photo.js";
import { SelectionBar } from "desk/library-selection.js";

/** @typedef {import("desk/library-pictures.js").Shown} Shown */

/** The views beside the photos, each imported when it is first opened. @type {Record<string, () => Promise<{default: any}>>} */
const VIEWS = {
    timeline: () => import("desk/library-timeline.js"),
    import: () => import("desk/library-import.js"),
    similar: () => import("desk/similar.js"),
    stacks: () => import("desk/library-stacks.js"),
    tags: () => import("desk/library-tags.js"),
    authors: () => import("desk/library-authors.js"),
    imports: () => import("desk/library-imports.js"),
};

/** Links to the views; on a phone the row scrolls, and where one is stands in it. */
export function LibraryViews() {
    const row = useInSight(path.value);
    return html`
    <nav class="library-views" ref=${row} aria-label=${t("library.views")}>
        ${["", "timeline", "import", "similar", "duplicates", "stacks", "tags", "authors", "imports"].map((one) => html`
            <${Link} key=${one} href="/desk/library${one ? `/${one}` : ""}">${t(`library.view.${one || "photos"}`)}<//>`)}
    </nav>`;
}

/** One of the other views, when its module has come. @param {{view: string}} props */
function View({ view }) {
    const [page, setPage] = useState(/** @type {any} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    useEffect(() => { VIEWS[view]?.().then((module) => setPage(() => module.default), (error) => { failed.value = error; }); }, [view]);
    return failed.value ? html`<${Failure} error=${failed.value} retry=${() => location.reload()} />` : page ? html`<${page} />` : html`<${Loading} />`;
}

/** @param {{list: ReturnType<typeof useSearch>}} props */
export function Photos({ list }) {
    const items = list.items.value;
    const selection = useSignal(NOTHING);
    const wanted = query.value.get("photo");
    const at = wanted ? items.findIndex((one) => one.hothash === wanted) : -1;
    const [last, setLast] = useState(/** @type {number | undefined} */ (undefined));
    // An address may name a photo that is not among those that were read, or not among those that are searched for.
    const lone = useSignal(/** @type {Shown | null} */ (null));
    const mustRead = Boolean(wanted) && at < 0 && (items.length > 0 || list.done.value);
    useEffect(() => {
        lone.value = null;
        if (mustRead) request("GET", `/photos/${wanted}`).then(({ data }) => { lone.value = shownOf(data); }, (error) => { toastError(error); void setQuery({ photo: null }); });
    }, [mustRead, wanted]);
    const now = at >= 0 ? items[at] : mustRead && lone.value?.hothash === wanted ? lone.value : undefined;
    const dirty = useSignal(false);
    useUnsaved(() => dirty.value);
    const open = (/** @type {number} */ index) => { setLast(index); void setQuery({ photo: items[index]?.hothash ?? null }); };
    useEffect(() => { if (at >= 0 && at > items.length - 5) void list.more(); }, [at, items.length]);
    const url = usePicture(now ? pathOf(now) : null);
    const seen = at >= 0 ? items : now ? [now] : [];
    const shown = seen.map((one) => (one === now && url ? { ...one, urls: { web: url } } : one));
    const change = (/** @type {any} */ photo) => {
        if (at < 0) lone.value = shownOf(photo);
        list.replace(photo.hothash, photo);
    };
    const keys = Object.fromEntries([0, 1, 2, 3, 4, 5].map((stars) => [String(stars), {
        label: stars ? t("library.rate", { count: stars }) : t("library.rate_none"), run: () => { if (now) void rate(now, stars, change); },
    }]));
    const panelOpen = useSignal(true);
    return html`
        <div class="library-grid"><${Grid} items=${items} label=${t("library.title")} selection=${selection} active=${at >= 0 ? undefined : last} rowHeight=${220}
            onOpen=${(/** @type {any} */ _, /** @type {number} */ index) => open(index)}
            describe=${(/** @type {Shown} */ one) => [one.rating ? t("library.rate", { count: one.rating }) : "", one.taken_at ? cameraTime(one.taken_at) : ""].filter(Boolean).join(", ")}
            overlay=${(/** @type {Shown} */ one) => html`<${Sharp} photo=${one} />
                <span class="library-marks">
                    ${one.rating && html`<span class="badge" aria-hidden="true">${"★".repeat(one.rating)}</span>`}
                    ${one.has_raw_companion && html`<span class="badge">RAW</span>`}
                    ${one.stack_id && html`<span class="badge">${icon("copy")}<span class="visually-hidden">${t("library.in_stack")}</span></span>`}
                </span>`} /></div>
        ${list.done.value && !items.length && html`
            <${Empty} icon="image" title=${t("library.none")}><p>${t("library.none_hint")}</p>
                <${Link} class="button button-primary" href="/desk/library/import">${icon("upload")}${t("library.view.import")}<//><//>`}
        <${More} list=${list} />
        <${SelectionBar} items=${items} selection=${selection} list=${list} onOpen=${open} />
        ${now && html`<${Lightbox} items=${shown} index=${Math.max(0, at)} label=${t("library.title")} keys=${keys} onMove=${open}
            onClose=${() => { void setQuery({ photo: null }); }}
            toolbar=${() => html`<button type="button" class="button button-icon" aria-pressed=${String(panelOpen.value)} aria-label=${t("lightbox.panel")}
                onClick=${() => { panelOpen.value = !panelOpen.value; }}>${icon("info")}</button>`}
            bar=${(/** @type {Shown} */ one) => html`<${Stars} photo=${one} onChange=${change} />`}
            panel=${panelOpen.value ? (/** @type {Shown} */ one) => html`<${PhotoPanel} key=${one.hothash} photo=${one} onChange=${change} dirty=${dirty}
                onGone=${() => { void setQuery({ photo: null }); list.replace(one.hothash, null); }} />` : null}
            describe=${(/** @type {Shown} */ one) => (one.rating ? t("library.rate", { count: one.rating }) : "")} />`}`;
}

/** All photos, or those that a search finds. */
function Everything() {
    const list = useSearch(criteriaOf(query.value));
    return html`<${SearchBar} total=${list.total.value} /><${Photos} list=${list} />`;
}

/** @param {{params: Record<string, string>}} props */
export default function Library({ params }) {
    const view = params.view ?? "";
    return html`
        <h1>${t("library.title")}</h1>
        <${LibraryViews} />
        ${!view ? html`<${Everything} />` : VIEWS[view] ? html`<${View} view=${view} />`
            : html`<${Empty} title=${t("desk.missing")}><${Link} class="button" href="/desk/library">${t("library.view.photos")}<//><//>`}`;
}

