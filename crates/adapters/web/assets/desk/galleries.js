// All galleries: which there are, how far they are, and what happened last.
import { all, request } from "app/api.js";
import { relative } from "app/format.js";
import { t } from "app/i18n.js";
import { go, queryPart, setQuery } from "app/router.js";
import { Empty } from "ui/empty.js";
import { Field } from "ui/field.js";
import { icon } from "ui/icons.js";
import { More, useGrowing } from "ui/pager.js";
import { AiMark, Picture } from "ui/picture.js";
import { Loading } from "ui/spinner.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useMemo, useRef, useSignal } from "vendor/preact.js";
import { NewGallery } from "desk/galleries-new.js";

/** @typedef {import("types/api").components["schemas"]["Gallery"]} Gallery */
/** @typedef {import("types/api").components["schemas"]["Organization"]} Organization */

const STATES = ["active", "completed", "archived"];
const LOOKS = { active: "badge-good", completed: "badge-accent", archived: "" };

/** @param {{gallery: Gallery, client: string | undefined, onRestore: (gallery: Gallery) => void}} props */
function Card({ gallery, client, onRestore }) {
    const inside = html`
        <span class="gallery-cover">${gallery.primary_image
            ? html`<${Picture} image=${gallery.primary_image} sizes="22rem" alt="" /><${AiMark} image=${gallery.primary_image} />`
            : icon("image")}</span>
        <span class="gallery-name">${gallery.subject_name}</span>`;
    return html`
        <li class="gallery-card">
            ${gallery.deleted_at ? html`<div class="gallery-link">${inside}</div>` : html`<a class="gallery-link" href="/desk/galleries/${gallery.id}">${inside}</a>`}
            <div class="gallery-facts">
                ${client && html`<span>${client}</span>`}
                <span>${t("galleries.pictures", { count: (gallery.image_count ?? 0) })}${gallery.mode === "proofing" && (gallery.image_count ?? 0) > 0
                    ? ` · ${t("galleries.approved", { count: gallery.approved_count ?? 0 })}` : ""}${gallery.download_count
                    ? ` · ${t("galleries.downloads", { count: gallery.download_count })}` : ""}</span>
                <span class="row"><span class="badge ${LOOKS[gallery.status]}">${t(`galleries.status.${gallery.status}`)}</span>
                    <span class="hint">${relative(gallery.last_activity_at ?? gallery.created_at)}</span></span>
                ${gallery.deleted_at && html`<button class="button" onClick=${() => onRestore(gallery)}>${icon("redo")}${t("galleries.restore")}<span class="visually-hidden"> ${gallery.subject_name}</span></button>`}
            </div>
        </li>`;
}

export default function Galleries() {
    const parts = useMemo(() => ({ search: queryPart("search"), status: queryPart("status"), client: queryPart("client"), isNew: queryPart("new") }), []);
    const clients = useSignal(/** @type {Organization[]} */ ([]));
    const timer = useRef(0);
    const [search, status, client] = [parts.search.value, parts.status.value, parts.client.value];
    const list = useGrowing("/galleries", {
        newest_first: true, limit: 50, search, organization_id: client,
        ...status === "deleted" ? { deleted: true } : { status },
    });
    useEffect(() => {
        all("/organizations").then((found) => { clients.value = found; }, toastError);
        return () => clearTimeout(timer.current);
    }, []);

    /** @param {Gallery} gallery */
    async function restore(gallery) {
        try {
            await request("POST", `/galleries/${gallery.id}/restore`);
            toast(t("galleries.restored", { name: gallery.subject_name }), { action: { label: t("galleries.open"), run: () => { void go(`/desk/galleries/${gallery.id}`); } } });
            await list.reload();
        } catch (error) {
            toastError(error, () => { void restore(gallery); });
        }
    }

    const isFiltered = Boolean(search || status || client);
    const items = list.items.value;
    return html`
        <div class="row row-spread galleries-head">
            <h1>${t("desk.galleries")}</h1>
            <button class="button button-primary" onClick=${() => { void setQuery({ new: 1 }); }}>${icon("plus")}${t("galleries.new")}</button>
        </div>
        <div class="galleries-filters" role="search">
            <${Field} name="search" type="search" label=${t("galleries.search")} value=${search} onInput=${(/** @type {any} */ event) => {
                const { value } = event.currentTarget;
                clearTimeout(timer.current);
                timer.current = setTimeout(() => { void setQuery({ search: value }); }, 250);
            }} />
            <${Field} name="status" type="select" label=${t("galleries.state")} value=${status} onInput=${(/** @type {any} */ event) => { void setQuery({ status: event.currentTarget.value }); }}
                options=${[{ value: "", label: t("galleries.any") }, ...[...STATES, "deleted"].map((value) => ({ value, label: t(`galleries.status.${value}`) }))]} />
            <${Field} name="client" type="select" label=${t("galleries.client")} value=${client} onInput=${(/** @type {any} */ event) => { void setQuery({ client: event.currentTarget.value }); }}
                options=${[{ value: "", label: t("galleries.any") }, ...clients.value.map((one) => ({ value: one.id, label: one.name }))]} />
        </div>
        <p class="hint" role="status">${list.total.value !== null && t("galleries.count", { count: list.total.value })}</p>
        ${list.busy.value && !items.length && html`<${Loading} />`}
        ${list.done.value && !items.length && (isFiltered
            ? html`<${Empty} icon="search" title=${t("galleries.none_found")}><button class="button" onClick=${() => { void setQuery({ search: null, status: null, client: null }); }}>${t("galleries.show_all")}</button><//>`
            : html`<${Empty} icon="camera" title=${t("galleries.none")}><p>${t("galleries.none_hint")}</p>
                <button class="button button-primary" onClick=${() => { void setQuery({ new: 1 }); }}>${icon("plus")}${t("galleries.first")}</button><//>`)}
        <ul class="galleries" role="list">${items.map((/** @type {Gallery} */ one) =>
            html`<${Card} key=${one.id} gallery=${one} client=${clients.value.find((org) => org.id === one.organization_id)?.name} onRestore=${restore} />`)}</ul>
        <${More} list=${list} />
        ${parts.isNew.value && html`<${NewGallery} onClose=${() => { void setQuery({ new: null }); }} />`}`;
}
