// A button that opens a menu: arrows, Home, End and first letters move, Esc and Tab close.
import { setVars } from "app/dom.js";
import { html, isValidElement, useEffect, useId, useLayoutEffect, useRef, useState } from "vendor/preact.js";

/**
 * @typedef {object} Item
 * @property {string} label
 * @property {() => void} [run]
 * @property {string} [href] a link instead
 * @property {any} [icon] such as `icon("trash")`
 * @property {boolean} [danger]
 * @property {boolean} [disabled]
 * @property {boolean} [checked] makes it a choice that is on or off
 */

/** Pixels to the edges of the window. */
const GAP = 8;

/**
 * @param {{label: string, children?: any, items: (Item | false | null)[], class?: string, align?: "start" | "end"}} props `label` names the menu, and the
 *   button if that shows an icon alone; children are what the button shows, the label without them
 */
export function Menu({ label, children, items, class: look = "button", align = "end" }) {
    const [isOpen, setOpen] = useState(false);
    const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
    const menu = useRef(/** @type {HTMLElement | null} */ (null));
    const id = useId();
    // A button with words is called by them: speech control says what it sees.
    const name = isValidElement(children) && children.type === "svg" ? label : null;
    const shown = items.filter((one) => one !== null && one !== false);

    const entries = () => /** @type {HTMLElement[]} */ ([...menu.current?.querySelectorAll("[role^=menuitem]:not([aria-disabled=true])") ?? []]);
    /** @param {boolean} focus */
    const close = (focus) => { setOpen(false); if (focus) button.current?.focus(); };

    // It lies above everything and beside its button: inside of a table that scrolls it would be cut off, and near an edge not be seen.
    useLayoutEffect(() => {
        const list = menu.current;
        if (!isOpen || !list) return;
        const place = () => {
            const at = button.current?.getBoundingClientRect();
            if (!at) return;
            const { offsetWidth: width, offsetHeight: height } = list;
            const isRight = (align === "end") === (getComputedStyle(list).direction === "ltr");
            const x = Math.max(GAP, Math.min(isRight ? at.right - width : at.left, innerWidth - width - GAP));
            const below = at.bottom + 4;
            const y = below + height <= innerHeight - GAP ? below : at.top - 4 - height >= GAP ? at.top - 4 - height : Math.max(GAP, innerHeight - height - GAP);
            setVars(list, { "menu-x": `${x}px`, "menu-y": `${y}px` });
        };
        list.showPopover?.();
        place();
        // At once, and not after the next frame: a key that is pressed in between would be lost to the button.
        entries()[0]?.focus();
        addEventListener("scroll", place, { capture: true, passive: true });
        addEventListener("resize", place);
        return () => { removeEventListener("scroll", place, { capture: true }); removeEventListener("resize", place); };
    }, [isOpen]);

    useEffect(() => {
        if (!isOpen) return;
        const outside = (/** @type {Event} */ event) => {
            const target = /** @type {Node} */ (event.target);
            if (!menu.current?.contains(target) && !button.current?.contains(target)) setOpen(false);
        };
        document.addEventListener("pointerdown", outside);
        return () => document.removeEventListener("pointerdown", outside);
    }, [isOpen]);

    /** @param {KeyboardEvent} event */
    function onKey(event) {
        const all = entries();
        const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
        const to = (/** @type {number} */ index) => { event.preventDefault(); all[(index + all.length) % all.length]?.focus(); };
        if (event.key === "ArrowDown") to(at + 1);
        else if (event.key === "ArrowUp") to(at - 1);
        else if (event.key === "Home") to(0);
        else if (event.key === "End") to(-1);
        else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(true); }
        else if (event.key === "Tab") close(false);
        else if (event.key.length === 1 && event.key !== " ") {
            const letter = event.key.toLocaleLowerCase();
            const next = [...all.slice(at + 1), ...all].find((one) => one.textContent?.trim().toLocaleLowerCase().startsWith(letter));
            next?.focus();
        }
    }

    /** @param {Item} item */
    function choose(item) {
        if (item.disabled) return;
        close(true);
        item.run?.();
    }

    return html`
        <span class="menu-place">
            <button type="button" class=${look} ref=${button} aria-haspopup="menu" aria-expanded=${isOpen ? "true" : "false"} aria-controls=${isOpen ? id : null}
                aria-label=${name} title=${name} onClick=${() => setOpen(!isOpen)}
                onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "ArrowDown") { event.preventDefault(); setOpen(true); } }}>${children ?? label}</button>
            ${isOpen && html`
                <span class="menu" role="menu" popover="manual" id=${id} aria-label=${label} ref=${menu} onKeyDown=${onKey}>
                    ${shown.map((item) => {
                        const role = item.checked === undefined ? "menuitem" : "menuitemcheckbox";
                        const common = { class: `menu-item ${item.danger ? "menu-danger" : ""}`, role, tabIndex: -1, "aria-disabled": item.disabled ? "true" : null };
                        const inside = html`<span class="menu-mark">${item.checked ? "✓" : item.icon}</span><span>${item.label}</span>`;
                        return item.href
                            ? html`<a ...${common} href=${item.href} onClick=${() => close(true)}>${inside}</a>`
                            : html`<button type="button" ...${common} aria-checked=${item.checked === undefined ? null : String(item.checked)} onClick=${() => choose(item)}>${inside}</button>`;
                    })}
                </span>`}
        </span>`;
}
