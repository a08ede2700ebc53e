// Stacks: bursts, brackets, panoramas. Those that are, and those that clock and camera propose.
import { request } from "app/api.js";
import { cameraTime } from "app/format.js";
import { t } from "app/i18n.js";
import { html, useSignal } from "vendor/preact.js";
import { confirm } from "ui/dialog.js";
import { Empty } from "ui/empty.js";
import { Field } from "ui/field.js";
import { Form, Submit } from "ui/form.js";
import { More, useGrowing } from "ui/pager.js";
import { toast, toastError } from "ui/toast.js";
import { LibraryPicture, libraryTurn } from "desk/library-pictures.js";

const KINDS = ["burst", "bracket", "panorama", "other"];

/** @param {{one: any, again: () => void}} props */
function Stack({ one, again }) {
    const change = (/** @type {any} */ body) => request("PATCH", `/photo-stacks/${one.id}`, { body, ifMatch: one.version }).then(again, toastError);
    const leave = (/** @type {string} */ hothash) => request("DELETE", `/photo-stacks/${one.id}/photos/${hothash}`).then(again, toastError);
    const end = async () => {
        if (await confirm({ title: t("library.unstack"), text: t("library.unstack_text"), confirm: t("library.unstack"), danger: true })) await request("DELETE", `/photo-stacks/${one.id}`).then(again, toastError);
    };
    const name = one.title || t(`library.kind.${one.kind}`);
    return html`
        <section class="card stack" aria-label=${name}>
            <div class="row row-spread"><h3>${name} <span class="count">${t("library.count", { count: one.photo_count })}</span></h3>
                <div class="row"><select class="input library-sort" aria-label=${t("library.kind")} onChange=${(/** @type {any} */ event) => { void change({ kind: event.currentTarget.value }); }}>${KINDS.map((kind) => html`<option key=${kind} value=${kind} selected=${kind === one.kind}>${t(`library.kind.${kind}`)}</option>`)}</select>
                <button type="button" class="button" onClick=${end}>${t("library.unstack")}</button></div></div>
            <ul role="list" class="library-strip">${one.hothashes.map((/** @type {string} */ hothash) => html`
                <li key=${hothash} class="stack"><a href="/desk/library?photo=${hothash}" aria-label=${t("library.open")}><${LibraryPicture} hothash=${hothash} alt="" /></a>
                    ${one.cover === hothash ? html`<span class="badge badge-good">${t("library.cover")}</span>` : html`<button type="button" class="button button-quiet" onClick=${() => { void change({ cover: hothash }); }}>${t("library.make_cover")}</button>`}
                    <button type="button" class="button button-quiet" onClick=${() => { void leave(hothash); }}>${t("library.take_out")}</button></li>`)}</ul>
        </section>`;
}

export default function Stacks() {
    const list = useGrowing("/photo-stacks", { limit: 30 });
    const proposals = useSignal(/** @type {any[] | null} */ (null));
    const again = () => { libraryTurn.value++; void list.reload(); };
    const make = async (/** @type {any} */ one) => {
        try {
            await request("POST", "/photo-stacks", { body: { kind: one.kind, hothashes: one.hothashes }, once: true });
            proposals.value = proposals.value?.filter((other) => other !== one) ?? null;
            again();
        } catch (error) { toastError(error); }
    };
    const makeAll = async () => { for (const one of [...proposals.value ?? []]) await make(one); toast(t("library.stacks_made")); };
    return html`
        <div class="stack">
            <section class="card stack"><h2>${t("library.suggest_stacks")}</h2>
                <${Form} class="row" onSubmit=${async (/** @type {any} */ values) => {
                    const { data } = await request("POST", "/photo-stacks/suggest", { body: { within_seconds: values.within_seconds ?? 2 } });
                    proposals.value = data;
                }}><${Field} name="within_seconds" type="number" min="1" max="60" label=${t("library.within_seconds")} value="2" /><${Submit}>${t("library.suggest")}<//><//>
                ${proposals.value && !proposals.value.length && html`<p class="hint" role="status">${t("library.no_proposals")}</p>`}
                ${proposals.value && proposals.value.length > 1 && html`<div class="row"><button type="button" class="button" onClick=${makeAll}>${t("library.make_all", { count: proposals.value.length })}</button></div>`}
                ${proposals.value?.map((one) => html`
                    <div key=${one.hothashes[0]} class="stack"><div class="row row-spread"><strong>${t(`library.kind.${one.kind}`)} · ${one.first_taken_at ? cameraTime(one.first_taken_at) : ""} · ${t("library.count", { count: one.hothashes.length })}</strong>
                        <button type="button" class="button button-primary" onClick=${() => { void make(one); }}>${t("library.make_stack")}</button></div>
                        <div class="library-strip">${one.hothashes.slice(0, 12).map((/** @type {string} */ hothash) => html`<${LibraryPicture} key=${hothash} hothash=${hothash} alt="" />`)}</div></div>`)}
            </section>
            <h2>${t("library.view.stacks")}</h2>
            ${list.done.value && !list.items.value.length && html`<${Empty} icon="copy" title=${t("library.no_stacks")} />`}
            ${list.items.value.map((one) => html`<${Stack} key=${one.id} one=${one} again=${again} />`)}
            <${More} list=${list} />
        </div>`;
}
