// A gallery's pictures by its groups: ordering, moving, the cover, deleting, and their versions.
import { all, request } from "app/api.js";
import { follow } from "app/events.js";
import { t } from "app/i18n.js";
import { confirm } from "ui/dialog.js";
import { Empty, Failure } from "ui/empty.js";
import { Grid } from "ui/grid.js";
import { icon } from "ui/icons.js";
import { Lightbox } from "ui/lightbox.js";
import { Menu } from "ui/menu.js";
import { Loading, Progress } from "ui/spinner.js";
import { NOTHING } from "ui/selection.js";
import { toast, toastError } from "ui/toast.js";
import { html, signal, useEffect, useMemo, useSignal } from "vendor/preact.js";
import { GroupDialog, typeName } from "desk/gallery-groups.js";
import { arranged, shifted } from "desk/gallery-order.js";
import { PictureActions } from "desk/gallery-actions.js";
import { Versions } from "desk/gallery-versions.js";

/** @typedef {import("types/api").components["schemas"]["GalleryImage"]} Picture */
/** @typedef {import("types/api").components["schemas"]["ImageGroup"]} Group */
/** @typedef {{group: Group, pictures: Picture[], selection: import("vendor/preact.js").Signal<import("ui/selection.js").Selection>}} Section */

/** @param {import("desk/gallery.js").PartProps} props */
export default function Pictures({ gallery, change }) {
    const sections = useSignal(/** @type {Section[] | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const progress = useSignal(/** @type {{total: number, processing: number, ready: number, failed: number} | null} */ (null));
    const editing = useSignal(/** @type {Group | "new" | null} */ (null));
    const open = useSignal(/** @type {{section: number, index: number} | null} */ (null));
    const versions = useSignal(/** @type {Picture | null} */ (null));
    const dragged = useSignal(/** @type {{from: number, ids: number[]} | null} */ (null));
    const target = useSignal(-1);
    const active = useSignal({ section: -1, index: 0 });
    const said = useSignal("");
    // Counts changes, after each of which the preparing of pictures is followed anew: its stream ends when all are ready.
    const changes = useSignal(0);
    // Two groups may hold the same picture: selected is one group's, so that "move" knows from where.
    const selections = useMemo(() => new Map(), []);

    async function read() {
        failed.value = null;
        try {
            const [groups, pictures] = await Promise.all([all(`/galleries/${gallery.id}/groups`, { query: { limit: null } }), all(`/galleries/${gallery.id}/images`)]);
            sections.value = groups.map((/** @type {Group} */ group) => {
                const key = `${group.id} ${group.type}`;
                if (!selections.has(key)) selections.set(key, signal(NOTHING));
                return { group, selection: selections.get(key), pictures: pictures.filter((/** @type {Picture} */ one) => one.group_id === group.id && one.group_type === group.type) };
            });
        } catch (error) {
            failed.value = error;
        }
    }
    const refresh = async () => {
        await read();
        changes.value++;
        request("GET", `/galleries/${gallery.id}`).then(({ data }) => change(data), toastError);
    };
    useEffect(() => { void read(); }, [gallery.id]);
    useEffect(() => {
        return follow(`/galleries/${gallery.id}/progress/stream`, {
            onEvent: ({ data }) => { progress.value = data; },
            onDone: () => { if (sections.peek()?.some((one) => one.pictures.some((picture) => picture.state === "processing"))) void refresh(); },
            onError: toastError,
        });
    }, [gallery.id, changes.value]);

    /**
     * Shows the new order at once, and the old one again if the server refuses it.
     * @param {number} at @param {Picture[]} pictures
     */
    async function order(at, pictures) {
        const before = sections.value;
        const section = before?.[at];
        if (!before || !section) return;
        sections.value = before.map((one, index) => (index === at ? { ...one, pictures } : one));
        try {
            await request("PUT", `/image-groups/${section.group.id}/order`, { body: { image_ids: pictures.map((one) => one.id) } });
            said.value = t("gallery.ordered");
        } catch (error) {
            await read();
            toastError(error);
        }
    }

    /** @param {number} from @param {number} to @param {number[]} ids @param {number | null} [position] from 1 */
    async function move(from, to, ids, position = null) {
        const [source, goal] = [sections.value?.[from], sections.value?.[to]];
        if (!source || !goal) return;
        try {
            await request("POST", `/image-groups/${source.group.id}/images/move`, { body: { image_ids: ids, to_group_id: goal.group.id, ...position ? { position } : {} }, once: true });
            source.selection.value = NOTHING;
            await refresh();
            toast(t("gallery.moved", { count: ids.length, group: goal.group.name }));
        } catch (error) {
            toastError(error);
        }
    }

    /** @param {DragEvent} event @param {number} to */
    function drop(event, to) {
        const now = dragged.value;
        const goal = sections.value?.[to];
        dragged.value = null;
        target.value = -1;
        if (!now || !goal) return;
        event.preventDefault();
        const cell = event.target instanceof Element ? event.target.closest("[data-index]") : null;
        const box = cell?.getBoundingClientRect();
        const before = cell instanceof HTMLElement ? Number(cell.dataset.index) + (box && event.clientX > box.left + box.width / 2 ? 1 : 0) : goal.pictures.length;
        if (now.from === to) void order(to, arranged(goal.pictures, now.ids, before));
        else void move(now.from, to, now.ids, before + 1);
    }

    /** @param {number} at @param {number} by */
    async function orderGroups(at, by) {
        const now = sections.value ?? [];
        const next = [...now];
        const [moved] = next.splice(at, 1);
        if (!moved) return;
        next.splice(at + by, 0, moved);
        sections.value = next;
        try {
            await request("PUT", `/galleries/${gallery.id}/group-order`, { body: { groups: next.map(({ group }) => ({ group_id: group.id, type: group.type })) } });
            said.value = t("gallery.ordered");
        } catch (error) {
            await read();
            toastError(error);
        }
    }

    /** @param {Group} group */
    async function takeAway(group) {
        if (!await confirm({ title: t("gallery.group_away_ask", { name: group.name }), text: t("gallery.group_away_text"), confirm: t("gallery.group_away"), danger: true })) return;
        try {
            await request("DELETE", `/galleries/${gallery.id}/groups/${group.id}`, { query: { type: group.type } });
            await refresh();
            toast(t("gallery.group_gone", { name: group.name }), { action: { label: t("gallery.undo"), run: () => { void hang(group); } } });
        } catch (error) {
            toastError(error);
        }
    }
    /** @param {Group} group */
    async function hang(group) {
        try {
            const { type, visibility, sort_order } = group;
            await request("PUT", `/galleries/${gallery.id}/groups/${group.id}`, { body: { type, visibility, sort_order } });
            await refresh();
        } catch (error) {
            toastError(error, () => { void hang(group); });
        }
    }

    if (failed.value && !sections.value) return html`<${Failure} error=${failed.value} retry=${read} />`;
    if (!sections.value) return html`<${Loading} />`;
    const now = sections.value;
    const chosen = now.findIndex((one) => one.selection.value.ids.size > 0);
    const selected = now[chosen];
    const shown = open.value && now[open.value.section];
    const { value: state } = progress;

    /** @param {Section} section @param {number} at */
    const sectionOf = (section, at) => html`
        <section class="gallery-group ${target.value === at ? "is-target" : ""}" key="${section.group.id} ${section.group.type}" aria-labelledby="group-${at}"
            onDragOver=${(/** @type {DragEvent} */ event) => { if (dragged.value) { event.preventDefault(); target.value = at; } }} onDrop=${(/** @type {DragEvent} */ event) => drop(event, at)}>
            <div class="gallery-group-head">
                <div class="row"><h2 id="group-${at}">${section.group.name}</h2><span class="badge">${typeName(section.group.type)}</span>
                    ${section.group.visibility !== "public" && html`<span class="badge badge-warn">${icon("lock")}${t(`gallery.seen.${section.group.visibility}`)}</span>`}
                    <span class="hint">${t("galleries.pictures", { count: section.pictures.length })}</span></div>
                <${Menu} label=${t("gallery.group_actions", { name: section.group.name })} class="button button-quiet" items=${[
                    { label: t("gallery.group_edit"), icon: icon("edit"), run: () => { editing.value = section.group; } },
                    at > 0 && { label: t("gallery.group_up"), run: () => { void orderGroups(at, -1); } },
                    at < now.length - 1 && { label: t("gallery.group_down"), run: () => { void orderGroups(at, 1); } },
                    { label: t("gallery.group_away"), icon: icon("trash"), danger: true, run: () => { void takeAway(section.group); } },
                ]}>${icon("more")}<//>
            </div>
            ${section.pictures.length === 0 ? html`<p class="hint">${t("gallery.group_empty")}</p>` : html`
                <${Grid} items=${section.pictures} label=${section.group.name} selection=${section.selection} rowHeight=${190}
                    onOpen=${(/** @type {Picture} */ _, /** @type {number} */ index) => { open.value = { section: at, index }; }}
                    active=${active.value.section === at ? active.value.index : undefined}
                    onActive=${(/** @type {Picture} */ _, /** @type {number} */ index) => { active.value = { section: at, index }; for (const other of now) if (other !== section && other.selection.value.ids.size) other.selection.value = NOTHING; }}
                    onDrag=${(/** @type {Picture[]} */ pictures, /** @type {DragEvent} */ event) => {
                        event.dataTransfer?.setData("text/plain", pictures.map((one) => one.filename).join("\n"));
                        dragged.value = { from: at, ids: pictures.map((one) => one.id) };
                    }}
                    overlay=${badges} onExpired=${read} />`}
        </section>`;

    /** @param {Picture} picture */
    const badges = (picture) => html`<span class="row gallery-badges">
        ${picture.state !== "ready" && html`<span class="badge ${picture.state === "failed" ? "badge-danger" : ""}">${t(`gallery.state.${picture.state}`)}</span>`}
        ${picture.id === gallery.primary_image_id && html`<span class="badge badge-accent">${t("gallery.cover")}</span>`}
        ${picture.current_version > 1 && html`<span class="badge">${t("gallery.version", { number: picture.current_version })}</span>`}
        ${picture.summary && picture.summary.approvals > 0 && html`<span class="badge badge-good">${icon("check")}${picture.summary.approvals}</span>`}
        ${picture.summary && picture.summary.comments > 0 && html`<span class="badge">${icon("comment")}${picture.summary.comments}</span>`}</span>`;

    return html`
        <div class="row row-spread">
            <p class="hint">${t("gallery.how")}</p>
            <button class="button" onClick=${() => { editing.value = "new"; }}>${icon("plus")}${t("gallery.group_new")}</button>
        </div>
        <p class="visually-hidden" role="status">${said.value}</p>
        ${state && state.processing > 0 && html`<p>${t("gallery.processing", { ready: state.ready, total: state.total })}</p><${Progress} value=${state.ready + state.failed} max=${state.total} label=${t("gallery.state.processing")} />`}
        ${state && state.failed > 0 && html`<p class="error-line">${icon("alert")} ${t("gallery.failed", { count: state.failed })}</p>`}
        ${failed.value && html`<${Failure} error=${failed.value} retry=${read} />`}
        ${now.length === 0 && html`<${Empty} title=${t("gallery.empty")}><p>${t("gallery.empty_hint")}</p><a class="button button-primary" href="/desk/upload?gallery=${gallery.id}">${icon("upload")}${t("gallery.upload")}</a><//>`}
        ${now.map(sectionOf)}
        ${selected && html`<${PictureActions} gallery=${gallery} sections=${now} at=${chosen} change=${change} refresh=${refresh}
            onMove=${(/** @type {number} */ to) => move(chosen, to, selected.pictures.filter((one) => selected.selection.value.ids.has(one.id)).map((one) => one.id))}
            onShift=${(/** @type {-1 | 1} */ by) => {
                const next = shifted(selected.pictures, selected.selection.value.ids, by);
                const { index } = active.value;
                const held = active.value.section === chosen ? selected.pictures[index] : selected.pictures.find((one) => selected.selection.value.ids.has(one.id));
                // The keyboard goes along with the picture.
                if (held) active.value = { section: chosen, index: next.indexOf(held) };
                return order(chosen, next);
            }}
            onVersions=${(/** @type {Picture} */ picture) => { versions.value = picture; }} />`}
        ${shown && open.value && html`<${Lightbox} items=${shown.pictures} index=${open.value.index} label=${gallery.subject_name}
            onMove=${(/** @type {number} */ index) => { if (open.value) open.value = { ...open.value, index }; }} onClose=${() => { open.value = null; }} onExpired=${read} />`}
        ${editing.value && html`<${GroupDialog} galleryId=${gallery.id} group=${editing.value === "new" ? null : editing.value} onClose=${() => { editing.value = null; }} onDone=${refresh} />`}
        ${versions.value && html`<${Versions} image=${versions.value} onClose=${() => { versions.value = null; }} onChanged=${refresh} />`}`;
}
