// Every page, in both themes: axe finds nothing, nothing complains, and a screenshot is kept.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, enter, keep, launch, PHONE, signIn, visit } from "./support/browser.js";
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
/** @type {any[]} */
let images;
/** @type {string} */
let link;
let product = 0;
let organization = 0;
before(async () => {
    [server, browser] = await Promise.all([startServer(), launch()]);
    studio = await makeStudio(server.url);
    gallery = await studio.gallery("Summer on the fjord");
    organization = gallery.organization_id;
    images = await studio.upload(gallery.id, pictures(24));
    const group = (await studio.call("POST", `/galleries/${gallery.id}/groups`, { name: "Highlights", type: "highlights" })).data;
    await studio.call("POST", `/image-groups/${group.id}/images`, { image_ids: images.slice(0, 5).map(({ id }) => id) });
    product = (await studio.call("POST", "/products", { name: "Print on linen" })).data.id;
    const waiting = new FormData();
    for (const { name, buffer } of pictures(6, { first: 100 })) waiting.append("files", new Blob([buffer], { type: "image/jpeg" }), name);
    await studio.call("POST", "/staging", waiting);
    for (const { name, buffer } of pictures(6, { first: 200 })) {
        const photo = new FormData();
        photo.append("file", new Blob([buffer], { type: "image/jpeg" }), name);
        await studio.call("POST", "/image-files/new-photo", photo).catch(() => {});
    }
    link = await studio.link(gallery.id, { label: "For the hotel", policy: { presets: ["hotpreview", "thumb", "web", "large", "original"], download: true } });
});
after(async () => { await browser?.close(); await server?.stop(); });

const KEPT_ON_PHONES = new Set(["galleries", "gallery", "upload", "tray", "library"]);

/** Waits until everything that was asked for is here; streams of events stay open. @param {import("playwright-core").Page} page */
async function settled(page) {
    await page.waitForFunction(() => !document.querySelector(".spinner, [aria-busy=true]") && [...document.images].every((one) => one.complete || one.loading === "lazy"), null, { timeout: 10_000, polling: 100 });
    await page.waitForTimeout(150);
}

test("the doors of the desk", async () => {
    const person = await visit(browser);
    const found = [];
    await person.page.goto(`${server.url}/`);
    await person.page.locator("[name=username]").waitFor();
    found.push(...await accessibilityFaults(person.page, "desk-sign-in"));
    await person.page.getByRole("button", { name: "Create a studio" }).click();
    found.push(...await accessibilityFaults(person.page, "desk-register"));
    await person.page.goto(`${server.url}/#invitation=abc`);
    await person.page.reload();
    await person.page.locator("[name=name]").waitFor();
    found.push(...await accessibilityFaults(person.page, "desk-invited"));
    assert.deepEqual(found, []);
    await person.close();
});

test("who wants less motion gets the other theme at once", async () => {
    const person = await visit(browser);
    await person.page.goto(`${server.url}/`);
    await person.page.locator("[name=username]").waitFor();
    const moving = async (/** @type {"light" | "dark"} */ colorScheme) => {
        await person.page.emulateMedia({ colorScheme });
        return await person.page.evaluate(() => document.getAnimations().map((one) => one instanceof CSSTransition ? one.transitionProperty : String(one)));
    };
    await moving("light");
    assert.deepEqual(await moving("dark"), []);
    await person.close();
});

test("the pages of the desk", { timeout: 170_000 }, async (context) => {
    const person = await visit(browser);
    const { page } = person;
    await signIn(page, server.url, studio.email);
    /** @type {Record<string, string>} */
    const addresses = {
        "galleries": "/desk/galleries", "gallery-new": "/desk/galleries?new=1", "gallery": `/desk/galleries/${gallery.id}`,
        "gallery-share": `/desk/galleries/${gallery.id}?tab=share`, "gallery-results": `/desk/galleries/${gallery.id}?tab=results`, "gallery-settings": `/desk/galleries/${gallery.id}?tab=settings`,
        "organizations": "/desk/organizations", "organization": `/desk/organizations/${organization}`, "upload": `/desk/upload?gallery=${gallery.id}`, "tray": "/desk/tray", "tray-proposals": "/desk/tray/proposals",
        "products": "/desk/products", "product": `/desk/products/${product}`, "library": "/desk/library", "library-duplicates": "/desk/library/duplicates", "library-timeline": "/desk/library/timeline",
        "people": "/desk/people", "person": "/desk/people/1", "jobs": "/desk/jobs", "settings": "/desk/settings", "settings-account": "/desk/settings/account", "settings-tokens": "/desk/settings/tokens", "settings-log": "/desk/settings/log",
        "nowhere": "/desk/nowhere",
    };
    const found = [];
    for (const [name, address] of Object.entries(addresses)) {
        await page.goto(`${server.url}${address}`);
        await page.locator("h1").first().waitFor();
        await settled(page);
        found.push(...await accessibilityFaults(page, `desk-${name}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        if (wide) found.push(`desk-${name}: is wider than the window`);
        await page.setViewportSize(PHONE);
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push(`desk-${name}: is wider than a phone`);
        if (KEPT_ON_PHONES.has(name)) await keep(page, `desk-${name}-phone`);
        await page.setViewportSize({ width: 1280, height: 900 });
        for (const fault of person.faults.splice(0)) found.push(`desk-${name}: ${fault}`);
    }
    context.diagnostic(`${Object.keys(addresses).length} pages`);
    assert.deepEqual(found, []);
    await person.close();
});

test("the client's gallery", { timeout: 100_000 }, async () => {
    const guest = await visit(browser);
    const { page } = guest;
    const found = [];
    const look = async (/** @type {string} */ name) => { found.push(...await accessibilityFaults(page, `client-${name}`)); };
    await page.goto(link);
    await page.locator("form button[type=submit]").waitFor();
    await look("door");
    await enter(page, link, "Ola");
    await page.mouse.move(100, 100);
    await page.locator(".bar button").first().waitFor();
    await page.waitForLoadState("networkidle");
    await look("gallery");
    await page.setViewportSize(PHONE);
    await look("gallery-phone");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole("button", { name: "Download" }).first().click();
    await page.getByRole("dialog").waitFor();
    await look("downloads");
    await page.keyboard.press("Escape");
    await page.locator("#pictures .grid-cell").first().click();
    await page.getByRole("dialog").locator(".is-approve").waitFor();
    await look("picture");
    await page.getByRole("dialog").getByRole("button", { name: "Comments" }).click();
    await look("comments");
    await page.setViewportSize(PHONE);
    await look("comments-phone");
    await guest.close();
    assert.deepEqual(found, []);
});

test("links that are closed or ask for a code", async () => {
    const guest = await visit(browser, { expected: /40[134]|410/ });
    const { page } = guest;
    const found = [];
    await page.goto(await studio.link(gallery.id, { access_code: "blue-door" }));
    await page.locator("[name=access_code]").fill("wrong-door");
    await page.locator("form button[type=submit]").click();
    await page.getByText("code", { exact: false }).first().waitFor();
    found.push(...await accessibilityFaults(page, "client-code"));
    const made = (await studio.call("POST", `/galleries/${gallery.id}/share-links`, {})).data;
    await studio.call("DELETE", `/share-links/${made.id}`);
    await page.goto(`${server.url}/g/${made.token}`);
    await page.locator("h1").first().waitFor();
    found.push(...await accessibilityFaults(page, "client-closed"));
    await page.goto(`${server.url}/g/nothing`);
    await page.locator("h1").first().waitFor();
    found.push(...await accessibilityFaults(page, "client-unknown"));
    assert.deepEqual(found, []);
    await guest.close();
});
