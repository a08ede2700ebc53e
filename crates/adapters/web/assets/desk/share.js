// The links of a gallery: making one, passing it on, and closing it.
import { all, request } from "app/api.js";
import { date, relative } from "app/format.js";
import { t } from "app/i18n.js";
import { confirm } from "ui/dialog.js";
import { Empty, Failure } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { Loading } from "ui/spinner.js";
import { Table } from "ui/table.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { EditLink, MadeLink, NewLink, ShowLink } from "desk/share-dialog.js";

/** @typedef {import("types/api").components["schemas"]["ShareLink"]} ShareLink */

const LOOKS = { open: "badge-good", expired: "badge-warn", revoked: "" };

/** @param {import("desk/gallery.js").PartProps} props */
export default function Share({ gallery }) {
    const links = useSignal(/** @type {ShareLink[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const making = useSignal(false);
    const editing = useSignal(/** @type {ShareLink | null} */ (null));
    const made = useSignal(/** @type {ShareLink | null} */ (null));
    const showing = useSignal(/** @type {ShareLink | null} */ (null));

    async function read() {
        failed.value = null;
        try {
            links.value = await all(`/galleries/${gallery.id}/share-links`);
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, [gallery.id]);

    /** @param {ShareLink} link */
    async function revoke(link) {
        if (!await confirm({ title: t("share.revoke_ask"), text: t("share.revoke_text"), confirm: t("share.revoke"), danger: true })) return;
        try {
            await request("DELETE", `/share-links/${link.id}`);
            await read();
            toast(t("share.revoked"));
        } catch (error) {
            toastError(error);
        }
    }

    /** @param {ShareLink} link */
    const terms = (link) => [
        t(link.policy.download ? "share.with_download" : "share.no_download"), link.policy.watermark && t("share.watermark"),
        link.has_access_code && t("share.code"), link.has_download_pin && t("share.pin"),
    ].filter(Boolean).join(", ");
    /** @type {import("ui/table.js").Column<ShareLink>[]} */
    const columns = [
        { key: "label", label: t("share.label"), head: true, sort: (link) => link.label, render: (link) => link.label || t("share.unnamed") },
        { key: "state", label: t("share.state"), sort: (link) => link.state, render: (link) => html`<span class="badge ${LOOKS[link.state]}">${t(`share.states.${link.state}`)}</span>` },
        { key: "terms", label: t("share.terms"), render: terms },
        { key: "ends", label: t("share.expires"), sort: (link) => link.expires_at, render: (link) => (link.expires_at ? date(link.expires_at) : t("share.never")) },
        { key: "views", label: t("share.views"), end: true, sort: (link) => link.view_count, render: (link) => link.view_count },
        { key: "downloads", label: t("share.downloads"), end: true, sort: (link) => link.download_count,
            render: (link) => (link.policy.download_limit ? t("share.of", { count: link.download_count, limit: link.policy.download_limit }) : link.download_count) },
        { key: "used", label: t("share.used"), sort: (link) => link.last_used_at, render: (link) => (link.last_used_at ? relative(link.last_used_at) : "–") },
        { key: "actions", label: t("gallery.actions"), hideLabel: true, render: (link) => link.state !== "revoked" && html`
            <${Menu} label=${t("share.actions_of", { name: link.label || t("share.unnamed") })} class="button button-quiet" items=${[
                link.state === "open" && gallery.status !== "archived" && { label: t("share.preview.show"), icon: icon("eye"), run: () => { showing.value = link; } },
                { label: t("share.edit"), icon: icon("edit"), run: () => { editing.value = link; } },
                { label: t("share.revoke"), icon: icon("lock"), danger: true, run: () => { void revoke(link); } },
            ]}>${icon("more")}<//>` },
    ];
    return html`
        <div class="row row-spread"><h2>${t("share.title")}</h2>
            ${gallery.status !== "archived" && html`<button class="button button-primary" onClick=${() => { making.value = true; }}>${icon("link")}${t("share.new")}</button>`}</div>
        ${gallery.status === "archived" && html`<p class="hint">${t("share.archived")}</p>`}
        ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !links.value ? html`<${Loading} />`
            : html`<${Table} caption=${t("share.title")} columns=${columns} rows=${links.value} empty=${html`<${Empty} icon="link" title=${t("share.none")}><p>${t("share.none_hint")}</p><//>`} />`}
        ${making.value && html`<${NewLink} gallery=${gallery} onClose=${() => { making.value = false; }} onMade=${(/** @type {ShareLink} */ link) => { making.value = false; made.value = link; void read(); }} />`}
        ${made.value && html`<${MadeLink} link=${made.value} onClose=${() => { made.value = null; }} />`}
        ${showing.value && html`<${ShowLink} gallery=${gallery} link=${showing.value} onClose=${() => { showing.value = null; }} />`}
        ${editing.value && html`<${EditLink} link=${editing.value} onClose=${() => { editing.value = null; }} onDone=${read} />`}`;
}
