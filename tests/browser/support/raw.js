// What a camera writes at one release of the shutter: a JPEG and the RAW file beside it, with the same words about the shot.
import { jpeg } from "./jpeg.js";

/** A list of EXIF tags, with what is too long for an entry behind it. @param {number} at where it begins @param {[number, number, number, Buffer][]} tags tag, kind, count, value */
function block(at, tags) {
    const list = Buffer.alloc(2 + tags.length * 12 + 4);
    const far = [];
    let next = at + list.length;
    list.writeUInt16LE(tags.length, 0);
    for (const [index, [tag, kind, count, value]] of tags.entries()) {
        const entry = 2 + index * 12;
        list.writeUInt16LE(tag, entry);
        list.writeUInt16LE(kind, entry + 2);
        list.writeUInt32LE(count, entry + 4);
        if (value.length > 4) {
            list.writeUInt32LE(next, entry + 8);
            far.push(value);
            next += value.length;
        } else value.copy(list, entry + 8);
    }
    return Buffer.concat([list, ...far]);
}

/** @param {number} tag @param {string} text @returns {[number, number, number, Buffer]} */
const text = (tag, text) => [tag, 2, text.length + 1, Buffer.from(`${text}\0`, "latin1")];
/** @param {number} tag @param {number} value @returns {[number, number, number, Buffer]} */
const short = (tag, value) => [tag, 3, 1, Buffer.from([value & 255, value >> 8])];
/** @param {number} tag @param {number} value @returns {[number, number, number, Buffer]} */
const long = (tag, value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32LE(value); return [tag, 4, 1, bytes]; };

/** What is said of the shot alone. @param {number} at @param {string} taken */
const own = (at, taken) => block(at, [short(0x8822, 3), text(0x9003, taken), short(0x9207, 5), short(0x9209, 16), short(0xa001, 1), short(0xa403, 1)]);

/**
 * A pair of one shot.
 * @param {number} seed what is in front of the lens
 * @param {{name: string, taken: string, camera?: string, preview?: boolean}} shot `taken` such as "2026:06:21 22:14:00"; a camera may put no preview into its RAW
 * @returns {{jpeg: {name: string, mimeType: string, buffer: Buffer}, raw: {name: string, mimeType: string, buffer: Buffer}}}
 */
export function pair(seed, { name, taken, camera = "Testcam Pro", preview = true }) {
    const picture = jpeg(960, 640, seed);
    const first = (/** @type {number} */ at) => block(8, [text(0x0110, camera), short(0x0112, 1), long(0x8769, at)]);
    const behind = 8 + first(0).length;
    const exif = Buffer.concat([Buffer.from("Exif\0\0II*\0\b\0\0\0", "latin1"), first(behind), own(behind, taken)]);
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, (exif.length + 2) >> 8, (exif.length + 2) & 255]), exif]);

    const small = preview ? jpeg(480, 320, seed) : Buffer.alloc(0);
    /** Where the parts lie does not change how long they are. @param {number} ownAt @param {number} previewAt */
    const main = (ownAt, previewAt) => block(16, [...preview ? [short(0x0103, 6)] : [], text(0x0110, camera), ...preview ? [long(0x0111, previewAt), long(0x0117, small.length)] : [], long(0x8769, ownAt)]);
    const ownAt = 16 + main(0, 0).length;
    const said = own(ownAt, taken);
    const head = Buffer.from("II*\0\x10\0\0\0CR\x02\0\0\0\0\0", "latin1");
    return {
        jpeg: { name: `${name}.JPG`, mimeType: "image/jpeg", buffer: Buffer.concat([picture.subarray(0, 2), segment, picture.subarray(2)]) },
        raw: { name: `${name}.CR2`, mimeType: "image/x-canon-cr2", buffer: Buffer.concat([head, main(ownAt, ownAt + said.length), said, small]) },
    };
}
