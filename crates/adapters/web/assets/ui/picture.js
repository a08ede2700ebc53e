// A picture of the API as an img: with its size, in the sizes that may be seen, over its hot preview until it came.
import { html, useEffect, useState } from "vendor/preact.js";

/**
 * What is needed of a picture; Image, GalleryImage and Cover have it.
 * @typedef {object} Pictured
 * @property {number} [id]
 * @property {number} width
 * @property {number} height
 * @property {Record<string, string>} urls by preset
 * @property {string | null} [alt_text]
 * @property {string} [filename]
 * @property {string | null} [hotpreview] inlined, as base64 or a data: address
 * @property {{x: number, y: number} | null} [focal_point]
 */

/** Longest edges of the presets. */
const EDGES = /** @type {[string, number][]} */ ([["hotpreview", 150], ["thumb", 512], ["web", 2048], ["large", 4096]]);

/**
 * The sizes of a picture, small first.
 * @param {Pictured} image
 * @returns {{url: string, width: number, height: number}[]}
 */
export function sources(image) {
    const longest = Math.max(image.width, image.height) || 1;
    return EDGES.flatMap(([preset, edge]) => {
        const url = image.urls[preset];
        const scale = Math.min(1, edge / longest);
        return url ? [{ url, width: Math.max(1, Math.round(image.width * scale)), height: Math.max(1, Math.round(image.height * scale)) }] : [];
    });
}

/** For the attribute. @param {Pictured} image */
export const srcsetOf = (image) => sources(image).map((one) => `${one.url} ${one.width}w`).join(", ");

/** The smallest size of at least this width, or else the largest. @param {Pictured} image @param {number} width device pixels */
export function sourceFor(image, width) {
    const all = sources(image);
    return (all.find((one) => one.width >= width) ?? all.at(-1))?.url ?? "";
}

/** The hot preview as an address, if it came with the picture. @param {Pictured} image */
export function placeholder(image) {
    const { hotpreview } = image;
    return !hotpreview ? null : hotpreview.startsWith("data:") ? hotpreview : `data:image/jpeg;base64,${hotpreview}`;
}

/** What to call a picture: its alternative text, or its name without the ending. @param {Pictured} image */
export const nameOf = (image) => image.alt_text || (image.filename ?? "").replace(/\.[^.]+$/, "");

/** After how long a picture that did not come is asked for again. */
const PAUSES = [1500, 5000, 15_000];

/**
 * Asks again for a picture that did not come: a connection may have failed, or its address is being renewed.
 * @param {unknown} what begins anew when it changes
 * @returns {[number, () => void]} a key for the img, and what to call when it failed
 */
export function useRetry(what) {
    const [state, setState] = useState({ turn: 0, broken: false });
    useEffect(() => setState({ turn: 0, broken: false }), [what]);
    useEffect(() => {
        if (!state.broken) return;
        const again = () => setState((before) => ({ turn: before.turn + 1, broken: false }));
        const pause = PAUSES[state.turn];
        const timer = pause === undefined ? 0 : setTimeout(again, pause);
        addEventListener("online", again);
        return () => { clearTimeout(timer); removeEventListener("online", again); };
    }, [state]);
    return [state.turn, () => setState((before) => ({ ...before, broken: true }))];
}

/**
 * @param {{image: Pictured, sizes?: string, alt?: string, eager?: boolean, fit?: "cover" | "contain", class?: string, onExpired?: () => void}} props
 *   `sizes` as of img, such as "240px"; `eager` for the one that is seen first; `onExpired` when the address is not answered: read the picture again
 */
export function Picture({ image, sizes = "100vw", alt = nameOf(image), eager = false, fit = "cover", class: extra = "", onExpired }) {
    const [shown, setShown] = useState("");
    const all = sources(image);
    const [turn, failed] = useRetry(all[0]?.url);
    const under = placeholder(image);
    const first = all.find((one) => one.width >= 300) ?? all.at(-1);
    const at = image.focal_point;
    const done = (/** @type {any} */ event) => setShown(event.currentTarget.currentSrc || "yes");
    return html`
        <span class="picture picture-${fit} ${shown ? "is-shown" : ""} ${extra}">
            ${under && !shown && html`<img class="picture-under" src=${under} alt="" aria-hidden="true" />`}
            ${first && html`<img class="picture-img" key=${turn} width=${image.width} height=${image.height} alt=${alt} sizes=${sizes} srcset=${srcsetOf(image)} src=${first.url}
                decoding="async" draggable=${false} fetchpriority=${eager ? "high" : null} onLoad=${done} onError=${() => { failed(); onExpired?.(); }}
                style=${at && fit === "cover" ? { objectPosition: `${at.x * 100}% ${at.y * 100}%` } : null} />`}
        </span>`;
}
