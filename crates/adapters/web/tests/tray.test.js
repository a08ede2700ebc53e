// The tray is read page by page while files leave it, and nothing is skipped.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { trayList } from "desk/tray-list.js";

const real = globalThis.fetch;
afterEach(() => { globalThis.fetch = real; });

/** A tray with this many files, and a way to let some leave it. @param {number} count */
function tray(count) {
    let files = Array.from({ length: count }, (_, index) => ({ id: index + 1 }));
    let asked = 0;
    globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ address) => {
        asked++;
        const { searchParams } = new URL(address, "http://x");
        const [offset, limit] = [Number(searchParams.get("offset")), Number(searchParams.get("limit"))];
        assert.ok(limit <= 1000, "the API gives no more");
        const body = { success: true, data: files.slice(offset, offset + limit), pagination: { offset, limit, total: files.length, next_cursor: null } };
        return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
    });
    return { leave: (/** @type {(id: number) => boolean} */ goes) => { files = files.filter((one) => !goes(one.id)); }, come: (/** @type {number[]} */ ...ids) => { files = [...ids.map((id) => ({ id })), ...files]; }, asked: () => asked };
}
const idsOf = (list) => list.items.value.map((one) => one.id);
const upTo = (count) => Array.from({ length: count }, (_, index) => index + 1);
async function rest(list) {
    for (let turns = 0; !list.done.value; turns++) {
        assert.ok(turns < 50, "it comes to an end");
        await list.more();
        assert.equal(list.error.value, null);
    }
}

test("a tray that nobody touches is read once", async () => {
    const server = tray(450);
    const list = trayList({});
    await rest(list);
    assert.deepEqual(idsOf(list), upTo(450));
    assert.equal(server.asked(), 3);
});

test("files that leave the filter do not let others be skipped", async () => {
    const server = tray(900);
    const list = trayList({ flag: "none" });
    await list.more();
    server.leave((id) => id <= 150);
    await list.more();
    assert.deepEqual(idsOf(list).slice(0, 250), upTo(250));
    server.leave((id) => id % 2 === 0);
    await rest(list);
    const seen = idsOf(list);
    assert.equal(new Set(seen).size, seen.length, "none is there twice");
    const odd = upTo(900).filter((id) => id > 150 && id % 2);
    assert.deepEqual(odd.filter((id) => !seen.includes(id)), [], "every file that is still there was seen");
});

test("when all that was seen has left, the list goes on where it is now", async () => {
    const server = tray(600);
    const list = trayList({ flag: "none" });
    await list.more();
    server.leave((id) => id <= 200);
    await rest(list);
    assert.deepEqual(idsOf(list), upTo(600));
});

test("what comes in front is shown too, and not twice", async () => {
    const server = tray(300);
    const list = trayList({});
    await list.more();
    server.come(1001, 1002);
    await rest(list);
    assert.deepEqual(upTo(300).filter((id) => !idsOf(list).includes(id)), []);
    assert.equal(new Set(idsOf(list)).size, list.items.value.length);
});

test("an empty tray ends at once", async () => {
    tray(0);
    const list = trayList({});
    await rest(list);
    assert.deepEqual(idsOf(list), []);
});
