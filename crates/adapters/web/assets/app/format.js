// Dates, numbers, sizes and money as the person's locale writes them.
import { locale } from "app/i18n.js";

/** Formatters are slow to make and good for ever. @type {Map<string, any>} */
const made = new Map();

/**
 * @template T
 * @param {new (locale: string, options: any) => T} Kind
 * @param {object} options
 * @returns {T}
 */
function formatter(Kind, options) {
    const key = `${Kind.name}${locale()}${JSON.stringify(options)}`;
    let one = made.get(key);
    if (!one) made.set(key, (one = new Kind(locale(), options)));
    return one;
}

/** @param {string | number | Date} when @returns {Date} */
const dateOf = (when) => (when instanceof Date ? when : new Date(when));

/** 3 May 2026. @param {string | number | Date} when @param {Intl.DateTimeFormatOptions} [options] */
export const date = (when, options = { dateStyle: "medium" }) => formatter(Intl.DateTimeFormat, options).format(dateOf(when));
/** 14:05. @param {string | number | Date} when */
export const time = (when) => date(when, { timeStyle: "short" });
/** 3 May 2026, 14:05. @param {string | number | Date} when */
export const dateTime = (when) => date(when, { dateStyle: "medium", timeStyle: "short" });
/** The camera's clock, which has no zone: shown as it is. @param {string} when */
export const cameraTime = (when) => date(`${when.replace(/(Z|[+-]\d\d:?\d\d)$/, "")}Z`, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
/** 12,345.6. @param {number} value @param {Intl.NumberFormatOptions} [options] */
export const number = (value, options = {}) => formatter(Intl.NumberFormat, options).format(value);
/** 42 %. @param {number} part of 1 */
export const percent = (part) => number(part, { style: "percent" });
/** $15.00. @param {{amount: string, currency: string}} money */
export const money = ({ amount, currency }) => number(Number(amount), { style: "currency", currency });
/** A list of words: "a, b and c". @param {string[]} words @param {"conjunction" | "disjunction"} [type] */
export const list = (words, type = "conjunction") => formatter(Intl.ListFormat, { type }).format(words);

const SIZES = /** @type {const} */ (["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"]);

/** 6.3 MB; thousands, as cameras and shops count. @param {number} value */
export function bytes(value) {
    const power = value < 1000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(value) / 3));
    const scaled = value / 1000 ** power;
    const maximumFractionDigits = power > 0 && scaled < 10 ? 1 : 0;
    return number(scaled, { style: "unit", unit: SIZES[power], unitDisplay: power ? "short" : "long", maximumFractionDigits });
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const STEPS = [["year", 31_557_600], ["month", 2_629_800], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** "3 days ago", "in 2 hours". @param {string | number | Date} when @param {number} [now] */
export function relative(when, now = Date.now()) {
    const seconds = Math.round((dateOf(when).getTime() - now) / 1000);
    const words = formatter(Intl.RelativeTimeFormat, { numeric: "auto" });
    for (const [unit, size] of STEPS) {
        if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
    }
    return words.format(0, "second");
}

/** "1:05" or "2:03:09". @param {number} seconds */
export function duration(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const [first, ...rest] = parts[0] ? parts : parts.slice(1);
    return [first, ...rest.map((one) => String(one).padStart(2, "0"))].join(":");
}
