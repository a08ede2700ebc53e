// When and where a gallery's pictures were taken: what files are compared with. Other pages may open it for their gallery.
import { all, request } from "app/api.js";
import { t } from "app/i18n.js";
import { isProblem } from "app/problem.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Dialog, confirm } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { Loading } from "ui/spinner.js";
import { toast, toastError } from "ui/toast.js";
import { match } from "desk/tray-actions.js";

const STATUS = ["tentative", "pending", "scheduled", "confirmed", "in_progress", "completed", "processing", "delivered", "cancelled", "no_show"];
const BUFFERS = ["setup_minutes", "travel_before_minutes", "teardown_minutes", "travel_after_minutes"];
const ZONES = /** @type {string[]} */ (/** @type {any} */ (Intl).supportedValuesOf?.("timeZone") ?? []);

/** How far a zone is from UTC at an instant, in milliseconds. @param {number} at @param {string} zone */
function offsetAt(at, zone) {
    const parts = Object.fromEntries(new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" })
        .formatToParts(at).map((one) => [one.type, one.value]));
    return Date.UTC(Number(parts.year), Number(parts.month) - 1, Number(parts.day), Number(parts.hour), Number(parts.minute), Number(parts.second)) - Math.floor(at / 1000) * 1000;
}

/** An instant as clocks in a zone show it, for an input. @param {string} iso @param {string} zone */
export const localOf = (iso, zone) => new Date(Date.parse(iso) + offsetAt(Date.parse(iso), zone)).toISOString().slice(0, 16);

/** What a clock in a zone shows, as an instant. @param {string} local @param {string} zone */
export function instantOf(local, zone) {
    const guess = Date.parse(`${local}Z`);
    const first = guess - offsetAt(guess, zone);
    return new Date(guess - offsetAt(first, zone)).toISOString();
}

/** @param {{gallery: {id: number, name: string}, onClose: () => void}} props */
export function WindowDialog({ gallery, onClose }) {
    const path = `/galleries/${gallery.id}/session-window`;
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const known = useSignal(/** @type {any} */ (undefined));
    const error = useSignal(/** @type {unknown} */ (null));
    const load = () => request("GET", path).then(({ data }) => { known.value = data; }, (thrown) => {
        if (isProblem(thrown) && thrown.status === 404) known.value = null;
        else error.value = thrown;
    });
    useEffect(() => { void load(); }, []);
    const now = known.value;
    const zone = now?.timezone ?? own;

    async function again() {
        const waiting = await all("/staging", { query: { state: "ready" } }).catch(() => []);
        if (waiting.length) await match(waiting.map((one) => one.id));
    }
    /** @param {Record<string, any>} values */
    async function save(values) {
        const { timezone } = values;
        const body = {
            timezone, status: values.status, location: values.location || null, latitude: values.latitude, longitude: values.longitude,
            session_type: now?.session_type ?? null, job_type: now?.job_type ?? null, calendar_state: now?.calendar_state ?? "normal",
            starts_at: instantOf(values.starts_at, timezone), ends_at: instantOf(values.ends_at, timezone),
            ...Object.fromEntries(BUFFERS.map((one) => [one, values[one] ?? 0])),
        };
        await request("PUT", path, { body, ifMatch: now?.version });
        toast(t("window.saved"));
        onClose();
        await again();
    }
    async function remove() {
        if (!(await confirm({ title: t("window.remove_title", { name: gallery.name }), confirm: t("window.remove"), danger: true }))) return;
        try {
            await request("DELETE", path, { ifMatch: now.version });
            onClose();
            await again();
        } catch (thrown) {
            toastError(thrown);
        }
    }
    return html`
        <${Dialog} title=${t("window.of", { name: gallery.name })} onClose=${onClose}>
            ${error.value ? html`<${Failure} error=${error.value} retry=${() => { error.value = null; void load(); }} />` : now === undefined ? html`<${Loading} />` : html`
                <${Form} onSubmit=${save}>
                    <p class="hint">${t("window.explain")}</p>
                    <div class="window-pair">
                        <${Field} name="starts_at" type="datetime-local" required label=${t("window.starts")} value=${now ? localOf(now.starts_at, zone) : ""} />
                        <${Field} name="ends_at" type="datetime-local" required label=${t("window.ends")} value=${now ? localOf(now.ends_at, zone) : ""} />
                        <${Field} name="timezone" type="select" label=${t("window.zone")} value=${zone} options=${[...new Set([zone, "UTC", ...ZONES])].map((one) => ({ value: one, label: one.replaceAll("_", " ") }))} />
                        <${Field} name="status" type="select" label=${t("window.status")} value=${now?.status ?? "confirmed"} options=${STATUS.map((one) => ({ value: one, label: t(`window.status.${one}`) }))} />
                    </div>
                    <${Field} name="location" label=${t("window.location")} value=${now?.location ?? ""} />
                    <details>
                        <summary>${t("window.more")}</summary>
                        <div class="window-pair">
                            <${Field} name="latitude" type="number" step="any" min="-90" max="90" label=${t("window.latitude")} value=${now?.latitude ?? ""} />
                            <${Field} name="longitude" type="number" step="any" min="-180" max="180" label=${t("window.longitude")} value=${now?.longitude ?? ""} />
                            ${BUFFERS.map((one) => html`<${Field} key=${one} name=${one} type="number" min="0" label=${t(`window.${one}`)} value=${now?.[one] ?? 0} />`)}
                        </div>
                    </details>
                    <div class="row row-spread">
                        <${Submit}>${t("window.save")}<//>
                        ${now && html`<button type="button" class="button" onClick=${remove}>${t("window.remove")}</button>`}
                    </div>
                <//>`}
        <//>`;
}
