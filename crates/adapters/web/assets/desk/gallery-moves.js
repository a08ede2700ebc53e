// Ordering a gallery: pictures within their group and from one group to another, and the groups themselves. By dragging, and by the
// functions that keys and menus call; what moved where is said aloud.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { NOTHING } from "ui/selection.js";
import { toast, toastError } from "ui/toast.js";
import { html, useSignal } from "vendor/preact.js";
import { headingOf } from "desk/gallery-groups.js";
import { arranged, moved } from "desk/gallery-order.js";

/** @typedef {import("desk/gallery-pictures.js").Section} Section */
/** @typedef {import("desk/gallery-pictures.js").Picture} Picture */
/** What is under way. @typedef {{kind: "pictures", from: number, ids: number[]} | {kind: "group", from: number}} Dragged */
/** Where it would come to stand: before the picture or group of this number, and where to draw that. @typedef {{section: number, before: number, line: {left: number, top: number, size: number} | null}} Target */

/**
 * @param {{galleryId: number, sections: import("vendor/preact.js").Signal<Section[] | null>, read: () => Promise<void>, refresh: () => Promise<void>}} props
 *   `read` shows what the server knows again; `refresh` does after changes of what is in the groups
 */
export function useMoves({ galleryId, sections, read, refresh }) {
    const dragged = useSignal(/** @type {Dragged | null} */ (null));
    const target = useSignal(/** @type {Target | null} */ (null));
    const said = useSignal("");

    /**
     * Shows the new order at once, and the old one again if the server refuses it.
     * @param {number} at @param {Picture[]} pictures @param {ReadonlySet<number>} ids what moved
     */
    async function order(at, pictures, ids) {
        const before = sections.value;
        const section = before?.[at];
        if (!before || !section || pictures.every((one, index) => one === section.pictures[index])) return;
        sections.value = before.map((one, index) => (index === at ? { ...one, pictures } : one));
        try {
            await request("PUT", `/image-groups/${section.group.id}/order`, { body: { image_ids: pictures.map((one) => one.id) } });
            const place = pictures.findIndex((one) => ids.has(one.id));
            said.value = t("gallery.said_pictures", { count: ids.size, name: pictures[place]?.filename ?? "", place: place + 1, total: pictures.length });
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
            toast(t("gallery.moved", { count: ids.length, group: headingOf(goal.group) }));
        } catch (error) {
            toastError(error);
        }
    }

    /** @param {number} at @param {number} to the number that the group gets */
    async function moveGroup(at, to) {
        const now = sections.value ?? [];
        const next = moved(now, at, to);
        if (next === now) return;
        sections.value = next;
        try {
            await request("PUT", `/galleries/${galleryId}/group-order`, { body: { groups: next.map(({ group }) => ({ group_id: group.id, type: group.type })) } });
            said.value = t("gallery.said_group", { name: headingOf(/** @type {Section} */ (next[to]).group), place: to + 1, total: next.length });
        } catch (error) {
            await read();
            toastError(error);
        }
    }

    /** @param {DragEvent} event @param {number} at @returns {Target} */
    function amongPictures(event, at) {
        const count = sections.value?.[at]?.pictures.length ?? 0;
        const cell = event.target instanceof Element ? event.target.closest("[data-index]") : null;
        if (!(cell instanceof HTMLElement)) return { section: at, before: count, line: null };
        const [box, around] = [cell.getBoundingClientRect(), /** @type {Element} */ (cell.closest("section")).getBoundingClientRect()];
        const isAfter = event.clientX > box.left + box.width / 2;
        return { section: at, before: Number(cell.dataset.index) + (isAfter ? 1 : 0), line: { left: (isAfter ? box.right : box.left) - around.left, top: box.top - around.top, size: box.height } };
    }

    /** @param {Element} place around all groups @param {number} y @returns {Target} */
    function amongGroups(place, y) {
        const boxes = [...place.querySelectorAll(".gallery-group")].map((one) => one.getBoundingClientRect());
        const before = boxes.filter((box) => y > box.top + box.height / 2).length;
        return { section: -1, before, line: null };
    }

    /** Asks for a new drawing only when something changed: browsers ask many times a second. @param {Target | null} next */
    function aim(next) {
        const now = target.peek();
        if (now?.section !== next?.section || now?.before !== next?.before || now?.line?.left !== next?.line?.left) target.value = next;
    }
    const stop = () => { dragged.value = null; target.value = null; };

    /** @param {Event} event */
    function drop(event) {
        const [now, aimed] = [dragged.value, target.value];
        stop();
        if (!now || !aimed) return;
        event.preventDefault();
        if (now.kind === "group") {
            void moveGroup(now.from, aimed.before > now.from ? aimed.before - 1 : aimed.before);
        } else if (now.from === aimed.section) {
            const { pictures } = /** @type {Section} */ (sections.value?.[now.from]);
            void order(now.from, arranged(pictures, now.ids, aimed.before), new Set(now.ids));
        } else void move(now.from, aimed.section, now.ids, aimed.before + 1);
    }

    return {
        order,
        move,
        moveGroup,
        /** What goes around all groups. */
        around: {
            onDragOver: (/** @type {DragEvent} */ event) => { if (dragged.value?.kind === "group") { event.preventDefault(); aim(amongGroups(/** @type {Element} */ (event.currentTarget), event.clientY)); } },
            onDrop: drop,
            onDragEnd: stop,
        },
        /** What belongs to a group. @param {number} at */
        within: (at) => ({
            onDragOver: (/** @type {DragEvent} */ event) => { if (dragged.value?.kind === "pictures") { event.preventDefault(); aim(amongPictures(event, at)); } },
        }),
        /** @param {number} from @param {Picture[]} pictures @param {DragEvent} event */
        dragPictures(from, pictures, event) {
            event.dataTransfer?.setData("text/plain", pictures.map((one) => one.filename).join("\n"));
            dragged.value = { kind: "pictures", from, ids: pictures.map((one) => one.id) };
        },
        /** @param {number} from @param {DragEvent} event */
        dragGroup(from, event) {
            // A finger that rests on the handle begins this too, where it is ordering already.
            if (dragged.peek()) return event.preventDefault();
            const head = /** @type {Element} */ (event.currentTarget).closest(".gallery-group");
            event.dataTransfer?.setData("text/plain", head?.querySelector("h2")?.textContent ?? "");
            if (head && event.dataTransfer) event.dataTransfer.setDragImage(head, 16, 16);
            const top = head?.getBoundingClientRect().top ?? 0;
            // Groups are drawn as their heads alone meanwhile, or a long one would keep the others out of reach. That changes what is
            // under the pointer, which a browser forgives once it has begun.
            setTimeout(() => {
                dragged.value = { kind: "group", from };
                requestAnimationFrame(() => { if (head) scrollBy({ top: head.getBoundingClientRect().top - top, behavior: "instant" }); });
            });
        },
        /** The same by a finger or a pen, for which browsers drag nothing. @param {number} from @param {PointerEvent} event */
        touchGroup(from, event) {
            if (event.pointerType === "mouse" || dragged.peek()) return;
            const grip = /** @type {HTMLElement} */ (event.currentTarget);
            const head = grip.closest(".gallery-group");
            const place = head?.parentElement;
            if (!head || !place) return;
            grip.setPointerCapture(event.pointerId);
            const { top } = head.getBoundingClientRect();
            let y = event.clientY;
            let frame = 0;
            dragged.value = { kind: "group", from };
            const follow = () => {
                // At the edges the page comes along.
                const edge = 72;
                scrollBy({ top: y < edge ? -8 : y > innerHeight - edge ? 8 : 0, behavior: "instant" });
                aim(amongGroups(place, y));
                frame = requestAnimationFrame(follow);
            };
            frame = requestAnimationFrame(() => {
                scrollBy({ top: head.getBoundingClientRect().top - top, behavior: "instant" });
                frame = requestAnimationFrame(follow);
            });
            const ended = new AbortController();
            const end = (/** @type {PointerEvent} */ last) => {
                cancelAnimationFrame(frame);
                ended.abort();
                if (last.type === "pointerup") drop(last);
                else stop();
            };
            const options = { signal: ended.signal };
            grip.addEventListener("pointermove", (moving) => { y = moving.clientY; }, options);
            grip.addEventListener("pointerup", end, options);
            grip.addEventListener("pointercancel", end, options);
        },
        isOrdering: () => dragged.value?.kind === "group",
        /** How a group looks while something is dragged over it. @param {number} at */
        look(at) {
            const [now, aimed] = [dragged.value, target.value];
            if (now?.kind === "group") return `${now.from === at ? "is-moving" : ""} ${aimed?.before === at ? "is-before" : ""} ${aimed?.before === at + 1 && aimed.before === sections.value?.length ? "is-after" : ""}`;
            return aimed?.section === at ? "is-target" : "";
        },
        /** Where the pictures would come to stand. @param {number} at */
        line(at) {
            const aimed = target.value;
            return aimed?.section === at && aimed.line && html`<span class="gallery-line" style=${{ left: `${aimed.line.left}px`, top: `${aimed.line.top}px`, height: `${aimed.line.size}px` }}></span>`;
        },
        said: () => html`<p class="visually-hidden" role="status">${said.value}</p>`,
    };
}
