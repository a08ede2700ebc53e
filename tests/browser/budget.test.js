// What a large gallery costs the client's browser, by the browser's own entries. `run --budget` measures with 500 pictures.
import assert from "node:assert/strict";
import { writeFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { launch, PHONE, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { kept } from "./support/place.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

const COUNT = Number(process.env.ATELIER_BROWSER_PICTURES ?? 60);
const RUNS = 3;

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** Whether this is `tests/browser/run --budget`. */
const MEASURING = Boolean(process.env.ATELIER_BROWSER_BUDGET);

before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/** Runs in the page before everything else. */
function observe() {
    const figures = { paint: 0, shift: 0, element: "" };
    Object.assign(globalThis, { figures });
    new PerformanceObserver((list) => { for (const entry of /** @type {any[]} */ (list.getEntries())) { figures.paint = entry.startTime; figures.element = entry.element?.className || entry.element?.localName; } }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => { for (const entry of /** @type {any[]} */ (list.getEntries())) if (!entry.hadRecentInput) figures.shift += entry.value; }).observe({ type: "layout-shift", buffered: true });
}

test(`a gallery of ${COUNT} pictures keeps its budgets`, { timeout: 400_000 }, async (context_) => {
    const studio = await makeStudio(server.url);
    const gallery = await studio.gallery("Summer on the fjord");
    const begun = performance.now();
    await studio.upload(gallery.id, pictures(COUNT));
    context_.diagnostic(`${COUNT} pictures were made in ${Math.round((performance.now() - begun) / 1000)} s`);
    const link = await studio.link(gallery.id);

    /** @type {Record<string, any>[]} */
    const results = [];
    for (const [device, viewport] of /** @type {const} */ ([["phone", PHONE], ["desk", { width: 1440, height: 900 }]])) {
        const guest = await visit(browser, { viewport, ...device === "phone" && { deviceScaleFactor: 2, isMobile: true, hasTouch: true } });
        const { page, context } = guest;
        // The door is passed once. Then the gallery is opened cold, as by somebody who comes back to an empty cache.
        await page.goto(link);
        await page.locator("[name=stay]").check();
        await page.locator("form button[type=submit]").click();
        await page.locator("#pictures h2").first().waitFor();
        await page.close();

        /** @type {Record<string, any>[]} */
        const runs = [];
        while (runs.length < RUNS) {
            const cold = await context.newPage();
            const line = await context.newCDPSession(cold);
            await line.send("Network.enable");
            await line.send("Network.clearBrowserCache");
            await cold.addInitScript(observe);
            /** @type {Map<string, {kind: string, path: string, bytes: number, plain: boolean}>} */
            const asked = new Map();
            line.on("Network.requestWillBeSent", ({ requestId, type = "Other", request }) => {
                if (request.url.startsWith("http")) asked.set(requestId, { kind: type, path: new URL(request.url).pathname, bytes: 0, plain: false });
            });
            line.on("Network.responseReceived", ({ requestId, response }) => { const one = asked.get(requestId); if (one) one.plain = !Object.entries(response.headers).some(([name, value]) => name.toLowerCase() === "content-encoding" && value !== "identity"); });
            line.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => { const one = asked.get(requestId); if (one) one.bytes = encodedDataLength; });
            await cold.goto(link, { waitUntil: "load" });
            await cold.locator("#pictures h2").first().waitFor();
            await cold.waitForLoadState("networkidle");
            await wait(300);
            const figures = await cold.evaluate(() => /** @type {any} */ (globalThis).figures);
            const all = [...asked.values()];
            const scripts = all.filter((one) => one.kind === "Script");
            /** @type {Record<string, number>} */
            const kinds = {};
            for (const { kind, path } of all) { const name = kind === "Image" ? path.split("/").slice(1, 3).join("/") : kind; kinds[name] = (kinds[name] ?? 0) + 1; }
            // Assets that come from a folder while one works on them are not compressed.
            const isPlain = scripts.some((one) => one.plain);
            const result = {
                device, pictures: COUNT, largest_paint_ms: Math.round(figures.paint), largest: figures.element, requests: all.length, kinds,
                layout_shift: Number(figures.shift.toFixed(4)), script_kilobytes: Number((scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1000).toFixed(1)), ...isPlain && { uncompressed: true },
            };
            if (process.env.ATELIER_BROWSER_VERBOSE && runs.length === 0) for (const one of all) context_.diagnostic(`${one.kind} ${one.bytes} ${one.path}`);
            runs.push(result);
            await cold.close();
        }
        // The middle one, by the time of its largest paint: machines have other things to do as well.
        runs.sort((one, other) => one.largest_paint_ms - other.largest_paint_ms);
        const result = { ...runs[RUNS >> 1], all_largest_paints_ms: runs.map((one) => one.largest_paint_ms), requests: Math.max(...runs.map((one) => one.requests)), layout_shift: Math.max(...runs.map((one) => one.layout_shift)) };
        results.push(result);
        context_.diagnostic(JSON.stringify(result));
        await guest.close();
    }
    await mkdir(kept, { recursive: true });
    await writeFile(join(kept, "budget.json"), JSON.stringify(results, null, 2));
    for (const { device, largest_paint_ms, requests, layout_shift, script_kilobytes, uncompressed } of results) {
        // Milliseconds are measured and not tested, unless that is what was asked for.
        if (MEASURING) assert.ok(largest_paint_ms > 0 && largest_paint_ms < 1000, `${device}: the largest paint came after ${largest_paint_ms} ms`);
        assert.ok(requests < 25, `${device}: ${requests} requests before the first scroll`);
        assert.equal(layout_shift, 0, `${device}: the page shifts`);
        assert.ok(uncompressed || script_kilobytes < 80, `${device}: ${script_kilobytes} kB of script`);
    }
});
