// QR codes (ISO/IEC 18004): bytes, error correction M, versions 1 to 10, which is up to 213 bytes. Pure, apart from `QrCode`.
import { html } from "vendor/preact.js";

/** By version, from 1: all codewords, error correction words in a block, blocks, and where alignment patterns stand. @type {[number, number, number, number[]][]} */
const VERSIONS = [
    [26, 10, 1, []], [44, 16, 1, [6, 18]], [70, 26, 1, [6, 22]], [100, 18, 2, [6, 26]], [134, 24, 2, [6, 30]], [172, 16, 4, [6, 34]],
    [196, 18, 4, [6, 22, 38]], [242, 22, 4, [6, 24, 42]], [292, 22, 5, [6, 26, 46]], [346, 26, 5, [6, 28, 50]],
];

/** Product in the field of 256 elements that the code uses. @param {number} left @param {number} right */
function times(left, right) {
    let product = 0;
    for (let bit = 7; bit >= 0; bit--) {
        product = (product << 1) ^ ((product >>> 7) * 0x11d);
        product ^= ((right >>> bit) & 1) * left;
    }
    return product & 0xff;
}

/** The words that correct errors in `data`. @param {number[]} data @param {number} count */
export function correction(data, count) {
    /** @type {number[]} */
    const divisor = [...new Array(count - 1).fill(0), 1];
    for (let at = 0, root = 1; at < count; at++, root = times(root, 2)) {
        for (let place = 0; place < count; place++) divisor[place] = times(divisor[place] ?? 0, root) ^ (divisor[place + 1] ?? 0);
    }
    /** @type {number[]} */
    const rest = new Array(count).fill(0);
    for (const word of data) {
        const factor = word ^ (rest.shift() ?? 0);
        rest.push(0);
        for (let place = 0; place < count; place++) rest[place] = (rest[place] ?? 0) ^ times(divisor[place] ?? 0, factor);
    }
    return rest;
}

/** All codewords of a text in their order, and the version. @param {string} text */
export function codewords(text) {
    const bytes = [...new TextEncoder().encode(text)];
    for (const [index, [total, check, blocks]] of VERSIONS.entries()) {
        const version = index + 1;
        const room = total - check * blocks;
        const sizeBits = version < 10 ? 8 : 16;
        if (4 + sizeBits + bytes.length * 8 > room * 8) continue;
        const bits = `0100${bytes.length.toString(2).padStart(sizeBits, "0")}${bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("")}`;
        const ended = bits + "0".repeat(Math.min(4, room * 8 - bits.length));
        const filled = ended.padEnd(Math.ceil(ended.length / 8) * 8, "0");
        const data = (filled.match(/.{8}/g) ?? []).map((word) => Number.parseInt(word, 2));
        for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);

        // The first blocks are one word shorter where it does not come out even.
        const short = Math.floor(room / blocks);
        const longer = room % blocks;
        /** @type {number[][]} */
        const parts = [];
        for (let block = 0, from = 0; block < blocks; block++) {
            const length = short + (block >= blocks - longer ? 1 : 0);
            parts.push(data.slice(from, from + length));
            from += length;
        }
        const checks = parts.map((part) => correction(part, check));
        const weave = (/** @type {number[][]} */ lists, /** @type {number} */ length) =>
            Array.from({ length }, (_, at) => lists.flatMap((one) => { const word = one[at]; return word === undefined ? [] : [word]; })).flat();
        return { version, words: [...weave(parts, short + 1), ...weave(checks, check)] };
    }
    throw new RangeError("too long for a QR code");
}

const MASKS = /** @type {((x: number, y: number) => boolean)[]} */ ([
    (x, y) => (x + y) % 2 === 0, (_, y) => y % 2 === 0, (x) => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0, (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
    (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]);

/** Remainder of a BCH code. @param {number} value @param {number} steps @param {number} generator */
function remainder(value, steps, generator) {
    let rest = value;
    for (let step = 0; step < steps; step++) rest = (rest << 1) ^ ((rest >>> (steps - 1)) * generator);
    return rest;
}

/**
 * The modules of a code, row by row: true is dark. No quiet zone.
 * @param {string} text
 * @returns {boolean[][]}
 */
export function modules(text) {
    const { version, words } = codewords(text);
    const size = version * 4 + 17;
    /** @type {boolean[]} */
    const dark = new Array(size * size).fill(false);
    /** @type {boolean[]} */
    const fixed = new Array(size * size).fill(false);
    const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {boolean} */ value) => {
        if (x < 0 || y < 0 || x >= size || y >= size) return;
        dark[y * size + x] = value;
        fixed[y * size + x] = true;
    };

    for (let at = 0; at < size; at++) { set(6, at, at % 2 === 0); set(at, 6, at % 2 === 0); }
    for (const [cx, cy] of /** @type {[number, number][]} */ ([[3, 3], [size - 4, 3], [3, size - 4]])) {
        for (let dy = -4; dy <= 4; dy++) for (let dx = -4; dx <= 4; dx++) {
            const ring = Math.max(Math.abs(dx), Math.abs(dy));
            set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
        }
    }
    const places = VERSIONS[version - 1]?.[3] ?? [];
    const last = places.length - 1;
    for (const [row, cy] of places.entries()) for (const [column, cx] of places.entries()) {
        if ((row === 0 && (column === 0 || column === last)) || (row === last && column === 0)) continue;
        for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
    const format = (/** @type {number} */ mask) => {
        // Level M is 00.
        const bits = ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412;
        const bit = (/** @type {number} */ at) => ((bits >>> at) & 1) === 1;
        for (let at = 0; at < 6; at++) set(8, at, bit(at));
        set(8, 7, bit(6)); set(8, 8, bit(7)); set(7, 8, bit(8));
        for (let at = 9; at < 15; at++) set(14 - at, 8, bit(at));
        for (let at = 0; at < 8; at++) set(size - 1 - at, 8, bit(at));
        for (let at = 8; at < 15; at++) set(8, size - 15 + at, bit(at));
        set(8, size - 8, true);
    };
    format(0);
    if (version >= 7) {
        const bits = (version << 12) | remainder(version, 12, 0x1f25);
        for (let at = 0; at < 18; at++) {
            const [far, near] = [size - 11 + (at % 3), Math.floor(at / 3)];
            set(far, near, ((bits >>> at) & 1) === 1);
            set(near, far, ((bits >>> at) & 1) === 1);
        }
    }

    let at = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
        if (right === 6) right = 5;
        for (let step = 0; step < size; step++) for (let side = 0; side < 2; side++) {
            const x = right - side;
            const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
            if (fixed[y * size + x] || at >= words.length * 8) continue;
            dark[y * size + x] = (((words[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1;
            at++;
        }
    }

    const turn = (/** @type {number} */ mask) => {
        for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (!fixed[y * size + x] && MASKS[mask]?.(x, y)) dark[y * size + x] = !dark[y * size + x];
    };
    let [best, least] = [0, Infinity];
    for (let mask = 0; mask < 8; mask++) {
        turn(mask);
        format(mask);
        const cost = penalty(dark, size);
        if (cost < least) [best, least] = [mask, cost];
        turn(mask);
    }
    turn(best);
    format(best);
    return Array.from({ length: size }, (_, y) => dark.slice(y * size, (y + 1) * size));
}

/** How hard a code would be to read. @param {boolean[]} dark @param {number} size */
function penalty(dark, size) {
    let cost = 0;
    const lines = [];
    for (let y = 0; y < size; y++) lines.push(dark.slice(y * size, (y + 1) * size).map((one) => (one ? "1" : "0")).join(""));
    for (let x = 0; x < size; x++) lines.push(Array.from({ length: size }, (_, y) => (dark[y * size + x] ? "1" : "0")).join(""));
    for (const line of lines) {
        for (const run of line.match(/0{5,}|1{5,}/g) ?? []) cost += run.length - 2;
        cost += 40 * [...line.matchAll(/(?=00001011101|10111010000)/g)].length;
    }
    for (let y = 0; y < size - 1; y++) for (let x = 0; x < size - 1; x++) {
        const one = dark[y * size + x];
        if (one === dark[y * size + x + 1] && one === dark[(y + 1) * size + x] && one === dark[(y + 1) * size + x + 1]) cost += 3;
    }
    const part = dark.filter(Boolean).length / (size * size);
    return cost + Math.floor(Math.abs(part * 20 - 10)) * 10;
}

/** The outline of the dark modules for an SVG path, with the quiet zone of four. @param {boolean[][]} rows */
export const pathOf = (rows) => rows.map((row, y) => row.map((one, x) => (one ? `M${x + 4} ${y + 4}h1v1h-1z` : "")).join("")).join("");

/** @param {{text: string, label: string}} props */
export function QrCode({ text, label }) {
    const rows = modules(text);
    const edge = rows.length + 8;
    return html`<svg class="qr" viewBox="0 0 ${edge} ${edge}" role="img" aria-label=${label} shape-rendering="crispEdges"><rect width=${edge} height=${edge} fill="#fff" /><path d=${pathOf(rows)} fill="#000" /></svg>`;
}
