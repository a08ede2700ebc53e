// Which texts the scripts ask for.
import { readFileSync, readdirSync } from "node:fs";

const assets = new URL("../assets/", import.meta.url);
export const PLURAL = /\.(zero|one|two|few|many|other)$/;
export const base = (key) => key.replace(PLURAL, "");

/** The modules of these folders without what is only said in comments. @param {string[]} folders @returns {{name: string, text: string}[]} */
export const sourcesOf = (folders) => folders.flatMap((folder) => readdirSync(new URL(`${folder}/`, assets), { recursive: true }).filter((name) => name.endsWith(".js")).map((name) => `${folder}/${name}`))
    .map((name) => ({ name, text: readFileSync(new URL(name, assets), "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "") }));

/**
 * Whether these modules ask for a text. Keys may be made of data: `gallery.status.${status}` asks for all below `gallery.status.`, and so
 * does a text in quotes alone.
 * @param {{text: string}[]} sources @returns {(key: string) => boolean}
 */
export function askedBy(sources) {
    const whole = sources.map((one) => one.text).join("\n");
    const made = [...whole.matchAll(/`([a-z_]+(?:\.[a-z_]+)*\.)\$\{/g)].map((one) => one[1]);
    return (key) => whole.includes(`"${key}"`) || whole.includes(`"${base(key)}"`) || made.some((start) => key.startsWith(start));
}
