// What the lightbox and culling stand on: a modal dialog as large as the window, and the stage in it that the picture is fitted into.
import { useLayoutEffect, useRef, useState } from "vendor/preact.js";

/**
 * Opens the dialog as long as the component is there, begins at the stage, and measures it.
 *
 *     const { dialog, stage, size } = useStage();
 *     html`<dialog class="lightbox" ref=${dialog}>…<div class="lightbox-stage" ref=${stage} tabIndex="0">…</div></dialog>`
 */
export function useStage() {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const stage = useRef(/** @type {HTMLElement | null} */ (null));
    const [size, setSize] = useState({ width: 1, height: 1 });

    // At once, and not after the next frame: a key that is pressed in between would go to the page behind it.
    useLayoutEffect(() => {
        const before = document.activeElement;
        dialog.current?.showModal();
        stage.current?.focus();
        document.documentElement.classList.add("has-lightbox");
        return () => {
            dialog.current?.close();
            document.documentElement.classList.remove("has-lightbox");
            // The grid may have made another picture active meanwhile: then the focus belongs there.
            const cell = "[role=gridcell][tabindex='0'][data-index]";
            const led = document.querySelector(`[data-led] ${cell}`);
            const now = led ?? document.querySelector(cell);
            if (led instanceof HTMLElement) led.focus({ preventScroll: true });
            else if (before instanceof HTMLElement && before.isConnected && before.tabIndex === 0) before.focus({ preventScroll: true });
            else if (now instanceof HTMLElement) now.focus({ preventScroll: true });
        };
    }, []);
    useLayoutEffect(() => {
        const element = stage.current;
        if (!element) return;
        const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
        measure();
        const watch = new ResizeObserver(measure);
        watch.observe(element);
        return () => watch.disconnect();
    }, []);
    return { dialog, stage, size };
}
