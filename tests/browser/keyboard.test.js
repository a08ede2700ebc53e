// Nothing but keys: a studio signs in and opens a gallery, a client approves a picture.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio, PASSWORD } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof makeStudio>>} */
let studio;
/** @type {any} */
let gallery;
before(async () => {
    [server, browser] = await Promise.all([startServer(), launch()]);
    studio = await makeStudio(server.url);
    gallery = await studio.gallery("Summer on the fjord");
    await studio.upload(gallery.id, pictures(12));
});
after(async () => { await browser?.close(); await server?.stop(); });

/** Goes on by the tabulator until the focus is where it is wanted. @param {import("playwright-core").Page} page @param {string} wanted */
async function tabTo(page, wanted, most = 60) {
    for (let step = 0; step < most; step++) {
        if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) {
            const isSeen = await page.evaluate(() => { const box = document.activeElement?.getBoundingClientRect(); return Boolean(box && box.width && box.height); });
            assert.ok(isSeen, `${wanted} has the focus and cannot be seen`);
            return;
        }
        await page.keyboard.press("Tab");
    }
    const now = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
    assert.fail(`${wanted} cannot be reached by the tabulator; the focus is at ${now}`);
}

test("a studio signs in and opens a gallery by keys alone", async () => {
    const person = await visit(browser);
    const { page } = person;
    await page.goto(`${server.url}/`);
    await page.locator("[name=username]").waitFor();
    await tabTo(page, "[name=username]");
    await page.keyboard.type(studio.email);
    await tabTo(page, "[name=password]");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("navigation").first().waitFor();
    await page.locator(`a[href="/desk/galleries/${gallery.id}"]`).first().waitFor();
    await tabTo(page, `a[href="/desk/galleries/${gallery.id}"]`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Summer on the fjord" }).waitFor();
    await person.close();
});

test("a client opens a link and approves a picture by keys alone", async () => {
    const link = await studio.link(gallery.id);
    const guest = await visit(browser);
    const { page } = guest;
    await page.goto(link);
    await page.locator("form button[type=submit]").waitFor();
    await tabTo(page, "[name=name]");
    await page.keyboard.type("Ola");
    await page.keyboard.press("Enter");
    await page.locator("#pictures img").first().waitFor();
    await tabTo(page, "#pictures [role=gridcell] *, #pictures .grid-cell, #pictures .grid-cell *");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const lightbox = page.getByRole("dialog");
    await lightbox.waitFor();
    await lightbox.locator(".is-approve").waitFor();
    await page.keyboard.press("a");
    await lightbox.locator(".is-approve[aria-pressed=true]").waitFor();
    // Nothing outside of the dialog can be reached.
    for (let step = 0; step < 25; step++) {
        await page.keyboard.press("Tab");
        assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("dialog, [role=dialog]") !== null), "the focus stays in the dialog");
    }
    await page.keyboard.press("Escape");
    await lightbox.waitFor({ state: "hidden" });
    // The focus comes back to the pictures, once the dialog has gone.
    await page.waitForFunction(() => document.activeElement?.closest("#pictures") ?? null, undefined, { timeout: 5_000 });
    const decided = (await studio.images(gallery.id)).length && (await studio.call("GET", `/galleries/${gallery.id}/decisions?limit=1000`)).data.filter((/** @type {any} */ one) => one.decision === "approved");
    assert.equal(decided.length, 1);
    await guest.close();
});
