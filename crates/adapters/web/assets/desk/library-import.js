// Originals into the library: one import for what was chosen, file by file, with what the server says of each.
import { all, newKey, request } from "app/api.js";
import { bytes, dateTime, list } from "app/format.js";
import { follow } from "app/events.js";
import { describe, t } from "app/i18n.js";
import { fromThrown } from "app/problem.js";
import { Link } from "app/router.js";
import { html, signal, useEffect, useSignal } from "vendor/preact.js";
import { Field } from "ui/field.js";
import { icon } from "ui/icons.js";
import { Progress } from "ui/spinner.js";
import { toast, toastError } from "ui/toast.js";
import { libraryTurn, nameOfPhoto } from "desk/library-pictures.js";
import { noPreview } from "desk/library-photo.js";

/**
 * `photo` is the photo's name in the library once there is one, and `beside` what it joined there.
 * @typedef {{file: File, state: "waiting" | "sending" | "done" | "joined" | "known" | "failed", why: string, photo: string, beside: string}} Sending
 */

// Kept outside the component: another view of the library does not stop an import.
const files = signal(/** @type {Sending[]} */ ([]));
const session = signal(/** @type {any} */ (null));
const progress = signal(/** @type {any} */ (null));
const running = signal(false);
/** @type {AbortController | null} */
let stopped = null;

/** One file, what became of it, and the way to its photo. @param {{one: Sending}} props */
function Line({ one }) {
    // Lines are changed in place, so each asks by itself whether something is new.
    const every = files.value;
    // Who dropped pairs wants to see pairs: the first file of a photo names those that came to it.
    const others = one.state === "done" ? every.filter((other) => other.state === "joined" && other.photo === one.photo).map((other) => other.file.name) : [];
    const isIn = one.state === "done" || one.state === "joined";
    const state = one.state === "joined" && one.beside ? t("library.file.joined_to", { name: one.beside }) : t(`library.file.${one.state}`);
    // A RAW without a preview shows nothing by itself, and what it is together with is the photo's picture.
    const isPaired = others.length > 0 || one.state === "joined";
    const words = [others.length ? t("library.file.with", { names: list(others) }) : "", one.why && !isPaired ? one.why : ""].filter(Boolean);
    return html`
        <li class="library-upload">
            <span class="library-upload-name">${one.photo ? html`<${Link} href="/desk/library?photo=${one.photo}">${one.file.name}<//>` : one.file.name} <span class="muted">${bytes(one.file.size)}</span></span>
            <span class="badge ${one.state === "failed" ? "badge-danger" : isIn ? "badge-good" : ""}">${state}</span>
            ${words.map((word) => html`<span key=${word} class="muted library-upload-why">${word}</span>`)}
        </li>`;
}

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
        const why = data.no_preview ? noPreview(data.no_preview) : "";
        mark(one, { state: data.photo_created ? "done" : "joined", why, photo: data.photo_hothash });
        if (!data.photo_created) await nameOfJoined(one);
    } catch (error) {
        const problem = fromThrown(error);
        const isKnown = problem.code === "photo_exists" || problem.code === "image_file_exists";
        if (problem.kind === "aborted") return mark(one, { state: "waiting" });
        mark(one, { state: isKnown ? "known" : "failed", why: isKnown ? "" : describe(problem), photo: isKnown ? /[0-9a-f]{64}/.exec(problem.detail)?.[0] ?? "" : "" });
    }
}

/** The file that was there first: in most cases one of this list, else one that the library tells. @param {Sending} one */
async function nameOfJoined(one) {
    const first = files.value.find((other) => other.state === "done" && other.photo === one.photo);
    const beside = first ? first.file.name : await request("GET", `/photos/${one.photo}`).then(({ data }) => nameOfPhoto(data), () => "");
    mark(one, { beside });
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
        files.value = [...files.value, ...fit.filter((file) => !there.has(`${file.name}/${file.size}/${file.lastModified}`)).map((file) => ({ file, state: /** @type {const} */ ("waiting"), why: "", photo: "", beside: "" }))];
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
                    // What another program hands over, such as a mail, is a file without a place in a folder.
                    const dropped = [...event.dataTransfer?.items ?? []].filter((one) => one.kind === "file").map((one) => one.webkitGetAsEntry?.() ?? one.getAsFile());
                    try { add((await Promise.all(dropped.map((one) => (one instanceof File ? [one] : one ? within(one) : [])))).flat()); } catch (error) { toastError(error); }
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
                        ${count("joined") > 0 && html` · ${t("library.import_joined", { count: count("joined") })}`}
                        ${running.value && progress.value && html` · <span class="muted">${t("library.import_server", { processed: progress.value.processed_files, failed: progress.value.failed_files })}</span>`}</p>
                    <div class="row">
                        ${running.value ? html`<button type="button" class="button" onClick=${() => stopped?.abort()}>${icon("pause")}${t("library.pause")}</button>`
                            : open > 0 ? html`<button type="button" class="button button-primary" onClick=${begin}>${icon("upload")}${session.value ? t("library.go_on") : t("library.begin", { count: open })}</button>` : null}
                        ${!running.value && session.value && open > 0 && html`<button type="button" class="button" onClick=${finish}>${t("library.import_finish")}</button>`}
                        ${!running.value && (open === 0 || !session.value) && html`<button type="button" class="button" onClick=${clear}>${t("library.clear_list")}</button>`}
                        ${session.value && html`<${Link} class="button button-quiet" href="/desk/library?import_session_id=${session.value.id}">${t("library.show_photos")}<//>`}
                    </div>
                    <ul role="list" class="library-uploads">${files.value.map((one) => html`<${Line} key=${one.file.name + one.file.size} one=${one} />`)}</ul>
                </section>`}
        </div>`;
}
