// What the files of the tray are proposed for, gallery by gallery, with the reasons. A person has the last word, for one or for all.
import { t } from "app/i18n.js";
import { cameraTime, percent } from "app/format.js";
import { all, request } from "app/api.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { Empty, Failure } from "ui/empty.js";
import { icon } from "ui/icons.js";
import { Loading } from "ui/spinner.js";
import { confirm } from "ui/dialog.js";
import { accept, moved, reject } from "desk/tray-actions.js";
import { AssignDialog } from "desk/tray-assign.js";
import { StagedPicture } from "desk/tray-picture.js";
import { Reasons } from "desk/tray-reasons.js";
import { WindowDialog } from "desk/tray-window.js";

/** How many of a gallery's files are shown before one asks for more. */
const FIRST = 12;

/** Only what is needed of a file to show its picture. @param {any} one */
const pictured = (one) => ({ id: one.staging_id, state: "ready", filename: one.filename, previews: { thumb: `/api/v1/staging/${one.staging_id}/previews/thumb` } });

/** @param {{proposal: any, onElsewhere: (id: number) => void}} props */
function Line({ proposal, onElsewhere }) {
    const id = proposal.staging_id;
    const taken = proposal.evidence?.file?.captured_at_local;
    return html`
        <li class="proposal">
            <span class="proposal-picture"><${StagedPicture} item=${pictured(proposal)} alt=${proposal.filename} /></span>
            <span class="proposal-words">
                <span class="row"><strong>${proposal.filename}</strong>
                    <span class="badge ${proposal.is_confident ? "badge-good" : ""}">${proposal.is_confident ? t("proposals.certain") : t("proposals.likely")} ${percent(proposal.score ?? 0)}</span></span>
                ${taken && html`<span class="hint">${cameraTime(taken)}</span>`}
                <${Reasons} evidence=${proposal.evidence} galleryId=${proposal.gallery_id} />
            </span>
            <span class="proposal-acts row">
                <button type="button" class="button" aria-label="${t("tray.accept")}: ${proposal.filename}" onClick=${() => accept([id])}>${icon("check")} ${t("tray.accept")}</button>
                <button type="button" class="button" aria-label="${t("tray.reject")}: ${proposal.filename}" onClick=${() => reject([id])}>${icon("close")} ${t("tray.reject")}</button>
                <button type="button" class="button button-icon" aria-label="${t("tray.assign")}: ${proposal.filename}" title=${t("tray.assign")} onClick=${() => onElsewhere(id)}>${icon("folder")}</button>
            </span>
        </li>`;
}

/** @param {{name: string, id: number, proposals: any[], onElsewhere: (id: number) => void, onWindow: (gallery: {id: number, name: string}) => void}} props */
function Gallery({ name, id, proposals, onElsewhere, onWindow }) {
    const more = useSignal(false);
    const ids = proposals.map((one) => one.staging_id);
    const shown = more.value ? proposals : proposals.slice(0, FIRST);
    return html`
        <section class="card stack" aria-labelledby="proposed-${id}">
            <div class="row row-spread">
                <h2 id="proposed-${id}">${name} <span class="count">${proposals.length}</span></h2>
                <span class="row">
                    <button type="button" class="button button-primary" onClick=${() => accept(ids)}>${t("tray.accept_count", { count: ids.length })}</button>
                    <button type="button" class="button" onClick=${() => reject(ids)}>${t("proposals.reject_all")}</button>
                    <button type="button" class="button" onClick=${() => onWindow({ id, name })}>${icon("calendar")} ${t("window.title")}</button>
                </span>
            </div>
            <ul role="list" class="proposals">${shown.map((one) => html`<${Line} key=${one.staging_id} proposal=${one} onElsewhere=${onElsewhere} />`)}</ul>
            ${proposals.length > shown.length && html`<button type="button" class="button" onClick=${() => { more.value = true; }}>${t("proposals.more", { count: proposals.length - shown.length })}</button>`}
        </section>`;
}

export default function Proposals() {
    const list = useSignal(/** @type {any[] | null} */ (null));
    const error = useSignal(/** @type {unknown} */ (null));
    const assigning = useSignal(/** @type {number | null} */ (null));
    const timed = useSignal(/** @type {{id: number, name: string} | null} */ (null));
    const galleries = useSignal(/** @type {{id: number, name: string}[]} */ ([]));
    const load = () => all("/staging/proposals", { query: { rejected: false } }).then((found) => { list.value = found.filter((one) => ["propose", "auto_assign"].includes(one.outcome)); error.value = null; }, (thrown) => { error.value = thrown; });
    useEffect(() => { void load(); }, [moved.value.turn]);
    useEffect(() => {
        request("GET", "/galleries", { query: { newest_first: true, limit: 50 } }).then(({ data }) => { galleries.value = data.map((/** @type {any} */ one) => ({ id: one.id, name: one.subject_name })); }, () => {});
    }, []);
    const groups = new Map();
    for (const one of list.value ?? []) groups.set(one.gallery_id, [...groups.get(one.gallery_id) ?? [], one]);
    const ids = (list.value ?? []).map((one) => one.staging_id);
    async function acceptAll() {
        if (await confirm({ title: t("proposals.accept_all_title", { count: ids.length }), text: t("proposals.accept_all_text", { count: groups.size }), confirm: t("proposals.accept_all") })) await accept(ids);
    }
    return html`
        <div class="stack proposals-page">
            <header class="row row-spread">
                <h1>${t("proposals.title")}</h1>
                <span class="row">
                    <a class="button" href="/desk/tray">${icon("back")} ${t("tray.title")}</a>
                    ${groups.size > 1 && html`<button type="button" class="button button-primary" onClick=${acceptAll}>${t("proposals.accept_all")}</button>`}
                </span>
            </header>
            ${error.value && !list.value ? html`<${Failure} error=${error.value} retry=${load} />` : !list.value ? html`<${Loading} />`
                : !list.value.length ? html`<${Empty} icon="spark" title=${t("proposals.none")}><p>${t("proposals.none_hint")}</p><//>`
                    : [...groups].map(([id, proposals]) => html`<${Gallery} key=${id} id=${id} name=${proposals[0].subject_name ?? ""} proposals=${proposals}
                        onElsewhere=${(/** @type {number} */ one) => { assigning.value = one; }} onWindow=${(/** @type {any} */ gallery) => { timed.value = gallery; }} />`)}
            <section class="card stack" aria-labelledby="windows">
                <h2 id="windows">${t("window.all")}</h2>
                <p class="hint">${t("window.hint")}</p>
                <ul role="list" class="row">${galleries.value.map((one) => html`<li key=${one.id}><button type="button" class="button" onClick=${() => { timed.value = one; }}>${icon("calendar")} ${one.name}</button></li>`)}</ul>
            </section>
            ${assigning.value !== null && html`<${AssignDialog} ids=${[assigning.value]} onClose=${() => { assigning.value = null; }} />`}
            ${timed.value && html`<${WindowDialog} gallery=${timed.value} onClose=${() => { timed.value = null; }} />`}
        </div>`;
}
