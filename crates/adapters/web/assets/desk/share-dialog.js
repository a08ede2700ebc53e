// Making a link from a preset, showing it once, and changing it.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { Dialog } from "ui/dialog.js";
import { Check, Choice, Field } from "ui/field.js";
import { Form, Submit, valuesOf } from "ui/form.js";
import { icon } from "ui/icons.js";
import { toast } from "ui/toast.js";
import { html, useEffect, useRef, useSignal } from "vendor/preact.js";
import { SharePreview } from "desk/share-preview.js";
import { QrCode } from "desk/share-qr.js";
import { dayOf, endOf, linkOf, POSITIONS, PRESETS, SIZES } from "desk/share-terms.js";

/** @typedef {import("types/api").components["schemas"]["ShareLink"]} ShareLink */

/** @param {{gallery: import("desk/gallery.js").Gallery, onClose: () => void, onMade: (link: ShareLink) => void}} props */
export function NewLink({ gallery, onClose, onMade }) {
    const kind = useSignal(gallery.mode === "proofing" ? "proofing" : "delivery");
    const preset = /** @type {import("desk/share-terms.js").Preset} */ (PRESETS[kind.value]);
    const download = useSignal(preset.download);
    const marked = useSignal(preset.watermark);
    const form = useRef(/** @type {HTMLElement | null} */ (null));
    const wish = useSignal(/** @type {import("desk/share-preview.js").Wish | null} */ (null));
    const isShown = useSignal(matchMedia("(min-width: 70rem)").matches);
    // Fields come and go with what is chosen, so the form is read once it stands.
    const look = () => requestAnimationFrame(() => {
        const element = form.current?.querySelector("form");
        if (!element) return;
        const { label, policy } = linkOf({ ...valuesOf(element), download: download.value, marked: marked.value });
        wish.value = { label, policy };
    });
    useEffect(() => { look(); }, [kind.value, download.value, marked.value]);
    const choose = (/** @type {string} */ next) => {
        kind.value = next;
        download.value = PRESETS[next]?.download ?? false;
        marked.value = PRESETS[next]?.watermark ?? false;
    };
    /** @param {Record<string, any>} values */
    async function submit(values) {
        const { data } = await request("POST", `/galleries/${gallery.id}/share-links`, { body: linkOf({ ...values, download: download.value, marked: marked.value }), once: true });
        onMade(data);
    }
    return html`
        <${Dialog} title=${t("share.new")} onClose=${onClose} size="large">
          <div class="share-both"><div ref=${form}>
            <${Form} onSubmit=${submit} onInput=${look} label=${t("share.new")}>
                <${Choice} name="kind" label=${t("share.kind")} value=${kind.value} onChange=${choose} options=${Object.keys(PRESETS).map((value) => ({ value, label: t(`share.kinds.${value}`), hint: t(`share.kinds_hint.${value}`) }))} />
                <${Field} name="label" label=${t("share.label")} hint=${t("share.label_hint")} maxlength="255" />
                <div class="share-pair">
                    <${Field} name="expires" type="date" label=${t("share.expires")} hint=${t("share.expires_hint")} min=${dayOf(new Date().toISOString())} />
                    <${Field} name="access_code" label=${t("share.code")} hint=${t("share.code_hint")} autocomplete="off" maxlength="100" />
                </div>
                <div class="form" key=${kind.value}>
                    <fieldset class="field"><legend class="field-label">${t("share.sizes")}</legend><div class="row share-sizes">${SIZES.map((size) => html`
                        <${Check} key=${size} name="sizes" value=${size} data-many label=${t(`share.size.${size}`)} checked=${preset.sizes.includes(size)} />`)}</div></fieldset>
                    <${Check} name="download" kind="switch" label=${t("share.download")} checked=${download.value} onChange=${(/** @type {boolean} */ on) => { download.value = on; }} />
                    ${download.value && html`<div class="share-pair">
                        <${Field} name="download_pin" label=${t("share.pin")} hint=${t("share.pin_hint")} autocomplete="off" maxlength="100" />
                        <${Field} name="download_limit" type="number" min="1" label=${t("share.limit")} hint=${t("share.limit_hint")} /></div>`}
                    <${Check} name="keep" label=${t("share.keep")} hint=${t("share.keep_hint")} checked=${preset.metadata === "keep"} />
                    <${Check} name="marked" kind="switch" label=${t("share.mark")} checked=${marked.value} onChange=${(/** @type {boolean} */ on) => { marked.value = on; }} />
                    ${marked.value && html`
                        <${Field} name="mark_text" label=${t("share.mark_text")} hint=${t("share.mark_text_hint", { words: "{recipient}, {studio}, {gallery}, {year}" })} required maxlength="200" value="{studio}" />
                        <div class="share-pair">
                            <${Field} name="mark_position" type="select" label=${t("share.position")} value=${preset.position} options=${POSITIONS.map((value) => ({ value, label: t(`share.positions.${value}`) }))} />
                            <${Field} name="mark_opacity" type="number" min="5" max="100" label=${t("share.opacity")} value="40" required /></div>
                        ${download.value && html`<${Check} name="mark_downloads" label=${t("share.mark_downloads")} checked />`}`}
                </div>
                <${Submit}>${icon("link")}${t("share.make")}<//>
            <//></div>
            ${isShown.value ? html`<${SharePreview} gallery=${gallery} wish=${wish.value} />`
                : html`<div><button type="button" class="button" onClick=${() => { isShown.value = true; }}>${icon("eye")}${t("share.preview.show")}</button></div>`}
          </div>
        <//>`;
}

/** The link, which is shown once. @param {{link: ShareLink, onClose: () => void}} props */
export function MadeLink({ link, onClose }) {
    const url = new URL(link.url ?? `/g/${link.token}`, location.href).href;
    const copied = useSignal(false);
    async function copy() {
        try {
            await navigator.clipboard.writeText(url);
            copied.value = true;
            toast(t("share.copied"));
        } catch {
            // Pages that came by plain HTTP have no clipboard: the address is selected, to be copied by hand.
            /** @type {HTMLInputElement | null} */ (document.querySelector(".share-made input"))?.select();
            toast(t("share.copy_by_hand"));
        }
    }
    return html`
        <${Dialog} title=${t("share.made")} onClose=${onClose} footer=${html`<button class="button" onClick=${onClose}>${t("share.finish")}</button>`}>
            <div class="share-made stack">
                <p>${t("share.made_hint")}</p>
                <${Field} name="url" label=${t("share.link")} value=${url} readonly onInput=${() => {}} onFocus=${(/** @type {any} */ event) => event.currentTarget.select()}
                    after=${html`<button type="button" class="button button-primary" onClick=${copy}>${icon(copied.value ? "check" : "copy")}${t("share.copy")}</button>`} />
                <${QrCode} text=${url} label=${t("share.qr")} />
                ${link.has_access_code && html`<p class="hint">${t("share.made_code")}</p>`}
            </div>
        <//>`;
}

/** What a client sees who comes by a link. @param {{gallery: import("desk/gallery.js").Gallery, link: ShareLink, onClose: () => void}} props */
export const ShowLink = ({ gallery, link, onClose }) => html`
    <${Dialog} title=${link.label || t("share.unnamed")} onClose=${onClose} size="large"><${SharePreview} gallery=${gallery} wish=${{ link_id: link.id }} /><//>`;

/** @param {{link: ShareLink, onClose: () => void, onDone: () => unknown}} props */
export function EditLink({ link, onClose, onDone }) {
    /** @param {Record<string, any>} values */
    async function save({ label, expires, download_pin, no_pin }) {
        const pin = no_pin ? { download_pin: null } : download_pin ? { download_pin } : {};
        const end = expires === dayOf(link.expires_at) ? {} : { expires_at: endOf(expires) };
        await request("PATCH", `/share-links/${link.id}`, { body: { label: label || null, ...end, ...pin }, ifMatch: link.version });
        onClose();
        await onDone();
        toast(t("gallery.saved"));
    }
    return html`
        <${Dialog} title=${t("share.edit")} onClose=${onClose}>
            <${Form} onSubmit=${save} label=${t("share.edit")}>
                <${Field} name="label" label=${t("share.label")} hint=${t("share.label_hint")} maxlength="255" value=${link.label} />
                <${Field} name="expires" type="date" label=${t("share.expires")} hint=${t("share.expires_hint")} value=${dayOf(link.expires_at)} />
                ${link.policy.download && html`<${Field} name="download_pin" label=${t("share.pin_new")} hint=${t("share.pin_hint")} autocomplete="off" maxlength="100" />`}
                ${link.has_download_pin && html`<${Check} name="no_pin" label=${t("share.pin_none")} />`}
                <${Submit}>${t("gallery.save")}<//>
            <//>
        <//>`;
}
