// Originals into the library: one import for what was chosen, file by file, with what the server says of each.
import { all, newKey, request } from "app/api.js";
import { bytes, dateTime } from "app/format.js";
import { follow } from "app/events.js";
import { describe, t } from "app/i18n.js";
import { fromThrown } from "app/problem.js";
import { Link } from "app/router.js";
import { html, signal, useEffect, useSignal } from "vendor/preact.js";
import { Field } from "ui/field.js";
import { icon } from "ui/icons.js";
import { Progress } from "ui/spinner.js";
import { toast, toastError } from "ui/toast.js";
import { libraryTurn } from "desk/library-pictures.js";

/** @typedef {{file: File, state: "waiting" | "sending" | "done" | "joined" | "known" | "failed", why: string}} Sending */

// Kept outside the component: another view of the library does not stop an import.
const files = signal(/** @type {Sending[]} */ ([]));
const session = signal(/** @type {any} */ (null));
const progress = signal(/** @type {any} */ (null));
const running = signal(false);
/** @type {AbortController | null} */
let stopped = null;

const PICTURES = /\.(jpe?g|png|webp|tiff?|gif|hei[cf]|cr2|cr3|nef|arw|raf|dng|orf|rw2)$/i;

/** @param {Sending} one @param {Partial<Sending>} change */
function mark(one, change) {
    Object.assign(one, change);
    files.value = [...files.value];
}

/** @param {Sending} one @param {AbortSignal} gone */
async function send(one, gone) {
    mark(one, { state: "sending" });
    const form = new FormData();
    form.append("import_session_id", String(session.value.id));
    form.append("file", one.file);
    try {
        const { data } = await request("POST", "/image-files/new-photo", { body: form, signal: gone, once: newKey() });
        mark(one, { state: data.photo_created ? "done" : "joined", why: data.no_preview ?? "" });
    } catch (error) {
        const problem = fromThrown(error);
        const isKnown = problem.code === "photo_exists" || problem.code === "image_file_exists";
        mark(one, problem.kind === "aborted" ? { state: "waiting" } : { state: isKnown ? "known" : "failed", why: isKnown ? "" : describe(problem) });
    }
}

/** Sends what waits or failed, two at a time. */
async function run() {
    running.value = true;
    stopped = new AbortController();
    const gone = stopped.signal;
    const id = session.value.id;
    const stop = follow(`/import-sessions/${id}/progress/stream`, { onEvent: ({ data }) => { if (data && typeof data === "object") progress.value = data; } });
    const queue = files.value.filter((one) => one.state === "waiting" || one.state === "failed");
    const worker = async () => { for (let one = queue.shift(); one && !gone.aborted; one = queue.shift()) await send(one, gone); };
    await Promise.all([worker(), worker()]);
    running.value = false;
    try {
        if (!gone.aborted && !files.value.some((one) => one.state === "failed" || one.state === "waiting")) {
            session.value = (await request("POST", `/import-sessions/${id}/complete`)).data;
            toast(t("library.import_done"));
        }
        progress.value = (await request("GET", `/import-sessions/${id}/progress`)).data;
    } catch (error) { toastError(error); } finally { stop(); }
    libraryTurn.value++;
}

/** What is in a folder that was dropped, and in its folders. @param {any} entry @returns {Promise<File[]>} */
async function within(entry) {
    if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
    const reader = entry.createReader();
    /** @type {File[]} */
    const found = [];
    for (;;) {
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (!some.length) return found;
        for (const one of some) found.push(...await within(one));
    }
}

export default function Import() {
    const over = useSignal(false);
    const authors = useSignal(/** @type {any[]} */ ([]));
    const title = useSignal("");
    const author = useSignal("");
    useEffect(() => { all("/authors").then((found) => { authors.value = found; }, toastError); }, []);
    useEffect(() => {
        const warn = (/** @type {BeforeUnloadEvent} */ event) => { if (running.value) event.preventDefault(); };
        addEventListener("beforeunload", warn);
        return () => removeEventListener("beforeunload", warn);
    }, []);
    const add = (/** @type {File[]} */ chosen) => {
        const fit = chosen.filter((file) => PICTURES.test(file.name));
        if (fit.length < chosen.length) toast(t("library.skipped", { count: chosen.length - fit.length }));
        const there = new Set(files.value.map((one) => `${one.file.name}/${one.file.size}/${one.file.lastModified}`));
        files.value = [...files.value, ...fit.filter((file) => !there.has(`${file.name}/${file.size}/${file.lastModified}`)).map((file) => ({ file, state: /** @type {const} */ ("waiting"), why: "" }))];
    };
    const begin = async () => {
        try {
            if (!session.value || ["completed", "cancelled", "failed"].includes(session.value.status)) {
                const body = { title: title.value || t("library.import_of", { date: dateTime(Date.now()) }), total_files: files.value.length, ...(author.value ? { default_author_id: Number(author.value) } : {}) };
                session.value = (await request("POST", "/import-sessions", { body, once: true })).data;
            } else if (session.value.total_files < files.value.length) {
                session.value = (await request("PATCH", `/import-sessions/${session.value.id}`, { body: { total_files: files.value.length }, ifMatch: session.value.version })).data;
            }
            await run();
        } catch (error) { running.value = false; toastError(error, () => { void begin(); }); }
    };
    const finish = async () => {
        try {
            await request("POST", `/import-sessions/${session.value.id}/complete`);
            clear();
        } catch (error) { toastError(error); }
    };
    const clear = () => { files.value = []; session.value = progress.value = null; };
    const count = (/** @type {string[]} */ ...states) => files.value.filter((one) => states.includes(one.state)).length;
    const open = count("waiting", "failed");
    return html`
        <div class="stack">
            <div class="library-drop ${over.value ? "is-over" : ""}"
                onDragOver=${(/** @type {DragEvent} */ event) => { event.preventDefault(); over.value = true; }} onDragLeave=${() => { over.value = false; }}
                onDrop=${async (/** @type {DragEvent} */ event) => {
                    event.preventDefault();
                    over.value = false;
                    const entries = [...event.dataTransfer?.items ?? []].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
                    try { add((await Promise.all(entries.map(within))).flat()); } catch (error) { toastError(error); }
                }}>
                ${icon("upload")}<p>${t("library.drop")}</p>
                <div class="row">
                    <label class="button button-primary">${t("library.choose_files")}<input class="visually-hidden" type="file" multiple onChange=${(/** @type {any} */ event) => { add([...event.currentTarget.files]); event.currentTarget.value = ""; }} /></label>
                    <label class="button">${t("library.choose_folder")}<input class="visually-hidden" type="file" webkitdirectory multiple onChange=${(/** @type {any} */ event) => { add([...event.currentTarget.files]); event.currentTarget.value = ""; }} /></label>
                </div>
                <p class="hint">${t("library.drop_hint")}</p>
            </div>
            ${files.value.length > 0 && html`
                <section class="card stack" aria-label=${t("library.import")}>
                    ${!session.value && html`<div class="library-fields">
                        <${Field} name="title" label=${t("library.import_title")} value=${title.value} onInput=${(/** @type {any} */ event) => { title.value = event.currentTarget.value; }} />
                        <${Field} name="author" type="select" label=${t("library.author")} value=${author.value} onInput=${(/** @type {any} */ event) => { author.value = event.currentTarget.value; }}
                            options=${[{ value: "", label: t("library.nobody") }, ...authors.value.map((one) => ({ value: one.id, label: one.name }))]} /></div>`}
                    <${Progress} value=${count("done", "joined", "known")} max=${files.value.length} label=${t("library.import")} />
                    <p role="status">${t("library.import_state", { done: count("done", "joined"), known: count("known"), failed: count("failed"), total: files.value.length })}
                        ${progress.value && html` · <span class="muted">${t("library.import_server", { processed: progress.value.processed_files, failed: progress.value.failed_files })}</span>`}</p>
                    <div class="row">
                        ${running.value ? html`<button type="button" class="button" onClick=${() => stopped?.abort()}>${icon("pause")}${t("library.pause")}</button>`
                            : open > 0 ? html`<button type="button" class="button button-primary" onClick=${begin}>${icon("upload")}${session.value ? t("library.go_on") : t("library.begin", { count: open })}</button>` : null}
                        ${!running.value && session.value && open > 0 && html`<button type="button" class="button" onClick=${finish}>${t("library.import_finish")}</button>`}
                        ${!running.value && (open === 0 || !session.value) && html`<button type="button" class="button" onClick=${clear}>${t("library.clear_list")}</button>`}
                        ${session.value && html`<${Link} class="button button-quiet" href="/desk/library?import_session_id=${session.value.id}">${t("library.show_photos")}<//>`}
                    </div>
                    <ul role="list" class="library-uploads">${files.value.map((one) => html`
                        <li key=${one.file.name + one.file.size} class="library-upload"><span>${one.file.name} <span class="muted">${bytes(one.file.size)}</span></span>
                            <span class="badge ${one.state === "failed" ? "badge-danger" : one.state === "done" || one.state === "joined" ? "badge-good" : ""}">${t(`library.file.${one.state}`)}</span>
                            ${one.why && html`<span class="muted">${one.why}</span>`}</li>`)}</ul>
                </section>`}
        </div>`;
}
