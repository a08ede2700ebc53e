// A photo of the library goes through the tray into a gallery; its later file becomes the picture's next version there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, launch, signIn, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { PASSWORD, clientOf, makeStudio } from "./support/studio.js";

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

/** @param {string} path @param {{name: string, buffer: Buffer}} file @param {Record<string, string>} [more] */
async function send(path, { name, buffer }, more = {}) {
    const form = new FormData();
    for (const [key, value] of Object.entries(more)) form.append(key, value);
    form.append("file", new Blob([buffer], { type: "image/jpeg" }), name);
    return (await studio.call("POST", `/image-files/${path}`, form)).data;
}

test("a retouched file of a published photo becomes the picture's next version in the gallery", { timeout: 100_000 }, async () => {
    const { call } = studio;
    const [shot, retouched, other] = pictures(3, { first: 400 });
    const gallery = await studio.gallery("Summer on the fjord");
    const { photo_hothash } = await send("new-photo", shot);
    const { staging_id } = (await call("POST", `/photos/${photo_hothash}/publish`, { staging: true })).data;
    await call("POST", "/staging/assign", { staging_ids: [staging_id], gallery_id: gallery.id });
    await studio.upload(gallery.id, [other]);
    await send("add-to-photo", { ...retouched, name: "Retouched.jpg" }, { photo_hothash });
    await studio.settled(gallery.id, 2);

    const person = await visit(browser);
    const { page } = person;
    await signIn(page, server.url, studio.email);
    await page.goto(`${server.url}/desk/galleries/${gallery.id}`);
    const cell = page.locator(".grid-cell");
    await cell.first().click();
    await page.getByRole("button", { name: "Versions" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The photo has a newer file.").waitFor();
    assert.deepEqual(await accessibilityFaults(page, "desk-gallery-from-library"), []);
    await dialog.getByRole("button", { name: "Use Retouched.jpg as the next version" }).click();
    await dialog.getByText("The photo has no newer file that could be the next version.").waitFor();
    await dialog.getByText("Version 2").first().waitFor();
    await page.keyboard.press("Escape");

    await page.reload();
    await cell.nth(1).click();
    await page.getByRole("button", { name: "Versions" }).click();
    await dialog.getByText("Version 1").waitFor();
    assert.equal(await dialog.getByText("From your library").count(), 0, "it came from no photo");
    await person.close();
});

test("somebody who has no library sees the versions all the same", { timeout: 100_000 }, async () => {
    const { call } = studio;
    const gallery = await studio.gallery("Winter on the fjord");
    await studio.upload(gallery.id, pictures(1, { first: 410 }));
    const permissions = ["can_view_gallery", "can_version_images"];
    const role = (await call("POST", "/roles", { name: "retoucher", kind: "studio", permissions })).data;
    const email = `retoucher${Date.now()}@nordlys.example`;
    const { token } = (await call("POST", "/invitations", { email, role_id: role.id })).data;
    await clientOf(server.url)("POST", "/auth/accept-invitation", { token, name: "Ola Nordmann", password: PASSWORD });

    // A place for clients is asked for, too, which this person does not see.
    const person = await visit(browser, { expected: /40[34]/ });
    const { page } = person;
    await signIn(page, server.url, email);
    await page.goto(`${server.url}/desk/galleries/${gallery.id}`);
    await page.locator(".grid-cell").first().click();
    await page.getByRole("button", { name: "Versions" }).click();
    await page.getByRole("dialog").getByText("Version 1").waitFor();
    await person.close();
});
