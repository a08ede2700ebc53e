// Photos that look alike, side by side, and the one that is proposed to be kept.
import { request } from "app/api.js";
import { bytes, cameraTime, number } from "app/format.js";
import { t } from "app/i18n.js";
import { Link, query, setQuery } from "app/router.js";
import { html, useSignal } from "vendor/preact.js";
import { confirm } from "ui/dialog.js";
import { Empty } from "ui/empty.js";
import { More, useGrowing } from "ui/pager.js";
import { toast, toastError } from "ui/toast.js";
import { LibraryViews } from "desk/library.js";
import { LibraryPicture, libraryTurn, nameOfPhoto } from "desk/library-pictures.js";

/** Why one is proposed: the first of the reasons that tell it from the others. @param {any} best @param {any[]} others */
function whyOf(best, others) {
    const pixels = (/** @type {any} */ one) => (one.width ?? 0) * (one.height ?? 0);
    if (others.every((one) => pixels(best) > pixels(one))) return t("library.best.largest");
    if (others.every((one) => pixels(best) >= pixels(one) && (best.rating ?? 0) > (one.rating ?? 0))) return t("library.best.rated");
    return t("library.best.first");
}

/** @param {{group: any, again: () => void, onHide: () => void}} props */
function Group({ group, again, onHide }) {
    const photos = [group.best, ...group.others.map((/** @type {any} */ one) => one.photo)];
    const keep = useSignal(group.best.hothash);
    const out = useSignal(/** @type {Set<string>} */ (new Set()));
    const why = whyOf(group.best, photos.slice(1));
    const merged = photos.filter((one) => one.hothash !== keep.value && !out.value.has(one.hothash));
    const merge = async () => {
        const name = nameOfPhoto(photos.find((one) => one.hothash === keep.value));
        if (!(await confirm({ title: t("library.merge_photos", { count: merged.length + 1 }), text: t("library.merge_text", { name }), confirm: t("library.merge"), danger: true }))) return;
        try {
            await request("POST", "/duplicates/merge", { body: { keep: keep.value, merge: merged.map((one) => one.hothash) } });
            toast(t("library.merged"));
            again();
        } catch (error) { toastError(error); }
    };
    const id = group.best.hothash;
    return html`
        <section class="card stack" aria-label=${nameOfPhoto(group.best)}>
            <h2>${nameOfPhoto(group.best)} <span class="count">${t("library.count", { count: group.count })}</span></h2>
            <div class="library-compare">${photos.map((photo, index) => {
                const size = photo.files.reduce((/** @type {number} */ sum, /** @type {any} */ file) => sum + (file.file_size ?? 0), 0);
                return html`
                <article key=${photo.hothash} class="library-copy ${photo.hothash === keep.value ? "is-best" : ""}">
                    <${LibraryPicture} hothash=${photo.hothash} alt=${nameOfPhoto(photo)} large=${Boolean(photo.coldpreview)} />
                    <strong>${nameOfPhoto(photo)}</strong>
                    ${index === 0 && html`<span class="badge badge-accent">${t("library.proposed", { why })}</span>`}
                    <dl class="library-facts">
                        <dt>${t("library.size")}</dt><dd>${photo.width ? `${number(photo.width)} × ${number(photo.height ?? 0)}` : t("library.unknown")} · ${bytes(size)}</dd>
                        <dt>${t("library.taken_at")}</dt><dd>${photo.taken_at ? cameraTime(photo.taken_at) : t("library.unknown")}</dd>
                        <dt>${t("library.rating")}</dt><dd>${photo.rating ? "★".repeat(photo.rating) : t("library.no_stars")}</dd>
                        ${photo.tags.length > 0 && html`<dt>${t("library.tags")}</dt><dd>${photo.tags.join(", ")}</dd>`}
                        ${index > 0 && html`<dt>${t("library.difference")}</dt><dd>${group.others[index - 1].distance}</dd>`}
                    </dl>
                    <label class="check"><input type="radio" name="keep-${id}" checked=${photo.hothash === keep.value} onChange=${() => { keep.value = photo.hothash; }} /><span>${t("library.keep_this")}</span></label>
                    ${photo.hothash !== keep.value && html`<label class="check"><input type="checkbox" checked=${!out.value.has(photo.hothash)} onChange=${(/** @type {any} */ event) => {
                        const next = new Set(out.value);
                        if (event.currentTarget.checked) next.delete(photo.hothash); else next.add(photo.hothash);
                        out.value = next;
                    }} /><span>${t("library.merge_this")}</span></label>`}
                    <${Link} href="/desk/library?photo=${photo.hothash}">${t("library.open")}<//>
                </article>`; })}</div>
            <div class="row"><button type="button" class="button button-primary" disabled=${!merged.length} onClick=${merge}>${t("library.merge_photos", { count: merged.length + 1 })}</button>
                <button type="button" class="button" onClick=${onHide}>${t("library.keep_all")}</button></div>
        </section>`;
}

export default function Duplicates() {
    const threshold = Number(query.value.get("threshold") ?? 10);
    const list = useGrowing("/duplicates", { threshold, limit: 10 });
    const hidden = useSignal(/** @type {Set<string>} */ (new Set()));
    const again = () => { libraryTurn.value++; void list.reload(); };
    const shown = list.items.value.filter((one) => !hidden.value.has(one.best.hothash));
    return html`
        <h1>${t("library.title")}</h1>
        <${LibraryViews} />
        <div class="stack">
            <label class="field"><span class="field-label">${t("library.threshold", { value: threshold })}</span>
                <input type="range" min="0" max="16" step="1" value=${threshold} onChange=${(/** @type {any} */ event) => { void setQuery({ threshold: event.currentTarget.value }); }} /><span class="hint">${t("library.threshold_hint")}</span></label>
            ${list.done.value && !shown.length && html`<${Empty} icon="check" title=${t("library.no_duplicates")} />`}
            ${shown.map((group) => html`<${Group} key=${group.best.hothash + group.count} group=${group} again=${again} onHide=${() => { hidden.value = new Set([...hidden.value, group.best.hothash]); }} />`)}
            <${More} list=${list} />
        </div>`;
}
