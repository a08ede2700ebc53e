// A justified grid of pictures, of which only what is near the window is in the document.
import { classes } from "app/dom.js";
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "vendor/preact.js";
import { justify, step, visibleRows } from "ui/justify.js";
import { Picture, aiLabel, nameOf } from "ui/picture.js";

/** @typedef {import("ui/picture.js").Pictured & {id: number}} GridItem */
/** @typedef {import("ui/selection.js").Selection} Selection */
/**
 * @typedef {object} GridProps
 * @property {GridItem[]} items
 * @property {string} label names the grid
 * @property {(item: GridItem, index: number) => void} onOpen click or Enter; double click or Enter where pictures are selected
 * @property {(item: any, state: {index: number, active: boolean, selected: boolean, tabIndex: 0 | -1}) => any} [overlay] badges and buttons above a picture; give
 *   buttons the `tabIndex`, so that Tab reaches those of the active picture only
 * @property {(item: any) => string} [describe] what to call a picture beyond its name, such as "approved"
 * @property {import("vendor/preact.js").Signal<Selection>} [selection] makes it a grid to select in
 * @property {number} [rowHeight] what rows aim at; narrow screens get less
 * @property {number} [gap]
 * @property {number} [active] index that the keyboard begins at, such as the one last seen in the lightbox
 * @property {(item: any, index: number) => void} [onActive] the active picture changed: for culling by keys
 * @property {(items: any[], event: DragEvent) => void} [onDrag] what is dragged begins: the selection, or the picture itself
 * @property {boolean} [eager] its first pictures are what is seen first
 * @property {(item: any) => void} [onExpired]
 * @property {boolean} [toggles] a click adds to what is selected or takes away, as fingers need it, instead of selecting that one alone
 */

/** What selecting needs; a grid to look at does without. @type {typeof import("ui/selection.js") | null} */
let selecting = null;

/** Until the first sign of life only what is seen is asked for; after that screens ahead of where one scrolls to, and one behind. */
const [CALM, AHEAD, BEHIND] = [0.15, 3, 1];
/** Whether somebody is there who will scroll: fingers and mice tell before they do. */
const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "scroll"];
let isAlive = false;

/** @param {GridProps} props */
export function Grid({ items, label, onOpen, overlay, describe, selection, rowHeight = 260, gap = 8, active: wanted, onActive, onDrag, eager = false, onExpired, toggles = false }) {
    const place = useRef(/** @type {HTMLElement | null} */ (null));
    const [width, setWidth] = useState(0);
    const [range, setRange] = useState(/** @type {[number, number]} */ ([0, -1]));
    const [active, setActive] = useState(wanted ?? 0);
    const mustFocus = useRef(false);
    const direction = useRef({ top: 0, down: true });
    const kept = useRef(/** @type {Map<number, {props: Record<string, any>, node: any}>} */ (new Map()));

    const height = width < 520 ? Math.min(rowHeight, 180) : width < 900 ? Math.min(rowHeight, 220) : rowHeight;
    const layout = useMemo(() => justify(items, width, { rowHeight: height, gap }), [items, width, height, gap]);
    const order = useMemo(() => items.map((one) => one.id), [items]);

    useLayoutEffect(() => {
        const element = place.current;
        if (!element) return;
        const measure = () => setWidth(Math.floor(element.clientWidth));
        measure();
        const watch = new ResizeObserver(measure);
        watch.observe(element);
        return () => watch.disconnect();
    }, []);

    useLayoutEffect(() => {
        let frame = 0;
        const look = () => {
            frame = 0;
            const box = place.current?.getBoundingClientRect();
            if (!box) return;
            const now = direction.current;
            if (box.top !== now.top) direction.current = { top: box.top, down: box.top < now.top };
            const { down } = direction.current;
            const [above, below] = !isAlive ? [CALM, CALM] : down ? [BEHIND, AHEAD] : [AHEAD, BEHIND];
            const [first, last] = visibleRows(layout, -box.top - innerHeight * above, innerHeight * (1 + below) - box.top);
            setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
        };
        const soon = () => { frame ||= requestAnimationFrame(look); };
        const wake = () => { isAlive = true; soon(); };
        look();
        // Captured, because the grid may lie in a part of the page that scrolls by itself.
        addEventListener("scroll", soon, { capture: true, passive: true });
        addEventListener("resize", soon);
        if (!isAlive) for (const sign of SIGNS) addEventListener(sign, wake, { capture: true, passive: true, once: true });
        return () => {
            cancelAnimationFrame(frame);
            for (const sign of SIGNS) removeEventListener(sign, wake, { capture: true });
            removeEventListener("scroll", soon, { capture: true });
            removeEventListener("resize", soon);
        };
    }, [layout]);

    const isSelecting = Boolean(selection);
    useEffect(() => { if (isSelecting && !selecting) void import("ui/selection.js").then((module) => { selecting = module; }); }, [isSelecting]);

    const current = Math.min(active, Math.max(0, items.length - 1));
    useEffect(() => { if (wanted !== undefined) setActive(wanted); }, [wanted]);
    useLayoutEffect(() => {
        if (!mustFocus.current) return;
        const cell = /** @type {HTMLElement | null | undefined} */ (place.current?.querySelector(`[data-index="${current}"]`));
        if (!cell) return;
        mustFocus.current = false;
        cell.focus({ preventScroll: true });
    });

    // A picture that comes to stand in another row is another element there: whoever had the focus on it keeps it.
    const drawn = useRef(items);
    const focused = document.activeElement;
    const held = focused instanceof HTMLElement && focused.matches("[role=gridcell]") && place.current?.contains(focused) ? drawn.current[Number(focused.dataset.index)]?.id : undefined;
    useLayoutEffect(() => {
        drawn.current = items;
        if (held === undefined || place.current?.contains(document.activeElement)) return;
        const index = items.findIndex((one) => one.id === held);
        if (index >= 0) activate(index, true);
    });

    /** @param {number} index @param {boolean} focus */
    function activate(index, focus) {
        setActive(index);
        const item = items[index];
        if (item) onActive?.(item, index);
        if (!focus) return;
        mustFocus.current = true;
        reveal(index);
    }

    /** Scrolls a picture into view, be it in the document yet or not. @param {number} index */
    function reveal(index) {
        const box = layout.boxes[index];
        const element = place.current;
        if (!box || !element) return;
        isAlive = true;
        const scroller = scrollerOf(element);
        const top = element.getBoundingClientRect().top + box.y;
        const [low, high] = [scroller.top + 72, scroller.bottom - 24];
        if (top < low) scroller.by(top - low);
        else if (top + box.height > high) scroller.by(Math.min(top - low, top + box.height - high));
    }

    /** @param {KeyboardEvent} event */
    function onKey(event) {
        if (event.target instanceof HTMLElement && !event.target.matches("[role=gridcell]")) return;
        const item = items[current];
        if (!item || event.altKey) return;
        const mod = event.ctrlKey || event.metaKey;
        if (selection && mod && event.key.toLowerCase() === "a") {
            event.preventDefault();
            if (selecting) selection.value = selecting.everything(order);
            return;
        }
        if (event.key === "Enter" || (event.key === " " && !selection)) {
            event.preventDefault();
            onOpen(item, current);
            return;
        }
        if (event.key === " " && selection) {
            event.preventDefault();
            if (selecting) selection.value = selecting.select(selection.value, order, item.id, { toggle: true, range: event.shiftKey });
            return;
        }
        const next = step(layout, current, event.key, innerHeight * 0.8);
        if (next === null || (mod && !["Home", "End"].includes(event.key))) return;
        event.preventDefault();
        const target = items[next];
        if (selection && selecting && event.shiftKey && target) {
            const from = selection.value.anchor === null ? { ...selection.value, anchor: item.id } : selection.value;
            selection.value = selecting.select(from, order, target.id, { range: true });
        }
        activate(next, true);
    }

    /** @param {MouseEvent} event @param {GridItem} item @param {number} index */
    function onClick(event, item, index) {
        if (event.target instanceof Element && event.target.closest("button, a, input, label")) return;
        activate(index, false);
        if (!selection) return onOpen(item, index);
        if (selecting) selection.value = selecting.select(selection.value, order, item.id, { range: event.shiftKey, toggle: toggles || event.ctrlKey || event.metaKey });
    }

    /** @param {DragEvent} event @param {GridItem} item */
    function onDragStart(event, item) {
        if (!onDrag) return event.preventDefault();
        const ids = selection?.value.ids;
        onDrag(ids?.has(item.id) ? items.filter((one) => ids.has(one.id)) : [item], event);
    }

    // Handlers that never change: a row whose props are the same is not drawn anew while others come and go.
    const hands = useRef(/** @type {Hands} */ ({}));
    Object.assign(hands.current, { onClick, onDragStart, onOpen, onExpired, onFocus: (/** @type {number} */ index) => { if (index !== current) activate(index, false); } });
    const picked = selection?.value.ids ?? null;

    /** @param {number} number @param {boolean} near */
    function rowOf(number, near) {
        const row = layout.rows[number];
        if (!row) return null;
        const active = current >= row.first && current <= row.last ? current : -1;
        const props = { number, near, active, items, layout, picked, overlay, describe, eager, canDrag: Boolean(onDrag), canExpire: Boolean(onExpired), hands: hands.current };
        const before = kept.current.get(number);
        if (before && Object.entries(props).every(([name, value]) => before.props[name] === value)) return before.node;
        const node = html`<${Row} key=${number} ...${props} />`;
        kept.current.set(number, { props, node });
        return node;
    }

    const rows = [];
    // The active row stays, wherever one has scrolled to: the focus must not be lost with it.
    const own = layout.boxes[current]?.row ?? -1;
    // It also is what Tab reaches of a grid that lies further down; its pictures are not asked for there.
    if (own >= 0 && own < range[0]) rows.push(rowOf(own, false));
    for (let number = range[0]; number <= range[1]; number++) rows.push(rowOf(number, true));
    if (own > range[1]) rows.push(rowOf(own, false));
    for (const number of kept.current.keys()) if (number !== own && (number < range[0] || number > range[1])) kept.current.delete(number);

    return html`
        <div class="grid" role="grid" aria-label=${label} aria-rowcount=${layout.rows.length} aria-multiselectable=${selection ? "true" : null} data-led=${wanted === undefined ? null : ""} ref=${place}
            style=${{ height: `${layout.height}px` }} onKeyDown=${onKey}>${rows}</div>`;
}

/** @typedef {{onClick: (event: MouseEvent, item: GridItem, index: number) => void, onDragStart: (event: DragEvent, item: GridItem) => void, onOpen: (item: GridItem, index: number) => void, onExpired?: (item: GridItem) => void, onFocus: (index: number) => void}} Hands */

/**
 * A row draws itself anew when a signal changes that `overlay` or `describe` read.
 * @param {{number: number, near: boolean, active: number, items: GridItem[], layout: import("ui/justify.js").Layout, picked: ReadonlySet<number> | null, overlay: GridProps["overlay"], describe: GridProps["describe"], eager: boolean, canDrag: boolean, canExpire: boolean, hands: Hands}} props
 */
function Row({ number, near, active, items, layout, picked, overlay, describe, eager, canDrag, canExpire, hands }) {
    const row = layout.rows[number];
    if (!row) return null;
    const cells = [];
    for (let index = row.first; index <= row.last; index++) {
        const [item, box] = [items[index], layout.boxes[index]];
        if (!item || !box) continue;
        const isActive = index === active;
        const isSelected = picked?.has(item.id) ?? false;
        const state = { index, active: isActive, selected: isSelected, tabIndex: /** @type {0 | -1} */ (isActive ? 0 : -1) };
        const ai = aiLabel(item);
        const extra = [ai, describe?.(item)].filter(Boolean).join(", ");
        cells.push(html`
            <div class=${classes("grid-cell", isSelected && "is-selected")} role="gridcell" key=${item.id} data-index=${index} tabIndex=${state.tabIndex}
                aria-label=${extra ? `${nameOf(item)}, ${extra}` : nameOf(item)} aria-selected=${picked ? String(isSelected) : null} draggable=${canDrag}
                style=${{ transform: `translate(${box.x}px, ${box.y}px)`, width: `${box.width}px`, height: `${box.height}px` }}
                onClick=${(/** @type {MouseEvent} */ event) => hands.onClick(event, item, index)} onDblClick=${picked ? () => hands.onOpen(item, index) : null}
                onFocus=${() => hands.onFocus(index)} onDragStart=${(/** @type {DragEvent} */ event) => hands.onDragStart(event, item)}>
                ${near && html`<${Picture} image=${item} sizes="${box.width}px" alt="" eager=${eager && index < 4} onExpired=${canExpire ? () => hands.onExpired?.(item) : undefined} />`}
                ${ai && html`<span class="ai-label" aria-hidden="true">${ai}</span>`}
                ${overlay && html`<span class="grid-over">${overlay(item, state)}</span>`}
            </div>`);
    }
    return html`<div class="grid-row" role="row" aria-rowindex=${number + 1}>${cells}</div>`;
}

/** What scrolls an element: a part of the page, or the window. @param {HTMLElement} element */
function scrollerOf(element) {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) {
            const { top, bottom } = at.getBoundingClientRect();
            const own = at;
            return { top, bottom, by: (/** @type {number} */ by) => own.scrollBy(0, by) };
        }
    }
    return { top: 0, bottom: innerHeight, by: (/** @type {number} */ by) => scrollBy(0, by) };
}
