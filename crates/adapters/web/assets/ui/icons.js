// Inline icons: 24 by 24, drawn with lines in the colour of the text. `icon("check")`; decoration only, the name stands beside or in aria-label.
import { html } from "vendor/preact.js";

const PATHS = {
    alert: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1",
    archive: "M4 8h16v11H4zM3 4.5h18V8H3zM10 12h4",
    back: "M19 12H5M11 6l-6 6 6 6",
    bell: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4",
    calendar: "M4.5 6h15v14h-15zM4.5 10h15M8.5 3.5V7M15.5 3.5V7",
    camera: "M3.5 8H8l1.5-2.5h5L16 8h4.5v11h-17zM12 10a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6z",
    check: "M5 12.5l4.5 4.5L19 7.5",
    close: "M6 6l12 12M18 6 6 18",
    comment: "M4 5.5h16v11h-8L7.5 20v-3.5H4z",
    copy: "M9 9h11v11H9zM15 9V4H4v11h5",
    down: "M6 9.5l6 6 6-6",
    download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
    drag: "M9 5.1a.9.9 0 1 0 .01 0zM15 5.1a.9.9 0 1 0 .01 0zM9 11.1a.9.9 0 1 0 .01 0zM15 11.1a.9.9 0 1 0 .01 0zM9 17.1a.9.9 0 1 0 .01 0zM15 17.1a.9.9 0 1 0 .01 0z",
    edit: "M5 19l1-4L16.5 4.5l3 3L9 18zM14 7l3 3",
    eye: "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.500S5 16.5 2.5 12zM12 9.200a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.600z",
    filter: "M4 6h16M7 12h10M10 18h4",
    folder: "M3.5 6h6l2 2.500h9V19h-17z",
    gear: "M12 8.800a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.400zM12 3v2.500M12 18.500V21M3 12h2.500M18.5 12H21M5.6 5.600l1.8 1.800M16.6 16.600l1.8 1.800M18.4 5.600l-1.8 1.800M7.4 16.600l-1.8 1.8",
    grid: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
    heart: "M12 20C6 15.5 3.5 12.5 3.5 9A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8.5 2c0 3.5-2.5 6.5-8.5 11z",
    image: "M3.5 5h17v14h-17zM3.5 16l5-5 4 4 3-3 5 4.500M15.5 8.500v.1",
    info: "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.500M12 7.800v.1",
    key: "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12.5 19.5 4M16 7.500l3 3",
    left: "M15 5l-7 7 7 7",
    link: "M10 14a4 4 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1.5 1.500M14 10a4 4 0 0 0-6 0l-3 3a4.2 4.2 0 0 0 6 6l1.5-1.5",
    list: "M8 6h12M8 12h12M8 18h12M4 6v.1M4 12v.1M4 18v.1",
    lock: "M6 11h12v9H6zM8.5 11V7.500a3.5 3.5 0 0 1 7 0V11",
    mail: "M3.5 5.500h17v13h-17zM3.5 7l8.5 6.500L20.5 7",
    menu: "M4 7h16M4 12h16M4 17h16",
    minus: "M5 12h14",
    more: "M5.5 11.1a.9.9 0 1 0 .01 0zM12 11.1a.9.9 0 1 0 .01 0zM18.5 11.1a.9.9 0 1 0 .01 0z",
    out: "M14 4h6v6M20 4l-9 9M17 14v6H4V7h6",
    pause: "M8.5 5.500v13M15.5 5.500v13",
    pin: "M12 21c-4-4.5-6-7.7-6-10.500a6 6 0 0 1 12 0C18 13.3 16 16.5 12 21zM12 8.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
    play: "M7.5 5v14l11.5-7z",
    plus: "M12 5v14M5 12h14",
    redo: "M19.5 5v5h-5M19.5 10a8 8 0 1 0 .5 4",
    right: "M9 5l7 7-7 7",
    search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20.5 20.5",
    share: "M12 15V4M8 7.5 12 3.500l4 4M6 11H5v9.500h14V11h-1",
    spark: "M12 3.500l1.8 6.7 6.7 1.8-6.7 1.800L12 20.500l-1.8-6.700L3.5 12l6.7-1.800z",
    star: "M12 3.500l2.6 5.6 6 .7-4.5 4.1 1.2 6L12 16.9 6.7 19.900l1.2-6L3.4 9.800l6-.700z",
    tag: "M4 4h8l8.5 8.5-8 8L4 12zM8 8v.1",
    trash: "M4.5 7h15M9.5 7V4.500h5V7M6.5 7l1 13h9l1-13M10 10.500v6M14 10.500v6",
    upload: "M12 15.500V4.500M7 9l5-5 5 5M5 20h14",
    user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.500c.7-4 3.5-6 7.5-6s6.8 2 7.5 6",
    users: "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 19.500c.6-3.5 3-5 6.5-5s5.9 1.5 6.5 5M15.5 5.300a3.5 3.5 0 0 1 0 6.400M18 14.900c2 .7 3.2 2.2 3.5 4.6",
    zoom: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20.5 20.500M10.5 8v5M8 10.500h5",
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * @param {IconName} name
 * @param {{filled?: boolean, class?: string}} [options] `filled` for hearts and stars that are set
 */
export const icon = (name, { filled = false, class: extra = "" } = {}) =>
    html`<svg class="icon ${filled ? "icon-filled" : ""} ${extra}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
