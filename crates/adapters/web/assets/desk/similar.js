// What looks like a photo of the library, or like a picture that is dropped here and stays outside.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { Link, query, setQuery } from "app/router.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Empty, Failure } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { Loading } from "ui/spinner.js";
import { LibraryPicture, nameOfPhoto } from "desk/library-pictures.js";

export default function Similar() {
    const id = query.value.get("file");
    const threshold = Number(query.value.get("threshold") ?? 10);
    const dropped = useSignal(/** @type {File | null} */ (null));
    const found = useSignal(/** @type {any} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const busy = useSignal(false);
    const over = useSignal(false);
    const turn = useSignal(0);
    useEffect(() => {
        if (!id && !dropped.value) return;
        const gone = new AbortController();
        failed.value = null;
        busy.value = true;
        const form = new FormData();
        if (dropped.value) form.append("file", dropped.value);
        const options = { query: { threshold, limit: 60 }, signal: gone.signal };
        (dropped.value ? request("POST", "/similar", { ...options, body: form }) : request("GET", `/image-files/${id}/similar`, options))
            .then(({ data }) => { found.value = data; }, (error) => { if (!gone.signal.aborted) failed.value = error; })
            .finally(() => { if (!gone.signal.aborted) busy.value = false; });
        return () => gone.abort();
    }, [id, threshold, dropped.value, turn.value]);
    const take = (/** @type {File | undefined} */ file) => { if (file) { found.value = null; dropped.value = file; } };
    const none = found.value && !found.value.photos.length && !found.value.pool.length && !found.value.staging.length;
    return html`
        <div class="stack">
            <div class="library-drop ${over.value ? "is-over" : ""}" onDragOver=${(/** @type {DragEvent} */ event) => { event.preventDefault(); over.value = true; }}
                onDragLeave=${() => { over.value = false; }} onDrop=${(/** @type {DragEvent} */ event) => { event.preventDefault(); over.value = false; take(event.dataTransfer?.files[0]); }}>
                ${icon("search")}<p>${dropped.value ? dropped.value.name : id ? t("library.similar_of") : t("library.drop_similar")}</p>
                <label class="button">${t("library.choose_picture")}<input class="visually-hidden" type="file" accept="image/*" onChange=${(/** @type {any} */ event) => take(event.currentTarget.files[0])} /></label>
            </div>
            <label class="field"><span class="field-label">${t("library.threshold", { value: threshold })}</span>
                <input type="range" min="0" max="16" step="1" value=${threshold} onChange=${(/** @type {any} */ event) => { void setQuery({ threshold: event.currentTarget.value }); }} /><span class="hint">${t("library.threshold_hint")}</span></label>
            ${failed.value ? html`<${Failure} error=${failed.value} retry=${() => { turn.value++; }} />` : busy.value && !found.value && html`<${Loading} />`}
            ${none && !failed.value && html`<${Empty} icon="search" title=${t("library.nothing_similar")} />`}
            <p class="visually-hidden" role="status">${found.value && t("library.count", { count: found.value.photos.length })}</p>
            ${found.value?.photos.length > 0 && html`<h2>${t("library.title")}</h2><ul role="list" class="library-tiles">${found.value.photos.map((/** @type {any} */ one) => html`
                <li key=${one.photo.hothash}><${Link} class="library-tile" href="/desk/library?photo=${one.photo.hothash}">
                    <${LibraryPicture} hothash=${one.photo.hothash} alt="" large=${Boolean(one.photo.coldpreview)} /><strong>${nameOfPhoto(one.photo)}</strong><span class="muted">${t("library.distance", { value: one.distance })}</span><//></li>`)}</ul>`}
            ${found.value?.pool.length > 0 && html`<h2>${t("library.in_pool")}</h2><ul role="list" class="library-files">${found.value.pool.map((/** @type {any} */ one) => html`
                <li key=${one.image_id} class="library-file"><strong>${one.filename}</strong><span class="muted">${t("library.distance", { value: one.distance })}</span>
                    <span class="row">${one.galleries.map((/** @type {number} */ gallery) => html`<${Link} key=${gallery} href="/desk/galleries/${gallery}">${t("library.gallery_number", { id: gallery })}<//>`)}
                    ${one.products.map((/** @type {number} */ product) => html`<${Link} key=${product} href="/desk/products/${product}">${t("library.product_number", { id: product })}<//>`)}</span></li>`)}</ul>`}
            ${found.value?.staging.length > 0 && html`<h2>${t("desk.tray")}</h2><ul role="list" class="library-files">${found.value.staging.map((/** @type {any} */ one) => html`
                <li key=${one.staging_image_id} class="library-file"><strong>${one.filename}</strong><span class="muted">${t("library.distance", { value: one.distance })}</span></li>`)}</ul>`}
        </div>`;
}
