// What the shell shows while files are sent: how far it has come, from every page of the desk.
import { t } from "app/i18n.js";
import { isSignedIn } from "app/session.js";
import { percent } from "app/format.js";
import { html, useEffect } from "vendor/preact.js";
import { icon } from "ui/icons.js";
import { Progress } from "ui/spinner.js";
import { isHeld, start, summary } from "desk/upload-store.js";

/** A link to the uploads; nothing while there are none. Continues what a reload has interrupted. */
export function UploadIndicator() {
    const isIn = isSignedIn.value;
    useEffect(() => { if (isIn) start(); }, [isIn]);
    const { open, sent, bytes, failed, needs, moving } = summary.value;
    if (!isIn || (!open && !failed)) return null;
    const words = needs && !moving ? t("upload.bar.needs", { count: needs })
        : isHeld.value && open ? t("upload.bar.held", { count: open })
            : open ? t("upload.bar.open", { count: open, part: percent(bytes ? sent / bytes : 0) })
                : t("upload.bar.failed", { count: failed });
    const isTrouble = failed > 0 || (needs > 0 && !moving);
    return html`
        <a class="upload-bar ${isTrouble ? "is-trouble" : ""}" href="/desk/upload">
            ${icon(isTrouble ? "alert" : isHeld.value ? "pause" : "upload")}
            <span class="upload-bar-words">${words}</span>
            ${open > 0 && html`<${Progress} value=${sent} max=${bytes} label=${t("upload.progress")} />`}
        </a>`;
}
