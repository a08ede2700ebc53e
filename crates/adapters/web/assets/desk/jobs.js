// The studio's background work, and what can be tried again.
import { request } from "app/api.js";
import { dateTime, relative } from "app/format.js";
import { hasText, t } from "app/i18n.js";
import { query, setQuery } from "app/router.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Empty } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { More, useGrowing } from "ui/pager.js";
import { Table } from "ui/table.js";
import { toast, toastError } from "ui/toast.js";

const STATES = ["queued", "running", "succeeded", "dead"];
/** What jobs say when they fail comes without codes; these sentences are the program's own. @type {[RegExp, string][]} */
const FAULTS = [
    [/^no image service is configured/, "jobs.fault.no_service"], [/^the handler panicked/, "jobs.fault.panicked"], [/^no attempt came to an end/, "jobs.fault.died"],
    [/^no worker knows/, "jobs.fault.unknown_kind"], [/^the (job names no|letter has no)/, "jobs.fault.incomplete"],
];
/** @param {string} said */
const told = (said) => { const known = FAULTS.find(([pattern]) => pattern.test(said)); return known ? t(known[1]) : said; };
/** @type {Record<string, string>} */
const LOOKS = { succeeded: "badge-good", dead: "badge-danger", running: "badge-accent" };

export default function Jobs() {
    const state = query.value.get("state") ?? "";
    const list = useGrowing("/jobs", { state, kind: query.value.get("kind"), newest_first: true, limit: 50 });
    const busy = useSignal(/** @type {Set<number>} */ (new Set()));
    const isMoving = list.items.value.some((one) => one.state === "queued" || one.state === "running");
    useEffect(() => {
        if (!isMoving) return;
        // Each job that moves is asked for by itself, so that a list that was scrolled stays where it is.
        const timer = setInterval(async () => {
            if (document.hidden) return;
            for (const one of list.items.peek().filter((job) => job.state === "queued" || job.state === "running").slice(0, 20)) {
                try {
                    const { data } = await request("GET", `/jobs/${one.id}`, { retries: 0 });
                    list.items.value = list.items.peek().map((job) => (job.id === data.id ? data : job));
                } catch { return; }
            }
        }, 5000);
        return () => clearInterval(timer);
    }, [isMoving, list]);
    const replay = async (/** @type {any} */ one) => {
        busy.value = new Set([...busy.value, one.id]);
        try {
            const { data } = await request("POST", `/jobs/${one.id}/replay`);
            list.items.value = list.items.value.map((job) => (job.id === one.id ? data : job));
            toast(t("jobs.queued_again"));
        } catch (error) { toastError(error); } finally {
            busy.value = new Set([...busy.value].filter((id) => id !== one.id));
        }
    };
    return html`
        <h1>${t("jobs.title")}</h1>
        <search class="row people-search">
            <select class="input library-sort" aria-label=${t("jobs.state")} onChange=${(/** @type {any} */ event) => { void setQuery({ state: event.currentTarget.value || null }); }}>
                <option value="" selected=${!state}>${t("jobs.any")}</option>${STATES.map((one) => html`<option key=${one} value=${one} selected=${one === state}>${t(`jobs.state.${one}`)}</option>`)}</select>
            <input class="input library-q" type="search" aria-label=${t("jobs.kind")} placeholder=${t("jobs.kind")} value=${query.value.get("kind") ?? ""} onChange=${(/** @type {any} */ event) => { void setQuery({ kind: event.currentTarget.value || null }); }} />
            <button type="button" class="button" onClick=${() => { void list.reload(); }}>${icon("redo")}${t("jobs.reload")}</button>
        </search>
        <${Table} caption=${t("jobs.title")} rows=${list.items.value} empty=${list.done.value && html`<${Empty} icon="list" title=${t("jobs.none")} />`} columns=${[
            { key: "kind", label: t("jobs.kind"), head: true, render: (/** @type {any} */ one) => html`${hasText(`jobs.kind_of.${one.kind}`) ? html`<span title=${one.kind}>${t(`jobs.kind_of.${one.kind}`)}</span>` : one.kind} <span class="muted">#${one.id}</span>` },
            { key: "state", label: t("jobs.state"), render: (/** @type {any} */ one) => html`<span class="badge ${LOOKS[one.state] ?? ""}">${t(`jobs.state.${one.state}`)}</span>` },
            { key: "attempts", label: t("jobs.attempts"), end: true, render: (/** @type {any} */ one) => t("jobs.of", { count: one.attempts, max: one.max_attempts }) },
            { key: "when", label: t("jobs.when"), render: (/** @type {any} */ one) => html`<time datetime=${one.updated_at} title=${dateTime(one.updated_at)}>${relative(one.finished_at ?? one.updated_at)}</time>` },
            { key: "error", label: t("jobs.error"), render: (/** @type {any} */ one) => (one.last_error ? html`<span class="jobs-error" title=${one.last_error}>${told(one.last_error)}</span>` : "") },
            { key: "act", label: t("library.actions"), hideLabel: true, render: (/** @type {any} */ one) => one.state === "dead" && html`<button type="button" class="button" disabled=${busy.value.has(one.id)} onClick=${() => { void replay(one); }}>${t("common.retry")}</button>` },
        ]} />
        <${More} list=${list} />`;
}
