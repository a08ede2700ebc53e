// Every text that is asked for exists in every language, says the same, is asked for, and stands in the file of the face that asks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import commonDe from "texts/de.js";
import deskDe from "texts/desk-de.js";
import deskEn from "texts/desk-en.js";
import commonEn from "texts/en.js";
import { askedBy, base, PLURAL, sourcesOf } from "./asked.js";

const FILES = { "en": commonEn, "de": commonDe, "desk-en": deskEn, "desk-de": deskDe };
const PAIRS = [[commonEn, commonDe], [deskEn, deskDe]];
const en = { ...commonEn, ...deskEn };
const de = { ...commonDe, ...deskDe };
const FOLDERS = ["app", "ui", "client", "desk"];

const holes = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]))].sort();

test("both languages have the same keys in the same order", () => {
    const keys = (texts) => Object.keys(texts).map(base).filter((key, at, all) => all.indexOf(key) === at);
    for (const [one, other] of PAIRS) assert.deepEqual(keys(other), keys(one));
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
    for (const [name, texts] of Object.entries(FILES)) {
        const keys = [...readFileSync(new URL(`../assets/texts/${name}.js`, import.meta.url), "utf8").matchAll(/^\s+"([^"]+)":/gm)].map((one) => one[1]);
        assert.equal(new Set(keys).size, keys.length, "a key is there twice");
        const areas = keys.map((key) => key.split(".")[0]);
        assert.deepEqual(areas, [...areas].sort(), name);
        for (const [key, text] of Object.entries(texts)) assert.ok(text.trim(), key);
    }
});

test("what is asked for exists", () => {
    const known = (texts) => new Set(Object.keys(texts).flatMap((key) => [key, base(key)]));
    for (const [folders, keys] of [[FOLDERS, known(en)], [["app", "ui", "client"], known(commonEn)]]) {
        const missing = sourcesOf(folders).flatMap(({ name, text }) => [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map((one) => one[1]).filter((key) => !keys.has(key)).map((key) => `${name}: ${key}`));
        assert.deepEqual(missing, []);
    }
});

test("what exists is asked for", () => {
    const isAsked = askedBy(sourcesOf(FOLDERS));
    assert.deepEqual(Object.keys(en).filter((key) => !isAsked(key)), []);
});

// `just texts` puts them where they belong.
test("what the desk alone asks for is no burden to clients, and what clients ask for is theirs", () => {
    const isCommon = askedBy(sourcesOf(["app", "ui", "client"]));
    assert.deepEqual(Object.keys(commonEn).filter((key) => !isCommon(key)), [], "these belong into texts/desk-en.js");
    assert.deepEqual(Object.keys(deskEn).filter(isCommon), [], "these belong into texts/en.js");
});
