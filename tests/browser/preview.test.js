// Before a link is made, the desk shows the client's page on its terms; looking leaves no trace. Afterwards it lists what came of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, enter, keep, launch, PHONE, signIn, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio, PASSWORD } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/** A gallery with six pictures, and two that no client sees. @param {Awaited<ReturnType<typeof makeStudio>>} studio */
async function scene(studio) {
    const gallery = await studio.gallery("Summer on the fjord");
    await studio.upload(gallery.id, pictures(6));
    await studio.call("POST", `/galleries/${gallery.id}/groups`, { name: "Secret corridor", type: "behind_the_scenes", visibility: "studio" });
    const form = new FormData();
    form.append("type", "behind_the_scenes");
    for (const { name, buffer } of pictures(2, { first: 500 })) form.append("files", new Blob([buffer], { type: "image/jpeg" }), name);
    await studio.call("POST", `/galleries/${gallery.id}/images`, form);
    await studio.settled(gallery.id, 8);
    return gallery;
}

/** The client's page beside the form of a new link. @param {import("playwright-core").Page} page @param {{id: number}} gallery */
async function previewed(page, gallery) {
    await page.goto(`${server.url}/desk/galleries/${gallery.id}?tab=share`);
    await page.getByRole("button", { name: "New link" }).click();
    const frame = page.frameLocator("iframe");
    await frame.locator("#pictures h2").first().waitFor();
    return frame;
}

test("the desk shows the client's page on the terms of the form, and nothing is counted", async () => {
    const studio = await makeStudio(server.url);
    const gallery = await scene(studio);
    await studio.call("PATCH", `/galleries/${gallery.id}`, { mode: "proofing" });
    const { id: linkId } = (await studio.call("POST", `/galleries/${gallery.id}/share-links`, { label: "For the board", policy: { download: true } })).data;
    const counters = async () => {
        const { view_count, download_count, guest_count, last_used_at } = (await studio.call("GET", `/galleries/${gallery.id}/share-links`)).data.find((/** @type {any} */ one) => one.id === linkId);
        const { data } = await studio.call("GET", `/galleries/${gallery.id}`);
        const { pagination } = await studio.call("GET", `/galleries/${gallery.id}/activity?limit=1`);
        return { view_count, download_count, guest_count, last_used_at, downloads: data.download_count, version: data.version, last: data.last_activity_at, happened: pagination.total };
    };
    const before = await counters();

    const desk = await visit(browser);
    const { page } = desk;
    await signIn(page, server.url, studio.email);
    const frame = await previewed(page, gallery);
    await frame.getByText("Nothing is counted or changed.").waitFor();
    assert.equal(await frame.locator("#pictures h2").count(), 1, "the hidden group is not there");
    assert.equal(await frame.getByText("Secret corridor").count(), 0);
    await frame.locator("#pictures").hover();
    await frame.locator(".bar button").first().waitFor();
    // The preset for proofing allows no download; as soon as the form does, the client's page has it.
    assert.equal(await frame.getByRole("button", { name: "Download all" }).count(), 0);
    await page.getByText("Pictures may be downloaded").click();
    await frame.getByRole("button", { name: "Download all" }).waitFor();
    await frame.getByRole("button", { name: "Download all" }).click();
    await frame.getByText("Nothing is saved from the preview.").waitFor();
    assert.ok(await frame.getByRole("dialog").getByRole("button", { name: "Download", exact: true }).isDisabled());
    await frame.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    assert.ok(await frame.locator(".mark-heart").first().isDisabled(), "what would change something is disabled");
    await keep(page, "preview-phone");
    await page.getByRole("button", { name: "Desktop" }).click();
    assert.equal(await page.locator("iframe").evaluate((element) => element.style.width), "1280px");
    await keep(page, "preview-desktop");
    assert.deepEqual(await accessibilityFaults(page, "preview", "iframe"), []);
    for (const request of await page.evaluate(() => performance.getEntriesByType("resource").map((one) => one.name))) assert.doesNotMatch(new URL(request).search, /atp_/);
    await page.keyboard.press("Escape");

    // A link that is there is shown as it is.
    await page.getByRole("button", { name: "Actions of For the board" }).click();
    await page.getByRole("menuitem", { name: "As the client sees it" }).click();
    await page.frameLocator("iframe").locator("#pictures h2").first().waitFor();
    await desk.close();
    assert.deepEqual(await counters(), before, "looking left a trace");
});

test("whoever signs out in another window ends the preview that is open here", async () => {
    const studio = await makeStudio(server.url);
    const gallery = await scene(studio);
    const desk = await visit(browser, { expected: /401/ });
    const { page } = desk;
    await signIn(page, server.url, studio.email);
    const frame = await previewed(page, gallery);
    const other = await desk.context.newPage();
    await other.goto(`${server.url}/desk/galleries`);
    await other.locator(".desk-name").click();
    await other.getByRole("menuitem", { name: "Sign out" }).click();
    await other.locator("[name=username]").waitFor();
    await frame.getByRole("heading", { name: "The preview has ended" }).waitFor();
    assert.equal(await frame.locator("#pictures img").count(), 0, "no picture is left");
    // Who signs in again finds the place, and can have it shown once more.
    const again = page.getByRole("dialog").filter({ has: page.locator("[name=password]") });
    await again.locator("[name=username]").fill(studio.email);
    await again.locator("[name=password]").fill(PASSWORD);
    await again.locator("button[type=submit]").click();
    await again.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Show again" }).click();
    await frame.locator("#pictures h2").first().waitFor();
    await desk.close();
});

test("the desk lists what came of a gallery, also on a phone", async () => {
    const studio = await makeStudio(server.url);
    const gallery = await scene(studio);
    const link = await studio.link(gallery.id, { label: "For the board" });
    const guest = await visit(browser);
    await enter(guest.page, link, "Ola");
    await guest.close();

    const desk = await visit(browser);
    const { page } = desk;
    await signIn(page, server.url, studio.email);
    await page.setViewportSize(PHONE);
    await page.goto(`${server.url}/desk/galleries/${gallery.id}?tab=activity`);
    await page.getByText("Ola came by the link “For the board”.").waitFor();
    await page.getByText("Kari Nordmann made the link “For the board”.").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "wider than a phone");
    await keep(page, "activity");
    assert.deepEqual(await accessibilityFaults(page, "activity"), []);
    await page.goto(`${server.url}/desk/galleries/${gallery.id}?tab=share`);
    await page.getByRole("button", { name: "New link" }).click();
    await page.getByRole("button", { name: "As the client sees it" }).click();
    await page.frameLocator("iframe").locator("#pictures h2").first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the dialog is wider than a phone");
    await keep(page, "preview-on-a-phone");
    await desk.close();
});
