// A form that keeps what was typed, shows what the API says, and can be sent once at a time.
import { isProblem } from "app/problem.js";
import { createContext, html, useContext, useRef, useSignal } from "vendor/preact.js";
import { ErrorLine } from "ui/empty.js";

/** @typedef {import("app/problem.js").Problem} Problem */
/**
 * What fields of a form need to know.
 * @typedef {{problem: Problem | null, busy: boolean, claim: (field: string) => void} | null} FormState
 */

export const FormContext = createContext(/** @type {FormState} */ (null));
/** @returns {FormState} */
export const useForm = () => useContext(FormContext);

/**
 * What was typed, by the names of the fields. Empty texts are "", switches true or false, numbers numbers or null; names that are on
 * several checked boxes give a list.
 * @param {HTMLFormElement} form
 * @returns {Record<string, any>}
 */
export function valuesOf(form) {
    /** @type {Record<string, any>} */
    const values = {};
    for (const field of form.elements) {
        const input = /** @type {HTMLInputElement} */ (field);
        if (!input.name || input.disabled) continue;
        if (input.type === "radio") { if (input.checked) values[input.name] = input.value; }
        else if (input.type === "checkbox" && input.dataset.many !== undefined) {
            values[input.name] ??= [];
            if (input.checked) values[input.name].push(input.value);
        } else if (input.type === "checkbox") values[input.name] = input.checked;
        else if (input.type === "number" || input.type === "range") values[input.name] = input.value === "" ? null : input.valueAsNumber;
        else if (input.type === "file") values[input.name] = [...input.files ?? []];
        else if (input.type !== "submit" && input.type !== "button") values[input.name] = input.value;
    }
    return values;
}

/**
 * A form. `onSubmit` gets the values and throws what the API threw: faults of fields appear beside them, the rest above the buttons,
 * and the focus goes to the first fault.
 *
 *     <${Form} onSubmit=${async (values) => { await request("POST", "/galleries", { body: values, once: true }); }}>
 *         <${Field} name="subject_name" label=${t("gallery.name")} required />
 *         <${Submit}>${t("common.save")}<//>
 *     <//>
 *
 * @param {{onSubmit: (values: Record<string, any>, submitter: string) => void | Promise<unknown>, onInput?: (values: Record<string, any>) => void, children?: any, class?: string, label?: string}} props
 */
export function Form({ onSubmit, onInput, children, class: look = "form", label }) {
    const problem = useSignal(/** @type {Problem | null} */ (null));
    const other = useSignal(/** @type {unknown} */ (null));
    const busy = useSignal(false);
    const known = useRef(/** @type {Set<string> | null} */ (null));
    known.current ??= new Set();
    const element = useRef(/** @type {HTMLFormElement | null} */ (null));

    /** @param {SubmitEvent} event */
    async function submit(event) {
        event.preventDefault();
        const form = element.current;
        if (busy.value || !form) return;
        const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
        busy.value = true;
        problem.value = other.value = null;
        try {
            await onSubmit(valuesOf(form), button?.value ?? "");
        } catch (error) {
            if (!isProblem(error)) console.error(error);
            const shown = isProblem(error) ? error : null;
            problem.value = shown;
            // What is said beside a field is not said again; faults of fields that are not here would be lost without the line.
            const isPlaced = shown?.errors.length && shown.errors.every((one) => known.current?.has(one.field));
            other.value = isPlaced ? null : error;
            requestAnimationFrame(() => /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid=true]"))?.focus());
        } finally {
            busy.value = false;
        }
    }

    const state = { problem: problem.value, busy: busy.value, claim: (/** @type {string} */ field) => { known.current?.add(field); } };
    return html`
        <form class=${look} ref=${element} aria-label=${label} aria-busy=${busy.value ? "true" : "false"} onSubmit=${submit}
            onInput=${() => { if (element.current) onInput?.(valuesOf(element.current)); }}>
            <${FormContext.Provider} value=${state}>${children}<//>
            <${ErrorLine} error=${other.value} />
        </form>`;
}

/** The button that sends the form; busy while it is sent. @param {{children?: any, danger?: boolean, value?: string, disabled?: boolean}} props */
export function Submit({ children, danger = false, value, disabled = false }) {
    const form = useForm();
    return html`<button type="submit" value=${value} disabled=${disabled} aria-disabled=${form?.busy ? "true" : null}
        class="button ${danger ? "button-danger" : "button-primary"} ${form?.busy ? "is-busy" : ""}">${children}</button>`;
}
