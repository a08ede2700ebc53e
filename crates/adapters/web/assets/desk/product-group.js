// One group of a product: its pictures in their order, which is changed by dragging or by each picture's menu.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { confirm } from "ui/dialog.js";
import { Empty } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { Picture, AiMark, nameOf } from "ui/picture.js";
import { toast, toastError } from "ui/toast.js";
import { GroupForm } from "desk/product-form.js";
import { PickDialog } from "desk/product-pick.js";
import { typeName } from "desk/upload-target.js";

/** @typedef {import("types/api").components["schemas"]["ImageGroup"]} ImageGroup */
/** @typedef {import("types/api").components["schemas"]["Product"]} Product */

const DRAGGED = "application/x-atelier-order";

/**
 * A list with one thing moved.
 * @template T
 * @param {T[]} list
 * @param {number} from
 * @param {number} to
 */
export function movedTo(list, from, to) {
    const next = [...list];
    const [one] = next.splice(from, 1);
    if (one !== undefined) next.splice(Math.max(0, Math.min(next.length, to)), 0, one);
    return next;
}

/**
 * @param {{product: Product, group: ImageGroup, first: boolean, last: boolean, onChanged: () => void, onMove: (by: number) => void, onPrimary: (id: number) => void}} props
 */
export function ProductGroup({ product, group, first, last, onChanged, onMove, onPrimary }) {
    const images = useSignal(/** @type {any[]} */ (group.images ?? []));
    const editing = useSignal(false);
    const picking = useSignal(false);
    const over = useSignal(-1);
    const said = useSignal("");
    useEffect(() => { images.value = group.images ?? []; }, [group.images]);
    const all = images.value;
    // A new order names every picture, and a list of groups brings the first hundred.
    const isWhole = all.length >= group.image_count;
    const heading = `group-${group.id}-${group.type}`;

    /** @param {number} from @param {number} to */
    async function order(from, to) {
        if (from === to || to < 0 || to >= all.length) return;
        const before = all;
        images.value = movedTo(all, from, to);
        said.value = t("products.moved", { name: nameOf(all[from]), place: to + 1, total: all.length });
        try {
            await request("PUT", `/image-groups/${group.id}/order`, { body: { image_ids: images.value.map((one) => one.id) } });
        } catch (error) {
            images.value = before;
            toastError(error, () => void order(from, to));
        }
    }
    /** @param {any} image */
    async function remove(image) {
        try {
            await request("POST", `/image-groups/${group.id}/images/remove`, { body: { image_ids: [image.id] }, once: true });
            toast(t("products.removed"), { action: { label: t("tray.undo"), run: () => void add([image.id]) } });
            onChanged();
        } catch (error) {
            toastError(error, () => void remove(image));
        }
    }
    /** @param {number[]} ids */
    async function add(ids) {
        try {
            await request("POST", `/image-groups/${group.id}/images`, { body: { image_ids: ids }, once: true });
            picking.value = false;
            toast(t("products.added", { count: ids.length }));
            onChanged();
        } catch (error) {
            toastError(error, () => void add(ids));
        }
    }
    async function takeAway() {
        if (!(await confirm({ title: t("products.group_remove_title", { name: group.name }), text: t("products.group_remove_text"), confirm: t("products.group_remove"), danger: true }))) return;
        try {
            await request("DELETE", `/products/${product.id}/groups/${group.id}`, { query: { type: group.type } });
            onChanged();
        } catch (error) {
            toastError(error, () => void takeAway());
        }
    }
    const from = (/** @type {DragEvent} */ event) => { const [id, at] = (event.dataTransfer?.getData(DRAGGED) ?? "").split(":"); return Number(id) === group.id ? Number(at) : -1; };
    return html`
        <section class="card stack product-group" aria-labelledby=${heading}>
            <div class="row row-spread">
                <div class="row"><h3 id=${heading}>${group.name} <span class="count">${group.image_count}</span></h3>
                    <span class="badge">${typeName(group.type)}</span><span class="badge ${group.visibility === "public" ? "badge-good" : ""}">${t(`products.visibility.${group.visibility}`)}</span></div>
                <span class="row">
                    <button type="button" class="button" onClick=${() => { picking.value = true; }}>${icon("plus")} ${t("products.add")}</button>
                    <${Menu} label=${t("products.group_more", { name: group.name })} class="button button-icon" items=${[
                        { label: t("products.group_edit"), run: () => { editing.value = true; } },
                        !first && { label: t("products.group_up"), run: () => onMove(-1) },
                        !last && { label: t("products.group_down"), run: () => onMove(1) },
                        { label: t("products.group_remove"), danger: true, run: () => void takeAway() },
                    ]}>${icon("more")}<//>
                </span>
            </div>
            ${group.description && html`<p class="muted">${group.description}</p>`}
            ${!isWhole && html`<p class="hint">${t("products.too_many", { count: group.image_count, shown: all.length })}</p>`}
            ${!all.length && html`<${Empty} title=${t("products.group_empty")} />`}
            <ol role="list" class="product-images">${all.map((image, at) => html`
                <li key=${image.id} class="product-image ${over.value === at ? "is-over" : ""}" draggable=${isWhole}
                    onDragStart=${(/** @type {DragEvent} */ event) => event.dataTransfer?.setData(DRAGGED, `${group.id}:${at}`)}
                    onDragOver=${(/** @type {DragEvent} */ event) => { if (event.dataTransfer?.types.includes(DRAGGED)) { event.preventDefault(); over.value = at; } }}
                    onDragLeave=${() => { if (over.value === at) over.value = -1; }} onDragEnd=${() => { over.value = -1; }}
                    onDrop=${(/** @type {DragEvent} */ event) => { over.value = -1; const place = from(event); if (place < 0) return; event.preventDefault(); void order(place, at); }}>
                    <${Picture} image=${image} sizes="180px" />
                    <${AiMark} image=${image} />
                    ${product.primary_image?.id === image.id && html`<span class="badge product-primary">${icon("star", { filled: true })} ${t("products.primary")}</span>`}
                    <span class="product-image-menu"><${Menu} label=${t("products.image_more", { name: nameOf(image) })} class="button button-icon over" items=${[
                        product.primary_image_id !== image.id && { label: t("products.make_primary"), run: () => onPrimary(image.id) },
                        isWhole && at > 0 && { label: t("products.to_front"), run: () => void order(at, 0) },
                        isWhole && at > 0 && { label: t("products.earlier"), run: () => void order(at, at - 1) },
                        isWhole && at < all.length - 1 && { label: t("products.later"), run: () => void order(at, at + 1) },
                        { label: t("products.remove"), danger: true, run: () => void remove(image) },
                    ]}>${icon("more")}<//></span>
                </li>`)}</ol>
            <p class="visually-hidden" role="status">${said.value}</p>
            ${editing.value && html`<${GroupForm} productId=${product.id} group=${group} onClose=${() => { editing.value = false; }} onDone=${onChanged} />`}
            ${picking.value && html`<${PickDialog} title=${t("products.pick_for", { name: group.name })} taken=${new Set(all.map((one) => one.id))} onClose=${() => { picking.value = false; }} onPick=${add} />`}
        </section>`;
}
