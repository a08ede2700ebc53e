// Culling: one picture after the other, as large as the screen, by single keys. X throws away, P picks, and the next one comes by itself.
import { t } from "app/i18n.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "vendor/preact.js";
import { useGestures } from "ui/gestures.js";
import { useHotkeys } from "ui/hotkeys.js";
import { icon } from "ui/icons.js";
import { WHOLE, fit, within, zoomAt } from "ui/zoom.js";
import { LARGE, MIDDLE, SMALL, load, previewOf, usePreview } from "desk/tray-picture.js";
import { TrayDetail } from "desk/tray-detail.js";

/** @typedef {import("desk/tray-picture.js").Staged} Staged */
/**
 * @typedef {object} CullProps
 * @property {Staged[]} items
 * @property {number} index
 * @property {ReadonlySet<number>} picked
 * @property {ReadonlyMap<number, "discarded" | "placed">} gone what is done with while culling; they stay in their place until the end, so that one can go back
 * @property {boolean} [readOnly] only for looking: what is in a gallery already
 * @property {(index: number) => void} onMove
 * @property {() => void} onClose
 * @property {(item: Staged) => void} onPick
 * @property {(item: Staged) => void} onReject
 * @property {(item: Staged) => void} onClear neither picked nor thrown away
 * @property {(item: Staged) => void} onAssign
 * @property {(item: Staged) => void} onAccept
 */

/** @param {CullProps} props */
export function Cull({ items, index, picked, gone, readOnly = false, onMove, onClose, onPick, onReject, onClear, onAssign, onAccept }) {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const stage = useRef(/** @type {HTMLElement | null} */ (null));
    const frame = useRef(/** @type {HTMLElement | null} */ (null));
    const [size, setSize] = useState({ width: 1, height: 1 });
    const [view, setView] = useState(WHOLE);
    const [panel, setPanel] = useState(innerWidth > 1100);
    const [natural, setNatural] = useState(0);
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

    useEffect(() => {
        const before = document.activeElement;
        dialog.current?.showModal();
        stage.current?.focus();
        document.documentElement.classList.add("has-lightbox");
        return () => {
            dialog.current?.close();
            document.documentElement.classList.remove("has-lightbox");
            if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
        };
    }, []);
    useLayoutEffect(() => {
        const element = stage.current;
        if (!element) return;
        const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
        measure();
        const watch = new ResizeObserver(measure);
        watch.observe(element);
        return () => watch.disconnect();
    }, []);
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
        p: { label: t("cull.pick"), run: act(onPick) },
        x: { label: t("cull.reject"), run: act(onReject) },
        u: { label: t("cull.clear"), run: () => onClear(item) },
        a: { label: t("tray.assign"), run: () => onAssign(item) },
        y: { label: t("tray.accept"), run: act(onAccept) },
    };
    useHotkeys(t("cull.keys"), {
        ...(readOnly ? {} : decisions),
        z: { label: t("cull.actual"), run: () => actual() },
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

    const isPicked = picked.has(item.id);
    const isGone = gone.has(item.id);
    const mark = isGone ? t(`cull.is.${gone.get(item.id)}`) : isPicked ? t("cull.is.picked") : "";
    const place = t("lightbox.place", { place: index + 1, total: items.length });
    return html`
        <dialog class="lightbox cull ${panel ? "has-panel" : ""}" ref=${dialog} aria-label=${t(readOnly ? "cull.look" : "cull.title")}
            onCancel=${(/** @type {Event} */ event) => { if (event.target === dialog.current) { event.preventDefault(); if (isClose) setView(WHOLE); else onClose(); } }}>
            <header class="lightbox-top">
                <span class="lightbox-count">${place}</span>
                <span class="lightbox-name">${item.filename}</span>
                ${isClose && natural > 0 && natural < picture.width && html`<span class="badge">${t("cull.preview", { shown: natural, width: picture.width })}</span>`}
                ${mark && html`<span class="badge ${gone.get(item.id) === "discarded" ? "badge-danger" : "badge-good"}">${mark}</span>`}
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
            ${!readOnly && html`<footer class="lightbox-bar">
                <button type="button" class="button" aria-pressed=${String(isPicked)} onClick=${act(onPick)}>${icon("check")} ${t("cull.pick")} <kbd>P</kbd></button>
                <button type="button" class="button" aria-pressed=${String(gone.get(item.id) === "discarded")} onClick=${act(onReject)}>${icon("trash")} ${t("cull.reject")} <kbd>X</kbd></button>
                <button type="button" class="button" onClick=${() => onAssign(item)}>${icon("folder")} ${t("tray.assign")} <kbd>A</kbd></button>
                ${(isPicked || isGone) && html`<button type="button" class="button" onClick=${() => onClear(item)}>${t("cull.clear")} <kbd>U</kbd></button>`}
            </footer>`}
            ${panel && html`<aside class="lightbox-panel" aria-label=${t("lightbox.panel")} tabIndex="0"><${TrayDetail} item=${item} /></aside>`}
            <p class="visually-hidden" role="status">${place}: ${item.filename}${mark ? `, ${mark}` : ""}</p>
        </dialog>`;
}
