// What clients do beside approving single pictures: many at once, lists of their own, answers and what is settled, swipes and pinches.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, PHONE, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof makeStudio>>} */
let studio;
/** @type {any} */
let gallery;
let link = "";
before(async () => {
    [server, browser] = await Promise.all([startServer(), launch()]);
    studio = await makeStudio(server.url);
    gallery = await studio.gallery("Summer on the fjord");
    await studio.upload(gallery.id, pictures(12));
    link = await studio.link(gallery.id, { policy: { presets: ["hotpreview", "thumb", "web", "large", "original"], download: true } });
});
after(async () => { await browser?.close(); await server?.stop(); });

const decided = async (/** @type {string} */ what) => (await studio.call("GET", `/galleries/${gallery.id}/decisions?limit=1000`)).data.filter((/** @type {any} */ one) => one.decision === what).length;

test("many pictures are decided about at once", async () => {
    const guest = await visit(browser);
    const { page } = guest;
    await enter(page, link, "Ola");
    await page.mouse.move(200, 200);
    await page.getByRole("button", { name: "Choose several" }).click();
    await page.locator("#pictures .grid-cell").nth(0).click();
    await page.locator("#pictures .grid-cell").nth(1).click();
    await page.locator("#pictures .grid-cell").nth(2).click();
    await page.getByText("3 chosen").waitFor();
    const chosen = page.getByRole("region", { name: "Choose several" });
    await chosen.getByRole("button", { name: "Approve" }).click();
    await page.locator("#pictures .mark-good").nth(2).waitFor();
    await page.waitForLoadState("networkidle");
    assert.equal(await decided("approved"), 3);
    await chosen.getByRole("button", { name: "All", exact: true }).click();
    await chosen.getByRole("button", { name: "Favourite" }).click();
    await page.locator("#pictures .mark-heart[aria-pressed=true], .chosen").first().waitFor();
    await chosen.getByRole("button", { name: "Done" }).click();
    await page.locator("#pictures .mark-heart[aria-pressed=true]").nth(5).waitFor();
    // What was chosen is told by the filters.
    await page.getByRole("button", { name: /Approved 3/ }).click();
    await page.waitForFunction(() => document.querySelectorAll("#pictures .grid-cell").length === 3);
    await guest.close();
});

test("a list of one's own is made, filled, handed in, and another one deleted", async () => {
    const guest = await visit(browser);
    const { page } = guest;
    await enter(page, link, "Liv");
    await page.mouse.move(200, 200);
    await page.locator(".bar-tools button").first().click();
    const dialog = page.getByRole("dialog");
    for (const name of ["For the hall", "For grandmother"]) {
        await dialog.locator("[name=name]").fill(name);
        await dialog.getByRole("button", { name: "Make" }).click();
        await dialog.getByRole("heading", { name }).waitFor();
    }
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Choose several" }).click();
    await page.locator("#pictures .grid-cell").nth(0).click();
    await page.locator("#pictures .grid-cell").nth(3).click();
    await page.getByRole("region", { name: "Choose several" }).getByRole("button", { name: "Add to a list" }).click();
    await dialog.getByRole("checkbox", { name: /For the hall/ }).check();
    await dialog.getByText("2 pictures").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("region", { name: "Choose several" }).getByRole("button", { name: "Done" }).click();

    await page.locator(".bar-tools button").first().click();
    const list = (/** @type {string} */ name) => dialog.locator("section").filter({ has: page.getByRole("heading", { name }) });
    await list("For grandmother").getByRole("button", { name: "Delete the list" }).click();
    await page.locator("dialog.dialog-small .dialog-foot").getByRole("button", { name: "Delete the list" }).click();
    await list("For grandmother").waitFor({ state: "detached" });
    await list("For the hall").getByRole("button", { name: "Hand this list in" }).click();
    await page.locator("dialog.dialog-small .dialog-foot").getByRole("button", { name: "Hand this list in" }).click();
    await list("For the hall").getByText(/Handed in on/).waitFor();
    await guest.close();
});

test("an archive that is on its way is given up, and taken home after that", async () => {
    const guest = await visit(browser, { acceptDownloads: true, expected: /ERR_ABORTED|net::/ });
    const { page } = guest;
    await enter(page, link, "Liv");
    await page.mouse.move(200, 200);
    let slow = true;
    await page.route("**/media/zip/**", async (route) => {
        if (slow) await new Promise((done) => { setTimeout(done, 3000); });
        await route.continue().catch(() => {});
    });
    await page.getByRole("button", { name: "Download all" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("button[type=submit]").click();
    await dialog.getByRole("progressbar").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    // Nothing is said to have failed, and it can be begun again.
    await dialog.locator("button[type=submit]").waitFor();
    assert.equal(await dialog.getByRole("alert").count(), 0);
    slow = false;
    const saved = page.waitForEvent("download");
    await dialog.locator("button[type=submit]").click();
    assert.match((await saved).suggestedFilename(), /\.zip$/);
    await dialog.getByText(/Everything is here/).waitFor();
    await guest.close();
});

test("a comment is answered, settled and opened again", async () => {
    const guest = await visit(browser);
    const { page } = guest;
    await enter(page, link, "Ola");
    await page.locator("#pictures .grid-cell").first().click();
    const lightbox = page.getByRole("dialog").first();
    await lightbox.getByRole("button", { name: "Comments" }).click();
    await lightbox.locator("[name=body]").fill("A little brighter, please");
    await lightbox.getByRole("button", { name: "Send" }).click();
    const thread = lightbox.getByRole("listitem").filter({ hasText: "A little brighter" });
    await thread.waitFor();
    await thread.getByRole("button", { name: "Reply" }).click();
    await thread.locator("[name=body]").fill("Or a little warmer");
    await thread.getByRole("button", { name: "Send" }).click();
    await thread.locator(".answer").getByText("Or a little warmer").waitFor();
    await thread.getByRole("button", { name: "Mark as settled" }).click();
    await thread.getByText("Settled", { exact: true }).waitFor();
    await thread.getByRole("button", { name: "Open again" }).click();
    await thread.getByText("Settled", { exact: true }).waitFor({ state: "detached" });
    await thread.locator(".answer").getByRole("button", { name: "Reword" }).click();
    await thread.locator(".answer [name=body]").fill("Or much warmer");
    await thread.locator(".answer").getByRole("button", { name: "Save" }).click();
    await thread.locator(".answer").getByText("Or much warmer").waitFor();
    await thread.locator(".answer").getByRole("button", { name: "Delete" }).click();
    await page.locator("dialog.dialog-small .dialog-foot").getByRole("button", { name: "Delete" }).click();
    await thread.locator(".answer").waitFor({ state: "detached" });
    await guest.close();
});

test("fingers turn pictures over, make them larger, and put them away", async () => {
    const guest = await visit(browser, { viewport: PHONE, hasTouch: true, isMobile: true });
    const { page, context } = guest;
    await enter(page, link, "Ola");
    await page.locator(".cover-go").tap();
    await page.locator("#pictures .grid-cell img").first().waitFor();
    await page.locator("#pictures .grid-cell").first().tap();
    const lightbox = page.getByRole("dialog").first();
    await lightbox.locator("img").first().waitFor();
    const line = await context.newCDPSession(page);
    /** @param {[number, number][][]} steps where fingers are, one after the other */
    async function touch(steps) {
        for (const [index, points] of steps.entries()) {
            await line.send("Input.dispatchTouchEvent", { type: index ? "touchMove" : "touchStart", touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
            await page.waitForTimeout(20);
        }
        await line.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
        await page.waitForTimeout(400);
    }
    const at = () => new URL(page.url()).hash;
    const first = at();
    await touch([0, 40, 90, 150, 220].map((by) => [[330 - by, 400]]));
    const second = at();
    assert.notEqual(second, first, "a swipe to the left leads on");
    await touch([0, 40, 90, 150, 220].map((by) => [[80 + by, 400]]));
    assert.equal(at(), first, "a swipe to the right leads back");
    const scale = () => lightbox.evaluate((element) => Math.max(...[...element.querySelectorAll("img, .lightbox-picture, [style]")].map((one) => new DOMMatrix(getComputedStyle(one).transform).a)));
    await touch([0, 20, 40, 60, 80].map((by) => [[180 - by, 400], [210 + by, 400]]));
    assert.ok(await scale() > 1.5, "two fingers make it larger");
    // Enlarged, one finger moves the picture and turns nothing over.
    await touch([0, 30, 60, 90].map((by) => [[250 - by, 400]]));
    assert.equal(at(), first);
    await touch([0, 20, 40, 60, 80].map((by) => [[100 + by, 400], [290 - by, 400]]));
    assert.ok(await scale() < 1.1, "and small again");
    await page.goBack();
    await lightbox.waitFor({ state: "hidden" });
    await guest.close();
});
