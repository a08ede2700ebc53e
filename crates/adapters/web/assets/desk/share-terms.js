// The terms of a link: presets for what links are made for, and what a form says. Pure.

/** @typedef {import("types/api").components["schemas"]["NewShareLink"]} NewShareLink */
/** @typedef {{sizes: string[], download: boolean, metadata: "strip" | "keep", watermark: boolean, position: string}} Preset */

export const SIZES = ["thumb", "web", "large", "original"];
export const POSITIONS = ["tile", "center", "bottom_right", "bottom_left", "bottom", "top_right", "top_left", "top", "left", "right"];

/** What a link is usually made for. @type {Record<string, Preset>} */
export const PRESETS = {
    preview: { sizes: ["thumb", "web"], download: false, metadata: "strip", watermark: true, position: "tile" },
    proofing: { sizes: ["thumb", "web", "large"], download: false, metadata: "strip", watermark: false, position: "bottom_right" },
    delivery: { sizes: ["thumb", "web", "large", "original"], download: true, metadata: "keep", watermark: false, position: "bottom_right" },
};

/** The end of a day here, or null. @param {string} day "2026-11-28" */
export const endOf = (day) => (day ? new Date(`${day}T23:59:59`).toISOString() : null);

/** The day of a moment here, as a field for dates has it. @param {string | null | undefined} when */
export function dayOf(when) {
    if (!when) return "";
    const at = new Date(when);
    return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
}

/**
 * What is sent for what was typed.
 * @param {Record<string, any>} values
 * @returns {Record<string, any>}
 */
export function linkOf(values) {
    const { label, expires, access_code, download_pin, sizes, download, keep, marked, mark_text, mark_position, mark_opacity, mark_downloads, download_limit } = values;
    return {
        label: label || null, expires_at: endOf(expires), access_code: access_code || null, download_pin: (download && download_pin) || null,
        policy: {
            presets: ["hotpreview", ...sizes], download: Boolean(download), metadata: { mode: keep ? "keep" : "strip" },
            download_limit: download ? download_limit ?? null : null,
            watermark: marked ? { text: mark_text, position: mark_position, opacity: mark_opacity / 100, presets: sizes, downloads: Boolean(mark_downloads) } : null,
        },
    };
}
