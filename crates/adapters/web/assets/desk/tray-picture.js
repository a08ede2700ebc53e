// Pictures of the tray. Their addresses ask for the access token, so an img cannot load them: they are fetched, and kept for a while.
import { request } from "app/api.js";
import { html, useEffect, useState } from "vendor/preact.js";
import { icon } from "ui/icons.js";

/** @typedef {import("types/api").components["schemas"]["StagingImage"]} Staged */

/** How many pictures stay in memory by default: some screens of thumbnails. */
const KEPT = 400;
/** Addresses of blobs by the addresses of the API, the longest unused first. @type {Map<string, string>} */
const kept = new Map();
/** @type {Map<string, Promise<string>>} */
const loading = new Map();
/** @type {Map<string, number>} */
const shown = new Map();

/** @param {Staged} item @param {string[]} wanted presets, the best first */
export const previewOf = (item, wanted) => wanted.map((preset) => /** @type {Record<string, string>} */ (item.previews ?? {})[preset]).find(Boolean) ?? null;
export const [SMALL, MIDDLE, LARGE] = [["thumb", "hotpreview"], ["web", "large", "thumb"], ["original", "large", "web", "thumb"]];

function trim() {
    for (const [path, url] of kept) {
        if (kept.size <= KEPT) return;
        if (shown.get(path)) continue;
        kept.delete(path);
        URL.revokeObjectURL(url);
    }
}

/** @param {string} path @returns {Promise<string>} */
export function load(path) {
    const there = kept.get(path);
    if (there) {
        kept.delete(path);
        kept.set(path, there);
        return Promise.resolve(there);
    }
    let promise = loading.get(path);
    if (!promise) {
        promise = request("GET", path, { raw: true, headers: { accept: "image/*" } }).then((response) => response.blob()).then((blob) => {
            const url = URL.createObjectURL(blob);
            kept.set(path, url);
            trim();
            return url;
        }).finally(() => loading.delete(path));
        loading.set(path, promise);
    }
    return promise;
}

/**
 * @param {Staged} item
 * @param {string[]} wanted
 * @returns {{url: string | null, isBroken: boolean}}
 */
export function usePreview(item, wanted) {
    const path = previewOf(item, wanted);
    const [state, setState] = useState({ path, url: path ? kept.get(path) ?? null : null, isBroken: false });
    useEffect(() => {
        if (!path) return;
        let isHere = true;
        shown.set(path, (shown.get(path) ?? 0) + 1);
        // What is only scrolled past is not asked for.
        const timer = setTimeout(() => load(path).then(
            (url) => { if (isHere) setState({ path, url, isBroken: false }); },
            () => { if (isHere) setState({ path, url: null, isBroken: true }); },
        ), kept.has(path) ? 0 : 60);
        return () => {
            isHere = false;
            clearTimeout(timer);
            const count = (shown.get(path) ?? 1) - 1;
            if (count) shown.set(path, count);
            else shown.delete(path);
        };
    }, [path]);
    return state.path === path ? state : { url: path ? kept.get(path) ?? null : null, isBroken: false };
}

/** @param {{item: Staged, alt?: string, wanted?: string[]}} props */
export function StagedPicture({ item, alt = "", wanted = SMALL }) {
    const { url, isBroken } = usePreview(item, wanted);
    if (url) return html`<img class="staged-img" src=${url} alt=${alt} draggable=${false} decoding="async" />`;
    return html`<span class="staged-none">${icon(isBroken || item.state === "failed" ? "alert" : "image")}</span>`;
}
