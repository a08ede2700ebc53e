// The gallery as a client sees it who comes by a link on these terms, beside the form that makes the link.
import { request } from "app/api.js";
import { classes } from "app/dom.js";
import { t } from "app/i18n.js";
import { studio } from "app/session.js";
import { ErrorLine } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { Spinner } from "ui/spinner.js";
import { batch, html, useEffect, useRef, useSignal } from "vendor/preact.js";

/** @typedef {import("types/api").components["schemas"]["PreviewSession"]} PreviewSession */
/** @typedef {{link_id: number} | {label: string | null, policy: Record<string, any>}} Wish what is shown */

/** How wide the client's window is. */
const WIDTHS = { phone: 390, desktop: 1280 };
/** How long after the last change of the terms they are shown. */
const PAUSE = 400;

/** @param {{gallery: {id: number}, wish: Wish | null}} props */
export function SharePreview({ gallery, wish }) {
    const width = useSignal(/** @type {keyof typeof WIDTHS} */ ("phone"));
    const session = useSignal(/** @type {PreviewSession | null} */ (null));
    const failed = useSignal(/** @type {unknown} */ (null));
    const busy = useSignal(true);
    const ended = useSignal(false);
    const frame = useRef(/** @type {HTMLIFrameElement | null} */ (null));
    const stage = useRef(/** @type {HTMLElement | null} */ (null));
    const room = useSignal({ width: 390, height: 600 });
    const isReady = useRef(false);
    const turn = useRef(0);
    const wanted = JSON.stringify(wish);

    // The token goes from window to window: it stands in no address, and nothing keeps it.
    const show = () => {
        if (isReady.current && session.value) frame.current?.contentWindow?.postMessage({ preview: session.value }, location.origin);
    };
    async function make() {
        const mine = ++turn.current;
        busy.value = true;
        try {
            const { data } = await request("POST", `/galleries/${gallery.id}/preview`, { body: wish });
            if (mine !== turn.current) return;
            session.value = data;
            failed.value = null;
            ended.value = false;
            show();
        } catch (error) {
            if (mine === turn.current) failed.value = error;
        } finally {
            if (mine === turn.current) busy.value = false;
        }
    }
    useEffect(() => {
        if (!wish) return undefined;
        const timer = setTimeout(make, session.value ? PAUSE : 0);
        return () => { clearTimeout(timer); turn.current++; };
    }, [wanted, gallery.id]);
    useEffect(() => {
        const until = session.value?.expires_in;
        if (!until) return undefined;
        const timer = setTimeout(() => { ended.value = true; }, until * 1000);
        return () => clearTimeout(timer);
    }, [session.value]);
    // Who signs out, in whatever window, has seen enough: what is shown here goes at once.
    const isIn = studio.isIn.value;
    useEffect(() => {
        if (isIn || !session.value) return;
        turn.current++;
        batch(() => { session.value = null; busy.value = false; ended.value = true; });
        frame.current?.contentWindow?.postMessage({ preview: "drop" }, location.origin);
    }, [isIn]);
    useEffect(() => {
        const hear = (/** @type {MessageEvent} */ { data, origin, source }) => {
            if (origin !== location.origin || source !== frame.current?.contentWindow) return;
            if (data?.preview === "ready") { isReady.current = true; show(); }
            if (data?.preview === "ended") ended.value = true;
        };
        addEventListener("message", hear);
        const watch = new ResizeObserver(([entry]) => { if (entry) room.value = { width: entry.contentRect.width, height: entry.contentRect.height }; });
        if (stage.current) watch.observe(stage.current);
        return () => { removeEventListener("message", hear); watch.disconnect(); };
    }, []);

    const wide = WIDTHS[width.value];
    const scale = Math.min(1, room.value.width / wide);
    return html`
        <section class="share-preview" aria-label=${t("share.preview.title")}>
            <div class="row row-spread">
                <h3>${t("share.preview.title")} ${busy.value && html`<${Spinner} />`}</h3>
                <div class="row" role="group" aria-label=${t("share.preview.width")}>${Object.keys(WIDTHS).map((one) => html`
                    <button type="button" class="button" key=${one} aria-pressed=${String(width.value === one)} onClick=${() => { width.value = /** @type {keyof typeof WIDTHS} */ (one); }}>${t(`share.preview.widths.${one}`)}</button>`)}</div>
            </div>
            <p class="hint">${t("share.preview.hint")}</p>
            <${ErrorLine} error=${failed.value} />
            ${ended.value && html`<p class="row" role="status">${t("share.preview.ended")} <button type="button" class="button" onClick=${make}>${icon("redo")}${t("share.preview.again")}</button></p>`}
            <div class=${classes("share-stage", failed.value || ended.value ? "is-old" : "")} ref=${stage}>
                <iframe ref=${frame} src="/g/preview" title=${t("share.preview.frame")}
                    style=${{ width: `${wide}px`, height: `${room.value.height / scale}px`, transform: `scale(${scale})`, insetInlineStart: `${Math.max(0, (room.value.width - wide * scale) / 2)}px` }}></iframe>
            </div>
        </section>`;
}
