// A group of a gallery: making one, and changing its name, type and visibility.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { Dialog } from "ui/dialog.js";
import { Choice, Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { html } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["ImageGroup"]} Group */

const TYPES = ["main", "behind_the_scenes", "details", "retouched"];
const SEEN = ["public", "members", "studio"];

/** What to call a type: our own word where there is one. @param {string} type */
export const typeName = (type) => (TYPES.includes(type) ? t(`gallery.type.${type}`) : type.replaceAll("_", " "));

/** What to call a group: its own name, or what its type stands for if it was made by an upload. @param {Group} group */
export const headingOf = (group) => (group.name.endsWith(` – ${group.type}`) ? capital(typeName(group.type)) : group.name);
const capital = (/** @type {string} */ text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** @param {string} text */
const asType = (text) => text.trim().toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "") || "main";

/** @param {{galleryId: number, group: Group | null, onClose: () => void, onDone: () => unknown}} props `group` null makes one */
export function GroupDialog({ galleryId, group, onClose, onDone }) {
    const title = group ? t("gallery.group_edit") : t("gallery.group_new");
    /** @param {Record<string, any>} values */
    async function save({ name, type, visibility, description }) {
        const body = { name, visibility, description: description || null };
        if (group) await request("PATCH", `/galleries/${galleryId}/groups/${group.id}`, { query: { type: group.type }, body });
        else await request("POST", `/galleries/${galleryId}/groups`, { body: { ...body, type: asType(type) }, once: true });
        onClose();
        await onDone();
    }
    return html`
        <${Dialog} title=${title} onClose=${onClose}>
            <${Form} onSubmit=${save} label=${title}>
                <${Field} name="name" label=${t("gallery.group_name")} required maxlength="255" value=${group?.name} />
                ${group ? html`<p class="hint">${t("gallery.group_type")}: ${typeName(group.type)}</p>` : html`
                    <${Field} name="type" label=${t("gallery.group_type")} hint=${t("gallery.group_type_hint")} required maxlength="50" list="group-types" value="main" />
                    <datalist id="group-types">${TYPES.map((one) => html`<option key=${one} value=${one}>${typeName(one)}</option>`)}</datalist>`}
                <${Choice} name="visibility" label=${t("gallery.visibility")} value=${group?.visibility ?? "public"}
                    options=${SEEN.map((value) => ({ value, label: t(`gallery.seen.${value}`), hint: t(`gallery.seen_hint.${value}`) }))} />
                <${Field} name="description" type="textarea" rows="2" label=${t("galleries.description")} value=${group?.description} />
                <${Submit}>${group ? t("gallery.save") : title}<//>
            <//>
        <//>`;
}
