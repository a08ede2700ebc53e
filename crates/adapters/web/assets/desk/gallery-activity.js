// What became of a gallery: who came, what they said and what they took home, newest first.
import { dateTime, relative } from "app/format.js";
import { t } from "app/i18n.js";
import { Empty } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { More, useGrowing } from "ui/pager.js";
import { Loading } from "ui/spinner.js";
import { html } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["Activity"]} Activity */

/** What a kind of event looks like. @type {[string, Parameters<typeof icon>[0]][]} */
const LOOKS = [["share_link", "link"], ["image.downloaded", "download"], ["gallery.downloaded", "download"], ["image.approved", "check"], ["image.rejected", "close"],
    ["image.rated", "star"], ["image.edit", "edit"], ["image.commented", "comment"], ["comment", "comment"], ["selection", "list"], ["gallery.submi", "lock"]];

/** @param {string} kind */
const lookOf = (kind) => LOOKS.find(([start]) => kind.startsWith(start))?.[1] ?? "info";

/** An event in words. @param {Activity} one */
export function said(one) {
    const link = one.link?.label || t("share.unnamed");
    return t(`gallery.activity.${one.kind}`, { name: one.actor_name ?? t("gallery.activity.nobody"), link, count: one.image_count, list: one.selection_name ?? "" });
}

/** @param {import("desk/gallery.js").PartProps} props */
export default function GalleryActivity({ gallery }) {
    const list = useGrowing(`/galleries/${gallery.id}/activity`, { limit: 50 });
    const items = list.items.value;
    return html`
        <h2>${t("gallery.tab.activity")}</h2>
        ${list.busy.value && !items.length && html`<${Loading} />`}
        ${list.done.value && !items.length && html`<${Empty} icon="info" title=${t("gallery.activity.none")}><p>${t("gallery.activity.none_hint")}</p><//>`}
        <ul class="activity" role="list">${items.map((/** @type {Activity} */ one) => html`
            <li key=${one.id}>
                <span class="activity-icon">${icon(lookOf(one.kind))}</span>
                <span>${said(one)}${one.link && !one.kind.startsWith("share_link.") && html`<span class="hint">${t("gallery.activity.by", { link: one.link.label || t("share.unnamed") })}</span>`}</span>
                <time class="hint" datetime=${one.occurred_at} title=${dateTime(one.occurred_at)}>${relative(one.occurred_at)}</time>
            </li>`)}</ul>
        <${More} list=${list} />`;
}
