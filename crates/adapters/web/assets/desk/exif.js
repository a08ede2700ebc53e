// What cameras wrote into their files, for people.
import { cameraTime, number } from "app/format.js";
import { hasText, t } from "app/i18n.js";

/** Words that cameras write stand in the reader's language; figures and names stay as they are. @param {string} name @param {unknown} value */
export function exifValue(name, value) {
    const text = String(value);
    if (name === "orientation") return hasText(`exif_turn.${text}`) ? t(`exif_turn.${text}`) : text;
    if (/^date_time_/.test(name) && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return cameraTime(text.replace(" ", "T"));
    const decimal = (/** @type {string} */ figure) => number(Number(figure), { maximumFractionDigits: 2 });
    if (name === "aperture") return text.replace(/[\d.]+$/, decimal);
    if (/^(focal_length|exposure_bias)/.test(name)) return text.replace(/[\d.]+/g, decimal).replace(/mm$/, "\u00a0mm");
    if (name === "exposure_time") return `${text.includes("/") ? text : decimal(text)}\u00a0s`;
    if (!["color_space", "exposure_program", "flash", "white_balance"].includes(name)) return text;
    const said = text.split(", ").map((word) => {
        const key = `exif_word.${word.toLowerCase().replace(/[ -]/g, "_")}`;
        return hasText(key) ? t(key) : word;
    }).join(", ");
    return name === "color_space" ? said : said.charAt(0).toUpperCase() + said.slice(1);
}
