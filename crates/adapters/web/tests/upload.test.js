// What of uploads and of the tray is arithmetic.
import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff, metadata, nextSize, remedy } from "app/tus.js";
import { isLitter } from "desk/upload-files.js";
import { instantOf, localOf } from "desk/tray-window.js";
import { movedTo } from "desk/product-group.js";

const problem = (status, code = "", kind = "problem") => ({ status, code, kind });

test("names go into the header as base64 of UTF-8, and what is missing is left out", () => {
    assert.equal(metadata({ filename: "Straße.jpg", batch_id: null }), `filename ${Buffer.from("Straße.jpg").toString("base64")}`);
});

test("chunks grow on fast lines, shrink on slow ones, and stay within bounds", () => {
    assert.equal(nextSize(1 << 20, 10), 2 << 20);
    assert.ok(nextSize(1 << 20, 6000) < 1 << 20);
    assert.equal(nextSize(8 << 20, 1), 8 << 20);
    assert.equal(nextSize(256 * 1024, 60_000), 256 * 1024);
});

test("each failure has its remedy", () => {
    assert.equal(remedy(problem(409, "offset_mismatch")), "look");
    assert.equal(remedy(problem(460, "checksum_mismatch")), "look");
    assert.equal(remedy(problem(410, "upload_lost")), "anew");
    assert.equal(remedy(problem(0, "network", "network")), "wait");
    assert.equal(remedy(problem(503)), "wait");
    assert.equal(remedy(problem(413, "file_too_large")), "give up");
});

test("waits grow, end at half a minute or so, and do what the server says", () => {
    assert.ok(backoff(0) < 1000);
    assert.ok(backoff(30) <= 37_500);
    assert.equal(backoff(3, 7), 7000);
});

test("what systems leave in folders is known", () => {
    for (const name of [".DS_Store", "._DSC_1.JPG", "Thumbs.db"]) assert.ok(isLitter(name), name);
    assert.ok(!isLitter("DSC_1.JPG"));
});

test("clocks of a zone become instants and back, in summer and in winter", () => {
    assert.equal(instantOf("2026-07-01T12:00", "Europe/Berlin"), "2026-07-01T10:00:00.000Z");
    assert.equal(instantOf("2026-12-01T12:00", "Europe/Berlin"), "2026-12-01T11:00:00.000Z");
    assert.equal(localOf("2026-07-01T10:00:00Z", "Europe/Berlin"), "2026-07-01T12:00");
});

test("what is moved leaves the others in their order", () => {
    assert.deepEqual(movedTo([1, 2, 3, 4], 0, 2), [2, 3, 1, 4]);
    assert.deepEqual(movedTo([1, 2, 3], 2, -5), [3, 1, 2]);
});
