// The real program, in a folder of its own.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { openSync, closeSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { repository } from "./place.js";

export const binary = process.env.ATELIER_BINARY ?? join(repository, "target/debug/atelier");

async function freePort() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    server.close();
    return port;
}

/**
 * Starts the program, which keeps its port and its data when it is killed and started again.
 * @param {{before?: (run: (...words: string[]) => string) => void}} [options] `before` may run commands of the program first, and gets what they print
 */
export async function startServer({ before } = {}) {
    const folder = await mkdtemp(join(tmpdir(), "atelier-browser-"));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ATELIER_") || name === "ATELIER_WEB_ASSETS"));
    const env = { ...own, ATELIER_SERVER_BIND: `127.0.0.1:${port}`, ATELIER_LIMITS_ENABLED: "false", ATELIER_LOG_LEVEL: "warn" };
    /** @type {import("node:child_process").ChildProcess | undefined} */
    let child;

    async function start() {
        const log = openSync(join(folder, "log"), "a");
        child = spawn(binary, ["serve"], { cwd: folder, env, stdio: ["ignore", log, log] });
        closeSync(log);
        const process_ = child;
        for (let tries = 0; tries < 300; tries++) {
            if (process_.exitCode !== null) break;
            if (await fetch(`${url}/ready`).then((answer) => answer.ok, () => false)) return;
            await wait(50);
        }
        throw new Error(`the server did not start:\n${await readFile(join(folder, "log"), "utf8")}`);
    }
    /** @param {NodeJS.Signals} signal */
    async function end(signal) {
        if (!child || child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, "exit");
        child.kill(signal);
        await gone;
    }
    before?.((...words) => execFileSync(binary, words, { cwd: folder, env, encoding: "utf8" }));
    await start();
    return {
        url,
        folder,
        start,
        kill: () => end("SIGKILL"),
        // Nothing is to be kept, so nothing needs to end in good order.
        async stop() { await end("SIGKILL"); await rm(folder, { recursive: true, force: true }); },
    };
}
