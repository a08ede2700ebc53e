// What is known of one file of the tray: the camera's data, where it seems to belong and why, and of which picture it may be a version.
import { request } from "app/api.js";
import { t } from "app/i18n.js";
import { bytes, cameraTime, dateTime, number, percent } from "app/format.js";
import { html, useEffect, useSignal } from "vendor/preact.js";
import { ErrorLine } from "ui/empty.js";
import { Spinner } from "ui/spinner.js";
import { Picture } from "ui/picture.js";
import { toastError } from "ui/toast.js";
import { reason } from "desk/upload-list.js";
import { accept, match, moved, reject, takeAsVersion } from "desk/tray-actions.js";
import { marksOf, wordsOf } from "desk/tray-marks.js";
import { Reasons } from "desk/tray-reasons.js";

/** @typedef {import("types/api").components["schemas"]["StagingImage"]} Staged */

/** @param {{item: Staged, candidate: any}} props */
function Candidate({ item, candidate }) {
    const image = useSignal(/** @type {any} */ (null));
    useEffect(() => { request("GET", `/images/${candidate.image_id}`).then(({ data }) => { image.value = data; }, () => {}); }, [candidate.image_id]);
    const { evidence } = candidate;
    const words = [
        typeof evidence.hash_distance === "number" && t("tray.version_looks", { likeness: percent(1 - evidence.hash_distance / 64) }),
        evidence.same_second && t("tray.version_second"),
        evidence.same_camera && t(`tray.version_camera.${evidence.same_camera}`),
    ].filter(Boolean);
    return html`
        <li class="tray-candidate">
            <span class="tray-candidate-picture">${image.value && html`<${Picture} image=${image.value} sizes="96px" />`}</span>
            <span class="stack">
                <span>${image.value?.filename ?? ""}</span>
                <span class="hint">${words.join(" · ")}</span>
                <button type="button" class="button" onClick=${() => takeAsVersion(item.id, candidate.image_id).catch(toastError)}>${t("tray.take_version")}</button>
            </span>
        </li>`;
}

/** @param {{item: Staged}} props */
export function TrayDetail({ item }) {
    const full = useSignal(/** @type {any} */ (null));
    const decisions = useSignal(/** @type {any[] | null} */ (null));
    const error = useSignal(/** @type {unknown} */ (null));
    useEffect(() => {
        const stop = new AbortController();
        full.value = decisions.value = error.value = null;
        // Pictures are turned fast while culling: only what is looked at is asked about.
        const timer = setTimeout(() => {
            const options = { signal: stop.signal };
            request("GET", `/staging/${item.id}`, { ...options, query: item.state === "ready" ? { include: "versions" } : {} }).catch(() => request("GET", `/staging/${item.id}`, options))
                .then(({ data }) => { full.value = data; }, (thrown) => { if (!stop.signal.aborted) error.value = thrown; });
            request("GET", `/staging/${item.id}/decisions`, options).then(({ data }) => { decisions.value = data; }, () => {});
        }, 150);
        return () => { clearTimeout(timer); stop.abort(); };
    }, [item.id, moved.value.turn]);
    const now = full.value ?? item;
    const facts = /** @type {[string, string | null | undefined][]} */ ([
        [t("tray.marks"), wordsOf(marksOf(now)).join(", ")],
        [t("tray.taken"), now.taken_at && cameraTime(now.taken_at)], [t("tray.camera"), now.camera_model], [t("tray.lens"), now.lens],
        [t("tray.exposure"), [now.focal_length && `${number(now.focal_length)} mm`, now.aperture && `f/${number(now.aperture)}`, now.iso && `ISO ${now.iso}`].filter(Boolean).join("  ")],
        [t("tray.size"), [now.width && `${now.width} × ${now.height}`, bytes(now.file_size)].filter(Boolean).join(", ")],
    ]);
    const { proposal } = now;
    const last = decisions.value?.[0];
    const isOffer = now.state === "ready" && proposal && ["propose", "auto_assign"].includes(proposal.outcome);
    const versions = now.version_of?.candidates ?? [];
    return html`
        <div class="tray-detail stack">
            <h2>${now.filename}</h2>
            ${now.failure && html`<p class="error-line">${reason({ code: now.failure, detail: "" })}</p>`}
            ${now.duplicate_of_image_id && now.state !== "assigned" && html`<p class="badge badge-warn">${t("upload.known.pool")}</p>`}
            <dl class="tray-facts">${facts.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
            <${ErrorLine} error=${error.value} />
            <h3>${t("tray.belongs")}</h3>
            ${!proposal && html`<p class="hint">${t("tray.outcome_none")}</p>`}
            ${proposal && html`<p>${t(`tray.outcome.${proposal.outcome}`)}${proposal.subject_name ? html`: <strong>${proposal.subject_name}</strong>` : ""}${typeof proposal.score === "number" ? ` (${percent(proposal.score)})` : ""}</p>`}
            ${last?.evidence && html`<${Reasons} evidence=${last.evidence} galleryId=${last.gallery_id} />`}
            ${isOffer && html`<div class="row">
                <button type="button" class="button button-primary" onClick=${() => accept([now.id])}>${t("tray.accept")}</button>
                <button type="button" class="button" onClick=${() => reject([now.id])}>${t("tray.reject")}</button></div>`}
            ${proposal?.is_locked && now.state === "ready" && html`<button type="button" class="button" onClick=${() => match([now.id], true)}>${t("tray.match_unlock")}</button>`}
            ${versions.length > 0 && html`
                <h3>${t(`tray.version.${now.version_of.verdict}`)}</h3>
                <ul role="list" class="stack">${versions.map((/** @type {any} */ one) => html`<${Candidate} key=${one.image_id} item=${now} candidate=${one} />`)}</ul>`}
            ${!full.value && !error.value && html`<${Spinner} />`}
            ${(decisions.value?.length ?? 0) > 1 && html`
                <details><summary>${t("tray.history")}</summary>
                    <ul class="tray-history">${decisions.value?.map((one) => html`<li key=${one.decision_id}>${t(`tray.outcome.${one.outcome}`)} <span class="hint">${dateTime(one.decided_at)}</span></li>`)}</ul></details>`}
        </div>`;
}
