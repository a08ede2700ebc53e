// Making a gallery, with its client if that is new as well.
import { all, newKey, request } from "app/api.js";
import { t } from "app/i18n.js";
import { go } from "app/router.js";
import { Dialog } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { Loading } from "ui/spinner.js";
import { html, useEffect, useRef, useSignal } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["Organization"]} Organization */

/** @param {{onClose: () => void}} props */
export function NewGallery({ onClose }) {
    const clients = useSignal(/** @type {Organization[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const chosen = useSignal("");
    // A client that was made when making the gallery failed is not made twice; the keys hold for one name each.
    const made = useRef(/** @type {{name: string, key: string, id: number | null}} */ ({ name: "", key: "", id: null }));

    async function read() {
        failed.value = null;
        try {
            const found = await all("/organizations");
            chosen.value = String(found[0]?.id ?? "new");
            clients.value = found;
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, []);
    // The form comes after the dialog was opened, so the focus does not find it by itself.
    useEffect(() => {
        if (clients.value) /** @type {HTMLInputElement | null} */ (document.querySelector("dialog [name=subject_name]"))?.focus();
    }, [clients.value]);

    /** @param {string} name */
    async function newClient(name) {
        const before = made.current;
        const now = before && before.name === name ? before : { name, key: newKey(), id: null };
        made.current = now;
        now.id ??= (await request("POST", "/organizations", { body: { name, type: "individual" }, once: now.key })).data.id;
        return now.id;
    }

    /** @param {Record<string, any>} values */
    async function submit({ subject_name, description, client_name }) {
        const organization_id = chosen.value === "new" ? await newClient(client_name.trim()) : Number(chosen.value);
        const { data } = await request("POST", "/galleries", { body: { subject_name, organization_id, ...description ? { description } : {} }, once: true });
        await go(`/desk/galleries/${data.id}`, { replace: true });
    }

    return html`
        <${Dialog} title=${t("galleries.new")} onClose=${onClose}>
            ${failed.value ? html`<${Failure} error=${failed.value} retry=${read} />` : !clients.value ? html`<${Loading} />` : html`
                <${Form} onSubmit=${submit} label=${t("galleries.new")}>
                    <${Field} name="subject_name" label=${t("galleries.subject")} hint=${t("galleries.subject_hint")} required maxlength="255" />
                    ${clients.value.length > 0 && html`<${Field} name="organization_id" type="select" label=${t("galleries.client")} value=${chosen.value} onInput=${(/** @type {any} */ event) => { chosen.value = event.currentTarget.value; }}
                        options=${[...clients.value.map((one) => ({ value: one.id, label: one.name })), { value: "new", label: t("galleries.new_client") }]} />`}
                    ${chosen.value === "new" && html`<${Field} name="client_name" label=${t("galleries.client_name")} required maxlength="255" />`}
                    <${Field} name="description" type="textarea" rows="2" label=${t("galleries.description")} />
                    <${Submit}>${t("galleries.create")}<//>
                <//>`}
        <//>`;
}
