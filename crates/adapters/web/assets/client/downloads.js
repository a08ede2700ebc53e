// Saving pictures: the PIN where the link asks for one, the size, and how far it has come.
import { ask, at, everyImage, guest, isPreview, isWhole, more } from "client/main.js";
import { membersOf, unlock } from "client/actions.js";
import { bytes } from "app/format.js";
import { t } from "app/i18n.js";
import { fromAnswer, fromThrown } from "app/problem.js";
import { Dialog } from "ui/dialog.js";
import { ErrorLine } from "ui/empty.js";
import { Choice, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Loading, Progress } from "ui/spinner.js";
import { html, useEffect, useRef, useSignal } from "vendor/preact.js";

/** @typedef {import("client/tools.js").Wish} Wish */
/** @typedef {import("client/main.js").Shown} Shown */

/** The sizes, large first, with their longest edges. */
const SIZES = /** @type {[string, number | null][]} */ ([["original", null], ["large", 4096], ["web", 2048], ["thumb", 512], ["hotpreview", 150]]);
/** Larger archives are left to the browser, which writes them to the disk while they come. */
const MOST = 400_000_000;

/** @param {Shown[]} images */
const sizesOf = (images) => SIZES.map(([preset]) => preset).filter((preset) => images.some((one) => one.downloads[preset]));

/** At most so many bytes. @param {Shown[]} images @param {string} preset */
const weight = (images, preset) => images.reduce((sum, one) => sum + (preset === "original" ? one.file_size : Math.min(one.file_size, ({ large: 6e6, web: 2e6, thumb: 2e5 })[preset] ?? 3e4)), 0);

/** @param {string} preset @param {Shown[]} images */
function labelOf(preset, images) {
    const edge = SIZES.find(([name]) => name === preset)?.[1];
    return { value: preset, label: t(`client.size.${preset}`), hint: preset === "original" ? t("client.size.about", { size: bytes(weight(images, preset)) }) : t("client.size.edge", { edge: edge ?? 0 }) };
}

/** Counts the files of an archive while it comes: each begins with the same four bytes. */
function fileCounter() {
    let files = 0;
    let tail = 0;
    return (/** @type {Uint8Array} */ part) => {
        for (const byte of part) {
            tail = ((tail << 8) | byte) >>> 0;
            if (tail === 0x504b0304) files++;
        }
        return files;
    };
}

/** @param {{wish: Wish, onClose: () => void}} props */
export function Download({ wish, onClose }) {
    const about = guest.about.value;
    const state = useSignal(/** @type {"choose" | "busy" | "done" | "left"} */ ("choose"));
    const came = useSignal({ files: 0, total: 0, bytes: 0, of: 0, skipped: 0 });
    const failed = useSignal(/** @type {unknown} */ (null));
    const stop = useRef(/** @type {AbortController | null} */ (null));
    useEffect(() => { more().catch(() => {}); return () => stop.current?.abort(); }, []);

    const inList = wish.list ? membersOf(wish.list.id).value : null;
    const wanted = wish.images && new Set(wish.images.map((one) => one.id));
    // As they are now: after the PIN they have other addresses than before. A picture in two groups is one file.
    const images = [...new Map(everyImage.value.filter((one) => (!inList || inList.has(one.id)) && (!wanted || wanted.has(one.id))).map((one) => [one.id, one])).values()];
    const ready = images.filter((one) => Object.keys(one.downloads).length);
    const sizes = sizesOf(images);
    const single = wish.images?.length === 1 ? images[0] : null;

    if (about?.needs_download_pin) {
        return html`
            <${Dialog} title=${wish.title} size="small" onClose=${onClose}>
                <${Form} onSubmit=${(/** @type {any} */ values) => unlock(values.pin)}>
                    <p>${t("client.pin_text")}</p>
                    <${Field} name="pin" label=${t("client.pin")} required inputmode="numeric" autocomplete="off" maxlength="64" />
                    <div class="row"><${Submit}>${t("client.pin_go")}<//></div>
                <//>
            <//>`;
    }

    /** @param {{preset?: string}} values */
    async function begin({ preset = sizes[0] ?? "web" }) {
        failed.value = null;
        if (single) return fetchInto(String(single.downloads[preset]), 1, 0, single.filename);
        const body = { preset, ...(wish.list ? { selection_id: wish.list.id } : wish.images ? { image_ids: wish.images.map((one) => one.id) } : {}) };
        const { data } = await ask("POST", at("/downloads"), { body, once: true });
        if (!data.url) throw new Error("no address");
        if (weight(ready, preset) > MOST) {
            leaveTo(data.url);
            state.value = "left";
            return;
        }
        await fetchInto(data.url, data.file_count, data.skipped, "");
    }

    /** @param {string} url @param {number} total @param {number} skipped @param {string} name */
    async function fetchInto(url, total, skipped, name) {
        const end = (stop.current = new AbortController());
        came.value = { files: 0, total, bytes: 0, of: 0, skipped };
        state.value = "busy";
        try {
            const response = await fetch(url, { signal: end.signal, credentials: "omit" });
            if (!response.ok) throw fromAnswer(response.status, await response.json().catch(() => null), response.headers);
            const of = Number(response.headers.get("content-length") ?? 0);
            const count = fileCounter();
            /** @type {BlobPart[]} */
            const pieces = [];
            const reader = response.body?.getReader();
            for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
                pieces.push(/** @type {any} */ (part.value));
                came.value = { ...came.value, of, bytes: came.value.bytes + part.value.length, files: total > 1 ? Math.min(total, count(part.value)) : 0 };
            }
            const blob = new Blob(pieces, { type: response.headers.get("content-type") ?? "" });
            const object = URL.createObjectURL(blob);
            leaveTo(object, nameIn(response.headers.get("content-disposition")) ?? (name || "pictures.zip"));
            setTimeout(() => URL.revokeObjectURL(object), 60_000);
            state.value = "done";
        } catch (error) {
            const problem = fromThrown(error);
            state.value = "choose";
            if (problem.kind !== "aborted") failed.value = problem;
        }
    }

    const { files, total, bytes: got, of, skipped } = came.value;
    const isOne = total <= 1;
    const progress = isOne ? (of ? got / of : 0) : Math.max(0, files - 1) / total;
    return html`
        <${Dialog} title=${wish.title} size="small" onClose=${onClose}>
            ${!isWhole.value && !wish.images ? html`<${Loading} />` : !sizes.length ? html`<p>${t("client.no_downloads")}</p>` : state.value === "choose" ? html`
                <${Form} onSubmit=${begin}>
                    <p>${t("client.download_count", { count: ready.length })}${ready.length < images.length ? ` ${t("client.download_missing", { count: images.length - ready.length })}` : ""}</p>
                    ${sizes.length > 1 ? html`<${Choice} name="preset" label=${t("client.size")} value=${sizes[0]} options=${sizes.map((one) => labelOf(one, ready))} />` : html`<p class="hint">${labelOf(String(sizes[0]), ready).label}, ${labelOf(String(sizes[0]), ready).hint}</p>`}
                    ${about?.policy?.watermark?.downloads && html`<p class="hint">${t("client.watermark_saved")}</p>`}
                    ${about?.policy?.download_limit && html`<p class="hint">${t("client.download_limit", { count: about.policy.download_limit })}</p>`}
                    <${ErrorLine} error=${failed.value} />
                    ${isPreview && html`<p class="hint">${t("client.preview.no_files")}</p>`}
                    <div class="row"><${Submit} disabled=${isPreview}>${icon("download")} ${t("client.download")}<//></div>
                <//>`
            : state.value === "busy" ? html`
                <div class="stack">
                    <${Progress} value=${progress} label=${wish.title} />
                    <p role="status">${isOne ? t("client.download_bytes", { size: bytes(got) }) : t("client.download_files", { count: Math.max(0, files - 1), total, size: bytes(got) })}</p>
                    <div class="row"><button type="button" class="button" onClick=${() => stop.current?.abort()}>${t("common.cancel")}</button></div>
                </div>`
            : html`
                <div class="stack">
                    <p role="status">${icon("check")} ${state.value === "left" ? t("client.download_left") : t("client.download_done")}</p>
                    ${skipped > 0 && html`<p class="hint">${t("client.download_missing", { count: skipped })}</p>`}
                    <div class="row"><button type="button" class="button button-primary" onClick=${onClose}>${t("common.close")}</button></div>
                </div>`}
        <//>`;
}

/** Lets the browser save what is at an address. @param {string} url @param {string} [name] */
function leaveTo(url, name = "") {
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = name;
    anchor.click();
}

/** The name of a file as the server gives it. @param {string | null} header */
function nameIn(header) {
    const [, wide] = /filename\*=UTF-8''([^;]+)/i.exec(header ?? "") ?? [];
    const [, plain] = /filename="([^"]+)"/i.exec(header ?? "") ?? [];
    try {
        return wide ? decodeURIComponent(wide) : plain ?? null;
    } catch {
        return plain ?? null;
    }
}

