// From the library to the studio: a picture of a photo in a gallery, a product or the tray.
import { all, request } from "app/api.js";
import { date } from "app/format.js";
import { t } from "app/i18n.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Dialog } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Choice, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { toast, toastError } from "ui/toast.js";

/** @typedef {import("types/api").components["schemas"]["Photo"]} Photo */

/** @param {{photos: Photo[], onClose: () => void, onDone?: () => void}} props */
export function PublishDialog({ photos, onClose, onDone }) {
    const kind = useSignal("gallery");
    const places = useSignal(/** @type {{value: number, label: string}[] | null} */ (null));
    const types = useSignal(/** @type {string[]} */ ([]));
    const place = useSignal("");
    const failed = useSignal(/** @type {unknown} */ (null));
    const read = () => {
        failed.value = null;
        places.value = null;
        types.value = [];
        if (kind.value === "tray") return;
        const path = kind.value === "gallery" ? "/galleries" : "/products";
        all(path).then((found) => {
            places.value = found.map((one) => ({ value: one.id, label: one.subject_name ?? one.name ?? one.title ?? `#${one.id}` }));
            place.value = String(found[0]?.id ?? "");
        }, (error) => { failed.value = error; });
    };
    useEffect(read, [kind.value]);
    useEffect(() => {
        if (!place.value || kind.value === "tray") return;
        let here = true;
        request("GET", `/${kind.value === "gallery" ? "galleries" : "products"}/${place.value}/groups`).then(({ data }) => {
            if (here) types.value = [...new Set(data.map((/** @type {any} */ one) => one.type))];
        }, toastError);
        return () => { here = false; };
    }, [place.value, kind.value]);
    return html`
        <${Dialog} title=${t("library.publish_count", { count: photos.length })} onClose=${onClose}>
            <${Form} onSubmit=${async (/** @type {any} */ values) => {
                const body = kind.value === "tray" ? { staging: true }
                    : { [`${kind.value}_id`]: Number(values.place), ...(values.group_type ? { group_type: values.group_type } : {}) };
                let fresh = 0;
                for (const photo of photos) if ((await request("POST", `/photos/${photo.hothash}/publish`, { body, retries: 1 })).data.is_new) fresh++;
                toast(fresh === photos.length ? t("library.published", { count: fresh }) : t("library.published_some", { count: fresh, total: photos.length }));
                onDone?.();
                onClose();
            }}>
                <${Choice} name="kind" label=${t("library.publish_to")} value=${kind.value} onChange=${(/** @type {string} */ next) => { kind.value = next; }}
                    options=${["gallery", "product", "tray"].map((value) => ({ value, label: t(`library.publish.${value}`) }))} />
                ${failed.value && html`<${Failure} error=${failed.value} retry=${read} />`}
                ${kind.value !== "tray" && places.value && !places.value.length && html`<p class="hint">${t("library.publish_nowhere")}</p>`}
                ${kind.value !== "tray" && places.value && places.value.length > 0 && html`
                    <${Field} name="place" type="select" label=${t(`library.publish.${kind.value}`)} value=${place.value} options=${places.value}
                        onInput=${(/** @type {any} */ event) => { place.value = event.currentTarget.value; }} />
                    ${types.value.length > 0 && html`<${Field} name="group_type" type="select" label=${t("library.group_type")} options=${[{ value: "", label: t("library.group_usual") }, ...types.value.map((value) => ({ value, label: value.replaceAll("_", " ") }))]} />`}`}
                <div class="row"><${Submit} disabled=${kind.value !== "tray" && !places.value?.length}>${t("library.publish")}<//></div>
            <//>
        <//>`;
}

/** Where a photo was published, and newer files that offer themselves. @param {{photo: Photo}} props */
export function Publications({ photo }) {
    const list = useSignal(/** @type {any[] | null} */ (null));
    const open = useSignal(false);
    const read = () => all(`/photos/${photo.hothash}/publications`).then((found) => { list.value = found; }, toastError);
    useEffect(() => { void read(); }, [photo.hothash, photo.version]);
    const renew = (/** @type {any} */ one) => request("POST", `/photos/${photo.hothash}/publications/${one.image_id}`, { body: { image_file_id: one.newer_file.image_file_id }, once: true })
        .then(({ data }) => { toast(t("library.renewed", { version: data.version })); return read(); }, toastError);
    return html`
        <h3>${t("library.publications")}</h3>
        ${list.value && !list.value.length && html`<p class="hint">${t("library.not_published")}</p>`}
        <ul role="list" class="library-files">${list.value?.map((one) => html`
            <li key=${one.image_id} class="library-file">
                <span>${t("library.publication", { id: one.image_id, version: one.current_version, date: date(one.published_at) })}</span>
                ${one.newer_file && html`<button type="button" class="button" onClick=${() => { void renew(one); }}>${icon("redo")}${t("library.renew", { name: one.newer_file.filename })}</button>`}
            </li>`)}</ul>
        <div class="row"><button type="button" class="button" onClick=${() => { open.value = true; }}>${icon("share")}${t("library.publish")}</button></div>
        ${open.value && html`<${PublishDialog} photos=${[photo]} onClose=${() => { open.value = false; }} onDone=${read} />`}`;
}
