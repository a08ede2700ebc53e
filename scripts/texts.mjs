// Puts each text where it belongs: what the desk alone asks for into texts/desk-*.js, everything else into texts/*.js, so that a client's
// page does not carry the desk's texts. Write new ones into either file. `just texts` runs it.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { askedBy, sourcesOf } from "../crates/adapters/web/tests/asked.js";

const folder = fileURLToPath(new URL("../crates/adapters/web/assets/texts/", import.meta.url));
const isCommon = askedBy(sourcesOf(["app", "ui", "client"]));

/** The first lines of a file and its texts, as they are written. @param {string} name @returns {{head: string, texts: Map<string, string>}} */
function read(name) {
    const [head, body] = readFileSync(folder + name, "utf8").split("export default {\n");
    return { head, texts: new Map([...body.matchAll(/^ {4}"([^"]+)": (?:.*\n)(?: {8}.*\n)*/gm)].map((one) => [one[1], one[0]])) };
}

for (const language of ["en", "de"]) {
    const files = [`${language}.js`, `desk-${language}.js`].map((name) => ({ name, ...read(name) }));
    const texts = new Map(files.flatMap((one) => [...one.texts]));
    for (const [index, { name, head }] of files.entries()) {
        /** @type {Map<string, string[]>} */
        const areas = new Map();
        for (const key of [...texts.keys()].filter((key) => isCommon(key) === (index === 0)).sort()) {
            const area = key.split(".")[0];
            areas.set(area, [...areas.get(area) ?? [], texts.get(key)]);
        }
        writeFileSync(folder + name, `${head}export default {\n${[...areas].map(([area, lines]) => `    // ${area}\n${lines.join("")}`).join("\n")}};\n`);
    }
}
