// From an empty installation to a client's approval that the studio sees.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, keep, launch, PHONE, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { PASSWORD } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("a studio is set up, sends sixty pictures and shares them; the client approves on a phone, and the studio sees it", async () => {
    const studio = await visit(browser, { permissions: ["clipboard-read", "clipboard-write"] });
    const desk = studio.page;
    await desk.goto(`${server.url}/`);
    // A new installation begins with its set-up.
    await desk.getByRole("heading", { level: 1, name: "Set up your studio" }).waitFor();
    await desk.locator("[name=studio_name]").fill("Nordlys");
    await desk.locator("[name=name]").fill("Kari Nordmann");
    await desk.locator("[name=email]").fill("kari@nordlys.example");
    await desk.locator("[name=password]").fill(PASSWORD);
    await keep(desk, "desk-set-up");
    await desk.getByRole("button", { name: "Create a studio" }).click();

    // The first gallery, with its client.
    const making = desk.getByRole("dialog");
    await making.locator("[name=subject_name]").fill("Summer on the fjord");
    await making.locator("[name=client_name]").fill("Fjord Hotel");
    await making.getByRole("button").last().click();
    await desk.getByRole("heading", { level: 1, name: "Summer on the fjord" }).waitFor();
    const address = new URL(desk.url()).pathname;

    // Sixty pictures, by the page of uploads.
    await desk.getByRole("link", { name: "Upload" }).last().click();
    await desk.getByText("Summer on the fjord").first().waitFor();
    await desk.locator(".upload-drop input[data-upload=files]").setInputFiles(pictures(60));
    await desk.locator("#upload-total").waitFor();
    await keep(desk, "desk-uploading");
    await desk.waitForFunction(() => document.querySelector("#upload-total")?.textContent?.includes("All"), null, { timeout: 60_000 });
    await keep(desk, "desk-uploaded");

    // A link for proofing.
    await desk.goto(`${server.url}${address}?tab=share`);
    await desk.getByRole("button", { name: "New link" }).first().click();
    await desk.getByRole("dialog").locator("button[type=submit]").click();
    const link = await desk.getByRole("dialog").locator("input[name=url]").inputValue();
    assert.match(link, /\/g\//);
    await keep(desk, "desk-shared");

    // The client, on a phone.
    const client = await visit(browser, { viewport: PHONE, hasTouch: true, isMobile: true });
    const phone = client.page;
    await enter(phone, link, "Ola");
    await keep(phone, "client-phone-cover");
    await phone.locator(".cover-go").tap();
    await phone.locator("#pictures img").first().waitFor();
    assert.match(await phone.locator("#pictures h2 .count").first().innerText(), /60/);
    await keep(phone, "client-phone");
    await phone.locator("#pictures .grid-cell, #pictures [role=gridcell] a, #pictures [role=gridcell] button").first().tap();
    const lightbox = phone.getByRole("dialog");
    await lightbox.getByRole("button", { name: "Approve" }).tap();
    await lightbox.locator(".is-approve[aria-pressed=true]").waitFor();
    await keep(phone, "client-phone-approved");
    await client.close();

    // What the studio sees of it.
    await desk.goto(`${server.url}${address}?tab=results`);
    const row = desk.getByRole("row").filter({ hasText: "Ola" });
    await row.waitFor().catch(async (error) => { await keep(desk, "failed-desk-results"); throw error; });
    assert.match(await row.innerText(), /Ola\s+1\s+0/);
    await keep(desk, "desk-results");
    await studio.close();
});
