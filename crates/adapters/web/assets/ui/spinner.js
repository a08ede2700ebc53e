// What shows that something goes on.
import { t } from "app/i18n.js";
import { html } from "vendor/preact.js";

/** Something is being loaded. @param {{label?: string}} props */
export const Spinner = ({ label }) => html`<span class="spinner" role="status"><span class="visually-hidden">${label ?? t("common.loading")}</span></span>`;

/** A whole place that is being loaded. */
export const Loading = () => html`<div class="loading"><${Spinner} /></div>`;

/**
 * How far something has come.
 * @param {{value: number, max?: number, label: string}} props `label` tells what, for a screen reader
 */
export const Progress = ({ value, max = 1, label }) => html`<progress class="progress" value=${value} max=${max || 1} aria-label=${label}></progress>`;
