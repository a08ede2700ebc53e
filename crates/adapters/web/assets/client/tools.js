// The bar above the pictures, what is done with several of them, and the dialogs. Comes with the first sign of life.
import { chosen, everyImage, favourites, filter, gallery, guest, isPreview, look, may, parts, passes, proofing, shownSections, use } from "client/main.js";
import { decideAll, favourite, lists, refresh } from "client/actions.js";
import { follow } from "app/events.js";
import { t } from "app/i18n.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { NOTHING } from "ui/selection.js";
import { html, signal, useEffect } from "vendor/preact.js";

/** @typedef {import("client/main.js").Shown} Shown */
/** @typedef {import("client/main.js").Filter} Filter */
/** What is to be downloaded. @typedef {{images?: Shown[], list?: import("client/main.js").Schemas["Selection"], title: string}} Wish */

/** Which dialog is open. */
export const dialog = signal(/** @type {{kind: "lists"} | {kind: "add", images: Shown[]} | ({kind: "download"} & Wish) | null} */ (null));

/** @param {Wish} wish */
export async function download(wish) {
    await use("downloads");
    dialog.value = { kind: "download", ...wish };
}

/** @param {Shown[]} [images] to be put into a list; without them all that was chosen is shown */
export async function openLists(images) {
    await use("lists");
    dialog.value = images ? { kind: "add", images } : { kind: "lists" };
}

/** What is read once somebody is there. */
export function start() {
    void use("actions");
    void use("settings");
    refresh().catch(() => {});
    addEventListener("visibilitychange", () => { if (!document.hidden) refresh().catch(() => {}); });
    // Pictures that are being made come by themselves.
    if (everyImage.value.some((one) => one.state === "processing")) {
        follow(`/galleries/${guest.about.value?.gallery_id}/progress/stream`, { onEvent: () => { void look(); }, onDone: () => { void look(); }, onError: () => {} });
    }
}

/** @type {Filter[]} */
const FILTERS = ["all", "favourites", "approved", "undecided", "rejected", "changed"];

/** @param {Filter} which */
const countOf = (which) => new Set(everyImage.value.filter((one) => passes(one, which)).map((one) => one.id)).size;

function Filters() {
    const counts = FILTERS.map((one) => ({ one, count: one === "favourites" ? favourites.value.size : countOf(one) })).filter(({ one, count }) => count > 0 || one === filter.value || one === "all");
    // A filter that would show all the same is no choice.
    const useful = counts.filter(({ one }) => one !== "undecided" || counts.length > 2);
    if (useful.length < 2) return html`<span class="bar-space"></span>`;
    return html`<div class="bar-filters" role="group" aria-label=${t("client.filter")}>${useful.map(({ one, count }) => html`
        <button type="button" class="button chip" key=${one} aria-pressed=${String(filter.value === one)} onClick=${() => { filter.value = one; }}>${t(`client.show.${one}`)} <span class="count">${count}</span></button>`)}</div>`;
}

/** "7 of 10": what is still to be chosen. */
export function counter() {
    const now = proofing.value;
    if (!now) return "";
    const { approvals } = now.counted;
    const max = now.settings.max_approvals ?? now.settings.min_approvals;
    return max ? t("client.counter", { count: approvals, total: max }) : t("client.counter_open", { count: approvals });
}

export function Bar() {
    const { settings } = parts.value;
    const openList = lists.value?.find((one) => one.user_id === null || one.user_id === undefined);
    const total = openList?.max_images ?? openList?.included;
    return html`
        <span class="bar-name">${gallery.value?.subject_name}</span>
        ${may.value.proof ? html`<${Filters} />` : html`<span class="bar-space"></span>`}
        <span class="bar-tools">
            ${may.value.proof && html`<button type="button" class="button" onClick=${() => openLists()}>${icon("list")} <span class="bar-word">${openList && total ? `${openList.name}: ${t("client.counter", { count: openList.image_count, total })}` : counter() || t("client.lists")}</span></button>`}
            ${(may.value.proof || may.value.download) && html`<button type="button" class="button button-icon" aria-pressed=${String(chosen.value !== null)} aria-label=${t("client.choose")} title=${t("client.choose")}
                onClick=${() => { chosen.value = chosen.value ? null : NOTHING; }}>${icon("check")}</button>`}
            ${may.value.download && html`<button type="button" class="button button-icon" aria-label=${t("client.download_all")} title=${t("client.download_all")}
                onClick=${() => download({ title: t("client.download_all") })}>${icon("download")}</button>`}
            ${settings && html`<${Menu} label=${t("client.you")} class="button button-icon" items=${[
                { label: guest.about.value?.user?.name || t("client.guest"), icon: icon("user"), disabled: true },
                ...settings.items(),
                !isPreview && { label: t("client.leave"), icon: icon("out"), run: leave },
            ]}>${icon("more")}<//>`}
        </span>
        ${gallery.value?.status === "completed" && gallery.value.mode === "proofing" && html`<p class="bar-note" role="status">${icon("lock")} ${t("client.completed")}</p>`}
        ${may.value.isLocked && html`<p class="bar-note" role="status">${icon("lock")} ${t("client.locked")}</p>`}`;
}

/** Somebody else may use this device: forgets who was here. */
async function leave() {
    const { confirm } = await import("ui/dialog.js");
    if (!(await confirm({ title: t("client.leave"), text: t("client.leave_text"), confirm: t("client.leave_do"), danger: true }))) return;
    guest.leave();
    location.replace(location.pathname);
}

/** What is done with those that were chosen. */
function Chosen() {
    const { ids } = chosen.value ?? NOTHING;
    const images = [...new Map(everyImage.value.filter((one) => ids.has(one.id)).map((one) => [one.id, one])).values()];
    const done = () => { chosen.value = null; };
    useEffect(() => {
        const onKey = (/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape" && !document.querySelector("dialog[open], [role=menu]")) done(); };
        addEventListener("keydown", onKey);
        return () => removeEventListener("keydown", onKey);
    }, []);
    const none = images.length === 0;
    return html`
        <div class="chosen" data-dock role="region" aria-label=${t("client.choose")}>
            <span class="chosen-count" role="status">${t("client.chosen", { count: images.length })}</span>
            <button type="button" class="button button-quiet" onClick=${() => { chosen.value = { ids: new Set(shownSections.value.flatMap((one) => one.images.map((image) => image.id))), anchor: null }; }}>${t("client.choose_all")}</button>
            ${may.value.decide && html`<button type="button" class="button" disabled=${none} onClick=${() => decideAll(images, "approved")}>${icon("check")} ${t("client.approve")}</button>
                <button type="button" class="button" disabled=${none} onClick=${() => decideAll(images, "rejected")}>${icon("close")} ${t("client.reject")}</button>`}
            ${may.value.proof && html`<button type="button" class="button" disabled=${none || isPreview} title=${isPreview ? t("client.preview.off") : null} onClick=${() => favourite(images, true)}>${icon("heart")} ${t("client.favourite")}</button>
                <button type="button" class="button" disabled=${none} onClick=${() => openLists(images)}>${icon("list")} ${t("client.add_to_list")}</button>`}
            ${may.value.download && html`<button type="button" class="button" disabled=${none} onClick=${() => download({ images, title: t("client.download_chosen", { count: images.length }) })}>${icon("download")} ${t("client.download")}</button>`}
            <button type="button" class="button button-primary" onClick=${done}>${t("client.done")}</button>
        </div>`;
}

export function Dialogs() {
    const now = dialog.value;
    const { downloads, lists: listing } = parts.value;
    const close = () => { dialog.value = null; };
    return html`
        ${chosen.value && html`<${Chosen} />`}
        ${now?.kind === "download" && downloads && html`<${downloads.Download} wish=${now} onClose=${close} />`}
        ${now?.kind === "lists" && listing && html`<${listing.Lists} onClose=${close} />`}
        ${now?.kind === "add" && listing && html`<${listing.AddTo} images=${now.images} onClose=${close} />`}`;
}

