// Pictures of the library need the access token, so they come by fetch, and the last ones are kept as blob addresses.
import { request } from "app/api.js";
import { classes } from "app/dom.js";
import { html, signal, useEffect, useState } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["Photo"]} Photo */
/** A photo as the grid and the lightbox take it. @typedef {Photo & {id: number, urls: Record<string, string>, filename: string, width: number, height: number, alt_text: string | null}} Shown */

/** Addresses kept: some screens of pictures, of about 60 kB each. */
const KEPT = 240;
/** @type {Map<string, {url: string, users: number}>} */
const kept = new Map();
/** @type {Map<string, Promise<string>>} */
const coming = new Map();

function trim() {
    for (const [key, one] of kept) {
        if (kept.size <= KEPT) return;
        if (one.users) continue;
        URL.revokeObjectURL(one.url);
        kept.delete(key);
    }
}

/** @param {string} path @param {AbortSignal} [signal] */
async function fetchPicture(path, signal) {
    const response = await request("GET", path, { raw: true, signal, headers: { accept: "image/*" } });
    const url = URL.createObjectURL(await response.blob());
    kept.set(path, { url, users: 0 });
    trim();
    return url;
}

/**
 * The address of a picture, the same for everybody who asks while it is kept.
 * @param {string} path
 * @returns {Promise<string>}
 */
export function pictureOf(path) {
    const known = kept.get(path);
    if (known) {
        // What was used last is dropped last.
        kept.delete(path);
        kept.set(path, known);
        return Promise.resolve(known.url);
    }
    let one = coming.get(path);
    if (!one) coming.set(path, (one = fetchPicture(path).finally(() => coming.delete(path))));
    return one;
}

/**
 * The address for a component, kept as long as it shows it; null until it came, or if there is none.
 * @param {string | null} path
 */
export function usePicture(path) {
    const [url, setUrl] = useState(/** @type {string | null} */ (path ? kept.get(path)?.url ?? null : null));
    useEffect(() => {
        if (!path) return setUrl(null);
        let here = true;
        let held = false;
        pictureOf(path).then((found) => {
            const one = kept.get(path);
            if (!here) return;
            if (one) { one.users++; held = true; }
            setUrl(found);
        }, () => {});
        return () => {
            here = false;
            const one = kept.get(path);
            if (held && one) one.users--;
        };
    }, [path]);
    return url;
}

/** The path of the best picture that is not the original. @param {Photo} photo */
export const pathOf = (photo) => `/photos/${photo.hothash}/${photo.coldpreview ? "coldpreview" : "hotpreview"}`;

/** Over its hot preview, in a grid. @param {{photo: Photo}} props */
export function Sharp({ photo }) {
    const url = usePicture(photo.coldpreview ? `/photos/${photo.hothash}/coldpreview` : null);
    return url && html`<img class="library-sharp" src=${url} alt="" />`;
}

/** A picture by itself. @param {{hothash: string, alt: string, large?: boolean, class?: string}} props */
export function LibraryPicture({ hothash, alt, large = false, class: extra }) {
    const url = usePicture(`/photos/${hothash}/${large ? "coldpreview" : "hotpreview"}`);
    return html`<span class=${classes("library-picture", extra)}>${url && html`<img src=${url} alt=${alt} />`}</span>`;
}

const numbers = /** @type {Map<string, number>} */ (new Map());

/** Photos are named by hashes; grids count. @param {string} hothash */
export function numberOf(hothash) {
    let one = numbers.get(hothash);
    if (one === undefined) numbers.set(hothash, (one = numbers.size + 1));
    return one;
}

/** What to call a photo. @param {Photo} photo */
export const nameOfPhoto = (photo) => photo.title || photo.primary_filename || photo.files[0]?.filename || photo.hothash.slice(0, 8);

/** @param {Photo} photo @returns {Shown} */
export const shownOf = (photo) => ({
    ...photo, id: numberOf(photo.hothash), urls: {}, alt_text: photo.title ?? null, filename: nameOfPhoto(photo), width: photo.width || 3, height: photo.height || 2,
});

/** Grows when the library changed elsewhere on the desk, so that lists are read again. */
export const libraryTurn = signal(0);
