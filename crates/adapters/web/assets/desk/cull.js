// Culling: one picture after the other, as large as the screen, by single keys. 1 to 5 rate, P picks, X rejects, and the next one comes by
// itself, unless that is switched off.
import { recall, remember } from "app/dom.js";
import { t } from "app/i18n.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "vendor/preact.js";
import { useGestures } from "ui/gestures.js";
import { useHotkeys } from "ui/hotkeys.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { useStage } from "ui/stage.js";
import { WHOLE, fit, within, zoomAt } from "ui/zoom.js";
import { LARGE, MIDDLE, SMALL, load, previewOf, usePreview } from "desk/tray-picture.js";
import { TrayDetail } from "desk/tray-detail.js";
import { markKeys, marksOf, undo, wordsOf } from "desk/tray-marks.js";

/** @typedef {import("desk/tray-picture.js").Staged} Staged */
/**
 * @typedef {object} CullProps
 * @property {Staged[]} items
 * @property {number} index
 * @property {number} total how many there are; more than `items` while they are not all read
 * @property {ReadonlyMap<number, "discarded" | "placed">} gone what is done with while culling; they stay in their place until the end, so that one can go back
 * @property {boolean} [readOnly] only for looking: what is in a gallery already
 * @property {(index: number) => void} onMove
 * @property {() => void} onClose
 * @property {(item: Staged, change: import("desk/tray-marks.js").Change) => void} onMark
 * @property {(item: Staged) => void} onDiscard
 * @property {(item: Staged) => void} onRestore
 * @property {(item: Staged) => void} onAssign
 * @property {(item: Staged) => void} onAccept
 */

/** @param {CullProps} props */
export function Cull({ items, total, index, gone, readOnly = false, onMove, onClose, onMark, onDiscard, onRestore, onAssign, onAccept }) {
    const { dialog, stage, size } = useStage();
    const frame = useRef(/** @type {HTMLElement | null} */ (null));
    const [view, setView] = useState(WHOLE);
    const [panel, setPanel] = useState(innerWidth > 1100);
    const [natural, setNatural] = useState(0);
    const [goesOn, setGoesOn] = useState(recall("localStorage", "cull-goes-on") !== false);
    const item = /** @type {Staged} */ (items[index]);
    const picture = { width: item.width ?? 3, height: item.height ?? 2 };
    const fitted = item.width ? fit(picture, size) : size;
    const isClose = view.scale > 1.01;
    const small = usePreview(item, SMALL);
    const middle = usePreview(item, isClose ? LARGE : MIDDLE);
    const url = middle.url ?? small.url;

    const move = (/** @type {number} */ to) => { if (to >= 0 && to < items.length && to !== index) onMove(to); };
    const look = (/** @type {import("ui/zoom.js").View} */ next) => setView(within(next, fitted, size));
    /** One pixel of what is there for one of the screen. @param {{x: number, y: number}} [point] */
    const actual = (point = { x: 0, y: 0 }) => (isClose ? setView(WHOLE) : look(zoomAt(WHOLE, Math.max(1.05, (natural || picture.width) / devicePixelRatio / fitted.width), point)));
    const act = (/** @type {(item: Staged) => void} */ what) => () => { what(item); move(index + 1); };
    /** Who takes something away looks at the picture still. @param {import("desk/tray-marks.js").Change} change */
    const say = (change) => {
        onMark(item, change);
        if (goesOn && (change.rating || (change.flag && change.flag !== "none"))) move(index + 1);
    };
    const takeBack = () => {
        const [last] = undo();
        const at = last ? items.findIndex((one) => one.id === last.id) : -1;
        if (at >= 0) move(at);
    };
    const turnGoesOn = () => { remember("localStorage", "cull-goes-on", goesOn ? false : null); setGoesOn(!goesOn); };

    useEffect(() => {
        // The next ones are there before they are asked for.
        for (const next of [items[index + 1], items[index + 2], items[index - 1]]) {
            const path = next && previewOf(next, MIDDLE);
            if (path) void load(path).catch(() => null);
        }
    }, [item.id]);
    useLayoutEffect(() => { if (!isClose) setView(WHOLE); }, [item.id]);
    useGestures(stage, frame, {
        view, look, onSwipe: (by) => move(index + by), onDown: onClose,
        zoom: (factor, point) => (factor < 0.05 ? setView(WHOLE) : look(zoomAt(view, factor, point))),
    });
    const decisions = {
        ...markKeys(say),
        z: { label: t("tray.undo"), run: takeBack },
        "mod+z": { label: t("tray.undo"), run: takeBack },
        n: { label: t("cull.goes_on"), run: turnGoesOn },
        delete: { label: t("tray.discard"), run: act(onDiscard) },
        r: { label: t("tray.restore"), run: () => onRestore(item) },
        a: { label: t("tray.assign"), run: () => onAssign(item) },
        y: { label: t("tray.accept"), run: act(onAccept) },
    };
    useHotkeys(t("cull.keys"), {
        ...(readOnly ? {} : decisions),
        "+": { label: t("cull.actual"), run: () => { if (!isClose) actual(); } },
        "-": { label: t("lightbox.whole"), run: () => setView(WHOLE) },
        i: { label: t("cull.panel"), run: () => setPanel(!panel) },
        arrowright: { label: t("lightbox.next"), run: () => move(index + 1) },
        arrowleft: { label: t("lightbox.previous"), run: () => move(index - 1) },
        arrowdown: { label: t("cull.down"), run: () => (isClose ? look({ ...view, y: view.y - 120 }) : move(index + 1)) },
        arrowup: { label: t("cull.up"), run: () => (isClose ? look({ ...view, y: view.y + 120 }) : move(index - 1)) },
        "shift+arrowright": { label: t("cull.right_close"), run: () => look({ ...view, x: view.x - 120 }) },
        "shift+arrowleft": { label: t("cull.left_close"), run: () => look({ ...view, x: view.x + 120 }) },
        space: { label: t("lightbox.next"), run: () => move(index + 1) },
        home: { label: t("lightbox.first"), run: () => move(0) },
        end: { label: t("lightbox.last"), run: () => move(items.length - 1) },
    }, { inLightbox: true });

    const marks = marksOf(item);
    const isGone = gone.has(item.id);
    const isThrown = gone.get(item.id) === "discarded";
    const words = [...wordsOf(marks), ...(isGone ? [t(`cull.is.${gone.get(item.id)}`)] : [])].join(", ");
    const place = t("lightbox.place", { place: index + 1, total: Math.max(total, items.length) });
    return html`
        <dialog class="lightbox cull ${panel ? "has-panel" : ""}" ref=${dialog} aria-label=${t(readOnly ? "cull.look" : "cull.title")}
            onCancel=${(/** @type {Event} */ event) => { if (event.target === dialog.current) { event.preventDefault(); if (isClose) setView(WHOLE); else onClose(); } }}>
            <header class="lightbox-top">
                <span class="lightbox-count">${place}</span>
                <span class="lightbox-name">${item.filename}</span>
                ${isClose && natural > 0 && natural < picture.width && html`<span class="badge">${t("cull.preview", { shown: natural, width: picture.width })}</span>`}
                ${isGone && html`<span class="badge ${isThrown ? "badge-danger" : "badge-good"}">${t(`cull.is.${gone.get(item.id)}`)}</span>`}
                ${marks.flag !== "none" && html`<span class="badge ${marks.flag === "pick" ? "badge-good" : "badge-danger"}">${t(`tray.flag.${marks.flag}`)}</span>`}
                ${readOnly && marks.rating && html`<span class="badge mark-stars"><span aria-hidden="true">${"★".repeat(marks.rating)}</span><span class="visually-hidden">${t("tray.stars", { count: marks.rating })}</span></span>`}
                <span class="lightbox-tools">
                    <button type="button" class="button button-icon" aria-pressed=${String(isClose)} aria-label=${t("cull.actual")} title=${t("cull.actual")} onClick=${() => actual()}>${icon(isClose ? "minus" : "zoom")}</button>
                    <button type="button" class="button button-icon" aria-pressed=${String(panel)} aria-label=${t("cull.panel")} title=${t("cull.panel")} onClick=${() => setPanel(!panel)}>${icon("info")}</button>
                    <button type="button" class="button button-icon" aria-label=${t("common.close")} onClick=${onClose}>${icon("close")}</button>
                </span>
            </header>
            <div class="lightbox-stage ${isClose ? "is-close" : ""} ${isGone ? "is-gone" : ""}" ref=${stage} tabIndex="0" role="group" aria-label=${t("lightbox.picture")}>
                <div class="lightbox-frame" ref=${frame} key=${item.id} style=${{ width: `${fitted.width}px`, height: `${fitted.height}px`, transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}>
                    ${url ? html`<img src=${url} alt=${item.filename} draggable=${false} onLoad=${(/** @type {any} */ event) => setNatural(event.currentTarget.naturalWidth)} />`
                        : html`<span class="staged-none">${icon(item.state === "failed" ? "alert" : "image")}</span>`}
                </div>
            </div>
            ${index > 0 && html`<button type="button" class="lightbox-turn lightbox-previous" aria-label=${t("lightbox.previous")} onClick=${() => move(index - 1)}>${icon("left")}</button>`}
            ${index < items.length - 1 && html`<button type="button" class="lightbox-turn lightbox-next" aria-label=${t("lightbox.next")} onClick=${() => move(index + 1)}>${icon("right")}</button>`}
            ${!readOnly && html`<footer class="lightbox-bar" data-dock>
                <span class="cull-stars" role="group" aria-label=${t("tray.rating")}>${[1, 2, 3, 4, 5].map((stars) => html`
                    <button type="button" class="cull-star" key=${stars} aria-pressed=${String(marks.rating === stars)} aria-label=${t("tray.stars", { count: stars })} title=${t("tray.stars", { count: stars })}
                        onClick=${() => say({ rating: marks.rating === stars ? null : stars })}>${icon("star", { filled: (marks.rating ?? 0) >= stars })}</button>`)}</span>
                <button type="button" class="button" aria-pressed=${String(marks.flag === "pick")} onClick=${() => say({ flag: marks.flag === "pick" ? "none" : "pick" })}>${icon("check")} ${t("cull.pick")} <kbd>P</kbd></button>
                <button type="button" class="button" aria-pressed=${String(marks.flag === "reject")} onClick=${() => say({ flag: marks.flag === "reject" ? "none" : "reject" })}>${icon("close")} ${t("cull.reject")} <kbd>X</kbd></button>
                <button type="button" class="button" onClick=${() => onAssign(item)}>${icon("folder")} ${t("tray.assign")} <kbd>A</kbd></button>
                ${isThrown && html`<button type="button" class="button" onClick=${() => onRestore(item)}>${icon("redo")} ${t("tray.restore")} <kbd>R</kbd></button>`}
                <${Menu} label=${t("tray.more")} class="button button-icon" items=${[
                    { label: t("tray.undo"), run: takeBack },
                    { label: t("cull.goes_on"), checked: goesOn, run: turnGoesOn },
                    !isGone && { label: t("tray.discard"), run: act(onDiscard) },
                ]}>${icon("more")}<//>
            </footer>`}
            ${panel && html`<aside class="lightbox-panel" aria-label=${t("lightbox.panel")} tabIndex="0"><${TrayDetail} item=${item} /></aside>`}
            <p class="visually-hidden" role="status">${place}: ${item.filename}${words ? `, ${words}` : ""}</p>
        </dialog>`;
}
