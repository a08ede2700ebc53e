// The files of the queue, one line each. Only those near the window are in the document: a card holds thousands.
import { hasText, t, textOfCode } from "app/i18n.js";
import { bytes, percent } from "app/format.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "vendor/preact.js";
import { icon } from "ui/icons.js";
import { Progress } from "ui/spinner.js";
import { changed, command } from "desk/upload-store.js";

/** @typedef {import("desk/upload-store.js").Row} Row */

/** Pixels of a line; `desk-upload.css` has the same. */
const LINE = 60;
const AROUND = 6;

/** Why a file did not get where it should. @param {{code: string, detail: string}} error */
export function reason({ code, detail }) {
    const key = `upload.reason.${code}`;
    if (hasText(key)) return t(key);
    const known = textOfCode(code);
    if (known) return known;
    return detail ? detail.charAt(0).toUpperCase() + detail.slice(1) : t("upload.reason.unknown", { code });
}

/** @param {Row} row */
function told(row) {
    if (row.state === "failed" && row.error) return reason(row.error);
    if (row.state === "sending") return t("upload.state.sending", { part: percent(row.size ? row.offset / row.size : 0) });
    if (row.state === "waiting") return t("upload.state.waiting");
    if (row.state === "done" && row.duplicate) return t(`upload.known.${row.duplicate}`);
    if (row.state === "done" && row.target.galleryId) return t("upload.state.placed", { name: row.target.name ?? "" });
    return t(`upload.state.${row.state}`);
}

/** @param {{row: Row, index: number, total: number}} props */
function Line({ row, index, total }) {
    // Rows are changed in place, so a line asks by itself whether something is new.
    changed.value;
    const act = (/** @type {import("desk/upload-store.js").Order} */ what) => () => command(what, [row.id]);
    const mayPause = ["queued", "sending", "waiting"].includes(row.state);
    const button = (/** @type {import("desk/upload-store.js").Order} */ what, /** @type {import("ui/icons.js").IconName} */ sign) => html`
        <button type="button" class="button button-icon" key=${what} title=${t(`upload.act.${what}`)} aria-label="${t(`upload.act.${what}`)}: ${row.name}" onClick=${act(what)}>${icon(sign)}</button>`;
    return html`
        <li class="upload-line is-${row.state}" aria-setsize=${total} aria-posinset=${index + 1} style=${{ transform: `translateY(${index * LINE}px)` }}>
            <span class="upload-sign">${icon(row.state === "done" ? (row.duplicate ? "copy" : "check") : row.state === "failed" ? "alert" : row.state === "paused" ? "pause" : row.state === "needs" ? "folder" : "upload")}</span>
            <span class="upload-words">
                <span class="upload-name" title=${row.path}>${row.name}</span>
                <span class="upload-told"><span class="muted">${bytes(row.size)}</span> · ${told(row)}</span>
                ${(row.state === "sending" || row.state === "waiting" || (row.offset > 0 && row.state === "paused")) && html`<${Progress} value=${row.offset} max=${row.size} label=${row.name} />`}
            </span>
            <span class="upload-acts">
                ${mayPause && button("pause", "pause")}
                ${row.state === "paused" && button("resume", "play")}
                ${row.state === "failed" && button("retry", "redo")}
                ${row.state !== "arrived" && button("cancel", row.state === "done" || row.state === "failed" ? "close" : "trash")}
            </span>
        </li>`;
}

/** @param {{rows: Row[], label: string}} props */
export function UploadList({ rows, label }) {
    const place = useRef(/** @type {HTMLElement | null} */ (null));
    const [range, setRange] = useState(/** @type {[number, number]} */ ([0, 20]));
    const look = () => {
        const element = place.current;
        if (!element) return;
        const first = Math.max(0, Math.floor(element.scrollTop / LINE) - AROUND);
        const last = Math.ceil((element.scrollTop + element.clientHeight) / LINE) + AROUND;
        setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    };
    useLayoutEffect(look, [rows.length]);
    useEffect(() => {
        addEventListener("resize", look);
        return () => removeEventListener("resize", look);
    }, []);
    const shown = rows.slice(range[0], range[1]);
    return html`
        <div class="upload-scroll" ref=${place} tabIndex="0" role="group" aria-label=${label} onScroll=${look}>
            <ul class="upload-list" role="list" aria-label=${label} style=${{ height: `${rows.length * LINE}px` }}>
                ${shown.map((row, at) => html`<${Line} key=${row.id} row=${row} index=${range[0] + at} total=${rows.length} />`)}
            </ul>
        </div>`;
}
