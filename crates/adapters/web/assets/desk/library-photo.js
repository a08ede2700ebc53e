// What is said of one photo: words, tags, stars, time and place, its files, where it was published.
import { all, request } from "app/api.js";
import { bytes, cameraTime, number } from "app/format.js";
import { hasText, t } from "app/i18n.js";
import { Link } from "app/router.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { confirm } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { toast, toastError } from "ui/toast.js";
import { nameOfPhoto } from "desk/library-pictures.js";
import { TagField, withSeconds } from "desk/library-search.js";
import { exifValue } from "desk/exif.js";
import { Publications } from "desk/library-publish.js";

/** @typedef {import("types/api").components["schemas"]["Photo"]} Photo */
/** @typedef {(photo: Photo) => void} Changed */

/** @param {Photo} photo @param {number} stars @param {Changed} onChange */
export async function rate(photo, stars, onChange) {
    try {
        onChange((await request("PATCH", `/photos/${photo.hothash}`, { body: { rating: stars || null }, ifMatch: photo.version })).data);
    } catch (error) {
        toastError(error);
    }
}

/** @param {{photo: Photo, onChange: Changed}} props */
export const Stars = ({ photo, onChange }) => html`
    <span class="library-stars" role="group" aria-label=${t("library.rating")}>${[1, 2, 3, 4, 5].map((stars) => html`
        <button type="button" class="library-star" key=${stars} aria-pressed=${String((photo.rating ?? 0) === stars)} aria-label=${t("library.rate", { count: stars })}
            onClick=${() => { void rate(photo, photo.rating === stars ? 0 : stars, onChange); }}>${icon("star", { filled: (photo.rating ?? 0) >= stars })}</button>`)}
    </span>`;

/** Sends the untouched bytes to the person's disk. The access token cannot stand in an address. @param {{id: number, filename: string}} file */
export async function saveOriginal(file) {
    try {
        const response = await request("GET", `/image-files/${file.id}/original`, { raw: true });
        const url = URL.createObjectURL(await response.blob());
        const link = Object.assign(document.createElement("a"), { href: url, download: file.filename });
        link.click();
        setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
        toastError(error, () => { void saveOriginal(file); });
    }
}

/** Title, description, tags, author. @param {{photo: Photo, onChange: Changed, dirty: {value: boolean}}} props */
function Words({ photo, onChange, dirty }) {
    const authors = useSignal(/** @type {any[] | null} */ (null));
    useEffect(() => {
        all("/authors").then((found) => { authors.value = found; }, toastError);
        return () => { dirty.value = false; };
    }, []);
    return html`
        <${Form} label=${t("library.words_of")} onInput=${() => { dirty.value = true; }} onSubmit=${async (/** @type {any} */ values) => {
            const tags = values.tags.split(",").map((/** @type {string} */ one) => one.trim()).filter(Boolean);
            const body = { title: values.title || null, description: values.description || null, tags, ...(values.author_id === undefined ? {} : { author_id: values.author_id ? Number(values.author_id) : null }) };
            onChange((await request("PATCH", `/photos/${photo.hothash}`, { body, ifMatch: photo.version })).data);
            dirty.value = false;
            toast(t("library.saved_photo"));
        }}>
            <${Field} name="title" label=${t("library.photo_title")} value=${photo.title ?? ""} />
            <${Field} name="description" type="textarea" label=${t("library.description")} value=${photo.description ?? ""} />
            <${TagField} name="tags" label=${t("library.tags")} value=${photo.tags.join(", ")} />
            ${authors.value && html`<${Field} name="author_id" type="select" label=${t("library.author")} value=${photo.author_id ?? ""}
                options=${[{ value: "", label: t("library.nobody") }, ...authors.value.map((one) => ({ value: one.id, label: one.name }))]} />`}
            <div class="row"><${Submit}>${t("library.save")}<//></div>
        <//>`;
}

/** When and where, and the way back to what the file says. @param {{photo: Photo, onChange: Changed}} props */
function Correction({ photo, onChange }) {
    const back = async () => {
        try {
            onChange((await request("DELETE", `/photos/${photo.hothash}/correction`)).data);
        } catch (error) { toastError(error); }
    };
    const past = photo.correction;
    return html`
        <details><summary>${t("library.correct")}</summary>
            <div class="stack">
            ${past && html`<p class="hint">${t("library.corrected", { time: past.exif_taken_at ? cameraTime(past.exif_taken_at) : t("library.unknown") })}${past.reason && ` · ${past.reason}`}</p>
                <button type="button" class="button" onClick=${back}>${icon("redo")}${t("library.correct_undo")}</button>`}
            <${Form} key=${photo.version} label=${t("library.correct")} onSubmit=${async (/** @type {any} */ values) => {
                const both = values.gps_latitude !== null && values.gps_longitude !== null;
                if (!both && (values.gps_latitude !== null || values.gps_longitude !== null)) return void toast(t("library.place_whole"), { kind: "error" });
                const body = { taken_at: values.taken_at ? withSeconds(values.taken_at) : null, place: both ? { gps_latitude: values.gps_latitude, gps_longitude: values.gps_longitude } : null, ...(values.reason ? { reason: values.reason } : {}) };
                onChange((await request("PUT", `/photos/${photo.hothash}/correction`, { body })).data);
                toast(t("library.correct_done"));
            }}>
                <${Field} name="taken_at" type="datetime-local" step="1" label=${t("library.taken_at")} value=${photo.taken_at?.slice(0, 19) ?? ""} />
                <${Field} name="gps_latitude" type="number" step="any" min="-90" max="90" label=${t("library.latitude")} value=${photo.gps_latitude ?? ""} />
                <${Field} name="gps_longitude" type="number" step="any" min="-180" max="180" label=${t("library.longitude")} value=${photo.gps_longitude ?? ""} />
                <${Field} name="reason" label=${t("library.reason")} value=${past?.reason ?? ""} />
                <div class="row"><${Submit}>${t("library.correct")}<//></div>
            <//></div>
        </details>`;
}

/**
 * Why nothing of a file can be shown. The API says it in words; those that matter are few.
 * @param {string} said
 */
export const noPreview = (said) => t(`library.no_preview.${/cannot be decoded/.test(said) ? "undecoded" : /damaged|incomplete/.test(said) ? "damaged" : "none"}`);

/** What the camera wrote, read when it is asked for. @param {{id: number}} props */
function Exif({ id }) {
    const file = useSignal(/** @type {any} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const read = () => request("GET", `/image-files/${id}`).then(({ data }) => { file.value = data; }, (error) => { failed.value = error; });
    const flat = Object.entries(file.value?.exif_dict ?? {}).filter(([, value]) => value !== null && typeof value !== "object" && String(value).length < 200);
    return html`
        <details onToggle=${(/** @type {any} */ event) => { if (event.currentTarget.open && !file.value) void read(); }}><summary>EXIF</summary>
            ${failed.value && html`<${Failure} error=${failed.value} retry=${read} />`}
            ${file.value?.no_preview && html`<p class="hint">${noPreview(file.value.no_preview)}</p>`}
            ${file.value && !flat.length && html`<p class="hint">${t("library.no_exif")}</p>`}
            <dl class="library-facts">${flat.map(([name, value]) => html`<dt key=${name}>${hasText(`exif.${name}`) ? t(`exif.${name}`) : name}</dt><dd>${exifValue(name, value)}</dd>`)}</dl>
        </details>`;
}

/** Its files, with the one that stands for it. @param {{photo: Photo, onChange: Changed}} props */
function Files({ photo, onChange }) {
    const again = async () => { onChange((await request("GET", `/photos/${photo.hothash}`)).data); };
    const remove = async (/** @type {any} */ file) => {
        if (!(await confirm({ title: t("library.delete_file", { name: file.filename }), text: t("library.no_way_back"), confirm: t("library.delete"), danger: true }))) return;
        await request("DELETE", `/image-files/${file.id}`).then(again).catch(toastError);
    };
    const master = (/** @type {number | null} */ id) => request("PATCH", `/photos/${photo.hothash}`, { body: { master_file_id: id }, ifMatch: photo.version })
        .then(({ data }) => onChange(data), toastError);
    // Where nobody chose, the first file stands for the photo.
    const standing = photo.master_file_id ?? photo.files[0]?.id;
    const add = async (/** @type {any} */ event) => {
        const [file] = event.currentTarget.files;
        if (!file) return;
        const form = new FormData();
        form.append("photo_hothash", photo.hothash);
        form.append("file", file);
        await request("POST", "/image-files/add-to-photo", { body: form }).then(again).catch(toastError);
    };
    return html`
        <h3>${t("library.files")}${photo.files.length > 1 && html` <span class="muted">${number(photo.files.length)}</span>`}</h3>
        ${photo.files.length > 1 && html`<p class="hint">${t("library.master_hint")}</p>`}
        <ul role="list" class="library-files">${photo.files.map((file) => html`
            <li key=${file.id} class="library-file">
                <strong>${file.filename}</strong>
                <span class="muted">${[file.file_format?.toUpperCase(), file.file_size ? bytes(file.file_size) : "", file.is_stored ? "" : t("library.elsewhere")].filter(Boolean).join(" · ")}</span>
                <span class="row">
                    ${photo.files.length > 1 && (standing === file.id ? html`<span class="badge badge-good">${t("library.master")}</span>`
                        : html`<button type="button" class="button button-quiet" aria-label="${t("library.make_master")}: ${file.filename}" onClick=${() => { void master(file.id); }}>${t("library.make_master")}</button>`)}
                    ${file.is_stored && html`<button type="button" class="button button-icon" aria-label=${t("library.download", { name: file.filename })} onClick=${() => { void saveOriginal(file); }}>${icon("download")}</button>`}
                    ${photo.files.length > 1 && html`<button type="button" class="button button-icon" aria-label=${t("library.delete_file", { name: file.filename })} onClick=${() => { void remove(file); }}>${icon("trash")}</button>`}
                </span>
                <${Exif} id=${file.id} />
            </li>`)}</ul>
        <label class="field"><span class="field-label">${t("library.add_file")}</span><input type="file" class="input" onChange=${add} /></label>`;
}

/** @param {{photo: Photo, onChange: Changed, onGone: () => void, dirty: {value: boolean}}} props */
export function PhotoPanel({ photo, onChange, onGone, dirty }) {
    const first = photo.files.find((one) => one.is_stored) ?? photo.files[0];
    const remove = async () => {
        if (!(await confirm({ title: t("library.delete_photo", { name: nameOfPhoto(photo) }), text: t("library.no_way_back"), confirm: t("library.delete"), danger: true }))) return;
        try {
            await request("DELETE", `/photos/${photo.hothash}`);
            toast(t("library.photo_deleted"));
            onGone();
        } catch (error) { toastError(error); }
    };
    return html`
        <div class="stack">
            <h2>${nameOfPhoto(photo)}</h2>
            <dl class="library-facts">
                <dt>${t("library.taken_at")}</dt><dd>${photo.taken_at ? cameraTime(photo.taken_at) : t("library.unknown")} ${photo.correction && html`<span class="badge">${t("library.is_corrected")}</span>`}</dd>
                ${photo.camera && html`<dt>${t("library.camera")}</dt><dd>${photo.camera}</dd>`}
                ${photo.lens && html`<dt>${t("library.lens")}</dt><dd>${photo.lens}</dd>`}
                ${photo.width && photo.height && html`<dt>${t("library.size")}</dt><dd>${number(photo.width)} × ${number(photo.height)}</dd>`}
                ${photo.has_gps && html`<dt>${t("library.place")}</dt><dd>${number(photo.gps_latitude ?? 0, { maximumFractionDigits: 5 })}, ${number(photo.gps_longitude ?? 0, { maximumFractionDigits: 5 })}</dd>`}
            </dl>
            <${Words} photo=${photo} onChange=${onChange} dirty=${dirty} />
            <${Correction} photo=${photo} onChange=${onChange} />
            <${Files} photo=${photo} onChange=${onChange} />
            <${Publications} photo=${photo} />
            <div class="row">
                ${first && html`<${Link} class="button" href="/desk/library/similar?file=${first.id}">${icon("search")}${t("library.find_similar")}<//>`}
                <button type="button" class="button button-danger" onClick=${remove}>${icon("trash")}${t("library.delete")}</button>
            </div>
        </div>`;
}
