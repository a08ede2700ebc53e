// A place to drop files and folders on, and buttons for those who do not drag.
import { t } from "app/i18n.js";
import { html, useRef, useSignal } from "vendor/preact.js";
import { icon } from "ui/icons.js";
import { toast, toastError } from "ui/toast.js";
import { bringsFiles, choose, filesOfDrop, filesOfInput } from "desk/upload-files.js";
import { add } from "desk/upload-store.js";

/** @typedef {import("desk/upload-files.js").Found} Found */
/** @typedef {import("desk/upload-store.js").Target} Target */

/** Sends files and says what becomes of them. @param {Promise<Found[]> | Found[]} found @param {Target} target */
export async function sendFiles(found, target) {
    try {
        const files = await found;
        if (!files.length) return;
        const { added, resumed, repeated, litter } = await add(files, target);
        if (resumed) toast(t("upload.resumed", { count: resumed }));
        if (repeated) toast(t("upload.repeated", { count: repeated }));
        if (litter) toast(t("upload.litter", { count: litter }));
        if (!added && !resumed && !repeated && !litter) toast(t("upload.nothing"));
    } catch (error) {
        toastError(error);
    }
}

/**
 * Makes any part of a page a place to drop files on: spread the result into an element.
 * @param {Target | null} target null: takes nothing now
 */
export function useDrop(target) {
    const over = useSignal(0);
    return {
        isOver: over.value > 0,
        props: {
            onDragEnter: (/** @type {DragEvent} */ event) => { if (target && bringsFiles(event)) { event.preventDefault(); over.value++; } },
            onDragLeave: (/** @type {DragEvent} */ event) => { if (bringsFiles(event)) over.value = Math.max(0, over.value - 1); },
            onDragOver: (/** @type {DragEvent} */ event) => {
                if (!target || !bringsFiles(event)) return;
                event.preventDefault();
                if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
            },
            onDrop: (/** @type {DragEvent} */ event) => {
                over.value = 0;
                if (!target || !bringsFiles(event) || !event.dataTransfer) return;
                event.preventDefault();
                event.stopPropagation();
                void sendFiles(filesOfDrop(event.dataTransfer), target);
            },
        },
    };
}

/** Two buttons: files, or a folder with all that is in it. @param {{target: Target, primary?: boolean}} props */
export function ChooseFiles({ target, primary = true }) {
    const many = useRef(/** @type {HTMLInputElement | null} */ (null));
    const folder = useRef(/** @type {HTMLInputElement | null} */ (null));
    const open = async (/** @type {"files" | "folder"} */ what) => {
        const found = await choose(what);
        if (found) await sendFiles(found, target);
        else (what === "files" ? many : folder).current?.click();
    };
    const taken = (/** @type {any} */ event) => {
        const found = filesOfInput(event.currentTarget.files);
        event.currentTarget.value = "";
        void sendFiles(found, target);
    };
    return html`
        <span class="row upload-choose">
            <button type="button" class="button ${primary ? "button-primary" : ""}" onClick=${() => open("files")}>${icon("image")} ${t("upload.choose_files")}</button>
            <button type="button" class="button" onClick=${() => open("folder")}>${icon("folder")} ${t("upload.choose_folder")}</button>
            <input type="file" multiple hidden data-upload="files" ref=${many} onChange=${taken} />
            <input type="file" webkitdirectory hidden data-upload="folder" ref=${folder} onChange=${taken} />
        </span>`;
}

/** The large place of the upload page. @param {{target: Target}} props */
export function DropPlace({ target }) {
    const drop = useDrop(target);
    return html`
        <div class="upload-drop ${drop.isOver ? "is-over" : ""}" ...${drop.props}>
            ${icon("upload")}
            <p class="empty-title">${target.galleryId ? t("upload.drop_gallery", { name: target.name ?? "" }) : t("upload.drop")}</p>
            <p class="hint">${t("upload.drop_hint")}</p>
            <${ChooseFiles} target=${target} />
        </div>`;
}
