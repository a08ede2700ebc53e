// Where files are sent: a gallery and the type of its group, or the tray. Also used where files of the tray are assigned.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { html, useEffect, useId, useSignal } from "vendor/preact.js";
import { Spinner } from "ui/spinner.js";
import { ErrorLine } from "ui/empty.js";

/** @typedef {{id: number, name: string}} Chosen */
/** The types that galleries mostly have; any other word will do as well. */
export const TYPES = ["main", "highlights", "behind_the_scenes", "raw"];
/** @param {string} type */
export const typeName = (type) => (TYPES.includes(type) ? t(`target.type.${type}`) : type.replaceAll("_", " "));

/**
 * Looks for a gallery by its name, and shows those that had something going on lately.
 * @param {{value: Chosen | null, onChange: (gallery: Chosen) => void}} props
 */
export function GalleryChoice({ value, onChange }) {
    const search = useSignal("");
    const found = useSignal(/** @type {Chosen[] | null} */ (null));
    const error = useSignal(/** @type {unknown} */ (null));
    const id = useId();
    useEffect(() => {
        const stop = new AbortController();
        const timer = setTimeout(async () => {
            try {
                const { data } = await request("GET", "/galleries", { query: { search: search.value, newest_first: true, limit: 30 }, signal: stop.signal });
                found.value = data.filter((/** @type {any} */ one) => !one.archived_at).map((/** @type {any} */ one) => ({ id: one.id, name: one.subject_name }));
                error.value = null;
            } catch (thrown) {
                if (!stop.signal.aborted) error.value = thrown;
            }
        }, search.value ? 200 : 0);
        return () => { clearTimeout(timer); stop.abort(); };
    }, [search.value]);
    const shown = found.value;
    return html`
        <div class="target-choice stack">
            <div class="field">
                <label class="field-label" for=${id}>${t("target.search")}</label>
                <input class="input" id=${id} type="search" autocomplete="off" value=${search.value} onInput=${(/** @type {any} */ event) => { search.value = event.currentTarget.value; }} />
            </div>
            <${ErrorLine} error=${error.value} />
            <fieldset class="target-list" aria-label=${t("target.gallery")}>
                ${!shown && !error.value && html`<${Spinner} />`}
                ${shown?.length === 0 && html`<p class="hint" role="status">${t("target.none")}</p>`}
                ${shown?.map((one) => html`
                    <label class="check target-item" key=${one.id}>
                        <input type="radio" name="${id}-gallery" checked=${value?.id === one.id} onChange=${() => onChange(one)} />
                        <span>${one.name}</span>
                    </label>`)}
            </fieldset>
        </div>`;
}

/**
 * The type of the group inside of the gallery: one that it has, or a new one.
 * @param {{galleryId: number | null, value: string, onChange: (type: string) => void}} props
 */
export function GroupTypeChoice({ galleryId, value, onChange }) {
    const there = useSignal(/** @type {string[]} */ ([]));
    const id = useId();
    useEffect(() => {
        if (!galleryId) return;
        const stop = new AbortController();
        request("GET", `/galleries/${galleryId}/groups`, { signal: stop.signal }).then(({ data }) => {
            there.value = data.map((/** @type {any} */ one) => one.type);
        }, () => { there.value = []; });
        return () => stop.abort();
    }, [galleryId]);
    const all = [...new Set([...there.value, ...TYPES])];
    const options = all.includes(value) ? all : [...all, value];
    return html`
        <div class="field">
            <label class="field-label" for=${id}>${t("target.group")}</label>
            <select class="input" id=${id} value=${value} onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}>
                ${options.map((type) => html`<option key=${type} value=${type} selected=${type === value}>${typeName(type)}${there.value.includes(type) ? "" : ` (${t("target.new_group")})`}</option>`)}
            </select>
        </div>`;
}
