// The versions of a picture: which there are, a new one, and back to an earlier one.
import { all, request } from "app/api.js";
import { dateTime } from "app/format.js";
import { t } from "app/i18n.js";
import { Dialog } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Picture, nameOf } from "ui/picture.js";
import { Loading } from "ui/spinner.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["ImageVersion"]} Version */

/** @typedef {import("types/api").components["schemas"]["PictureSource"]} Source */

/** The photo of one's library that the picture is, and its newer file. @param {{photo: Source, onRenew: (photo: Source, file: number) => unknown}} props */
function FromLibrary({ photo, onRenew }) {
    const newer = photo.newer_file;
    return html`
        <h3>${t("gallery.from_library")}</h3>
        <p class="hint">${newer ? t("gallery.from_library_newer") : t("gallery.from_library_same")}</p>
        ${newer && html`<p><button type="button" class="button" onClick=${() => onRenew(photo, newer.image_file_id)}>
            ${icon("redo")}${t("library.renew", { name: newer.filename })}</button></p>`}`;
}

/** @param {{image: import("types/api").components["schemas"]["GalleryImage"], onClose: () => void, onChanged: () => unknown}} props */
export function Versions({ image, onClose, onChanged }) {
    const versions = useSignal(/** @type {Version[] | null} */ (null));
    const source = useSignal(/** @type {Source | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    async function read() {
        failed.value = null;
        try {
            // Not everybody has a library, and the versions are there without one.
            const photo = request("GET", `/images/${image.id}/photo`).then(({ data }) => data, () => null);
            versions.value = (await all(`/images/${image.id}/versions`)).toSorted((left, right) => right.number - left.number);
            source.value = await photo;
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, []);

    /** @param {number} number */
    async function restore(number) {
        try {
            await request("POST", `/images/${image.id}/versions/${number}/restore`);
            await Promise.all([read(), onChanged()]);
            toast(t("gallery.version_back", { number }));
        } catch (error) {
            toastError(error, () => { void restore(number); });
        }
    }
    /** @param {Source} photo @param {number} file */
    async function renew(photo, file) {
        try {
            const path = `/photos/${photo.photo_hothash}/publications/${image.id}`;
            const { data } = await request("POST", path, { body: { image_file_id: file }, once: true });
            await Promise.all([read(), onChanged()]);
            toast(t("gallery.version_new", { number: data.version }));
        } catch (error) {
            toastError(error, () => { void renew(photo, file); });
        }
    }
    /** @param {Record<string, any>} values */
    async function add({ file, notes }) {
        const form = new FormData();
        if (notes) form.append("notes", notes);
        form.append("file", file[0]);
        const { data } = await request("POST", `/images/${image.id}/versions`, { body: form });
        await Promise.all([read(), onChanged()]);
        toast(data.status === "duplicate" ? t("gallery.version_same") : t("gallery.version_new", { number: data.number }));
    }
    return html`
        <${Dialog} title=${t("gallery.versions_of", { name: nameOf(image) })} onClose=${onClose} size="large">
            ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !versions.value ? html`<${Loading} />` : html`
                <ul class="gallery-versions" role="list">${versions.value.map((one) => html`
                    <li class="row" key=${one.number}>
                        ${one.file && html`<span class="gallery-version"><${Picture} image=${one.file.image} sizes="10rem" fit="contain" /></span>`}
                        <div><strong>${t("gallery.version", { number: one.number })}</strong> ${one.is_current && html`<span class="badge badge-good">${t("gallery.version_now")}</span>`}
                            ${one.file && one.file.image.state !== "ready" && html` <span class="badge">${t(`gallery.state.${one.file.image.state}`)}</span>`}
                            <div class="hint">${dateTime(one.created_at)}${one.file && ` · ${one.file.filename}`}</div>
                            ${one.notes && html`<div>${one.notes}</div>`}
                            ${!one.is_current && html`<button class="button" onClick=${() => restore(one.number)}>${t("gallery.version_use")}<span class="visually-hidden"> ${t("gallery.version", { number: one.number })}</span></button>`}</div>
                    </li>`)}</ul>`}
            ${source.value && html`<${FromLibrary} photo=${source.value} onRenew=${renew} />`}
            <h3>${t("gallery.version_add")}</h3>
            <${Form} onSubmit=${add} label=${t("gallery.version_add")}>
                <${Field} name="file" type="file" accept="image/jpeg,image/png,image/webp,image/tiff,image/gif" label=${t("gallery.version_file")} required />
                <${Field} name="notes" label=${t("gallery.version_notes")} hint=${t("gallery.version_notes_hint")} />
                <${Submit}>${t("gallery.version_add")}<//>
            <//>
        <//>`;
}
