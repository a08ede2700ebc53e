// Marks of the tray: shown at once, saved one request at a time, taken back where they cannot be saved.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { forgetSteps, mark, marked, marksOf, undo, wordsOf } from "desk/tray-marks.js";

let id = 0;
/** A file that no other test has. @returns {any} */
const file = (rating = null, flag = "none") => ({ id: ++id, rating, flag, version: 3 });

/** What was asked for, and how it is answered. @type {{method: string, path: string, body: any}[]} */
let asked = [];
/** @type {(call: {method: string, path: string, body: any}) => {status: number, body: any} | Promise<{status: number, body: any}>} */
let answer;
globalThis.fetch = async (address, init = {}) => {
    const call = { method: init.method ?? "GET", path: new URL(String(address), "http://atelier.test").pathname.replace("/api/v1", ""), body: JSON.parse(String(init.body ?? "null")) };
    asked.push(call);
    const { status, body } = await answer(call);
    return new Response(JSON.stringify(body), { status, headers: { "content-type": status < 400 ? "application/json" : "application/problem+json" } });
};
const fine = (call) => ({ status: 200, body: { data: call.method === "PATCH" ? { version: 4 } : { files: call.body.staging_ids.map((staging_id) => ({ staging_id, error: null })) } } });
/** Waits until everything was sent. */
async function sent() {
    const before = marked.value;
    for (let tries = 0; tries < 200 && marked.value === before; tries++) await new Promise((done) => setTimeout(done, 5));
}
beforeEach(() => { asked = []; answer = fine; forgetSteps(); });

test("a mark is shown before it is saved, and what is said again is not sent", async () => {
    const one = file();
    assert.ok(mark([one], { rating: 4 }));
    assert.deepEqual(marksOf(one), { rating: 4, flag: "none" });
    await sent();
    assert.equal(mark([one], { rating: 4 }), false);
    assert.deepEqual(asked, [{ method: "PATCH", path: `/staging/${one.id}`, body: { rating: 4 } }]);
    assert.deepEqual(marksOf(one), { rating: 4, flag: "none" });
});

test("what is pressed while something is on its way goes together with the next", async () => {
    const [one, two, three] = [file(), file(), file()];
    mark([one], { flag: "pick" });
    mark([two], { flag: "reject" });
    mark([three], { flag: "reject" });
    mark([one], { rating: 2 });
    mark([one], { rating: 5 });
    assert.deepEqual(marksOf(one), { rating: 5, flag: "pick" });
    await sent();
    assert.deepEqual(asked.map(({ path, body }) => [path, body]), [
        [`/staging/${one.id}`, { flag: "pick" }],
        [`/staging/${one.id}`, { rating: 5 }],
        ["/staging/marks", { staging_ids: [two.id, three.id], flag: "reject" }],
    ]);
    assert.deepEqual(marksOf(one), { rating: 5, flag: "pick" });
});

test("steps are undone one by one, each file as it was", async () => {
    const [one, two] = [file(3), file(null, "pick")];
    mark([one, two], { rating: 5 });
    mark([two], { flag: "reject" });
    assert.deepEqual(undo().map((item) => item.id), [two.id]);
    assert.deepEqual(marksOf(two), { rating: 5, flag: "pick" });
    assert.deepEqual(undo().map((item) => item.id), [one.id, two.id]);
    assert.deepEqual([marksOf(one), marksOf(two)], [{ rating: 3, flag: "none" }, { rating: null, flag: "pick" }]);
    assert.deepEqual(undo(), []);
    await sent();
    assert.deepEqual([marksOf(one).rating, marksOf(two).rating], [3, null]);
});

test("what is refused is taken back, and what was said meanwhile stays", async () => {
    const [one, two] = [file(1), file(1)];
    answer = (call) => (call.path === "/staging/marks"
        ? { status: 200, body: { data: { files: [{ staging_id: one.id, error: null }, { staging_id: two.id, error: { code: "staging_assigned", detail: "this file is in a gallery" } }] } } } : fine(call));
    mark([one, two], { rating: 2 });
    mark([one], { flag: "pick" });
    await sent();
    assert.deepEqual([marksOf(one), marksOf(two)], [{ rating: 2, flag: "pick" }, { rating: 1, flag: "none" }]);
    answer = () => ({ status: 409, body: { type: "/api/errors#staging_assigned", title: "x", status: 409, code: "staging_assigned", detail: "x" } });
    mark([one], { rating: 5 });
    assert.equal(marksOf(one).rating, 5);
    await sent();
    assert.deepEqual(marksOf(one), { rating: 2, flag: "pick" });
});

test("a list that was read later knows better", async () => {
    const one = file();
    mark([one], { rating: 4 });
    await sent();
    assert.equal(marksOf({ ...one, rating: 1, version: 5 }).rating, 1);
    assert.equal(marksOf({ ...one, rating: null, version: 3 }).rating, 4);
});

test("marks are said in words", () => {
    assert.equal(wordsOf({ rating: null, flag: "none" }).length, 0);
    assert.equal(wordsOf({ rating: 2, flag: "reject" }).length, 2);
});
