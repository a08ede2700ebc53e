// One gallery: its head with what can become of it, and its parts, each imported when it is first shown.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { go, queryPart, setQuery, setTitle } from "app/router.js";
import { confirm } from "ui/dialog.js";
import { Failure } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { Loading } from "ui/spinner.js";
import { Tabs } from "ui/tabs.js";
import { toast, toastError } from "ui/toast.js";
import { html, useEffect, useMemo, useSignal, useState } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["Gallery"]} Gallery */
/** @typedef {{gallery: Gallery, change: (gallery: Gallery) => void}} PartProps */

const PARTS = {
    pictures: () => import("desk/gallery-pictures.js"),
    share: () => import("desk/share.js"),
    results: () => import("desk/proofing.js"),
    activity: () => import("desk/gallery-activity.js"),
    settings: () => import("desk/gallery-settings.js"),
};
const LOOKS = { active: "badge-good", completed: "badge-accent", archived: "" };

/** @param {PartProps & {name: keyof typeof PARTS}} props */
function Part({ name, ...props }) {
    const [module, setModule] = useState(/** @type {any} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const load = () => {
        failed.value = null;
        PARTS[name]().then(setModule, (error) => { failed.value = error; });
    };
    useEffect(load, [name]);
    return failed.value ? html`<${Failure} error=${failed.value} retry=${load} />` : module ? html`<${module.default} ...${props} />` : html`<${Loading} />`;
}

/** @param {{params: Record<string, string>}} props */
export default function GalleryPage({ params }) {
    const id = Number(params.id);
    const gallery = useSignal(/** @type {Gallery | null} */ (null));
    const client = useSignal("");
    const failed = useSignal(/** @type {unknown} */ (null));
    const asked = useMemo(() => queryPart("tab", params.tab ?? "pictures"), []);

    /** @param {Gallery} next */
    const change = (next) => { gallery.value = next; setTitle(next.subject_name); };
    async function read() {
        failed.value = null;
        try {
            const { data } = await request("GET", `/galleries/${id}`);
            change(data);
            // The name alone: without leave to see clients the page goes on.
            request("GET", `/organizations/${data.organization_id}`).then((answer) => { client.value = answer.data.name; }, () => {});
        } catch (error) {
            failed.value = error;
        }
    }
    useEffect(() => { void read(); }, [id]);

    /** @param {"complete" | "archive" | "reactivate"} step */
    async function become(step) {
        try {
            const { data } = await request("POST", `/galleries/${id}/${step}`);
            change(data);
            toast(t(`gallery.done.${step}`));
        } catch (error) {
            toastError(error, () => { void become(step); });
        }
    }
    async function archive() {
        if (await confirm({ title: t("gallery.archive_ask"), text: t("gallery.archive_text"), confirm: t("gallery.archive") })) await become("archive");
    }
    async function remove() {
        const now = gallery.value;
        if (!now || !await confirm({ title: t("gallery.delete_ask", { name: now.subject_name }), text: t("gallery.delete_text"), confirm: t("gallery.delete"), danger: true })) return;
        try {
            await request("DELETE", `/galleries/${id}`);
            await go("/desk/galleries", { replace: true });
            toast(t("gallery.deleted", { name: now.subject_name }), { action: { label: t("gallery.undo"), run: () => { void restore(); } } });
        } catch (error) {
            toastError(error);
        }
    }
    async function restore() {
        try {
            await request("POST", `/galleries/${id}/restore`);
            await go(`/desk/galleries/${id}`);
        } catch (error) {
            toastError(error, () => { void restore(); });
        }
    }

    const now = gallery.value;
    if (failed.value) return html`<h1>${t("gallery.title")}</h1><${Failure} error=${failed.value} retry=${read} />`;
    if (!now) return html`<h1>${t("gallery.title")}</h1><${Loading} />`;
    const active = asked.value in PARTS ? asked.value : "pictures";
    const tab = (/** @type {string} */ key) => ({ key, label: t(`gallery.tab.${key}`), render: () => html`<${Part} key=${key} name=${key} gallery=${now} change=${change} />` });
    return html`
        <div class="gallery-head">
            <div><h1>${now.subject_name}</h1>
                <p class="row muted"><span class="badge ${LOOKS[now.status]}">${t(`galleries.status.${now.status}`)}</span>
                    ${client.value && html`<a href="/desk/organizations/${now.organization_id}">${client.value}</a>`}
                    <span>${t("galleries.pictures", { count: now.image_count ?? 0 })}</span></p></div>
            <div class="row">
                <a class="button" href="/desk/upload?gallery=${id}">${icon("upload")}${t("gallery.upload")}</a>
                <${Menu} label=${t("gallery.actions")} items=${[
                    now.status === "active" && { label: t("gallery.complete"), icon: icon("check"), run: () => { void become("complete"); } },
                    now.status !== "active" && { label: t("gallery.reactivate"), icon: icon("redo"), run: () => { void become("reactivate"); } },
                    now.status !== "archived" && { label: t("gallery.archive"), icon: icon("archive"), run: () => { void archive(); } },
                    { label: t("gallery.delete"), icon: icon("trash"), danger: true, run: () => { void remove(); } },
                ]} />
            </div>
        </div>
        <${Tabs} label=${t("gallery.parts")} active=${active} onChange=${(/** @type {string} */ key) => { void setQuery({ tab: key }); }} tabs=${Object.keys(PARTS).map(tab)} />`;
}
