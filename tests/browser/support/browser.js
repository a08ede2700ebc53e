// Chromium, and pages that may not complain.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { kept } from "./place.js";
import { PASSWORD } from "./studio.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

export function launch() {
    const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"];
    return chromium.launch({ executablePath: process.env.ATELIER_CHROMIUM ?? "/usr/bin/chromium", args });
}

/**
 * A person's window. Whatever the page complains of is kept, be it the policy of its content, an error of a script, a request
 * that was refused or one that went elsewhere; `close` fails if there is something that was not expected.
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions & {expected?: RegExp}} [options]
 */
export async function visit(browser, { expected, ...options } = {}) {
    const context = await browser.newContext({ viewport: DESK, locale: "en-GB", timezoneId: "Europe/Oslo", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(20_000);
    /** @type {string[]} */
    const faults = [];
    const complain = (/** @type {string} */ text) => { if (!expected?.test(text)) faults.push(text); };
    await context.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) => console.error(`content policy: ${event.violatedDirective} refused ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`));
    });
    context.on("console", (message) => { if (message.type() === "error") complain(`${message.text()} (${message.location().url})`); });
    context.on("weberror", (error) => complain(String(error.error().stack)));
    context.on("request", (request) => {
        const page = request.frame().page().url();
        const address = new URL(request.url());
        if (/^https?:/.test(page) && /^https?:/.test(address.protocol) && address.origin !== new URL(page).origin) complain(`a request to ${address}`);
    });
    const page = await context.newPage();
    const close = async () => { await context.close(); assert.deepEqual(faults, [], "the page complained"); };
    return { context, page, faults, close };
}

/** Signs in by the form. @param {import("playwright-core").Page} page @param {string} url @param {string} email */
export async function signIn(page, url, email) {
    await page.goto(`${url}/`);
    await page.getByLabel("User name or e-mail address").fill(email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("navigation").first().waitFor();
}

/** Opens a link as a guest does. @param {import("playwright-core").Page} page @param {string} link @param {string} [name] */
export async function enter(page, link, name = "") {
    await page.goto(link);
    if (name) await page.locator("[name=name]").fill(name);
    await page.locator("form button[type=submit]").click();
    await page.locator("#pictures h2").first().waitFor();
}

/** Keeps a picture of the page. @param {import("playwright-core").Page} page @param {string} name */
export async function keep(page, name) {
    await mkdir(kept, { recursive: true });
    await page.screenshot({ path: join(kept, `${name}.png`) });
}

/**
 * Waits until nothing moves any more. One change can set another going in the frame after it, so two frames in a row must be still;
 * what turns for ever is waited for one second.
 * @param {import("playwright-core").Page} page
 */
async function untilStill(page) {
    await page.evaluate(async () => {
        const end = performance.now() + 1000;
        for (let still = 0; still < 2 && performance.now() < end;) {
            await new Promise((done) => { requestAnimationFrame(done); });
            still = document.getAnimations().some(({ playState }) => playState === "running") ? 0 : still + 1;
        }
    });
}

/**
 * What axe finds, in both themes, in words.
 * @param {import("playwright-core").Page} page
 * @param {string} name also of the screenshots
 * @param {string} [without] what is looked at by itself, such as a frame
 */
export async function accessibilityFaults(page, name, without) {
    const found = [];
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
        await page.emulateMedia({ colorScheme });
        await untilStill(page);
        // The other way opens a page for each look.
        const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
        const { violations } = await (without ? axe.exclude(without) : axe).analyze();
        for (const { id, help, nodes } of violations) found.push(`${name} (${colorScheme}): ${id}: ${help}: ${nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
        await keep(page, `${name}-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: null });
    return found;
}

/**
 * What axe finds in one part of the page, such as an open dialog, in both themes, on a desk and on a phone; and whether it is wider than the window.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 * @param {string} part a selector
 */
export async function faultsOfPart(page, name, part) {
    const found = [];
    if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axeSource);
    for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
        await page.setViewportSize(viewport);
        for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
            await page.emulateMedia({ colorScheme });
            await untilStill(page);
            const violations = await page.evaluate(async (part) => {
                const axe = /** @type {any} */ (globalThis).axe;
                const { violations } = await axe.run(part, { resultTypes: ["violations"], iframes: false });
                return violations.map((/** @type {any} */ { id, help, nodes }) => ({ id, help, nodes: nodes.map((/** @type {any} */ { target, any }) => ({ target, any: any.slice(0, 1).map((/** @type {any} */ { message }) => ({ message })) })) }));
            }, part);
            for (const { id, help, nodes } of violations) found.push(`${name} (${size}, ${colorScheme}): ${id}: ${help}: ${nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
        }
        const outside = await page.locator(part).last().evaluate((element) => {
            const { left, right } = element.getBoundingClientRect();
            const wide = [element, ...element.querySelectorAll(".dialog-body")].some((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "hidden");
            return left < -1 || right > innerWidth + 1 || wide;
        });
        if (outside) found.push(`${name} (${size}): does not fit into the window`);
        await keep(page, `${name}-${size}`);
    }
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize(DESK);
    return found;
}
