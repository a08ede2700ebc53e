// Every dialog and every menu is opened and looked at by axe, in both themes and at both widths. One that nobody opens here fails the last test.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sourcesOf } from "../../crates/adapters/web/tests/asked.js";
import { enter, faultsOfPart, launch, signIn, visit } from "./support/browser.js";
import { pictures } from "./support/jpeg.js";
import { startServer } from "./support/server.js";
import { makeStudio } from "./support/studio.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof makeStudio>>} */
let studio;
/** @type {any} */
let gallery;
let product = 0;
let person = 0;
let [link, pinned] = ["", ""];

/** What was opened of each module. @type {Map<string, Set<string>>} */
const opened = new Map();
/** @type {string[]} */
const found = [];

before(async () => {
    [server, browser] = await Promise.all([startServer(), launch()]);
    studio = await makeStudio(server.url);
    const { call } = studio;
    gallery = await studio.gallery("Summer on the fjord");
    const images = await studio.upload(gallery.id, pictures(4));
    await call("POST", `/galleries/${gallery.id}/groups`, { name: "Highlights", type: "highlights" });
    await call("POST", `/galleries/${gallery.id}/images/${images[0].id}/comments`, { body: "A little lighter, please" });
    await call("POST", `/galleries/${gallery.id}/selections`, { name: "For the album", included: 2 });
    link = await studio.link(gallery.id, { label: "For the hotel", policy: { presets: ["hotpreview", "thumb", "web"], download: true } });
    pinned = await studio.link(gallery.id, { label: "With a PIN", policy: { presets: ["hotpreview", "thumb", "web"], download: true }, download_pin: "8642" });
    product = (await call("POST", "/products", { name: "Print on linen" })).data.id;
    const group = (await call("POST", `/products/${product}/groups`, { name: "Views", type: "main" })).data;
    await call("POST", `/image-groups/${group.id}/images`, { image_ids: images.slice(0, 2).map(({ id }) => id) });
    person = (await call("GET", "/users")).data[0].id;
    const waiting = new FormData();
    for (const { name, buffer } of pictures(3, { first: 100 })) waiting.append("files", new Blob([buffer], { type: "image/jpeg" }), name);
    await call("POST", "/staging", waiting);
    for (const { name, buffer } of pictures(3, { first: 200 })) {
        const form = new FormData();
        form.append("file", new Blob([buffer], { type: "image/jpeg" }), name);
        const { data } = await call("POST", "/image-files/new-photo", form);
        await call("POST", `/photos/${data.photo_hothash}/tags`, { tags: ["fjord", `tag ${name}`] });
    }
    await call("POST", "/authors", { name: "Kari Nordmann" });
    await call("POST", "/roles", { name: "second_shooter", kind: "studio", permissions: ["can_view_gallery"] });
    await call("POST", "/saved-searches", { name: "The sea", criteria: { q: "IMG" } });
    const session = (await call("POST", "/import-sessions", { title: "Second card", total_files: 2 })).data;
    await call("POST", `/import-sessions/${session.id}/errors`, { filename: "IMG_0042.CR3", code: "damaged_image", message: "the card has a bad sector" });
});
after(async () => { await browser?.close(); await server?.stop(); });

/**
 * Looks at what is open now, and closes it.
 * @param {import("playwright-core").Page} page
 * @param {string} module whose dialog or menu it is
 * @param {string} name
 */
async function look(page, module, name) {
    const isMenu = name.startsWith("menu");
    const part = isMenu ? "[role=menu]" : "dialog[open]";
    await page.locator(part).last().waitFor();
    await page.waitForFunction(() => !document.querySelector("dialog[open] .spinner, dialog[open] [aria-busy=true]"));
    found.push(...await faultsOfPart(page, `${module.replaceAll("/", "-").replace(".js", "")}-${name}`, part));
    const names = opened.get(module) ?? new Set();
    opened.set(module, names.add(name));
    await page.keyboard.press("Escape");
    if (isMenu) await page.locator(part).waitFor({ state: "detached" });
}

/** @param {(page: import("playwright-core").Page, go: (path: string) => Promise<void>) => Promise<void>} work @param {RegExp} [expected] */
async function atTheDesk(work, expected) {
    const visitor = await visit(browser, { expected });
    const { page } = visitor;
    await signIn(page, server.url, studio.email);
    await work(page, async (path) => { await page.goto(`${server.url}/desk${path}`); await page.locator("h1").first().waitFor(); });
    await visitor.close();
}

const button = (/** @type {import("playwright-core").Page} */ page, /** @type {string | RegExp} */ name) => page.getByRole("button", { name, ...typeof name === "string" && { exact: true } }).first();
const item = (/** @type {import("playwright-core").Page} */ page, /** @type {string} */ name) => page.getByRole("menuitem", { name, exact: true });

test("the frame of the desk", { timeout: 100_000 }, async () => {
    const visitor = await visit(browser);
    await visitor.page.goto(`${server.url}/`);
    await button(visitor.page, "English").click();
    await look(visitor.page, "desk/doors.js", "menu");
    await visitor.close();
    await atTheDesk(async (page, go) => {
        await go("/galleries");
        await button(page, "Appearance").click();
        await look(page, "ui/theme.js", "menu");
        await page.locator(".desk-name").click();
        await look(page, "desk/shell.js", "menu");
        await page.route(/\/(api|auth)\//, (route) => route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify({ code: "token_expired", status: 401 }) }));
        await page.getByRole("link", { name: "Clients" }).click();
        await look(page, "desk/shell.js", "sign-in-again");
    }, /401/);
});

test("galleries and their links", { timeout: 190_000 }, async () => {
    await atTheDesk(async (page, go) => {
        await go("/galleries?new=1");
        await look(page, "desk/galleries-new.js", "new");
        await go(`/galleries/${gallery.id}`);
        await button(page, "Actions").click();
        await look(page, "desk/gallery.js", "menu");
        await button(page, "Actions of the group Main").click();
        await look(page, "desk/gallery-pictures.js", "menu");
        await button(page, "New group").click();
        await look(page, "desk/gallery-groups.js", "new");
        const cell = page.locator(".grid-cell").first();
        await cell.click();
        await button(page, "Move to group").click();
        await look(page, "desk/gallery-actions.js", "menu-move");
        await button(page, "AI label").click();
        await look(page, "desk/gallery-actions.js", "menu-ai");
        await page.keyboard.press("?");
        await look(page, "ui/hotkeys.js", "help");
        await button(page, "Versions").click();
        await look(page, "desk/gallery-versions.js", "versions");
        await page.locator(".gallery-bar").getByRole("button", { name: "Delete" }).click();
        await look(page, "ui/dialog.js", "question");
        await cell.dblclick();
        await look(page, "desk/gallery-pictures.js", "lightbox");

        await go(`/galleries/${gallery.id}?tab=share`);
        await button(page, "Actions of For the hotel").click();
        await look(page, "desk/share.js", "menu");
        await button(page, "Actions of For the hotel").click();
        await item(page, "Edit link").click();
        await look(page, "desk/share-dialog.js", "edit");
        await button(page, "Actions of For the hotel").click();
        await item(page, "As the client sees it").click();
        await page.frameLocator("dialog iframe").locator("#pictures h2").first().waitFor();
        await look(page, "desk/share-dialog.js", "show");
        await button(page, "New link").click();
        await look(page, "desk/share-dialog.js", "new");
        await button(page, "New link").click();
        await page.getByRole("dialog").locator("button[type=submit]").click();
        await page.locator(".share-made").waitFor();
        await look(page, "desk/share-dialog.js", "made");

        await go(`/galleries/${gallery.id}?tab=results`);
        await button(page, /^Read 1 comment/).click();
        await look(page, "desk/proofing-comments.js", "comments");
        await page.getByRole("row").filter({ hasText: "For the album" }).getByRole("button").last().click();
        await look(page, "desk/proofing-selections.js", "menu");
        await button(page, "New list").click();
        await look(page, "desk/proofing-selections.js", "new");
    });
});

test("the tray and products", { timeout: 150_000 }, async () => {
    await atTheDesk(async (page, go) => {
        await go("/tray");
        await page.locator(".grid-cell").first().waitFor();
        await button(page, "More").click();
        await look(page, "desk/tray.js", "menu");
        await page.locator(".grid-cell").first().click();
        await button(page, "Assign to …").click();
        await look(page, "desk/tray-assign.js", "assign");
        await page.locator(".grid-cell").first().dblclick();
        await page.locator("dialog[open] footer").getByRole("button", { name: "More" }).click();
        await look(page, "desk/cull.js", "menu");
        await look(page, "desk/cull.js", "culling");
        await go("/tray/proposals");
        await button(page, "Summer on the fjord").click();
        await look(page, "desk/tray-window.js", "window");

        await go("/products?new=1");
        await button(page, "New product").click();
        await look(page, "desk/product-form.js", "product");
        await go(`/products/${product}`);
        await button(page, "New group").click();
        await look(page, "desk/product-form.js", "group");
        await button(page, "More about “Views”").click();
        await look(page, "desk/product-group.js", "menu-group");
        await page.locator(".product-image-menu button").first().click();
        await look(page, "desk/product-group.js", "menu-picture");
        await button(page, "Add pictures").click();
        await look(page, "desk/product-pick.js", "pick");
        // A gallery without a session time says so by 404.
    }, /404.*session-window/);
});

test("the library", { timeout: 190_000 }, async () => {
    await atTheDesk(async (page, go) => {
        await go("/library?q=IMG");
        await button(page, /^Criteria/).click();
        await look(page, "desk/library-search.js", "criteria");
        await button(page, "Keep this search").click();
        await look(page, "desk/library-search.js", "keep");
        await button(page, "More for The sea").click();
        await look(page, "desk/library-search.js", "menu");
        await page.locator(".grid-cell").first().click();
        await page.locator(".grid-cell").nth(1).click({ modifiers: ["Control"] });
        await button(page, "Add tags").click();
        await look(page, "desk/library-selection.js", "tags");
        await button(page, "Stack").click();
        await look(page, "desk/library-selection.js", "stack");
        await button(page, "Publish").click();
        await look(page, "desk/library-publish.js", "publish");
        await page.locator(".grid-cell").first().dblclick();
        await page.locator(".library-file").first().waitFor();
        await page.locator("dialog summary").last().click();
        await look(page, "desk/library.js", "lightbox");
        await go("/library/tags");
        await button(page, "More for fjord").click();
        await look(page, "desk/library-tags.js", "menu");
        await button(page, "More for fjord").click();
        await item(page, "Rename").click();
        await look(page, "desk/library-tags.js", "rename");
        await page.getByRole("checkbox").first().check();
        await page.getByRole("checkbox").nth(1).check();
        await button(page, "Merge 2 tags").click();
        await look(page, "desk/library-tags.js", "merge");
        await go("/library/authors");
        await button(page, "New author").click();
        await look(page, "desk/library-authors.js", "new");
        await button(page, "More for Kari Nordmann").click();
        await look(page, "desk/library-authors.js", "menu");
        await go("/library/imports");
        await button(page, "More for Second card").click();
        await look(page, "desk/library-imports.js", "menu");
        await button(page, "More for Second card").click();
        await item(page, "Rename").click();
        await look(page, "desk/library-imports.js", "rename");
        await button(page, "More for Second card").click();
        await item(page, "Show errors").click();
        await page.getByRole("dialog").getByText("IMG_0042.CR3").waitFor();
        await look(page, "desk/library-imports.js", "errors");
    });
});

test("people and settings", { timeout: 100_000 }, async () => {
    await atTheDesk(async (page, go) => {
        await go("/organizations");
        await button(page, "New client").click();
        await look(page, "desk/organizations.js", "new");
        await go("/people?tab=invitations");
        await button(page, "Invite").click();
        await look(page, "desk/people.js", "invite");
        await go("/people?tab=roles");
        await button(page, "New role").click();
        await look(page, "desk/roles.js", "new");
        // The same dialog about a role that is there.
        await page.locator("summary").filter({ hasText: "second_shooter" }).click();
        await button(page, "Change second_shooter").click();
        await look(page, "desk/roles.js", "new");
        await go(`/people/${person}`);
        await page.getByRole("tab", { name: "Grants" }).click();
        await button(page, "Grant").click();
        await look(page, "desk/grants.js", "grant");
        await go("/settings/tokens");
        await button(page, "New API token").click();
        await look(page, "desk/tokens.js", "new");
    });
});

test("the client's gallery", { timeout: 150_000 }, async () => {
    const guest = await visit(browser);
    const { page } = guest;
    await enter(page, link, "Ola");
    // What is needed later comes once somebody moves.
    await page.mouse.move(100, 100);
    await button(page, "Settings").click();
    await look(page, "client/tools.js", "menu");
    await button(page, "Download all").click();
    await look(page, "client/downloads.js", "sizes");
    await page.locator(".bar-tools button").first().click();
    await look(page, "client/lists.js", "lists");
    await button(page, "Choose several").click();
    await page.locator("#pictures .grid-cell").first().click();
    await button(page, "Add to a list").click();
    await look(page, "client/lists.js", "add");
    await button(page, "Done").click();
    await page.locator("#pictures .grid-cell").first().click();
    await page.getByRole("dialog").locator(".is-approve").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Comments" }).click();
    await look(page, "client/viewer.js", "lightbox");
    await guest.close();
    const other = await visit(browser);
    await enter(other.page, pinned, "Kari");
    await other.page.mouse.move(100, 100);
    await button(other.page, "Download all").click();
    await look(other.page, "client/downloads.js", "pin");
    await other.close();
});

test("axe finds nothing, and nothing was left out", () => {
    assert.deepEqual(found, []);
    /** How many dialogs and menus each module has. @type {Record<string, number>} */
    const there = {};
    for (const { name, text } of sourcesOf(["ui", "client", "desk"])) {
        // The two modules that are dialogs themselves are opened through those that use them.
        const own = ["ui/dialog.js", "ui/lightbox.js"].includes(name) ? 0 : text.match(/<dialog\b/g)?.length ?? 0;
        const count = own + (text.match(/<\$\{(Dialog|Menu|Lightbox)\}/g)?.length ?? 0);
        if (count) there[name] = count;
    }
    const looked = Object.fromEntries([...opened].map(([name, names]) => [name, names.size]));
    const sorted = (/** @type {Record<string, number>} */ one) => Object.fromEntries(Object.entries(one).sort());
    assert.deepEqual(sorted(looked), sorted(there));
});
