// What cameras wrote, in the reader's language: every word that the program makes of EXIF has one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTexts } from "app/i18n.js";
import { exifValue } from "desk/exif.js";
import commonDe from "texts/de.js";
import deskDe from "texts/desk-de.js";
import deskEn from "texts/desk-en.js";

const source = (/** @type {string} */ name) => readFileSync(new URL(`../../imaging/src/metadata/${name}.rs`, import.meta.url), "utf8");

test("every word of EXIF stands in both languages", () => {
    const camera = source("camera");
    const part = camera.slice(camera.indexOf("const fn white_balance"), camera.indexOf("mod tests"));
    const colours = source("mod");
    const words = [...part.matchAll(/"([A-Za-z -]+)"/g), ...colours.slice(colours.indexOf("fn colour_space"), colours.indexOf("fn colour_option")).matchAll(/Some\("([^"]+)"\)/g)].map((one) => one[1]).filter((one) => one !== ", ");
    assert.ok(words.length > 14, "the words were found");
    for (const texts of [deskEn, deskDe]) {
        for (const word of words) assert.ok(`exif_word.${word.toLowerCase().replace(/[ -]/g, "_")}` in texts, word);
    }
});

test("values are told as people say them", () => {
    setTexts({ ...commonDe, ...deskDe }, "de");
    assert.equal(exifValue("flash", "Fired, auto, red-eye reduction"), "Ausgelöst, automatisch, Rote-Augen-Reduzierung");
    assert.equal(exifValue("white_balance", "Auto"), "Automatisch");
    assert.equal(exifValue("exposure_program", "Aperture priority"), "Zeitautomatik (Blendenvorwahl)");
    assert.equal(exifValue("color_space", "sRGB"), "sRGB");
    assert.equal(exifValue("orientation", 6), "Nach rechts gedreht");
    assert.equal(exifValue("aperture", "f/2.8"), "f/2,8");
    assert.equal(exifValue("focal_length", "24.5mm"), "24,5\u00a0mm");
    assert.equal(exifValue("exposure_bias", "-0.33 EV"), "-0,33 EV");
    assert.equal(exifValue("exposure_time", "1/250"), "1/250\u00a0s");
    assert.equal(exifValue("exposure_time", "0.5"), "0,5\u00a0s");
    assert.equal(exifValue("date_time_original", "2026-06-21 22:14:00"), "21.06.2026, 22:14");
    assert.equal(exifValue("camera_model", "Canon EOS R6"), "Canon EOS R6");
    assert.equal(exifValue("flash", "Something new"), "Something new");
});
