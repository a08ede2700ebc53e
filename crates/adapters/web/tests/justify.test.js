import assert from "node:assert/strict";
import { test } from "node:test";
import { justify, step, visibleRows } from "ui/justify.js";
import { NOTHING, everything, prune, select } from "ui/selection.js";
import { WHOLE, fit, within, zoomAt } from "ui/zoom.js";

const shapes = Array.from({ length: 2000 }, (_, at) => (at % 3 ? { width: 6000, height: 4000 } : { width: 4000, height: 6000 }));

test("full rows reach from edge to edge and are about as high as wanted", () => {
    for (const width of [320, 768, 1400]) {
        const { boxes, rows } = justify(shapes, width, { rowHeight: 240, gap: 8 });
        assert.equal(boxes.length, shapes.length);
        for (const row of rows.slice(0, -1)) {
            const last = boxes[row.last];
            assert.equal(last.x + last.width, width);
            assert.ok(row.height > 120 && row.height < 500, `${row.height} at ${width}`);
        }
    }
});

test("boxes do not overlap and follow each other", () => {
    const { boxes, rows, height } = justify(shapes, 1000);
    for (const [at, row] of rows.entries()) {
        if (at) assert.equal(row.y, rows[at - 1].y + rows[at - 1].height + 8);
        for (let index = row.first + 1; index <= row.last; index++) assert.equal(boxes[index].x, boxes[index - 1].x + boxes[index - 1].width + 8);
    }
    assert.equal(height, rows.at(-1).y + rows.at(-1).height);
});

test("strange sizes and no room do no harm", () => {
    assert.deepEqual(justify([], 800), { boxes: [], rows: [], height: 0 });
    assert.equal(justify(shapes, 0).height, 0);
    const { boxes } = justify([{ width: 0, height: 0 }, { width: 50000, height: 10 }, { width: 1, height: 9000 }], 390);
    for (const box of boxes) assert.ok(box.width >= 1 && box.height >= 1 && box.x + box.width <= 390);
});

test("a layout of 2,000 pictures is made within a frame", () => {
    justify(shapes, 1000);
    const start = performance.now();
    justify(shapes, 1200);
    assert.ok(performance.now() - start < 16);
});

test("visible rows are those that touch the window", () => {
    const layout = justify(shapes, 1000);
    const [first, last] = visibleRows(layout, 5000, 5800);
    assert.ok(layout.rows[first].y + layout.rows[first].height >= 5000 && layout.rows[first - 1].y + layout.rows[first - 1].height < 5000);
    assert.ok(layout.rows[last].y <= 5800 && layout.rows[last + 1].y > 5800);
    const beyond = visibleRows(layout, layout.height + 100, layout.height + 900);
    assert.ok(beyond[1] < beyond[0]);
});

test("keys lead to neighbours", () => {
    const layout = justify(shapes, 1000);
    assert.equal(step(layout, 0, "ArrowLeft", 800), 0);
    assert.equal(step(layout, 0, "ArrowRight", 800), 1);
    assert.equal(step(layout, 5, "End", 800), 1999);
    assert.equal(step(layout, 5, "x", 800), null);
    assert.equal(layout.boxes[step(layout, 0, "ArrowDown", 800)].row, 1);
    assert.ok(layout.boxes[step(layout, 0, "PageDown", 800)].row > 1);
    assert.equal(step(layout, 0, "ArrowUp", 800), 0);
});

test("a selection grows by ranges and single things", () => {
    const order = [5, 3, 9, 7];
    let now = select(NOTHING, order, 3);
    now = select(now, order, 7, { range: true });
    assert.deepEqual([...now.ids], [3, 9, 7]);
    now = select(now, order, 9, { toggle: true });
    assert.deepEqual([...now.ids], [3, 7]);
    assert.deepEqual([...prune(everything(order), [3, 5]).ids], [5, 3]);
});

test("zooming keeps what is under the point, within the stage", () => {
    const stage = { width: 1000, height: 800 };
    const fitted = fit({ width: 6000, height: 4000 }, stage);
    assert.deepEqual(fitted, { width: 1000, height: 666 });
    const close = zoomAt(WHOLE, 2, { x: 100, y: 50 });
    assert.deepEqual(close, { scale: 2, x: -100, y: -50 });
    assert.deepEqual(within({ scale: 2, x: 9999, y: -9999 }, fitted, stage), { scale: 2, x: 500, y: -266 });
    assert.deepEqual(within(zoomAt(close, 0.01, { x: 0, y: 0 }), fitted, stage), WHOLE);
});
