// The QR code, the terms of links, and where pictures come to stand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arranged, shifted } from "desk/gallery-order.js";
import { codewords, correction, modules } from "desk/share-qr.js";
import { dayOf, endOf, linkOf } from "desk/share-terms.js";

const ids = (list) => list.map((one) => one.id);
const pictures = [1, 2, 3, 4, 5].map((id) => ({ id }));

test("pictures that are dragged stand together where they were let go", () => {
    assert.deepEqual(ids(arranged(pictures, [4, 2], 0)), [2, 4, 1, 3, 5]);
    assert.deepEqual(ids(arranged(pictures, [1, 3], 5)), [2, 4, 5, 1, 3]);
    assert.deepEqual(ids(arranged(pictures, [2], 2)), [1, 2, 3, 4, 5]);
});

test("keys move what is selected by one place, and no further than the ends", () => {
    assert.deepEqual(ids(shifted(pictures, new Set([2, 3]), 1)), [1, 4, 2, 3, 5]);
    assert.deepEqual(ids(shifted(pictures, new Set([2, 3]), -1)), [2, 3, 1, 4, 5]);
    assert.deepEqual(ids(shifted(pictures, new Set([1]), -1)), [1, 2, 3, 4, 5]);
    assert.deepEqual(ids(shifted(pictures, new Set([5]), 1)), [1, 2, 3, 4, 5]);
    assert.equal(shifted(pictures, new Set(), 1), pictures);
});

test("error correction of the standard's own example", () => {
    // "01234567" in version 1-M, ISO/IEC 18004 annex I.
    const data = [0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11];
    assert.deepEqual(correction(data, 10), [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]);
});

test("codes take the smallest version that holds them", () => {
    const most = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213];
    for (const [index, bytes] of most.entries()) {
        assert.equal(codewords("a".repeat(bytes)).version, index + 1);
        assert.equal(modules("a".repeat(bytes)).length, (index + 1) * 4 + 17);
    }
    assert.throws(() => codewords("a".repeat(214)), RangeError);
});

test("a link's terms are what was typed", () => {
    const typed = { label: "", expires: "", access_code: "", download_pin: "1234", sizes: ["web"], download: false, keep: false, marked: false, download_limit: 5 };
    assert.deepEqual(linkOf(typed), { label: null, expires_at: null, access_code: null, download_pin: null,
        policy: { presets: ["hotpreview", "web"], download: false, metadata: { mode: "strip" }, download_limit: null, watermark: null } });
    const marked = linkOf({ ...typed, download: true, marked: true, mark_text: "{studio}", mark_position: "tile", mark_opacity: 40 });
    assert.deepEqual(marked.policy.watermark, { text: "{studio}", position: "tile", opacity: 0.4, presets: ["web"], downloads: false });
    assert.equal(marked.download_pin, "1234");
    assert.equal(dayOf(endOf("2026-03-01")), "2026-03-01");
});
