// The client's gallery for browsers that run no scripts.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { keep, launch, PHONE, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("without scripts the pictures are shown, and one can be downloaded", async () => {
    const studio = await makeStudio(server.url);
    const gallery = await studio.gallery("Summer on the fjord");
    const files = pictures(9);
    await studio.upload(gallery.id, files);
    const link = await studio.link(gallery.id, { access_code: "blue-door", policy: { presets: ["hotpreview", "thumb", "web", "large", "original"], download: true } });
    const guest = await visit(browser, { javaScriptEnabled: false, viewport: PHONE, expected: /403 \(Forbidden\)/ });
    const { page } = guest;
    await page.goto(link);
    await page.locator("[name=access_code]").fill("wrong");
    await page.getByRole("button").click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.locator("img").count(), 0);
    await page.locator("[name=access_code]").fill("blue-door");
    await page.getByRole("button").click();
    await page.getByRole("heading", { level: 1, name: "Summer on the fjord" }).waitFor();
    const images = page.locator(".plain-grid img");
    assert.equal(await images.count(), 9);
    await images.first().scrollIntoViewIfNeeded();
    await page.waitForLoadState("networkidle");
    const box = await images.first().boundingBox();
    assert.ok(box && box.width > 80, "pictures can be seen");
    await keep(page, "client-plain");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^Download/ }).first().click()]);
    const bytes = await readFile(await download.path());
    assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff], "what comes is a JPEG");
    assert.ok(files.some((one) => one.name === download.suggestedFilename()), download.suggestedFilename());
    await guest.close();
});
