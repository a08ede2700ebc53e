// A product's label, and a group's: what is typed about them.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Dialog } from "ui/dialog.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";

/** @typedef {import("types/api").components["schemas"]["Product"]} Product */
/** @typedef {import("types/api").components["schemas"]["ImageGroup"]} ImageGroup */
const VISIBILITIES = ["public", "members", "studio"];

/** @param {{product?: Product, onClose: () => void, onDone: (product: Product) => void}} props */
export function ProductForm({ product, onClose, onDone }) {
    const currency = useSignal(product?.price?.currency ?? "");
    // Prices are in the currency of the studio, whatever it is.
    useEffect(() => { request("GET", "/studio").then(({ data }) => { currency.value = data.currency; }, () => {}); }, []);
    /** @param {Record<string, any>} values */
    async function save(values) {
        const amount = String(values["price.amount"] ?? "").trim().replace(",", ".");
        const body = { name: values.name, sku: values.sku || null, description: values.description || null, price: amount ? { amount, currency: currency.value } : null };
        const { data } = product ? await request("PATCH", `/products/${product.id}`, { body, ifMatch: product.version }) : await request("POST", "/products", { body, once: true });
        onClose();
        onDone(data);
    }
    return html`
        <${Dialog} title=${t(product ? "products.edit" : "products.new")} onClose=${onClose}>
            <${Form} onSubmit=${save}>
                <${Field} name="name" label=${t("products.name")} required value=${product?.name} maxlength="200" />
                <${Field} name="sku" label=${t("products.sku")} hint=${t("products.sku_hint")} value=${product?.sku} />
                <${Field} name="price.amount" label=${t("products.price")} inputmode="decimal" autocomplete="off" value=${product?.price?.amount} after=${html`<span class="muted">${currency.value}</span>`} />
                <${Field} name="description" type="textarea" label=${t("products.description")} value=${product?.description} />
                <div class="row"><${Submit}>${t("products.save")}<//></div>
            <//>
        <//>`;
}

/** @param {{productId: number, group?: ImageGroup, onClose: () => void, onDone: () => void}} props */
export function GroupForm({ productId, group, onClose, onDone }) {
    /** @param {Record<string, any>} values */
    async function save(values) {
        const body = { name: values.name, description: values.description || null, visibility: values.visibility };
        if (group) await request("PATCH", `/products/${productId}/groups/${group.id}`, { body, query: { type: group.type } });
        else await request("POST", `/products/${productId}/groups`, { body: { ...body, type: values.type.trim().toLowerCase().replace(/[\s-]+/g, "_") }, once: true });
        onClose();
        onDone();
    }
    return html`
        <${Dialog} title=${t(group ? "products.group_edit" : "products.group_new")} onClose=${onClose}>
            <${Form} onSubmit=${save}>
                <${Field} name="name" label=${t("products.group_name")} required value=${group?.name} />
                ${!group && html`<${Field} name="type" label=${t("products.group_type")} hint=${t("products.group_type_hint")} required value="main" autocomplete="off" />`}
                <${Field} name="visibility" type="select" label=${t("products.visibility")} value=${group?.visibility ?? "public"} options=${VISIBILITIES.map((one) => ({ value: one, label: t(`products.visibility.${one}`) }))} />
                <${Field} name="description" type="textarea" label=${t("products.description")} value=${group?.description} />
                <div class="row"><${Submit}>${t("products.save")}<//></div>
            <//>
        <//>`;
}
