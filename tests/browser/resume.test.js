// An upload outlives the server that it is sent to.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { keep, launch, signIn, visit } from "./support/browser.js";
import { jpeg } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("an upload goes on where it was when the server was killed", async () => {
    const studio = await makeStudio(server.url);
    const gallery = await studio.gallery("Summer on the fjord");
    const buffer = jpeg(960, 640, 7, 16_000_000);
    // While the server is away the page is refused, as it must be.
    const person = await visit(browser, { expected: /ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_SOCKET_NOT_CONNECTED/ });
    const { page, context } = person;
    await signIn(page, server.url, studio.email);
    await page.goto(`${server.url}/desk/upload?gallery=${gallery.id}`);
    await page.locator(".upload-drop input[data-upload=files]").waitFor({ state: "attached" });
    await page.getByText("Summer on the fjord").first().waitFor();

    /** @type {{offset: number, length: number, round: number}[]} */
    const chunks = [];
    let round = 1;
    let safe = 0;
    context.on("request", (request) => {
        if (request.method() === "PATCH") chunks.push({ offset: Number(request.headers()["upload-offset"]), length: request.postDataBuffer()?.length ?? 0, round });
    });
    context.on("response", (answer) => {
        if (answer.request().method() === "PATCH" && round === 1) safe = Math.max(safe, Number(answer.headers()["upload-offset"] ?? 0));
    });
    const line = await context.newCDPSession(page);
    await line.send("Network.enable");
    const slow = (/** @type {number} */ uploadThroughput) => line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await slow(4_000_000);
    await page.locator(".upload-drop input[data-upload=files]").setInputFiles({ name: "large.jpg", mimeType: "image/jpeg", buffer });
    for (let tries = 0; safe < 2_000_000; tries++) { assert.ok(tries < 400, "nothing arrives"); await wait(25); }
    await server.kill();
    round = 2;
    assert.ok(safe < buffer.length, "the upload was still going on");
    await wait(700);
    await keep(page, "desk-upload-interrupted");
    await slow(-1);
    await server.start();

    const [image] = await studio.settled(gallery.id, 1);
    const again = chunks.filter((one) => one.round === 2);
    assert.ok(again.length > 0 && again.every((one) => one.offset >= safe), `what had arrived (${safe}) is not sent again: ${JSON.stringify(again)}`);
    await page.waitForFunction(() => document.querySelector("#upload-total")?.textContent?.includes("All"), null, { timeout: 20_000 });
    const link = await studio.link(gallery.id, { policy: { presets: ["hotpreview", "thumb", "web", "large", "original"], download: true, metadata: { mode: "keep" } } });
    assert.ok(link && image.file_size === buffer.length, `all bytes came: ${image.file_size} of ${buffer.length}`);
    await person.close();
});
