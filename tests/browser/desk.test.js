// What a studio does now and then: inviting, contacts, groups, lists, products, searches that are kept, imports.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, signIn, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio, PASSWORD } from "./support/studio.js";

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
    await studio.upload(gallery.id, pictures(6));
});
after(async () => { await browser?.close(); await server?.stop(); });

/** @param {(page: import("playwright-core").Page) => Promise<void>} work @param {object} [options] */
async function atTheDesk(work, options) {
    const person = await visit(browser, options);
    await signIn(person.page, server.url, studio.email);
    await work(person.page);
    await person.close();
}

test("a contact is invited, takes the invitation up by its link, and belongs to the client", async () => {
    await atTheDesk(async (page) => {
        await page.goto(`${server.url}/desk/people?tab=invitations`);
        await page.getByRole("button", { name: "Invite" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.locator("[name=email]").fill("ola@hotel.example");
        const contact = await dialog.locator("[name=role_id] option", { hasText: /contact/i }).first().getAttribute("value");
        await dialog.locator("[name=role_id]").selectOption(contact);
        await dialog.locator("[name=organization_id]").selectOption(String(gallery.organization_id));
        await dialog.locator("button[type=submit]").click();
        const address = await dialog.locator("code").innerText();
        assert.match(address, /\/#invitation=.+/);

        const guest = await visit(browser);
        await guest.page.goto(address);
        await guest.page.getByRole("heading", { level: 1, name: "Welcome" }).waitFor();
        await guest.page.locator("[name=name]").fill("Ola Nordmann");
        await guest.page.locator("[name=password]").fill(PASSWORD);
        await guest.page.locator("button[type=submit]").click();
        // Contacts have no desk: they come by links, and are told so.
        await guest.page.getByRole("button", { name: "Sign out" }).waitFor();
        await guest.close();

        await page.goto(`${server.url}/desk/organizations/${gallery.organization_id}`);
        const row = page.getByRole("row").filter({ hasText: "Ola Nordmann" });
        await row.waitFor();
        await row.getByRole("combobox").selectOption("billing_contact");
        if (await row.getByRole("button", { name: "Make primary" }).count()) await row.getByRole("button", { name: "Make primary" }).click();
        await row.getByText("Primary contact").waitFor();
        await row.getByRole("button", { name: "Remove" }).click();
        await page.getByText("Ola Nordmann is no longer a contact.").waitFor();
        await page.getByText("No contacts yet.").waitFor();
        await page.getByRole("button", { name: "Undo" }).click();
        await row.waitFor();
    });
});

test("an invitation that is unknown says so", async () => {
    const guest = await visit(browser, { expected: /40[0-9]|410|422/ });
    await guest.page.goto(`${server.url}/#invitation=nothing`);
    await guest.page.locator("[name=name]").fill("Ola");
    await guest.page.locator("[name=password]").fill(PASSWORD);
    await guest.page.locator("button[type=submit]").click();
    await guest.page.getByRole("alert").first().waitFor();
    await guest.close();
});

test("a group gets another name and is hidden", async () => {
    await atTheDesk(async (page) => {
        await page.goto(`${server.url}/desk/galleries/${gallery.id}`);
        await page.getByRole("button", { name: "Actions of the group Main" }).click();
        await page.getByRole("menuitem", { name: "Edit group" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.locator("[name=name]").fill("The best of it");
        await dialog.getByLabel("Studio only").check();
        await dialog.locator("[name=description]").fill("Chosen by us");
        await dialog.locator("button[type=submit]").click();
        await page.getByRole("heading", { level: 2, name: "The best of it" }).waitFor();
        await page.locator(".gallery-group").getByText("Studio only").waitFor();
    });
});

test("a list for clients is made, locked, opened again and deleted", async () => {
    await atTheDesk(async (page) => {
        await page.goto(`${server.url}/desk/galleries/${gallery.id}?tab=results`);
        await page.getByRole("button", { name: "New list" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.locator("[name=name]").fill("For the album");
        await dialog.locator("[name=included]").fill("10");
        await dialog.locator("button[type=submit]").click();
        const row = page.getByRole("row").filter({ hasText: "For the album" });
        await row.waitFor();
        const choose = async (/** @type {string} */ name) => {
            await row.getByRole("button").last().click();
            await page.getByRole("menuitem", { name, exact: true }).click();
        };
        await choose("Lock");
        await row.getByText("Locked").waitFor();
        await choose("Reopen");
        await row.getByText("Open", { exact: true }).waitFor();
        await choose("Delete");
        await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
        await row.waitFor({ state: "detached" });
    });
});

test("a product is deleted and comes back", async () => {
    await studio.call("POST", "/products", { name: "Print on linen" });
    await atTheDesk(async (page) => {
        await page.goto(`${server.url}/desk/products`);
        await page.getByRole("link", { name: "Print on linen" }).first().click();
        await page.getByRole("button", { name: "Delete" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
        await page.getByText("“Print on linen” is deleted").waitFor();
        await page.getByRole("button", { name: "Deleted" }).click();
        await page.getByRole("button", { name: "Restore" }).first().click();
        await page.getByRole("button", { name: "Deleted" }).click();
        await page.getByRole("link", { name: "Print on linen" }).first().waitFor();
    });
});

test("an import is paused and goes on, and a search is kept", async () => {
    await atTheDesk(async (page) => {
        await page.goto(`${server.url}/desk/library/import`);
        // Slow enough to be paused.
        await page.route("**/image-files/new-photo", async (route) => { await new Promise((done) => { setTimeout(done, 250); }); await route.continue(); });
        const files = pictures(8, { first: 500, width: 480 });
        await page.locator("input[type=file]").first().setInputFiles(files);
        await page.locator("[name=title]").fill("A day by the sea");
        await page.getByRole("button", { name: "Import 8 files" }).click();
        await page.getByRole("button", { name: "Pause" }).click();
        await page.getByRole("button", { name: "Continue" }).waitFor();
        const before = await page.locator(".library-upload .badge-good").count();
        assert.ok(before < 8, "it was paused before all were sent");
        await page.getByRole("button", { name: "Continue" }).click();
        await page.getByText("8 of 8 imported, 0 there already, 0 failed").waitFor();

        await page.goto(`${server.url}/desk/library?q=IMG_0503`);
        await page.getByText("1 photo").waitFor();
        await page.getByRole("button", { name: "Keep this search" }).click();
        await page.getByRole("dialog").locator("[name=name]").fill("The third");
        await page.getByRole("dialog").getByLabel("Favourite").check();
        await page.getByRole("dialog").locator("button[type=submit]").click();
        await page.getByText("The search was kept.").waitFor();
        await page.goto(`${server.url}/desk/library`);
        await page.getByText("8 photos").waitFor();
        await page.getByRole("list", { name: "Saved searches" }).getByRole("button", { name: /^The third/ }).first().click();
        await page.waitForURL(/q=IMG_0503/);
        await page.getByText("1 photo").waitFor();
        await page.getByRole("button", { name: "More for The third" }).click();
        await page.getByRole("menuitem", { name: "Delete" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
        await page.getByRole("list", { name: "Saved searches" }).waitFor({ state: "detached" });
    });
});
