// What can be done with the pictures that are selected in a gallery.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { confirm } from "ui/dialog.js";
import { useHotkeys } from "ui/hotkeys.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { NOTHING } from "ui/selection.js";
import { toast, toastError } from "ui/toast.js";
import { html } from "vendor/preact.js";
import { headingOf } from "desk/gallery-groups.js";

/** @typedef {import("types/api").components["schemas"]["GalleryImage"]} Picture */

/**
 * @param {{gallery: import("desk/gallery.js").Gallery, sections: import("desk/gallery-pictures.js").Section[], at: number, change: (gallery: import("desk/gallery.js").Gallery) => void,
 *   refresh: () => Promise<void>, onMove: (to: number) => unknown, onShift: (by: -1 | 1) => unknown, onVersions: (picture: Picture) => void}} props
 */
export function PictureActions({ gallery, sections, at, change, refresh, onMove, onShift, onVersions }) {
    const section = /** @type {import("desk/gallery-pictures.js").Section} */ (sections[at]);
    const pictures = section.pictures.filter((one) => section.selection.value.ids.has(one.id));
    const ids = pictures.map((one) => one.id);
    const only = pictures.length === 1 ? pictures[0] : undefined;
    const isCover = only?.id === gallery.primary_image_id;
    const clear = () => { section.selection.value = NOTHING; };

    /** @param {() => Promise<unknown>} work */
    async function attempt(work) {
        try {
            await work();
        } catch (error) {
            toastError(error);
        }
    }
    const cover = () => attempt(async () => {
        const { data } = await request("PATCH", `/galleries/${gallery.id}`, { body: { primary_image_id: isCover ? null : only?.id }, ifMatch: gallery.version });
        change(data);
        toast(t(isCover ? "gallery.cover_none" : "gallery.cover_set"));
    });
    const takeOut = () => attempt(async () => {
        const before = section.pictures.map((one) => one.id);
        await request("POST", `/image-groups/${section.group.id}/images/remove`, { body: { image_ids: ids }, once: true });
        clear();
        await refresh();
        toast(t("gallery.taken_out", { count: ids.length }), { action: { label: t("gallery.undo"), run: () => { void attempt(async () => {
            await request("POST", `/image-groups/${section.group.id}/images`, { body: { image_ids: ids }, once: true });
            await request("PUT", `/image-groups/${section.group.id}/order`, { body: { image_ids: before } }).catch(() => {});
            await refresh();
        }); } } });
    });
    async function remove() {
        if (!await confirm({ title: t("gallery.remove_ask", { count: ids.length }), text: t("gallery.remove_text"), confirm: t("gallery.remove"), danger: true })) return;
        await attempt(async () => {
            const { data } = await request("POST", "/images/delete", { body: { image_ids: ids, force: true }, once: true });
            clear();
            await refresh();
            /** @type {{image_id: number, done: boolean}[]} */
            const results = data.images;
            const gone = results.filter((one) => one.done).map((one) => one.image_id);
            if (data.failed) toast(t("gallery.not_removed", { count: data.failed }), { kind: "error" });
            if (gone.length) toast(t("gallery.removed", { count: gone.length }), { action: { label: t("gallery.undo"), run: () => { void attempt(async () => {
                await request("POST", "/images/restore", { body: { image_ids: gone }, once: true });
                await refresh();
            }); } } });
        });
    }
    /** @param {"none" | "edited" | "generated"} ai */
    const label = (ai) => attempt(async () => {
        // One after the other: each is a change of its own, and the server is to do other things meanwhile.
        for (const one of pictures) if (one.ai !== ai) await request("PATCH", `/images/${one.id}`, { body: { ai } });
        await refresh();
        toast(t("gallery.ai_set"));
    });
    const download = () => attempt(async () => {
        const { data } = await request("POST", `/galleries/${gallery.id}/downloads`, { body: { image_ids: ids, preset: "original" } });
        if (data.url) location.assign(data.url);
    });

    useHotkeys(t("gallery.tab.pictures"), {
        "alt+arrowleft": { label: t("gallery.earlier"), run: () => { void onShift(-1); } },
        "alt+arrowright": { label: t("gallery.later"), run: () => { void onShift(1); } },
        delete: { label: t("gallery.remove"), run: () => { void remove(); } },
        escape: { label: t("gallery.clear"), run: clear },
    });
    const others = sections.flatMap((one, index) => (index === at || one.group.id === section.group.id ? [] : [{ label: headingOf(one.group), run: () => { void onMove(index); } }]));
    return html`
        <div class="gallery-bar" data-dock role="toolbar" aria-label=${t("gallery.selected_actions")}>
            <strong role="status">${t("gallery.selected", { count: ids.length })}</strong>
            <button class="button button-icon" aria-label=${t("gallery.earlier")} title="${t("gallery.earlier")} (Alt ←)" onClick=${() => onShift(-1)}>${icon("left")}</button>
            <button class="button button-icon" aria-label=${t("gallery.later")} title="${t("gallery.later")} (Alt →)" onClick=${() => onShift(1)}>${icon("right")}</button>
            ${others.length > 0 && html`<${Menu} label=${t("gallery.move_to")} items=${others} />`}
            ${only && html`<button class="button" onClick=${cover}>${t(isCover ? "gallery.cover_clear" : "gallery.cover_use")}</button>
                <button class="button" onClick=${() => onVersions(only)}>${t("gallery.versions")}</button>`}
            <${Menu} label=${t("gallery.ai")} items=${/** @type {const} */ (["none", "edited", "generated"]).map((one) => ({
                label: one === "none" ? t("gallery.ai_none") : t(`picture.ai.${one}`), checked: pictures.every((picture) => picture.ai === one), run: () => { void label(one); },
            }))} />
            <button class="button" onClick=${download}>${icon("download")}${t("gallery.download")}</button>
            <button class="button" onClick=${takeOut}>${t("gallery.take_out")}</button>
            <button class="button button-danger" onClick=${remove}>${icon("trash")}${t("gallery.remove")}</button>
            <button class="button button-quiet" onClick=${clear}>${t("gallery.clear")}</button>
        </div>`;
}
