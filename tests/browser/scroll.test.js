// Two thousand pictures, scrolled through: no place without pictures lasts longer than 200 ms, and no picture is without at least what
// stands for it. A part of them is made; lists are made longer on their way to the page, each copy with addresses of its own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

const [MADE, COPIES] = [200, 10];
const COUNT = MADE * COPIES;
/** The most that may be missing, and for how many pictures of the screen: a slow machine draws few of them. */
const [MOST_MS, MOST_FRAMES] = [200, 2];

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/** A picture in one of its copies. @param {any} image @param {number} copy */
const copied = (image, copy) => (copy === 0 ? image : {
    ...image, id: image.id + copy * 1_000_000, urls: Object.fromEntries(Object.entries(image.urls).map(([preset, url]) => [preset, `${url}?copy=${copy}`])),
});

/** Makes the lists of a gallery longer on their way. @param {import("playwright-core").Page} page */
async function lengthen(page) {
    await page.route(/\/api\/v1\/galleries\/\d+\/groups\?/, async (route) => {
        const response = await route.fetch();
        const body = await response.json();
        for (const group of body.data) group.image_count *= COPIES;
        await route.fulfill({ response, json: body });
    });
    await page.route(/\/api\/v1\/galleries\/\d+\/images\?/, async (route) => {
        const address = new URL(route.request().url());
        const [offset, limit] = ["offset", "limit"].map((name) => Number(address.searchParams.get(name)));
        address.searchParams.set("offset", "0");
        const response = await route.fetch({ url: address.href });
        const body = await response.json();
        const all = Array.from({ length: COPIES }, (_, copy) => body.data.map((/** @type {any} */ image) => copied(image, copy))).flat();
        await route.fulfill({ response, json: { ...body, data: all.slice(offset, offset + limit), pagination: { ...body.pagination, offset, total: all.length } } });
    });
}

/**
 * Scrolls evenly, and looks at each frame whether each place where a picture belongs has one, and whether each one that is seen shows
 * something.
 * @param {{speed: number, seconds: number, from: number, mostMs: number, mostFrames: number}} way pixels a second; `from` is a part of the whole
 */
async function scrollThrough({ speed, seconds, from, mostMs, mostFrames }) {
    const grid = /** @type {HTMLElement} */ (document.querySelector("#pictures .grid"));
    const shows = (/** @type {Element} */ cell) => cell.querySelector("canvas.is-painted") !== null || [...cell.querySelectorAll("img")].some((one) => one.complete && one.naturalWidth > 0);
    const points = [0.15, 0.5, 0.85].flatMap((x) => [0.3, 0.6, 0.9].map((y) => [innerWidth * x, innerHeight * y]));
    const begin = grid.getBoundingClientRect().top + scrollY - 60 + from * grid.clientHeight;
    scrollTo(0, begin);
    const result = { frames: 0, slowest_frame_ms: 0, cells: 0, pixels: 0, blank: 0, longest_blank_ms: 0, bare: 0, longest_bare_ms: 0, without_picture: 0, too_long: 0 };
    /** Since when, and for how many frames, something is missing. @type {Map<Element | string, {since: number, frames: number}>} */
    const missing = new Map();
    let [before, begun] = [performance.now(), performance.now()];
    for (;;) {
        const now = await new Promise((resolve) => { requestAnimationFrame(resolve); });
        result.frames++;
        result.slowest_frame_ms = Math.max(result.slowest_frame_ms, now - before);
        before = now;
        const box = grid.getBoundingClientRect();
        /** @type {Set<Element | string>} */
        const still = new Set();
        // A gap between two pictures is no blank; half of the places without a cell are.
        const inside = points.filter(([, y]) => y > box.top && y < box.bottom);
        const covered = inside.filter(([x, y]) => document.elementFromPoint(x, y)?.closest(".grid-cell"));
        if (inside.length > 0 && covered.length < inside.length / 2) { still.add("place"); result.blank++; }
        const cells = [...document.querySelectorAll(".grid-cell")];
        for (const cell of cells) {
            const { top, bottom } = cell.getBoundingClientRect();
            if (bottom <= 0 || top >= innerHeight) continue;
            if (!shows(cell)) { still.add(cell); result.bare++; }
            else if (![...cell.querySelectorAll("img")].some((one) => one.complete && one.naturalWidth > 0)) result.without_picture++;
        }
        for (const what of missing.keys()) if (!still.has(what)) missing.delete(what);
        for (const what of still) {
            const known = missing.get(what) ?? { since: now, frames: 0 };
            known.frames++;
            missing.set(what, known);
            const lasted = now - known.since;
            if (what === "place") result.longest_blank_ms = Math.max(result.longest_blank_ms, lasted);
            else result.longest_bare_ms = Math.max(result.longest_bare_ms, lasted);
            if (lasted > mostMs && known.frames > mostFrames) result.too_long++;
        }
        result.cells = Math.max(result.cells, cells.length);
        result.pixels = Math.round(scrollY - begin);
        scrollTo(0, begin + (now - begun) * speed / 1000);
        if (box.bottom < innerHeight || now - begun > seconds * 1000) break;
    }
    return Object.fromEntries(Object.entries(result).map(([name, value]) => [name, Math.round(value)]));
}

test(`a gallery of ${COUNT} pictures scrolls without blank places`, { timeout: 180_000 }, async (context) => {
    const studio = await makeStudio(server.url);
    const gallery = await studio.gallery("Summer on the fjord");
    const begun = performance.now();
    await studio.upload(gallery.id, pictures(MADE, { width: 240 }));
    context.diagnostic(`${MADE} pictures were made in ${Math.round((performance.now() - begun) / 1000)} s`);
    const guest = await visit(browser);
    const { page } = guest;
    await lengthen(page);
    await enter(page, await studio.link(gallery.id));
    // Before anything else was asked for, the first pictures have something to show.
    const first = await page.evaluate(() => [...document.querySelectorAll(".grid-cell")].map((cell) => cell.querySelector("canvas") !== null));
    assert.ok(first.length > 0 && first.every(Boolean), "each picture came with what stands for it");
    await page.mouse.move(100, 100);
    await page.waitForLoadState("networkidle");
    assert.match((await page.locator("#pictures h2 .count").first().innerText()).replace(/\D/g, ""), new RegExp(String(COUNT)));
    for (const [speed, seconds, from] of [[4000, 6, 0], [8000, 3, 0.5], [4000, 2, 0.9]]) {
        const result = await page.evaluate(scrollThrough, { speed, seconds, from, mostMs: MOST_MS, mostFrames: MOST_FRAMES });
        context.diagnostic(`${speed} px/s from ${from}: ${JSON.stringify(result)}`);
        assert.equal(result.too_long, 0, `something was missing for ${Math.max(result.longest_blank_ms, result.longest_bare_ms)} ms at ${speed} px/s`);
        assert.ok(result.frames > 10 && result.cells < 400, `only what is near is in the page: ${result.cells} cells`);
    }
    context.diagnostic(`all of it took ${Math.round((performance.now() - begun) / 1000)} s`);
    await guest.close();
});
