// Fingers, mouse and wheel on the stage of the lightbox.
import { reducedMotion } from "app/dom.js";
import { useEffect, useRef } from "vendor/preact.js";

/** @typedef {import("ui/zoom.js").View} View */
/**
 * @typedef {object} Gestures
 * @property {View} view
 * @property {(next: View) => void} look
 * @property {(factor: number, point: {x: number, y: number}) => void} zoom
 * @property {(by: 1 | -1) => void} onSwipe
 * @property {() => void} onDown
 */

/** How far a finger goes before it is a swipe, in pixels, or how fast. */
const [FAR, FAST] = [70, 0.5];

/**
 * @param {import("vendor/preact.js").Ref<HTMLElement>} stage
 * @param {import("vendor/preact.js").Ref<HTMLElement>} frame is moved along while a finger swipes
 * @param {Gestures} gestures
 */
export function useGestures(stage, frame, gestures) {
    const latest = useRef(gestures);
    latest.current = gestures;
    useEffect(() => {
        const element = stage.current;
        if (!element) return;
        const stop = new AbortController();
        const options = { signal: stop.signal };
        /** @type {Map<number, {x: number, y: number}>} */
        const fingers = new Map();
        let start = { x: 0, y: 0, at: 0 };
        /** @type {"x" | "y" | null} */
        let axis = null;
        let tapped = { at: 0, x: 0, y: 0 };
        const now = () => /** @type {Gestures} */ (latest.current);

        const fromMiddle = (/** @type {number} */ x, /** @type {number} */ y) => {
            const box = element.getBoundingClientRect();
            return { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
        };
        const spread = () => {
            const [a, b] = [...fingers.values()];
            return a && b ? { gap: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : null;
        };
        const shift = (/** @type {number} */ x, /** @type {number} */ y) => {
            if (!reducedMotion()) frame.current?.style.setProperty("translate", x || y ? `${x}px ${y}px` : "none");
        };

        element.addEventListener("pointerdown", (event) => {
            if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button, a, input, textarea"))) return;
            fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
            start = { x: event.clientX, y: event.clientY, at: event.timeStamp };
            axis = null;
            element.setPointerCapture(event.pointerId);
        }, options);
        element.addEventListener("pointermove", (event) => {
            const before = fingers.get(event.pointerId);
            if (!before) return;
            const pinch = spread();
            fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
            const next = spread();
            const { view, look, zoom } = now();
            if (pinch && next) {
                shift(0, 0);
                zoom(next.gap / (pinch.gap || 1), fromMiddle(next.x, next.y));
                axis = null;
                start.at = -Infinity;
                return;
            }
            if (view.scale > 1.01) {
                look({ ...view, x: view.x + event.clientX - before.x, y: view.y + event.clientY - before.y });
                return;
            }
            const [x, y] = [event.clientX - start.x, event.clientY - start.y];
            if (!axis && Math.hypot(x, y) > 8) axis = Math.abs(x) > Math.abs(y) ? "x" : "y";
            if (axis === "x") shift(x, 0);
            else if (axis === "y" && event.pointerType !== "mouse") shift(0, Math.max(0, y));
        }, options);
        const lift = (/** @type {PointerEvent} */ event) => {
            if (!fingers.delete(event.pointerId)) return;
            if (fingers.size) return;
            shift(0, 0);
            const [x, y] = [event.clientX - start.x, event.clientY - start.y];
            const speed = 1 / Math.max(1, event.timeStamp - start.at);
            if (event.type === "pointercancel") return;
            if (axis === "x" && now().view.scale <= 1.01 && (Math.abs(x) > FAR || Math.abs(x) * speed > FAST)) return now().onSwipe(x < 0 ? 1 : -1);
            if (axis === "y" && event.pointerType !== "mouse" && y > FAR * 1.5) return now().onDown();
            if (Math.hypot(x, y) > 8) return;
            const isDouble = event.timeStamp - tapped.at < 320 && Math.hypot(event.clientX - tapped.x, event.clientY - tapped.y) < 30;
            tapped = { at: isDouble ? 0 : event.timeStamp, x: event.clientX, y: event.clientY };
            if (isDouble) now().zoom(now().view.scale > 1.01 ? 0.01 : 2.5, fromMiddle(event.clientX, event.clientY));
        };
        element.addEventListener("pointerup", lift, options);
        element.addEventListener("pointercancel", lift, options);
        element.addEventListener("wheel", (event) => {
            event.preventDefault();
            now().zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), fromMiddle(event.clientX, event.clientY));
        }, { ...options, passive: false });
        return () => stop.abort();
    }, []);
}
