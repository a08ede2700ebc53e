// Choosing pictures of the studio for a group: from the whole pool, or from one gallery.
import { t } from "app/i18n.js";
import { html, useEffect, useMemo, useRef, useSignal } from "vendor/preact.js";
import { Dialog } from "ui/dialog.js";
import { Empty } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Grid } from "ui/grid.js";
import { More, useGrowing } from "ui/pager.js";
import { NOTHING } from "ui/selection.js";
import { Loading } from "ui/spinner.js";
import { Tabs } from "ui/tabs.js";
import { GalleryChoice } from "desk/upload-target.js";

/** @param {{path: string, query: import("app/api.js").Query, selection: any, taken: ReadonlySet<number>}} props */
function Pictures({ path, query, selection, taken }) {
    const list = useGrowing(path, query);
    const items = useMemo(() => list.items.value.filter((one) => !taken.has(one.id) && one.urls), [list.items.value]);
    if (!items.length) return list.done.value ? html`<${Empty} title=${t("products.pick_none")} />` : html`<${Loading} /><${More} list=${list} />`;
    return html`
        <${Grid} items=${items} label=${t("products.pick")} rowHeight=${130} selection=${selection}
            onOpen=${(/** @type {any} */ item) => { const ids = new Set(selection.value.ids); if (!ids.delete(item.id)) ids.add(item.id); selection.value = { ids, anchor: item.id }; }} />
        <${More} list=${list} />`;
}

/** @param {{title: string, taken: ReadonlySet<number>, onClose: () => void, onPick: (ids: number[]) => Promise<unknown>}} props */
export function PickDialog({ title, taken, onClose, onPick }) {
    const selection = useSignal(NOTHING);
    const where = useSignal("pool");
    const search = useSignal("");
    const gallery = useSignal(/** @type {import("desk/upload-target.js").Chosen | null} */ (null));
    const busy = useSignal(false);
    const wait = useRef(0);
    useEffect(() => () => clearTimeout(wait.current ?? 0), []);
    const ids = [...selection.value.ids];
    async function go() {
        if (busy.value || !ids.length) return;
        busy.value = true;
        await onPick(ids);
        busy.value = false;
    }
    const foot = html`
        <button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
        <button type="button" class="button button-primary ${busy.value ? "is-busy" : ""}" disabled=${!ids.length} onClick=${go}>${t("products.add_count", { count: ids.length })}</button>`;
    return html`
        <${Dialog} title=${title} size="large" onClose=${onClose} footer=${foot}>
            <p class="hint">${t("products.pick_hint")}</p>
            <${Tabs} label=${t("products.pick_from")} active=${where.value} onChange=${(/** @type {string} */ key) => { where.value = key; }} tabs=${[
                { key: "pool", label: t("products.from_pool"), render: () => html`
                    <div class="stack">
                        <${Field} name="search" type="search" label=${t("tray.search")} value=${search.value} onInput=${(/** @type {any} */ event) => {
                            const next = event.currentTarget.value;
                            clearTimeout(wait.current ?? 0);
                            wait.current = window.setTimeout(() => { search.value = next; }, 250);
                        }} />
                        <${Pictures} path="/images" query=${{ search: search.value, state: "ready", newest_first: true, limit: 100 }} selection=${selection} taken=${taken} />
                    </div>` },
                { key: "gallery", label: t("products.from_gallery"), render: () => html`
                    <div class="stack">
                        <${GalleryChoice} value=${gallery.value} onChange=${(/** @type {any} */ one) => { gallery.value = one; }} />
                        ${gallery.value && html`<${Pictures} key=${gallery.value.id} path="/galleries/${gallery.value.id}/images" query=${{ limit: 100 }} selection=${selection} taken=${taken} />`}
                    </div>` },
            ]} />
        <//>`;
}
