// What is written on a gallery, and the limits of its proofing.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { useUnsaved } from "app/router.js";
import { Check, Choice, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { toast } from "ui/toast.js";
import { html, useSignal } from "vendor/preact.js";

/** @param {import("desk/gallery.js").PartProps} props */
export default function GallerySettings({ gallery, change }) {
    const dirty = useSignal(false);
    const mode = useSignal(/** @type {string} */ (gallery.mode));
    useUnsaved(() => dirty.value);
    const { proofing } = gallery;

    /** @param {Record<string, any>} values */
    async function save(values) {
        const { subject_name, description } = values;
        const limits = mode.value === "proofing" ? { proofing: {
            min_approvals: values["proofing.min_approvals"], max_approvals: values["proofing.max_approvals"], max_edit_requests: values["proofing.max_edit_requests"],
            limit_scope: values["proofing.limit_scope"], ratings_enabled: values["proofing.ratings_enabled"], comments_enabled: values["proofing.comments_enabled"],
        } } : {};
        const { data } = await request("PATCH", `/galleries/${gallery.id}`, { body: { subject_name, description: description || null, mode: mode.value, ...limits }, ifMatch: gallery.version });
        dirty.value = false;
        change(data);
        toast(t("gallery.saved"));
    }
    const limit = (/** @type {"min_approvals" | "max_approvals" | "max_edit_requests"} */ name) => html`
        <${Field} name="proofing.${name}" type="number" min="0" max="100000" label=${t(`gallery.${name}`)} hint=${t("gallery.no_limit")} value=${proofing[name] ?? ""} />`;
    return html`
        <div class="gallery-narrow">
            <h2 class="visually-hidden">${t("gallery.tab.settings")}</h2>
            <${Form} onSubmit=${save} onInput=${() => { dirty.value = true; }} label=${t("gallery.tab.settings")}>
                <${Field} name="subject_name" label=${t("galleries.subject")} required maxlength="255" value=${gallery.subject_name} />
                <${Field} name="description" type="textarea" label=${t("galleries.description")} value=${gallery.description} />
                <${Choice} name="mode" label=${t("gallery.mode")} value=${mode.value} onChange=${(/** @type {string} */ next) => { mode.value = next; }} options=${["proofing", "presentation"].map((value) =>
                    ({ value, label: t(`gallery.modes.${value}`), hint: t(`gallery.modes_hint.${value}`) }))} />
                ${mode.value === "proofing" && html`
                    ${limit("min_approvals")}${limit("max_approvals")}${limit("max_edit_requests")}
                    <${Choice} name="proofing.limit_scope" label=${t("gallery.scope")} value=${proofing.limit_scope} options=${["person", "gallery"].map((value) => ({ value, label: t(`gallery.scopes.${value}`) }))} />
                    <${Check} name="proofing.ratings_enabled" label=${t("gallery.ratings")} checked=${proofing.ratings_enabled} />
                    <${Check} name="proofing.comments_enabled" label=${t("gallery.comments")} checked=${proofing.comments_enabled} />`}
                <${Submit}>${t("gallery.save")}<//>
            <//>
        </div>`;
}
