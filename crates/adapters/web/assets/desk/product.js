// One product: its label, the groups with its pictures, and what shops get of it.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { money } from "app/format.js";
import { go, setTitle } from "app/router.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { confirm } from "ui/dialog.js";
import { Empty, Failure } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { AiMark, Picture } from "ui/picture.js";
import { Loading } from "ui/spinner.js";
import { Tabs } from "ui/tabs.js";
import { toast, toastError } from "ui/toast.js";
import { More, useGrowing } from "ui/pager.js";
import { GroupForm, ProductForm } from "desk/product-form.js";
import { ProductGroup, movedTo } from "desk/product-group.js";
import { typeName } from "desk/upload-target.js";

/** @typedef {import("types/api").components["schemas"]["Product"]} Product */
/** @typedef {import("types/api").components["schemas"]["ImageGroup"]} ImageGroup */

/** An address of a picture as this page may load it: the feed's are absolute, for shops. @param {string} url */
function ours(url) {
    const { pathname, search } = new URL(url, location.href);
    return pathname.startsWith("/media/") ? pathname + search : url;
}

/** What shops that embed the product get. @param {{id: number}} props */
function Feed({ id }) {
    const path = `/products/${id}/images`;
    const list = useGrowing(path, { limit: 100 });
    const address = `${location.origin}/api/v1${path}`;
    const copy = () => navigator.clipboard.writeText(address).then(() => toast(t("products.copied")), toastError);
    return html`
        <div class="stack">
            <p class="hint">${t("products.feed_hint")}</p>
            <p class="row"><code class="product-address">${address}</code>${navigator.clipboard && html`<button type="button" class="button" onClick=${copy}>${icon("copy")} ${t("products.copy")}</button>`}</p>
            ${list.done.value && !list.items.value.length && html`<${Empty} title=${t("products.feed_none")} />`}
            <ol role="list" class="product-images">${list.items.value.map((one) => html`
                <li key="${one.id}-${one.group_id}" class="product-image"><${Picture} sizes="180px"
                    image=${{ ...one, urls: Object.fromEntries(one.sources.map((/** @type {any} */ source) => [source.preset, ours(source.url)])) }} />
                    <span class="badge product-primary">${typeName(one.type)} · ${one.sources.map((/** @type {any} */ source) => source.width).join(", ")}</span></li>`)}</ol>
            <${More} list=${list} />
        </div>`;
}

/** @param {{params: {id?: string}}} props */
export default function ProductPage({ params }) {
    const path = `/products/${params.id}`;
    const product = useSignal(/** @type {Product | null} */ (null));
    const groups = useSignal(/** @type {ImageGroup[] | null} */ (null));
    const error = useSignal(/** @type {unknown} */ (null));
    const tab = useSignal("groups");
    const editing = useSignal(false);
    const making = useSignal(false);
    async function load() {
        try {
            const [one, all] = await Promise.all([request("GET", path), request("GET", `${path}/groups`, { query: { include: "images", image_limit: 100 } })]);
            product.value = one.data;
            groups.value = all.data;
            error.value = null;
            setTitle(one.data.name);
        } catch (thrown) {
            error.value = thrown;
        }
    }
    useEffect(() => { void load(); }, [path]);
    const now = product.value;
    if (error.value && !now) return html`<h1>${t("products.title")}</h1><${Failure} error=${error.value} retry=${load} />`;
    if (!now || !groups.value) return html`<${Loading} />`;
    const all = groups.value;

    /** @param {number | null} id */
    async function setPrimary(id) {
        try {
            product.value = (await request("PATCH", path, { body: { primary_image_id: id }, ifMatch: product.value?.version })).data;
            toast(t("products.primary_set"));
        } catch (thrown) {
            toastError(thrown, () => void load());
        }
    }
    /** @param {number} at @param {number} by */
    async function moveGroup(at, by) {
        const before = all;
        groups.value = movedTo(all, at, at + by);
        try {
            await request("PUT", `${path}/group-order`, { body: { groups: groups.value.map((one) => ({ group_id: one.id, type: one.type })) } });
        } catch (thrown) {
            groups.value = before;
            toastError(thrown);
        }
    }
    async function remove() {
        if (!(await confirm({ title: t("products.delete_title", { name: now?.name ?? "" }), text: t("products.delete_text"), confirm: t("products.delete"), danger: true }))) return;
        try {
            await request("DELETE", path, { ifMatch: product.value?.version });
            toast(t("products.is_deleted", { name: now?.name ?? "" }));
            await go("/desk/products");
        } catch (thrown) {
            toastError(thrown);
        }
    }
    const groupList = () => html`
        <div class="stack">
            ${!all.length && html`<${Empty} icon="folder" title=${t("products.no_groups")}><p>${t("products.no_groups_hint")}</p><//>`}
            ${all.map((group, at) => html`<${ProductGroup} key="${group.id}-${group.type}" product=${now} group=${group} first=${at === 0} last=${at === all.length - 1} onChanged=${load}
                onMove=${(/** @type {number} */ by) => moveGroup(at, by)} onPrimary=${setPrimary} />`)}
            <div><button type="button" class="button" onClick=${() => { making.value = true; }}>${icon("plus")} ${t("products.group_new")}</button></div>
        </div>`;
    return html`
        <div class="stack product-page">
            <a href="/desk/products">${t("products.title")}</a>
            <header class="product-head">
                <span class="product-picture">${now.primary_image ? html`<${Picture} image=${now.primary_image} sizes="160px" alt="" /><${AiMark} image=${now.primary_image} />` : icon("image")}</span>
                <div class="stack">
                    <h1>${now.name}</h1>
                    <p class="row muted">${now.sku && html`<span>${now.sku}</span>`}${now.price && html`<span>${money(now.price)}</span>`}</p>
                    ${now.description && html`<p>${now.description}</p>`}
                    <div class="row">
                        <button type="button" class="button" onClick=${() => { editing.value = true; }}>${icon("edit")} ${t("products.edit")}</button>
                        ${now.primary_image_id && html`<button type="button" class="button" onClick=${() => setPrimary(null)}>${t("products.primary_first")}</button>`}
                        <button type="button" class="button" onClick=${remove}>${icon("trash")} ${t("products.delete")}</button>
                    </div>
                </div>
            </header>
            <h2 class="visually-hidden">${t("products.pictures")}</h2>
            <${Tabs} label=${t("products.pictures")} active=${tab.value} onChange=${(/** @type {string} */ key) => { tab.value = key; }}
                tabs=${[{ key: "groups", label: t("products.groups"), count: all.length, render: groupList }, { key: "feed", label: t("products.feed"), render: () => html`<${Feed} key=${now.content_version} id=${now.id} />` }]} />
            ${editing.value && html`<${ProductForm} product=${now} onClose=${() => { editing.value = false; }} onDone=${(/** @type {Product} */ one) => { product.value = one; }} />`}
            ${making.value && html`<${GroupForm} productId=${now.id} onClose=${() => { making.value = false; }} onDone=${load} />`}
        </div>`;
}
