// What journeys begin with, made by the API where making it is not what is tested.
import { setTimeout as wait } from "node:timers/promises";

export const PASSWORD = "a long and quiet evening";

/** @param {string} url where the server listens */
export function clientOf(url, token = "") {
    /** @param {string} method @param {string} path @param {any} [body] */
    async function call(method, path, body) {
        const isForm = body instanceof FormData;
        const headers = { ...token && { authorization: `Bearer ${token}` }, ...body && !isForm && { "content-type": "application/json" } };
        const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: isForm ? body : body && JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
        return text ? JSON.parse(text) : null;
    }
    return call;
}

/** Registers a studio. @param {string} url */
export async function makeStudio(url) {
    const email = `kari${Date.now()}@nordlys.example`;
    const body = { studio_name: "Nordlys", name: "Kari Nordmann", email, password: PASSWORD };
    const { data } = await clientOf(url)("POST", "/auth/register", body);
    const call = clientOf(url, data.access_token);
    /** @type {number | undefined} */
    let organization;

    return {
        email,
        call,
        /** @param {string} subject_name */
        async gallery(subject_name) {
            organization ??= (await call("POST", "/organizations", { name: "Fjord Hotel" })).data.id;
            return (await call("POST", "/galleries", { organization_id: organization, subject_name })).data;
        },
        /** Uploads in parallel, and waits until all is ready. @param {number} gallery @param {{name: string, buffer: Buffer}[]} files */
        async upload(gallery, files) {
            const parts = [];
            for (let at = 0; at < files.length; at += 20) parts.push(files.slice(at, at + 20));
            const send = async () => {
                for (let part = parts.shift(); part; part = parts.shift()) {
                    const form = new FormData();
                    for (const { name, buffer } of part) form.append("file", new Blob([buffer], { type: "image/jpeg" }), name);
                    await call("POST", `/galleries/${gallery}/images`, form);
                }
            };
            await Promise.all([send(), send(), send()]);
            return this.settled(gallery, files.length);
        },
        /** @param {number} gallery @param {number} count @returns {Promise<any[]>} */
        async settled(gallery, count) {
            for (let tries = 0; tries < 600; tries++) {
                const images = await this.images(gallery);
                if (images.length >= count && images.every((/** @type {any} */ one) => one.state === "ready")) return images;
                const failed = images.find((/** @type {any} */ one) => one.state === "failed");
                if (failed) throw new Error(`not made: ${JSON.stringify(failed)}`);
                await wait(200);
            }
            throw new Error("the pictures do not become ready");
        },
        /** @param {number} gallery */
        async images(gallery) {
            const images = [];
            for (let total = 1; images.length < total;) {
                const page = await call("GET", `/galleries/${gallery}/images?limit=1000&offset=${images.length}`);
                images.push(...page.data);
                total = page.data.length ? page.pagination?.total ?? 0 : 0;
            }
            return images;
        },
        /** Makes a link and answers its address. @param {number} gallery @param {object} [terms] */
        async link(gallery, terms = {}) {
            const made = (await call("POST", `/galleries/${gallery}/share-links`, terms)).data;
            return `${url}/g/${made.token}`;
        },
    };
}
