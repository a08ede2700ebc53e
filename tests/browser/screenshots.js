// Takes the pictures of the README: the demonstration studio, a few files that wait and photos of a library beside it, and what its clients did.
// `tests/browser/run --screenshots` writes them into docs/images, under the names that the README knows.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launch, visit } from "./support/browser.js";
import { landscapes } from "./support/landscape.js";
import { repository } from "./support/place.js";
import { startServer } from "./support/server.js";
import { clientOf } from "./support/studio.js";

const FOLDER = join(repository, "docs/images");
/** What a picture may weigh, in bytes: a README is read on trains. */
const MOST = 120_000;
const WIDE = { width: 1280, height: 800 };

let printed = "";
const server = await startServer({ before: (run) => { printed = run("seed", "--demo"); } });
const browser = await launch();

/** @param {import("playwright-core").Page} page */
async function settled(page) {
    await page.waitForLoadState("networkidle");
    await page.waitForFunction(() => !document.querySelector(".spinner, [aria-busy=true]") && [...document.images].every((one) => one.complete));
    await page.waitForTimeout(700);
}

/** @param {import("playwright-core").Page} page @param {string} name */
async function take(page, name) {
    await settled(page);
    await mkdir(FOLDER, { recursive: true });
    for (let quality = 88; quality >= 40; quality -= 6) {
        const bytes = await page.screenshot({ type: "jpeg", quality });
        if (bytes.length > MOST) continue;
        await writeFile(join(FOLDER, `${name}.jpg`), bytes);
        console.log(`docs/images/${name}.jpg: ${Math.round(bytes.length / 1000)} kB, quality ${quality}`);
        return;
    }
    throw new Error(`${name} does not fit into ${MOST} bytes`);
}

try {
    const password = /"password": "([^"]+)"/.exec(printed)?.[1] ?? "";
    const link = `${server.url}/g/${/\/g\/(\S+)/.exec(printed)?.[1]}`;
    const { data } = await clientOf(server.url)("POST", "/auth/login", { username: "demo", password });
    const call = clientOf(server.url, data.access_token);
    const gallery = Number(/galleries\/(\d+)\/images/.exec(printed)?.[1]);
    const images = (await call("GET", `/galleries/${gallery}/images?limit=100`)).data;

    const person = await visit(browser, { viewport: WIDE, colorScheme: "light" });
    const { page } = person;
    await page.goto(`${server.url}/`);
    await page.locator("[name=username]").fill("demo");
    await page.locator("[name=password]").fill(password);
    await page.locator("button[type=submit]").click();
    await page.getByRole("navigation").first().waitFor();

    // What a client did before: some of it can be seen at the desk.
    const entered = (await clientOf(server.url)("POST", "/share/enter", { token: link.split("/").pop(), name: "Ola" })).data;
    const guest = clientOf(server.url, entered.access_token);
    for (const [index, image] of images.slice(0, 8).entries()) {
        if (index % 3 !== 1) await guest("PUT", `/galleries/${gallery}/images/${image.id}/decision`, { decision: "approved" });
    }

    // Files that wait, and photos of an own library.
    const waiting = new FormData();
    for (const { name, buffer } of await landscapes(page, 14, { first: 301, name: "FJORD", from: new Date("2026-06-21T20:10:00Z") })) waiting.append("files", new Blob([buffer], { type: "image/jpeg" }), name);
    await call("POST", "/staging", waiting);
    for (const [first, from] of /** @type {const} */ ([[101, "2026-09-12T17:30:00Z"], [111, "2026-10-03T07:12:00Z"]])) {
        for (const { name, buffer } of await landscapes(page, 10, { first, name: "P", from: new Date(from) })) {
            const photo = new FormData();
            photo.append("file", new Blob([buffer], { type: "image/jpeg" }), name);
            const { data: made } = await call("POST", "/image-files/new-photo", photo);
            const hothash = made.photo?.hothash ?? made.hothash ?? made.photo_hothash;
            const stars = [0, 4, 5, 0, 3][buffer.length % 5];
            if (hothash && stars) await call("PATCH", `/photos/${hothash}`, { rating: stars }).catch(() => {});
        }
    }
    await page.waitForTimeout(4000);

    await page.goto(`${server.url}/desk/galleries/${gallery}`);
    await page.locator(".gallery-group img").first().waitFor();
    await take(page, "desk-gallery");

    await page.goto(`${server.url}/desk/tray`);
    await page.locator("[role=grid] img").first().waitFor();
    await settled(page);
    await page.locator("[data-index='0']").click();
    await page.locator("[data-index='2']").click({ modifiers: ["Control"] });
    await page.locator("[data-index='3']").click({ modifiers: ["Control"] });
    await take(page, "desk-tray");

    await page.goto(`${server.url}/desk/library`);
    await page.locator("[role=grid] img").first().waitFor();
    await take(page, "desk-library");

    await page.goto(`${server.url}/desk/galleries/${gallery}?tab=share`);
    await page.getByRole("button", { name: "New link" }).first().click();
    await page.getByRole("dialog").locator("button[type=submit]").waitFor();
    await take(page, "desk-share");
    await person.close();

    for (const [name, options] of /** @type {const} */ ([["client-wide", { viewport: WIDE }], ["client-phone", { viewport: { width: 390, height: 760 }, isMobile: true, hasTouch: true, deviceScaleFactor: 1.5 }]])) {
        const client = await visit(browser, { ...options, colorScheme: "light" });
        await client.page.goto(link);
        await client.page.locator("[name=name]").fill("Kari");
        await client.page.locator("form button[type=submit]").click();
        await client.page.locator("#pictures h2").first().waitFor();
        await client.page.locator(".cover-go").click();
        await client.page.locator(".bar button").first().waitFor();
        await settled(client.page);
        for (const at of [0, 2, 3]) await client.page.locator("#pictures .mark-heart").nth(at).click();
        await take(client.page, name);
        await client.close();
    }
} finally {
    await browser.close();
    await server.stop();
}
