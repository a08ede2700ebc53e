// What is not for guests does not reach their browser, neither to be seen nor to be found.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { enter, launch, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("a group behind the scenes is nowhere in the guest's page, requests and stores", async () => {
    const studio = await makeStudio(server.url);
    const gallery = await studio.gallery("Summer on the fjord");
    const shown = await studio.upload(gallery.id, pictures(12));
    const group = (await studio.call("POST", `/galleries/${gallery.id}/groups`, { name: "Secret corridor", type: "behind_the_scenes", visibility: "studio" })).data;
    const files = pictures(6, { first: 500 }).map((one) => ({ ...one, name: `backstage-${one.name}` }));
    const form = new FormData();
    form.append("type", "behind_the_scenes");
    for (const { name, buffer } of files) form.append("files", new Blob([buffer], { type: "image/jpeg" }), name);
    await studio.call("POST", `/galleries/${gallery.id}/images`, form);
    const all = await studio.settled(gallery.id, 18);
    const hidden = all.filter((one) => !shown.some(({ id }) => id === one.id));
    assert.equal(hidden.length, 6);
    assert.ok(hidden.every((one) => one.group_id === group.id), "the files went into the group");
    const link = await studio.link(gallery.id, { policy: { presets: ["hotpreview", "thumb", "web", "large", "original"], download: true } });

    const guest = await visit(browser);
    const { page, context } = guest;
    /** @type {Promise<string>[]} */
    const answers = [];
    /** @type {string[]} */
    const asked = [];
    context.on("request", (request) => asked.push(request.url()));
    context.on("response", (answer) => {
        // The page's own files are the same for everybody: its texts name every type of group.
        if (new URL(answer.url()).pathname.startsWith("/assets/")) return;
        if (!/image\/|octet|zip/.test(answer.headers()["content-type"] ?? "")) answers.push(answer.text().catch(() => ""));
    });
    await enter(page, link);
    await page.mouse.move(200, 200);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.locator(".bar button").first().waitFor();
    await page.waitForLoadState("networkidle");
    // Through the lightbox, all around.
    await page.locator("#pictures .grid-cell, #pictures [role=gridcell] a, #pictures [role=gridcell] button").first().click();
    await page.getByRole("dialog").waitFor();
    for (let step = 0; step < 14; step++) { await page.keyboard.press("ArrowRight"); await wait(30); }
    await page.waitForLoadState("networkidle");

    const kept = await page.evaluate(async () => {
        const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, document.documentElement.outerHTML];
        for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) found.push(request.url);
        found.push(...performance.getEntriesByType("resource").map((one) => one.name), ...(await indexedDB.databases()).map((one) => one.name ?? ""));
        return found;
    });
    const everything = [...asked, ...await Promise.all(answers), ...kept].join("\n");
    assert.ok(everything.includes(shown[0].original_filename ?? shown[0].filename ?? "IMG_0001"), "what is shown can be found this way");
    for (const secret of ["Secret corridor", "behind_the_scenes", "backstage-"]) assert.ok(!everything.includes(secret), `the guest's browser knows of ${secret}`);
    for (const one of hidden) {
        assert.doesNotMatch(everything, new RegExp(`"id":${one.id}[,}]`), `the guest's browser knows of picture ${one.id}`);
        for (const name of ["uuid", "content_hash", "public_id"]) if (one[name]) assert.ok(!everything.includes(one[name]), `the guest's browser knows the ${name} of picture ${one.id}`);
    }
    await guest.close();
});
