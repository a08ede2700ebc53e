// A RAW and its JPEG that are imported together become one photo with two files, and every line says what became of its file.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, keep, launch, PHONE, signIn, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { pair } from "./support/raw.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof makeStudio>>} */
let studio;
before(async () => {
    [server, browser] = await Promise.all([startServer(), launch()]);
    studio = await makeStudio(server.url);
});
after(async () => { await browser?.close(); await server?.stop(); });

/** Drops files as a hand does. @param {import("playwright-core").Page} page @param {{name: string, mimeType: string, buffer: Buffer}[]} files */
async function drop(page, files) {
    const sent = files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, bytes: buffer.toString("base64") }));
    const hand = await page.evaluateHandle((files) => {
        const data = new DataTransfer();
        for (const { name, type, bytes } of files) data.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, { type }));
        return data;
    }, sent);
    await page.locator(".library-drop").dispatchEvent("drop", { dataTransfer: hand });
}

test("a RAW joins its JPEG, one that cannot be shown is kept, and the photo names its master", { timeout: 100_000 }, async () => {
    const sea = pair(301, { name: "IMG_0301", taken: "2026:06:21 22:14:00" });
    const shore = pair(302, { name: "IMG_0302", taken: "2026:06:21 22:15:00", preview: false });
    const lone = pair(303, { name: "IMG_0303", taken: "2026:06:21 22:16:00", preview: false });
    // Seven seconds later, and so another photo, whatever its name is.
    const later = pair(304, { name: "IMG_0301", taken: "2026:06:21 22:14:07" });
    const [other] = pictures(1, { first: 305 });
    const person = await visit(browser, { expected: /409/ });
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await page.goto(`${server.url}/desk/library/import`);
    await drop(page, [sea.jpeg, sea.raw, shore.raw, shore.jpeg, lone.raw, other]);
    await page.getByRole("button", { name: "Import 6 files" }).click();
    await page.getByText("6 of 6 imported, 0 there already, 0 failed").waitFor();
    await page.getByText("2 files joined the photos of others").waitFor();
    const line = (/** @type {string} */ name) => page.locator(".library-upload").filter({ has: page.getByRole("link", { name, exact: true }) });
    // Two are sent at a time, so that either of a pair may be there first.
    const said = async (/** @type {string} */ name) => (await line(name).innerText()).replaceAll("\n", " ");
    for (const name of ["IMG_0301", "IMG_0302"]) {
        const both = `${await said(`${name}.JPG`)} | ${await said(`${name}.CR2`)}`;
        assert.match(both, new RegExp(`joined ${name}\\.(JPG|CR2)`));
        assert.match(both, new RegExp(`one photo with ${name}\\.(JPG|CR2)`));
    }
    assert.match(await said("IMG_0303.CR2"), /imported.*the camera put no preview into the file/);
    const found = await accessibilityFaults(page, "desk-library-pairs");
    await page.setViewportSize(PHONE);
    await keep(page, "desk-library-pairs-phone");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the list is as wide as a phone");
    await page.setViewportSize({ width: 1280, height: 900 });

    await line("IMG_0301.CR2").getByRole("link").click();
    const dialog = page.getByRole("dialog");
    const files = dialog.locator(".library-file");
    await files.nth(1).waitFor();
    assert.equal(await files.count(), 2);
    const first = await files.first().locator("strong").innerText();
    const second = await files.nth(1).locator("strong").innerText();
    assert.deepEqual([first, second].sort(), ["IMG_0301.CR2", "IMG_0301.JPG"]);
    await files.first().getByText("Master", { exact: true }).waitFor();
    await dialog.getByRole("button", { name: `Make it the master: ${second}` }).click();
    await files.nth(1).getByText("Master", { exact: true }).waitFor();
    await dialog.getByRole("heading", { level: 2, name: second }).waitFor();
    await dialog.getByRole("button", { name: `Make it the master: ${first}` }).waitFor();
    found.push(...await accessibilityFaults(page, "desk-library-pair"));
    assert.deepEqual(found, []);

    await page.goto(`${server.url}/desk/library/import`);
    await drop(page, [later.jpeg, sea.raw]);
    await page.getByRole("button", { name: "Import 2 files" }).click();
    await page.getByText("1 of 2 imported, 1 there already, 0 failed").waitFor();
    assert.match(await said("IMG_0301.CR2"), /there already/);
    await page.goto(`${server.url}/desk/library`);
    await page.getByText("5 photos").waitFor();
    await person.close();
});
