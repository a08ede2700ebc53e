// The client's gallery begins here: what it knows, how it is opened, and what is seen first. Everything that is done with pictures is
// imported when it is first used, so that a phone has little to fetch before it shows the cover.
import { request } from "app/api.js";
import { recall } from "app/dom.js";
import { describe, startLanguage, t } from "app/i18n.js";
import { isProblem } from "app/problem.js";
import { guestOf } from "app/session.js";
import { Grid } from "ui/grid.js";
import { icon } from "ui/icons.js";
import { Picture, aiLabel } from "ui/picture.js";
import { batch, computed, html, render, signal, useEffect } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]} Schemas */
/** @typedef {Schemas["GalleryImage"]} Shown a picture of the gallery */
/** @typedef {Schemas["Decision"]} Decision */
/** @typedef {{group: Schemas["ImageGroup"], images: Shown[]}} Section */
/** @typedef {"all" | "favourites" | "approved" | "undecided" | "rejected" | "changed"} Filter */

const token = decodeURIComponent(location.pathname.split("/")[2] ?? "");
/** @type {{link?: {needs_code: boolean, subject_name: string | null}, preview?: boolean}} */
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");

/** Whether the desk shows here what a client would see: all is to be looked at, and nothing to be done. */
export const isPreview = boot.preview === true;
export const guest = isPreview ? (await import("client/preview.js")).previewGuest(() => { void showAnew(); }, () => close("preview_ended")) : guestOf(token);
export const link = { needsCode: boot.link?.needs_code ?? false, title: boot.link?.subject_name ?? "" };

/** What is shown instead of the gallery, or over it. */
export const phase = signal(/** @type {"starting" | "door" | "open" | "closed" | "failed"} */ ("starting"));
/** Why the gallery was closed, as a code of the API, or what failed. */
export const reason = signal(/** @type {unknown} */ (null));
export const gallery = signal(/** @type {Schemas["Gallery"] | null} */ (null));
export const sections = signal(/** @type {Section[]} */ ([]));
export const proofing = signal(/** @type {Schemas["ProofingState"] | null} */ (null));
export const filter = signal(/** @type {Filter} */ ("all"));
/** The ids of the guest's favourites, as soon as they are known. */
export const favourites = signal(/** @type {Set<number>} */ (new Set()));
/** What the lightbox goes through; null while it is closed. */
export const opened = signal(/** @type {{items: Shown[], index: number} | null} */ (null));
/** Not null while several pictures are chosen. */
export const chosen = signal(/** @type {import("ui/grid.js").Selection | null} */ (null));
/** Parts that were imported: dialogs, messages, the lightbox. */
export const parts = signal(/** @type {Record<string, any>} */ ({}));

/** @type {Map<number, import("vendor/preact.js").Signal<Decision>>} */
const decisions = new Map();

/** What the guest says of a picture; kept apart from the picture, so that a change draws one cell anew. @param {Shown} image */
export function decisionOf(image) {
    let state = decisions.get(image.id);
    if (!state) decisions.set(image.id, (state = signal(image.own_decision)));
    return state;
}

/** Where it is kept that this guest has handed in, so that the page can say so before it has asked. */
export const handedIn = () => `handed_in.${guest.about.value?.gallery_id}.${guest.about.value?.user?.id}`;

/** What this guest may do here: only that is shown. */
export const may = computed(() => {
    const [one, policy] = [gallery.value, guest.about.value?.policy];
    const isProofing = one?.mode === "proofing" && one.status === "active";
    const isLocked = proofing.value?.is_locked ?? recall("localStorage", handedIn()) === true;
    return {
        proof: isProofing,
        decide: isProofing && !isLocked && !isPreview,
        rate: isProofing && !isLocked && !isPreview && one.proofing.ratings_enabled,
        stars: isProofing && one.proofing.ratings_enabled,
        comment: one?.mode === "proofing" && one.status !== "archived" && one.proofing.comments_enabled,
        download: policy?.download !== false,
        isLocked,
    };
});

export const everyImage = computed(() => sections.value.flatMap((one) => one.images));
/** Whether all pictures are here, and not only the first ones of each group. */
export const isWhole = signal(false);

/** @param {Shown} image @param {Filter} which */
export function passes(image, which) {
    const { decision, changed_since_decision } = decisionOf(image).value;
    if (which === "favourites") return favourites.value.has(image.id);
    if (which === "changed") return changed_since_decision;
    return which === "all" || decision === which;
}

export const shownSections = computed(() => (filter.value === "all" ? sections.value
    : sections.value.map((one) => ({ ...one, images: one.images.filter((image) => passes(image, filter.value)) })).filter((one) => one.images.length)));

/**
 * A request of the guest. Where the link has ended meanwhile the page says so.
 * @type {typeof request}
 */
export const ask = /** @type {any} */ (async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ options) => {
    try {
        return await request(method, path, options);
    } catch (error) {
        if (isProblem(error) && (error.status === 410 || (isPreview && error.status === 401))) close(error.code);
        throw error;
    }
});

function close(/** @type {string} */ code) {
    if (isPreview) parent.postMessage({ preview: "ended" }, location.origin);
    batch(() => { reason.value = code; phase.value = "closed"; opened.value = null; chosen.value = null; });
}

export const at = (/** @type {string} */ rest = "") => `/galleries/${guest.about.value?.gallery_id}${rest}`;

/** Puts pictures into their sections, and takes over what the guest said of them elsewhere. @param {Schemas["ImageGroup"][]} groups @param {Shown[]} images */
function arrange(groups, images) {
    /** @type {Map<number, Shown[]>} */
    const byGroup = new Map(groups.map((one) => [one.id, []]));
    for (const image of images) byGroup.get(image.group_id)?.push(image);
    batch(() => {
        for (const image of images) decisionOf(image).value = image.own_decision;
        const now = opened.value;
        const fresh = new Map(images.map((one) => [one.id, one]));
        // Whoever is looking at one goes on with the new addresses.
        if (now) opened.value = { ...now, items: now.items.map((one) => fresh.get(one.id) ?? one) };
        sections.value = groups.map((group) => ({ group, images: byGroup.get(group.id) ?? [] })).filter((one) => one.images.length);
    });
}

/** Reads what is seen first: two requests at once. */
async function load() {
    const [about, groups] = await Promise.all([ask("GET", at()), ask("GET", at("/groups"), { query: { include: "images,placeholder", image_limit: 40 } })]);
    const images = groups.data.flatMap((/** @type {Schemas["ImageGroup"]} */ one) => one.images ?? []);
    batch(() => {
        gallery.value = about.data;
        isWhole.value = groups.data.every((/** @type {Schemas["ImageGroup"]} */ one) => (one.images?.length ?? 0) >= one.image_count);
        arrange(groups.data, images);
        phase.value = "open";
    });
    document.title = about.data.subject_name;
    const wanted = Number(location.hash.slice(1));
    if (wanted) {
        await more();
        const index = everyImage.value.findIndex((one) => one.id === wanted);
        if (index >= 0) show(everyImage.value, index, false);
    }
}

/** The desk shows other terms, or another group is shown: everything is read again. */
async function showAnew() {
    opened.value = chosen.value = null;
    try {
        await load();
        if (touched) await more();
    } catch (error) {
        if (phase.peek() !== "closed") batch(() => { reason.value = error; phase.value = "failed"; });
    }
}

/** @type {Promise<void> | null} */
let reading = null;

/** Reads all pictures, with addresses that are good for some hours. @param {boolean} [groupsToo] */
export function read(groupsToo = false) {
    reading ??= (async () => {
        /** @type {Shown[]} */
        const images = [];
        for (let total = 1; images.length < total;) {
            const page = await ask("GET", at("/images"), { query: { include: "placeholder", limit: 1000, offset: images.length } });
            images.push(...page.data);
            total = page.data.length ? page.pagination?.total ?? 0 : 0;
        }
        const groups = groupsToo ? (await ask("GET", at("/groups"))).data : sections.value.map((one) => one.group);
        arrange(groups, images);
        isWhole.value = true;
    })().finally(() => { reading = null; });
    return reading;
}

/** The rest of the pictures, if there is one. */
export async function more() {
    if (!isWhole.value) await read();
}

/** @type {Map<number, number>} */
const asked = new Map();

/** A picture was not answered: its address may have expired. A broken picture is asked for again only now and then. @param {Shown} image */
export function renew(image) {
    if (Date.now() - (asked.get(image.id) ?? 0) < 60_000) return;
    asked.set(image.id, Date.now());
    read().catch(() => {});
}

/** Looks whether the studio has changed something, and whether the link still stands. */
export async function look() {
    if (phase.value !== "open" || document.hidden) return;
    try {
        const { data } = await ask("GET", at(), { retries: 0 });
        const isNew = data.content_version !== gallery.value?.content_version;
        if (data.version !== gallery.value?.version || isNew || data.status !== gallery.value?.status) gallery.value = data;
        if (isNew) await read(true);
    } catch (error) {
        if (isProblem(error) && (error.status === 401 || error.status === 404)) await ended();
    }
}

/** The sign-in has ended: because the link has, or only by time. The page of the link knows, and looking at it makes no guest. */
async function ended() {
    if (phase.value === "closed") return;
    if (isPreview) return close("preview_ended");
    const page = await fetch(location.pathname, { credentials: "omit" }).catch(() => null);
    if (!page) return;
    if (page.status !== 404 && page.status !== 410) { opened.value = null; phase.value = "door"; return; }
    // The link is closed, so this opens nothing; it only tells why.
    const why = await request("POST", "/share/enter", { body: { token }, auth: false, retries: 0 }).catch((error) => error);
    close(isProblem(why) ? why.code : "not_found");
}

/**
 * Opens the lightbox. The picture is part of the address, so that "back" closes it and a reload comes back to it.
 * @param {Shown[]} items @param {number} index @param {boolean} [push]
 */
export function show(items, index, push = true) {
    const image = items[index];
    if (!image) return;
    if (push) history.pushState({ picture: true }, "", `#${image.id}`);
    opened.value = { items, index };
    void use("viewer");
}

/** Modules of what is done, by name. Written out, so that the import map and the checks see each. @type {Record<string, () => Promise<any>>} */
const LATER = {
    actions: () => import("client/actions.js"),
    door: () => import("client/door.js"),
    downloads: () => import("client/downloads.js"),
    lists: () => import("client/lists.js"),
    settings: () => import("client/settings.js"),
    tools: () => import("client/tools.js"),
    viewer: () => import("client/viewer.js"),
};

/** @param {keyof typeof LATER} name */
export async function use(name) {
    const known = parts.value[name];
    if (known) return known;
    const module = await /** @type {() => Promise<any>} */ (LATER[name])();
    parts.value = { ...parts.value, [name]: module };
    return module;
}

/** Runs a function of the module of actions: `act("approve", image)`. @param {string} name @param {...any} values */
export const act = (name, ...values) => use("actions").then((module) => module[name](...values)).catch((error) => console.error(error));

let touched = false;
/** The first sign of life: from now on what is needed next is fetched before it is asked for. */
function touch() {
    if (touched || phase.value !== "open") return;
    touched = true;
    more().catch(() => {});
    void use("tools").then((module) => module.start());
}

/** What to call a group: its own name, or in the person's language what its type stands for if nobody named it. @param {Schemas["ImageGroup"]} group */
export function headingOf(group) {
    if (!group.name.endsWith(` – ${group.type}`)) return group.name;
    const text = t(`client.group.${group.type}`);
    return text.startsWith("client.") ? group.type.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase()) : text;
}

/** What lies on a picture in the grid. @param {{image: Shown, tabIndex: 0 | -1}} props */
function Marks({ image, tabIndex }) {
    const { decision, rating, edit_requested, changed_since_decision } = decisionOf(image).value;
    const isLiked = favourites.value.has(image.id);
    const name = t(isLiked ? "client.unfavourite" : "client.favourite");
    return html`
        ${image.state !== "ready" && html`<span class="mark-wait">${t(image.state === "failed" ? "client.not_ready" : "client.in_making")}</span>`}
        ${decision === "rejected" && html`<span class="mark-shade"></span>`}
        <span class="marks">
            ${changed_since_decision && html`<span class="badge badge-warn">${t("client.changed")}</span>`}
            ${decision === "approved" && html`<span class="mark mark-good">${icon("check")}</span>`}
            ${decision === "rejected" && html`<span class="mark">${icon("close")}</span>`}
            ${rating && html`<span class="mark">${rating} ${icon("star", { filled: true })}</span>`}
            ${edit_requested && html`<span class="mark">${icon("edit")}</span>`}
        </span>
        ${may.value.proof && !chosen.value && html`<button type="button" class="button button-icon over mark-heart" tabIndex=${tabIndex} disabled=${isPreview} aria-pressed=${String(isLiked)} aria-label=${name} title=${isPreview ? t("client.preview.off") : name}
            onClick=${() => act("favourite", [image], !isLiked)}>${icon("heart", { filled: isLiked })}</button>`}`;
}

/** In words what the marks show. @param {Shown} image */
export function say(image) {
    const { decision, rating, edit_requested, changed_since_decision } = decisionOf(image).value;
    return [
        decision !== "undecided" && t(`client.state.${decision}`), rating && t("client.stars", { count: rating }), edit_requested && t("client.edit_wanted"),
        changed_since_decision && t("client.changed"), favourites.value.has(image.id) && t("client.favourite"),
    ].filter(Boolean).join(", ");
}

function Cover() {
    const one = gallery.value;
    const picture = one?.primary_image;
    const policy = guest.about.value?.policy;
    if (!one) return null;
    // The gallery's own count knows of groups that this guest does not see.
    const count = sections.value.reduce((sum, { group }) => sum + group.image_count, 0);
    return html`
        <header class=${picture ? "cover" : "cover cover-plain"}>
            ${picture && html`<${Picture} image=${picture} sizes="100vw" alt="" eager />`}
            <div class="cover-text">
                <h1>${one.subject_name}</h1>
                ${one.description && html`<p>${one.description}</p>`}
                <p class="cover-facts">${t("client.count", { count })}${policy?.watermark ? html` · ${t("client.watermarked")}` : ""}${picture && aiLabel(picture) ? html` · ${t("client.cover_ai", { label: aiLabel(picture) })}` : ""}${may.value.isLocked ? html` · ${t("client.handed_in")}` : ""}</p>
                <a class="button button-large cover-go" href="#pictures" onClick=${jump}>${t("client.view")} ${icon("down")}</a>
            </div>
        </header>`;
}

/** @param {Event} event */
function jump(event) {
    event.preventDefault();
    const place = document.getElementById("pictures");
    place?.scrollIntoView({ behavior: "smooth" });
    place?.focus({ preventScroll: true });
}

/** @param {{section: Section, start: number, items: Shown[]}} props `start` is where it begins among all that are shown */
function Part({ section: { group, images }, start, items }) {
    const heading = headingOf(group);
    const now = opened.value;
    const active = now && now.items[now.index]?.group_id === group.id ? now.index - start : undefined;
    return html`
        <section class="part" aria-labelledby="part-${group.id}">
            <h2 id="part-${group.id}">${heading} <span class="count">${filter.value === "all" ? group.image_count : images.length}</span></h2>
            ${group.description && html`<p class="muted">${group.description}</p>`}
            <${Grid} items=${images} label=${heading} rowHeight=${300} gap=${6} active=${active} onExpired=${renew} describe=${say} selection=${chosen.value ? picks : undefined} toggles
                onOpen=${(/** @type {Shown} */ _, /** @type {number} */ index) => show(items, start + index)}
                overlay=${(/** @type {Shown} */ image, /** @type {{tabIndex: 0 | -1}} */ state) => html`<${Marks} image=${image} tabIndex=${state.tabIndex} />`} />
        </section>`;
}

/** The grid's view of what is chosen, which is there only while something can be. */
const picks = /** @type {any} */ ({ get value() { return chosen.value ?? { ids: new Set(), anchor: null }; }, set value(next) { chosen.value = next; } });

function Pictures() {
    const shown = shownSections.value;
    const items = shown.flatMap((one) => one.images);
    const { tools } = parts.value;
    let start = 0;
    return html`
        <${Cover} />
        <main id="pictures" class="pictures" tabIndex="-1" aria-label=${t("client.pictures")}>
            <div class="bar">${tools && html`<${tools.Bar} />`}</div>
            ${!sections.value.length && html`<p class="pictures-none">${t("client.none")}</p>`}
            ${sections.value.length > 0 && !shown.length && html`<p class="pictures-none" role="status">${t(`client.nothing.${filter.value}`)}</p>`}
            ${shown.map((section) => {
                const begin = start;
                start += section.images.length;
                return html`<${Part} key=${section.group.id} section=${section} start=${begin} items=${items} />`;
            })}
        </main>`;
}

function App() {
    const { door, viewer, actions, tools } = parts.value;
    useEffect(() => { if (phase.value === "door" || phase.value === "closed" || phase.value === "failed") void use("door"); }, [phase.value]);
    const now = phase.value;
    return html`
        <a class="skip-link" href="#pictures" onClick=${jump}>${t("client.skip")}</a>
        ${isPreview && html`<p class="preview-strip"><strong>${t("client.preview.label")}</strong> <span>${t("client.preview.text")}</span></p>`}
        ${now === "open" && html`<${Pictures} />`}
        ${now === "door" && door && html`<${door.Door} enter=${enter} />`}
        ${now === "closed" && door && html`<${door.Closed} />`}
        ${now === "failed" && door && html`<${door.Failed} retry=${start} />`}
        ${now === "open" && opened.value && viewer && html`<${viewer.Viewer} />`}
        ${tools && now === "open" && html`<${tools.Dialogs} />`}
        ${actions && html`<${actions.Messages} />`}`;
}

/** Opens the link as a guest. @param {{name?: string, access_code?: string, stay?: boolean}} entry */
async function enter(entry) {
    await guest.open(entry);
    await load();
}

async function start() {
    phase.value = "starting";
    try {
        if (await guest.resume()) await load();
        else if (isPreview) close("preview_ended");
        else phase.value = "door";
    } catch (error) {
        if (phase.peek() === "closed") return;
        if (isProblem(error) && (error.status === 401 || error.status === 404)) return ended();
        batch(() => { reason.value = error; phase.value = "failed"; });
        console.warn(isProblem(error) ? describe(error) : error);
    }
}

const theme = recall("localStorage", "theme");
if (theme) document.documentElement.setAttribute("data-theme", theme);
for (const sign of ["pointermove", "pointerdown", "touchstart", "keydown", "scroll", "focusin"]) addEventListener(sign, touch, { passive: true, capture: true });
addEventListener("popstate", () => { if (!location.hash) opened.value = null; });
addEventListener("visibilitychange", look);
setInterval(look, 60_000);
// The first requests do not wait for the texts.
void start();
await startLanguage();
const place = document.getElementById("app");
if (place) render(html`<${App} />`, place);
