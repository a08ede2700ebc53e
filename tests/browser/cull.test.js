// Culling in the tray: by keys alone, saved as one goes, found again after a reload, and only the picks go out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, keep, launch, PHONE, signIn, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

/** How many pictures lie in the tray. */
const COUNT = 12;
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
    const form = new FormData();
    for (const { name, buffer } of pictures(COUNT)) form.append("files", new Blob([buffer], { type: "image/jpeg" }), name);
    await studio.call("POST", "/staging", form);
    for (let tries = 0; tries < 300 && (await studio.call("GET", "/staging?state=ready")).pagination.total < COUNT; tries++) await new Promise((done) => setTimeout(done, 100));
});
after(async () => { await browser?.close(); await server?.stop(); });

/** The marks that the server has, in the order of the tray, such as "5 pick". */
const said = async () => (await studio.call("GET", "/staging?limit=1000")).data.map((/** @type {any} */ one) => `${one.rating ?? "-"} ${one.flag}`);

/** Waits until the server has what was pressed. @param {string[]} expected some of the marks @param {number} [from] where they begin */
async function saved(expected, from = 0) {
    let now = [];
    for (let tries = 0; tries < 100; tries++) {
        now = (await said()).slice(from, from + expected.length);
        if (JSON.stringify(now) === JSON.stringify(expected)) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    assert.deepEqual(now, expected);
}

/** @param {import("playwright-core").Page} page @param {string} [query] */
async function openTray(page, query = "") {
    await page.goto(`${server.url}/desk/tray${query}`);
    await page.locator("[role=gridcell] img.staged-img").first().waitFor();
}

/** Waits until two boxes of the page, both of which are there, do not lie on each other. @param {import("playwright-core").Page} page @param {string} one @param {string} other */
const apart = (page, one, other) => page.waitForFunction(([first, second]) => {
    const [a, b] = [first, second].map((selector) => document.querySelector(selector ?? "")?.getBoundingClientRect());
    return a?.height && b?.height && !(a.top < b.bottom && b.top < a.bottom && a.left < b.right && b.left < a.right);
}, [one, other], { timeout: 5_000, polling: 50 });

test("pictures are culled by keys, and the marks outlive the page", { timeout: 120_000 }, async () => {
    const person = await visit(browser);
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await openTray(page);
    await page.keyboard.press("c");
    const dialog = page.locator("dialog.cull");
    const place = dialog.locator(".lightbox-count");
    const at = (/** @type {number} */ number) => place.getByText(`${number} of ${COUNT}`, { exact: true }).waitFor();
    await at(1);
    // Stars, a pick, a rejection: each goes on to the next picture.
    for (const [number, key] of [[2, "5"], [3, "p"], [4, "x"], [5, "3"], [6, "p"], [7, "x"]]) {
        await page.keyboard.press(String(key));
        await at(Number(number));
    }
    await saved(["5 none", "- pick", "- reject", "3 none", "- pick", "- reject", "- none"]);
    // Back to the first, which gets a flag beside its stars; clearing stays at the picture.
    await page.keyboard.press("Home");
    await at(1);
    await page.keyboard.press("p");
    await at(2);
    await page.keyboard.press("End");
    await at(COUNT);
    await page.keyboard.press("4");
    await page.keyboard.press("0");
    await page.keyboard.press("p");
    await page.keyboard.press("u");
    await at(COUNT);
    await saved(["5 pick", "- pick", "- reject", "3 none"]);
    // What was pressed last is taken back first, at its picture.
    await page.keyboard.press("Home");
    await page.keyboard.press("Control+z");
    await at(COUNT);
    await dialog.locator(".lightbox-top .badge", { hasText: "Picked" }).waitFor();
    await page.keyboard.press("z");
    for (let step = 0; step < 2; step++) await page.keyboard.press("z");
    await dialog.locator(".cull-star .icon-filled").first().waitFor({ state: "detached" });
    await saved(["- none"], COUNT - 1);
    // Without going on.
    await page.keyboard.press("n");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("2");
    await at(2);
    await page.keyboard.press("n");
    await saved(["5 pick", "2 pick", "- reject"]);
    // The picture is as large as the window lets it be, and not a thumbnail.
    await page.waitForFunction(() => (document.querySelector("dialog.cull .lightbox-frame img")?.naturalWidth ?? 0) > 512);
    await page.keyboard.press("i");
    const found = await accessibilityFaults(page, "desk-cull");
    await page.setViewportSize(PHONE);
    found.push(...await accessibilityFaults(page, "desk-cull-phone"));
    await page.setViewportSize({ width: 1280, height: 900 });
    assert.deepEqual(found, []);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    // The focus comes back to the pictures, once the culler has gone.
    await page.waitForFunction(() => document.activeElement?.matches("[role=gridcell]"), undefined, { timeout: 5_000 });

    await page.reload();
    await page.locator("[role=gridcell] .mark-flag").first().waitFor();
    assert.equal(await page.locator("[role=gridcell] .mark-flag").count(), 5);
    assert.match(await page.locator("[role=gridcell]").first().getAttribute("aria-label") ?? "", /5 stars, Picked/);
    assert.deepEqual(await accessibilityFaults(page, "desk-tray-marked"), []);
    await page.setViewportSize(PHONE);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, "the tray is wider than a phone");
    await keep(page, "desk-tray-marked-phone");
    await person.close();
});

test("the filter shows the picks, and the picks go into a gallery", { timeout: 60_000 }, async () => {
    const person = await visit(browser);
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await openTray(page);
    await page.getByLabel("Choice").selectOption("pick");
    await page.waitForURL(/flag=pick/);
    const cells = page.locator("[role=gridcell]");
    await page.waitForFunction(() => document.querySelectorAll("[role=gridcell]").length === 3);
    assert.match(await page.getByLabel("Choice").locator("option:checked").innerText(), /Picked \(3\)/);
    await page.getByLabel("Rating").selectOption("5");
    await page.waitForURL(/rating_min=5/);
    await page.waitForFunction(() => document.querySelectorAll("[role=gridcell]").length === 1);
    await openTray(page, "?rejected=false");
    assert.equal(await cells.count(), COUNT - 2);
    // In the grid the keys mark what is selected, or what is active.
    await openTray(page, "?flag=pick");
    await cells.first().click();
    await page.keyboard.press("1");
    await saved(["1 pick"]);
    await page.keyboard.press("Control+z");
    await saved(["5 pick"]);

    // Everything is selected; who assigns is asked about what was rejected, which stays.
    await openTray(page);
    await cells.first().click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("a");
    await page.getByLabel("Leave out the 2 files that were rejected").waitFor();
    await page.keyboard.press("Escape");
    await openTray(page, "?flag=pick");
    await cells.first().click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("a");
    await page.getByLabel("Summer on the fjord").check();
    await page.getByRole("button", { name: "Assign 3 files" }).click();
    await page.getByText("3 files are in", { exact: false }).waitFor();
    assert.equal((await studio.images(gallery.id)).length, 3);
    assert.equal((await studio.call("GET", "/staging?state=assigned&flag=pick")).pagination.total, 3);
    assert.equal((await said()).length, COUNT - 3);
    await person.close();
});

test("what cannot be saved is taken back and told, and the message hides no button", { timeout: 60_000 }, async () => {
    const person = await visit(browser, { expected: /503/ });
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await openTray(page);
    let isDown = true;
    await page.route("**/api/v1/staging/*", (route) => (isDown && route.request().method() === "PATCH"
        ? route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ type: "/api/errors#unavailable", title: "Unavailable", status: 503, code: "unavailable", detail: "try again" }) }) : route.continue()));
    await page.keyboard.press("c");
    const dialog = page.locator("dialog.cull");
    await dialog.waitFor();
    await page.keyboard.press("n");
    const before = (await said())[0];
    await page.keyboard.press("p");
    await dialog.locator(".toast-error").waitFor();
    await dialog.locator(".lightbox-top .badge", { hasText: "Picked" }).waitFor({ state: "detached" });
    assert.equal((await said())[0], before);
    for (const size of [{ width: 1280, height: 900 }, PHONE]) {
        await page.setViewportSize(size);
        await apart(page, ".toasts", "dialog.cull .lightbox-bar");
        await apart(page, ".toasts", "dialog.cull .lightbox-top");
        await keep(page, `desk-cull-toast-${size.width}`);
    }
    isDown = false;
    await dialog.locator(".toast-error button", { hasText: "Try again" }).click();
    await saved([`${before?.split(" ")[0]} pick`]);
    await dialog.locator(".lightbox-top .badge", { hasText: "Picked" }).waitFor();
    await person.close();
});

test("a message lies above the bar of what is selected in a gallery", async () => {
    const person = await visit(browser, { expected: /503/ });
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await page.goto(`${server.url}/desk/galleries/${gallery.id}`);
    await page.locator("[role=gridcell]").first().click();
    await page.locator(".gallery-bar").waitFor();
    await page.route("**/api/v1/**", (route) => (route.request().method() === "GET" ? route.continue() : route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" })));
    await page.keyboard.press("Delete");
    await page.locator("dialog.dialog .button-danger").click();
    await page.locator(".toast").first().waitFor();
    for (const size of [{ width: 1280, height: 900 }, PHONE]) {
        await page.setViewportSize(size);
        await apart(page, ".toasts", ".gallery-bar");
        await keep(page, `desk-gallery-toast-${size.width}`);
    }
    await person.close();
});

test("culling what has no mark skips nothing, though what is marked leaves the filter", { timeout: 180_000 }, async () => {
    const many = 230;
    const own = await makeStudio(server.url);
    const files = pictures(many, { first: 1000, width: 96 });
    for (let from = 0; from < many; from += 100) {
        const form = new FormData();
        for (const { name, buffer } of files.slice(from, from + 100)) form.append("files", new Blob([buffer], { type: "image/jpeg" }), name);
        await own.call("POST", "/staging", form);
    }
    const count = async (/** @type {string} */ query) => (await own.call("GET", `/staging?limit=1&${query}`)).pagination.total;
    for (let tries = 0; tries < 600 && await count("state=ready") < many; tries++) await new Promise((done) => setTimeout(done, 100));
    const person = await visit(browser);
    const { page } = person;
    await signIn(page, server.url, own.email);
    await openTray(page, "?flag=none");
    await page.keyboard.press("c");
    const status = page.locator("dialog.cull > [role=status]");
    const seen = new Set();
    // The first page has 200: long before its end much of it has left what the filter finds.
    for (let number = 1; number <= many; number++) {
        await status.getByText(new RegExp(`^${number} of `)).waitFor();
        seen.add((await status.innerText()).split(": ")[1]?.split(",")[0]);
        if (number < many) await page.keyboard.press(number % 3 ? "p" : "ArrowRight");
    }
    assert.deepEqual(files.map((one) => one.name).filter((name) => !seen.has(name)), []);
    await page.keyboard.press("Escape");
    const picks = Array.from({ length: many - 1 }, (_, index) => index + 1).filter((number) => number % 3).length;
    for (let tries = 0; tries < 100 && await count("flag=pick") < picks; tries++) await new Promise((done) => setTimeout(done, 100));
    assert.equal(await count("flag=pick"), picks);
    await person.close();
});
