// A picture of the API as an img: with its size, in the sizes that may be seen, over what stands for it until it came.
import { t } from "app/i18n.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "vendor/preact.js";

/**
 * What is needed of a picture; Image, GalleryImage and Cover have it.
 * @typedef {object} Pictured
 * @property {number} [id]
 * @property {number} width
 * @property {number} height
 * @property {Record<string, string>} urls by preset
 * @property {string | null} [alt_text]
 * @property {string} [filename]
 * @property {string | null} [placeholder] inlined, in base64: a few pixels of it, for as long as it has not come
 * @property {string | null} [hotpreview] the same with more pixels
 * @property {string} [ai] what artificial intelligence had to do with it: `none`, `edited`, `generated`
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

/** What a picture has to be labelled with, in words; empty where there is nothing to say. @param {Pictured} image */
export const aiLabel = (image) => (image.ai && image.ai !== "none" ? t(`picture.ai.${image.ai}`) : "");

/** The label on a picture; on a small one its two letters, with the words behind them. @param {{image: Pictured, small?: boolean}} props */
export function AiMark({ image, small = false }) {
    const label = aiLabel(image);
    if (!label) return null;
    return small ? html`<span class="ai-label ai-small" title=${label}><span aria-hidden="true">${t("picture.ai_short")}</span><span class="visually-hidden">${label}</span></span>`
        : html`<span class="ai-label">${label}</span>`;
}

/** What is shown of a picture until it came, decoded: a row that comes into the page again has it at once. @type {WeakMap<object, ImageBitmap>} */
const decoded = new WeakMap();

/**
 * A few pixels of a picture, which came with it in a list, over the place where it will be. They are painted and not loaded, so that the
 * page's policy need not let pictures come out of the page itself.
 * @param {{image: Pictured, class?: string}} props
 */
export function Under({ image, class: look = "picture-under" }) {
    const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
    const bytes = image.placeholder ?? image.hotpreview;
    useLayoutEffect(() => {
        let isGone = false;
        const paint = (/** @type {ImageBitmap} */ pixels) => {
            const place = canvas.current;
            if (isGone || !place) return;
            [place.width, place.height] = [pixels.width, pixels.height];
            place.getContext("2d")?.drawImage(pixels, 0, 0);
            place.classList.add("is-painted");
        };
        const known = decoded.get(image);
        if (known) paint(known);
        else if (bytes) {
            const file = new Blob([Uint8Array.from(atob(bytes.slice(bytes.indexOf(",") + 1)), (one) => one.charCodeAt(0))]);
            // Without it the place stays as it would be if nothing had come.
            createImageBitmap(file).then((pixels) => { decoded.set(image, pixels); paint(pixels); }, () => {});
        }
        return () => { isGone = true; };
    }, [image]);
    return bytes ? html`<canvas class=${look} ref=${canvas} width="1" height="1" aria-hidden="true"></canvas>` : null;
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
    const first = all.find((one) => one.width >= 300) ?? all.at(-1);
    const at = image.focal_point;
    const done = (/** @type {any} */ event) => setShown(event.currentTarget.currentSrc || "yes");
    return html`
        <span class="picture picture-${fit} ${shown ? "is-shown" : ""} ${extra}">
            <${Under} image=${image} />
            ${first && html`<img class="picture-img" key=${turn} width=${image.width} height=${image.height} alt=${alt} sizes=${sizes} srcset=${srcsetOf(image)} src=${first.url}
                decoding="async" draggable=${false} fetchpriority=${eager ? "high" : null} onLoad=${done} onError=${() => { failed(); onExpired?.(); }}
                style=${at && fit === "cover" ? { objectPosition: `${at.x * 100}% ${at.y * 100}%` } : null} />`}
        </span>`;
}
