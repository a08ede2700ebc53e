// Two thousand pictures, scrolled through: no frame without pictures lasts longer than 200 ms. Making them takes a while, so this
// runs with ATELIER_BROWSER_LARGE=1 only.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

const isLarge = process.env.ATELIER_BROWSER_LARGE === "1";
const COUNT = isLarge ? 2000 : 240;

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/**
 * Scrolls evenly to the end, and looks at each frame whether each place where a picture belongs shows one or what stands for it.
 * @param {number} speed pixels a second
 */
async function scrollThrough(speed) {
    const grid = /** @type {HTMLElement} */ (document.querySelector("#pictures .grid"));
    const showsSomething = (/** @type {Element} */ cell) => cell.matches(".has-under") || [...cell.querySelectorAll("img")].some((one) => one.complete && one.naturalWidth > 0);
    const points = [0.15, 0.5, 0.85].flatMap((x) => [0.3, 0.6, 0.9].map((y) => [innerWidth * x, innerHeight * y]));
    scrollTo(0, grid.getBoundingClientRect().top + scrollY - 60);
    const result = { frames: 0, blank: 0, longest_blank_ms: 0, slowest_frame_ms: 0, cells: 0 };
    let [before, begun, blankSince] = [performance.now(), performance.now(), 0];
    const from = scrollY;
    for (;;) {
        const now = await new Promise((resolve) => { requestAnimationFrame(resolve); });
        result.frames++;
        result.slowest_frame_ms = Math.max(result.slowest_frame_ms, now - before);
        before = now;
        const box = grid.getBoundingClientRect();
        // A gap between two pictures is no blank; half of the places without a cell are.
        const inside = points.filter(([, y]) => y > box.top && y < box.bottom);
        const covered = inside.filter(([x, y]) => document.elementFromPoint(x, y)?.closest(".grid-cell"))
            .filter(([x, y]) => showsSomething(/** @type {Element} */ (document.elementFromPoint(x, y)?.closest(".grid-cell"))));
        const isBlank = inside.length > 0 && covered.length < inside.length / 2;
        if (isBlank) { result.blank++; blankSince ||= now; } else blankSince = 0;
        if (blankSince) result.longest_blank_ms = Math.max(result.longest_blank_ms, now - blankSince);
        result.cells = Math.max(result.cells, document.querySelectorAll(".grid-cell").length);
        const wanted = from + (now - begun) * speed / 1000;
        scrollTo(0, wanted);
        if (box.bottom < innerHeight || now - begun > 60_000) return result;
    }
}

test(`a gallery of ${COUNT} pictures scrolls without blank frames`, { timeout: 400_000 }, async (context) => {
    const studio = await makeStudio(server.url);
    const gallery = await studio.gallery("Summer on the fjord");
    const begun = performance.now();
    await studio.upload(gallery.id, pictures(COUNT, { width: 240 }));
    context.diagnostic(`${COUNT} pictures were made in ${Math.round((performance.now() - begun) / 1000)} s`);
    const guest = await visit(browser);
    const { page } = guest;
    await enter(page, await studio.link(gallery.id));
    await page.mouse.move(100, 100);
    await page.waitForLoadState("networkidle");
    assert.match((await page.locator("#pictures h2 .count").first().innerText()).replace(/\D/g, ""), new RegExp(String(COUNT)));
    for (const speed of isLarge ? [2500, 8000] : [6000]) {
        const result = await page.evaluate(scrollThrough, speed);
        context.diagnostic(`${speed} px/s: ${JSON.stringify(result)}`);
        assert.ok(result.longest_blank_ms <= 200, `blank for ${Math.round(result.longest_blank_ms)} ms at ${speed} px/s`);
        assert.ok(result.frames > 20 && result.cells < 400, `only what is near is in the page: ${result.cells} cells`);
    }
    await guest.close();
});
