// What artificial intelligence had to do with a picture: the studio says it at the desk, and the client reads it in the grid, in the
// lightbox and without scripts, in both languages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, accessibilityFaults, enter, keep, launch, signIn, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/** The same file with an XMP packet. @param {Buffer} jpeg @param {string} term of IPTC's Digital Source Type */
function telling(jpeg, term) {
    const packet = `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/${term}"/></rdf:RDF></x:xmpmeta>`;
    const body = Buffer.from(packet, "latin1");
    const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
    return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

test("what artificial intelligence made is said wherever the picture is", { timeout: 120_000 }, async () => {
    const studio = await makeStudio(server.url);
    const gallery = await studio.gallery("Winter catalogue");
    const files = pictures(4);
    for (const [at, term] of [[0, "trainedAlgorithmicMedia"], [1, "digitalCapture"]]) {
        const file = files[/** @type {number} */ (at)];
        if (file) file.buffer = telling(file.buffer, String(term));
    }
    // One after the other, so that their order is known.
    for (const file of files) await studio.upload(gallery.id, [file]);
    await studio.settled(gallery.id, files.length);

    // The file of the first tells; of the third the studio says it, by keys alone.
    const desk = await visit(browser);
    await signIn(desk.page, server.url, studio.email);
    await desk.page.goto(`${server.url}/desk/galleries/${gallery.id}`);
    const cell = (/** @type {string} */ name) => desk.page.locator(".grid-cell", { has: desk.page.locator("img") }).and(desk.page.locator(`[aria-label^="${name}"]`));
    await cell("IMG_0001").waitFor();
    assert.match(await cell("IMG_0001").getAttribute("aria-label") ?? "", /AI-generated/);
    assert.equal(await cell("IMG_0001").locator(".ai-label").innerText(), "AI-generated");
    assert.equal(await desk.page.locator(".ai-label").count(), 1);
    await cell("IMG_0003").focus();
    await desk.page.keyboard.press("Space");
    await desk.page.getByRole("button", { name: "AI label" }).focus();
    await desk.page.keyboard.press("Enter");
    await desk.page.getByRole("menuitemradio", { name: "AI-edited" }).or(desk.page.getByRole("menuitemcheckbox", { name: "AI-edited" })).focus();
    await desk.page.keyboard.press("Enter");
    await cell("IMG_0003").locator(".ai-label").waitFor();
    assert.equal(await cell("IMG_0003").locator(".ai-label").innerText(), "AI-edited");
    const labels = (await studio.images(gallery.id)).map((one) => one.ai);
    assert.deepEqual(labels, ["generated", "none", "edited", "none"]);
    assert.deepEqual(await accessibilityFaults(desk.page, "labels-desk"), []);
    await desk.close();

    // The client sees both, on a phone and by words of the reader.
    const link = await studio.link(gallery.id);
    const guest = await visit(browser, { viewport: PHONE, hasTouch: true });
    const { page } = guest;
    await enter(page, link);
    assert.match(await page.locator(".cover-facts").innerText(), /Cover picture: AI-generated/);
    await page.locator(".cover-go").click();
    const shown = page.locator("#pictures .grid-cell .ai-label");
    await shown.nth(1).waitFor();
    assert.deepEqual(await shown.allInnerTexts(), ["AI-generated", "AI-edited"]);
    assert.match(await page.locator("#pictures .grid-cell").nth(2).getAttribute("aria-label") ?? "", /AI-edited/);
    assert.deepEqual(await accessibilityFaults(page, "labels-client"), []);
    await page.locator("#pictures .grid-cell").first().click();
    await page.locator(".lightbox-stage .ai-label").waitFor();
    assert.equal(await page.locator(".lightbox-stage .ai-label").innerText(), "AI-generated");
    assert.match(await page.locator(".lightbox [role=status]").last().innerText(), /AI-generated/);
    assert.deepEqual(await accessibilityFaults(page, "labels-lightbox"), []);
    const out = await page.locator(".lightbox-top button").last().boundingBox();
    assert.ok(out && out.x + out.width <= PHONE.width, "the way out is in the window");
    await page.keyboard.press("ArrowRight");
    await page.locator(".lightbox-count", { hasText: "2" }).waitFor();
    assert.equal(await page.locator(".lightbox-stage .ai-label").count(), 0);
    await guest.close();

    const german = await visit(browser, { locale: "de-DE" });
    await enter(german.page, link);
    await german.page.locator(".cover-go").click();
    await german.page.locator("#pictures .ai-label").nth(1).waitFor();
    assert.deepEqual(await german.page.locator("#pictures .grid-cell .ai-label").allInnerTexts(), ["KI-generiert", "KI-bearbeitet"]);
    await keep(german.page, "labels-german");
    await german.close();

    const plain = await visit(browser, { javaScriptEnabled: false });
    await plain.page.goto(link);
    await plain.page.locator("form button").first().click();
    await plain.page.locator(".plain-grid").first().waitFor();
    assert.deepEqual(await plain.page.locator(".plain-grid strong").allInnerTexts(), ["AI-generated", "AI-edited"]);
    await plain.close();
});

test("small pictures and covers are labelled too", { timeout: 120_000 }, async () => {
    const studio = await makeStudio(server.url);
    const gallery = await studio.gallery("Winter catalogue");
    const [image] = await studio.upload(gallery.id, pictures(1));
    await studio.call("PATCH", `/images/${image.id}`, { ai: "edited" });
    await studio.call("PATCH", `/galleries/${gallery.id}`, { mode: "proofing" });
    await studio.call("POST", `/galleries/${gallery.id}/selections`, { name: "For the album", included: 1 });

    const desk = await visit(browser);
    await signIn(desk.page, server.url, studio.email);
    await desk.page.goto(`${server.url}/desk/galleries`);
    await desk.page.locator(".gallery-cover .ai-label").waitFor();
    assert.equal(await desk.page.locator(".gallery-cover .ai-label").innerText(), "AI-edited");
    await keep(desk.page, "labels-covers");
    await desk.close();

    const link = await studio.link(gallery.id, { policy: { watermark: { text: "{studio}", position: "tile", opacity: 0.4 } } });
    const guest = await visit(browser, { locale: "de-DE", viewport: PHONE, hasTouch: true });
    const { page } = guest;
    await enter(page, link);
    await page.locator("#pictures .grid-cell").first().click();
    await page.getByRole("dialog").locator(".is-approve").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Mehrere auswählen" }).click();
    await page.locator("#pictures .grid-cell").first().click();
    await page.getByRole("button", { name: "Auf eine Liste setzen" }).click();
    await page.getByRole("dialog").getByRole("checkbox").check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Fertig" }).click();
    await page.locator(".bar-tools button").first().click();
    const small = page.locator(".list-pictures li");
    await small.locator(".ai-small").waitFor();
    assert.equal(await small.locator(".ai-small").getAttribute("title"), "KI-bearbeitet");
    assert.equal(await small.locator(".ai-small [aria-hidden]").innerText(), "KI");
    assert.equal(await small.locator(".list-mark").getAttribute("title"), "Mit Wasserzeichen");
    assert.deepEqual(await accessibilityFaults(page, "labels-list"), []);
    await guest.close();
});
