// Where pictures come to stand when they are dragged or moved by keys. Pure.

/**
 * The order after `ids` were put before the place `before` of the order as it was; they keep their order among themselves.
 * @template {{id: number}} T
 * @param {T[]} pictures
 * @param {number[]} ids
 * @param {number} before
 * @returns {T[]}
 */
export function arranged(pictures, ids, before) {
    const moved = new Set(ids);
    const rest = (/** @type {T[]} */ part) => part.filter((one) => !moved.has(one.id));
    return [...rest(pictures.slice(0, before)), ...pictures.filter((one) => moved.has(one.id)), ...rest(pictures.slice(before))];
}

/**
 * The order after what is selected went one place earlier or later, together; the same order at an end.
 * @template {{id: number}} T
 * @param {T[]} pictures
 * @param {ReadonlySet<number>} ids
 * @param {-1 | 1} by
 * @returns {T[]}
 */
export function shifted(pictures, ids, by) {
    const places = pictures.flatMap((one, at) => (ids.has(one.id) ? [at] : []));
    const [first, last] = [places[0], places.at(-1)];
    if (first === undefined || last === undefined) return pictures;
    const before = by < 0 ? Math.max(0, first - 1) : Math.min(pictures.length, last + 2);
    return arranged(pictures, [...ids], before);
}

/**
 * The order after one thing got another number; the same order if there is no such place, or it has it already.
 * @template T
 * @param {T[]} things
 * @param {number} from
 * @param {number} to
 * @returns {T[]}
 */
export function moved(things, from, to) {
    const thing = things[from];
    if (thing === undefined || from === to || to < 0 || to >= things.length) return things;
    const rest = things.filter((_, at) => at !== from);
    return [...rest.slice(0, to), thing, ...rest.slice(to)];
}
