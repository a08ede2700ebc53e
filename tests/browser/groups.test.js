// Ordering at the desk: groups and the pictures in them, by dragging and by keys, with what is said aloud.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keep, launch, PHONE, signIn, visit } from "./support/browser.js";
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
before(async () => {
    [server, browser] = await Promise.all([startServer(), launch()]);
    studio = await makeStudio(server.url);
    gallery = await studio.gallery("Summer on the fjord");
    const images = await studio.upload(gallery.id, pictures(16));
    for (const [name, first] of /** @type {const} */ ([["Highlights", 0], ["Details", 4]])) {
        const group = (await studio.call("POST", `/galleries/${gallery.id}/groups`, { name, type: name.toLowerCase() })).data;
        await studio.call("POST", `/image-groups/${group.id}/images`, { image_ids: images.slice(first, first + 4).map(({ id }) => id) });
    }
});
after(async () => { await browser?.close(); await server?.stop(); });

const groupsOf = async () => (await studio.call("GET", `/galleries/${gallery.id}/groups`)).data.map((/** @type {any} */ one) => one.type);
const picturesOf = async (/** @type {string} */ type) => (await studio.images(gallery.id)).filter((one) => one.group_type === type).map((one) => one.filename);
/** Waits until the server knows it. @param {() => Promise<string[]>} ask @param {string[]} wanted */
async function becomes(ask, wanted) {
    let now = await ask();
    for (let tries = 0; tries < 50 && now.join() !== wanted.join(); tries++) { await new Promise((done) => { setTimeout(done, 100); }); now = await ask(); }
    assert.deepEqual(now, wanted);
}

/** Drags as a hand does, to a part of what stands there once it has begun. @param {import("playwright-core").Page} page @param {import("playwright-core").Locator} what @param {import("playwright-core").Locator} where @param {{x?: number, y?: number}} [at] parts of its size */
async function drag(page, what, where, { x = 0.5, y = 0.5 } = {}) {
    await what.scrollIntoViewIfNeeded();
    const from = await what.boundingBox();
    if (!from) return assert.fail("what is dragged cannot be seen");
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2 + 12, { steps: 4 });
    await page.waitForTimeout(150);
    const to = await where.boundingBox();
    if (!to) return assert.fail("where it goes cannot be seen");
    await page.mouse.move(to.x + to.width * x, to.y + to.height * y, { steps: 8 });
    await page.waitForTimeout(100);
    await page.mouse.up();
}

test("groups are ordered by dragging and by the menu", async () => {
    const person = await visit(browser);
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await page.goto(`${server.url}/desk/galleries/${gallery.id}`);
    await page.locator("main img").first().waitFor();
    // The pictures below the window come once somebody moves.
    await page.mouse.move(100, 100);
    const group = (/** @type {string} */ name) => page.locator(".gallery-group").filter({ has: page.getByRole("heading", { level: 2, name }) });
    await group("Details").locator("img").first().waitFor();
    assert.deepEqual(await groupsOf(), ["main", "highlights", "details"]);
    const said = page.locator("main [role=status].visually-hidden");

    await drag(page, group("Details").locator(".gallery-grip"), page.locator(".gallery-group").first(), { y: 0.1 });
    await becomes(groupsOf, ["details", "main", "highlights"]);
    await said.getByText("Details is group 1 of 3 now.").waitFor();
    assert.equal(await page.locator(".is-ordering").count(), 0, "the pictures are back");
    await group("Details").locator("img").first().waitFor();
    await drag(page, group("Details").locator(".gallery-grip"), page.locator(".gallery-group").last(), { y: 0.9 });
    await becomes(groupsOf, ["main", "highlights", "details"]);

    // By keys: the menu of the group, which keeps the focus.
    const menu = group("Highlights").getByRole("button", { name: "Actions of the group Highlights" });
    await menu.focus();
    // The menu has the focus as soon as it is there: keys that follow at once are its own.
    const focused = await menu.evaluate((button) => new Promise((done) => {
        new MutationObserver((_, watch) => {
            if (!document.querySelector("[role=menu]")) return;
            watch.disconnect();
            done(document.activeElement?.textContent?.trim());
        }).observe(document.body, { childList: true, subtree: true });
        /** @type {HTMLElement} */ (button).click();
    }));
    assert.equal(focused, "Edit group");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await becomes(groupsOf, ["highlights", "main", "details"]);
    await said.getByText("Highlights is group 1 of 3 now.").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Actions of the group Highlights");

    // A drag that is given up changes nothing.
    await group("Details").locator(".gallery-grip").scrollIntoViewIfNeeded();
    const grip = await group("Details").locator(".gallery-grip").boundingBox();
    if (grip) {
        await page.mouse.move(grip.x + 8, grip.y + 8);
        await page.mouse.down();
        await page.mouse.move(grip.x + 30, grip.y + 30, { steps: 4 });
        await page.locator(".is-ordering").waitFor();
        await page.keyboard.press("Escape");
        await page.mouse.up();
        await page.locator(".is-ordering").waitFor({ state: "detached" });
    }
    assert.deepEqual(await groupsOf(), ["highlights", "main", "details"]);
    await person.close();
});

test("groups are ordered by a finger", async () => {
    const person = await visit(browser, { hasTouch: true, isMobile: true });
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await page.setViewportSize(PHONE);
    await page.goto(`${server.url}/desk/galleries/${gallery.id}`);
    const group = (/** @type {string} */ name) => page.locator(".gallery-group").filter({ has: page.getByRole("heading", { level: 2, name }) });
    await group("Details").locator("h2").waitFor();
    const before = await groupsOf();
    const last = before.at(-1);
    const grip = page.locator(".gallery-group").last().locator(".gallery-grip");
    await grip.scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    const from = await grip.boundingBox();
    if (!from) return assert.fail("the handle cannot be seen");
    assert.ok(from.width >= 44 && from.height >= 44, "a finger finds the handle");
    const finger = await page.context().newCDPSession(page);
    const touch = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, /** @type {number} */ x = 0, /** @type {number} */ y = 0) => finger.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
    const x = from.x + from.width / 2;
    await touch("touchStart", x, from.y + from.height / 2);
    await page.locator(".is-ordering").waitFor();
    await page.waitForTimeout(150);
    const to = await page.locator(".gallery-group").first().boundingBox();
    if (!to) return assert.fail("where it goes cannot be seen");
    for (let step = 1; step <= 5; step++) await touch("touchMove", x, from.y + (to.y + 4 - from.y) * step / 5);
    await page.locator(".gallery-group.is-before").first().waitFor();
    await keep(page, "groups-finger");
    await touch("touchEnd");
    await becomes(groupsOf, [String(last), ...before.slice(0, -1)]);
    assert.equal(await page.locator(".is-ordering").count(), 0);
    await person.close();
});

test("pictures are ordered by dragging and by keys, and move from group to group", async () => {
    // All groups at once: a drag does not scroll.
    const person = await visit(browser, { viewport: { width: 1280, height: 1700 } });
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await page.goto(`${server.url}/desk/galleries/${gallery.id}`);
    const grid = (/** @type {string} */ name) => page.getByRole("grid", { name });
    const cell = (/** @type {string} */ name, /** @type {number} */ index) => grid(name).locator(`[data-index="${index}"]`);
    await cell("Highlights", 3).waitFor();
    const said = page.locator("main [role=status].visually-hidden");
    const before = await picturesOf("highlights");
    const [a, b, c, d] = /** @type {[string, string, string, string]} */ (before);

    await drag(page, cell("Highlights", 3), cell("Highlights", 0), { x: 0.1 });
    await becomes(() => picturesOf("highlights"), [d, a, b, c]);
    await said.getByText(`${d} is picture 1 of 4 now.`).waitFor();

    // Two that are selected go together.
    await cell("Highlights", 0).click();
    await cell("Highlights", 1).click({ modifiers: ["Control"] });
    await drag(page, cell("Highlights", 1), cell("Highlights", 3), { x: 0.9 });
    await becomes(() => picturesOf("highlights"), [b, c, d, a]);
    await said.getByText("2 pictures stand from place 3 of 4 on now.").waitFor();

    // By keys, and the focus goes along.
    await cell("Highlights", 0).click();
    await page.keyboard.press("Alt+ArrowRight");
    await becomes(() => picturesOf("highlights"), [c, b, d, a]);
    await said.getByText(`${b} is picture 2 of 4 now.`).waitFor();
    await page.keyboard.press("Alt+ArrowRight");
    await becomes(() => picturesOf("highlights"), [c, d, b, a]);
    assert.match(await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? ""), new RegExp(b.replace(".jpg", "")));
    // From one row to the next, where its cell is another one.
    await cell("main", 0).click();
    for (let step = 0; step < 9; step++) {
        await page.keyboard.press("Alt+ArrowRight");
        await said.getByText(`is picture ${step + 2} of 16 now.`).waitFor();
        assert.ok(await page.evaluate(() => document.activeElement?.matches("[role=gridcell]")), `the focus is lost after ${step + 1} steps`);
    }
    await page.keyboard.press("Escape");

    // Into another group, by dragging and by the selection's menu.
    await drag(page, cell("Highlights", 0), cell("Details", 0), { x: 0.1 });
    await page.getByText("1 picture moved to “Details”.").waitFor();
    assert.deepEqual((await picturesOf("details"))[0], c);
    assert.deepEqual(await picturesOf("highlights"), [d, b, a]);
    await cell("Highlights", 0).click();
    await page.getByRole("button", { name: "Move to group" }).click();
    await page.getByRole("menuitem", { name: "Details" }).click();
    await becomes(() => picturesOf("highlights"), [b, a]);
    await person.close();
});
