// Why a file is proposed to go somewhere, in words.
import { hasText, t } from "app/i18n.js";
import { number, percent } from "app/format.js";
import { html } from "vendor/preact.js";

/** @param {number} minutes */
const span = (minutes) => (minutes < 60 ? t("reasons.minutes", { count: minutes }) : t("reasons.hours", { hours: number(minutes / 60, { maximumFractionDigits: 1 }) }));

/** @param {any} candidate @returns {string[]} */
function wordsOf({ time, location, semantic, operational }) {
    const words = [];
    if (time) words.push(time.captured_at === null || time.class === "unknown" ? t("reasons.time_unknown")
        : time.class === "core" ? t("reasons.in_session", { time: span(Math.max(0, time.minutes_from_start ?? 0)) })
            : time.minutes_outside > 0 ? t("reasons.outside", { time: span(time.minutes_outside) }) : t("reasons.in_buffer"));
    if (location) words.push(typeof location.distance_metres === "number"
        ? t("reasons.distance", { distance: number(location.distance_metres >= 1000 ? location.distance_metres / 1000 : Math.round(location.distance_metres), { style: "unit", unit: location.distance_metres >= 1000 ? "kilometer" : "meter", maximumFractionDigits: 1 }) })
        : t("reasons.place_unknown"));
    if (semantic) words.push(semantic.matched?.length ? t("reasons.words_fit") : semantic.available?.length ? t("reasons.words_differ") : t("reasons.words_none"));
    if (operational && operational.status !== "confirmed" && hasText(`reasons.status.${operational.status}`)) words.push(t(`reasons.status.${operational.status}`));
    if (operational && operational.calendar_state !== "normal") words.push(t("reasons.calendar"));
    return words;
}

/** @param {{evidence: any, galleryId?: number | null, name?: string | null}} props `name` of a gallery that was chosen by a person */
export function Reasons({ evidence, galleryId }) {
    const candidates = /** @type {any[]} */ (evidence?.candidates ?? []);
    const best = candidates.find((one) => one.gallery_id === galleryId) ?? candidates[0];
    const rival = candidates.find((one) => one.gallery_id === evidence?.competing_gallery_id);
    const key = `reasons.verdict.${evidence?.reason}`;
    return html`
        <ul class="tray-reasons">
            ${hasText(key) && html`<li><strong>${t(key)}</strong></li>`}
            ${best && wordsOf(best).map((one) => html`<li key=${one}>${one}</li>`)}
            ${rival && html`<li class="tray-rival">${t("reasons.rival", { name: rival.title, score: percent(rival.score) })}</li>`}
        </ul>`;
}
