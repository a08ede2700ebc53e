// A gallery's pictures by its groups: ordering, moving, the cover, deleting, and their versions.
import { all, request } from "app/api.js";
import { wait } from "app/dom.js";
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
import { GroupDialog, headingOf, typeName } from "desk/gallery-groups.js";
import { useMoves } from "desk/gallery-moves.js";
import { shifted } from "desk/gallery-order.js";
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
    const active = useSignal({ section: -1, index: 0 });
    // Counts changes, after each of which the preparing of pictures is followed anew: its stream ends when all are ready.
    const changes = useSignal(0);
    // Two groups may hold the same picture: selected is one group's, so that "move" knows from where.
    const selections = useMemo(() => new Map(), []);

    async function read() {
        failed.value = null;
        try {
            const [groups, pictures] = await Promise.all([all(`/galleries/${gallery.id}/groups`, { query: { limit: null } }), all(`/galleries/${gallery.id}/images`, { query: { include: "placeholder" } })]);
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

    const moves = useMoves({ galleryId: gallery.id, sections, read, refresh });
    /** By the menu, which the focus stays at. @param {number} at @param {-1 | 1} by */
    async function stepGroup(at, by) {
        const done = moves.moveGroup(at, at + by);
        await wait(0);
        /** @type {HTMLElement | null | undefined} */ (document.getElementById(`group-${at + by}`)?.closest(".gallery-group-head")?.querySelector("[aria-haspopup]"))?.focus();
        await done;
    }

    /** @param {Group} group */
    async function takeAway(group) {
        if (!await confirm({ title: t("gallery.group_away_ask", { name: headingOf(group) }), text: t("gallery.group_away_text"), confirm: t("gallery.group_away"), danger: true })) return;
        try {
            await request("DELETE", `/galleries/${gallery.id}/groups/${group.id}`, { query: { type: group.type } });
            await refresh();
            toast(t("gallery.group_gone", { name: headingOf(group) }), { action: { label: t("gallery.undo"), run: () => { void hang(group); } } });
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
        <section class="gallery-group ${moves.look(at)}" key="${section.group.id} ${section.group.type}" aria-labelledby="group-${at}" ...${moves.within(at)}>
            <div class="gallery-group-head">
                <div class="row">${now.length > 1 && html`<span class="gallery-grip" draggable title=${t("gallery.group_drag")} onDragStart=${(/** @type {DragEvent} */ event) => moves.dragGroup(at, event)} onPointerDown=${(/** @type {PointerEvent} */ event) => moves.touchGroup(at, event)}>${icon("drag")}</span>`}
                    <h2 id="group-${at}">${headingOf(section.group)}</h2>${headingOf(section.group) !== typeName(section.group.type) && html`<span class="badge">${typeName(section.group.type)}</span>`}
                    ${section.group.visibility !== "public" && html`<span class="badge badge-warn">${icon("lock")}${t(`gallery.seen.${section.group.visibility}`)}</span>`}
                    <span class="hint">${t("galleries.pictures", { count: section.pictures.length })}</span></div>
                <${Menu} label=${t("gallery.group_actions", { name: headingOf(section.group) })} class="button button-quiet" items=${[
                    { label: t("gallery.group_edit"), icon: icon("edit"), run: () => { editing.value = section.group; } },
                    at > 0 && { label: t("gallery.group_up"), run: () => { void stepGroup(at, -1); } },
                    at < now.length - 1 && { label: t("gallery.group_down"), run: () => { void stepGroup(at, 1); } },
                    { label: t("gallery.group_away"), icon: icon("trash"), danger: true, run: () => { void takeAway(section.group); } },
                ]}>${icon("more")}<//>
            </div>
            ${section.pictures.length === 0 ? html`<p class="hint">${t("gallery.group_empty")}</p>` : html`
                <${Grid} items=${section.pictures} label=${headingOf(section.group)} selection=${section.selection} rowHeight=${190}
                    onOpen=${(/** @type {Picture} */ _, /** @type {number} */ index) => { open.value = { section: at, index }; }}
                    active=${active.value.section === at ? active.value.index : undefined}
                    onActive=${(/** @type {Picture} */ _, /** @type {number} */ index) => { active.value = { section: at, index }; for (const other of now) if (other !== section && other.selection.value.ids.size) other.selection.value = NOTHING; }}
                    onDrag=${(/** @type {Picture[]} */ pictures, /** @type {DragEvent} */ event) => moves.dragPictures(at, pictures, event)}
                    overlay=${badges} onExpired=${read} />`}
            ${moves.line(at)}
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
            <p class="hint gallery-how">${t("gallery.how")}</p><p class="hint gallery-how is-touch">${t("gallery.how_touch")}</p>
            <button class="button" onClick=${() => { editing.value = "new"; }}>${icon("plus")}${t("gallery.group_new")}</button>
        </div>
        ${moves.said()}
        ${state && state.processing > 0 && html`<p>${t("gallery.processing", { ready: state.ready, total: state.total })}</p><${Progress} value=${state.ready + state.failed} max=${state.total} label=${t("gallery.state.processing")} />`}
        ${state && state.failed > 0 && html`<p class="error-line">${icon("alert")} ${t("gallery.failed", { count: state.failed })}</p>`}
        ${failed.value && html`<${Failure} error=${failed.value} retry=${read} />`}
        ${now.length === 0 && html`<${Empty} title=${t("gallery.empty")}><p>${t("gallery.empty_hint")}</p><a class="button button-primary" href="/desk/upload?gallery=${gallery.id}">${icon("upload")}${t("gallery.upload")}</a><//>`}
        <div class="gallery-groups ${moves.isOrdering() ? "is-ordering" : ""}" ...${moves.around}>${now.map(sectionOf)}</div>
        ${selected && html`<${PictureActions} gallery=${gallery} sections=${now} at=${chosen} change=${change} refresh=${refresh}
            onMove=${(/** @type {number} */ to) => moves.move(chosen, to, selected.pictures.filter((one) => selected.selection.value.ids.has(one.id)).map((one) => one.id))}
            onShift=${(/** @type {-1 | 1} */ by) => {
                const next = shifted(selected.pictures, selected.selection.value.ids, by);
                const { index } = active.value;
                const held = active.value.section === chosen ? selected.pictures[index] : selected.pictures.find((one) => selected.selection.value.ids.has(one.id));
                // The keyboard goes along with the picture.
                if (held) active.value = { section: chosen, index: next.indexOf(held) };
                return moves.order(chosen, next, selected.selection.value.ids);
            }}
            onVersions=${(/** @type {Picture} */ picture) => { versions.value = picture; }} />`}
        ${shown && open.value && html`<${Lightbox} items=${shown.pictures} index=${open.value.index} label=${gallery.subject_name}
            onMove=${(/** @type {number} */ index) => { if (open.value) open.value = { ...open.value, index }; }} onClose=${() => { open.value = null; }} onExpired=${read} />`}
        ${editing.value && html`<${GroupDialog} galleryId=${gallery.id} group=${editing.value === "new" ? null : editing.value} onClose=${() => { editing.value = null; }} onDone=${refresh} />`}
        ${versions.value && html`<${Versions} image=${versions.value} onClose=${() => { versions.value = null; }} onChanged=${refresh} />`}`;
}
