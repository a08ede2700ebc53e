// How somebody is called and reached: of the own account, and of another person.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { html } from "vendor/preact.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { toast } from "ui/toast.js";

/** @typedef {import("types/api").components["schemas"]["User"]} User */

/**
 * @param {{user: User, path: string, label: string, onSaved: (user: User) => void, children?: any, actions?: any}} props `path` is what is changed;
 *   children are further fields, `actions` stand beside the button
 */
export function PersonForm({ user, path, label, onSaved, children, actions }) {
    return html`
        <${Form} key=${user.version} label=${label} onSubmit=${async (/** @type {any} */ values) => {
            const body = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value || null]));
            onSaved((await request("PATCH", path, { body, ifMatch: user.version })).data);
            toast(t("people.saved"));
        }}>
            <${Field} name="name" label=${t("people.name")} value=${user.name} required maxlength="255" />
            <${Field} name="email" type="email" label=${t("people.email")} value=${user.email} maxlength="255" />
            <${Field} name="username" label=${t("people.username")} value=${user.username} maxlength="50" />
            <${Field} name="phone" type="tel" label=${t("people.phone")} value=${user.phone} />
            ${children}
            <div class="row"><${Submit}>${t("library.save")}<//>${actions}</div>
        <//>`;
}
