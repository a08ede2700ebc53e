// Every code that the API answers with has words in every language, or a reason why no page meets it. A new code cannot be forgotten.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { describe, describeFault, lookFurther, setTexts } from "app/i18n.js";
import { fromAnswer } from "app/problem.js";
import { keyOfFault, keyOfPermission, keyOfRefusal } from "desk/refusals.js";
import commonDe from "texts/de.js";
import deskDe from "texts/desk-de.js";
import deskEn from "texts/desk-en.js";
import commonEn from "texts/en.js";

const document_ = readFileSync(new URL("../../../../docs/ERRORS.md", import.meta.url), "utf8");
const [problems, fields] = document_.split("## Rules of single fields");
const codesOf = (/** @type {string} */ part) => [...part.matchAll(/^\| `(\w+)` \|/gm)].map((one) => one[1]);

/** Codes that no page meets, or that are told in another way. */
const UNMET = {
    malformed_json: "pages write JSON by machine", malformed_multipart: "browsers write forms", invalid_header: "pages write headers by machine",
    method_not_allowed: "pages know the methods", not_acceptable: "browsers accept what is sent", headers_too_large: "pages send few headers",
    unsupported_media_type: "pages send JSON and forms", unsupported_tus_version: "pages speak the version of their own server", range_not_satisfiable: "browsers ask for ranges",
    invalid_webhook_signature: "for services that send notices", webhook_too_old: "for services that send notices",
    api_token_revoked: "pages sign in by passwords", api_token_expired: "pages sign in by passwords", sign_in_required: "pages sign in by passwords",
    idempotency_key_reused: "pages choose a new key for each request",
    rate_limited: "problem.too_fast says how long to wait", internal: "problem.server names the request",
};
const UNMET_FIELDS = {
    too_deep: "pages write bodies by machine", unknown_field: "pages write bodies by machine", duplicate_field: "pages write bodies by machine",
    invalid_cursor: "pages send the cursor they were given", unknown_context_type: "pages offer the kinds there are", one_target: "pages send one target",
};
const LANGUAGES = { en: { common: commonEn, desk: { ...commonEn, ...deskEn } }, de: { common: commonDe, desk: { ...commonDe, ...deskDe } } };
const has = (/** @type {Record<string, string>} */ texts, /** @type {string} */ key) => key in texts || `${key}.other` in texts;

test("every code of a problem has words in both languages", () => {
    const codes = codesOf(problems);
    assert.ok(codes.length > 100, "the tables were read");
    for (const [language, { desk }] of Object.entries(LANGUAGES)) {
        const missing = codes.filter((code) => !(code in UNMET) && !has(desk, `problem.code.${code}`) && !has(desk, keyOfRefusal(code)));
        assert.deepEqual(missing, [], language);
    }
    assert.deepEqual(Object.keys(UNMET).filter((code) => !codes.includes(code)), [], "these are no codes any more");
});

test("every code of a field has words in both languages", () => {
    const codes = codesOf(fields);
    assert.ok(codes.length > 50, "the table was read");
    for (const [language, { desk }] of Object.entries(LANGUAGES)) {
        const missing = codes.filter((code) => !(code in UNMET_FIELDS) && !has(desk, `problem.field.${code}`) && !has(desk, keyOfFault(code)));
        assert.deepEqual(missing, [], language);
    }
    assert.deepEqual(Object.keys(UNMET_FIELDS).filter((code) => !codes.includes(code)), [], "these are no codes any more");
});

test("no words are left of a code that is gone, and none stands in two places", () => {
    const [codes, faults] = [codesOf(problems), codesOf(fields)];
    const bare = (/** @type {string} */ key, /** @type {string} */ start) => key.slice(start.length).replace(/\.(zero|one|other)$/, "");
    for (const key of Object.keys(LANGUAGES.en.desk)) {
        for (const [start, known, also] of [["problem.code.", codes, /^$/], ["refusal.", codes, /^forbidden_to$/], ["problem.field.", faults, /_(most|least|between)$/], ["fault.", faults, /_(order|after)$/]]) {
            if (key.startsWith(start)) assert.ok(known.includes(bare(key, start)) || also.test(bare(key, start)), `${key}: there is no such code`);
        }
        if (key.startsWith("refusal.")) assert.ok(!has(commonEn, `problem.code.${bare(key, "refusal.")}`), key);
        if (key.startsWith("fault.")) assert.ok(!has(commonEn, `problem.field.${bare(key, "fault.")}`), key);
    }
});

test("problems are told in the reader's language, with their figures", () => {
    lookFurther({ refusal: keyOfRefusal, fault: keyOfFault, permission: keyOfPermission });
    setTexts(LANGUAGES.de.desk, "de");
    const told = (status, body, headers) => describe(fromAnswer(status, body, headers));
    assert.equal(told(409, { code: "tag_exists", detail: "there is a tag with this name" }), "Ein Schlagwort heißt schon so. Führen Sie die beiden zusammen, oder wählen Sie einen anderen Namen.");
    assert.equal(told(409, { code: "stack_full", detail: "x", current: 1000, max: 1000 }), "Der Stapel fasst höchstens 1.000 Fotos.");
    assert.equal(told(403, { code: "forbidden", detail: "this needs the permission can_edit_gallery" }), "Dafür fehlt Ihnen das Recht „Galerien ändern“.");
    assert.equal(told(403, { code: "forbidden", detail: "no" }), "Das ist hier nicht erlaubt.");
    assert.equal(told(429, { code: "access_code_locked", detail: "x" }, new Headers({ "retry-after": "900" })), "Zu viele falsche Codes. In 900 Sekunden geht es wieder.");
    assert.equal(told(422, { code: "validation_failed", detail: "name must not be empty", errors: [{ pointer: "/name", code: "required", message: "name must not be empty" }] }), "Das wird gebraucht.");
    assert.equal(told(409, { code: "quite_new", detail: "the API says something new" }), "The API says something new");
    const fault = (code, message) => describeFault({ code, message });
    assert.equal(fault("too_long", "name must be at most 2000 characters"), "Höchstens 2.000 Zeichen.");
    assert.equal(fault("too_long", "settings must be at most 32 KiB"), "Das ist zu lang.");
    assert.equal(fault("out_of_range", "opacity lies between 0.01 and 1"), "Von 0,01 bis 1.");
    assert.equal(fault("out_of_range", "download_limit must be at least 1, or null for no limit"), "Mindestens 1.");
    assert.equal(fault("out_of_range", "a session lasts at most 7 days"), "Höchstens 7.");
    assert.equal(fault("out_of_range", "there is no such place on earth"), "Das ist zu klein oder zu groß.");
    assert.equal(fault("out_of_range", "min_approvals must not be larger than max_approvals"), "Das Mindeste darf nicht über dem Höchsten liegen.");
    assert.equal(fault("out_of_range", "ends_at must lie after starts_at"), "Das Ende muss nach dem Beginn liegen.");
    assert.equal(fault("sku_odd", "the number is odd"), "The number is odd");
});
