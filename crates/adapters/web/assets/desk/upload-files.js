// What people drop or choose, as files with their folders. Handles come along where the browser has them: they survive a reload.

/** @typedef {{file: File, path: string, handle?: FileSystemFileHandle | null}} Found `path` with the folders, such as "Card 1/DSC_0001.JPG" */

/** What systems leave in folders and nobody means to send. */
const LITTER = /^(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.Spotlight-V100|\.Trashes)$/i;
/** @param {string} name */
export const isLitter = (name) => LITTER.test(name);

/** Whether something that is dragged brings files from outside. @param {DragEvent} event */
export const bringsFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

/** @param {FileSystemEntry} entry @param {string} before @param {Found[]} found @returns {Promise<void>} */
async function walkEntry(entry, before, found) {
    const path = before + entry.name;
    if (entry.isFile) {
        const file = await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject));
        found.push({ file, path });
        return;
    }
    const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
    // A reader gives a hundred at a time, and nothing once it is through.
    for (;;) {
        /** @type {FileSystemEntry[]} */
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (!some.length) return;
        for (const one of some) await walkEntry(one, `${path}/`, found);
    }
}

/** @param {any} handle @param {string} before @param {Found[]} found @returns {Promise<void>} */
async function walkHandle(handle, before, found) {
    const path = before + handle.name;
    if (handle.kind === "file") found.push({ file: await handle.getFile(), path, handle });
    else for await (const one of handle.values()) await walkHandle(one, `${path}/`, found);
}

/** Made once: a card of a thousand files is compared ten thousand times. */
const words = new Intl.Collator(undefined, { numeric: true });
/** @param {Found[]} found */
const inOrder = (found) => found.sort((left, right) => words.compare(left.path, right.path));

/**
 * The files of a drop, those inside of folders too. Must be called while the event is handled; the list is empty afterwards.
 * @param {DataTransfer} transfer
 * @returns {Promise<Found[]>}
 */
export async function filesOfDrop(transfer) {
    const items = [...transfer.items].filter((one) => one.kind === "file");
    const waiting = items.map((item) => ({
        handle: "getAsFileSystemHandle" in item ? /** @type {any} */ (item).getAsFileSystemHandle().catch(() => null) : null,
        entry: item.webkitGetAsEntry?.() ?? null,
        file: item.getAsFile(),
    }));
    /** @type {Found[]} */
    const found = [];
    for (const one of waiting) {
        const handle = await one.handle;
        try {
            if (handle) { await walkHandle(handle, "", found); continue; }
        } catch {
            // A folder that may not be read this way may be by the older one.
        }
        if (one.entry) await walkEntry(one.entry, "", found);
        else if (one.file) found.push({ file: one.file, path: one.file.name });
    }
    return inOrder(found);
}

/** The files of an input. @param {FileList | null} list @returns {Found[]} */
export const filesOfInput = (list) => inOrder([...list ?? []].map((file) => ({ file, path: file.webkitRelativePath || file.name })));

/**
 * Asks for files or a folder with handles.
 * @param {"files" | "folder"} what
 * @returns {Promise<Found[] | null>} null where the browser has no such dialog: use an input
 */
export async function choose(what) {
    const open = what === "files" ? /** @type {any} */ (globalThis).showOpenFilePicker : /** @type {any} */ (globalThis).showDirectoryPicker;
    if (!open) return null;
    try {
        /** @type {Found[]} */
        const found = [];
        const chosen = what === "files" ? await open({ multiple: true }) : [await open()];
        for (const handle of chosen) await walkHandle(handle, "", found);
        return inOrder(found);
    } catch (error) {
        if (error instanceof DOMException && error.name === "AbortError") return [];
        return null;
    }
}

/**
 * The file behind a handle, if it may be read.
 * @param {any} handle
 * @param {boolean} ask only while something is clicked
 * @returns {Promise<File | null>}
 */
export async function fileOfHandle(handle, ask) {
    try {
        const state = await handle.queryPermission({ mode: "read" });
        if (state !== "granted" && (!ask || (await handle.requestPermission({ mode: "read" })) !== "granted")) return null;
        return await handle.getFile();
    } catch {
        return null;
    }
}
