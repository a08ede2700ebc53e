// The uploads: where files go, what is on its way, and what became of it.
import { t } from "app/i18n.js";
import { bytes, duration, percent } from "app/format.js";
import { query } from "app/router.js";
import { request } from "app/api.js";
import { batch, html, signal, useEffect, useMemo, useSignal } from "vendor/preact.js";
import { confirm } from "ui/dialog.js";
import { Choice } from "ui/field.js";
import { icon } from "ui/icons.js";
import { Progress } from "ui/spinner.js";
import { Empty } from "ui/empty.js";
import { Tabs } from "ui/tabs.js";
import { ChooseFiles, DropPlace, useDrop } from "desk/upload-drop.js";
import { UploadList } from "desk/upload-list.js";
import { GalleryChoice, GroupTypeChoice } from "desk/upload-target.js";
import { command, isHeld, isLeader, isOpen, list, reopen, speed, start, summary } from "desk/upload-store.js";

export { UploadIndicator } from "desk/upload-indicator.js";

/** How far everything has come, with what can be done about all of it. */
function Total() {
    const sum = summary.value;
    const rate = speed.value;
    const left = sum.bytes - sum.sent;
    const ids = (/** @type {(row: import("desk/upload-store.js").Row) => boolean} */ which) => list.value.filter(which).map((row) => row.id);
    async function cancelAll() {
        const open = ids(isOpen);
        if (await confirm({ title: t("upload.cancel_all_title", { count: open.length }), text: t("upload.cancel_all_text"), confirm: t("upload.cancel_all"), danger: true })) command("cancel", open);
    }
    return html`
        <section class="upload-total card stack" aria-labelledby="upload-total">
            <div class="row row-spread">
                <h2 id="upload-total">${sum.open ? t("upload.total", { count: sum.open, part: percent(sum.bytes ? sum.sent / sum.bytes : 1) }) : sum.failed ? t("upload.some_done", { done: sum.done, failed: sum.failed }) : t("upload.all_done")}</h2>
                <span class="row">
                    ${sum.moving > 0 && !isHeld.value && html`<button type="button" class="button" onClick=${() => command("hold")}>${icon("pause")} ${t("upload.hold")}</button>`}
                    ${isHeld.value && html`<button type="button" class="button button-primary" onClick=${() => command("go")}>${icon("play")} ${t("upload.go")}</button>`}
                    ${sum.failed > 0 && html`<button type="button" class="button" onClick=${() => command("retry", ids((row) => row.state === "failed"))}>${icon("redo")} ${t("upload.retry_failed")}</button>`}
                    ${sum.open > 0 && html`<button type="button" class="button" onClick=${cancelAll}>${t("upload.cancel_all")}</button>`}
                    ${sum.done > 0 && html`<button type="button" class="button" onClick=${() => command("clear")}>${t("upload.clear")}</button>`}
                </span>
            </div>
            <${Progress} value=${sum.sent} max=${sum.bytes} label=${t("upload.progress")} />
            <p class="hint row">
                <span>${t("upload.bytes", { sent: bytes(sum.sent), bytes: bytes(sum.bytes) })}</span>
                ${rate !== null && sum.moving > 0 && html`<span>${t("upload.speed", { speed: bytes(rate) })}</span><span>${t("upload.left", { time: duration(left / rate) })}</span>`}
                ${sum.duplicates > 0 && html`<span>${t("upload.duplicates", { count: sum.duplicates })}</span>`}
                ${sum.waiting > 0 && html`<span class="badge badge-warn">${t("upload.state.waiting")}</span>`}
                ${!isLeader.value && sum.open > 0 && html`<span class="badge">${t("upload.other_tab")}</span>`}
            </p>
            <p class="visually-hidden" role="status">${sum.open ? "" : t("upload.ended", { done: sum.done, failed: sum.failed })}</p>
        </section>`;
}

/** What a reload has interrupted, and how it goes on. */
function Needs() {
    const waiting = list.value.filter((row) => row.state === "needs");
    const drop = useDrop({});
    if (!waiting.length) return null;
    const known = waiting.some((row) => row.handle);
    return html`
        <section class="upload-needs stack ${drop.isOver ? "is-over" : ""}" ...${drop.props} aria-labelledby="upload-needs">
            <h2 id="upload-needs">${t("upload.needs_title", { count: waiting.length })}</h2>
            <p>${t(known ? "upload.needs_allow" : "upload.needs_choose")}</p>
            <div class="row">
                ${known && html`<button type="button" class="button button-primary" onClick=${() => reopen(true)}>${t("upload.allow")}</button>`}
                <${ChooseFiles} target=${{}} primary=${!known} />
                <button type="button" class="button" onClick=${() => command("cancel", waiting.map((row) => row.id))}>${t("upload.needs_drop")}</button>
            </div>
        </section>`;
}

/** Where files go; kept while one looks at other pages. */
const kind = signal("tray");
const gallery = signal(/** @type {import("desk/upload-target.js").Chosen | null} */ (null));
const type = signal("main");

export default function Upload() {
    useEffect(start, []);
    const into = query.value.get("gallery");
    const shown = useSignal("all");
    useEffect(() => {
        // A gallery's page leads here with its number.
        if (!into) return;
        batch(() => { kind.value = "gallery"; gallery.value = null; type.value = query.peek().get("type") ?? "main"; });
        request("GET", `/galleries/${into}`).then(({ data }) => { gallery.value = { id: data.id, name: data.subject_name }; }, () => { kind.value = "tray"; });
    }, [into]);
    const target = useMemo(() => (kind.value === "gallery" && gallery.value ? { galleryId: gallery.value.id, name: gallery.value.name, type: type.value } : {}),
        [kind.value, gallery.value, type.value]);
    const sum = summary.value;
    const rows = list.value;
    const parts = { all: rows, open: rows.filter(isOpen), failed: rows.filter((row) => row.state === "failed"), known: rows.filter((row) => row.duplicate) };
    const tabs = /** @type {const} */ (["all", "open", "failed", "known"]).map((key) => ({
        key, label: t(`upload.tab.${key}`), count: parts[key].length,
        render: () => (parts[key].length ? html`<${UploadList} rows=${parts[key]} label=${t(`upload.tab.${key}`)} />` : html`<${Empty} icon="check" title=${t("upload.tab_none")} />`),
    }));
    const isReady = kind.value === "tray" || gallery.value !== null;
    return html`
        <div class="upload-page stack">
            <h1>${t("upload.title")}</h1>
            <div class="upload-top">
                <section class="card stack" aria-labelledby="upload-to">
                    <h2 id="upload-to">${t("upload.to")}</h2>
                    <${Choice} name="to" label=${t("upload.to_what")} value=${kind.value} onChange=${(/** @type {string} */ next) => { kind.value = next; }}
                        options=${[{ value: "tray", label: t("upload.to_tray"), hint: t("upload.to_tray_hint") }, { value: "gallery", label: t("upload.to_gallery"), hint: t("upload.to_gallery_hint") }]} />
                    ${kind.value === "gallery" && html`
                        <${GalleryChoice} value=${gallery.value} onChange=${(/** @type {any} */ one) => { gallery.value = one; }} />
                        <${GroupTypeChoice} galleryId=${gallery.value?.id ?? null} value=${type.value} onChange=${(/** @type {string} */ next) => { type.value = next; }} />`}
                </section>
                ${isReady ? html`<${DropPlace} target=${target} />` : html`<${Empty} icon="folder" title=${t("upload.choose_gallery")} />`}
            </div>
            <${Needs} />
            ${sum.total > 0 && html`
                <${Total} />
                <${Tabs} label=${t("upload.files")} tabs=${tabs} active=${shown.value} onChange=${(/** @type {string} */ key) => { shown.value = key; }} />`}
            ${sum.done > 0 && sum.open === 0 && html`<p><a class="button" href="/desk/tray">${icon("grid")} ${t("upload.to_the_tray")}</a></p>`}
        </div>`;
}
