// Pictures made on the spot: baseline JPEGs of plain blocks of eight by eight pixels, which need no cosine.

/** @param {number} marker @param {number[] | Buffer} body */
function segment(marker, body) {
    const head = Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]);
    return Buffer.concat([head, Buffer.from(body)]);
}

/** Bits, as JPEG writes them: after each byte of ones comes an empty byte. */
class Bits {
    bytes = /** @type {number[]} */ ([]);
    held = 0;
    count = 0;

    /** @param {number} value @param {number} length */
    put(value, length) {
        for (let bit = length - 1; bit >= 0; bit--) {
            this.held = (this.held << 1) | ((value >> bit) & 1);
            if (++this.count < 8) continue;
            this.bytes.push(this.held);
            if (this.held === 255) this.bytes.push(0);
            this.held = 0;
            this.count = 0;
        }
    }

    end() {
        while (this.count) this.put(1, 1);
        return Buffer.from(this.bytes);
    }
}

/** Evening light over hills: no two seeds look alike. @param {number} x 0 to 1 @param {number} y 0 to 1 @param {number} seed */
function colour(x, y, seed) {
    const hue = seed * 2.4;
    const hill = 0.55 + 0.12 * Math.sin(x * 5 + seed) + 0.06 * Math.sin(x * 13 + seed * 3);
    const isSun = (x - (seed % 7) / 7) ** 2 + (y - 0.3) ** 2 < 0.008;
    const light = isSun ? 95 : y > hill ? -70 + 60 * (y - hill) : 60 - 70 * y;
    const strength = y > hill ? 18 : 34;
    return [light, strength * Math.cos(hue + y), strength * Math.sin(hue + y)];
}

/**
 * A JPEG of this size.
 * @param {number} width
 * @param {number} height
 * @param {number} seed
 * @param {number} [padding] bytes of comment, for files that take long
 */
export function jpeg(width, height, seed, padding = 0) {
    const bits = new Bits();
    const [columns, rows] = [Math.ceil(width / 8), Math.ceil(height / 8)];
    const before = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
            const values = colour(column / columns, row / rows, seed);
            for (let part = 0; part < 3; part++) {
                const value = Math.max(-127, Math.min(127, Math.round(values[part] ?? 0)));
                const change = value - (before[part] ?? 0);
                before[part] = value;
                const length = change === 0 ? 0 : 32 - Math.clz32(Math.abs(change));
                // The codes of all lengths have four bits; then the change; then that the rest of the block is empty.
                bits.put(length, 4);
                if (length) bits.put(change < 0 ? change + (1 << length) - 1 : change, length);
                bits.put(0, 1);
            }
        }
    }
    const comments = [segment(0xfe, Buffer.from(`picture ${seed}`))];
    for (let left = padding, part = 0; left > 0; left -= 60_000, part++) comments.push(segment(0xfe, Buffer.alloc(Math.min(left, 60_000), `${seed} ${part} `)));
    return Buffer.concat([
        Buffer.from([0xff, 0xd8]),
        segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        ...comments,
        segment(0xdb, [0, ...Array(64).fill(8)]),
        segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
        segment(0xc4, [0x00, 0, 0, 0, 12, ...Array(12).fill(0), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        segment(0xc4, [0x10, 1, ...Array(15).fill(0), 0]),
        segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
        bits.end(),
        Buffer.from([0xff, 0xd9]),
    ]);
}

/** Many pictures, each third one upright. @param {number} count @param {{first?: number, width?: number}} [options] @returns {{name: string, mimeType: string, buffer: Buffer}[]} */
export function pictures(count, { first = 1, width = 960 } = {}) {
    const height = Math.round(width * 2 / 3);
    return Array.from({ length: count }, (_, index) => {
        const seed = first + index;
        const buffer = seed % 3 ? jpeg(width, height, seed) : jpeg(height, width, seed);
        return { name: `IMG_${String(seed).padStart(4, "0")}.jpg`, mimeType: "image/jpeg", buffer };
    });
}
