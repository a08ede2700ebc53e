// A forgotten password: from the sign-in to the letter, and back by its link, with keys alone.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { accessibilityFaults, launch, PHONE, signIn, visit } from "./support/browser.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

const NEW = "another long and quiet evening";

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

/** The link of the latest letter, once there are so many. @param {number} count */
async function linkOf(count) {
    const folder = join(server.folder, "data/mail");
    for (let tries = 0; tries < 200; tries++) {
        const letters = (await readdir(folder)).filter((name) => name.endsWith(".eml")).sort();
        if (letters.length >= count) {
            const raw = await readFile(join(folder, letters[letters.length - 1]), "utf8");
            const text = raw.includes("quoted-printable") ? raw.replaceAll("=\r\n", "").replaceAll("=3D", "=") : raw;
            const link = text.match(/^http\S+#reset=\S+$/m);
            assert.ok(link, "the letter has a link");
            return link[0];
        }
        await wait(50);
    }
    throw new Error("no letter came");
}

/** Goes on by the tabulator to a button and presses it. @param {import("playwright-core").Page} page @param {string} name */
async function press(page, name) {
    const wanted = page.getByRole("button", { name, exact: true });
    await wanted.waitFor();
    for (let step = 0; step < 30; step++) {
        if (await wanted.evaluate((one) => one === document.activeElement)) return page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
    }
    throw new Error(`${name} cannot be reached by the tabulator`);
}

/** @param {import("playwright-core").Page} page @param {string} name */
async function heading(page, name) {
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

test("who has forgotten the password chooses another by the letter's link", { timeout: 120_000 }, async () => {
    const person = await visit(browser, { expected: /422|410/ });
    const { page } = person;
    const found = [];
    const look = async (/** @type {string} */ name) => {
        found.push(...await accessibilityFaults(page, `desk-password-${name}`));
        await page.setViewportSize(PHONE);
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push(`${name} is wider than a phone`);
        await page.setViewportSize({ width: 1280, height: 900 });
    };
    await page.goto(`${server.url}/`);
    await page.locator("[name=username]").fill(studio.email);
    await press(page, "Forgotten your password?");
    await heading(page, "Forgotten your password?");
    // What was typed came along, and who listens is told where it is.
    assert.equal(await page.locator("[name=username]").inputValue(), studio.email);
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await look("forgotten");
    await press(page, "Send the link");
    await heading(page, "Look into your mail");
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await look("sent");
    const link = await linkOf(1);

    await press(page, "Back to the sign-in");
    await heading(page, "Sign in");
    // The page is there already: only what stands behind the # changes.
    await page.goto(link);
    await heading(page, "Choose a new password");
    await look("reset");
    await page.locator("[name=password]").fill("aaaaaaaaaaaa");
    await press(page, "Set the password");
    await page.locator("[name=password][aria-invalid=true]").waitFor();
    await page.locator("[name=password]").fill(NEW);
    await page.keyboard.press("Enter");
    await heading(page, "Sign in");
    await page.getByText("Your new password is set. Sign in with it.").waitFor();
    assert.equal(new URL(page.url()).hash, "");
    await look("set");
    await page.locator("[name=username]").fill(studio.email);
    await page.locator("[name=password]").fill(NEW);
    await page.keyboard.press("Enter");
    await page.getByRole("navigation").first().waitFor();

    // The link is used up: it says so, also to somebody who is signed in, and leads to another letter.
    await page.goto(link);
    await page.reload();
    await heading(page, "Choose a new password");
    await page.locator("[name=password]").fill(NEW);
    await press(page, "Set the password");
    await heading(page, "This link no longer holds");
    await look("ended");
    await press(page, "Back to the galleries");
    await page.getByRole("navigation").first().waitFor();
    assert.deepEqual(found, []);
    await person.close();
});

test("a link that no longer holds leads to another letter, in German too", async () => {
    const person = await visit(browser, { expected: /410/, locale: "de-DE" });
    const { page } = person;
    await page.goto(`${server.url}/#reset=${"x".repeat(43)}`);
    await heading(page, "Wählen Sie ein neues Passwort");
    await page.locator("[name=password]").fill(NEW);
    await page.keyboard.press("Enter");
    await heading(page, "Dieser Link gilt nicht mehr");
    assert.deepEqual(await accessibilityFaults(page, "desk-password-ended"), []);
    await press(page, "Neuen Link anfordern");
    await heading(page, "Passwort vergessen?");
    await page.locator("[name=username]").fill("nobody@nowhere.example");
    await press(page, "Link schicken");
    await heading(page, "Sehen Sie in Ihre E-Mails");
    await person.close();
});

test("a new password signs out who was signed in with the old one", async () => {
    const email = (await makeStudio(server.url)).email;
    const [one, other] = [await visit(browser, { expected: /401/ }), await visit(browser)];
    await signIn(one.page, server.url, email);
    await other.page.goto(`${server.url}/`);
    await other.page.locator("[name=username]").fill(email);
    await other.page.getByRole("button", { name: "Forgotten your password?" }).click();
    await other.page.getByRole("button", { name: "Send the link" }).click();
    await heading(other.page, "Look into your mail");
    await other.page.goto(await linkOf(2));
    await other.page.locator("[name=password]").fill(NEW);
    await other.page.getByRole("button", { name: "Set the password" }).click();
    await other.page.getByText("Your new password is set.").waitFor();
    await one.page.reload();
    await heading(one.page, "Sign in");
    await one.close();
    await other.close();
});
