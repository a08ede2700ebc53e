// Landscapes that nobody photographed, drawn by the browser, for pages that people are shown.

/** What a drawing is made of; it runs in the page. @param {{seed: number, width: number, height: number}} what @returns {Promise<string>} the JPEG in base64 */
async function paint({ seed, width, height }) {
    let state = seed * 2654435761 >>> 0;
    const roll = () => { state = state * 1664525 + 1013904223 >>> 0; return state / 2 ** 32; };
    for (let warm = 0; warm < 5; warm++) roll();
    const palettes = [["#264682", "#fabe82", "#1c2234"], ["#60a0d6", "#ecf0ec", "#1e4230"], ["#3c2454", "#f2786e", "#181026"], ["#cE965a", "#fae8c4", "#5c3622"], ["#78aaa8", "#f0e2d6", "#2c3e46"], ["#5b7fae", "#f6d9c4", "#33304a"]];
    const [zenith, horizon, near] = palettes[seed % palettes.length];
    const canvas = new OffscreenCanvas(width, height);
    const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const sky = pen.createLinearGradient(0, 0, 0, height * 0.6);
    sky.addColorStop(0, zenith);
    sky.addColorStop(1, horizon);
    pen.fillStyle = sky;
    pen.fillRect(0, 0, width, height);
    const [sunX, sunY, radius] = [width * (0.15 + 0.7 * roll()), height * (0.2 + 0.25 * roll()), height * (0.035 + 0.04 * roll())];
    const glow = pen.createRadialGradient(sunX, sunY, radius, sunX, sunY, radius * 7);
    glow.addColorStop(0, "rgb(255 248 228 / 55%)");
    glow.addColorStop(1, "rgb(255 248 228 / 0%)");
    pen.fillStyle = glow;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#fff8e4";
    pen.beginPath();
    pen.arc(sunX, sunY, radius, 0, 7);
    pen.fill();
    for (let step = 1; step <= 4; step++) {
        const waves = [[0.09, 5], [0.05, 13], [0.012, 60]].map(([tall, long]) => [tall * roll(), long * (0.6 + roll()), 9 * roll()]);
        pen.fillStyle = `color-mix(in srgb, ${near} ${25 + 75 * step / 4}%, ${horizon})`;
        pen.beginPath();
        pen.moveTo(0, height);
        for (let x = 0; x <= width; x += 2) pen.lineTo(x, height * (0.42 + 0.13 * step - waves.reduce((sum, [tall, long, shift]) => sum + tall * Math.sin(x / width * long + shift), 0)));
        pen.lineTo(width, height);
        pen.fill();
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
}

/** An EXIF segment that says when a picture was taken. @param {string} taken such as "2026:06:21 22:14:00" */
function exif(taken) {
    const entries = Buffer.alloc(2 + 12 + 4 + 2 + 12 + 4 + 20);
    // One entry that leads to the camera's own part; that has one with the time.
    entries.writeUInt16BE(1, 0);
    entries.writeUInt16BE(0x8769, 2); entries.writeUInt16BE(4, 4); entries.writeUInt32BE(1, 6); entries.writeUInt32BE(26, 10);
    entries.writeUInt16BE(1, 18);
    entries.writeUInt16BE(0x9003, 20); entries.writeUInt16BE(2, 22); entries.writeUInt32BE(20, 24); entries.writeUInt32BE(44, 28);
    entries.write(`${taken}\0`, 36, "latin1");
    const body = Buffer.concat([Buffer.from("Exif\0\0MM\0*\0\0\0\b", "latin1"), entries]);
    return Buffer.concat([Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
}

/**
 * Draws many, each third one upright, some minutes apart.
 * @param {import("playwright-core").Page} page any page, which does the drawing
 * @param {number} count
 * @param {{first: number, name: string, from: Date}} options
 * @returns {Promise<{name: string, buffer: Buffer}[]>}
 */
export async function landscapes(page, count, { first, name, from }) {
    const drawn = [];
    for (let index = 0; index < count; index++) {
        const seed = first + index;
        const [width, height] = seed % 3 ? [1500, 1000] : [1000, 1500];
        const plain = Buffer.from(await page.evaluate(paint, { seed, width, height }), "base64");
        const taken = new Date(from.getTime() + index * 7 * 60_000).toISOString().slice(0, 19).replace("T", " ").replaceAll("-", ":");
        drawn.push({ name: `${name}_${String(seed).padStart(4, "0")}.jpg`, buffer: Buffer.concat([plain.subarray(0, 2), exif(taken), plain.subarray(2)]) });
    }
    return drawn;
}
