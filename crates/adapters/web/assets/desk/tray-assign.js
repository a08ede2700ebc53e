// Where files of the tray go: a dialog for the keyboard, and a list of galleries at the side to drop them on.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Dialog } from "ui/dialog.js";
import { Check } from "ui/field.js";
import { icon } from "ui/icons.js";
import { ErrorLine } from "ui/empty.js";
import { DRAGGED, assign, draggedIds } from "desk/tray-actions.js";
import { GalleryChoice, GroupTypeChoice } from "desk/upload-target.js";

/** @param {{ids: number[], rejected?: number[], onClose: () => void, onDone?: (ids: number[]) => void}} props `rejected` are those of the files that nobody wants */
export function AssignDialog({ ids, rejected = [], onClose, onDone }) {
    const gallery = useSignal(/** @type {import("desk/upload-target.js").Chosen | null} */ (null));
    const type = useSignal("main");
    const versions = useSignal(false);
    const without = useSignal(true);
    const busy = useSignal(false);
    // Who names only rejected files means them.
    const isMixed = rejected.length > 0 && rejected.length < ids.length;
    const wanted = isMixed && without.value ? ids.filter((id) => !rejected.includes(id)) : ids;
    async function go() {
        if (!gallery.value || busy.value) return;
        busy.value = true;
        const done = await assign(wanted, gallery.value, { type: type.value, versions: versions.value ? "match" : "separate" });
        busy.value = false;
        if (done.length) { onDone?.(done); onClose(); }
    }
    const foot = html`
        <button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
        <button type="button" class="button button-primary ${busy.value ? "is-busy" : ""}" disabled=${!gallery.value} onClick=${go}>${t("tray.assign_count", { count: wanted.length })}</button>`;
    return html`
        <${Dialog} title=${t("tray.assign_title", { count: wanted.length })} onClose=${onClose} footer=${foot}>
            <div class="stack">
                <${GalleryChoice} value=${gallery.value} onChange=${(/** @type {any} */ one) => { gallery.value = one; }} />
                <${GroupTypeChoice} galleryId=${gallery.value?.id ?? null} value=${type.value} onChange=${(/** @type {string} */ next) => { type.value = next; }} />
                ${isMixed && html`<${Check} name="without_rejected" label=${t("tray.without_rejected", { count: rejected.length })} checked=${without.value} onChange=${(/** @type {boolean} */ on) => { without.value = on; }} />`}
                <${Check} name="versions" label=${t("tray.versions_match")} hint=${t("tray.versions_match_hint")} checked=${versions.value} onChange=${(/** @type {boolean} */ on) => { versions.value = on; }} />
            </div>
        <//>`;
}

/** Galleries to drop files on; what is dropped goes to their main pictures. */
export function DropTargets() {
    const galleries = useSignal(/** @type {{id: number, name: string}[]} */ ([]));
    const error = useSignal(/** @type {unknown} */ (null));
    const over = useSignal(0);
    useEffect(() => {
        request("GET", "/galleries", { query: { newest_first: true, limit: 15 } }).then(({ data }) => {
            galleries.value = data.filter((/** @type {any} */ one) => !one.archived_at).map((/** @type {any} */ one) => ({ id: one.id, name: one.subject_name }));
        }, (thrown) => { error.value = thrown; });
    }, []);
    const accepts = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes(DRAGGED);
    return html`
        <section class="tray-targets" aria-labelledby="tray-targets">
            <h2 id="tray-targets">${t("tray.targets")}</h2>
            <p class="hint">${t("tray.targets_hint")}</p>
            <${ErrorLine} error=${error.value} />
            <ul role="list">${galleries.value.map((one) => html`
                <li key=${one.id} class="tray-target ${over.value === one.id ? "is-over" : ""}"
                    onDragOver=${(/** @type {DragEvent} */ event) => { if (accepts(event)) { event.preventDefault(); over.value = one.id; } }}
                    onDragLeave=${() => { if (over.value === one.id) over.value = 0; }}
                    onDrop=${(/** @type {DragEvent} */ event) => { over.value = 0; if (!accepts(event)) return; event.preventDefault(); void assign(draggedIds(event), one); }}>
                    ${icon("folder")}<span>${one.name}</span>
                </li>`)}</ul>
        </section>`;
}
