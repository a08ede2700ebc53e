// A table of things, sorted by its heads. On narrow screens each row becomes a card with the heads as labels.
import { locale } from "app/i18n.js";
import { html, useState } from "vendor/preact.js";

/**
 * @template T
 * @typedef {object} Column
 * @property {string} key
 * @property {string} label
 * @property {(row: T) => any} render
 * @property {(row: T) => string | number | null | undefined} [sort] makes it sortable
 * @property {boolean} [end] numbers stand at the right
 * @property {boolean} [head] the cell that names the row
 * @property {boolean} [hideLabel] for columns of buttons
 */

/**
 * Sorts a copy; what has no value comes last either way.
 * @template T
 * @param {T[]} rows
 * @param {(row: T) => string | number | null | undefined} by
 * @param {boolean} descending
 */
export function sorted(rows, by, descending) {
    const words = new Intl.Collator(locale(), { numeric: true, sensitivity: "base" });
    const sign = descending ? -1 : 1;
    return [...rows].sort((left, right) => {
        const [a, b] = [by(left) ?? "", by(right) ?? ""];
        if (a === "" || b === "") return Number(a === "") - Number(b === "");
        return sign * (typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b)));
    });
}

/**
 * @param {{caption: string, columns: Column<any>[], rows: any[], rowKey?: (row: any) => string | number, sort?: string, descending?: boolean,
 *   onSort?: (key: string, descending: boolean) => void, empty?: any}} props with `onSort` the caller sorts, for lists that come in pages
 */
export function Table({ caption, columns, rows, rowKey = (row) => row.id, sort = "", descending = false, onSort, empty }) {
    const [own, setOwn] = useState({ key: sort, descending });
    const now = onSort ? { key: sort, descending } : own;
    const by = columns.find((one) => one.key === now.key)?.sort;
    const shown = by && !onSort ? sorted(rows, by, now.descending) : rows;
    const choose = (/** @type {string} */ key) => {
        const next = { key, descending: key === now.key ? !now.descending : false };
        if (onSort) onSort(next.key, next.descending);
        else setOwn(next);
    };
    if (!rows.length && empty) return empty;
    return html`
        <div class="table-place" tabIndex="0" role="region" aria-label=${caption}>
            <table class="table">
                <caption class="visually-hidden">${caption}</caption>
                <thead><tr>${columns.map((one) => html`
                    <th scope="col" key=${one.key} class=${one.end ? "end" : ""} aria-sort=${now.key === one.key ? (now.descending ? "descending" : "ascending") : null}>
                        ${one.sort ? html`<button type="button" class="table-sort" onClick=${() => choose(one.key)}>${one.label}<span aria-hidden="true">${now.key === one.key ? (now.descending ? " ↓" : " ↑") : ""}</span></button>`
                            : html`<span class=${one.hideLabel ? "visually-hidden" : ""}>${one.label}</span>`}
                    </th>`)}</tr></thead>
                <tbody>${shown.map((row) => html`
                    <tr key=${rowKey(row)}>${columns.map((one) => html`
                        <${one.head ? "th" : "td"} ...${one.head ? { scope: "row" } : {}} key=${one.key} class=${one.end ? "end" : ""} data-label=${one.hideLabel ? null : one.label}>${one.render(row)}<//>`)}</tr>`)}</tbody>
            </table>
        </div>`;
}
