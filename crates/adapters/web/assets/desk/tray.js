// The tray: files that wait until somebody knows where they belong.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { cameraTime, percent } from "app/format.js";
import { setQuery } from "app/router.js";
import { batch, html, useEffect, useMemo, useSignal } from "vendor/preact.js";
import { Empty } from "ui/empty.js";
import { Grid } from "ui/grid.js";
import { useHotkeys } from "ui/hotkeys.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { More } from "ui/pager.js";
import { Loading } from "ui/spinner.js";
import { NOTHING, everything, prune } from "ui/selection.js";
import { Cull } from "desk/cull.js";
import { AssignDialog, DropTargets } from "desk/tray-assign.js";
import { DRAGGED, accept, discard, match, moved, reject, restore, unassign } from "desk/tray-actions.js";
import { MarkBadges, culling as isCulling, forgetSteps, mark, markKeys, marked, marksOf, undo, wordsOf } from "desk/tray-marks.js";
import { trayList } from "desk/tray-list.js";
import { STATES, TrayFilters, clearFilters, filterCount, filterOf } from "desk/tray-filters.js";
import { StagedPicture } from "desk/tray-picture.js";
import { summary } from "desk/upload-store.js";
import { useDrop } from "desk/upload-drop.js";

/** @typedef {import("desk/tray-picture.js").Staged} Staged */
/** @param {Staged} one */
const gridItem = (one) => ({ ...one, width: one.width ?? 3, height: one.height ?? 2, urls: {}, staged: one });

/** What somebody does not want is proposed nowhere. @param {Staged} one */
const isOffer = (one) => one.state === "ready" && marksOf(one).flag !== "reject" && ["propose", "auto_assign"].includes(one.proposal?.outcome ?? "");

/** What lies over a picture of the grid. @param {{staged: Staged}} item */
function over({ staged }) {
    const { proposal } = staged;
    return html`
        <${StagedPicture} item=${staged} />
        ${marksOf(staged).flag === "reject" && html`<span class="tray-veil"></span>`}
        <span class="tray-badges">
            <${MarkBadges} item=${staged} />
            ${staged.state === "received" && html`<span class="badge">${t("tray.state.received")}</span>`}
            ${staged.state === "failed" && html`<span class="badge badge-danger">${t("tray.state.failed")}</span>`}
            ${staged.duplicate_of_image_id && staged.state === "ready" && html`<span class="badge badge-warn">${t("tray.in_pool.true")}</span>`}
            ${isOffer(staged) && html`<span class="badge ${proposal?.is_confident ? "badge-good" : "badge-accent"}">${proposal?.subject_name} ${percent(proposal?.score ?? 0)}</span>`}
        </span>`;
}

/** @param {{staged: Staged}} item */
const describe = ({ staged }) => [staged.taken_at && cameraTime(staged.taken_at), t(`tray.state.${staged.state}`), ...wordsOf(marksOf(staged)), isOffer(staged) && t("tray.proposed_for", { name: staged.proposal?.subject_name ?? "" })].filter(Boolean).join(", ");

export default function Tray() {
    const filter = filterOf();
    const state = String(filter.state ?? "");
    const key = JSON.stringify(filter);
    const list = useMemo(() => trayList(filter), [key]);
    useEffect(() => { void list.more(); }, [list]);
    const items = /** @type {Staged[]} */ (list.items.value);
    const shown = useMemo(() => items.map(gridItem), [items]);
    const selection = useSignal(NOTHING);
    const active = useSignal(0);
    const culling = useSignal(/** @type {{items: Staged[], index: number} | null} */ (null));
    const gone = useSignal(/** @type {ReadonlyMap<number, "discarded" | "placed">} */ (new Map()));
    const assigning = useSignal(/** @type {number[] | null} */ (null));
    const drop = useDrop({});

    useEffect(() => { selection.value = NOTHING; }, [key]);
    useEffect(() => () => { forgetSteps(); isCulling.value = false; }, []);
    useEffect(() => { if (marked.value) void renew(); }, [marked.value]);
    // What went elsewhere leaves the list; what else changed is read again.
    useEffect(() => {
        const { turn, ids } = moved.value;
        if (!turn) return;
        const away = new Set(ids);
        if (away.size && !culling.peek()) {
            batch(() => {
                list.items.value = list.items.peek().filter((one) => !away.has(one.id));
                selection.value = prune(selection.peek(), list.items.peek().map((one) => one.id));
            });
        }
        void renew();
    }, [moved.value.turn]);

    /** Reads what is shown again, and keeps everything that is as it was. */
    async function renew() {
        const length = Math.min(1000, Math.max(200, list.items.peek().length));
        const reply = await request("GET", "/staging", { query: { ...filter, limit: length } }).catch(() => null);
        if (!reply || culling.peek()) return;
        const before = new Map(list.items.peek().map((one) => [one.id, one]));
        const next = reply.data.map((/** @type {Staged} */ one) => {
            const old = before.get(one.id);
            return old && old.version === one.version && old.proposal?.decision_id === one.proposal?.decision_id ? old : one;
        });
        const there = new Set(next.map((/** @type {Staged} */ one) => one.id));
        const rest = list.items.peek().slice(length).filter((one) => !there.has(one.id));
        const isSame = next.length + rest.length === list.items.peek().length && next.every((/** @type {Staged} */ one, /** @type {number} */ at) => one === list.items.peek()[at]);
        batch(() => {
            list.total.value = reply.pagination?.total ?? list.total.value;
            if (!isSame) {
                list.items.value = [...next, ...rest];
                selection.value = prune(selection.peek(), list.items.peek().map((one) => one.id));
            }
            // Beyond what was read again, files may have left the filter and still be shown.
            list.resume(!rest.length);
        });
    }
    const isComing = summary.value.moving > 0 || items.some((one) => one.state === "received");
    useEffect(() => {
        if (!isComing) return;
        const timer = setInterval(() => { if (!document.hidden) void renew(); }, 3000);
        return () => clearInterval(timer);
    }, [isComing, key]);

    const chosen = () => (selection.value.ids.size ? [...selection.value.ids] : items[active.value] ? [/** @type {Staged} */ (items[active.value]).id] : []);
    const offers = items.filter((one) => isOffer(one) && (!selection.value.ids.size || selection.value.ids.has(one.id))).map((one) => one.id);
    /** @param {import("desk/tray-marks.js").Change} change */
    const say = (change) => {
        const ids = new Set(chosen());
        mark(items.filter((one) => ids.has(one.id)), change);
    };
    const cull = (/** @type {number} */ index) => { gone.value = new Map(); culling.value = { items, index }; isCulling.value = true; };
    /** Goes on to another picture, and reads more of them before the last one comes. @param {number} index */
    function turn(index) {
        if (!culling.value) return;
        culling.value = { ...culling.value, index };
        if (index < culling.value.items.length - 20 || list.done.peek()) return;
        void list.more().then(() => {
            if (!culling.value) return;
            const there = new Set(culling.value.items.map((one) => one.id));
            culling.value = { ...culling.value, items: [...culling.value.items, ...list.items.peek().filter((one) => !there.has(one.id))] };
        });
    }
    function endCull() {
        const at = culling.value?.index ?? 0;
        batch(() => {
            culling.value = null;
            isCulling.value = false;
            list.items.value = list.items.peek().filter((one) => !gone.peek().has(one.id));
            active.value = Math.min(at, Math.max(0, list.items.value.length - 1));
        });
        void renew();
    }
    const markGone = (/** @type {number} */ id, /** @type {"discarded" | "placed" | null} */ how) => {
        const next = new Map(gone.value);
        if (how) next.set(id, how);
        else next.delete(id);
        gone.value = next;
    };
    const back = async (/** @type {Staged} */ one) => {
        if (gone.value.get(one.id) !== "discarded") return;
        if ((await restore([one.id], true)).length) markGone(one.id, null);
    };
    /** While culling: what was thrown away comes back with its mark, and what is in its gallery is done. @param {Staged} one @param {import("desk/tray-marks.js").Change} change */
    async function markOne(one, change) {
        await back(one);
        if (!gone.value.has(one.id)) mark([one], change);
    }
    const isWaiting = state === "";
    useHotkeys(t("tray.title"), {
        ...(isWaiting || state === "failed" ? {
            ...markKeys(say),
            z: { label: t("tray.undo"), run: () => { undo(); } },
            "mod+z": { label: t("tray.undo"), run: () => { undo(); } },
            delete: { label: t("tray.discard"), run: () => void discard(chosen()) },
        } : {}),
        ...(isWaiting ? {
            a: { label: t("tray.assign"), run: () => { if (chosen().length) assigning.value = chosen(); } },
            y: { label: t("tray.accept"), run: () => void accept(chosen()) },
            n: { label: t("tray.reject"), run: () => void reject(chosen()) },
        } : {}),
        ...(state === "discarded" ? { r: { label: t("tray.restore"), run: () => void restore(chosen()) } } : {}),
        c: { label: t("cull.title"), run: () => { if (items.length) cull(active.value); } },
        "mod+a": { label: t("tray.select_all"), run: () => { selection.value = everything(items.map((one) => one.id)); } },
        escape: { label: t("tray.select_none"), run: () => { selection.value = NOTHING; } },
    });

    const ids = [...selection.value.ids];
    const bar = html`
        <div class="tray-bar row" role="toolbar" aria-label=${t("tray.actions")}>
            <span class="tray-count" role="status">${ids.length ? t("tray.selected", { count: ids.length }) : t("tray.count", { count: list.total.value ?? items.length })}</span>
            ${ids.length > 0 && html`<button type="button" class="button button-quiet" onClick=${() => { selection.value = NOTHING; }}>${t("tray.select_none")}</button>`}
            ${!ids.length && items.length > 0 && html`<button type="button" class="button" onClick=${() => cull(active.value)}>${icon("eye")} ${t(isWaiting ? "cull.title" : "cull.look")}</button>`}
            ${isWaiting && ids.length > 0 && html`<button type="button" class="button button-primary" onClick=${() => { assigning.value = ids; }}>${icon("folder")} ${t("tray.assign")}</button>`}
            ${isWaiting && offers.length > 0 && html`<button type="button" class="button" onClick=${() => accept(offers)}>${icon("check")} ${t("tray.accept_count", { count: offers.length })}</button>`}
            ${isWaiting && html`<a class="button" href="/desk/tray/proposals">${icon("spark")} ${t("proposals.title")}</a>`}
            ${state === "assigned" && ids.length > 0 && html`<button type="button" class="button" onClick=${() => unassign(ids)}>${icon("back")} ${t("tray.unassign")}</button>`}
            ${state === "discarded" && ids.length > 0 && html`<button type="button" class="button" onClick=${() => restore(ids)}>${icon("redo")} ${t("tray.restore")}</button>`}
            ${(isWaiting || state === "failed") && ids.length > 0 && html`<button type="button" class="button" onClick=${() => discard(ids)}>${icon("trash")} ${t("tray.discard")}</button>`}
            ${items.length > 0 && html`<${Menu} label=${t("tray.more")} class="button button-icon" items=${[
                { label: t("tray.select_all"), run: () => { selection.value = everything(items.map((one) => one.id)); } },
                isWaiting && { label: t("tray.select_picks"), run: () => { selection.value = everything(items.filter((one) => marksOf(one).flag === "pick").map((one) => one.id)); } },
                isWaiting && { label: t("tray.match"), run: () => void match(ids.length ? ids : items.map((one) => one.id)) },
                isWaiting && ids.length > 0 && { label: t("tray.match_unlock"), run: () => void match(ids, true) },
                isWaiting && ids.length > 0 && { label: t("tray.reject"), run: () => void reject(ids) },
            ]}>${icon("more")}<//>`}
        </div>`;
    const isEmpty = list.done.value && !items.length;
    return html`
        <div class="tray-page ${drop.isOver ? "is-over" : ""}" ...${drop.props}>
            <header class="row row-spread">
                <h1>${t("tray.title")}</h1>
                <a class="button" href="/desk/upload">${icon("upload")} ${t("upload.title")}</a>
            </header>
            <nav class="tray-states row" aria-label=${t("tray.states")}>
                ${STATES.map((one) => html`<button type="button" key=${one} class="button" aria-pressed=${String(one === state)} onClick=${() => setQuery({ state: one || null })}>${t(`tray.tab.${one || "waiting"}`)}</button>`)}
            </nav>
            <div class="tray-columns">
                <div class="tray-side"><${TrayFilters} />${isWaiting && items.length > 0 && html`<${DropTargets} />`}</div>
                <div class="tray-main">
                    ${bar}
                    ${!items.length && list.busy.value && html`<${Loading} />`}
                    ${isEmpty && (filterCount() ? html`<${Empty} icon="filter" title=${t("tray.none_found")}><button type="button" class="button" onClick=${clearFilters}>${t("tray.clear_filters")}</button><//>`
                        : html`<${Empty} title=${t(`tray.none.${state || "waiting"}`)}>${isWaiting && html`<a class="button button-primary" href="/desk/upload">${t("upload.title")}</a>`}<//>`)}
                    ${items.length > 0 && html`<${Grid} items=${shown} label=${t("tray.title")} rowHeight=${190} selection=${selection} active=${active.value} overlay=${over} describe=${describe}
                        onActive=${(/** @type {any} */ _, /** @type {number} */ index) => { active.value = index; }} onOpen=${(/** @type {any} */ _, /** @type {number} */ index) => cull(index)}
                        onDrag=${(/** @type {any[]} */ some, /** @type {DragEvent} */ event) => { event.dataTransfer?.setData(DRAGGED, JSON.stringify(some.map((one) => one.id))); if (event.dataTransfer) event.dataTransfer.effectAllowed = "copyMove"; }} />`}
                    <${More} list=${list} />
                </div>
            </div>
            ${culling.value && html`<${Cull} items=${culling.value.items} index=${culling.value.index} total=${list.total.value ?? 0} gone=${gone.value} readOnly=${!isWaiting} onMove=${turn} onClose=${endCull}
                onMark=${markOne} onRestore=${back} onDiscard=${(/** @type {Staged} */ one) => { if (!gone.value.has(one.id)) void discard([one.id], true).then((done) => { if (done.length) markGone(one.id, "discarded"); }); }}
                onAccept=${(/** @type {Staged} */ one) => { if (isOffer(one)) void accept([one.id]).then((done) => { if (done.length) markGone(one.id, "placed"); }); }}
                onAssign=${(/** @type {Staged} */ one) => { assigning.value = [one.id]; }} />`}
            ${assigning.value && html`<${AssignDialog} ids=${assigning.value} rejected=${items.filter((one) => assigning.value?.includes(one.id) && marksOf(one).flag === "reject").map((one) => one.id)} onClose=${() => { assigning.value = null; }} onDone=${(/** @type {number[]} */ done) => { if (culling.value) for (const id of done) markGone(id, "placed"); }} />`}
        </div>`;
}
