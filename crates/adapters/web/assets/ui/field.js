// Fields with their label, hint and fault. In a `Form` they show what the API says about the field of their name.
import { errorOf } from "app/problem.js";
import { html, useId } from "vendor/preact.js";
import { useForm } from "ui/form.js";

/**
 * @typedef {object} FieldProps
 * @property {string} name as in the API's body; `price.amount` for a field inside
 * @property {string} label
 * @property {string} [hint]
 * @property {string} [error] instead of what the form knows
 * @property {any} [value] as `defaultValue` if there is no `onInput`
 * @property {string} [type] of an input, or "textarea", "select"
 * @property {{value: string | number, label: string}[]} [options] of a select
 * @property {boolean} [required]
 * @property {(event: any) => void} [onInput]
 * @property {any} [after] behind the input, such as a unit or a button
 */

/** What belongs to a field. @param {string} name @param {string | undefined} error @param {string | undefined} hint */
function useField(name, error, hint) {
    const form = useForm();
    const id = useId();
    form?.claim(name);
    const fault = error || errorOf(form?.problem, name);
    const described = [hint && `${id}-hint`, fault && `${id}-error`].filter(Boolean).join(" ") || null;
    return { id, fault, described, notes: html`
        ${hint && html`<span class="hint" id="${id}-hint">${hint}</span>`}
        ${fault && html`<span class="field-error" id="${id}-error">${fault}</span>`}` };
}

/**
 * An input, a text area or a select. Everything else goes to the element: autocomplete, maxlength, min, placeholder, inputmode …
 * @param {FieldProps & Record<string, any>} props
 */
export function Field({ name, label, hint, error, value, type = "text", options, required = false, onInput, after, ...rest }) {
    const { id, fault, described, notes } = useField(name, error, hint);
    const given = onInput ? { value: value ?? "" } : { defaultValue: value ?? "" };
    const common = {
        id, name, required, onInput, class: "input", "aria-invalid": fault ? "true" : null, "aria-describedby": described, ...rest,
    };
    // A select has no default value of its own: the option carries it.
    const input = type === "select"
        ? html`<select ...${common} value=${onInput ? value : undefined}>${options?.map((one) =>
            html`<option value=${one.value} key=${one.value} selected=${String(one.value) === String(value ?? "")}>${one.label}</option>`)}</select>`
        : type === "textarea"
            ? html`<textarea rows="4" ...${common} ...${given}></textarea>`
            : html`<input type=${type} ...${common} ...${given} />`;
    return html`
        <div class="field ${fault ? "is-wrong" : ""}">
            <label class="field-label" for=${id}>${label}${required && html`<span class="field-required" aria-hidden="true"> *</span>`}</label>
            ${after ? html`<span class="field-row">${input}${after}</span>` : input}
            ${notes}
        </div>`;
}

/**
 * A box to tick, or a switch for what takes effect at once.
 * @param {{name: string, label: string, hint?: string, error?: string, checked?: boolean, kind?: "checkbox" | "switch", onChange?: (checked: boolean) => void, [attribute: string]: any}} props
 */
export function Check({ name, label, hint, error, checked = false, kind = "checkbox", onChange, ...rest }) {
    const { id, fault, described, notes } = useField(name, error, hint);
    const state = onChange ? { checked } : { defaultChecked: checked };
    return html`
        <div class="field field-check ${fault ? "is-wrong" : ""}">
            <label class="check">
                <input type="checkbox" id=${id} name=${name} class=${kind} role=${kind === "switch" ? "switch" : null} ...${state} aria-invalid=${fault ? "true" : null}
                    aria-describedby=${described} onChange=${(/** @type {any} */ event) => onChange?.(event.currentTarget.checked)} ...${rest} />
                <span>${label}</span>
            </label>
            ${notes}
        </div>`;
}

/**
 * One of several, side by side.
 * @param {{name: string, label: string, value?: string, hint?: string, options: {value: string, label: string, hint?: string}[], onChange?: (value: string) => void}} props
 */
export function Choice({ name, label, value, hint, options, onChange }) {
    const { id, described, notes } = useField(name, undefined, hint);
    return html`
        <fieldset class="field choice" aria-describedby=${described}>
            <legend class="field-label">${label}</legend>
            <div class="choice-options">
                ${options.map((one) => html`
                    <label class="check" key=${one.value}>
                        <input type="radio" name=${name} id="${id}-${one.value}" value=${one.value} ...${onChange ? { checked: one.value === value } : { defaultChecked: one.value === value }}
                            onChange=${() => onChange?.(one.value)} />
                        <span>${one.label}${one.hint && html`<span class="hint">${one.hint}</span>`}</span>
                    </label>`)}
            </div>
            ${notes}
        </fieldset>`;
}
