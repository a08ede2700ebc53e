// Where the pictures of a justified grid stand. Pure arithmetic, so that thousands cost a few milliseconds.

/** @typedef {{x: number, y: number, width: number, height: number, row: number}} Box */
/** @typedef {{y: number, height: number, first: number, last: number}} Row `last` is included */
/** @typedef {{boxes: Box[], rows: Row[], height: number}} Layout */

/**
 * Fills rows from edge to edge with pictures in their own shapes. A last row that is not full keeps the wanted height.
 * @param {{width: number, height: number}[]} sizes
 * @param {number} width of the grid
 * @param {{rowHeight?: number, gap?: number}} [options] `rowHeight` is what rows aim at
 * @returns {Layout}
 */
export function justify(sizes, width, { rowHeight = 240, gap = 8 } = {}) {
    /** @type {Box[]} */
    const boxes = [];
    /** @type {Row[]} */
    const rows = [];
    if (width <= 0) return { boxes, rows, height: 0 };
    let y = 0;
    let first = 0;
    /** @type {number[]} */
    let ratios = [];
    let sum = 0;

    /** @param {boolean} isFull */
    const close = (isFull) => {
        const room = width - gap * (ratios.length - 1);
        const height = Math.round(isFull ? room / sum : Math.min(rowHeight, room / sum));
        let x = 0;
        for (const [index, ratio] of ratios.entries()) {
            // The last one takes what rounding left over, so that the edge is straight.
            const isLast = isFull && index === ratios.length - 1;
            const own = isLast ? width - x : Math.max(1, Math.min(width - x, Math.round(ratio * height)));
            boxes.push({ x, y, width: own, height, row: rows.length });
            x += own + gap;
        }
        rows.push({ y, height, first, last: first + ratios.length - 1 });
        y += height + gap;
        first += ratios.length;
        ratios = [];
        sum = 0;
    };

    for (const size of sizes) {
        // Panoramas and strips are held within bounds, or one of them would make its row invisible.
        const ratio = Math.min(4, Math.max(0.4, size.width > 0 && size.height > 0 ? size.width / size.height : 1.5));
        const before = ratios.length ? (width - gap * (ratios.length - 1)) / sum : Infinity;
        const after = (width - gap * ratios.length) / (sum + ratio);
        // Whichever is nearer to the wanted height: the row without this picture, or with it.
        if (ratios.length && after < rowHeight && before - rowHeight < rowHeight - after) close(true);
        ratios.push(ratio);
        sum += ratio;
        if ((width - gap * (ratios.length - 1)) / sum <= rowHeight) close(true);
    }
    if (ratios.length) close(false);
    return { boxes, rows, height: Math.max(0, y - gap) };
}

/**
 * The rows that are seen between two heights.
 * @param {Layout} layout
 * @param {number} top
 * @param {number} bottom
 * @returns {[number, number]} first and last row; the last is before the first if there are none
 */
export function visibleRows({ rows }, top, bottom) {
    let low = 0;
    let high = rows.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        const row = rows[middle];
        if (row && row.y + row.height < top) low = middle + 1;
        else high = middle;
    }
    let last = low;
    while (last < rows.length && (rows[last]?.y ?? 0) <= bottom) last++;
    return [low, last - 1];
}

/**
 * Where a key leads from a picture.
 * @param {Layout} layout
 * @param {number} index
 * @param {string} key of a keyboard event
 * @param {number} page height of what is seen at once
 * @returns {number | null} null if the key means nothing here
 */
export function step({ boxes, rows }, index, key, page) {
    const box = boxes[index];
    if (!box) return null;
    const last = boxes.length - 1;
    if (key === "ArrowRight") return Math.min(last, index + 1);
    if (key === "ArrowLeft") return Math.max(0, index - 1);
    if (key === "Home") return 0;
    if (key === "End") return last;
    const perPage = Math.max(1, Math.floor(page / (box.height + 8)));
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: perPage, PageUp: -perPage }[key];
    if (by === undefined) return null;
    const row = rows[Math.min(rows.length - 1, Math.max(0, box.row + by))];
    if (!row || row === rows[box.row]) return index;
    // The picture of that row whose middle is nearest.
    const middle = box.x + box.width / 2;
    let best = row.first;
    for (let at = row.first; at <= row.last; at++) {
        const [one, other] = [boxes[at], boxes[best]];
        if (one && other && Math.abs(one.x + one.width / 2 - middle) < Math.abs(other.x + other.width / 2 - middle)) best = at;
    }
    return best;
}
