// A role of the studio's own is made, changed for whoever holds it, and deleted once nobody does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, signIn, visit } from "./support/browser.js";
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

test("a role is made, changed, kept while it is held, and deleted", { timeout: 100_000 }, async () => {
    const { call } = studio;
    const person = await visit(browser, { expected: /409/ });
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await page.goto(`${server.url}/desk/people?tab=roles`);
    await page.getByRole("button", { name: "New role" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of the role").fill("second_shooter");
    await dialog.getByLabel("See galleries").check();
    await dialog.getByRole("button", { name: "Make the role" }).click();
    await page.getByText("The role was made.").waitFor();
    const made = (await call("GET", "/roles")).data.find((/** @type {any} */ one) => one.name === "second_shooter");
    assert.deepEqual(made.permissions, ["can_view_gallery"]);

    const card = page.locator("details").filter({ hasText: "second_shooter" });
    await card.locator("summary").click();
    await card.getByRole("button", { name: "Change" }).click();
    assert.ok(await dialog.getByLabel("See galleries").isChecked(), "what it carries is ticked");
    await dialog.getByLabel("Name of the role").fill("assistant");
    await dialog.getByLabel("Upload pictures").check();
    await dialog.getByRole("button", { name: "Save the role" }).click();
    await page.getByText("The role was changed.").waitFor();
    const changed = (await call("GET", "/roles")).data.find((/** @type {any} */ one) => one.id === made.id);
    assert.deepEqual([changed.name, changed.permissions], ["assistant", ["can_view_gallery", "can_upload_images"]]);

    const invited = (await call("POST", "/invitations", { email: "ola@nordlys.example", role_id: made.id })).data;
    const ours = page.locator("details").filter({ hasText: "assistant" });
    const remove = async () => {
        if (await ours.getAttribute("open") === null) await ours.locator("summary").click();
        await ours.getByRole("button", { name: "Delete" }).click();
        await dialog.getByRole("button", { name: "Delete" }).click();
    };
    await remove();
    await page.getByText("Somebody holds this role, or an open invitation offers it.").waitFor();
    await call("DELETE", `/invitations/${invited.id}`);
    await remove();
    await page.getByText("The role “assistant” was deleted.").waitFor();
    assert.equal((await call("GET", "/roles")).data.length, 4);
    await person.close();
});
