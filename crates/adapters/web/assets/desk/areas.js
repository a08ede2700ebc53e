// The areas of the desk: their addresses, and how they are reached.
import { t } from "app/i18n.js";

/** @typedef {import("app/router.js").Route} Route */

/** Every page of the desk, each imported when it is first opened. @type {Route[]} */
export const routes = [
    { path: "/", title: () => t("desk.galleries"), load: () => import("desk/galleries.js") },
    { path: "/desk", title: () => t("desk.galleries"), load: () => import("desk/galleries.js") },
    { path: "/desk/galleries", title: () => t("desk.galleries"), load: () => import("desk/galleries.js") },
    { path: "/desk/galleries/:id", load: () => import("desk/gallery.js") },
    { path: "/desk/galleries/:id/:tab", load: () => import("desk/gallery.js") },
    { path: "/desk/organizations", title: () => t("desk.organizations"), load: () => import("desk/organizations.js") },
    { path: "/desk/organizations/:id", load: () => import("desk/organization.js") },
    { path: "/desk/upload", title: () => t("desk.upload"), load: () => import("desk/upload.js") },
    { path: "/desk/tray", title: () => t("desk.tray"), load: () => import("desk/tray.js") },
    { path: "/desk/tray/proposals", title: () => t("desk.tray"), load: () => import("desk/tray-proposals.js") },
    { path: "/desk/products", title: () => t("desk.products"), load: () => import("desk/products.js") },
    { path: "/desk/products/:id", load: () => import("desk/product.js") },
    { path: "/desk/library", title: () => t("desk.library"), load: () => import("desk/library.js") },
    { path: "/desk/library/duplicates", title: () => t("desk.library"), load: () => import("desk/duplicates.js") },
    { path: "/desk/library/:view", title: () => t("desk.library"), load: () => import("desk/library.js") },
    { path: "/desk/people", title: () => t("desk.people"), load: () => import("desk/people.js") },
    { path: "/desk/people/:id", load: () => import("desk/people.js") },
    { path: "/desk/jobs", title: () => t("desk.jobs"), load: () => import("desk/jobs.js") },
    { path: "/desk/settings", title: () => t("desk.settings"), load: () => import("desk/settings.js") },
    { path: "/desk/settings/:section", title: () => t("desk.settings"), load: () => import("desk/settings.js") },
];

/** What the navigation shows, in its order: address, icon, and key of the text. */
export const areas = /** @type {const} */ ([
    { href: "/desk/galleries", icon: "grid", text: "desk.galleries" },
    { href: "/desk/organizations", icon: "users", text: "desk.organizations" },
    { href: "/desk/upload", icon: "upload", text: "desk.upload" },
    { href: "/desk/tray", icon: "folder", text: "desk.tray" },
    { href: "/desk/products", icon: "tag", text: "desk.products" },
    { href: "/desk/library", icon: "image", text: "desk.library" },
    { href: "/desk/people", icon: "user", text: "desk.people" },
    { href: "/desk/jobs", icon: "list", text: "desk.jobs" },
    { href: "/desk/settings", icon: "gear", text: "desk.settings" },
]);
