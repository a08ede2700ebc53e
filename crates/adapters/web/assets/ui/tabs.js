// Tabs: arrows move and show, Tab goes into the panel.
import { html, useEffect, useId, useRef } from "vendor/preact.js";

/** A row that scrolls on phones: what is current in it is brought into sight. @param {string} now changes with what is current */
export function useInSight(now) {
    const row = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => {
        const { current } = row;
        const one = current?.querySelector("[aria-current], [aria-selected=true]");
        if (current && one instanceof HTMLElement) current.scrollLeft += one.getBoundingClientRect().left - current.getBoundingClientRect().left - (current.clientWidth - one.offsetWidth) / 2;
    }, [now]);
    return row;
}

/**
 * @param {{label: string, tabs: {key: string, label: string, count?: number, render: () => any}[], active: string, onChange: (key: string) => void}} props
 */
export function Tabs({ label, tabs, active, onChange }) {
    const id = useId();
    const bar = useInSight(active);
    const at = Math.max(0, tabs.findIndex((one) => one.key === active));
    const now = tabs[at];

    /** @param {KeyboardEvent} event */
    function onKey(event) {
        const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
        const to = steps[/** @type {keyof typeof steps} */ (event.key)];
        if (to === undefined) return;
        event.preventDefault();
        const index = (to + tabs.length) % tabs.length;
        onChange(tabs[index]?.key ?? active);
        /** @type {HTMLElement | null | undefined} */ (bar.current?.querySelectorAll("[role=tab]")[index])?.focus();
    }

    return html`
        <div class="tabs" role="tablist" aria-label=${label} ref=${bar} onKeyDown=${onKey}>
            ${tabs.map((one, index) => html`
                <button type="button" class="tab" role="tab" key=${one.key} id="${id}-${one.key}" aria-selected=${String(index === at)} tabIndex=${index === at ? 0 : -1}
                    aria-controls="${id}-panel" onClick=${() => onChange(one.key)}>${one.label}${one.count !== undefined && html` <span class="count">${one.count}</span>`}</button>`)}
        </div>
        <div class="tab-panel" role="tabpanel" id="${id}-panel" aria-labelledby="${id}-${now?.key}" tabIndex="0">${now?.render()}</div>`;
}
