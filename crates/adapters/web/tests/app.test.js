import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { address, all, etagOf, request, useSession } from "app/api.js";
import { parser } from "app/events.js";
import { bytes, cameraTime, duration, money, relative } from "app/format.js";
import { choose, describe, setTexts, t } from "app/i18n.js";
import { errorOf, fromAnswer, isPassing, seconds } from "app/problem.js";
import { find, match } from "app/router.js";
import { createSession, guestOf } from "app/session.js";
import { nameOfKey } from "ui/hotkeys.js";
import { sourceFor, srcsetOf } from "ui/picture.js";
import { sorted } from "ui/table.js";

/** @type {{url: string, options: any}[]} */
let calls = [];
/** Answers requests in turn. */
const answer = (...answers) => {
    calls = [];
    globalThis.fetch = async (url, options) => {
        calls.push({ url, options });
        const next = answers[Math.min(calls.length, answers.length) - 1];
        if (next instanceof Error) throw next;
        return new Response(next.body === null ? null : JSON.stringify(next.body), { status: next.status ?? 200, headers: { "content-type": "application/json", ...next.headers } });
    };
};
/** A store as browsers have it. */
const store = () => {
    const kept = new Map();
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
};
const tokens = (n) => ({ access_token: `access${n}`, refresh_token: `refresh${n}`, expires_in: 900, token_type: "bearer", user: { id: 1 } });

beforeEach(() => {
    useSession(null);
    globalThis.localStorage = store();
    globalThis.sessionStorage = store();
    // Channels keep the process alive.
    globalThis.BroadcastChannel = class { addEventListener() {} removeEventListener() {} postMessage() {} };
});

test("addresses leave out what is empty and repeat lists", () => {
    assert.equal(address("/galleries", { search: "", limit: 5, id: [1, 2], at: null }), "/api/v1/galleries?limit=5&id=1&id=2");
    assert.equal(address("/media/zip/x"), "/media/zip/x");
});

test("a reply has data, pagination and the tag", async () => {
    answer({ body: { success: true, message: "Galleries", data: [1], pagination: { total: 1 } }, headers: { etag: '"v3-x"' } });
    const reply = await request("GET", "/galleries");
    assert.deepEqual([reply.data, reply.pagination, reply.etag, reply.message], [[1], { total: 1 }, '"v3-x"', "Galleries"]);
});

test("a change carries the version, and a POST that is done once its key", async () => {
    answer(new TypeError("lost"), { body: { data: 1 } });
    await request("POST", "/galleries", { body: { subject_name: "A" }, once: true, ifMatch: 7 });
    const keys = calls.map(({ options }) => options.headers.get("idempotency-key"));
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
    assert.equal(calls[0].options.headers.get("if-match"), '"v7"');
    assert.equal(etagOf('"v7-ab"'), '"v7-ab"');
});

test("a POST without a key is not sent twice", async () => {
    answer(new TypeError("lost"));
    await assert.rejects(request("POST", "/galleries", { body: {} }), { kind: "network", status: 0 });
    assert.equal(calls.length, 1);
});

test("problems name their fields", () => {
    const problem = fromAnswer(422, { code: "validation_failed", title: "T", detail: "d", request_id: "r",
        errors: [{ pointer: "/price/amount", code: "required", message: "m" }, { parameter: "limit", code: "out_of_range", message: "n" }] });
    assert.equal(errorOf(problem, "price.amount"), "M");
    assert.equal(errorOf(problem, "limit"), "N");
    assert.equal(problem.requestId, "r");
    assert.equal(fromAnswer(502, null).code, "http_502");
    assert.ok(isPassing(fromAnswer(503, null)) && !isPassing(fromAnswer(500, null)));
});

test("the wait is told in seconds or as a time", () => {
    assert.equal(seconds("30"), 30);
    assert.equal(seconds(new Date(60_000).toUTCString(), 0), 60);
    assert.equal(seconds(null), null);
    assert.equal(seconds("soon"), null);
});

test("a refused token is renewed once, for all requests at once", async () => {
    const session = createSession("t1");
    session.begin(tokens(1));
    useSession(session);
    let refreshes = 0;
    globalThis.fetch = async (url, options) => {
        if (url.endsWith("/auth/refresh")) {
            refreshes++;
            assert.deepEqual(JSON.parse(options.body), { refresh_token: "refresh1" });
            return Response.json({ data: tokens(2) });
        }
        return options.headers.get("authorization") === "Bearer access2" ? Response.json({ data: "yes" }) : Response.json({ code: "token_expired" }, { status: 401 });
    };
    const replies = await Promise.all([request("GET", "/a"), request("GET", "/b"), request("GET", "/c")]);
    assert.deepEqual(replies.map((one) => one.data), ["yes", "yes", "yes"]);
    assert.equal(refreshes, 1);
});

test("a sign-in that cannot be renewed ends", async () => {
    const session = createSession("t2");
    session.begin(tokens(1));
    useSession(session);
    answer({ status: 401, body: { code: "refresh_token_reused" } });
    await assert.rejects(request("GET", "/a"), { status: 401 });
    assert.equal(session.ended.value, true);
    assert.equal(session.isIn.value, false);
    assert.equal(sessionStorage.getItem("t2"), null);
});

test("being offline does not end a sign-in", async () => {
    createSession("t3").begin(tokens(1));
    const session = createSession("t3");
    await session.resume();
    useSession(session);
    answer(new TypeError("offline"));
    await assert.rejects(request("GET", "/a", { retries: 0 }), { kind: "network" });
    assert.equal(session.ended.value, false);
    assert.ok(sessionStorage.getItem("t3"));
});

test("access tokens are not stored, and staying signed in is a choice", () => {
    createSession("t4").begin(tokens(1));
    assert.ok(!sessionStorage.getItem("t4").includes("access1"));
    assert.equal(localStorage.getItem("t4"), null);
    createSession("t4").begin(tokens(2), { stay: true });
    assert.ok(localStorage.getItem("t4").includes("refresh2"));
    assert.equal(sessionStorage.getItem("t4"), null);
});

test("a guest opens a link once and is the same after a reload", async () => {
    answer({ body: { data: { ...tokens(1), gallery_id: 7, needs_download_pin: true } } });
    const guest = guestOf("link");
    assert.equal(await guest.resume(), false);
    await guest.open({ name: "Ola", access_code: "" });
    assert.deepEqual(JSON.parse(calls[0].options.body), { token: "link", name: "Ola" });
    const again = guestOf("link");
    assert.equal(await again.resume(), true);
    assert.equal(again.about.value.gallery_id, 7);
    assert.equal(calls.length, 1);
});

test("lists are read by cursor, and by offset where there is none", async () => {
    answer({ body: { data: [1, 2], pagination: { offset: 0, total: 3, next_cursor: "c" } } }, { body: { data: [3], pagination: { offset: 2, total: 3, next_cursor: null } } });
    assert.deepEqual(await all("/x"), [1, 2, 3]);
    assert.match(calls[1].url, /cursor=c/);
    answer({ body: { data: [1, 2], pagination: { offset: 0, total: 3, next_cursor: null } } }, { body: { data: [3], pagination: { offset: 2, total: 3, next_cursor: null } } });
    assert.deepEqual(await all("/x"), [1, 2, 3]);
    assert.match(calls[1].url, /offset=2/);
});

test("events are whole, however they are cut", () => {
    let retry = 0;
    const parse = parser({ onRetry: (ms) => { retry = ms; } });
    const text = 'retry: 2000\n\nevent: progress\nid: 4\ndata: {"ready":1}\n\n: keep-alive\n\nevent: done\ndata: x\n\n';
    const found = [...text].flatMap((one) => parse(one));
    assert.deepEqual(found, [{ name: "progress", data: { ready: 1 }, id: "4" }, { name: "done", data: "x", id: "4" }]);
    assert.equal(retry, 2000);
});

test("paths match patterns", () => {
    assert.deepEqual(match("/desk/galleries/:id", "/desk/galleries/a%2Fb/"), { id: "a/b" });
    assert.equal(match("/desk/galleries/:id", "/desk/galleries"), null);
    assert.equal(match("/desk", "/desk/x"), null);
    assert.deepEqual(match("/desk/*", "/desk/x/y"), { rest: "x/y" });
    assert.deepEqual(match("/", "/"), {});
    assert.deepEqual(match("/a/:x", "/a/%"), { x: "%" });
    assert.equal(find([{ path: "/a/new" }, { path: "/a/:id" }], "/a/new").route.path, "/a/new");
});

test("texts have plurals, numbers and what stands in for them", () => {
    setTexts({ "n.one": "{count} picture", "n.other": "{count} pictures", "n.zero": "none", "hi": "Hi {name}, {other}" });
    assert.equal(t("n", { count: 1 }), "1 picture");
    assert.equal(t("n", { count: 2 }), "2 pictures");
    assert.equal(t("n", { count: 0 }), "none");
    assert.equal(t("hi", { name: "$&" }), "Hi $&, {other}");
    assert.equal(t("missing.key"), "missing.key");
    assert.equal(choose(["fr-FR", "de-CH", "en"]), "de");
    assert.equal(choose(["fr"]), "en");
    assert.equal(describe(fromAnswer(409, { code: "x", detail: "the gallery is archived" })), "The gallery is archived");
});

test("formats are those of the language", () => {
    setTexts({}, "en");
    assert.match(bytes(6_300_000), /6\.3 MB/);
    assert.match(bytes(12), /12 bytes/);
    assert.match(money({ amount: "15.00", currency: "USD" }), /\$15\.00/);
    assert.match(cameraTime("2024-02-29T10:30:00+05:00"), /Feb 29, 2024.*10:30/);
    assert.equal(relative(0, 3 * 86_400_000), "3 days ago");
    assert.equal(duration(65), "1:05");
    assert.equal(duration(7389), "2:03:09");
});

test("keys have names", () => {
    const key = (name, more = {}) => nameOfKey({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });
    assert.equal(key("X", { shiftKey: true }), "shift+x");
    assert.equal(key("?", { shiftKey: true }), "?");
    assert.equal(key("Enter", { metaKey: true }), "mod+enter");
    assert.equal(key(" "), "space");
});

test("pictures offer the sizes that may be seen", () => {
    const image = { width: 6000, height: 4000, urls: { thumb: "/t", web: "/w" } };
    assert.equal(srcsetOf(image), "/t 512w, /w 2048w");
    assert.equal(sourceFor(image, 600), "/w");
    assert.equal(sourceFor(image, 9000), "/w");
    assert.equal(srcsetOf({ width: 4000, height: 6000, urls: { thumb: "/t" } }), "/t 341w");
});

test("tables sort words and numbers, what is missing last", () => {
    const rows = [{ n: 2, w: "b10" }, { n: null, w: "b2" }, { n: 1, w: "Ä" }];
    assert.deepEqual(sorted(rows, (row) => row.n, true).map((row) => row.n), [2, 1, null]);
    assert.deepEqual(sorted(rows, (row) => row.w, false).map((row) => row.w), ["Ä", "b2", "b10"]);
});
