// Every text that is asked for exists in every language, says the same, and is asked for.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import de from "texts/de.js";
import en from "texts/en.js";

const assets = new URL("../assets/", import.meta.url);
const sources = ["app", "ui", "client", "desk"].flatMap((folder) => {
    try {
        return readdirSync(new URL(`${folder}/`, assets), { recursive: true }).filter((name) => name.endsWith(".js")).map((name) => `${folder}/${name}`);
    } catch {
        return [];
    }
}).map((name) => ({ name, text: readFileSync(new URL(name, assets), "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "") }));
const whole = sources.map((one) => one.text).join("\n");

const PLURAL = /\.(zero|one|two|few|many|other)$/;
const base = (key) => key.replace(PLURAL, "");
const holes = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]))].sort();

test("both languages have the same keys in the same order", () => {
    assert.deepEqual(Object.keys(de).map(base).filter((key, at, all) => all.indexOf(key) === at), Object.keys(en).map(base).filter((key, at, all) => all.indexOf(key) === at));
});

test("both languages have the same places for values", () => {
    for (const [key, text] of Object.entries(en)) {
        if (key in de && !/\.(zero|one)$/.test(key)) assert.deepEqual(holes(de[key]), holes(text), key);
    }
});

test("plurals are complete", () => {
    for (const [language, texts] of Object.entries({ en, de })) {
        const plural = new Set(Object.keys(texts).filter((key) => /\.(zero|one)$/.test(key)).map(base));
        for (const key of plural) {
            for (const rule of new Intl.PluralRules(language).resolvedOptions().pluralCategories) assert.ok(`${key}.${rule}` in texts, `${language}: ${key}.${rule}`);
        }
    }
});

test("keys are in alphabetical order of areas, with no duplicates and no empty text", () => {
    for (const language of ["en", "de"]) {
        const keys = [...readFileSync(new URL(`texts/${language}.js`, assets), "utf8").matchAll(/^\s+"([^"]+)":/gm)].map((one) => one[1]);
        assert.equal(new Set(keys).size, keys.length, "a key is there twice");
        const areas = keys.map((key) => key.split(".")[0]);
        assert.deepEqual(areas, [...areas].sort(), language);
    }
    for (const texts of [en, de]) for (const [key, text] of Object.entries(texts)) assert.ok(text.trim(), key);
});

test("what is asked for exists", () => {
    const keys = new Set(Object.keys(en).flatMap((key) => [key, base(key)]));
    const missing = sources.flatMap(({ name, text }) => [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map((one) => one[1]).filter((key) => !keys.has(key)).map((key) => `${name}: ${key}`));
    assert.deepEqual(missing, []);
});

test("what exists is asked for", () => {
    // Keys may be made of data: `gallery.status.${status}` uses all below `gallery.status.`, and so does a text in quotes alone.
    const made = [...whole.matchAll(/`([a-z_]+(?:\.[a-z_]+)*\.)\$\{/g)].map((one) => one[1]);
    const unused = Object.keys(en).filter((key) => !whole.includes(`"${key}"`) && !whole.includes(`"${base(key)}"`) && !made.some((start) => key.startsWith(start)));
    assert.deepEqual(unused, []);
});
