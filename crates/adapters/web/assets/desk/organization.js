// One client: its data, its contacts, its galleries.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { go, setTitle, useUnsaved } from "app/router.js";
import { confirm } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Check, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { icon } from "ui/icons.js";
import { Loading } from "ui/spinner.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { TYPES } from "desk/organizations.js";
import { Members } from "desk/organizations-members.js";

/** @typedef {import("types/api").components["schemas"]["Organization"]} Organization */

const TEXTS = /** @type {const} */ (["billing_email", "billing_phone", "billing_address", "billing_zip", "billing_city", "billing_state", "payment_terms", "vendor_number", "insurance_code"]);

/** @param {{params: Record<string, string>}} props */
export default function OrganizationPage({ params }) {
    const id = Number(params.id);
    const client = useSignal(/** @type {Organization | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const dirty = useSignal(false);
    useUnsaved(() => dirty.value);

    async function read() {
        failed.value = null;
        try {
            client.value = (await request("GET", `/organizations/${id}`)).data;
            setTitle(client.value?.name ?? "");
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, [id]);

    /** @param {Record<string, any>} values */
    async function save({ name, type, tax_exempt, ...texts }) {
        const body = { name, type, tax_exempt, ...Object.fromEntries(TEXTS.map((key) => [key, texts[key] || null])) };
        client.value = (await request("PATCH", `/organizations/${id}`, { body, ifMatch: client.value?.version })).data;
        dirty.value = false;
        toast(t("gallery.saved"));
    }
    async function remove() {
        const name = client.value?.name ?? "";
        if (!await confirm({ title: t("gallery.delete_ask", { name }), text: t("organizations.delete_text"), confirm: t("gallery.delete"), danger: true })) return;
        try {
            await request("DELETE", `/organizations/${id}`);
            dirty.value = false;
            await go("/desk/organizations", { replace: true });
            toast(t("gallery.deleted", { name }), { action: { label: t("gallery.undo"), run: () => { void request("POST", `/organizations/${id}/restore`).then(() => go(`/desk/organizations/${id}`), toastError); } } });
        } catch (error) {
            toastError(error);
        }
    }

    const now = client.value;
    if (failed.value) return html`<h1>${t("organizations.client")}</h1><${Failure} error=${failed.value} retry=${read} />`;
    if (!now) return html`<h1>${t("organizations.client")}</h1><${Loading} />`;
    return html`
        <div class="gallery-head"><div><h1>${now.name}</h1><p class="muted">${t(`organizations.type.${now.type}`)}</p></div>
            <div class="row"><a class="button" href="/desk/galleries?client=${id}">${icon("grid")}${t("organizations.galleries")}</a>
                <button class="button button-danger" onClick=${remove}>${icon("trash")}${t("gallery.delete")}</button></div></div>
        <${Members} id=${id} />
        <h2>${t("organizations.data")}</h2>
        <div class="gallery-narrow">
            <${Form} onSubmit=${save} onInput=${() => { dirty.value = true; }} label=${t("organizations.data")}>
                <${Field} name="name" label=${t("organizations.name")} required maxlength="255" value=${now.name} />
                <${Field} name="type" type="select" label=${t("organizations.kind")} value=${now.type} options=${TYPES.map((value) => ({ value, label: t(`organizations.type.${value}`) }))} />
                ${TEXTS.map((key) => html`<${Field} key=${key} name=${key} type=${key === "billing_email" ? "email" : key === "billing_phone" ? "tel" : "text"} label=${t(`organizations.${key}`)} value=${now[key]} maxlength="255" />`)}
                <${Check} name="tax_exempt" label=${t("organizations.tax_exempt")} checked=${now.tax_exempt} />
                <${Submit}>${t("gallery.save")}<//>
            <//>
        </div>`;
}
