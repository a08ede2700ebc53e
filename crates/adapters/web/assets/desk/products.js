// Products: what is sold, with the pictures that show it.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { money } from "app/format.js";
import { go, query, setQuery } from "app/router.js";
import { html, useEffect, useRef, useSignal } from "vendor/preact.js";
import { Empty } from "ui/empty.js";
import { Field } from "ui/field.js";
import { icon } from "ui/icons.js";
import { More, useGrowing } from "ui/pager.js";
import { AiMark, Picture } from "ui/picture.js";
import { Loading } from "ui/spinner.js";
import { toast, toastError } from "ui/toast.js";
import { ProductForm } from "desk/product-form.js";

/** @typedef {import("types/api").components["schemas"]["Product"]} Product */

export default function Products() {
    const search = query.value.get("search") ?? "";
    const isDeleted = query.value.get("deleted") === "true";
    const list = useGrowing("/products", { search, deleted: isDeleted || null, newest_first: true, limit: 60 });
    const making = useSignal(false);
    const wait = useRef(0);
    const products = /** @type {Product[]} */ (list.items.value);
    useEffect(() => () => clearTimeout(wait.current ?? 0), []);
    async function restore(/** @type {Product} */ one) {
        try {
            await request("POST", `/products/${one.id}/restore`, { once: true });
            toast(t("products.restored", { name: one.name }), { action: { label: t("products.open"), run: () => void go(`/desk/products/${one.id}`) } });
            void list.reload();
        } catch (error) {
            toastError(error, () => void restore(one));
        }
    }
    const isEmpty = list.done.value && !products.length;
    return html`
        <div class="stack products-page">
            <header class="row row-spread">
                <h1>${t("products.title")}</h1>
                <button type="button" class="button button-primary" onClick=${() => { making.value = true; }}>${icon("plus")} ${t("products.new")}</button>
            </header>
            <form class="row products-find" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
                <${Field} name="search" type="search" label=${t("products.search")} value=${search} onInput=${(/** @type {any} */ event) => {
                    const next = event.currentTarget.value;
                    clearTimeout(wait.current ?? 0);
                    wait.current = window.setTimeout(() => void setQuery({ search: next || null }), 250);
                }} />
                <button type="button" class="button" aria-pressed=${String(isDeleted)} onClick=${() => setQuery({ deleted: isDeleted ? null : true })}>${icon("trash")} ${t("products.deleted")}</button>
            </form>
            ${!products.length && list.busy.value && html`<${Loading} />`}
            ${isEmpty && (search || isDeleted ? html`<${Empty} icon="search" title=${t("products.none_found")} />`
                : html`<${Empty} icon="tag" title=${t("products.none")}><p>${t("products.none_hint")}</p><//>`)}
            <ul role="list" class="product-cards">${products.map((one) => html`
                <li key=${one.id} class="product-card">
                    <span class="product-picture">${one.primary_image ? html`<${Picture} image=${one.primary_image} sizes="280px" alt="" /><${AiMark} image=${one.primary_image} />` : icon("image")}</span>
                    <span class="product-words">
                        ${isDeleted ? html`<strong>${one.name}</strong>` : html`<a class="product-link" href="/desk/products/${one.id}">${one.name}</a>`}
                        <span class="row row-spread"><span class="muted">${one.sku ?? ""}</span>${one.price && html`<span>${money(one.price)}</span>`}</span>
                        ${isDeleted && html`<button type="button" class="button" onClick=${() => restore(one)}>${icon("redo")} ${t("products.restore")}</button>`}
                    </span>
                </li>`)}</ul>
            <${More} list=${list} />
            ${making.value && html`<${ProductForm} onClose=${() => { making.value = false; }} onDone=${(/** @type {Product} */ one) => go(`/desk/products/${one.id}`)} />`}
        </div>`;
}
