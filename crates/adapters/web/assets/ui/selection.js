// Which things of a list are selected. Pure, so that grids, tables and trays select alike.

/** @typedef {{ids: ReadonlySet<number>, anchor: number | null}} Selection `anchor` is where a range begins */

/** @type {Selection} */
export const NOTHING = { ids: new Set(), anchor: null };

/**
 * What a click or a key makes of a selection.
 * @param {Selection} before
 * @param {number[]} order ids as they are shown
 * @param {number} id
 * @param {{range?: boolean, toggle?: boolean}} [how] shift: `range`; ctrl, cmd or space: `toggle`; neither: only this one
 * @returns {Selection}
 */
export function select(before, order, id, { range = false, toggle = false } = {}) {
    if (range && before.anchor !== null) {
        const [from, to] = [order.indexOf(before.anchor), order.indexOf(id)];
        if (from >= 0 && to >= 0) {
            const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
            return { ids: new Set(toggle ? [...before.ids, ...between] : between), anchor: before.anchor };
        }
    }
    if (!toggle) return { ids: new Set([id]), anchor: id };
    const ids = new Set(before.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ids, anchor: id };
}

/** @param {number[]} order @returns {Selection} */
export const everything = (order) => ({ ids: new Set(order), anchor: order[0] ?? null });

/** Drops what is no longer there. @param {Selection} before @param {number[]} order @returns {Selection} */
export function prune(before, order) {
    const there = new Set(order);
    const ids = new Set([...before.ids].filter((id) => there.has(id)));
    return ids.size === before.ids.size ? before : { ids, anchor: before.anchor !== null && there.has(before.anchor) ? before.anchor : null };
}
