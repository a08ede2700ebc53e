// The arithmetic of looking closer. A view is how a picture that fits its stage is scaled and moved from the middle.

/** @typedef {{scale: number, x: number, y: number}} View */
/** @typedef {{width: number, height: number}} Size */

/** @type {View} */
export const WHOLE = { scale: 1, x: 0, y: 0 };
export const CLOSEST = 8;

/** The size of a picture that fits a stage, never larger than itself times two. @param {Size} picture @param {Size} stage @returns {Size} */
export function fit(picture, stage) {
    const scale = Math.min(stage.width / (picture.width || 1), stage.height / (picture.height || 1), 2);
    return { width: Math.max(1, Math.floor(picture.width * scale)), height: Math.max(1, Math.floor(picture.height * scale)) };
}

/**
 * Keeps a view within bounds: not smaller than whole, and no edge further in than the stage's.
 * @param {View} view
 * @param {Size} fitted
 * @param {Size} stage
 * @returns {View}
 */
export function within({ scale, x, y }, fitted, stage) {
    const held = Math.min(CLOSEST, Math.max(1, scale));
    const roomX = Math.max(0, (fitted.width * held - stage.width) / 2);
    const roomY = Math.max(0, (fitted.height * held - stage.height) / 2);
    const clamp = (/** @type {number} */ value, /** @type {number} */ room) => Math.min(room, Math.max(-room, value)) || 0;
    return { scale: held, x: clamp(x, roomX), y: clamp(y, roomY) };
}

/**
 * Zooms so that what is under a point stays there.
 * @param {View} view
 * @param {number} factor
 * @param {{x: number, y: number}} point from the middle of the stage
 * @returns {View} not within bounds yet
 */
export function zoomAt({ scale, x, y }, factor, point) {
    const next = Math.min(CLOSEST, Math.max(1, scale * factor));
    const real = next / scale;
    return { scale: next, x: point.x - (point.x - x) * real, y: point.y - (point.y - y) * real };
}
