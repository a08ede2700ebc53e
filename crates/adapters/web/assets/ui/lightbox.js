// One picture after the other, as large as the window: by keys, swipes and buttons, closer by pinch, wheel and double tap.
import { t } from "app/i18n.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "vendor/preact.js";
import { useHotkeys } from "ui/hotkeys.js";
import { icon } from "ui/icons.js";
import { Under, aiLabel, nameOf, sourceFor, sources, srcsetOf, useRetry } from "ui/picture.js";
import { useGestures } from "ui/gestures.js";
import { useStage } from "ui/stage.js";
import { WHOLE, fit, within, zoomAt } from "ui/zoom.js";

/** @typedef {import("ui/picture.js").Pictured & {id: number}} LightboxItem */
/**
 * @typedef {object} LightboxProps
 * @property {any[]} items
 * @property {number} index
 * @property {(index: number) => void} onMove
 * @property {() => void} onClose
 * @property {string} label names the dialog, such as the gallery's name
 * @property {(item: any, index: number) => any} [toolbar] buttons at the top
 * @property {(item: any, index: number) => any} [bar] what is done about the picture, at the bottom where thumbs are
 * @property {((item: any, index: number) => any) | null} [panel] at the side, on phones from below; null closes it
 * @property {(item: any, index: number) => any} [layer] lies exactly over the picture and moves with it: pins
 * @property {(item: any) => string} [describe] is said after the name when a picture comes
 * @property {Record<string, import("ui/hotkeys.js").Hotkey>} [keys] more shortcuts, such as of decisions
 * @property {(item: any) => void} [onExpired]
 */

/** @param {LightboxProps} props */
export function Lightbox({ items, index, onMove, onClose, label, toolbar, bar, panel, layer, describe, keys = {}, onExpired }) {
    const { dialog, stage, size } = useStage();
    const frame = useRef(/** @type {HTMLElement | null} */ (null));
    const [view, setView] = useState(WHOLE);
    const [shown, setShown] = useState(0);
    const item = items[index];
    const [turn, failed] = useRetry(item?.id);
    const fitted = fit(item ?? size, size);
    const side = panel?.(item, index);

    const move = (/** @type {number} */ to) => { if (to >= 0 && to < items.length && to !== index) onMove(to); };
    const look = (/** @type {import("ui/zoom.js").View} */ next) => setView(within(next, fitted, size));
    const zoom = (/** @type {number} */ factor, point = { x: 0, y: 0 }) => look(zoomAt(view, factor, point));

    useLayoutEffect(() => { setView(WHOLE); setShown(0); }, [item?.id]);
    useEffect(() => {
        // What comes next is fetched as soon as this one is here, in the size that will be shown.
        if (!shown) return;
        for (const near of [items[index + 1], items[index - 1]]) {
            if (near) new Image().src = sourceFor(near, fit(near, size).width * devicePixelRatio);
        }
    }, [shown, index]);

    useGestures(stage, frame, { view, look, zoom, onSwipe: (by) => move(index + by), onDown: onClose });

    useHotkeys(t("lightbox.keys"), {
        arrowleft: { label: t("lightbox.previous"), run: () => move(index - 1) },
        arrowright: { label: t("lightbox.next"), run: () => move(index + 1) },
        home: { label: t("lightbox.first"), run: () => move(0) },
        end: { label: t("lightbox.last"), run: () => move(items.length - 1) },
        "+": { label: t("lightbox.zoom_in"), run: () => zoom(1.6) },
        "-": { label: t("lightbox.zoom_out"), run: () => zoom(1 / 1.6) },
        0: { label: t("lightbox.whole"), run: () => setView(WHOLE) },
        ...keys,
    }, { inLightbox: true });

    if (!item) return null;
    const ai = aiLabel(item);
    const extra = [ai, describe?.(item)].filter(Boolean).join(", ");
    const isClose = view.scale > 1.01;
    const all = sources(item);
    return html`
        <dialog class="lightbox ${side ? "has-panel" : ""}" ref=${dialog} aria-label=${label}
            onCancel=${(/** @type {Event} */ event) => { if (event.target === dialog.current) { event.preventDefault(); if (isClose) setView(WHOLE); else onClose(); } }}>
            <header class="lightbox-top">
                <span class="lightbox-count">${t("lightbox.place", { place: index + 1, total: items.length })}</span>
                <span class="lightbox-name">${nameOf(item)}</span>
                <span class="lightbox-tools">
                    ${toolbar?.(item, index)}
                    <button type="button" class="button button-icon" aria-label=${isClose ? t("lightbox.whole") : t("lightbox.zoom_in")} onClick=${() => (isClose ? setView(WHOLE) : zoom(2.5))}>${icon(isClose ? "minus" : "zoom")}</button>
                    <button type="button" class="button button-icon" aria-label=${t("common.close")} onClick=${onClose}>${icon("close")}</button>
                </span>
            </header>
            <div class="lightbox-stage ${isClose ? "is-close" : ""}" ref=${stage} tabIndex="0" role="group" aria-label=${t("lightbox.picture")}>
                <div class="lightbox-frame" ref=${frame} key=${item.id}
                    style=${{ width: `${fitted.width}px`, height: `${fitted.height}px`, transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}>
                    <${Under} image=${item} class="lightbox-under" />
                    <img key=${turn} class="lightbox-img ${shown ? "is-shown" : ""}" alt=${nameOf(item)} draggable=${false} width=${fitted.width} height=${fitted.height}
                        srcset=${srcsetOf(item)} sizes="${Math.round(fitted.width * (isClose ? view.scale : 1))}px" src=${all.at(-1)?.url}
                        onLoad=${() => setShown(item.id)} onError=${() => { failed(); onExpired?.(item); }} />
                    ${layer && html`<div class="lightbox-layer">${layer(item, index)}</div>`}
                </div>
                ${ai && html`<span class="ai-label">${ai}</span>`}
            </div>
            ${index > 0 && html`<button type="button" class="lightbox-turn lightbox-previous" aria-label=${t("lightbox.previous")} onClick=${() => move(index - 1)}>${icon("left")}</button>`}
            ${index < items.length - 1 && html`<button type="button" class="lightbox-turn lightbox-next" aria-label=${t("lightbox.next")} onClick=${() => move(index + 1)}>${icon("right")}</button>`}
            ${bar && html`<footer class="lightbox-bar" data-dock>${bar(item, index)}</footer>`}
            ${side && html`<aside class="lightbox-panel" aria-label=${t("lightbox.panel")}>${side}</aside>`}
            <p class="visually-hidden" role="status">${t("lightbox.place", { place: index + 1, total: items.length })}: ${nameOf(item)}${extra ? `, ${extra}` : ""}</p>
        </dialog>`;
}
